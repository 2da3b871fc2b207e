//! Rewards: harvested, charged once, released slowly.

use cosmwasm_std::{coin, from_json, Coin, Decimal, Uint128};
use floe_core::params::Param;
use floe_core::units::DAY;
use floe_testing::chain::{Fault, Slash};
use floe_testing::suite::{Depth, Outcome, Setup, Suite};
use floe_types::collector;
use floe_types::hub::{CrankReport, ExecuteMsg, FeeReceiver};
use rstest::rstest;

const ONE: &str = "1.000000000000000000";

fn refusal(outcome: Outcome) -> String {
    outcome.expect_err("the message is refused").kind
}

fn setup() -> Setup {
    Setup::default()
        .user("alice", 30_000_000)
        .user("bob", 1_000_000_000)
        .user("whale", 310_000_000)
}

/// With a growth cap that never binds here.
fn fast(setup: Setup) -> Setup {
    setup.params(|p| p.with(Param::MaxAprBps, 100_000u128))
}

/// 31,000,000 in the pool, 10,323,000 of it on each of three validators; fee 10 % to the treasury.
fn staked(setup: Setup) -> Suite {
    let mut s = Suite::new(setup);
    s.bond("alice", 30_000_000);
    s.rebalance();
    assert_eq!((s.books().delegated(), s.books().free()), (30_969_000, 31_000));
    s
}

/// What the stream releases, and over how many seconds.
fn stream(s: &Suite) -> (u128, u64) {
    let stream = s.books().stream();
    (stream.amount.units(), stream.end - stream.start)
}

fn forward(s: &mut Suite, by: &str, keeper: Option<&str>) -> Outcome {
    let (by, collector) = (s.addr(by), s.collector.clone());
    let keeper = keeper.map(|name| s.addr(name).to_string());
    s.exec(&by, &collector, &collector::ExecuteMsg::Forward { keeper }, &[])
}

fn collected(s: &Suite) -> u128 {
    s.chain.balance(&s.collector, "stake")
}

#[test]
fn a_harvest_of_nothing_succeeds_and_changes_nothing() {
    let mut s = staked(setup());
    let books = |s: &Suite| (s.books().summary(), s.books().carry.totals, s.books().stream());
    let before = books(&s);
    let report = s.harvest();
    assert_eq!((report.harvests.len(), s.shares("treasury")), (3, 0));
    assert_eq!(books(&s), before);
    s.next_block();
    s.harvest();
    assert_eq!(books(&s), before);
}

#[test]
fn a_harvest_before_anything_is_delegated_succeeds() {
    let mut s = Suite::new(setup());
    let before = s.books().summary();
    assert!(s.harvest().is_idle());
    forward(&mut s, "stranger", None).unwrap();
    assert_eq!(s.books().summary(), before);
}

#[test]
fn rewards_paid_out_by_delegations_are_charged_the_fee_once() {
    let mut s = staked(setup());
    s.rewards(600_000);
    s.bond("bob", 3_000_000);
    assert_eq!(s.rebalance().delegations.len(), 3);
    assert_eq!((collected(&s), s.books().free()), (600_000, 34_000));
    for _ in 0..2 {
        s.harvest();
        assert_eq!((collected(&s), s.books().free()), (0, 634_000));
        assert_eq!((s.shares("treasury"), stream(&s).0), (60_000, 540_000));
    }
    let totals = s.books().carry.totals;
    assert_eq!((totals.rewards.units(), totals.fees.units()), (600_000, 60_000));
}

#[test]
fn rewards_paid_out_by_an_undelegation_are_charged_the_fee_once() {
    let mut s = staked(setup());
    s.rewards(600_000);
    s.queue("alice", 4_000_000);
    let report = s.submit_batch();
    // Need 4,000,000 − (31,000 − 27,000), all from the first validator, which pays its third of the rewards.
    assert_eq!(
        (report.undelegations.len(), s.books().undelegating()),
        (1, 3_996_000)
    );
    assert_eq!(collected(&s), 200_000);
    forward(&mut s, "stranger", None).unwrap();
    assert_eq!((s.shares("treasury"), s.books().unreleased()), (20_000, 180_000));
    s.harvest();
    assert_eq!((s.shares("treasury"), s.books().unreleased()), (60_000, 540_000));
    s.harvest();
    assert_eq!((s.shares("treasury"), s.books().unreleased()), (60_000, 540_000));
    assert_eq!(s.books().carry.totals.rewards.units(), 600_000);
}

#[test]
fn a_crank_forwards_what_delegations_paid_out() {
    let mut s = staked(setup());
    s.rewards(600_000);
    s.bond("bob", 3_000_000);
    let report = s.crank();
    assert_eq!((report.delegations.len(), report.harvests.len()), (3, 0));
    assert_eq!(collected(&s), 600_000);
    // None of them is due for a harvest, but what waits at the collector is worth a message.
    let report = s.crank();
    assert_eq!((report.harvests.len(), report.forwarded), (0, true));
    assert_eq!((collected(&s), s.shares("treasury")), (0, 60_000));
}

#[test]
fn spam_denoms_stop_nothing_and_a_real_second_one_can_be_sent_by_the_owner() {
    let mut s = staked(setup());
    for n in 0..50 {
        s.rewards_at(&format!("val{}", n % 3 + 1), 1_000, &format!("factory/spam/{n}"));
    }
    s.rewards_at("val2", 7_777, "ibc/real");
    s.rewards(620_000);
    s.harvest();
    assert_eq!(
        (s.shares("treasury"), s.books().unreleased(), collected(&s)),
        (62_000, 558_000, 0)
    );
    assert_eq!(s.chain.balances(&s.collector).len(), 51);

    let collector = s.collector.clone();
    let denoms = Some(vec!["ibc/real".to_owned(), "factory/spam/49".to_owned()]);
    let shown: Vec<Coin> = s
        .query(&collector, &collector::QueryMsg::Balances { denoms })
        .unwrap();
    assert!(shown.contains(&coin(7_777, "ibc/real")) && shown.contains(&coin(1_000, "factory/spam/49")));

    let send = |denom: &str, amount: u128| collector::ExecuteMsg::SendForeign {
        denom: denom.into(),
        amount: amount.into(),
        to: s.addr("bob").into(),
    };
    let (real, too_much, native) = (send("ibc/real", 7_777), send("ibc/real", 7_778), send("stake", 1));
    let (gov, stranger) = (s.addr("gov"), s.addr("stranger"));
    assert_eq!(refusal(s.exec(&stranger, &collector, &real, &[])), "Unauthorized");
    assert_eq!(
        refusal(s.exec(&gov, &collector, &too_much, &[])),
        "InsufficientBalance"
    );
    s.gift("collector", 5);
    assert_eq!(
        refusal(s.exec(&gov, &collector, &native, &[])),
        "NativeNotSendable"
    );
    s.exec(&gov, &collector, &real, &[]).unwrap();
    assert_eq!(s.chain.balance(&s.addr("bob"), "ibc/real"), 7_777);

    // The spam that stays is in nobody's way.
    s.pass_days(1);
    s.rewards(300);
    // The crank delegates the 620,000, which pays everybody's rewards, and forwards them in the same transaction.
    assert_eq!(s.crank().delegations.len(), 3);
    assert_eq!(
        (collected(&s), s.books().carry.totals.rewards.units()),
        (0, 620_305)
    );
}

#[rstest]
#[case::without_a_reserve(&[], 100_000)]
#[case::at_the_smallest_fee(&[(Param::InstantReserveBps, 1_000), (Param::InstantFeeMinBps, 5), (Param::InstantFeeMaxBps, 5)], 5_000)]
fn a_deposit_just_before_a_harvest_earns_nothing(#[case] params: &[(Param, u128)], #[case] fee: u128) {
    for wait in [0, 1] {
        let set = |p| {
            params
                .iter()
                .fold(p, |p: floe_types::hub::ParamsUpdate, (param, value)| {
                    p.with(*param, *value)
                })
        };
        let mut s = staked(setup());
        let update = ExecuteMsg::UpdateParams(set(Default::default()));
        s.hub("gov", &update).unwrap();
        s.rewards(620_000);
        assert_eq!(s.bond("bob", 10_000_000), 10_000_000);
        s.harvest();
        assert_eq!((s.books().rate(), stream(&s)), (ONE.into(), (558_000, 858_395)));
        // In the same block, and after one block, in which 3 units reach a pool of 41,062,000.
        if wait == 1 {
            s.next_block();
            assert_eq!(s.books().pool(), 41_062_003);
        }
        assert_eq!(s.instant("bob", 10_000_000), 10_000_000 - fee);
    }
}

#[test]
fn dust_in_every_block_of_a_day_does_not_hold_the_stream_back() {
    const STAKE: u128 = 100_000_000_000_000;
    let mut s = Suite::new(fast(Setup::default().validators(1).user("alice", STAKE)));
    s.depth = Depth::Light;
    s.bond("alice", STAKE);
    s.rebalance();
    s.rewards(1_000_000_000_000);
    s.harvest();
    let (start, end) = (s.now(), s.books().stream().end);
    assert_eq!((stream(&s), end), ((900_000_000_000, DAY), start + DAY));
    for _ in 1..DAY / 6 {
        s.next_block();
        s.rewards(1);
        s.harvest();
    }
    assert_eq!((s.now(), s.books().stream().end), (end - 6, end));
    s.next_block();
    let books = s.books();
    assert_eq!(books.unreleased(), 0);
    assert_eq!(books.pool(), STAKE + 1_000_000 + 1_000_000_000_000 + 14_399);
    assert_eq!(s.shares("treasury"), 100_000_000_000);
}

#[rstest]
#[case::harvest_alone(0)]
#[case::a_gift_repays_a_part_first(400)]
#[case::a_gift_repays_all_but_one_unit(999)]
fn the_fee_is_taken_on_what_exceeds_earlier_losses(#[case] gift: u128) {
    let mut s = staked(setup());
    // 999.99 of the 10,323,000 units there, which reads as a fall of 1,000.
    let fraction = Decimal::from_ratio(9_687u128, 100_000_000u128);
    s.slash_as(&Slash::new(&s.operator("val1"), fraction));
    s.sync();
    assert_eq!(
        (s.books().pool(), s.books().carry.loss_carry.units()),
        (30_999_000, 1_000)
    );
    if gift > 0 {
        s.gift("hub", gift);
        s.sync();
        assert_eq!(s.books().carry.loss_carry.units(), 1_000 - gift);
    }
    s.rewards(1_500 - gift);
    s.harvest();
    let books = s.books();
    assert_eq!(
        (s.shares("treasury"), books.carry.loss_carry.units()),
        (50, 0),
        "shares for the fee, losses still to be made good"
    );
    assert_eq!((books.carry.totals.fees.units(), books.unreleased()), (50, 1_450));
    s.rewards(1_000);
    s.harvest();
    assert_eq!(s.books().carry.totals.fees.units(), 150);
}

#[test]
fn a_gain_smaller_than_the_losses_bears_no_fee() {
    let mut s = staked(setup());
    s.slash_as(&Slash::new(
        &s.operator("val1"),
        Decimal::from_ratio(9_687u128, 100_000_000u128),
    ));
    s.sync();
    s.rewards(700);
    s.harvest();
    assert_eq!(
        (s.shares("treasury"), s.books().carry.loss_carry.units()),
        (0, 300)
    );
    assert_eq!(s.books().unreleased(), 700);
}

/// No fee, and `max_apr` at its default of 50 %.
fn free_of_fee() -> Setup {
    let mut setup = setup();
    setup.fee.bps = 0;
    setup
}

#[test]
fn a_gain_above_the_cap_is_stretched_and_not_refused() {
    let mut s = staked(free_of_fee());
    s.rewards(3_100_000);
    s.harvest();
    // ⌈3,100,000 · 31,536,000 / (31,000,000 · ½)⌉: a fifth of what half a year's growth may be, in 73 days.
    assert_eq!(stream(&s), (3_100_000, 6_307_200));
    s.pass_secs(3_153_600);
    assert_eq!(
        (s.books().unreleased(), s.books().pool()),
        (1_550_000, 32_550_000)
    );
    s.pass_secs(3_153_600);
    assert_eq!((s.books().unreleased(), s.books().pool()), (0, 34_100_000));
}

#[test]
fn a_big_deposit_in_the_block_of_the_gain_speeds_it_up_only_while_it_stays() {
    let mut s = staked(free_of_fee());
    s.rewards(3_100_000);
    s.bond("whale", 310_000_000);
    s.harvest();
    assert_eq!(stream(&s), (3_100_000, 573_382));
    s.queue("whale", 310_000_000);
    s.submit_batch();
    assert_eq!(
        (s.books().pool(), stream(&s)),
        (31_000_000, (3_100_000, 6_307_200))
    );
}

#[test]
fn a_big_deposit_that_leaves_a_day_later_slows_the_rest_down() {
    let mut s = staked(free_of_fee());
    s.rewards(3_100_000);
    s.bond("whale", 310_000_000);
    s.harvest();
    s.pass_days(1);
    assert_eq!(
        (s.books().unreleased(), s.books().pool()),
        (2_632_877, 341_467_123)
    );
    s.queue("whale", 310_000_000);
    s.submit_batch();
    // 310,424,657 are owed, 31,042,466 stay: ⌈2,632,877 · 31,536,000 / (31,042,466 · ½)⌉.
    assert_eq!((s.books().owed(), s.books().pool()), (310_424_657, 31_042_466));
    assert_eq!(stream(&s), (2_632_877, 5_349_473));
}

#[test]
fn a_big_deposit_that_leaves_at_once_slows_the_rest_and_its_own_fee_down() {
    let mut s = staked(free_of_fee());
    s.rewards(3_100_000);
    s.bond("whale", 310_000_000);
    s.harvest();
    assert_eq!(s.instant("whale", 310_000_000), 306_900_000);
    // 3,100,000 of fee join the stream: ⌈6,200,000 · 31,536,000 / (31,000,000 · ½)⌉.
    assert_eq!(
        (s.books().pool(), stream(&s)),
        (31_000_000, (6_200_000, 12_614_400))
    );
}

#[test]
fn a_stretch_made_when_the_pool_was_tiny_does_not_outlive_the_tiny_pool() {
    let mut s = Suite::new(free_of_fee());
    s.gift("hub", 1_000_000);
    s.sync();
    assert_eq!(stream(&s), (1_000_000, 63_072_000));
    // Less than a hundredth of the pool: the end moves by less than 1 % and stays.
    s.bond("bob", 10_000);
    s.sync();
    assert_eq!(stream(&s), (1_000_000, 63_072_000));
    s.bond("bob", 309_990_000);
    s.sync();
    // ⌈1,000,000 · 31,536,000 / (311,000,000 · ½)⌉
    assert_eq!(stream(&s), (1_000_000, 202_804));
}

#[test]
fn the_period_of_two_gains_is_the_mean_weighted_by_amount() {
    let mut s = staked(fast(setup()));
    s.rewards(620_000);
    s.harvest();
    assert_eq!(stream(&s), (558_000, DAY));
    s.pass_secs(43_200);
    // 279,000 unreleased for half a day more, and 279,000 of new gain for a whole one.
    s.rewards(310_000);
    s.harvest();
    assert_eq!(stream(&s), (558_000, 64_800));
    // 31,000 of fee at a rate of 31,341,000 / 31,062,000.
    assert_eq!(s.shares("treasury"), 62_000 + 30_724);
}

#[test]
fn a_gift_drips_whole_and_bears_no_fee() {
    let mut s = staked(fast(setup()));
    s.gift("hub", 620_000);
    s.sync();
    assert_eq!(
        (stream(&s), s.shares("treasury"), s.books().rate()),
        ((620_000, DAY), 0, ONE.into())
    );
    s.pass_days(1);
    assert_eq!(s.books().pool(), 31_620_000);
}

fn with_receivers(receivers: &[(&str, u64)]) -> Setup {
    let mut setup = setup();
    setup.fee.receivers = receivers
        .iter()
        .map(|(to, weight)| FeeReceiver {
            to: (*to).into(),
            weight: *weight,
        })
        .collect();
    setup
}

/// Who brings the rewards in.
#[derive(Clone, Copy, Debug)]
enum By {
    Harvest,
    Crank,
    Forward,
}

/// A sniper would take the largest validators just before each crank and leave the rest undone.
#[test]
fn a_keeper_is_paid_for_what_had_waited_and_not_for_an_early_harvest() {
    let mut s = staked(with_receivers(&[("@treasury", 9), ("keeper", 1)]));
    s.pass_secs(DAY - 1);
    s.rewards(310_000);
    s.hub(
        "mallory",
        &ExecuteMsg::Harvest {
            validator: None,
            skip: None,
        },
    )
    .unwrap();
    assert_eq!((s.shares("mallory"), s.shares("treasury")), (0, 31_000));
    // What came since then waits a whole interval again, and then its keeper is paid.
    s.pass_secs(DAY);
    s.rewards(310_000);
    let books = s.books();
    s.hub(
        "kate",
        &ExecuteMsg::Crank {
            max_msgs: None,
            skip: None,
        },
    )
    .unwrap();
    let minted = s.books().supply() - books.supply();
    assert_eq!(minted, 31_000 * books.supply() / books.pool());
    let part = minted / 10;
    assert_eq!((s.shares("kate"), s.shares("mallory")), (part, 0));
    assert_eq!(s.shares("treasury"), 31_000 + minted - part);
    // Once is once.
    s.gift("collector", 100_000);
    forward(&mut s, "kate", None).unwrap();
    assert_eq!(s.shares("kate"), part);
}

/// Where the last message failed, a message that is on its way does not count as a payout, so the rewards have waited.
#[test]
fn a_keeper_is_paid_for_validators_to_which_messages_keep_failing() {
    let mut s = staked(with_receivers(&[("@treasury", 9), ("keeper", 1)]));
    s.fail("val1", &[Fault::Delegate], true);
    s.bond("bob", 3_000_000);
    assert_eq!(s.rebalance().delegations.len(), 3);
    let books = s.books();
    assert_eq!((books.delegated(), books.free()), (32_967_000, 1_033_000));
    s.pass_secs(DAY);
    s.rewards(329_670);
    let outcome = s.hub(
        "kate",
        &ExecuteMsg::Crank {
            max_msgs: None,
            skip: None,
        },
    );
    let report: CrankReport = from_json(outcome.unwrap().data.unwrap()).unwrap();
    let failing = s.operator("val1");
    assert!(report
        .delegations
        .iter()
        .any(|portion| portion.validator == failing));
    assert!(report.harvests.contains(&failing));
    // ⌊32,967 · 34,000,000 / 34,000,000⌋ shares
    assert_eq!((s.shares("kate"), s.shares("treasury")), (3_296, 29_671));
}

#[test]
fn where_only_an_early_keeper_would_be_paid_no_fee_is_taken() {
    let mut s = staked(with_receivers(&[("keeper", 1)]));
    s.pass_secs(DAY / 2);
    let supply = s.books().supply();
    s.rewards(310_000);
    s.hub(
        "mallory",
        &ExecuteMsg::Harvest {
            validator: None,
            skip: None,
        },
    )
    .unwrap();
    assert_eq!((s.shares("mallory"), s.books().supply()), (0, supply));
    assert_eq!(s.books().unreleased(), 310_000);
}

#[rstest]
#[case::harvest(By::Harvest)]
#[case::crank(By::Crank)]
#[case::forward(By::Forward)]
fn the_keepers_part_goes_to_whoever_brought_the_rewards_in(#[case] by: By) {
    let mut s = staked(with_receivers(&[("@treasury", 9), ("keeper", 1)]));
    s.pass_days(1);
    s.rewards(620_000);
    match by {
        By::Harvest => drop(
            s.hub(
                "kate",
                &ExecuteMsg::Harvest {
                    validator: None,
                    skip: None,
                },
            )
            .unwrap(),
        ),
        By::Crank => drop(
            s.hub(
                "kate",
                &ExecuteMsg::Crank {
                    max_msgs: None,
                    skip: None,
                },
            )
            .unwrap(),
        ),
        By::Forward => {
            s.bond("bob", 3_000_000);
            s.rebalance();
            // From a stranger the field is ignored: the sender is the keeper.
            forward(&mut s, "kate", Some("mallory")).unwrap();
        }
    }
    assert_eq!(
        (s.shares("kate"), s.shares("treasury"), s.shares("mallory")),
        (6_200, 55_800, 0)
    );
    assert_eq!(s.shares("stranger"), 0);
}

#[rstest]
#[case::a_tenth_and_the_rest(&[("@treasury", 9), ("@bob", 1)], 100_030, &[9_003, 1_000])]
#[case::three_equal(&[("@treasury", 1), ("@bob", 1), ("@carol", 1)], 100, &[4, 3, 3])]
#[case::the_first_may_be_the_smallest(&[("@treasury", 1), ("@bob", 1_000_000)], 100_000, &[1, 9_999])]
#[case::nothing_to_share(&[("@treasury", 1), ("@bob", 1)], 9, &[0, 0])]
fn the_fee_is_split_by_weight_and_the_remainder_goes_to_the_first(
    #[case] receivers: &[(&str, u64)],
    #[case] rewards: u128,
    #[case] parts: &[u128],
) {
    let mut s = staked(with_receivers(receivers));
    s.rewards(rewards);
    s.harvest();
    let got: Vec<u128> = receivers
        .iter()
        .map(|(name, _)| s.shares(name.trim_start_matches('@')))
        .collect();
    assert_eq!(got, parts);
}

#[test]
fn only_the_collector_deposits_rewards() {
    let mut s = staked(setup());
    let (bob, hub) = (s.addr("bob"), s.hub.clone());
    let msg = ExecuteMsg::DepositRewards {
        keeper: bob.to_string(),
    };
    assert_eq!(
        refusal(s.exec(&bob, &hub, &msg, &[coin(1_000, "stake")])),
        "Unauthorized"
    );
}

/// 35 validators with about 10,000,000 each, delegated 30 in one block and 5 in the next.
fn many() -> (Suite, Vec<String>, Vec<String>) {
    let setup = Setup::default()
        .validators(35)
        .user("alice", 349_000_000)
        .params(|p| p.with(Param::MaxMsgs, 30u128));
    let mut s = Suite::new(setup);
    s.bond("alice", 349_000_000);
    let names = |report: floe_types::hub::CrankReport| -> Vec<String> {
        report
            .delegations
            .into_iter()
            .map(|portion| portion.validator)
            .collect()
    };
    let first = names(s.rebalance());
    s.next_block();
    let second = names(s.rebalance());
    assert_eq!((first.len(), second.len()), (30, 5));
    assert_eq!(s.books().free(), 350_000);
    (s, first, second)
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
}

#[test]
fn a_single_harvest_takes_the_thirty_that_waited_longest_and_the_next_one_the_rest_first() {
    let (mut s, first, second) = many();
    s.next_block();
    s.rewards(3_500);
    let report = s.harvest();
    assert_eq!(sorted(report.harvests), sorted(first));
    s.next_block();
    let report = s.harvest();
    assert_eq!(
        (report.harvests.len(), sorted(report.harvests[..5].to_vec())),
        (30, sorted(second))
    );
    assert_eq!(
        (s.books().carry.totals.rewards.units(), s.shares("treasury")),
        (3_500, 350)
    );
}

#[test]
fn cranks_harvest_a_page_each_of_those_that_are_due_and_then_no_more() {
    let (mut s, first, second) = many();
    // The first thirty are due after a day, the others a block later.
    s.pass_secs(DAY - 6);
    s.rewards(3_500);
    let report = s.crank();
    assert_eq!((report.more, sorted(report.harvests)), (true, sorted(first)));
    assert_eq!(s.crank().harvests, [""; 0]);
    s.next_block();
    assert_eq!(sorted(s.crank().harvests), sorted(second));
    assert!(s.crank().is_idle());
    assert_eq!(s.books().carry.totals.rewards.units(), 3_500);
}

#[test]
fn a_smaller_message_budget_spreads_the_harvests_over_more_cranks() {
    let (mut s, _, _) = many();
    s.pass_days(1);
    s.rewards(3_500);
    let mut seen = Vec::new();
    for expected in [8, 8, 8, 8, 3, 0] {
        let response = s
            .hub(
                "stranger",
                &ExecuteMsg::Crank {
                    max_msgs: Some(8),
                    skip: None,
                },
            )
            .unwrap();
        let report: floe_types::hub::CrankReport = cosmwasm_std::from_json(response.data.unwrap()).unwrap();
        assert_eq!((report.harvests.len(), report.more), (expected, expected == 8));
        seen.extend(report.harvests);
    }
    let unique: std::collections::BTreeSet<_> = seen.iter().collect();
    assert_eq!((seen.len(), unique.len()), (35, 35));
    assert_eq!(s.books().carry.totals.rewards.units(), 3_500);
}

#[test]
fn one_validator_that_refuses_withdrawals_does_not_stop_the_others() {
    let mut s = staked(setup());
    s.rewards(600_000);
    s.fail("val2", &[floe_testing::chain::Fault::Withdraw], true);
    let response = s
        .hub(
            "kate",
            &ExecuteMsg::Harvest {
                validator: None,
                skip: None,
            },
        )
        .unwrap();
    assert!(response
        .events
        .iter()
        .any(|event| event.ty == "wasm-floe/message_failed"));
    assert_eq!((s.shares("treasury"), s.books().unreleased()), (40_000, 360_000));
    s.fail("val2", &[floe_testing::chain::Fault::Withdraw], false);
    s.harvest();
    assert_eq!((s.shares("treasury"), s.books().unreleased()), (60_000, 540_000));
}

#[test]
fn fractions_of_rewards_are_not_counted_until_they_are_whole() {
    let mut s = staked(setup());
    let (hub, operator) = (s.hub.clone(), s.operator("val1"));
    let half = cosmwasm_std::Decimal256::percent(150);
    s.chain.rewards_decimal(&hub, &operator, half, "stake").unwrap();
    s.harvest();
    assert_eq!(s.books().carry.totals.rewards.units(), 1);
    assert_eq!(Uint128::from(s.books().unreleased()), Uint128::one());
}

#[test]
fn rewards_that_a_stranger_forwards_first_meet_the_losses_nobody_has_seen_yet() {
    let mut s = staked(setup());
    s.next_block();
    s.slash_as(&Slash::new(
        &s.operator("val1"),
        Decimal::from_ratio(9_687u128, 100_000_000u128),
    ));
    s.gift("collector", 1_500);
    forward(&mut s, "stranger", None).unwrap();
    let books = s.books();
    assert_eq!(
        (books.pool() - 50, books.carry.loss_carry.units()),
        (30_999_000, 0)
    );
    assert_eq!((s.shares("treasury"), books.unreleased()), (50, 1_450));
    assert_eq!(books.stock.synced_secs(), s.now());
}

#[test]
fn dust_in_every_block_holds_a_small_stream_back_by_less_than_the_dust_itself() {
    let mut s = staked(fast(setup()));
    s.depth = Depth::Light;
    s.rewards(620_000);
    s.harvest();
    let end = s.books().stream().end;
    for _ in 1..DAY / 6 {
        s.next_block();
        s.rewards(1);
        s.harvest();
    }
    s.next_block();
    assert_eq!(s.now(), end);
    // 14,399 units came in, each to be released over a day.
    assert!(s.books().unreleased() < 14_399);
    assert_eq!(s.books().pool() + s.books().unreleased(), 31_620_000 + 14_399);
}

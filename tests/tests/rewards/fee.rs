//! The fee, its receivers and the keeper's part.

use super::*;

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
    s.fail("val1", &[ModuleFault::Delegate], true);
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

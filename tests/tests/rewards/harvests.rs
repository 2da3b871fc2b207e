//! Harvests, what delegations pay out, and pages.

use super::*;

fn refusal(outcome: TxResult) -> String {
    outcome.expect_err("the message is refused").kind
}

fn collected(s: &Suite) -> u128 {
    s.chain.balance(&s.collector, "stake")
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
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
        let report: floe_api::hub::CrankReport = cosmwasm_std::from_json(response.data.unwrap()).unwrap();
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
    s.fail("val2", &[floe_testing::chain::ModuleFault::Withdraw], true);
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
    s.fail("val2", &[floe_testing::chain::ModuleFault::Withdraw], false);
    s.harvest();
    assert_eq!((s.shares("treasury"), s.books().unreleased()), (60_000, 540_000));
}

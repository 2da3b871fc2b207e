//! Messages that fail.

use super::*;

const HOUR: u64 = 3_600;

/// Days until the registry has dropped a removed validator.
fn days_until_dropped(s: &mut Suite, validator: &str, most: u64) -> u64 {
    let operator = s.operator(validator);
    for day in 0..most {
        s.crank();
        s.refresh();
        if !listed(s).contains(&operator) {
            return day;
        }
        s.pass_days(1);
    }
    panic!(
        "{validator} is still listed with {} and {:?}",
        stake(s, validator),
        entries(s, validator)
    );
}

#[rstest]
#[case::out_of_gas(ModuleFault::OutOfGas)]
#[case::refused(ModuleFault::Undelegate)]
fn a_failed_undelegation_leaves_the_batch_closed_and_its_need_to_the_next_crank(#[case] fault: ModuleFault) {
    let mut s = hundred_million(3);
    s.fail("val1", &[fault], true);
    s.queue("alice", 10_000_000);
    let response = step(&mut s, &ExecuteMsg::SubmitBatch { skip: None });
    assert_eq!(told(&response, "batch_closed", "payable"), ["10000000"]);
    assert_eq!(told(&response, "message_failed", "message"), ["undelegate"]);
    assert_eq!(
        told(&response, "message_failed", "validator"),
        [s.operator("val1")]
    );
    let books = s.books();
    assert_eq!(
        (books.delegated(), books.undelegating(), books.owed()),
        (99_900_000, 0, 10_000_000)
    );
    assert_eq!((stake(&s, "val1"), books.pool()), (33_300_000, 90_000_000));
    assert_eq!(marked_until(&s, "val1"), s.now() + HOUR);
    let preview: CrankReport = s.ask(&QueryMsg::PreviewCrank {});
    assert_eq!(preview.hampered, [s.operator("val1")]);
    // It waits for no completion yet, and nothing of the free coins is delegated meanwhile.
    s.next_block();
    let done = s.crank();
    assert_eq!(entries(&s, "val2"), [(9_990_000, 9_990_000)]);
    assert!(done.delegations.is_empty() && done.need.u128() < 9_000);
    pass_unbonding(&mut s);
    assert_eq!(s.claim("alice"), 10_000_000);
}

#[test]
fn a_marked_validator_is_used_when_there_is_no_other_and_success_clears_the_mark() {
    let mut s = hundred_million(1);
    s.fail("val1", &[ModuleFault::OutOfGas], true);
    s.queue("alice", 10_000_000);
    s.submit_batch();
    assert_eq!(
        (stake(&s, "val1"), marked_until(&s, "val1")),
        (99_900_000, s.now() + HOUR)
    );
    s.fail("val1", &[ModuleFault::OutOfGas], false);
    s.next_block();
    s.submit_batch();
    assert_eq!(
        (entries(&s, "val1"), marked_until(&s, "val1")),
        (vec![(9_990_000, 9_990_000)], 0)
    );
}

#[test]
fn a_refused_delegation_gives_its_coins_back_and_waits_an_hour_and_after_another_two() {
    let mut s = Suite::new(setup(3));
    s.fail("val1", &[ModuleFault::Delegate], true);
    s.bond("alice", 99_000_000);
    let response = rebalance_all(&mut s);
    assert_eq!(told(&response, "message_failed", "message"), ["delegate"]);
    let marked = s.now();
    assert_eq!(
        ["val1", "val2", "val3"].map(|v| stake(&s, v)),
        [0, 33_300_000, 33_300_000]
    );
    assert_eq!(
        (s.books().free(), s.books().delegated()),
        (33_400_000, 66_600_000)
    );
    s.pass_secs(HOUR - 1);
    assert!(s.rebalance().delegations.is_empty());
    assert_eq!(marked_until(&s, "val1"), marked + HOUR);
    // Refused again, it waits twice as long.
    s.pass_secs(1);
    let response = rebalance_all(&mut s);
    assert_eq!(told(&response, "message_failed", "message"), ["delegate"]);
    assert_eq!(
        (stake(&s, "val1"), s.books().free(), marked_until(&s, "val1")),
        (0, 33_400_000, marked + 3 * HOUR)
    );
    s.fail("val1", &[ModuleFault::Delegate], false);
    s.pass_secs(2 * HOUR - 1);
    assert!(s.rebalance().delegations.is_empty());
    s.pass_secs(1);
    s.rebalance();
    assert_eq!((stake(&s, "val1"), s.books().free()), (33_300_000, 100_000));
    assert_eq!(marked_until(&s, "val1"), 0);
}

#[test]
fn a_refused_withdrawal_stops_no_other_and_changes_no_books() {
    let mut s = hundred_million(3);
    s.fail("val1", &[ModuleFault::Withdraw], true);
    s.rewards(999_000);
    let response = step(
        &mut s,
        &ExecuteMsg::Harvest {
            validator: None,
            skip: None,
        },
    );
    assert_eq!(
        told(&response, "message_failed", "message"),
        ["withdraw_delegator_reward"]
    );
    // 666,000 of the other two, a tenth of it as fee.
    assert_eq!(told(&response, "rewards_compounded", "amount"), ["666000"]);
    assert_eq!((s.shares("treasury"), s.books().unreleased()), (66_600, 599_400));
    assert_eq!(marked_until(&s, "val1"), s.now() + HOUR);
    // A success clears the mark, and what had waited is compounded.
    s.fail("val1", &[ModuleFault::Withdraw], false);
    s.next_block();
    let response = step(
        &mut s,
        &ExecuteMsg::Harvest {
            validator: None,
            skip: None,
        },
    );
    assert_eq!(told(&response, "rewards_compounded", "amount"), ["333000"]);
    assert_eq!(marked_until(&s, "val1"), 0);
}

#[test]
fn a_validator_whose_redelegations_fail_as_a_source_stops_no_exit_from_it() {
    let mut s = hundred_million(3);
    s.fail("val1", &[ModuleFault::Redelegate], true);
    s.drain_below_three("val1");
    let response = rebalance_all(&mut s);
    // The destination is marked, as the text has it, and nothing is booked.
    assert_eq!(told(&response, "message_failed", "message"), ["redelegate"]);
    assert_eq!(["val1", "val2", "val3"].map(|v| stake(&s, v)), [33_300_000; 3]);
    s.next_block();
    s.queue("alice", 10_000_000);
    s.crank();
    assert_eq!(entries(&s, "val1"), [(9_990_000, 9_990_000)]);
}

#[test]
fn full_entries_are_skipped_queueing_goes_on_and_everybody_is_paid() {
    let mut plan = setup(3);
    plan.older_params = vec![(Param::MaxEntries, 1)];
    let mut s = hundred_million_of(plan);
    for _ in 0..4 {
        s.queue("alice", 10_000_000);
        s.submit_batch();
        s.pass_secs(10);
    }
    let books = s.books();
    assert_eq!((books.owed(), books.entries.len()), (40_000_000, 3));
    assert!(["val1", "val2", "val3"].iter().all(|v| entries(&s, v).len() == 1));
    // need = 40,000,000 − U − (100,000 − 60,000)
    let need = 40_000_000 - 40_000 - books.undelegating();
    assert_eq!(s.crank().need.u128(), need);
    assert!(need >= 9_900_000);
    s.queue("alice", 1_000_000);
    s.cancel("alice", None).unwrap();
    pass_unbonding(&mut s);
    s.next_block();
    s.crank();
    assert!(is_settled(&s, 3) && !is_settled(&s, 4));
    assert_eq!(s.books().undelegating(), need);
    pass_unbonding(&mut s);
    assert_eq!(s.claim("alice"), 40_000_000);
}

/// val1 refuses every delegation, val2 every undelegation, and each crank may send one message.
#[test]
fn two_hostile_validators_and_a_page_of_one_stop_nothing() {
    let mut plan = setup(4);
    plan.older_share_bps = Some(10_000);
    let mut s = Suite::new(plan);
    s.fail("val1", &[ModuleFault::Delegate], true);
    s.fail("val2", &[ModuleFault::Undelegate], true);
    s.bond("alice", 99_000_000);
    for _ in 0..5 {
        crank_page(&mut s, 1);
        s.next_block();
    }
    assert_eq!(
        ["val1", "val2", "val3", "val4"].map(|v| stake(&s, v)),
        [0, 24_975_000, 24_975_000, 24_975_000]
    );

    // Draining goes on into those who take stake.
    remove(&mut s, "val3").unwrap();
    let mut days = 0;
    while stake(&s, "val3") > 0 && days < 60 {
        crank_page(&mut s, 1);
        s.pass_days(1);
        days += 1;
    }
    assert_eq!((stake(&s, "val3"), days), (0, 20));
    s.refresh();
    assert_eq!(listed(&s).len(), 3);
    let all = s.books().delegated();

    // Cover goes on with the one that gives, then with nobody left to give but val2.
    s.queue("alice", 60_000_000);
    for _ in 0..4 {
        crank_page(&mut s, 1);
        s.next_block();
    }
    assert!(entries(&s, "val2").is_empty() && !entries(&s, "val4").is_empty());
    assert!(s.books().owed() == 60_000_000 && s.books().delegated() < all);
    s.fail("val2", &[ModuleFault::Undelegate], false);
    for _ in 0..30 {
        crank_page(&mut s, 1);
        s.pass_days(1);
    }
    assert_eq!(s.claim("alice"), 60_000_000);
}

#[rstest]
#[case::ten_thousand_coins(10_000_000_000)]
#[case::the_seed_alone(1_000_000)]
#[case::a_little_more(1_234_567)]
fn a_removed_validator_is_emptied_and_its_entry_goes(#[case] pool: u128) {
    let mut s = Suite::new(setup(3));
    if pool > 1_000_000 {
        s.bond("alice", pool - 1_000_000);
    }
    s.rebalance();
    s.drain_below_three("val1");
    // A third at 3 % of the whole a day.
    assert_eq!(days_until_dropped(&mut s, "val1", 30), 11);
    assert_eq!(s.books().pool(), pool);
    s.next_block();
    s.sync();
    assert!(!s.books().positions.contains_key(&s.operator("val1")));
}

#[rstest]
#[case::ten_thousand_coins(10_000_000_000)]
#[case::five_coins(5_000_000)]
fn the_probe_leaves_after_the_entries_that_it_watched(#[case] pool: u128) {
    let mut s = Suite::new(setup(3));
    s.bond("alice", pool - 1_000_000);
    s.rebalance();
    s.drain_below_three("val1");
    s.queue("alice", pool * 4 / 10);
    s.submit_batch();
    // pool / 10,000 of what stays, between 10,000 and 1,000,000
    let probe = (pool * 6 / 10 / 10_000).clamp(10_000, 1_000_000);
    assert_eq!((stake(&s, "val1"), entries(&s, "val1").len()), (probe, 1));
    s.pass_days(20);
    s.crank();
    assert_eq!(stake(&s, "val1"), probe);
    s.refresh();
    assert!(listed(&s).contains(&s.operator("val1")));
    s.pass_days(1);
    s.next_block();
    assert!(days_until_dropped(&mut s, "val1", 30) <= 1);
    assert_eq!(s.books().pool(), pool * 6 / 10);
    assert_eq!(s.claim("alice"), pool * 4 / 10);
}

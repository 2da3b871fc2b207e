//! The chain's entries, and needs too small for one.

use super::*;

#[test]
fn the_parameter_keeps_entries_below_what_the_chain_would_allow() {
    let mut plan = every(setup(), DAY.into());
    plan.older_params = vec![(Param::MaxEntries, 1)];
    let mut s = Suite::new(plan);
    s.bond("alice", 30_000_000);
    s.rebalance();
    for day in 1..=3 {
        s.queue("alice", 1_000_000);
        let report = s.crank();
        assert_eq!((report.closed, report.undelegations.len()), (Some(day), 1));
        s.pass_days(1);
    }
    assert!(s.books().positions.values().all(|position| position.entries == 1));
    s.queue("alice", 1_000_000);
    let report = s.crank();
    assert_eq!(
        (report.closed, report.undelegations.len(), report.need.u128()),
        (Some(4), 0, 999_000)
    );
    s.pass_days(18);
    s.next_block();
    let report = s.crank();
    assert_eq!(
        (report.settled, report.undelegations.len(), report.need.u128()),
        (vec![1], 1, 0)
    );
}

#[test]
fn a_chain_with_fewer_entries_than_the_parameter_says_stops_no_close_and_pays_in_the_end() {
    let mut setup = every(setup().validators(1), DAY.into());
    setup.max_entries = 2;
    let mut s = Suite::new(setup);
    s.bond("alice", 30_000_000);
    s.rebalance();
    for day in 1..=3 {
        s.queue("alice", 1_000_000);
        let response = s
            .hub(
                "stranger",
                &ExecuteMsg::Crank {
                    max_msgs: None,
                    skip: None,
                },
            )
            .unwrap();
        assert_eq!(events(&response, "batch_closed"), 1);
        assert_eq!(events(&response, "message_failed"), usize::from(day == 3));
        s.pass_days(1);
    }
    assert_eq!(
        (s.books().owed(), s.books().undelegating()),
        (3_000_000, 1_998_000)
    );
    s.pass_days(18);
    s.next_block();
    let report = s.crank();
    assert_eq!(
        (report.settled, report.undelegations[0].amount.units()),
        (vec![1], 999_000)
    );
    s.pass_days(1);
    s.next_block();
    assert_eq!(s.crank().settled, [2]);
    s.pass_days(20);
    s.next_block();
    assert_eq!((s.crank().settled, s.claim("alice")), (vec![3], 3_000_000));
}

#[test]
fn a_need_below_the_smallest_move_waits_for_the_next_income() {
    let mut s = staked();
    // The smallest move is 3,096 units.
    s.queue("alice", 33_000);
    let report = s.submit_batch();
    assert_eq!((report.closed, report.undelegations.len()), (Some(1), 1));
    // 33,000 − (31,000 − 30,967)
    assert_eq!(s.books().undelegating(), 32_967);
    s.pass_days(1);
    s.queue("alice", 10_000);
    s.cancel("alice", Some(7_000)).unwrap();
    let report = s.submit_batch();
    // 3,000 more are owed, and the floor falls by 3: nothing is undelegated for 2,997, which the floor pays.
    assert_eq!(
        (report.closed, report.undelegations.len(), report.need.u128()),
        (Some(2), 0, 0)
    );
    s.pass_days(20);
    s.next_block();
    // B = 31,000 + 32,967 covers both, floor included.
    assert_eq!((s.crank().settled, s.claim("alice")), (vec![1, 2], 36_000));
    assert_eq!(
        (s.books().free(), s.books().rate()),
        (27_967, "1.000000000000000000".into())
    );
}

/// Seven entries of each of five validators last for 21 days if a batch closes every 51,840 seconds, six of these steps.
#[test]
fn a_stranger_who_queues_a_little_at_every_close_leaves_an_entry_for_each() {
    let mut s = Suite::new(
        setup()
            .validators(5)
            .params(|p| p.with(Param::BatchInterval, 10u128)),
    );
    s.bond("alice", 30_000_000);
    s.bond("bob", 30_000_000);
    s.rebalance();
    let (mut closes, mut undelegations, mut uncovered) = (0, 0, vec![]);
    for step in 0..240 {
        s.queue("alice", 10_000);
        let report = s.crank();
        closes += u32::from(report.closed.is_some());
        undelegations += report.undelegations.len();
        if report.need.u128() > 0 {
            uncovered.push(step);
        }
        s.pass_secs(8_640);
    }
    // From the 36th on each comes in the block at whose end the chain pays the oldest entry, and the next crank covers it.
    assert_eq!(
        (closes, undelegations, uncovered),
        (40, 40, vec![210, 216, 222, 228, 234])
    );
    // An exit that takes three validators gets an entry of each within as many intervals.
    s.queue("bob", 25_000_000);
    assert_eq!(s.crank().closed, Some(41));
    let mut steps = 0;
    while s.crank().need.u128() > 0 {
        s.pass_secs(8_640);
        steps += 1;
    }
    assert_eq!(steps, 13);
}

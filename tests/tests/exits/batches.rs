//! Closing, covering and settling.

use super::*;

#[rstest]
#[case::alice_first(["alice", "bob"])]
#[case::bob_first(["bob", "alice"])]
fn two_requests_of_one_batch_get_one_rate_in_any_order_of_claims(#[case] order: [&str; 2]) {
    let mut s = Suite::new(setup().params(|p| p.with(Param::MaxAprBps, 100_000u128)));
    s.bond("alice", 30_000_000);
    s.rebalance();
    s.rewards(620_000);
    s.harvest();
    transfer(&mut s, "alice", "bob", 3_333_333);
    s.queue("alice", 10_000_001);
    s.pass_secs(43_200);
    s.queue("bob", 3_333_333);
    // Both still earn until the close.
    s.pass_secs(43_200);
    s.submit_batch();
    let books = s.books();
    // ⌊13,333,334 · 31,620,000 / 31,062,000⌋
    assert_eq!(
        (books.owed(), books.pool(), books.supply()),
        (13_572_854, 18_047_146, 17_728_666)
    );

    s.pass_secs(1_814_400);
    s.next_block();
    assert_eq!(s.reconcile().settled, [1]);
    let free = s.books().free();
    let before = order.map(|user| s.coins(user));
    for user in order {
        s.claim(user);
    }
    for (user, before) in order.iter().zip(before) {
        let paid = if *user == "alice" { 10_179_641 } else { 3_393_212 };
        assert_eq!(s.coins(user) - before, paid);
    }
    // The unit that rounding left over is free again, and the batch is gone.
    assert_eq!((s.books().free(), s.books().reserved), (free + 1, 0));
    assert!(s
        .ask::<Vec<BatchResponse>>(&QueryMsg::PreviousBatches {
            start_after: None,
            limit: None
        })
        .is_empty());
}

#[test]
fn an_empty_batch_never_closes_and_never_delays_the_next() {
    let mut s = staked();
    // The first close may come at any time.
    assert_eq!(s.submit_batch().closed, None);
    s.queue("alice", 20_000);
    assert_eq!(s.submit_batch().closed, Some(1));
    let closed_at = s.now();
    s.pass_secs(DAY);
    assert_eq!((s.submit_batch().closed, s.crank().closed), (None, None));
    assert_eq!(s.books().queue.last_close, Some(closed_at));
    s.pass_secs(5);
    s.queue("alice", 20_000);
    assert_eq!(s.submit_batch().closed, Some(2));
    assert_eq!(s.books().queue.open, 3);
}

#[test]
fn the_interval_counts_from_the_last_close() {
    let mut s = staked();
    s.queue("alice", 20_000);
    assert_eq!(s.crank().closed, Some(1));
    s.queue("alice", 20_000);
    assert_eq!(s.submit_batch().closed, None);
    s.pass_secs(DAY - 1);
    assert_eq!((s.submit_batch().closed, s.crank().closed), (None, None));
    s.pass_secs(1);
    assert_eq!(s.crank().closed, Some(2));
}

/// Twenty-one days over seven entries of each of five validators are 51,840 seconds, of four 64,800.
#[test]
fn an_open_batch_keeps_the_interval_that_the_last_crank_saw_and_an_empty_one_follows() {
    let mut s = Suite::new(
        setup()
            .validators(5)
            .params(|p| p.with(Param::BatchInterval, 10u128)),
    );
    s.bond("alice", 30_000_000);
    s.rebalance();
    s.queue("alice", 20_000);
    assert_eq!(s.crank().closed, Some(1));
    let closed_at = s.now();
    let closes_after = |s: &Suite| {
        let pending: PendingBatchResponse = s.ask(&QueryMsg::PendingBatch {});
        pending.est_unbond_start_time - closed_at
    };
    let operator = s.operator("val5");
    s.registry(
        "gov",
        &floe_api::registry::ExecuteMsg::RemoveValidator { operator },
    )
    .unwrap();
    s.queue("alice", 20_000);
    assert_eq!(closes_after(&s), 51_840);
    // A crank that sees the longer interval puts nothing off.
    assert_eq!(s.crank().closed, None);
    s.queue("alice", 20_000);
    assert_eq!(closes_after(&s), 51_840);
    s.cancel("alice", Some(20_000)).unwrap();
    assert_eq!(closes_after(&s), 51_840);
    // Cancelled to empty, the batch follows.
    s.cancel("alice", None).unwrap();
    s.queue("alice", 20_000);
    assert_eq!(closes_after(&s), 64_800);
    s.pass_secs(64_799);
    assert_eq!(s.crank().closed, None);
    s.pass_secs(1);
    assert_eq!(s.crank().closed, Some(2));
}

#[test]
fn when_all_entries_are_full_later_cranks_cover_the_rest_and_everyone_is_paid() {
    let mut s = Suite::new(every(setup().validators(1), DAY.into()));
    s.bond("alice", 30_000_000);
    s.rebalance();
    for day in 1..=7 {
        s.queue("alice", 1_000_000);
        let report = s.crank();
        // The floor falls by 1,000 a day and covers as much of each batch.
        assert_eq!(
            (report.closed, report.undelegations[0].amount.units()),
            (Some(day), 999_000)
        );
        s.pass_days(1);
    }
    s.queue("alice", 1_000_000);
    let report = s.crank();
    assert_eq!(
        (report.closed, report.need.u128(), report.undelegations.len()),
        (Some(8), 999_000, 0)
    );
    s.pass_days(1);
    s.queue("alice", 500_000);
    let report = s.crank();
    assert_eq!(
        (report.closed, report.need.u128(), report.undelegations.len()),
        (Some(9), 1_498_500, 0)
    );

    // Day 21: the first entry has come due, a block later it has arrived and its place is free again.
    s.pass_days(13);
    s.next_block();
    let report = s.crank();
    assert_eq!(
        (report.settled, report.undelegations[0].amount.units()),
        (vec![1], 1_498_500)
    );
    assert_eq!(report.need.u128(), 0);
    for day in 2..=7 {
        s.pass_days(1);
        s.next_block();
        assert_eq!(s.crank().settled, [day]);
    }
    s.pass_days(15);
    s.next_block();
    assert_eq!(s.crank().settled, [8, 9]);
    assert_eq!(s.claim("alice"), 8_500_000);
    assert_eq!(s.books().rate(), "1.000000000000000000");
}

#[test]
fn an_undelegation_that_fails_stays_in_the_need_and_is_retried_elsewhere() {
    let mut s = staked();
    s.fail("val1", &[ModuleFault::Undelegate], true);
    s.queue("alice", 12_000_000);
    let response = s
        .hub("stranger", &ExecuteMsg::SubmitBatch { skip: None })
        .unwrap();
    // Need 12,000,000 − (31,000 − 19,000). New targets 6,327,000: 7,159,500 from the first, the rest from the second.
    assert_eq!(
        (
            events(&response, "batch_closed"),
            events(&response, "undelegation_sent")
        ),
        (1, 2)
    );
    assert_eq!(
        (
            events(&response, "message_failed"),
            events(&response, "undelegation_entered")
        ),
        (1, 1)
    );
    let failed = response
        .events
        .iter()
        .find(|event| event.ty == "wasm-floe/message_failed")
        .unwrap();
    let told = |key: &str| {
        failed
            .attributes
            .iter()
            .find(|a| a.key == key)
            .unwrap()
            .value
            .clone()
    };
    assert_eq!(
        (told("message"), told("validator")),
        ("undelegate".into(), s.operator("val1"))
    );
    let books = s.books();
    assert_eq!(
        (books.owed(), books.undelegating(), books.pool()),
        (12_000_000, 4_828_500, 19_000_000)
    );
    assert_eq!(books.positions[&s.operator("val1")].booked.units(), 10_323_000);

    s.next_block();
    let report = s.submit_batch();
    let portions: Vec<_> = report
        .undelegations
        .iter()
        .map(|p| (p.validator.clone(), p.amount.units()))
        .collect();
    // The one that failed comes last; the third gives all, down to half of its target.
    assert_eq!(
        (report.need.u128(), portions),
        (0, vec![(s.operator("val3"), 7_159_500)])
    );
    s.pass_days(21);
    s.next_block();
    assert_eq!(s.crank().settled, [1]);
    assert_eq!(s.claim("alice"), 12_000_000);
}

#[test]
fn exits_that_deposits_cover_need_no_undelegation_and_settle_in_the_next_block() {
    let mut s = staked();
    s.bond("bob", 3_000_000);
    s.queue("alice", 2_000_000);
    let report = s.crank();
    assert_eq!(
        (report.closed, report.need.u128(), report.undelegations.len()),
        (Some(1), 0, 0)
    );
    assert_eq!(report.settled, [0; 0]);
    // B − E − floor = 3,031,000 − 2,000,000 − 32,000 went to the validators.
    assert_eq!(
        (s.books().free(), s.books().delegated()),
        (2_032_000, 30_969_000 + 999_000)
    );
    // Not in the block of its close, however often anybody asks.
    assert_eq!((s.crank().settled, s.reconcile().settled), (vec![], vec![]));
    s.next_block();
    assert_eq!(s.crank().settled, [1]);
    assert_eq!((s.books().reserved, s.books().free()), (2_000_000, 32_000));
    assert_eq!(s.claim("alice"), 2_000_000);
}

#[test]
fn who_claims_too_early_is_told_the_estimate() {
    let mut s = staked();
    let told = |s: &mut Suite| s.try_claim("alice").unwrap_err().text;
    s.queue("alice", 5_000_000);
    // The open batch may close at once.
    let estimate = format!("ready at {} ", s.now() + 1_814_400);
    assert!(told(&mut s).contains(&estimate));
    s.submit_batch();
    s.pass_secs(DAY - 1);
    assert!(told(&mut s).contains(&estimate));
    // The next one in a second at the earliest.
    s.bond("bob", 20_000);
    s.queue("bob", 10_000);
    let text = s.try_claim("bob").unwrap_err().text;
    assert!(text.contains(&format!("ready at {} ", s.now() + 1 + 1_814_400)));
}

#[test]
fn a_covered_batch_waits_for_the_older_one_before_it() {
    let mut s = staked();
    s.queue("alice", 5_000_000);
    assert_eq!(s.submit_batch().undelegations.len(), 1);
    s.pass_days(1);
    s.bond("bob", 3_000_000);
    s.queue("alice", 100_000);
    let report = s.submit_batch();
    assert_eq!((report.closed, report.undelegations.len()), (Some(2), 0));
    s.next_block();
    assert_eq!(s.reconcile().settled, [0; 0]);
    assert_eq!(refusal(claim_batches(&mut s, "alice", &[2])), "NothingClaimable");
    s.pass_days(20);
    s.next_block();
    assert_eq!(s.reconcile().settled, [1, 2]);
    assert_eq!(s.claim("alice"), 5_100_000);
}

#[test]
fn with_366_batches_unsettled_the_open_one_waits_and_closes_when_the_oldest_has_settled() {
    let mut s = Suite::new(every(setup(), 10));
    s.depth = Depth::Light;
    s.bond("alice", 30_000_000);
    s.rebalance();
    s.queue("alice", 5_000_000);
    assert_eq!(s.submit_batch().undelegations.len(), 1);
    // Free coins pay for all the others, but the first must come first.
    s.bond("bob", 10_000_000);
    for id in 2..=366 {
        s.pass_secs(10);
        s.queue("bob", 10_000);
        assert_eq!(s.submit_batch().closed, Some(id));
    }
    s.pass_secs(10);
    s.queue("bob", 10_000);
    assert_eq!(s.submit_batch().closed, None);
    s.queue("bob", 10_000);
    s.cancel("bob", Some(5_000)).unwrap();
    s.pass_days(21);
    s.next_block();
    assert_eq!(s.reconcile().settled, (1..=366).collect::<Vec<u64>>());
    assert_eq!(s.submit_batch().closed, Some(367));
    s.next_block();
    assert_eq!(s.reconcile().settled, [367]);
    assert_eq!(s.claim("alice"), 5_000_000);
    s.depth = Depth::Full;
    for pages in [50 * 10_000; 7] {
        assert_eq!(s.claim("bob"), pages);
    }
    assert_eq!(s.claim("bob"), 15 * 10_000 + 15_000);
}

//! Going out: queueing, closing, covering, settling and claiming.

use cosmwasm_std::Uint128;
use cw_multi_test::AppResponse;
use floe_core::params::Param;
use floe_core::units::DAY;
use floe_hub::state::QUEUE;
use floe_testing::chain::Fault;
use floe_testing::suite::{Depth, Outcome, Setup, Suite};
use floe_types::hub::{BatchResponse, Cw20HookMsg, Domain, ExecuteMsg, QueryMsg, UserRequest};
use rstest::rstest;

fn refusal(outcome: Outcome) -> String {
    outcome.expect_err("the message is refused").kind
}

fn setup() -> Setup {
    Setup::default()
        .user("alice", 30_000_000)
        .user("bob", 100_000_000)
}

/// 31,000,000 in the pool, 10,323,000 of it on each of three validators, and 31,000 free.
fn staked() -> Suite {
    let mut s = Suite::new(setup());
    s.bond("alice", 30_000_000);
    s.rebalance();
    assert_eq!((s.books().delegated(), s.books().free()), (30_969_000, 31_000));
    s
}

/// Batches may close as often as this, whatever the chain's entries and its unbonding time would allow.
fn every(setup: Setup, interval: u128) -> Setup {
    setup.params(|p| {
        p.with(Param::BatchInterval, interval)
            .with(Param::UnbondingEstimate, 10u128)
    })
}

/// 31,000,000 in the pool, all of it free, and a batch every ten seconds.
fn liquid() -> Suite {
    let mut s = Suite::new(every(setup(), 10));
    s.bond("alice", 30_000_000);
    s
}

fn transfer(s: &mut Suite, from: &str, to: &str, shares: u128) {
    let recipient = s.addr(to).into();
    s.hub(
        from,
        &ExecuteMsg::Transfer {
            recipient,
            amount: shares.into(),
        },
    )
    .unwrap();
}

fn queue_for(s: &mut Suite, by: &str, receiver: &str, shares: u128) -> Outcome {
    let receiver = Some(s.addr(receiver).into());
    s.hub(
        by,
        &ExecuteMsg::QueueUnbond {
            shares: shares.into(),
            receiver,
        },
    )
}

fn claim_batches(s: &mut Suite, by: &str, batches: &[u64]) -> Outcome {
    s.hub(
        by,
        &ExecuteMsg::Claim {
            batches: Some(batches.to_vec()),
            receiver: None,
        },
    )
}

fn claim_for(s: &mut Suite, by: &str, user: &str) -> Outcome {
    let user = s.addr(user).into();
    s.hub(by, &ExecuteMsg::ClaimFor { user })
}

/// Requests of a user, batch and shares.
fn requests(s: &Suite, user: &str) -> Vec<(u64, u128)> {
    let limit = Some(100);
    let msg = QueryMsg::UnbondRequestsByUser {
        user: s.addr(user).into(),
        start_after: None,
        limit,
    };
    s.ask::<Vec<UserRequest>>(&msg)
        .into_iter()
        .map(|request| (request.id, request.shares.u128()))
        .collect()
}

fn events(response: &AppResponse, name: &str) -> usize {
    response
        .events
        .iter()
        .filter(|event| event.ty == format!("wasm-floe/{name}"))
        .count()
}

/// Closes what is queued and settles it from free coins, a block and at least the interval of ten seconds later.
fn close_and_settle(s: &mut Suite) {
    let closed = s.submit_batch().closed.expect("a batch closes");
    s.pass_secs(10);
    assert_eq!(s.reconcile().settled, [closed]);
}

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
    s.fail("val1", &[Fault::Undelegate], true);
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
fn a_request_can_be_cancelled_in_part_or_whole_until_its_batch_closes() {
    let mut s = staked();
    s.queue("alice", 1_000_000);
    assert_eq!((s.shares("alice"), s.books().escrow()), (29_000_000, 1_000_000));
    s.cancel("alice", Some(400_000)).unwrap();
    assert_eq!((s.shares("alice"), s.books().escrow()), (29_400_000, 600_000));
    assert_eq!(requests(&s, "alice"), [(1, 600_000)]);
    assert_eq!(refusal(s.cancel("alice", Some(600_001))), "InsufficientShares");
    assert_eq!(refusal(s.cancel("alice", Some(0))), "Zero");
    assert_eq!(refusal(s.cancel("bob", None)), "NothingQueued");
    s.cancel("alice", Some(599_999)).unwrap();
    assert_eq!(requests(&s, "alice"), [(1, 1)]);
    s.cancel("alice", None).unwrap();
    assert_eq!(
        (s.shares("alice"), s.books().escrow(), requests(&s, "alice")),
        (30_000_000, 0, vec![])
    );
    assert_eq!(refusal(s.cancel("alice", None)), "NothingQueued");
    assert_eq!(s.submit_batch().closed, None);

    s.queue("alice", 1_000_000);
    s.submit_batch();
    assert_eq!(refusal(s.cancel("alice", None)), "NothingQueued");
    assert_eq!(refusal(s.cancel("alice", Some(1))), "NothingQueued");
    assert_eq!(
        (s.shares("alice"), requests(&s, "alice")),
        (29_000_000, vec![(1, 1_000_000)])
    );
}

#[test]
fn a_cancel_gives_the_shares_to_the_receiver_of_the_request() {
    let mut s = staked();
    queue_for(&mut s, "alice", "bob", 500_000).unwrap();
    assert_eq!(refusal(s.cancel("alice", None)), "NothingQueued");
    s.cancel("bob", None).unwrap();
    assert_eq!((s.shares("alice"), s.shares("bob")), (29_500_000, 500_000));
}

#[test]
fn requests_of_one_receiver_in_one_batch_are_one_request() {
    let mut s = staked();
    transfer(&mut s, "alice", "bob", 100_000);
    s.queue("alice", 20_000);
    s.queue("alice", 30_000);
    queue_for(&mut s, "bob", "alice", 15_000).unwrap();
    s.send_shares("alice", 10_000, &Cw20HookMsg::QueueUnbond { receiver: None })
        .unwrap();
    let to_bob = Cw20HookMsg::QueueUnbond {
        receiver: Some(s.addr("bob").into()),
    };
    s.send_shares("alice", 11_000, &to_bob).unwrap();
    assert_eq!(
        (requests(&s, "alice"), requests(&s, "bob")),
        (vec![(1, 75_000)], vec![(1, 11_000)])
    );
    s.submit_batch();
    s.queue("alice", 40_000);
    assert_eq!(requests(&s, "alice"), [(1, 75_000), (2, 40_000)]);
}

#[rstest]
#[case::zero(0, "Zero")]
#[case::dust(9_999, "BelowMinimum")]
#[case::more_than_the_balance(30_000_001, "InsufficientShares")]
fn a_request_that_cannot_be_is_refused(#[case] shares: u128, #[case] kind: &str) {
    let mut s = staked();
    let before = s.books().summary();
    assert_eq!(refusal(s.try_queue("alice", shares)), kind);
    assert_eq!(
        (s.books().summary(), s.shares("alice"), requests(&s, "alice")),
        (before, 30_000_000, vec![])
    );
}

#[rstest]
#[case::hub("hub")]
#[case::registry("registry")]
#[case::collector("collector")]
fn the_protocols_own_contracts_are_no_receivers_of_exits(#[case] receiver: &str) {
    let mut s = liquid();
    assert_eq!(
        refusal(queue_for(&mut s, "alice", receiver, 20_000)),
        "ForbiddenAddress"
    );
    let to = Some(s.addr(receiver).to_string());
    let hook = Cw20HookMsg::QueueUnbond { receiver: to.clone() };
    assert_eq!(refusal(s.send_shares("alice", 20_000, &hook)), "ForbiddenAddress");
    s.queue("alice", 20_000);
    close_and_settle(&mut s);
    let msg = ExecuteMsg::WithdrawUnbonded { receiver: to.clone() };
    assert_eq!(refusal(s.hub("alice", &msg)), "ForbiddenAddress");
    let msg = ExecuteMsg::Claim {
        batches: Some(vec![1]),
        receiver: to,
    };
    assert_eq!(refusal(s.hub("alice", &msg)), "ForbiddenAddress");
    assert_eq!(s.claim("alice"), 20_000);
}

#[test]
fn the_least_amount_does_not_apply_where_less_than_it_stays_behind() {
    let mut s = staked();
    transfer(&mut s, "alice", "bob", 19_999);
    // Ten thousand would stay behind.
    assert_eq!(refusal(s.try_queue("bob", 9_999)), "BelowMinimum");
    transfer(&mut s, "bob", "alice", 1);
    s.queue("bob", 9_999);
    // What is already in the queue is no part of the balance.
    transfer(&mut s, "alice", "bob", 7);
    assert_eq!(refusal(s.try_queue("bob", 5)), "BelowMinimum");
    s.queue("bob", 7);
    s.queue("bob", 9_999);
    assert_eq!(refusal(s.try_queue("bob", 1)), "InsufficientShares");
    assert_eq!(requests(&s, "bob"), [(1, 20_005)]);
    s.queue("alice", 10_000);
}

#[test]
fn nothing_can_pause_queueing_cancelling_and_claims() {
    let mut s = liquid();
    s.queue("alice", 1_000_000);
    close_and_settle(&mut s);
    let domains = vec![
        Domain::Deposits,
        Domain::Delegations,
        Domain::Rebalancing,
        Domain::InstantUnbond,
    ];
    s.hub("gov", &ExecuteMsg::Pause { domains }).unwrap();
    assert_eq!(s.claim("alice"), 1_000_000);
    s.queue("alice", 50_000);
    s.cancel("alice", Some(10_000)).unwrap();
    transfer(&mut s, "alice", "bob", 10_000);
    close_and_settle(&mut s);
    assert_eq!(s.claim("alice"), 40_000);
}

#[test]
fn claims_of_named_batches_check_the_whole_list_first() {
    let mut s = liquid();
    assert_eq!(refusal(s.try_claim("bob")), "NoRequests");
    for shares in [20_000, 30_000, 40_000] {
        s.queue("alice", shares);
        close_and_settle(&mut s);
    }
    s.queue("alice", 50_000);
    let before = s.coins("alice");
    for (batches, kind) in [
        (vec![1, 1], "DuplicateBatch"),
        (vec![1, 2, 3, 1], "DuplicateBatch"),
        (vec![1, 99], "NoRequest"),
        (vec![0], "NoRequest"),
        (vec![4], "NothingClaimable"),
        (vec![], "ListLength"),
        ((1..=51).collect(), "ListLength"),
    ] {
        assert_eq!(
            refusal(claim_batches(&mut s, "alice", &batches)),
            kind,
            "{batches:?}"
        );
    }
    assert_eq!(refusal(claim_batches(&mut s, "bob", &[1])), "NoRequest");
    assert_eq!(s.coins("alice"), before);

    // In any order; what is not settled yet is left for later.
    claim_batches(&mut s, "alice", &[3, 1, 4]).unwrap();
    assert_eq!(
        (s.coins("alice") - before, requests(&s, "alice")),
        (60_000, vec![(2, 30_000), (4, 50_000)])
    );
    assert_eq!(refusal(claim_batches(&mut s, "alice", &[1])), "NoRequest");
    assert_eq!(s.claim("alice"), 30_000);
    assert_eq!(refusal(s.try_claim("alice")), "NothingClaimable");
    s.cancel("alice", None).unwrap();
    assert_eq!(refusal(s.try_claim("alice")), "NoRequests");
}

#[test]
fn a_claim_before_the_batch_is_settled_is_refused_until_its_time_has_come() {
    let mut s = staked();
    s.queue("alice", 5_000_000);
    assert_eq!(refusal(s.try_claim("alice")), "NothingClaimable");
    s.submit_batch();
    s.pass_days(10);
    assert_eq!(refusal(s.try_claim("alice")), "NothingClaimable");
    assert_eq!(
        refusal(claim_for(&mut s, "stranger", "alice")),
        "NothingClaimable"
    );
    s.pass_days(11);
    s.next_block();
    // Nobody has cranked: the claim itself observes and settles.
    assert_eq!(s.claim("alice"), 5_000_000);
    assert_eq!((s.books().reserved, s.books().owed()), (0, 0));
}

#[test]
fn a_claim_for_somebody_pays_the_user_and_a_claim_may_name_a_receiver() {
    let mut s = liquid();
    for shares in [20_000, 30_000, 40_000] {
        s.queue("alice", shares);
        close_and_settle(&mut s);
    }
    let carol = Some(s.addr("carol").to_string());
    let msg = ExecuteMsg::Claim {
        batches: Some(vec![2]),
        receiver: carol.clone(),
    };
    s.hub("alice", &msg).unwrap();
    assert_eq!((s.coins("alice"), s.coins("carol")), (0, 30_000));
    claim_for(&mut s, "stranger", "alice").unwrap();
    assert_eq!((s.coins("alice"), s.coins("stranger")), (60_000, 0));
    assert_eq!(refusal(claim_for(&mut s, "stranger", "alice")), "NoRequests");
    assert_eq!(
        refusal(s.hub(
            "stranger",
            &ExecuteMsg::ClaimFor {
                user: "nobody".into()
            }
        )),
        "Invalid"
    );

    s.queue("alice", 50_000);
    close_and_settle(&mut s);
    s.hub(
        "alice",
        &ExecuteMsg::WithdrawUnbonded {
            receiver: carol.clone(),
        },
    )
    .unwrap();
    s.queue("alice", 60_000);
    close_and_settle(&mut s);
    s.hub(
        "alice",
        &ExecuteMsg::Claim {
            batches: None,
            receiver: carol,
        },
    )
    .unwrap();
    assert_eq!((s.coins("alice"), s.coins("carol")), (60_000, 140_000));
}

#[test]
fn the_receiver_of_a_request_claims_it_and_not_the_one_who_queued() {
    let mut s = liquid();
    queue_for(&mut s, "alice", "carol", 20_000).unwrap();
    close_and_settle(&mut s);
    assert_eq!(refusal(s.try_claim("alice")), "NoRequests");
    assert_eq!(s.claim("carol"), 20_000);
}

#[test]
fn rounding_stays_with_the_batch_until_its_last_claim_and_then_returns() {
    let mut s = liquid();
    s.gift("hub", 10_000_000);
    s.sync();
    // Unreleased 10,000,000: the rate stays 1 until all of it has dripped, in 235 days at half the pool a year.
    s.pass_days(236);
    assert_eq!((s.books().pool(), s.books().supply()), (41_000_000, 31_000_000));
    for (user, shares) in [("bob", 20_002), ("carol", 10_001), ("dave", 10_000)] {
        transfer(&mut s, "alice", user, shares);
        s.queue(user, shares);
    }
    close_and_settle(&mut s);
    // ⌊40,003 · 41 / 31⌋ = 52,907, of which ⌊20,002 · …⌋ = 26,454, ⌊10,001 · …⌋ = 13,227 and ⌊10,000 · …⌋ = 13,225.
    let free = s.books().free();
    assert_eq!(s.books().reserved, 52_907);
    assert_eq!(
        (s.claim("carol"), s.books().reserved, s.books().free()),
        (13_227, 39_680, free)
    );
    let bobs = s.coins("bob");
    claim_for(&mut s, "stranger", "bob").unwrap();
    assert_eq!((s.coins("bob") - bobs, s.books().reserved), (26_454, 13_226));
    assert_eq!(
        (s.claim("dave"), s.books().reserved, s.books().free()),
        (13_225, 0, free + 1)
    );
}

#[test]
fn three_hundred_batches_are_claimed_in_pages_to_the_unit() {
    let setup = Setup::default().user("alice", 40_000_000);
    let mut s = Suite::new(every(setup, 10).params(|p| p.with(Param::MaxAprBps, 100_000u128)));
    s.gift("hub", 25_000);
    s.sync();
    s.pass_days(1);
    assert_eq!(s.bond("alice", 40_000_000), 39_024_390);
    for n in 0..300 {
        s.queue("alice", 10_000 + n);
        assert_eq!(s.submit_batch().closed, Some(u64::try_from(n).unwrap() + 1));
        s.pass_secs(10);
    }
    assert_eq!(s.reconcile().settled, (1..=300).collect::<Vec<u64>>());
    assert_eq!(s.books().reserved, 3_120_833);
    for page in [513_735, 516_295, 518_855, 521_416, 523_986, 526_546] {
        assert_eq!(s.claim("alice"), page);
    }
    assert_eq!(refusal(s.try_claim("alice")), "NoRequests");
    assert_eq!(
        (s.books().reserved, s.books().pool(), s.books().supply()),
        (0, 37_904_167, 36_979_540)
    );
}

#[rstest]
#[case::one_byte_signed(126)]
#[case::one_byte(254)]
#[case::two_bytes(65_534)]
#[case::four_bytes(4_294_967_294)]
fn batch_numbers_keep_their_order_across_byte_limits(#[case] first: u64) {
    let mut s = liquid();
    let hub = s.hub.clone();
    QUEUE
        .update(&mut *s.chain.app_mut().contract_storage_mut(&hub), |mut queue| {
            (queue.open, queue.head) = (first, first);
            Ok::<_, cosmwasm_std::StdError>(queue)
        })
        .unwrap();
    let ids: Vec<u64> = (first..first + 4).collect();
    for (n, id) in (0u128..).zip(&ids) {
        s.queue("alice", 10_000 + n);
        queue_for(&mut s, "alice", "bob", 20_000).unwrap();
        assert_eq!(s.submit_batch().closed, Some(*id));
        s.pass_secs(10);
    }
    let shares: Vec<(u64, u128)> = ids.iter().copied().zip(10_000u128..).collect();
    assert_eq!(requests(&s, "alice"), shares);
    assert_eq!(s.reconcile().settled, ids);
    let listed: Vec<BatchResponse> = s.ask(&QueryMsg::PreviousBatches {
        start_after: Some(first),
        limit: None,
    });
    assert_eq!(listed.iter().map(|batch| batch.id).collect::<Vec<_>>(), ids[1..]);
    assert!(listed.iter().all(|batch| batch.reconciled));

    claim_batches(&mut s, "bob", &[first + 2]).unwrap();
    assert_eq!(s.claim("alice"), 40_006);
    assert_eq!(s.claim("bob"), 60_000);
    assert_eq!((s.books().reserved, s.books().pool()), (0, 31_000_000 - 120_006));
    s.queue("alice", 10_000);
    assert_eq!(s.submit_batch().closed, Some(first + 4));
}

#[test]
fn requests_that_others_make_for_a_victim_neither_block_nor_swell_its_claims() {
    let mut s = liquid();
    transfer(&mut s, "alice", "victim", 1_000_000);
    for id in 1..=120 {
        queue_for(&mut s, "alice", "victim", 10_000).unwrap();
        if id == 60 {
            s.queue("victim", 1_000_000);
        }
        s.submit_batch();
        s.pass_secs(10);
    }
    assert_eq!(s.reconcile().settled.len(), 120);
    // Its own one by name, whatever stands before it.
    let before = s.coins("victim");
    let response = claim_batches(&mut s, "victim", &[60]).unwrap();
    assert_eq!(
        (s.coins("victim") - before, events(&response, "claimed")),
        (1_010_000, 1)
    );
    for (pages, paid) in [(50, 500_000), (50, 500_000), (19, 190_000)] {
        let before = s.coins("victim");
        let response = s.try_claim("victim").unwrap();
        assert_eq!(
            (events(&response, "claimed"), s.coins("victim") - before),
            (pages, paid)
        );
    }
    assert_eq!(refusal(s.try_claim("victim")), "NoRequests");
}

#[test]
fn the_queue_takes_requests_at_every_state_of_the_open_batch() {
    let mut s = staked();
    s.slash("val1", 20);
    // Before anybody has observed, while the shares still bear what is found at the close.
    s.queue("alice", 3_100_000);
    s.submit_batch();
    // The fall of 2,064,600 leaves 28,935,400: ⌊3,100,000 · 28,935,400 / 31,000,000⌋.
    assert_eq!(s.books().owed(), 2_893_540);
    let shares: Uint128 = s.books().supply().into();
    assert_eq!(shares.u128(), 27_900_000);
}

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

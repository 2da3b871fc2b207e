//! Queueing and cancelling.

use super::*;

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

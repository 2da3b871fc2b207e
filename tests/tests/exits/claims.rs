//! Claiming.

use super::*;

fn claim_for(s: &mut Suite, by: &str, user: &str) -> TxResult {
    let user = s.addr(user).into();
    s.hub(by, &ExecuteMsg::ClaimFor { user })
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

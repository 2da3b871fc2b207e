//! Batches and requests.

use super::*;

#[test]
fn the_pending_batch_always_answers() {
    let mut s = worked();
    let pending = |s: &Suite| ask_hub(s, json!({"pending_batch": {}}));
    // Nothing has closed yet: the first may close at any time.
    let answer = |id: u64, shares: &str, start: u64| json!({"id": id, "usteak_to_burn": shares, "ustake_to_burn": shares, "est_unbond_start_time": start});
    assert_eq!(pending(&s), answer(1, "0", START + DAY));
    s.queue("alice", 123_456);
    assert_eq!(pending(&s), answer(1, "123456", START + DAY));
    s.submit_batch();
    assert_eq!(pending(&s), answer(2, "0", START + 2 * DAY));
    s.pass_days(3);
    assert_eq!(pending(&s), answer(2, "0", START + 4 * DAY), "due: now");
}

#[test]
fn a_batch_keeps_the_ratio_of_coins_to_shares_until_it_is_gone() {
    let mut s = worked();
    let hub = s.hub.clone();
    assert_eq!(s.bond("bob", 5_000_000), 4_911_764);
    s.queue("alice", 10_000_000);
    s.queue("bob", 1_000_000);
    s.submit_batch();
    // ⌊11,000,000 · 36,620,000 / 35,973,764⌋
    let batch = |reconciled: bool, shares: u128, coins: u128, end: u64| {
        let (shares, coins) = (shares.to_string(), coins.to_string());
        json!({"id": 1, "reconciled": reconciled, "total_shares": shares, "uluna_unclaimed": coins,
            "amount_unclaimed": coins, "utoken_unclaimed": coins, "est_unbond_end_time": end})
    };
    let closed = START + DAY;
    let one = json!({"previous_batch": 1});
    assert_eq!(
        ask_hub(&s, one.clone()),
        batch(false, 11_000_000, 11_197_605, closed + UNBONDING)
    );
    assert_eq!(
        ask_hub(&s, json!({"previous_batches": {}})),
        json!([ask_hub(&s, one.clone())])
    );
    assert_eq!(
        ask_hub(&s, json!({"unreconciled": {}})),
        json!([ask_hub(&s, one.clone())])
    );
    // Late: the estimate is never in the past while the batch is unsettled.
    s.pass_secs(UNBONDING + 50);
    assert_eq!(
        ask_hub(&s, one.clone())["est_unbond_end_time"],
        json!(closed + UNBONDING + 51)
    );
    s.next_block();
    s.crank();
    assert_eq!(
        ask_hub(&s, one.clone()),
        batch(true, 11_000_000, 11_197_605, closed + UNBONDING)
    );
    assert_eq!(ask_hub(&s, json!({"unreconciled": {}})), json!([]));
    // ⌊1,000,000 · 11,197,605 / 11,000,000⌋ = 1,017,964, and of the rest the same ratio.
    assert_eq!(s.claim("bob"), 1_017_964);
    assert_eq!(
        ask_hub(&s, one.clone()),
        batch(true, 10_000_000, 10_179_640, closed + UNBONDING)
    );
    assert_eq!(s.claim("alice"), 10_179_640);
    let text = unanswered(&s, &hub, &one);
    assert!(text.contains("batch 1 does not exist"), "{text}");
    assert_eq!(ask_hub(&s, json!({"previous_batches": {}})), json!([]));
}

/// One settled early by deposits tells the time of its settlement.
#[test]
fn a_batch_settled_before_its_estimate_tells_when() {
    let mut s = worked_with_batch();
    s.bond("bob", 20_000_000);
    s.pass_secs(600);
    s.crank();
    // Its stake is still on its way: not yet ready, but funded by what it does not need of it.
    s.pass_secs(UNBONDING - 600);
    s.next_block();
    s.reconcile();
    let batch = ask_hub(&s, json!({"previous_batch": 1}));
    assert_eq!(batch["reconciled"], json!(true));
    assert_eq!(batch["est_unbond_end_time"], json!(START + DAY + UNBONDING));
    // A batch that free coins cover settles in the next block and says so.
    s.bond("bob", 20_000_000);
    s.queue("bob", 1_000_000);
    s.submit_batch();
    s.next_block();
    s.reconcile();
    let batch = ask_hub(&s, json!({"previous_batch": 2}));
    assert_eq!(batch["reconciled"], json!(true));
    assert_eq!(batch["est_unbond_end_time"], json!(s.now()));
}

#[test]
fn requests_are_pending_then_unbonding_then_completed() {
    let mut s = lived_in();
    let alice = s.addr("alice");
    let bob = s.addr("bob");
    let pending = ask_hub(&s, json!({"pending_batch": {}}));
    let now = s.now();
    assert_eq!(
        pending,
        json!({"id": 3, "usteak_to_burn": "500000", "ustake_to_burn": "500000", "est_unbond_start_time": now + DAY})
    );
    let batch = |id: u64| ask_hub(&s, json!({"previous_batch": id}));
    assert_eq!(
        ask_hub(&s, json!({"unbond_requests_by_user_details": {"user": bob}})),
        json!([
            {"id": 1, "shares": "1000000", "state": "COMPLETED", "batch": batch(1), "pending": null,
                "amount": "1000000", "estimated_time": START + 6},
            {"id": 3, "shares": "500000", "state": "PENDING", "batch": null, "pending": pending,
                "amount": "500000", "estimated_time": now + DAY},
        ])
    );
    assert_eq!(
        ask_hub(&s, json!({"unbond_requests_by_user_details": {"user": alice}})),
        json!([
            {"id": 2, "shares": "10000000", "state": "UNBONDING", "batch": batch(2), "pending": null,
                "amount": "10000000", "estimated_time": now + UNBONDING},
        ])
    );
    let requests = json!({"unbond_requests_by_user": {"user": bob}});
    assert_eq!(
        ask_hub(&s, requests.clone()),
        json!([{"id": 1, "shares": "1000000"}, {"id": 3, "shares": "500000"}])
    );
    assert_eq!(
        ask_hub(
            &s,
            json!({"unbond_requests_by_user": {"user": bob, "start_after": 1}})
        ),
        json!([{"id": 3, "shares": "500000"}])
    );
    assert_eq!(
        ask_hub(&s, json!({"unbond_requests_by_batch": {"id": 2}})),
        json!([{"user": alice, "shares": "10000000"}])
    );
    // Listed until claimed, never with zero shares.
    s.cancel("bob", None).unwrap();
    assert_eq!(
        ask_hub(&s, requests.clone()),
        json!([{"id": 1, "shares": "1000000"}])
    );
    s.claim("bob");
    assert_eq!(ask_hub(&s, requests), json!([]));
}

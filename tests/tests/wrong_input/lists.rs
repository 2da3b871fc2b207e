//! What does not exist, pages past the end, lists of a wrong length.

use super::*;

#[test]
fn what_does_not_exist_is_named_in_the_refusal() {
    let mut s = lived_in();
    let (hub, registry, collector) = (s.hub.clone(), s.registry.clone(), s.collector.clone());
    let carol = s.addr("carol");
    for (by, msg, kind) in [
        ("bob", json!({"claim": {"batches": [99]}}), "NoRequest"),
        ("bob", json!({"claim": {"batches": [2]}}), "NoRequest"),
        ("bob", json!({"claim": {"batches": [0]}}), "NoRequest"),
        ("bob", json!({"claim": {"batches": [u64::MAX]}}), "NoRequest"),
        ("bob", json!({"claim": {"batches": [1, 1]}}), "DuplicateBatch"),
        ("bob", json!({"claim": {"batches": [1, 99]}}), "NoRequest"),
        ("alice", json!({"claim": {"batches": [2]}}), "NothingClaimable"),
        ("alice", json!({"withdraw_unbonded": {}}), "NothingClaimable"),
        ("carol", json!({"withdraw_unbonded": {}}), "NoRequests"),
        ("alice", json!({"claim_for": {"user": carol}}), "NoRequests"),
        ("carol", json!({"cancel_unbond": {}}), "NothingQueued"),
        ("alice", json!({"cancel_unbond": {}}), "NothingQueued"),
        ("gov", json!({"unpause": {"domains": ["deposits"]}}), "NotPaused"),
        (
            "gov",
            json!({"update_ownership": "accept_ownership"}),
            "TransferNotFound",
        ),
        (
            "gov",
            json!({"update_ownership": "renounce_ownership"}),
            "CannotRenounce",
        ),
    ] {
        assert_eq!(refused_by_hub(&mut s, by, &msg), kind, "{msg}");
    }
    for id in [0, 3, 99, u64::MAX] {
        let text = unanswered(&s, &hub, &json!({"previous_batch": id}));
        assert!(text.contains(&format!("batch {id} does not exist")), "{text}");
        let users = ask(&s, &hub, &json!({"unbond_requests_by_batch": {"id": id}}));
        // Batch 3 is the open one, which Bob is in.
        assert_eq!(users.as_array().unwrap().len(), usize::from(id == 3));
    }
    let (unlisted, known) = (s.operator("nobody"), s.operator("val1"));
    for (msg, kind) in [
        (
            json!({"add_validator": {"operator": unlisted, "weight": 1}}),
            "UnknownValidator",
        ),
        (
            json!({"add_validator": {"operator": known, "weight": 1}}),
            "AlreadyListed",
        ),
        (
            json!({"add_validator": {"operator": known, "weight": 1_000_001}}),
            "WeightOutOfBounds",
        ),
        (json!({"remove_validator": {"operator": unlisted}}), "NotListed"),
        (json!({"pause_validator": {"operator": unlisted}}), "NotListed"),
        (json!({"resume_validator": {"operator": unlisted}}), "NotListed"),
        (json!({"resume_validator": {"operator": known}}), "NotPaused"),
        (
            json!({"set_weights": {"weights": [{"operator": unlisted, "weight": 1}]}}),
            "NotListed",
        ),
        (
            json!({"update_ownership": "accept_ownership"}),
            "TransferNotFound",
        ),
        (
            json!({"update_ownership": "renounce_ownership"}),
            "CannotRenounce",
        ),
    ] {
        assert_eq!(refused(&mut s, "gov", &registry, &msg, &[]).kind, kind, "{msg}");
    }
    unanswered(&s, &registry, &json!({"validator": {"operator": unlisted}}));
    for (msg, kind) in [
        (
            json!({"send_foreign": {"denom": "stake", "amount": "1", "to": carol}}),
            "NativeNotSendable",
        ),
        (
            json!({"send_foreign": {"denom": "spam", "amount": "501", "to": carol}}),
            "InsufficientBalance",
        ),
        (
            json!({"send_foreign": {"denom": "ham", "amount": "1", "to": carol}}),
            "InsufficientBalance",
        ),
        (
            json!({"update_ownership": "accept_ownership"}),
            "TransferNotFound",
        ),
        (
            json!({"update_ownership": "renounce_ownership"}),
            "CannotRenounce",
        ),
    ] {
        assert_eq!(refused(&mut s, "gov", &collector, &msg, &[]).kind, kind, "{msg}");
    }
    // Somebody without stake is answered with zeros, and nobody without requests with nothing.
    assert_eq!(
        ask(&s, &hub, &json!({"stakes": {"operators": [unlisted]}})),
        json!([{"delegated": "0", "entries": 0}])
    );
    assert_eq!(
        ask(&s, &hub, &json!({"unbond_requests_by_user": {"user": carol}})),
        json!([])
    );
}

#[test]
fn pages_past_the_end_are_empty() {
    let s = lived_in();
    let (alice, hub) = (s.addr("alice"), s.hub.clone());
    let last = "wasm1zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz";
    for question in [
        json!({"previous_batches": {"start_after": 2}}),
        json!({"previous_batches": {"start_after": u64::MAX, "limit": u32::MAX}}),
        json!({"unbond_requests_by_user": {"user": alice, "start_after": u64::MAX}}),
        json!({"unbond_requests_by_user_details": {"user": alice, "start_after": u64::MAX}}),
        json!({"unbond_requests_by_batch": {"id": u64::MAX}}),
        json!({"validators": {"start_after": "z"}}),
        json!({"previous_batches": {"limit": 0}}),
    ] {
        assert_eq!(ask(&s, &hub, &question), json!([]), "{question}");
    }
    let rates = ask(&s, &hub, &json!({"exchange_rates": {"start_after": 0}}));
    assert_eq!(rates, json!({"exchange_rates": [], "apr": null}));
    for (question, list) in [
        (json!({"all_accounts": {"start_after": last}}), "accounts"),
        (
            json!({"all_allowances": {"owner": alice, "start_after": last}}),
            "allowances",
        ),
        (
            json!({"all_spender_allowances": {"spender": alice, "start_after": last}}),
            "allowances",
        ),
    ] {
        // cw20-base validates nothing here but the owner.
        assert_eq!(ask(&s, &hub, &question)[list], json!([]), "{question}");
    }
    let historical = json!({"historical_redemption_rates": {"denom": hub, "limit": 0}});
    assert_eq!(ask(&s, &hub, &historical), json!({"redemption_rates": []}));
}

#[test]
fn lists_are_neither_empty_nor_too_long_nor_double() {
    let mut s = lived_in();
    let (registry, collector, alice) = (s.registry.clone(), s.collector.clone(), s.addr("alice"));
    let receivers: Vec<_> = (0..6)
        .map(|n| json!({"to": s.addr(&format!("receiver{n}")), "weight": 1}))
        .collect();
    let denoms: Vec<_> = (0..5).map(|n| format!("denom{n}")).collect();
    let batches: Vec<u64> = (1..=51).collect();
    for (by, msg, kind) in [
        ("bob", json!({"claim": {"batches": []}}), "ListLength"),
        ("bob", json!({"claim": {"batches": batches}}), "ListLength"),
        ("gov", json!({"pause": {"domains": []}}), "ListLength"),
        (
            "gov",
            json!({"pause": {"domains": ["deposits", "deposits", "deposits", "deposits", "deposits"]}}),
            "ListLength",
        ),
        ("gov", json!({"unpause": {"domains": []}}), "ListLength"),
        ("gov", json!({"update_fee": {"receivers": []}}), "ListLength"),
        (
            "gov",
            json!({"update_fee": {"receivers": receivers}}),
            "ListLength",
        ),
        (
            "gov",
            json!({"update_fee": {"receivers": [{"to": alice, "weight": 1}, {"to": alice, "weight": 2}]}}),
            "Invalid",
        ),
        (
            "gov",
            json!({"update_fee": {"receivers": [{"to": "keeper", "weight": 1}, {"to": "keeper", "weight": 2}]}}),
            "Invalid",
        ),
        ("gov", json!({"update_fee": {"bps": 1_001}}), "OutOfBounds"),
        (
            "gov",
            json!({"update_params": {"rate_denoms": denoms}}),
            "ListLength",
        ),
        ("gov", json!({"update_params": {"rate_denoms": [""]}}), "Invalid"),
        (
            "gov",
            json!({"update_params": {"rate_denoms": ["d".repeat(129)]}}),
            "Invalid",
        ),
        (
            "council",
            json!({"vote_weighted": {"proposal_id": 1, "votes": []}}),
            "ListLength",
        ),
        (
            "council",
            json!({"vote_weighted": {"proposal_id": 1, "votes": [
                ["0.2", "yes"], ["0.2", "no"], ["0.2", "abstain"], ["0.2", "no_with_veto"], ["0.2", "yes"]]}}),
            "ListLength",
        ),
        (
            "council",
            json!({"vote_weighted": {"proposal_id": 1, "votes": [["0.5", "yes"]]}}),
            "Invalid",
        ),
        (
            "council",
            json!({"vote_weighted": {"proposal_id": 1, "votes": [["1", "yes"], ["0", "no"]]}}),
            "Invalid",
        ),
        (
            "council",
            json!({"vote_weighted": {"proposal_id": 1, "votes": [["0.5", "no"], ["0.5", "no"]]}}),
            "Invalid",
        ),
        ("alice", json!({"crank": {"max_msgs": 31}}), "OutOfBounds"),
        ("alice", json!({"crank": {"max_msgs": u32::MAX}}), "OutOfBounds"),
    ] {
        assert_eq!(refused_by_hub(&mut s, by, &msg), kind, "{msg}");
    }
    let weight = json!({"operator": s.operator("val1"), "weight": 1});
    for (msg, kind) in [
        (json!({"set_weights": {"weights": []}}), "NoValidators"),
        (json!({"set_weights": {"weights": [weight, weight]}}), "Repeated"),
    ] {
        assert_eq!(refused(&mut s, "gov", &registry, &msg, &[]).kind, kind, "{msg}");
    }
    let many: Vec<_> = (0..101).map(|n| format!("denom{n}")).collect();
    unanswered(&s, &collector, &json!({"balances": {"denoms": many}}));
}

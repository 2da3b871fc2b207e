//! Zero, and amounts that could overflow.

use super::*;

/// 2^120: more than any chain has, and enough to overflow 128 bits when multiplied.
const HUGE: &str = "1329227995784915872903807060280344576";

/// 2^128 − 1.
const LARGEST: &str = "340282366920938463463374607431768211455";

#[test]
fn zero_has_its_own_error() {
    let mut s = lived_in();
    let hook = |json: &str| Binary::from(json.as_bytes());
    let (hub, alice) = (s.hub.clone(), s.addr("alice"));
    let queue = hook(r#"{"queue_unbond":{}}"#);
    let instant = hook(r#"{"instant_unbond":{}}"#);
    for (by, msg) in [
        ("alice", json!({"queue_unbond": {"shares": "0"}})),
        ("alice", json!({"instant_unbond": {"shares": "0"}})),
        ("bob", json!({"cancel_unbond": {"shares": "0"}})),
        (
            "alice",
            json!({"send": {"contract": hub, "amount": "0", "msg": queue}}),
        ),
        (
            "alice",
            json!({"send": {"contract": hub, "amount": "0", "msg": instant}}),
        ),
        (
            "bob",
            json!({"send_from": {"owner": alice, "contract": hub, "amount": "0", "msg": queue}}),
        ),
        (
            "gov",
            json!({"update_fee": {"receivers": [{"to": alice, "weight": 0}]}}),
        ),
    ] {
        assert_eq!(refused_by_hub(&mut s, by, &msg), "Zero", "{msg}");
    }
    for question in [
        json!({"preview_unbond": {"shares": "0"}}),
        json!({"preview_instant": {"shares": "0"}}),
    ] {
        unanswered(&s, &hub, &question);
    }
    unanswered(&s, &hub, &json!({"preview_bond": {"amount": "0"}}));
    let (registry, collector) = (s.registry.clone(), s.collector.clone());
    let weight = json!({"set_weights": {"weights": [{"operator": s.operator("val1"), "weight": 0}]}});
    assert_eq!(
        refused(&mut s, "gov", &registry, &weight, &[]).kind,
        "WeightOutOfBounds"
    );
    let nothing = json!({"send_foreign": {"denom": "spam", "amount": "0", "to": alice}});
    assert_eq!(
        refused(&mut s, "gov", &collector, &nothing, &[]).kind,
        "ZeroAmount"
    );
    let page = json!({"crank": {"max_msgs": 0}});
    assert_eq!(refused_by_hub(&mut s, "alice", &page), "OutOfBounds");
}

#[rstest]
#[case::huge(HUGE)]
#[case::largest(LARGEST)]
fn amounts_that_could_overflow_are_refused_like_others(#[case] amount: &str) {
    let mut s = lived_in();
    let (hub, alice, bob) = (s.hub.clone(), s.addr("alice"), s.addr("bob"));
    let queue = Binary::from(br#"{"queue_unbond":{}}"#);
    let instant = Binary::from(br#"{"instant_unbond":{}}"#);
    for (by, msg, kind) in [
        (
            "alice",
            json!({"queue_unbond": {"shares": amount}}),
            "InsufficientShares",
        ),
        (
            "bob",
            json!({"cancel_unbond": {"shares": amount}}),
            "InsufficientShares",
        ),
        (
            "alice",
            json!({"transfer": {"recipient": bob, "amount": amount}}),
            "Overflow",
        ),
        (
            "alice",
            json!({"send": {"contract": hub, "amount": amount, "msg": queue}}),
            "InsufficientShares",
        ),
        (
            "alice",
            json!({"send": {"contract": bob, "amount": amount, "msg": queue}}),
            "Overflow",
        ),
        (
            "bob",
            json!({"transfer_from": {"owner": alice, "recipient": bob, "amount": amount}}),
            "Overflow",
        ),
        (
            "bob",
            json!({"send_from": {"owner": alice, "contract": hub, "amount": amount, "msg": queue}}),
            "Overflow",
        ),
        (
            "gov",
            json!({"update_params": {"min_bond": amount}}),
            "OutOfBounds",
        ),
        (
            "gov",
            json!({"update_params": {"min_unbond": amount}}),
            "OutOfBounds",
        ),
        (
            "alice",
            json!({"instant_unbond": {"shares": "10", "min_out": amount}}),
            "TooLittleOut",
        ),
    ] {
        assert_eq!(refused_by_hub(&mut s, by, &msg), kind, "{msg}");
    }
    for msg in [
        json!({"instant_unbond": {"shares": amount}}),
        json!({"send": {"contract": hub, "amount": amount, "msg": instant}}),
    ] {
        assert_eq!(
            refused_by_hub(&mut s, "alice", &msg),
            "InsufficientShares",
            "{msg}"
        );
    }
    let bond = json!({"bond": {"min_shares": amount}});
    assert_eq!(
        refused(&mut s, "alice", &hub, &bond, &stake(20_000)).kind,
        "TooFewShares"
    );
    let collector = s.collector.clone();
    let foreign = json!({"send_foreign": {"denom": "spam", "amount": amount, "to": alice}});
    assert_eq!(
        refused(&mut s, "gov", &collector, &foreign, &[]).kind,
        "InsufficientBalance"
    );
    // A move as large as this is never found; nothing is due otherwise.
    send(
        &mut s,
        "alice",
        &hub,
        &json!({"rebalance": {"minimum": amount}}),
        &[],
    )
    .unwrap();
    send(
        &mut s,
        "gov",
        &hub,
        &json!({"update_params": {"bond_cap": amount}}),
        &[],
    )
    .unwrap();
    // Previews answer or refuse, and never panic.
    for question in [
        json!({"preview_bond": {"amount": amount}}),
        json!({"preview_unbond": {"shares": amount}}),
        json!({"preview_instant": {"shares": amount}}),
        json!({"preview_allocation": {"amount": amount}}),
    ] {
        let _: Result<Value, Failure> = s.query(&hub, &question);
    }
}

/// Coins that no chain has: prices are still computed.
#[rstest]
#[case::huge(1 << 120)]
#[case::a_quarter_of_all_there_can_be(1 << 126)]
fn a_whale_harms_nobody(#[case] coins: u128) {
    let mut s = lived_in();
    let carol = s.addr("carol");
    s.chain.fund(&carol, &stake(coins));
    assert_eq!(s.bond("carol", coins), coins);
    // Bob has his settled batch, and leaves the open one.
    assert_eq!(s.claim("bob"), 1_000_000);
    s.cancel("bob", None).unwrap();
    s.queue("carol", coins);
    assert_eq!(s.cancel("carol", None).map(drop), Ok(()));
    assert_eq!(s.instant("carol", 10_000_000), 9_900_000);
    assert_eq!(s.bond("alice", 10_000_000), 10_000_000);
}

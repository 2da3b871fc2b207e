//! Who mints and burns, and where shares cannot go.

use super::*;

#[test]
fn supply_and_minter_are_told_as_by_cw20_base() {
    let s = lived_in();
    // 36,000,000 minted, 1,000,000 and 10,000,000 burned at the closes.
    assert_eq!(
        ask_hub(&s, json!({"token_info": {}})),
        json!({"name": "Floe Stake", "symbol": "flSTAKE", "decimals": 6, "total_supply": "25000000"})
    );
    assert_eq!(
        ask_hub(&s, json!({"minter": {}})),
        json!({"minter": s.hub, "cap": null})
    );
    // The hub's own balance is the seed and the escrow of the open batch.
    assert_eq!(
        ask_hub(&s, json!({"balance": {"address": s.hub}})),
        json!({"balance": "1500000"})
    );
}

#[rstest]
#[case::holder_burns("alice", json!({"burn": {"amount": "1"}}))]
#[case::spender_burns("bob", json!({"burn_from": {"owner": "@alice", "amount": "1"}}))]
#[case::outsider_mints("stranger", json!({"mint": {"recipient": "@stranger", "amount": "1"}}))]
#[case::owner_mints("gov", json!({"mint": {"recipient": "@gov", "amount": "1"}}))]
#[case::owner_names_a_minter("gov", json!({"update_minter": {"new_minter": "@gov"}}))]
#[case::owner_removes_the_minter("gov", json!({"update_minter": {}}))]
fn nobody_burns_or_mints_from_outside(#[case] by: &str, #[case] msg: Value) {
    let mut t = Twins::new(None);
    let msg = t.addressed(&msg);
    let hub = t.s.hub.clone();
    let bob = t.addr("bob").to_string();
    t.s.hub(
        "alice",
        &ExecuteMsg::IncreaseAllowance {
            spender: bob,
            amount: 5u128.into(),
            expires: None,
        },
    )
    .unwrap();
    let failure = refused(&mut t.s, by, &hub, &msg, &[]);
    assert_eq!(failure.kind, "TokenFixed");
    assert!(failure.text.contains("queue_unbond"), "no hint: {}", failure.text);
}

/// Not even the hub's own address, which `minter` names.
#[test]
fn not_even_the_named_minter_mints_by_message() {
    let mut s = lived_in();
    let hub = s.hub.clone();
    let msg = Binary::from(br#"{"mint":{"recipient":"x","amount":"1"}}"#);
    assert_eq!(
        s.exec_raw(&hub.clone(), &hub, msg, &[]).unwrap_err().kind,
        "TokenFixed"
    );
}

#[rstest]
#[case::transfer("alice", json!({"transfer": {"recipient": "@hub", "amount": "20000"}}))]
#[case::transfer_of_nothing("alice", json!({"transfer": {"recipient": "@hub", "amount": "0"}}))]
#[case::transfer_from("bob", json!({"transfer_from": {"owner": "@alice", "recipient": "@hub", "amount": "20000"}}))]
#[case::send_with_nothing("alice", json!({"send": {"contract": "@hub", "amount": "20000", "msg": ""}}))]
#[case::send_with_another_message("alice", json!({"send": {"contract": "@hub", "amount": "20000", "msg": "eyJib25kIjp7fX0="}}))]
#[case::send_with_an_unknown_field("alice", json!({"send": {"contract": "@hub", "amount": "20000", "msg": "eyJxdWV1ZV91bmJvbmQiOnsieCI6MX19"}}))]
#[case::send_from("bob", json!({"send_from": {"owner": "@alice", "contract": "@hub", "amount": "20000", "msg": "e30="}}))]
fn shares_never_strand_at_the_hub(#[case] by: &str, #[case] msg: Value) {
    let mut s = lived_in();
    let addressed: Value = serde_json::from_str(
        &["hub", "alice", "bob"]
            .iter()
            .fold(msg.to_string(), |text, name| {
                text.replace(&format!("@{name}"), s.addr(name).as_str())
            }),
    )
    .unwrap();
    let hub = s.hub.clone();
    let failure = refused(&mut s, by, &hub, &addressed, &[]);
    assert_eq!(failure.kind, "TokenToHub");
    assert!(failure.text.contains("queue_unbond"), "no hint: {}", failure.text);
}

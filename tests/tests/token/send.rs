//! Sending shares to the hub with a message.

use super::*;

fn hook(json: &str) -> Binary {
    Binary::from(json.as_bytes())
}

/// State after the direct message and after the send, but for the allowance.
fn after(s: &Suite) -> Value {
    let people = ["alice", "bob", "carol"];
    json!({
        "shares": people.map(|name| s.shares(name).to_string()),
        "coins": people.map(|name| s.coins(name).to_string()),
        "requests": people.map(|name| ask_hub(s, json!({"unbond_requests_by_user": {"user": s.addr(name)}}))),
        "books": s.books().summary(),
    })
}

/// Key and value of the plain `wasm` event of a contract, without its address.
fn plain_attributes<'a>(events: &'a [Event], contract: &Addr) -> Vec<(&'a str, &'a str)> {
    events
        .iter()
        .filter(|event| event.ty == "wasm" && event.attributes[0].value == contract.as_str())
        .flat_map(|event| event.attributes.iter().skip(1))
        .map(|attribute| (attribute.key.as_str(), attribute.value.as_str()))
        .collect()
}

#[rstest]
#[case::plain("{}", "alice")]
#[case::null_receiver(r#"{"receiver":null}"#, "alice")]
#[case::for_another(r#"{"receiver":"@carol"}"#, "carol")]
fn send_with_queue_unbond_is_the_direct_message(#[case] body: &str, #[case] user: &str) {
    let (mut direct, mut sent) = (lived_in(), lived_in());
    let body = body.replace("@carol", sent.addr("carol").as_str());
    let mut msg: Value = serde_json::from_str(&body).unwrap();
    msg["shares"] = json!("3000000");
    let hub = sent.hub.clone();
    send(&mut direct, "alice", &hub, &json!({"queue_unbond": msg}), &[]).unwrap();
    let wrapped = json!({"send": {"contract": hub, "amount": "3000000",
        "msg": hook(&format!(r#"{{"queue_unbond":{body}}}"#))}});
    let response = send(&mut sent, "alice", &hub, &wrapped, &[]).unwrap();
    assert_eq!(after(&direct), after(&sent));
    assert!(direct
        .storage()
        .range(None, None, cosmwasm_std::Order::Ascending)
        .eq(sent.storage().range(None, None, cosmwasm_std::Order::Ascending)));
    assert_eq!(sent.shares("alice"), 17_000_000);
    let requests = ask_hub(
        &sent,
        json!({"unbond_requests_by_user": {"user": sent.addr(user), "start_after": 2}}),
    );
    assert_eq!(requests, json!([{"id": 3, "shares": "3000000"}]));
    // Indexers of cw20 see a send, as from any cw20.
    let told: Vec<_> = plain_attributes(&response.events, &hub);
    let alice = sent.addr("alice");
    assert_eq!(
        told,
        [
            ("action", "send"),
            ("from", alice.as_str()),
            ("to", hub.as_str()),
            ("amount", "3000000")
        ]
    );
}

#[test]
fn send_with_instant_unbond_is_the_direct_message() {
    let (mut direct, mut sent) = (lived_in(), lived_in());
    let (hub, carol) = (sent.hub.clone(), sent.addr("carol"));
    let body = format!(r#"{{"instant_unbond":{{"receiver":"{carol}","min_out":"9900"}}}}"#);
    let msg = json!({"instant_unbond": {"shares": "10000", "receiver": carol, "min_out": "9900"}});
    send(&mut direct, "alice", &hub, &msg, &[]).unwrap();
    let wrapped = json!({"send": {"contract": hub, "amount": "10000", "msg": hook(&body)}});
    let response = send(&mut sent, "alice", &hub, &wrapped, &[]).unwrap();
    assert_eq!(after(&direct), after(&sent));
    // 1 % with no reserve asked for.
    assert_eq!(sent.coins("carol"), 100_009_900);
    let alice = sent.addr("alice");
    assert_eq!(
        plain_attributes(&response.events, &hub),
        [("action", "burn"), ("from", alice.as_str()), ("amount", "10000"),]
    );
    let dear = json!({"send": {"contract": hub, "amount": "10000",
        "msg": hook(r#"{"instant_unbond":{"min_out":"9901"}}"#)}});
    assert_eq!(refused_by_hub(&mut sent, "alice", &dear), "TooLittleOut");
}

#[test]
fn with_send_from_the_spender_is_the_default_receiver() {
    let mut s = lived_in();
    let (hub, alice, bob, carol) = (s.hub.clone(), s.addr("alice"), s.addr("bob"), s.addr("carol"));
    let from = |amount: &str, msg: &str| json!({"send_from": {"owner": alice, "contract": hub, "amount": amount, "msg": hook(msg)}});
    let response = send(
        &mut s,
        "bob",
        &hub,
        &from("300000", r#"{"queue_unbond":{}}"#),
        &[],
    )
    .unwrap();
    assert_eq!(
        plain_attributes(&response.events, &hub),
        [
            ("action", "send_from"),
            ("from", alice.as_str()),
            ("to", hub.as_str()),
            ("by", bob.as_str()),
            ("amount", "300000"),
        ]
    );
    // Merged with the 500,000 that Bob has there.
    let open = json!({"unbond_requests_by_batch": {"id": 3}});
    assert_eq!(
        ask_hub(&s, open.clone()),
        json!([{"user": bob, "shares": "800000"}])
    );
    let to_carol = format!(r#"{{"queue_unbond":{{"receiver":"{carol}"}}}}"#);
    send(&mut s, "bob", &hub, &from("200000", &to_carol), &[]).unwrap();
    let carols = json!({"unbond_requests_by_user": {"user": carol}});
    assert_eq!(ask_hub(&s, carols), json!([{"id": 3, "shares": "200000"}]));
    let before = s.coins("bob");
    let at_once = from("10000", r#"{"instant_unbond":{}}"#);
    let response = send(&mut s, "bob", &hub, &at_once, &[]).unwrap();
    assert_eq!(s.coins("bob") - before, 9_900);
    assert_eq!(
        plain_attributes(&response.events, &hub),
        [("action", "burn"), ("from", alice.as_str()), ("amount", "10000"),]
    );
    // 30,000,000 less the batch of 10,000,000 and these.
    assert_eq!(s.shares("alice"), 19_490_000);
    let left = json!({"allowance": {"owner": alice, "spender": bob}});
    assert_eq!(ask_hub(&s, left)["allowance"], json!("490000"));
    assert_eq!(
        refused_by_hub(&mut s, "bob", &from("490001", r#"{"queue_unbond":{}}"#)),
        "Overflow"
    );
    assert_eq!(
        refused_by_hub(&mut s, "carol", &from("1", r#"{"queue_unbond":{}}"#)),
        "NoAllowance"
    );
}

/// The smallest exit is a matter of the holder's balance, not of the spender's.
#[test]
fn min_unbond_looks_at_the_owner_of_the_shares() {
    let mut s = lived_in();
    let (hub, alice, carol, bob) = (s.hub.clone(), s.addr("alice"), s.addr("carol"), s.addr("bob"));
    let dust = json!({"send_from": {"owner": alice, "contract": hub, "amount": "9999",
        "msg": hook(r#"{"queue_unbond":{}}"#)}});
    assert_eq!(refused_by_hub(&mut s, "bob", &dust), "BelowMinimum");
    send(
        &mut s,
        "alice",
        &hub,
        &json!({"transfer": {"recipient": carol, "amount": "9999"}}),
        &[],
    )
    .unwrap();
    send(
        &mut s,
        "carol",
        &hub,
        &json!({"increase_allowance": {"spender": bob, "amount": "9999"}}),
        &[],
    )
    .unwrap();
    let all = json!({"send_from": {"owner": carol, "contract": hub, "amount": "9999",
        "msg": hook(r#"{"queue_unbond":{}}"#)}});
    send(&mut s, "bob", &hub, &all, &[]).unwrap();
    assert_eq!(s.shares("carol"), 0);
}

#[rstest]
#[case::from_a_person("stranger")]
#[case::from_the_token_itself("hub")]
#[case::from_the_registry("registry")]
#[case::from_the_collector("collector")]
fn a_forged_receive_does_not_exist(#[case] by: &str) {
    let mut s = lived_in();
    for contract in ["hub", "registry", "collector"] {
        let contract = s.addr(contract);
        let msg = json!({"receive": {"sender": s.addr("alice"), "amount": "1000000",
            "msg": hook(r#"{"queue_unbond":{}}"#)}});
        assert_eq!(refused(&mut s, by, &contract, &msg, &[]).kind, "ParseErr");
    }
}

/// Another cw20 whose holder sends to the hub: the wrapper arrives as `receive`, which the hub does not know.
#[test]
fn tokens_of_another_contract_cannot_be_sent_to_the_hub() {
    let mut t = Twins::new(None);
    let (alice, plain, hub) = (t.addr("alice"), t.plain.clone(), t.s.hub.clone());
    let before = fingerprint(&t.s);
    let msg = json!({"send": {"contract": hub, "amount": "20000", "msg": hook(r#"{"queue_unbond":{}}"#)}});
    let raw = Binary::from(serde_json::to_vec(&msg).unwrap());
    assert_eq!(
        t.s.exec_raw(&alice, &plain, raw, &[]).unwrap_err().kind,
        "ParseErr"
    );
    assert!(before == fingerprint(&t.s));
}

//! Receivers of the fee that fail, and nothing to forward.

use super::*;

fn make(_: DepsMut, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    Ok(Response::new())
}

fn fail_to_answer(_: Deps, _: Env, _: Value) -> StdResult<Binary> {
    to_json_binary(&())
}

#[test]
fn a_fee_receiver_that_always_fails_stops_no_harvest() {
    let mut s = lived_in();
    let code = s
        .chain
        .store_code(Box::new(ContractWrapper::new(fail, make, fail_to_answer)));
    let gov = s.addr("gov");
    let grump = s
        .chain
        .instantiate(code, &gov, &Empty {}, &[], "grump", None)
        .unwrap();
    let receivers = Some(vec![
        FeeReceiver {
            to: grump.to_string(),
            weight: 3,
        },
        fee_to("keeper"),
    ]);
    s.hub(
        "gov",
        &ExecuteMsg::UpdateFee {
            bps: Some(1_000),
            receivers,
        },
    )
    .unwrap();
    s.rewards(40_000);
    s.harvest();
    // A tenth of 40,000 at rate 1; the keeper's fourth of it too, as nothing had waited for a harvest.
    assert_eq!(
        ask_hub(&s, json!({"balance": {"address": grump}})),
        json!({"balance": "4000"})
    );
    assert_eq!(s.shares("stranger"), 0);
    assert_eq!(s.books().unreleased(), 36_000);
}

#[test]
fn with_nothing_at_the_collector_harvest_and_forward_succeed_and_change_nothing() {
    let mut s = lived_in();
    let collector = s.collector.clone();
    let before = fingerprint(&s);
    send(&mut s, "stranger", &collector, &json!({"forward": {}}), &[]).unwrap();
    assert!(before == fingerprint(&s));
    let books = s.books().summary();
    s.harvest();
    assert_eq!(s.books().summary(), books);
    assert_eq!(s.shares("treasury"), 0);
}

#[test]
fn a_rise_of_the_fee_is_told_with_the_time_from_which_on_it_holds() {
    let mut s = lived_in();
    let (hub, treasury) = (s.hub.clone(), s.addr("treasury").to_string());
    let change = |s: &mut Suite, fee: Value| {
        let response = send(s, "gov", &hub, &json!({ "update_fee": fee }), &[]).unwrap();
        let changed = response
            .events
            .iter()
            .find(|event| event.ty == "wasm-floe/config_changed")
            .unwrap();
        let told = |key: &str| {
            let found = changed.attributes.iter().find(|attribute| attribute.key == key);
            found.unwrap().value.clone()
        };
        [told("old"), told("new")]
    };
    let receivers = json!([{"to": treasury, "weight": 1}]);
    change(&mut s, json!({"bps": 500, "receivers": receivers}));
    let [_, new] = change(&mut s, json!({"bps": 800}));
    let rise = ask_hub(&s, json!({"powers": {}}))["fee_rise"].clone();
    let from = rise["from"].as_u64().unwrap();
    assert_eq!(new, format!("500 to {treasury}:1, 800 from {from} on"));
    s.pass_secs(from - s.now());
    let powers = ask_hub(&s, json!({"powers": {}}));
    assert_eq!(
        (&powers["fee_rise"], &powers["fee"]["bps"]),
        (&json!(null), &json!(800))
    );
    let [old, new] = change(&mut s, json!({"receivers": receivers}));
    assert_eq!([old, new], [(); 2].map(|()| format!("800 to {treasury}:1")));
}

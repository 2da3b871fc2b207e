//! What may be queued, by whom, and in which class.

use cosmwasm_std::coin;
use floe_api::timelock::{ExecuteMsg, ProposedMsg, WasmAct};
use floe_contract::ShellError;
use floe_core::wait::WaitClass;
use rstest::rstest;
use serde_json::json;

use crate::error::ContractError;
use crate::fixture::{call, lines, migrate, Fixture, EXIT, SHORT};

/// A message of these bytes to a contract.
fn raw(f: &Fixture, contract: &str, msg: &str) -> ProposedMsg {
    ProposedMsg::Wasm(WasmAct::Execute {
        contract_addr: f.addr(contract).into(),
        msg: msg.as_bytes().into(),
        funds: Vec::new(),
    })
}

fn class(f: &mut Fixture, msgs: &[(&str, &str)]) -> WaitClass {
    let msgs = msgs.iter().map(|(contract, msg)| raw(f, contract, msg)).collect();
    let id = f.queue(msgs).unwrap();
    let class = f.shown(id).class;
    f.tell("pro", "cancel", id).unwrap();
    class
}

#[test]
fn a_proposal_is_reported_with_its_class_and_its_times() {
    let mut f = Fixture::new();
    let msgs = vec![raw(&f, "token", r#"{"update_fee":{"bps":900}}"#)];
    let msg = ExecuteMsg::Queue {
        title: "A higher fee".into(),
        link: Some("https://example.org/1".into()),
        msgs: msgs.clone(),
    };
    let now = f.now();
    let response = f.send_msg("pro", msg, &[]).unwrap();
    let (pro, due, expires) = (f.addr("pro"), now + SHORT, now + SHORT + 1_209_600);
    assert_eq!(
        lines(&response),
        [format!(
            "floe/proposal_queued id=1 proposer={pro} title=A higher fee class=short messages=1 due={due} expires={expires}"
        )]
    );
    let shown = f.shown(1);
    assert_eq!((shown.title.as_str(), shown.msgs), ("A higher fee", msgs));
    assert_eq!(shown.link.as_deref(), Some("https://example.org/1"));
}

#[test]
fn the_class_is_the_longest_of_the_messages() {
    let mut f = Fixture::new();
    let brief = ("token", r#"{"pause":{"domains":["deposits"]}}"#);
    let brief_too = ("registry", r#"{"pause_validator":{"operator":"v"}}"#);
    let short = ("token", r#"{"update_params":{}}"#);
    let short_too = ("registry", r#"{"set_weights":{"weights":[]}}"#);
    let long = ("token", r#"{"wind_down":{}}"#);
    assert_eq!(class(&mut f, &[brief, brief_too]), WaitClass::Brief);
    assert_eq!(class(&mut f, &[brief, short]), WaitClass::Short);
    assert_eq!(class(&mut f, &[short_too, brief_too]), WaitClass::Short);
    assert_eq!(class(&mut f, &[short, long, brief]), WaitClass::Long);
}

#[rstest]
#[case("registry", r#"{"update_roles":{"steward":null}}"#)]
#[case("registry", r#"{"update_ownership":"accept_ownership"}"#)]
#[case("registry", r#"{"pause":{"domains":[]}}"#)]
#[case("collector", r#"{"send_foreign":{"denom":"x","amount":"1","to":"a"}}"#)]
#[case("collector", r#"{"pause":{}}"#)]
#[case("elsewhere", r#"{"update_params":{}}"#)]
#[case("elsewhere", r#"{"transfer":{}}"#)]
#[case("cosmos2contract", r#"{"update_times":{"exit":2160000}}"#)]
fn everything_else_and_everything_unknown_is_long(#[case] contract: &str, #[case] msg: &str) {
    assert_eq!(class(&mut Fixture::new(), &[(contract, msg)]), WaitClass::Long);
}

#[rstest]
#[case("transfer")]
#[case("send")]
#[case("increase_allowance")]
#[case("decrease_allowance")]
#[case("transfer_from")]
#[case("send_from")]
#[case("queue_unbond")]
#[case("instant_unbond")]
#[case("cancel_unbond")]
#[case("withdraw_unbonded")]
#[case("claim")]
#[case("claim_for")]
#[case("bond")]
#[case("accept_guarantor")]
#[case("deposit_rewards")]
#[case("update_marketing")]
#[case("crank")]
#[case("unheard_of")]
fn what_would_use_the_shares_of_objectors_cannot_be_queued(#[case] name: &str) {
    let mut f = Fixture::new();
    let refused = |place| {
        ContractError::NotForHub {
        place,
        name: name.into(),
        allowed: "pause, rearm_guardian, vote, vote_weighted, update_params, update_fee, unpause, update_roles, update_ownership, wind_down, write_off, forget".into(),
    }
    };
    let msg = raw(&f, "token", &format!(r#"{{"{name}":{{}}}}"#));
    let fine = raw(&f, "token", r#"{"wind_down":{}}"#);
    assert_eq!(f.queue(vec![msg.clone()]), Err(refused(1)));
    assert_eq!(f.queue(vec![fine, msg]), Err(refused(2)));
}

#[test]
fn coins_do_not_go_to_the_hub() {
    let mut f = Fixture::new();
    let with_coins = |contract: &str| {
        ProposedMsg::Wasm(WasmAct::Execute {
            contract_addr: f.addr(contract).into(),
            msg: br#"{"update_params":{}}"#.into(),
            funds: vec![coin(1, "stake")],
        })
    };
    let (hub, other) = (with_coins("token"), with_coins("elsewhere"));
    assert!(matches!(
        f.queue(vec![hub]),
        Err(ContractError::NotForHub { place: 1, .. })
    ));
    f.queue(vec![other]).unwrap();
}

/// Two keys, trailing bytes, a key twice, no JSON: the decoder and the contract that is called might read them differently.
#[rstest]
#[case(r#"{"update_params":{},"transfer":{}}"#)]
#[case(r#"{"update_params":{},"update_params":{}}"#)]
#[case(r#"{"update_params":{"min_bond":"1","min_bond":"2"}}"#)]
#[case(r#"{"update_params":{"a":{"b":[{"c":1,"c":2}]}}}"#)]
#[case(r#"{"update_params":{}}{}"#)]
#[case(r#"{"update_params":{}} x"#)]
#[case(r#"{"update_params":{}"#)]
#[case(r#"["update_params"]"#)]
#[case(r#""update_params""#)]
#[case("{}")]
#[case("")]
#[case("\u{feff}{\"update_params\":{}}")]
fn a_message_that_is_not_one_key_is_refused(#[case] msg: &str) {
    for contract in ["token", "registry", "elsewhere"] {
        let mut f = Fixture::new();
        let msg = raw(&f, contract, msg);
        let refused = f.queue(vec![msg]);
        assert!(
            matches!(refused, Err(ContractError::Unreadable { place: 1, .. })),
            "{contract}: {refused:?}"
        );
    }
}

/// A key is what the contract that is called will read, escapes resolved.
#[test]
fn escapes_hide_no_name() {
    let mut f = Fixture::new();
    let class_of = |f: &mut Fixture, msg| class(f, &[("token", msg)]);
    assert_eq!(class_of(&mut f, r#"{"\u0075pdate_params":{}}"#), WaitClass::Short);
    assert_eq!(
        class_of(&mut f, r#"{"pa\u0075se":{"domains":[]}}"#),
        WaitClass::Brief
    );
    assert_eq!(class_of(&mut f, " { \"wind_down\" : {} } "), WaitClass::Long);
    for hidden in [
        r#"{"\u0074ransfer":{}}"#,
        r#"{"increase\u005fallowance":{}}"#,
        r#"{"pause ":{}}"#,
        r#"{"Pause":{}}"#,
    ] {
        let msg = raw(&f, "token", hidden);
        assert!(
            matches!(f.queue(vec![msg]), Err(ContractError::NotForHub { .. })),
            "{hidden}"
        );
    }
}

/// A chain reads addresses in capitals too, and a hub that is not known again would take everything.
#[test]
fn the_hub_is_known_under_its_one_spelling_only() {
    let mut f = Fixture::new();
    for spelling in [f.addr("token").as_str().to_uppercase(), " ".into(), String::new()] {
        let acts = [
            WasmAct::Execute {
                contract_addr: spelling.clone(),
                msg: br#"{"increase_allowance":{}}"#.into(),
                funds: Vec::new(),
            },
            WasmAct::ClearAdmin {
                contract_addr: spelling,
            },
        ];
        for act in acts {
            let refused = f.queue(vec![ProposedMsg::Wasm(act)]).unwrap_err();
            let ContractError::Shell(ShellError::Invalid { field, .. }) = refused else {
                panic!("{refused:?}")
            };
            assert_eq!(field, "contract_addr");
        }
    }
    let act = WasmAct::UpdateAdmin {
        contract_addr: f.addr("token").into(),
        admin: "nobody".into(),
    };
    let text = f.queue(vec![ProposedMsg::Wasm(act)]).unwrap_err().to_string();
    assert!(text.starts_with("admin is not valid: "), "{text}");
}

#[test]
fn code_and_admins_of_the_hub_can_be_queued_and_are_long() {
    let mut f = Fixture::new();
    let hub = f.addr("token");
    let acts = [
        migrate(&hub),
        ProposedMsg::Wasm(WasmAct::UpdateAdmin {
            contract_addr: hub.to_string(),
            admin: f.addr("new").into(),
        }),
        ProposedMsg::Wasm(WasmAct::ClearAdmin {
            contract_addr: hub.to_string(),
        }),
    ];
    for act in acts {
        let id = f.queue(vec![act]).unwrap();
        assert_eq!(
            (f.shown(id).class, f.shown(id).due),
            (WaitClass::Long, f.now() + EXIT)
        );
    }
}

#[test]
fn a_proposer_has_three_open_at_most_and_another_one_three_of_his_own() {
    let mut f = Fixture::new();
    let hub = f.addr("token");
    for _ in 0..3 {
        f.long();
    }
    let proposer = f.addr("pro").into_string();
    let refused = || {
        let proposer = proposer.clone();
        Err(ContractError::TooManyOpen {
            proposer,
            open: 3,
            most: 3,
        })
    };
    assert_eq!(f.queue(vec![migrate(&hub)]), refused());
    for id in 4..=6 {
        assert_eq!(f.queue_by("duo", vec![migrate(&hub)]), Ok(id));
    }
    f.tell("ban", "cancel", 2).unwrap();
    assert_eq!(f.queue(vec![migrate(&hub)]), Ok(7));
    f.pass(EXIT);
    f.execute(1).unwrap();
    assert_eq!(f.queue(vec![migrate(&hub)]), Ok(8));
    assert_eq!(f.queue(vec![migrate(&hub)]), refused());
    f.pass(1_209_600);
    assert_eq!(f.queue(vec![migrate(&hub)]), Ok(9), "the others have expired");
}

#[test]
fn titles_links_and_messages_have_their_bounds() {
    let mut f = Fixture::new();
    let msg = raw(&f, "token", r#"{"wind_down":{}}"#);
    let mut queue = |title: &str, link: Option<&str>, count: usize| {
        let msg = ExecuteMsg::Queue {
            title: title.into(),
            link: link.map(Into::into),
            msgs: vec![msg.clone(); count],
        };
        f.send_msg("pro", msg, &[]).map(drop)
    };
    let long = "x".repeat(301);
    assert_eq!(queue(&long[..140], Some(&long[..300]), 20), Ok(()));
    let refusals = [
        (queue(&long[..141], None, 1), "title is 141, allowed is 1 to 140"),
        (queue("t", Some(&long), 1), "link is 301, allowed is 1 to 300"),
        (queue("t", None, 0), "msgs is 0, allowed is 1 to 20"),
        (queue("t", None, 21), "msgs is 21, allowed is 1 to 20"),
        (
            queue(" ", None, 1),
            "title is not valid: it is blank; write what the proposal is about",
        ),
        (
            queue("t", Some(""), 1),
            "link is not valid: it is blank; write what the proposal is about",
        ),
    ];
    for (refused, text) in refusals {
        assert_eq!(refused.unwrap_err().to_string(), text);
    }
}

#[test]
fn only_a_proposer_queues() {
    let mut f = Fixture::new();
    let hub = f.addr("token");
    for by in ["can", "token", "stranger"] {
        let msgs = vec![call(&hub, &json!({ "wind_down": {} }))];
        let refused = ShellError::Unauthorized { role: "proposers" };
        assert_eq!(f.queue_by(by, msgs), Err(refused.into()));
    }
}

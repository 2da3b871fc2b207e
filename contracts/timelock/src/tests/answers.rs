//! Answers, and those in the shapes that cw3 has published.

use cosmwasm_std::{from_json, to_json_binary, Binary};
use cw3::Cw3QueryMsg;
use cw_utils::{Expiration, ThresholdResponse};
use floe_api::timelock::{ProposalStatus, QueryMsg, TimelockProposalResponse};
use floe_core::wait::WaitClass;
use floe_core::Shares;
use rstest::rstest;
use serde_json::{json, Value};

use crate::contract::query;
use crate::error::ContractError;
use crate::fixture::{call, migrate, Fixture, EXIT, SHORT};

const DAY: u64 = 86_400;

fn answer(f: &Fixture, question: &Value) -> Result<Binary, ContractError> {
    let question: QueryMsg = from_json(question.to_string()).unwrap();
    query(f.deps.as_ref(), f.env.clone(), question)
}

fn json_of(f: &Fixture, question: &Value) -> Value {
    from_json(answer(f, question).unwrap()).unwrap()
}

#[test]
fn a_proposal_is_shown_in_full_under_its_id() {
    let mut f = Fixture::new();
    f.deps.querier.open(4, 500);
    let id = f.long();
    let queued = f.now();
    f.pass(DAY);
    f.object("ann", id, 10_000_000).unwrap();
    f.pass(DAY);
    f.tell("ann", "leave", id).unwrap();
    let shown = f.shown(id);
    let expected = TimelockProposalResponse {
        id,
        title: "a change".into(),
        link: None,
        proposer: f.addr("pro").into(),
        msgs: shown.msgs.clone(),
        class: WaitClass::Long,
        status: ProposalStatus::Waiting,
        queued,
        due: queued + DAY + 2 * EXIT,
        expires: queued + 194 * DAY,
        locked: Shares::ZERO,
        left: Shares::new(10_000_000),
        objections_bps: 1_000,
        objected: Some(queued + DAY),
        mark: Some(4),
        mark_until: Some(queued + 180 * DAY),
    };
    assert_eq!(shown, expected);
    f.at(shown.due);
    assert_eq!(f.shown(id).status, ProposalStatus::ExitsPending);
    f.deps.querier.open(4, 0);
    assert_eq!(f.shown(id).status, ProposalStatus::Due);
    f.deps.querier.fails = true;
    assert_eq!(f.shown(id).status, ProposalStatus::ExitsPending);
    f.deps.querier.fails = false;
    f.execute(id).unwrap();
    assert_eq!(f.shown(id).status, ProposalStatus::Executed);
}

#[test]
fn proposals_come_in_pages_ascending_by_number() {
    let mut f = Fixture::new();
    for by in ["pro", "duo"] {
        for _ in 0..3 {
            let hub = f.addr("token");
            f.queue_by(by, vec![call(&hub, &json!({ "wind_down": {} }))])
                .unwrap();
        }
    }
    let numbers = |question: Value| {
        let answer = json_of(&f, &question);
        let listed = answer
            .get("proposals")
            .unwrap_or(&answer)
            .as_array()
            .unwrap()
            .clone();
        listed
            .iter()
            .map(|one| one["id"].as_u64().unwrap())
            .collect::<Vec<_>>()
    };
    for list in ["proposals", "list_proposals"] {
        assert_eq!(numbers(json!({ list: {} })), [1, 2, 3, 4, 5, 6]);
        assert_eq!(numbers(json!({ list: { "start_after": 2, "limit": 2 } })), [3, 4]);
        assert_eq!(numbers(json!({ list: { "start_after": 6 } })), [0; 0]);
        assert_eq!(numbers(json!({ list: { "start_after": u64::MAX } })), [0; 0]);
    }
}

#[test]
fn a_proposal_that_is_not_there_or_not_named_is_an_error() {
    let f = Fixture::new();
    for question in [json!({ "id": 1 }), json!({ "proposal_id": 0 })] {
        let id = question
            .as_object()
            .unwrap()
            .values()
            .next()
            .unwrap()
            .as_u64()
            .unwrap();
        assert_eq!(
            answer(&f, &json!({ "proposal": question })),
            Err(ContractError::UnknownProposal { id })
        );
    }
    for question in [json!({}), json!({ "id": 1, "proposal_id": 1 })] {
        let text = answer(&f, &json!({ "proposal": question }))
            .unwrap_err()
            .to_string();
        assert!(
            text.ends_with("proposal takes id, or proposal_id for cw3's shape; give one"),
            "{text}"
        );
    }
}

/// What cw3 has published, written here from its types.
#[test]
fn a_proposal_is_answered_as_cw3_does() {
    let mut f = Fixture::new();
    let hub = f.addr("token");
    let id = f
        .queue(vec![call(&hub, &json!({ "update_fee": { "bps": 900 } }))])
        .unwrap();
    let expires = (f.now() + SHORT + 1_209_600) * 1_000_000_000;
    let fixture = json!({
        "id": 1,
        "title": "a change",
        "description": "",
        "msgs": [{ "wasm": { "execute": {
            "contract_addr": hub, "msg": "eyJ1cGRhdGVfZmVlIjp7ImJwcyI6OTAwfX0=", "funds": []
        } } }],
        "status": "open",
        "expires": { "at_time": expires.to_string() },
        "threshold": { "absolute_count": { "weight": 1, "total_weight": 2 } },
        "proposer": f.addr("pro"),
        "deposit": null,
    });
    assert_eq!(
        json_of(&f, &json!({ "proposal": { "proposal_id": id } })),
        fixture
    );
    assert_eq!(
        json_of(&f, &json!({ "list_proposals": {} })),
        json!({ "proposals": [fixture] })
    );
    assert_eq!(
        json_of(&f, &json!({ "threshold": {} })),
        json!({ "absolute_count": { "weight": 1, "total_weight": 2 } })
    );
    let read: ThresholdResponse = from_json(answer(&f, &json!({ "threshold": {} })).unwrap()).unwrap();
    assert_eq!(
        read,
        ThresholdResponse::AbsoluteCount {
            weight: 1,
            total_weight: 2
        }
    );
    let read: Expiration = serde_json::from_value(fixture["expires"].clone()).unwrap();
    assert!(!read.is_expired(&f.env.block));
}

/// To the byte: what cw3's own types would write, asked as they ask.
#[test]
fn cw3s_own_types_ask_and_read_all_of_it() {
    let mut f = Fixture::new();
    let hub = f.addr("token");
    f.queue(vec![
        call(&hub, &json!({ "update_fee": { "bps": 900 } })),
        migrate(&hub),
    ])
    .unwrap();
    let asked = |question: Cw3QueryMsg| answer(&f, &serde_json::to_value(question).unwrap()).unwrap();
    let one = asked(Cw3QueryMsg::Proposal { proposal_id: 1 });
    let read: cw3::ProposalResponse = from_json(&one).unwrap();
    assert_eq!(
        (read.status, read.msgs.len(), read.deposit.clone()),
        (cw3::Status::Open, 2, None)
    );
    assert_eq!(to_json_binary(&read).unwrap(), one);
    let all = asked(Cw3QueryMsg::ListProposals {
        start_after: None,
        limit: Some(30),
    });
    let read: cw3::ProposalListResponse = from_json(&all).unwrap();
    assert_eq!(to_json_binary(&read).unwrap(), all);
    let threshold = asked(Cw3QueryMsg::Threshold {});
    let read: ThresholdResponse = from_json(&threshold).unwrap();
    assert_eq!(to_json_binary(&read).unwrap(), threshold);
}

#[rstest]
#[case("execute", "executed")]
#[case("cancel", "rejected")]
#[case("expire", "rejected")]
fn cw3s_words_say_where_a_proposal_stands(#[case] end: &str, #[case] last: &str) {
    let mut f = Fixture::new();
    let id = f.long();
    let status = |f: &Fixture| {
        let shown = json_of(f, &json!({ "proposal": { "proposal_id": id } }));
        shown["status"].as_str().unwrap().to_owned()
    };
    assert_eq!(status(&f), "open");
    f.pass(EXIT);
    assert_eq!(status(&f), "passed");
    match end {
        "execute" => f.execute(id).map(drop).unwrap(),
        "cancel" => f.tell("can", "cancel", id).map(drop).unwrap(),
        _ => f.pass(1_209_600),
    }
    assert_eq!(status(&f), last);
}

//! Shares that object: in, back, and out through the exit queue.

use cosmwasm_std::StdError;
use floe_api::timelock::{ObjectionResponse, QueryMsg};
use floe_contract::ShellError;
use floe_core::wait::WaitRefusal;
use floe_core::Shares;
use serde_json::json;

use crate::error::ContractError;
use crate::fixture::{calls, lines, Fixture, EXIT};
use crate::state::OBJECTIONS;

const DAY: u64 = 86_400;

#[test]
fn shares_object_from_when_they_come_and_are_counted_by_who_sent_them() {
    let mut f = Fixture::new();
    let (first, second) = (f.long(), f.long());
    f.object("ann", first, 300).unwrap();
    f.object("ann", first, 50).unwrap();
    f.object("ann", second, 7).unwrap();
    f.object("ben", first, 11).unwrap();
    let of = |user: &str, id| f.objection(id, user).locked.units();
    assert_eq!(
        (of("ann", 1), of("ann", 2), of("ben", 1), of("ben", 2)),
        (350, 7, 11, 0)
    );
    assert_eq!(
        (
            f.shown(1).locked.units(),
            f.shown(2).locked.units(),
            f.config().locked.units()
        ),
        (361, 7, 368)
    );
}

#[test]
fn an_objection_says_what_is_wrong_with_it() {
    let mut f = Fixture::new();
    let id = f.long();
    let zero = ShellError::Zero { field: "amount" };
    assert_eq!(f.object("ann", id, 0), Err(zero.into()));
    assert_eq!(
        f.object("ann", 2, 5),
        Err(ContractError::UnknownProposal { id: 2 })
    );
    for bad in [
        "",
        "{}",
        r#"{"object":{}}"#,
        r#"{"object":{"id":1,"x":1}}"#,
        r#"{"leave":{"id":1}}"#,
    ] {
        let refused = f.send_shares("ann", 5, bad);
        assert!(
            matches!(refused, Err(ContractError::Std(StdError::ParseErr { .. }))),
            "{bad}: {refused:?}"
        );
    }
    assert_eq!(f.config().locked, Shares::ZERO);
}

#[test]
fn an_objection_to_what_has_ended_is_refused() {
    let mut f = Fixture::new();
    let (executed, cancelled, expired) = (f.long(), f.long(), f.long());
    let queued = f.now();
    f.tell("can", "cancel", cancelled).unwrap();
    assert_eq!(f.object("ann", cancelled, 5), Err(WaitRefusal::Cancelled.into()));
    f.at(queued + EXIT);
    f.execute(executed).unwrap();
    assert_eq!(f.object("ann", executed, 5), Err(WaitRefusal::Executed.into()));
    f.at(queued + 39 * DAY - 1);
    f.object("ann", expired, 5).unwrap();
    // It expired on day 39.
    f.at(queued + 300 * DAY);
    let refused = WaitRefusal::Expired {
        expired: queued + 39 * DAY,
    };
    assert_eq!(f.object("ann", expired, 5), Err(refused.into()));
    f.tell("ann", "retract", expired).unwrap();
}

/// Shares that are lent for a transaction would object without anything to lose.
#[test]
fn shares_stay_for_a_day_after_the_last_of_them_came() {
    let mut f = Fixture::new();
    let id = f.long();
    f.object("ann", id, 300).unwrap();
    f.pass(DAY - 1);
    f.object("ann", id, 1).unwrap();
    let until = f.now() + DAY;
    assert_eq!(f.objection(id, "ann").free_at, Some(until));
    for message in ["retract", "leave"] {
        assert_eq!(
            f.tell("ann", message, id),
            Err(ContractError::StillLocked { until })
        );
    }
    f.at(until - 1);
    assert_eq!(
        f.tell("ann", "retract", id),
        Err(ContractError::StillLocked { until })
    );
    f.at(until);
    f.tell("ann", "retract", id).unwrap();
}

#[test]
fn who_retracts_gets_all_of_it_back_and_the_hub_is_told_nothing_else() {
    let mut f = Fixture::new();
    let id = f.long();
    f.object("ann", id, 300).unwrap();
    f.object("ben", id, 11).unwrap();
    f.pass(DAY);
    let response = f.tell("ann", "retract", id).unwrap();
    let (hub, ann) = (f.addr("token").into_string(), f.addr("ann"));
    assert_eq!(
        calls(&response),
        [(hub, json!({ "transfer": { "recipient": ann, "amount": "300" } }))]
    );
    assert_eq!(
        lines(&response),
        [format!(
            "floe/proposal_retracted id=1 user={ann} shares=300 locked=11 left=0"
        )]
    );
    assert_eq!(f.config().locked.units(), 11);
    let user = ann.to_string();
    let again = ContractError::NothingLocked { id, user };
    assert_eq!(f.tell("ann", "retract", id), Err(again));
    assert_eq!(OBJECTIONS.may_load(&f.deps.storage, (id, &ann)), Ok(None));
}

#[test]
fn who_leaves_is_in_the_exit_queue_for_himself_and_goes_on_objecting() {
    let mut f = Fixture::new();
    let id = f.long();
    f.object("ann", id, 2_000_000).unwrap();
    f.pass(DAY);
    f.object("bob", id, 7).unwrap();
    let response = f.tell("ann", "leave", id).unwrap();
    assert_eq!(f.config().locked.units(), 7);
    f.pass(DAY);
    f.tell("bob", "retract", id).unwrap();
    let (hub, ann) = (f.addr("token").into_string(), f.addr("ann"));
    assert_eq!(
        calls(&response),
        [(
            hub,
            json!({ "queue_unbond": { "shares": "2000000", "receiver": ann } })
        )]
    );
    assert_eq!(
        lines(&response),
        [format!(
            "floe/proposal_left id=1 user={ann} shares=2000000 locked=7 left=2000000"
        )]
    );
    let shown = f.shown(id);
    assert_eq!(
        (shown.locked.units(), shown.left.units(), shown.objections_bps),
        (0, 2_000_000, 200)
    );
    assert_eq!(
        f.objection(id, "ann"),
        ObjectionResponse {
            id,
            user: ann.into(),
            locked: Shares::ZERO,
            left: Shares::new(2_000_000),
            free_at: None,
        }
    );
}

#[test]
fn shares_go_at_once_when_the_proposal_has_ended() {
    let mut f = Fixture::new();
    let (cancelled, executed) = (f.long(), f.long());
    let queued = f.now();
    f.object("ann", cancelled, 300).unwrap();
    f.tell("pro", "cancel", cancelled).unwrap();
    f.tell("ann", "leave", cancelled).unwrap();
    f.at(queued + EXIT);
    f.object("ben", executed, 11).unwrap();
    f.execute(executed).unwrap();
    f.tell("ben", "retract", executed).unwrap();
}

/// Nobody but who sent them: neither another one, nor a member.
#[test]
fn nobody_takes_what_another_one_objects_with() {
    let mut f = Fixture::new();
    let id = f.long();
    f.object("ann", id, 300).unwrap();
    f.pass(DAY);
    for by in ["ben", "pro", "can", "token", "stranger"] {
        for message in ["retract", "leave"] {
            let user = f.addr(by).to_string();
            let refused = ContractError::NothingLocked { id, user };
            assert_eq!(f.tell(by, message, id), Err(refused));
        }
    }
}

#[test]
fn who_objects_is_listed_in_pages_by_proposal() {
    let mut f = Fixture::new();
    let (first, second) = (f.long(), f.long());
    let names = ["ann", "ben", "cid"];
    for name in names {
        f.object(name, first, 5).unwrap();
    }
    f.object("dan", second, 5).unwrap();
    let mut sorted = names.map(|name| f.addr(name).into_string());
    sorted.sort();
    let page = |start_after: Option<&String>, limit| {
        let listed: Vec<ObjectionResponse> = f
            .ask(QueryMsg::Objections {
                id: first,
                start_after: start_after.cloned(),
                limit,
            })
            .unwrap();
        listed.into_iter().map(|one| one.user).collect::<Vec<_>>()
    };
    assert_eq!(page(None, None), sorted);
    assert_eq!(page(None, Some(1)), sorted[..1]);
    assert_eq!(page(Some(&sorted[0]), None), sorted[1..]);
    assert_eq!(page(Some(&sorted[2]), None), Vec::<String>::new());
}

//! When a proposal may be executed, with the integers of the specification.

use floe_core::wait::{WaitClass, WaitRefusal};
use rstest::rstest;
use serde_json::json;

use crate::error::ContractError;
use crate::fixture::{call, calls, lines, migrate, settled, unbonding, Fixture, EXIT, SUPPLY};

const DAY: u64 = 86_400;

fn not_due(due: u64) -> ContractError {
    WaitRefusal::NotDue { due }.into()
}

#[test]
fn nobody_objects_and_it_is_executed_from_its_due_second_on_for_fourteen_days() {
    let mut f = Fixture::new();
    let (first, second) = (f.long(), f.long());
    let due = f.now() + EXIT;
    f.at(due - 1);
    assert_eq!(f.execute(first), Err(not_due(due)));
    f.at(due);
    let response = f.execute(first).unwrap();
    let stranger = f.addr("stranger");
    assert_eq!(
        lines(&response),
        [format!("floe/proposal_executed id=1 sender={stranger}")]
    );
    assert_eq!(f.execute(first), Err(WaitRefusal::Executed.into()));
    f.at(due + 1_209_600);
    let expired = due + 1_209_600;
    let refused = ContractError::from(WaitRefusal::Expired { expired });
    assert_eq!(f.execute(second), Err(refused));
    f.pass(1_000 * DAY);
    let refused = WaitRefusal::Expired { expired };
    assert_eq!(f.execute(second), Err(refused.into()));
}

#[test]
fn its_messages_are_sent_in_their_order_and_it_is_executed_before_they_leave() {
    let mut f = Fixture::new();
    let hub = f.addr("token");
    let first = json!({ "update_params": { "min_bond": "5" } });
    let second = json!({ "update_fee": { "bps": 900 } });
    let id = f.queue(vec![call(&hub, &first), call(&hub, &second)]).unwrap();
    f.pass(345_600);
    let response = f.execute(id).unwrap();
    let hub = hub.into_string();
    assert_eq!(calls(&response), [(hub.clone(), first), (hub, second)]);
    assert!(
        response
            .messages
            .iter()
            .all(|sub| sub.reply_on == cosmwasm_std::ReplyOn::Never),
        "the failure of one is the failure of all"
    );
    assert_eq!(f.execute(id), Err(WaitRefusal::Executed.into()));
}

#[rstest]
#[case(999_999, None)]
#[case(1_000_000, Some(25 * DAY))]
#[case(5_500_000, Some(3_240_000))]
#[case(10_000_000, Some(50 * DAY))]
fn from_a_hundredth_of_the_supply_on_objections_make_it_wait(
    #[case] shares: u128,
    #[case] wait: Option<u64>,
) {
    let mut f = Fixture::new();
    let id = f.long();
    let queued = f.now();
    f.pass(10 * DAY);
    let now = f.now();
    let told = lines(&f.object("ann", id, shares).unwrap());
    let due = wait.map_or(queued + EXIT, |wait| now + wait);
    assert_eq!(f.shown(id).due, due);
    let ann = f.addr("ann");
    let mut expected = vec![format!(
        "floe/proposal_objected id=1 user={ann} shares={shares} locked={shares} left=0"
    )];
    let bps = shares / 10_000;
    if wait.is_some() {
        expected.push(format!("floe/proposal_postponed id=1 objections={bps} due={due}"));
    }
    if bps >= 1_000 {
        let until = queued + 180 * DAY;
        expected.push(format!("floe/proposal_marked id=1 batch=1 until={until}"));
    }
    assert_eq!(told, expected);
    f.at(due - 1);
    assert_eq!(f.execute(id), Err(not_due(due)));
    f.at(due);
    f.execute(id).unwrap();
}

#[test]
fn one_share_more_than_too_few_postpones_it_and_a_ratchet_keeps_it() {
    let mut f = Fixture::new();
    let id = f.long();
    let queued = f.now();
    f.object("ann", id, 999_999).unwrap();
    assert_eq!((f.shown(id).objections_bps, f.shown(id).due), (99, queued + EXIT));
    f.pass(3 * DAY);
    let first = f.now();
    f.object("ben", id, 1).unwrap();
    assert_eq!((f.shown(id).objections_bps, f.shown(id).due), (100, first + EXIT));
    f.pass(DAY);
    for user in ["ann", "ben"] {
        f.tell(user, "retract", id).unwrap();
    }
    assert_eq!((f.shown(id).objections_bps, f.shown(id).due), (0, first + EXIT));
    assert_eq!(f.shown(id).objected, Some(first));
    // Whoever comes later counts from the same time.
    f.object("ann", id, 1_000_000).unwrap();
    assert_eq!(f.shown(id).due, first + EXIT);
}

/// Those who left otherwise count too: without them the same objections are more of the supply.
#[test]
fn a_supply_that_fell_since_is_looked_at_once_more_and_what_that_moves_is_kept() {
    let mut f = Fixture::new();
    let id = f.long();
    f.object("ann", id, 999_999).unwrap();
    f.pass(EXIT);
    f.deps.querier.supply(90_000_000);
    let (now, response) = (f.now(), f.execute(id).unwrap());
    assert!(response.messages.is_empty());
    let due = now + 2_186_400;
    assert_eq!(
        lines(&response),
        [format!("floe/proposal_postponed id=1 objections=111 due={due}")]
    );
    assert_eq!(f.execute(id), Err(not_due(due)));
    f.at(due);
    assert_eq!(f.execute(id).unwrap().messages.len(), 1);
}

#[test]
fn a_mark_that_only_the_execution_sees_is_kept_too() {
    let mut f = Fixture::new();
    f.deps.querier.open(4, 500);
    let id = f.long();
    f.object("ann", id, 9_999_999).unwrap();
    assert_eq!(f.shown(id).mark, None);
    let due = f.shown(id).due;
    f.at(due);
    f.deps.querier.supply(SUPPLY - 100_000);
    // R 1,000 instead of 999: forty minutes later by the ratchet, and a mark.
    let response = f.execute(id).unwrap();
    assert!(response.messages.is_empty());
    let shown = f.shown(id);
    assert_eq!((shown.due, shown.mark), (due + 2_400, Some(4)));
    f.at(due + 2_400);
    let until = shown.queued + 180 * DAY;
    assert_eq!(
        f.execute(id),
        Err(WaitRefusal::ExitsPending { batch: 4, until }.into())
    );
}

/// A tenth objects while batch 4 is open and somebody is in it.
fn marked() -> (Fixture, u64) {
    let mut f = Fixture::new();
    f.deps.querier.open(4, 500);
    let id = f.long();
    f.object("ann", id, 10_000_000).unwrap();
    assert_eq!(f.shown(id).mark, Some(4));
    let due = f.shown(id).due;
    f.at(due);
    (f, id)
}

fn pending(f: &Fixture, id: u64) -> ContractError {
    let until = f.shown(id).queued + 180 * DAY;
    WaitRefusal::ExitsPending { batch: 4, until }.into()
}

#[test]
fn a_marked_proposal_waits_until_its_batch_is_settled_gone_or_open_and_empty() {
    let (mut f, id) = marked();
    assert_eq!(f.execute(id), Err(pending(&f, id)), "open, with shares in it");
    f.deps.querier.batch(4, &unbonding());
    f.deps.querier.open(5, 0);
    assert_eq!(f.execute(id), Err(pending(&f, id)), "closed");
    f.deps.querier.batch(4, &settled());
    assert_eq!(f.execute(id).unwrap().messages.len(), 1, "settled");

    let (mut f, id) = marked();
    f.deps.querier.open(5, 500);
    f.execute(id).unwrap();
    assert_eq!(f.execute(id), Err(WaitRefusal::Executed.into()), "gone");

    let (mut f, id) = marked();
    f.deps.querier.open(4, 0);
    f.execute(id).unwrap();
}

#[test]
fn exits_broken_for_good_let_it_through_from_day_180_to_194() {
    let (mut f, id) = marked();
    f.deps.querier.batch(4, &unbonding());
    f.deps.querier.open(5, 0);
    let queued = f.shown(id).queued;
    f.at(queued + 180 * DAY - 1);
    assert_eq!(f.execute(id), Err(pending(&f, id)));
    f.at(queued + 194 * DAY - 1);
    f.execute(id).unwrap();

    let (mut f, id) = marked();
    f.deps.querier.batch(4, &unbonding());
    f.deps.querier.open(5, 0);
    let queued = f.shown(id).queued;
    f.at(queued + 180 * DAY);
    f.execute(id).unwrap();

    let (mut f, id) = marked();
    f.deps.querier.open(5, 0);
    let expired = f.shown(id).queued + 194 * DAY;
    f.at(expired);
    assert_eq!(f.execute(id), Err(WaitRefusal::Expired { expired }.into()));
}

#[test]
fn a_batch_that_cannot_be_read_is_a_shut_door_until_patience_ends() {
    let (mut f, id) = marked();
    f.deps.querier.fails = true;
    assert!(matches!(f.execute(id), Err(ContractError::Std(_))));
    let queued = f.shown(id).queued;
    f.at(queued + 180 * DAY);
    f.execute(id).unwrap();

    let (mut f, id) = marked();
    f.deps.querier.open(5, 0);
    f.deps.querier.storage = Default::default();
    f.deps.querier.supply(SUPPLY);
    assert!(matches!(f.execute(id), Err(ContractError::Std(_))));
}

/// The proposal may be what repairs the hub.
#[test]
fn a_hub_that_cannot_be_read_at_all_keeps_a_proposal_waiting_but_not_for_ever() {
    let mut f = Fixture::new();
    let id = f.long();
    f.deps.querier.fails = true;
    f.object("ann", id, 1).unwrap();
    let shown = f.shown(id);
    assert_eq!(
        (shown.due, shown.mark, shown.objections_bps),
        (f.now() + 2 * EXIT, Some(u64::MAX), 10_000)
    );
    f.at(shown.due);
    assert!(f.execute(id).is_err());
    f.at(shown.queued + 180 * DAY);
    f.execute(id).unwrap();

    let mut f = Fixture::new();
    let id = f.long();
    f.deps.querier.fails = true;
    f.pass(EXIT);
    f.execute(id).unwrap();
}

#[test]
fn a_mark_is_set_once_and_void_when_too_few_are_left_by_a_retraction() {
    let mut f = Fixture::new();
    f.deps.querier.open(4, 500);
    let id = f.long();
    f.object("ann", id, 10_000_000).unwrap();
    f.object("ben", id, 1).unwrap();
    f.deps.querier.open(5, 500);
    f.object("ben", id, 5_000_000).unwrap();
    assert_eq!(f.shown(id).mark, Some(4));
    f.pass(DAY);
    f.tell("ben", "retract", id).unwrap();
    assert_eq!(f.shown(id).mark, Some(4), "a tenth is left");
    f.tell("ann", "leave", id).unwrap();
    assert_eq!(f.shown(id).mark, Some(4), "who leaves goes on objecting");
    f.deps.querier.supply(110_000_000);
    f.object("ben", id, 2_000_000).unwrap();
    f.pass(DAY);
    let due = f.shown(id).due;
    let told = lines(&f.tell("ben", "retract", id).unwrap());
    assert_eq!(
        told.last(),
        Some(&format!("floe/proposal_unmarked id=1 due={due}"))
    );
    assert_eq!((f.shown(id).mark, f.shown(id).due), (None, due));
}

#[test]
fn what_is_brief_is_due_in_the_short_time_whoever_objects() {
    let mut f = Fixture::new();
    let hub = f.addr("token");
    let id = f
        .queue(vec![call(&hub, &json!({ "rearm_guardian": {} }))])
        .unwrap();
    let due = f.now() + 345_600;
    f.object("ann", id, 50_000_000).unwrap();
    let shown = f.shown(id);
    assert_eq!(
        (shown.class, shown.due, shown.mark),
        (WaitClass::Brief, due, None)
    );
    f.at(due);
    f.execute(id).unwrap();
}

#[test]
fn what_is_short_waits_for_who_objects_like_what_is_long() {
    let mut f = Fixture::new();
    let hub = f.addr("token");
    let id = f
        .queue(vec![call(&hub, &json!({ "update_fee": { "bps": 1000 } }))])
        .unwrap();
    assert_eq!(f.shown(id).due, f.now() + 345_600);
    f.object("ann", id, 12_000_000).unwrap();
    assert_eq!(f.shown(id).due, f.now() + 2 * EXIT);
}

#[test]
fn longer_times_move_nothing_that_is_queued_but_by_later_objections() {
    let mut f = Fixture::new();
    let id = f.long();
    let due = f.now() + EXIT;
    f.own(&json!({ "update_times": { "exit": 2 * EXIT } })).unwrap();
    assert_eq!(f.shown(id).due, due);
    f.object("ann", id, 1_000_000).unwrap();
    assert_eq!(f.shown(id).due, f.now() + 2 * EXIT);
}

#[test]
fn a_proposal_that_replaces_code_is_long_whatever_else_is_in_it() {
    let mut f = Fixture::new();
    let hub = f.addr("token");
    let short = call(&hub, &json!({ "update_params": {} }));
    let id = f.queue(vec![short, migrate(&hub)]).unwrap();
    assert_eq!(
        (f.shown(id).class, f.shown(id).due),
        (WaitClass::Long, f.now() + EXIT)
    );
}

//! The timelock as a contract of a history.

use serde_json::json;

use crate::history;
use crate::run::replay;

const DAY: u64 = 86_400;

#[test]
fn everyone_who_objects_in_a_history_is_paid_before_what_they_object_to() {
    let run = history("timelock.jsonl");
    let result = |line: u64| run.line(line)["result"].clone();
    let kind = |line: u64| run.line(line)["error"]["kind"].clone();
    assert_eq!(
        [kind(8), kind(9), kind(10), kind(17), kind(29)],
        [
            "Unauthorized",
            "Unauthorized",
            "NotForHub",
            "StillLocked",
            "NotDue"
        ]
    );
    let queued = result(12)["queued"].as_u64().unwrap();
    let of = |line: u64, field: &str| result(line)[field].clone();
    assert_eq!(
        (of(12, "class"), of(12, "due"), of(12, "mark")),
        (json!("short"), json!(queued + 4 * DAY), json!(null))
    );
    assert_eq!(
        (of(16, "objections_bps"), of(16, "due"), of(16, "mark")),
        (json!(1_200), json!(queued + 50 * DAY), json!(1))
    );
    let paid = |line: u64| result(line)["amount"].clone();
    assert_eq!((paid(27), paid(28)), (json!("7000000"), json!("5000000")));
    assert_eq!(of(31, "status"), json!("passed"));
    assert_eq!(result(33)["proposals"][0]["status"], json!("executed"));
}

#[test]
fn a_setup_with_a_timelock_that_is_none_says_why() {
    let short = replay(r#"{"setup":{"timelock":{"short":60}}}"#, &[]);
    let said = short.line(1)["error"]["text"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    assert_eq!(said, "short is 60, allowed is 172800 to 2592000");
    let taken = replay(r#"{"setup":{"users":{"timelock":"1"}}}"#, &[]);
    assert!(taken.errors.contains("name of a contract"), "{}", taken.errors);
}

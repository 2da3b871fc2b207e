//! Stakes and the gauge as contracts of a history.

use serde_json::json;

use crate::history;
use crate::run::replay;

#[test]
fn a_history_with_a_gauge_plays_its_votes_and_its_weights() {
    let run = history("gauge.jsonl");
    let result = |line: u64| run.line(line)["result"].clone();
    let kind = |line: u64| run.line(line)["error"]["kind"].clone();
    assert_eq!(result(8)["power"], json!("0"));
    assert_eq!(
        [9, 17, 19, 27].map(kind),
        ["TooLittlePower", "TooLittlePower", "NoPower", "AppliedToday"]
    );
    let proposal = result(24);
    // 58,000,000 are staked by then, and what counts for somebody counts for the quorum, too.
    assert_eq!(
        [
            &proposal["power"],
            &proposal["quorum"],
            &proposal["yes"],
            &proposal["no"]
        ],
        ["58000000", "5800000", "6000000", "2000000"]
    );
    // 6,000,000 of the supply of 150,000,000: votes decide two fifths of a half.
    assert_eq!(result(28)["weight"], json!(180_000));
    assert_eq!(result(30)["votes"], json!("0"));
}

#[test]
fn what_the_setup_does_not_ask_for_is_not_there() {
    let text = [
        r#"{"setup":{"stake":{}}}"#,
        r#"{"query":{"of":"@stake","msg":{"principal":{}}}}"#,
        r#"{"query":{"of":"@gauge","msg":{"config":{}}},"ok":false}"#,
    ]
    .join("\n");
    let run = replay(&text, &[]);
    assert_eq!(run.status, 0, "{}", run.errors);
    assert_eq!(run.line(2)["result"]["unstaking"], json!(86_400));
    let unstaking = replay(r#"{"setup":{"stake":{"unstaking":60,"gauge":5000}}}"#, &[]);
    let said = unstaking.line(1)["error"]["text"].clone();
    assert!(
        said.as_str()
            .is_some_and(|said| said.contains("it takes 60 seconds")),
        "{said}"
    );
}

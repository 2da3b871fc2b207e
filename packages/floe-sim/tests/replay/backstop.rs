//! The backstop as a contract of a history.

use serde_json::{json, Value};

use crate::history;
use crate::run::replay;

#[test]
fn a_history_with_a_backstop_plays_its_losses_and_its_premium_to_the_unit() {
    let run = history("backstop.jsonl");
    let result = |line: u64| run.line(line)["result"].clone();
    let kind = |line: u64| run.line(line)["error"]["kind"].clone();
    assert_eq!(
        (result(5)["units"].clone(), result(5)["assets"].clone()),
        (json!("3000000"), json!("3000000"))
    );
    assert_eq!(
        [kind(8), kind(9), kind(10)],
        ["StillCooling", "NoUnits", "Unauthorized"]
    );
    // The slash that nobody had looked at is borne by the withdrawal, and by nobody's rate.
    assert_eq!(result(14), json!("1000000"));
    assert_eq!(result(16)["balance"], json!("583750"));
    assert_eq!(result(17)["redemption_rate"], json!("1"));
    assert_eq!(
        (result(18)["appointed"].clone(), result(18)["covered"].clone()),
        (Value::Bool(true), json!("1248750"))
    );
    assert_eq!(result(20)["units"], json!("1713062"));
    assert_eq!(result(23), json!("583750"));
    assert_eq!(kind(25), "PremiumAhead");
    assert_eq!(
        (result(28)["assets"].clone(), result(28)["unreleased"].clone()),
        (json!("102167500"), json!("0"))
    );
    assert_eq!(result(30)["units"], json!("36342"));
}

#[test]
fn a_backstop_without_a_deposit_waits_for_the_first_and_a_bad_cooldown_is_said() {
    let text = [
        r#"{"setup":{"users":{"alice":"5000000"},"guarantors":{"backstop":0}}}"#,
        r#"{"exec":{"by":"@alice","to":"@hub","msg":{"bond":{}},"funds":{"stake":"5000000"}}}"#,
        r#"{"exec":{"by":"@alice","to":"@hub","msg":{"send":{"contract":"@backstop","amount":"1000000","msg":{"deposit":{}}}}},"ok":false}"#,
        r#"{"exec":{"by":"@alice","to":"@hub","msg":{"send":{"contract":"@backstop","amount":"1000001","msg":{"deposit":{}}}}}}"#,
        r#"{"query":{"of":"@backstop","msg":{"position":{"user":"@alice"}}}}"#,
        r#"{"query":{"of":"@backstop","msg":{"config":{}}}}"#,
        r#"{"query":{"of":"@backstop","msg":{"nonsense":{}}},"ok":false}"#,
    ]
    .join("\n");
    let run = replay(&text, &["--check"]);
    assert_eq!(run.status, 0, "{}", run.errors);
    assert_eq!(run.line(3)["error"]["kind"], "FirstDepositTooSmall");
    assert_eq!(run.line(5)["result"]["units"], json!("1"));
    assert_eq!(run.line(6)["result"]["cooldown"], json!(1_900_800));
    let short = replay(r#"{"setup":{"guarantors":{"backstop":0,"cooldown":60}}}"#, &[]);
    let said = short.line(1)["error"]["text"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
        + &short.errors;
    assert!(
        said.contains("cooldown is 60, allowed is 86400 to 7776000"),
        "{said}"
    );
}

//! Lots: what was got when and for how much, and what of it went.

use floe_client::Chain;
use serde_json::{json, Value};

use crate::rig::Rig;

const DAY: u64 = 86_400;

#[test]
fn lots_of_several_holders_are_told_with_prices_and_chain_and_unit_in_the_table() {
    let mut rig = Rig::deployed();
    let (alice, bob) = (rig.address("alice"), rig.address("bob"));
    rig.execute("alice", &json!({"bond": {}}), 30_000_000);
    let began = rig.chain.block().unwrap().time.seconds();
    let transfer = json!({"transfer": {"recipient": bob, "amount": "5000000"}});
    rig.execute("alice", &transfer, 0);
    rig.chain.inner().advance(DAY, 2).unwrap();
    rig.execute("bob", &json!({"instant_unbond": {"shares": "2000000"}}), 0);
    rig.write(
        "prices.csv",
        &format!("date,EUR\n{},0.5\n{},1\n", began - 60, began + DAY / 2),
    );
    let args = [
        "report",
        "--address",
        &alice,
        "--address",
        &bob,
        "--lots",
        "--prices",
        "prices.csv",
        "--csv",
        "lots.csv",
    ];
    let told: Value =
        serde_json::from_str(&rig.run("alice", &[&args[..], &["--json"]].concat()).out).unwrap();
    let reports = told["reports"].as_array().unwrap();
    let left = &reports[0]["lots"]["left"][0];
    assert_eq!(
        (&left["shares"], &left["cost"], &left["cost_money"]),
        (&json!("25000000"), &json!("25000000"), &json!("12500000.00"))
    );
    let gone = &reports[1]["lots"]["gone"][0];
    assert_eq!(
        (&gone["kind"], &gone["shares"], &gone["cost"]),
        (&json!("instant_exit"), &json!("2000000"), &json!("2000000"))
    );
    assert_eq!(gone["cost_money"], json!("1000000.00"));
    assert_eq!(told["sum"]["deposited"], json!("30000000"));
    let csv = rig.read("lots.csv");
    let line = csv.lines().last().unwrap();
    assert!(
        csv.lines().next().unwrap().ends_with(",chain_id,unit,holder"),
        "{csv}"
    );
    assert!(
        line.ends_with(&format!(",{},stake,{bob}", rig.chain_id())),
        "{csv}"
    );
    assert!(line.contains("T") && line.contains("Z,"), "{csv}");
    let text = rig.run("alice", &args);
    for expected in [
        "Lots that are left",
        "Shares that went",
        "All of them together from",
    ] {
        assert!(text.out.contains(expected), "{expected}: {}", text.out);
    }
}

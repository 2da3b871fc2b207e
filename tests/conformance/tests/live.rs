//! Every fact on real nodes: `make conformance`.
#![allow(clippy::panic, reason = "tests")]

use floe_conformance::live::try_all;

#[test]
#[ignore = "starts networks: make conformance"]
fn real_nodes_do_what_the_double_does() {
    let filter = std::env::var("FLOE_FACTS").unwrap_or_default();
    let report = try_all(&filter);
    for (fact, instead) in &report.differ {
        println!("\n{fact}:\n{instead}");
    }
    println!("{report}");
    assert!(!report.hold.is_empty(), "no fact was tried");
    assert!(report.differ.is_empty(), "{} facts differ", report.differ.len());
}

#[test]
#[ignore = "starts a network: make conformance-gas"]
fn gas_of_staking_messages() {
    let rows = floe_conformance::live::measure::gas();
    println!("\n| when | delegate | undelegate | redelegate | withdraw |\n|---|--:|--:|--:|--:|");
    for row in &rows {
        println!("{row}");
    }
    assert!(!rows.is_empty());
}

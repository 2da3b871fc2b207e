//! Guarantors: who pays for a slash before anybody is told of it, and that nobody can prevent it.

mod hostile;
mod lenders;

use cosmwasm_std::{to_json_binary, CosmosMsg, Uint128, WasmMsg};
use floe_api::hub::{GuaranteesResponse, QueryMsg, ReportResponse};
use floe_testing::suite::GuarantorSetup;
use serde_json::{json, Value};

use super::*;

/// Four equal validators of 24,975,000 each in a pool of 100,000,000 at rate one, of which the guarantors have theirs.
fn guaranteed(backstop: u128, bonds: &[(&str, u128)], cap_bps: u64) -> Suite {
    let mut plan = setup(4).params(|params| floe_api::hub::ParamsUpdate {
        cap_bps: Some(cap_bps),
        ..params
    });
    plan.governor = Some("@council".into());
    plan.guarantors = GuarantorSetup {
        backstop: (backstop > 0).then(|| backstop.into()),
        cooldown: None,
        bond_terms: None,
        bonds: bonds
            .iter()
            .map(|(validator, amount)| ((*validator).to_owned(), Uint128::new(*amount)))
            .collect(),
    };
    let given = backstop + bonds.iter().map(|(_, amount)| amount).sum::<u128>();
    let mut s = Suite::new(plan);
    s.bond("alice", 99_000_000 - given);
    s.rebalance();
    for validator in ["val1", "val2", "val3", "val4"] {
        assert_eq!(stake(&s, validator), 24_975_000);
    }
    assert_eq!((s.books().pool(), s.books().supply()), (100_000_000, 100_000_000));
    s.next_block();
    s
}

const ONE: &str = "1.000000000000000000";

fn guarantees(s: &Suite) -> GuaranteesResponse {
    s.ask(&QueryMsg::Guarantees {})
}

#[test]
fn without_guarantors_the_holders_bear_a_double_sign() {
    let mut s = guaranteed(0, &[], 10_000);
    s.slash("val1", 5);
    s.sync();
    assert_eq!(s.books().pool(), 98_751_250);
    assert_eq!(s.books().rate(), "0.987512500000000000");
}

#[rstest]
#[case::all(10_000, 1_248_750, 98_751_250, ONE)]
#[case::a_third(3_000, 900_000, 99_100_000, "0.996480827447023208")]
fn a_backstop_pays_for_a_double_sign(
    #[case] cap_bps: u64,
    #[case] burned: u128,
    #[case] supply: u128,
    #[case] rate: &str,
) {
    let mut s = guaranteed(3_000_000, &[], cap_bps);
    s.slash("val1", 5);
    s.sync();
    assert_eq!(s.books().supply(), supply);
    assert_eq!(s.books().rate(), rate);
    assert_eq!(s.shares("backstop"), 3_000_000 - burned);
    let told = guarantees(&s).backstop.unwrap();
    assert_eq!((told.covered.u128(), told.returned.u128()), (burned, 0));
    s.next_block();
    let report: ReportResponse = s.ask(&QueryMsg::Report { from: None, to: None });
    assert_eq!((report.losses.u128(), report.covered.u128()), (1_248_750, burned));
}

#[test]
fn the_culprits_bond_pays_first_and_both_are_told() {
    let mut s = guaranteed(3_000_000, &[("val1", 500_000), ("val2", 500_000)], 10_000);
    s.heard = Some(Vec::new());
    s.slash("val1", 5);
    s.sync();
    assert_eq!(s.books().rate(), ONE);
    assert_eq!((s.shares("bonds"), s.shares("backstop")), (500_000, 2_251_250));
    let heard = s.heard.take().unwrap();
    let values = |event: &str, keys: &[&str]| -> Vec<Vec<String>> {
        let of = |event: &cosmwasm_std::Event, key: &str| {
            let found = event.attributes.iter().find(|attribute| attribute.key == key);
            found.map_or(String::new(), |attribute| attribute.value.clone())
        };
        let told = heard.iter().filter(|told| told.ty == event);
        told.map(|told| keys.iter().map(|key| of(told, key)).collect())
            .collect()
    };
    let (bonds, backstop) = (s.addr("bonds").to_string(), s.addr("backstop").to_string());
    let keys = ["guarantor", "operator", "loss", "shares", "native"];
    assert_eq!(
        values("wasm-floe/loss_covered", &keys),
        [
            vec![
                bonds.clone(),
                s.operator("val1"),
                "1248750".into(),
                "500000".into(),
                "500000".into()
            ],
            vec![
                backstop.clone(),
                String::new(),
                "748750".into(),
                "748750".into(),
                "748750".into()
            ],
        ]
    );
    assert_eq!(
        values(
            "wasm-floe/loss_recognised",
            &["loss", "covered", "borne_by_batches"]
        ),
        [["1248750", "1248750", "0"]]
    );
    // As any cw20 indexer reads it.
    let plain: Vec<String> = heard
        .iter()
        .filter(|told| told.ty == "wasm")
        .flat_map(|told| &told.attributes)
        .filter(|attribute| ["action", "from", "amount"].contains(&attribute.key.as_str()))
        .map(|attribute| attribute.value.clone())
        .collect();
    assert_eq!(plain, ["burn", &bonds, "500000", "burn", &backstop, "748750"]);
}

/// 20,000,000 queued and closed; val1 is left with 9,990,000 and an entry of 14,985,000.
fn leaving() -> Suite {
    let mut s = guaranteed(3_000_000, &[], 10_000);
    s.queue("alice", 20_000_000);
    s.submit_batch();
    s.next_block();
    assert_eq!(stake(&s, "val1"), 9_990_000);
    assert_eq!(entries(&s, "val1"), [(14_985_000, 14_985_000)]);
    s
}

#[test]
fn a_paid_slash_of_entries_reaches_no_batch_and_is_owed_back() {
    let mut s = leaving();
    slash_since_start(&mut s, "val1", 5);
    s.sync();
    assert_eq!(s.shares("backstop"), 1_751_250);
    assert_eq!(payable(&s, 1), 20_000_000);
    assert_eq!(s.books().rate(), ONE);
    assert_eq!(guarantees(&s).backstop.unwrap().owed_back.u128(), 749_250);
    // It was slashed, so nothing comes back.
    s.pass_secs(UNBONDING);
    s.next_block();
    s.sync();
    let told = guarantees(&s).backstop.unwrap();
    assert_eq!((told.owed_back.u128(), told.returned.u128()), (0, 0));
}

#[test]
fn what_a_spared_entry_brings_is_minted_back() {
    let mut s = leaving();
    // An infraction after the entry was made.
    s.next_block();
    s.slash("val1", 5);
    s.sync();
    s.pass_secs(UNBONDING);
    s.next_block();
    s.sync();
    assert_eq!(s.shares("backstop"), 2_500_500);
    assert_eq!(s.books().rate(), ONE);
    let told = guarantees(&s).backstop.unwrap();
    assert_eq!(
        (told.covered.u128(), told.returned.u128(), told.owed_back.u128()),
        (1_248_750, 749_250, 0)
    );
    s.next_block();
    let report: ReportResponse = s.ask(&QueryMsg::Report { from: None, to: None });
    assert_eq!(
        (report.other_gains.u128(), report.given_back.u128()),
        (749_250, 749_250)
    );
    // All deposits came in the block of the first point, and what came back is none.
    assert_eq!(report.deposits.u128(), 0);
    // A period that begins later has none of it.
    s.pass_secs(DAY);
    s.sync();
    let from = Some(s.now());
    let report: ReportResponse = s.ask(&QueryMsg::Report { from, to: None });
    assert_eq!(
        (
            report.covered.u128(),
            report.given_back.u128(),
            report.other_gains.u128()
        ),
        (0, 0, 0)
    );
}

fn refused(s: &mut Suite, by: &str, msg: &Value) -> String {
    let (by, hub) = (s.addr(by), s.hub.clone());
    s.exec(&by, &hub, msg, &[]).unwrap_err().kind
}

/// The cover happens in the look: a reader in the same transaction sees the rate as it was before.
#[test]
fn a_reader_after_the_look_sees_no_dip() {
    let mut s = guaranteed(3_000_000, &[], 10_000);
    s.slash("val1", 5);
    let hub = s.hub.clone();
    let sync = CosmosMsg::Wasm(WasmMsg::Execute {
        contract_addr: hub.to_string(),
        msg: to_json_binary(&json!({"sync": {}})).unwrap(),
        funds: vec![],
    });
    let alice = s.addr("alice");
    let before = s.books().rate();
    s.chain.execute_msgs(&alice, vec![sync.clone(), sync]).unwrap();
    assert_eq!(s.books().rate(), before);
    s.check_invariants();
}

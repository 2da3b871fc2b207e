//! Votes for validators: from which epoch on they count, how they are lowered, when they lapse, and what is applied.

use cosmwasm_std::{from_json, CosmosMsg, Decimal, WasmMsg};
use floe_api::registry::{ExecuteMsg, ValidatorClass, ValidatorStatus};
use floe_core::units::DAY;
use rstest::rstest;

use crate::error::ContractError;
use crate::fixture::{lines, validator, Fixture};

const WEEK: u64 = 7 * DAY;
const ALL_ON_A: &str = r#"[["a",10000]]"#;

/// Alice has 400 and bob 600, since a while.
fn staked() -> Fixture {
    let mut f = Fixture::new();
    f.power("alice", 400);
    f.power("bob", 600);
    f.pass(6);
    f
}

#[test]
fn votes_count_from_the_next_epoch_on_and_replaced_ones_until_then() {
    let mut f = staked();
    let epoch = f.votes("alice").epoch;
    let response = f.set_votes("alice", r#"[["a",7500],["b",2500]]"#).unwrap();
    let (alice, from) = (f.addr("alice"), epoch + 1);
    assert_eq!(
        lines(&response),
        [format!("floe/gauge_votes_set user={alice} power=400 from={from}")]
    );
    assert_eq!(f.sums(), [0, 0, 0, 0]);
    f.pass(WEEK);
    assert_eq!(f.sums(), [300, 100, 0, 0]);
    f.set_votes("alice", r#"[["c",10000]]"#).unwrap();
    f.set_votes("alice", r#"[["d",10000]]"#).unwrap();
    assert_eq!(f.sums(), [300, 100, 0, 0]);
    let votes = f.votes("alice");
    let present = votes.present.unwrap();
    assert_eq!((present.rows.len(), present.until), (2, votes.epoch + 1));
    assert_eq!(votes.next.unwrap().rows, [("d".to_owned(), 10_000)]);
    f.pass(WEEK);
    assert_eq!(f.sums(), [0, 0, 0, 400]);
    f.set_votes("alice", "[]").unwrap();
    assert_eq!(f.sums(), [0, 0, 0, 400]);
    f.pass(WEEK);
    assert_eq!(f.sums(), [0; 4]);
}

#[test]
fn votes_of_an_earlier_epoch_count_until_the_epoch_ends_in_which_they_are_replaced() {
    let mut f = staked();
    f.set_votes("alice", ALL_ON_A).unwrap();
    f.pass(3 * WEEK);
    f.set_votes("alice", "[]").unwrap();
    assert_eq!(f.sums()[0], 400);
    let votes = f.votes("alice");
    assert_eq!(votes.present.unwrap().from, votes.epoch);
    f.pass(WEEK);
    assert_eq!(f.sums()[0], 0);
}

#[test]
fn ten_validators_can_be_voted_for() {
    let mut f = staked();
    let operators: Vec<String> = ('a'..='j').map(String::from).collect();
    f.deps.querier.validators = operators.iter().map(|operator| validator(operator)).collect();
    f.deps.querier.list();
    let rows: Vec<String> = operators
        .iter()
        .map(|operator| format!(r#"["{operator}",1000]"#))
        .collect();
    f.set_votes("alice", &format!("[{}]", rows.join(","))).unwrap();
    f.pass(WEEK);
    assert_eq!(f.sums(), [40; 10]);
}

#[test]
fn votes_that_are_not_renewed_lapse_after_thirteen_epochs() {
    let mut f = staked();
    f.set_votes("alice", ALL_ON_A).unwrap();
    f.pass(13 * WEEK);
    assert_eq!(f.sums()[0], 400);
    f.set_votes("bob", ALL_ON_A).unwrap();
    f.pass(WEEK);
    assert_eq!(f.sums()[0], 600);
    assert_eq!(f.votes("alice").present, None);
    // What has lapsed is neither taken out again nor lowered, and does not count until the epoch ends.
    f.power("alice", 100);
    assert!(f.poke("alice").events.is_empty());
    f.power("alice", 400);
    f.pass(6);
    f.set_votes("alice", ALL_ON_A).unwrap();
    assert_eq!(f.sums()[0], 600);
    f.pass(WEEK);
    assert_eq!(f.sums()[0], 1_000);
}

#[test]
fn withdrawals_count_at_once_by_the_listener_and_by_anyones_poke() {
    let mut f = staked();
    f.set_votes("alice", ALL_ON_A).unwrap();
    f.pass(WEEK);
    f.set_votes("alice", r#"[["b",10000]]"#).unwrap();
    f.power("alice", 100);
    let alice = f.addr("alice");
    let hook = |kind| format!(r#"{{"stake_change_hook":{{"{kind}":{{"addr":"{alice}","amount":"300"}}}}}}"#);
    assert!(f.send("stranger", &hook("unstake")).is_err());
    assert!(f.send("staking", &hook("stake")).unwrap().events.is_empty());
    assert_eq!(f.sums()[0], 400);
    let response = f.send("staking", &hook("unstake")).unwrap();
    assert_eq!(
        lines(&response),
        [format!("floe/gauge_votes_lowered user={alice} power=100")]
    );
    // Both those that count now and those of the next epoch.
    assert_eq!(f.sums(), [100, 0, 0, 0]);
    assert_eq!(f.votes("alice").next.unwrap().power.u128(), 100);
    f.power("alice", 40);
    f.poke("alice");
    assert_eq!(f.sums(), [40, 0, 0, 0]);
    // Not lowered twice, and never raised.
    assert!(f.poke("alice").events.is_empty());
    f.power("alice", 4_000);
    assert!(f.poke("alice").events.is_empty());
    f.pass(WEEK);
    assert_eq!(f.sums(), [0, 40, 0, 0]);
    f.power("alice", 0);
    f.poke("alice");
    assert_eq!((f.sums(), f.votes("alice").present), (vec![0; 4], None));
}

#[test]
fn who_unstakes_quietly_and_stakes_elsewhere_is_counted_once_after_a_poke() {
    let mut f = staked();
    f.set_votes("alice", ALL_ON_A).unwrap();
    f.power("alice", 0);
    f.pass(DAY);
    f.power("elsewhere", 400);
    f.pass(6);
    f.set_votes("elsewhere", ALL_ON_A).unwrap();
    f.poke("alice");
    f.pass(WEEK);
    assert_eq!(f.sums()[0], 400);
}

#[test]
fn power_borrowed_for_a_block_or_on_the_last_day_of_an_epoch_counts_nothing() {
    let mut f = staked();
    f.power("mallory", 10_000);
    assert_eq!(f.set_votes("mallory", ALL_ON_A), Err(ContractError::NoPower));
    let mut f = staked();
    f.poke("nobody");
    // The morning of the last day before the next epoch.
    f.pass(6 * DAY - 3_600);
    f.power("mallory", 10_000);
    f.pass(60);
    assert_eq!(f.set_votes("mallory", ALL_ON_A), Err(ContractError::NoPower));
    // Alice had hers before.
    f.set_votes("alice", ALL_ON_A).unwrap();
    f.pass(DAY);
    f.set_votes("mallory", ALL_ON_A).unwrap();
}

#[rstest]
#[case(
    r#"[["a",9999]]"#,
    "votes: each item stands once and is positive, and all of them add up to 10000"
)]
#[case(
    r#"[["a",5000],["a",5000]]"#,
    "votes: each item stands once and is positive, and all of them add up to 10000"
)]
#[case(
    r#"[["a",10000],["b",0]]"#,
    "votes: each item stands once and is positive, and all of them add up to 10000"
)]
#[case(r#"[["x",10000]]"#, "x is not in the registry")]
#[case(
    r#"[["a",1],["b",1],["c",1],["d",1],["e",1],["f",1],["g",1],["h",1],["i",1],["j",1],["k",9990]]"#,
    "votes has 11 items, allowed is 0 to 10"
)]
fn rows_that_mean_nothing_are_refused(#[case] votes: &str, #[case] text: &str) {
    let mut f = staked();
    assert_eq!(f.set_votes("alice", votes).unwrap_err().to_string(), text);
}

/// What `apply` sends to the registry.
fn applied(f: &mut Fixture) -> Vec<(String, u64)> {
    let response = f.send("stranger", r#"{"apply":{}}"#).unwrap();
    let Some(sub) = response.messages.first() else {
        return Vec::new();
    };
    let CosmosMsg::Wasm(WasmMsg::Execute {
        contract_addr, msg, ..
    }) = &sub.msg
    else {
        panic!("{sub:?}")
    };
    assert_eq!(*contract_addr, f.addr("registry").into_string());
    let ExecuteMsg::SetWeights { weights } = from_json(msg).unwrap() else {
        panic!("{msg:?}")
    };
    for set in &weights {
        let known = f
            .deps
            .querier
            .validators
            .iter_mut()
            .find(|v| v.operator == set.operator);
        known.unwrap().weight = set.weight;
    }
    weights
        .into_iter()
        .map(|set| (set.operator, set.weight))
        .collect()
}

fn weights(weights: &[(&str, u64)]) -> Vec<(String, u64)> {
    weights
        .iter()
        .map(|(operator, weight)| ((*operator).to_owned(), *weight))
        .collect()
}

#[test]
fn weights_are_applied_once_a_day_and_do_not_compound() {
    let mut f = staked();
    f.set_votes("alice", ALL_ON_A).unwrap();
    f.pass(WEEK);
    assert_eq!(
        applied(&mut f),
        weights(&[("a", 250_000), ("b", 50_000), ("c", 50_000), ("d", 50_000)])
    );
    assert_eq!(
        f.send("stranger", r#"{"apply":{}}"#),
        Err(ContractError::AppliedToday)
    );
    for _ in 0..8 {
        f.pass(DAY);
        assert_eq!(applied(&mut f), []);
    }
    let told = f.weights();
    assert_eq!((told.alpha_bps, told.votes.u128()), (5_000, 400));
    // Without votes the owner's own weights come back.
    f.set_votes("alice", "[]").unwrap();
    f.pass(WEEK);
    assert_eq!(
        applied(&mut f),
        weights(&[("a", 100_000), ("b", 100_000), ("c", 100_000), ("d", 100_000)])
    );
}

#[test]
fn only_listed_curated_validators_that_are_not_draining_get_a_weight() {
    let mut f = staked();
    f.set_votes("alice", r#"[["a",2500],["b",2500],["c",2500],["d",2500]]"#)
        .unwrap();
    f.pass(WEEK);
    f.deps.querier.validators[1].class = ValidatorClass::Open;
    f.deps.querier.validators[2].status = ValidatorStatus::Draining;
    f.deps.querier.validators[3].status = ValidatorStatus::Paused { until: None };
    let told = f.weights();
    let operators: Vec<&str> = told.validators.iter().map(|v| v.operator.as_str()).collect();
    assert_eq!((operators, told.votes.u128()), (vec!["a", "d"], 200));
    f.deps.querier.validators.clear();
    assert_eq!(
        f.send("stranger", r#"{"apply":{}}"#),
        Err(ContractError::NobodyToWeigh)
    );
}

#[test]
fn a_validator_that_shows_no_commission_for_a_day_gains_nothing() {
    let mut f = staked();
    f.deps.querier.validators[0].commission = Decimal::zero();
    assert_eq!(applied(&mut f), []);
    // It is the highest of 30 days that counts.
    f.deps.querier.validators[0].highest_commission = Decimal::percent(9);
    f.pass(DAY);
    assert_eq!(
        applied(&mut f),
        weights(&[("a", 70_000), ("b", 110_000), ("c", 110_000), ("d", 110_000)])
    );
}

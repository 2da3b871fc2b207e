//! What `refresh` learns from the chain.

use cosmwasm_std::Decimal;
use floe_api::registry::{ConfigResponse, QueryMsg, ValidatorResponse};

use crate::error::ContractError;
use crate::fixture::{op, Fixture};

fn validator(f: &Fixture, name: &str) -> ValidatorResponse {
    f.ask(QueryMsg::Validator { operator: op(name) }).unwrap()
}

#[test]
fn nothing_new_only_moves_the_time_of_the_refresh() {
    let mut f = Fixture::new();
    let created = f.now();
    f.pass(100);
    assert_eq!(f.refresh(), ["floe/registry_refreshed validators=3 changes=0"]);
    let config: ConfigResponse = f.ask(QueryMsg::Config {}).unwrap();
    assert_eq!(config.refreshed_at, created + 100);
    assert_eq!(validator(&f, "a").since, created);
    assert_eq!(f.deps.querier.asked.take(), ["all_validators"]);
}

#[test]
fn a_jailed_validator_gets_nothing_is_left_after_the_grace_and_returns_by_itself() {
    let mut f = Fixture::new();
    f.pass(50);
    f.chain("b", 5, false);
    let left = f.now();
    assert_eq!(
        f.refresh(),
        [
            format!(
                "floe/bonded_changed operator={} bonded=false since={left}",
                op("b")
            ),
            "floe/registry_refreshed validators=3 changes=1".into(),
        ]
    );
    assert_eq!(f.shares()[1], ("b".into(), 2, false));
    f.pass(259_200);
    // Refreshing again does not start the grace anew.
    assert_eq!(f.refresh(), ["floe/registry_refreshed validators=3 changes=0"]);
    assert_eq!(f.shares()[1], ("b".into(), 2, false));
    f.pass(1);
    assert_eq!(f.shares()[1], ("b".into(), 0, false));

    f.pass(345_599);
    f.chain("b", 5, true);
    let back = f.now();
    assert_eq!(
        f.refresh(),
        [
            format!(
                "floe/bonded_changed operator={} bonded=true since={back}",
                op("b")
            ),
            "floe/registry_refreshed validators=3 changes=1".into(),
        ]
    );
    assert_eq!(f.shares()[1], ("b".into(), 2, true));
}

#[test]
fn a_validator_that_became_too_expensive_gets_nothing_new_and_is_left_after_the_grace() {
    let mut f = Fixture::new();
    f.chain("a", 21, true);
    assert_eq!(
        f.refresh(),
        [
            format!("floe/commission_changed operator={} old=0.05 new=0.21", op("a")),
            format!("floe/dear_changed operator={} since={}", op("a"), f.now()),
            "floe/registry_refreshed validators=3 changes=2".into(),
        ]
    );
    f.pass(259_200);
    assert_eq!(f.shares()[0], ("a".into(), 1, false));
    f.pass(1);
    assert_eq!(f.shares()[0], ("a".into(), 0, false));
    f.send("owner", r#"{"update_params":{"max_commission":"0.21"}}"#)
        .unwrap();
    assert_eq!(f.shares()[0], ("a".into(), 1, true));
}

#[test]
fn outside_the_bonded_set_the_last_known_commission_stays() {
    let mut f = Fixture::new();
    f.chain("a", 50, false);
    f.refresh();
    assert_eq!(validator(&f, "a").commission, Decimal::percent(5));
    f.chain("a", 50, true);
    assert_eq!(
        f.refresh(),
        [
            format!(
                "floe/bonded_changed operator={} bonded=true since={}",
                op("a"),
                f.now()
            ),
            format!("floe/commission_changed operator={} old=0.05 new=0.5", op("a")),
            format!("floe/dear_changed operator={} since={}", op("a"), f.now()),
            "floe/registry_refreshed validators=3 changes=3".into(),
        ]
    );
}

#[test]
fn the_hub_is_asked_about_draining_validators_only() {
    let mut f = Fixture::new();
    f.drain("a");
    f.drain("c");
    f.deps.querier.stakes.insert(op("c"), (2, 0));
    assert_eq!(
        f.refresh(),
        [
            format!("floe/validator_dropped operator={}", op("a")),
            "floe/registry_refreshed validators=2 changes=1".into()
        ]
    );
    assert_eq!(f.deps.querier.asked.take(), ["all_validators", "stakes"]);
}

#[test]
fn a_unit_that_cannot_be_moved_keeps_no_entry() {
    let mut f = Fixture::new();
    f.drain("a");
    f.deps.querier.stakes.insert(op("a"), (1, 0));
    assert_eq!(
        f.refresh()[0],
        format!("floe/validator_dropped operator={}", op("a"))
    );
}

#[test]
fn a_paused_or_draining_validator_is_kept_up_to_date_too() {
    let mut f = Fixture::new();
    f.tell("owner", "pause_validator", "a").unwrap();
    f.drain("b");
    f.deps.querier.stakes.insert(op("b"), (2, 0));
    f.chain("a", 6, true);
    f.chain("b", 6, true);
    f.refresh();
    assert_eq!(validator(&f, "a").commission, Decimal::percent(6));
    assert_eq!(validator(&f, "b").commission, Decimal::percent(6));
}

#[test]
fn without_the_chains_answer_nothing_changes() {
    let mut f = Fixture::new();
    f.deps.querier.staking_fails = true;
    let before = f.dump();
    assert!(matches!(
        f.send("stranger", r#"{"refresh":{}}"#),
        Err(ContractError::Std(_))
    ));
    assert_eq!(f.dump(), before);
}

//! Messages, instantiation, refusals and what is stored.

use cw_utils::Duration;
use floe_api::gauge::{ConfigResponse, InstantiateMsg, QueryMsg};
use floe_core::units::DAY;
use floe_core::CoreError;
use floe_shell_tests::shell_tests;
use rstest::rstest;

use crate::error::ContractError;
use crate::fixture::{lines, Fixture};

shell_tests!(Fixture, include_str!("../../testdata/permissions.txt"));

#[test]
fn instantiation_keeps_what_it_was_given_and_the_usual_parts() {
    let mut f = Fixture::bare();
    let response = f.begin_with(None, None).unwrap();
    let [hub, registry, power] = ["token", "registry", "staking"].map(|name| f.addr(name).into_string());
    assert_eq!(
        lines(&response),
        [format!(
            "floe/gauge_instantiated hub={hub} registry={registry} power={power} quorum_bps=1000 alpha_bps=2500"
        )]
    );
    let config: ConfigResponse = f.ask(QueryMsg::Config {}).unwrap();
    let expected = ConfigResponse {
        hub,
        registry,
        power,
        quorum_bps: 1_000,
        alpha_bps: 2_500,
    };
    assert_eq!(config, expected);
}

#[rstest]
#[case(Some(499), None, "quorum_bps is 499, allowed is 500 to 5000")]
#[case(Some(5_001), None, "quorum_bps is 5001, allowed is 500 to 5000")]
#[case(None, Some(5_001), "alpha_bps is 5001, allowed is 0 to 5000")]
fn parts_outside_their_bounds_are_refused(
    #[case] quorum: Option<u64>,
    #[case] alpha: Option<u64>,
    #[case] text: &str,
) {
    let refused = Fixture::bare().begin_with(quorum, alpha).unwrap_err();
    assert!(matches!(
        refused,
        ContractError::Core(CoreError::OutOfBounds { .. })
    ));
    assert_eq!(refused.to_string(), text);
}

#[rstest]
#[case(None, "no time")]
#[case(Some(Duration::Time(DAY - 1)), "86399 seconds")]
#[case(Some(Duration::Height(1_000_000)), "1000000 blocks")]
fn power_that_can_be_unstaked_within_a_day_or_nobody_knows_when_is_refused(
    #[case] unstaking: Option<Duration>,
    #[case] told: &str,
) {
    let mut f = Fixture::bare();
    f.deps.querier.unstaking = unstaking;
    let told = told.to_owned();
    assert_eq!(
        f.begin_with(None, None),
        Err(ContractError::QuickUnstaking { told })
    );
}

#[test]
fn contracts_that_are_none_are_refused_by_name() {
    for field in ["hub", "registry", "power"] {
        let mut f = Fixture::bare();
        let mut given = ["token", "registry", "staking"].map(|name| f.addr(name).into_string());
        let at = ["hub", "registry", "power"]
            .iter()
            .position(|name| *name == field)
            .unwrap();
        given[at] = f.addr("nobody").into();
        let [hub, registry, power] = given;
        let msg = InstantiateMsg {
            hub,
            registry,
            power,
            quorum_bps: None,
            alpha_bps: None,
        };
        let text = f.instantiate(msg, &[]).unwrap_err().to_string();
        assert!(text.starts_with(&format!("{field} is not valid: ")), "{text}");
    }
}

#[test]
fn the_stored_keys_are_these() {
    let mut f = Fixture::new();
    f.power("alice", 100);
    f.pass(3 * DAY);
    f.poke("nobody");
    f.pass(2 * DAY);
    f.open("alice", 1).unwrap();
    f.vote("alice", 1, r#"[["1","yes"]]"#).unwrap();
    f.set_votes("alice", r#"[["a",10000]]"#).unwrap();
    f.pass(7 * DAY);
    f.set_votes("alice", r#"[["b",10000]]"#).unwrap();
    let mut names: Vec<String> = Vec::new();
    for (key, _) in f.dump() {
        let name = match key[0] {
            0 => String::from_utf8_lossy(&key[2..2 + usize::from(key[1])]).into_owned(),
            _ => String::from_utf8_lossy(&key).into_owned(),
        };
        names.push(name);
    }
    names.sort();
    names.dedup();
    assert_eq!(
        names,
        [
            "applied",
            "ballot",
            "call",
            "config",
            "contract_info",
            "created",
            "last_sum",
            "proposal",
            "sum",
            "votes"
        ]
    );
}

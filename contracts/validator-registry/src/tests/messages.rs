//! Permissions, and changes of parameters.

use cosmwasm_std::from_json;
use floe_contract::ShellError;
use floe_shell_tests::shell_tests;
use rstest::rstest;

use crate::error::ContractError;
use crate::fixture::{lines, Fixture};
use crate::roles::{role_of, RegistryRole};

shell_tests!(owned Fixture, include_str!("../../testdata/permissions.txt"));

#[test]
fn the_guardian_may_do_nothing_but_pause_and_what_anyone_may() {
    for (name, sample) in Fixture::new().samples().execute {
        let mut f = Fixture::new();
        let msg = from_json(sample.to_string()).unwrap();
        let allowed = matches!(
            role_of(&msg),
            RegistryRole::Anyone | RegistryRole::OwnerOrGuardian
        );
        assert_eq!(f.send_msg("guardian", msg, &[]).is_ok(), allowed, "{name}");
    }
}

#[test]
fn without_a_guardian_only_the_owner_pauses() {
    let mut f = Fixture::new();
    f.deps.querier.guardian = None;
    assert_eq!(
        f.tell("guardian", "pause_validator", "a"),
        Err(ShellError::Unauthorized {
            role: "owner or the guardian"
        }
        .into())
    );
}

#[test]
fn a_hub_that_does_not_answer_stops_the_guardian_but_not_the_owner() {
    let mut f = Fixture::new();
    f.deps.querier.hub_fails = true;
    assert!(matches!(
        f.tell("guardian", "pause_validator", "a"),
        Err(ContractError::Std(_))
    ));
    f.tell("owner", "pause_validator", "a").unwrap();
}

#[rstest]
#[case(r#"{"max_commission":"0.25"}"#, &["floe/config_changed name=max_commission old=0.2 new=0.25"])]
#[case(r#"{"max_share_bps":2000}"#, &[])]
#[case(r#"{}"#, &[])]
#[case(
    r#"{"max_share_bps":500,"inactive_grace":60}"#,
    &["floe/config_changed name=max_share_bps old=2000 new=500", "floe/config_changed name=inactive_grace old=259200 new=60"]
)]
fn changed_parameters_are_reported_with_old_and_new_value(#[case] update: &str, #[case] events: &[&str]) {
    let mut f = Fixture::new();
    let response = f
        .send("owner", &format!(r#"{{"update_params":{update}}}"#))
        .unwrap();
    assert_eq!(lines(&response), events);
}

#[test]
fn an_update_obeys_the_bounds() {
    let mut f = Fixture::new();
    let before = f.dump();
    assert_eq!(
        f.send(
            "owner",
            r#"{"update_params":{"max_share_bps":99,"inactive_grace":60}}"#
        ),
        Err(ContractError::OutOfBounds {
            name: "max_share_bps",
            value: 99,
            min: 100,
            max: 3_400
        })
    );
    assert_eq!(f.dump(), before);
}

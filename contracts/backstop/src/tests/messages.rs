//! Messages, instantiation, refusals and what is stored.

use cosmwasm_std::StdError;
use floe_api::backstop::{ConfigResponse, InstantiateMsg, QueryMsg};
use floe_contract::ShellError;
use floe_core::backstop::BackstopRefusal;
use floe_core::units::DAY;
use floe_core::{CoreError, Units};
use floe_shell_tests::shell_tests;
use rstest::rstest;

use crate::error::ContractError;
use crate::fixture::{calls, lines, Fixture, COOLDOWN};

shell_tests!(Fixture, include_str!("../../testdata/permissions.txt"));

#[test]
fn instantiation_keeps_the_hub_and_the_cooldown() {
    let mut f = Fixture::bare();
    let response = f.begin_with(COOLDOWN).unwrap();
    let hub = f.addr("token");
    assert_eq!(
        lines(&response),
        [format!(
            "floe/backstop_instantiated hub={hub} cooldown=1900800 window=604800"
        )]
    );
    let config: ConfigResponse = f.ask(QueryMsg::Config {}).unwrap();
    let expected = ConfigResponse {
        hub: hub.into(),
        cooldown: COOLDOWN,
        window: 7 * DAY,
    };
    assert_eq!(config, expected);
}

#[rstest]
#[case(DAY - 1)]
#[case(90 * DAY + 1)]
fn a_cooldown_outside_its_bounds_is_refused_by_name(#[case] cooldown: u64) {
    let refused = CoreError::OutOfBounds {
        name: "cooldown",
        value: cooldown.into(),
        min: 86_400,
        max: 7_776_000,
    };
    assert_eq!(Fixture::bare().begin_with(cooldown), Err(refused.into()));
}

#[test]
fn a_hub_that_is_none_is_refused_by_name() {
    let hubless = Fixture::bare().addr("nobody").to_string();
    for hub in ["nobody", &hubless] {
        let mut f = Fixture::bare();
        let msg = InstantiateMsg {
            hub: hub.into(),
            cooldown: COOLDOWN,
        };
        let text = f.instantiate(msg, &[]).unwrap_err().to_string();
        assert!(text.starts_with("hub is not valid: "), "{text}");
    }
}

#[test]
fn the_stored_keys_are_these() {
    let mut f = Fixture::new();
    f.deposit("alice", 3_000_000).unwrap();
    let position = [b"\0\x08position", f.addr("alice").as_bytes()].concat();
    let keys: Vec<Vec<u8>> = f.dump().into_iter().map(|(key, _)| key).collect();
    let expected: [&[u8]; 4] = [&position, b"books", b"config", b"contract_info"];
    assert_eq!(keys, expected);
}

#[test]
fn acceptance_goes_to_the_hub_and_is_anyones_to_ask() {
    let mut f = Fixture::new();
    let response = f.send("stranger", r#"{"accept_guarantor":{}}"#).unwrap();
    let accept = (f.addr("token").to_string(), br#"{"accept_guarantor":{}}"#.into());
    assert_eq!(calls(&response), [accept]);
}

#[test]
fn a_withdrawal_has_the_hub_look_before_it_is_finished() {
    let mut f = Fixture::new();
    f.deposit("alice", 3_000_000).unwrap();
    f.send("alice", r#"{"begin":{}}"#).unwrap();
    f.pass(COOLDOWN);
    let response = f.send("alice", r#"{"withdraw":{}}"#).unwrap();
    let alice = f.addr("alice");
    let finish = format!(r#"{{"finish":{{"user":"{alice}","receiver":"{alice}"}}}}"#);
    let expected = [
        (f.addr("token").to_string(), br#"{"sync":{}}"#.into()),
        (f.env.contract.address.to_string(), finish.as_bytes().into()),
    ];
    assert_eq!(calls(&response), expected);
}

/// The hub refuses the look: nothing is paid, nothing changes.
#[test]
fn nothing_is_booked_or_paid_without_the_hub() {
    let mut f = Fixture::new();
    f.deposit("alice", 3_000_000).unwrap();
    let before = f.dump();
    f.deps.querier.fails = true;
    for (by, msg) in [
        ("alice", r#"{"begin":{}}"#),
        ("alice", r#"{"stop":{}}"#),
        ("stranger", r#"{"poke":{}}"#),
    ] {
        assert!(matches!(f.send(by, msg), Err(ContractError::Std(_))), "{msg}");
    }
    assert_eq!(f.dump(), before);
}

#[test]
fn a_receiver_where_it_would_be_lost_is_refused_by_name() {
    let mut f = Fixture::new();
    f.deposit("alice", 3_000_000).unwrap();
    f.send("alice", r#"{"begin":{}}"#).unwrap();
    f.pass(COOLDOWN);
    for address in [f.addr("token"), f.env.contract.address.clone()] {
        let refused = ContractError::ForbiddenAddress {
            field: "receiver",
            address: address.to_string(),
        };
        let withdraw = format!(r#"{{"withdraw":{{"receiver":"{address}"}}}}"#);
        assert_eq!(f.send("alice", &withdraw).unwrap_err(), refused);
        let deposit = format!(r#"{{"deposit":{{"receiver":"{address}"}}}}"#);
        assert_eq!(f.send_shares("bob", 1_000, &deposit).unwrap_err(), refused);
    }
    for msg in [r#"{"withdraw":{"receiver":"nobody"}}"#] {
        let text = f.send("alice", msg).unwrap_err().to_string();
        assert!(text.starts_with("receiver is not valid: "), "{text}");
    }
    let text = f.send_shares("bob", 1_000, r#"{"deposit":{"receiver":"nobody"}}"#);
    assert!(text
        .unwrap_err()
        .to_string()
        .starts_with("receiver is not valid: "));
}

#[test]
fn a_deposit_says_what_is_wrong_with_it() {
    let mut f = Fixture::new();
    let zero = ShellError::Zero { field: "amount" };
    assert_eq!(f.deposit("alice", 0), Err(zero.into()));
    f.deposit("alice", 3_000_000).unwrap();
    let fewer = ContractError::FewerThanMinimum {
        units: Units::new(1_000),
        min: Units::new(1_001),
    };
    let hook = r#"{"deposit":{"min_units":"1001"}}"#;
    assert_eq!(f.send_shares("bob", 1_000, hook).unwrap_err(), fewer);
    f.send_shares("bob", 1_001, hook).unwrap();
    for bad in ["", "{}", r#"{"deposit":{"x":1}}"#, r#"{"withdraw":{}}"#] {
        let refused = f.send_shares("bob", 1_000, bad);
        assert!(
            matches!(refused, Err(ContractError::Std(StdError::ParseErr { .. }))),
            "{bad}: {refused:?}"
        );
    }
}

#[test]
fn messages_about_units_say_what_is_wrong_with_them() {
    let mut f = Fixture::new();
    f.deposit("alice", 3_000_000).unwrap();
    let texts = [
        (
            "alice",
            r#"{"begin":{"units":"0"}}"#,
            "units is zero; give at least one unit",
        ),
        (
            "alice",
            r#"{"begin":{"units":"2000001"}}"#,
            "units is 2000001, the position has 2000000; ask for fewer, or leave it out for all",
        ),
        ("bob", r#"{"begin":{}}"#, "units is zero; give at least one unit"),
        (
            "alice",
            r#"{"stop":{}}"#,
            "no units are cooling; send begin first",
        ),
        (
            "alice",
            r#"{"withdraw":{}}"#,
            "no units are cooling; send begin first",
        ),
    ];
    for (by, msg, text) in texts {
        assert_eq!(f.send(by, msg).unwrap_err().to_string(), text, "{msg}");
    }
    f.send("alice", r#"{"begin":{}}"#).unwrap();
    let begun = f.env.block.time.seconds();
    let (ready, until) = (begun + COOLDOWN, begun + COOLDOWN + 7 * DAY);
    f.pass(COOLDOWN - 1);
    let early = BackstopRefusal::StillCooling { ready };
    assert_eq!(f.withdraw("alice"), Err(early.into()));
    f.pass(7 * DAY + 1);
    let late = BackstopRefusal::WindowPassed { until };
    assert_eq!(f.withdraw("alice"), Err(late.into()));
}

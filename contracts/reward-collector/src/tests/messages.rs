//! Messages, instantiation and what is stored.

use floe_api::collector::{ConfigResponse, InstantiateMsg, QueryMsg};
use floe_shell_tests::shell_tests;

use crate::error::ContractError;
use crate::fixture::{lines, Fixture};

shell_tests!(owned Fixture, include_str!("../../testdata/permissions.txt"));

#[test]
fn instantiation_keeps_the_hub_and_the_denom() {
    let mut f = Fixture::bare();
    let response = f.begin("owner", "stake").unwrap();
    let (hub, owner) = (f.addr("hub"), f.addr("owner"));
    assert_eq!(
        lines(&response),
        [format!(
            "floe/collector_instantiated hub={hub} owner={owner} denom=stake"
        )]
    );
    assert_eq!(response.messages, []);
    let config: ConfigResponse = f.ask(QueryMsg::Config {}).unwrap();
    assert_eq!(
        config,
        ConfigResponse {
            hub: hub.into(),
            denom: "stake".into(),
            swapper: None,
        }
    );
}

#[test]
fn instantiation_needs_a_denom_and_a_valid_owner() {
    let mut f = Fixture::bare();
    assert_eq!(f.begin("owner", ""), Err(ContractError::EmptyDenom));
    let msg = InstantiateMsg {
        owner: "nobody".into(),
        denom: "stake".into(),
    };
    assert!(matches!(f.instantiate(msg, &[]), Err(ContractError::Std(_))));
}

#[test]
fn the_stored_keys_are_these() {
    let keys: Vec<Vec<u8>> = Fixture::new().dump().into_iter().map(|(key, _)| key).collect();
    assert_eq!(keys, [&b"config"[..], b"contract_info", b"ownership"]);
}

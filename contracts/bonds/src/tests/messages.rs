//! Messages, instantiation, posts and listing.

use cosmwasm_std::{from_json, Uint128};
use floe_api::bonds::{CarryingBond, ConfigResponse, PostedResponse, QueryMsg};
use floe_api::{hub, registry};
use floe_contract::ShellError;
use floe_core::{CoreError, Shares};
use floe_shell_tests::shell_tests;
use rstest::rstest;

use crate::error::ContractError;
use crate::fixture::{calls, lines, op, Fixture, COOLDOWN};
use crate::state::{CARRYING, POSTED};

shell_tests!(Fixture, include_str!("../../testdata/permissions.txt"));

/// What the registry would be told, by name of the operator.
fn told(f: &Fixture) -> Vec<(String, u128)> {
    let carrying = CARRYING.load(&f.deps.storage).unwrap();
    let bond = |bond: CarryingBond| (bond.operator, bond.shares.units());
    carrying.bonds.into_iter().map(bond).collect()
}

#[test]
fn a_contract_without_an_owner_keeps_what_it_was_created_with() {
    let mut f = Fixture::bare();
    let response = f.begin_with(None, COOLDOWN).unwrap();
    let (hub, registry) = (f.addr("token"), f.addr("registry"));
    assert_eq!(
        lines(&response),
        [format!(
            "floe/bonds_instantiated hub={hub} registry={registry} bond_bps=500 cooldown={COOLDOWN}"
        )]
    );
    let config: ConfigResponse = f.ask(QueryMsg::Config {}).unwrap();
    assert_eq!(
        config,
        ConfigResponse {
            hub: hub.into(),
            registry: registry.into(),
            bond_bps: 500,
            cooldown: COOLDOWN
        }
    );
    let keys: Vec<Vec<u8>> = f.dump().into_iter().map(|(key, _)| key).collect();
    assert_eq!(keys, [&b"carrying"[..], b"config", b"contract_info"]);
}

#[rstest]
#[case(Some(9), COOLDOWN, "bond_bps", 9, 10, 1_000)]
#[case(Some(1_001), COOLDOWN, "bond_bps", 1_001, 10, 1_000)]
#[case(None, 86_399, "cooldown", 86_399, 86_400, 7_776_000)]
#[case(None, 7_776_001, "cooldown", 7_776_001, 86_400, 7_776_000)]
fn what_is_out_of_bounds_is_refused_by_name(
    #[case] bond_bps: Option<u64>,
    #[case] cooldown: u64,
    #[case] name: &'static str,
    #[case] value: u128,
    #[case] min: u128,
    #[case] max: u128,
) {
    let refused = CoreError::OutOfBounds {
        name,
        value,
        min,
        max,
    };
    assert_eq!(
        Fixture::bare().begin_with(bond_bps, cooldown),
        Err(refused.into())
    );
}

#[test]
fn at_the_bounds_it_is_created_and_elsewhere_than_at_a_hub_and_a_registry_not() {
    for (bond_bps, cooldown) in [(10, 86_400), (1_000, 7_776_000)] {
        Fixture::bare().begin_with(Some(bond_bps), cooldown).unwrap();
    }
    for field in ["hub", "registry"] {
        let mut f = Fixture::bare();
        let nowhere = f.addr("nowhere").into_string();
        match field {
            "hub" => f.deps.querier.hub = nowhere,
            _ => f.deps.querier.registry = nowhere,
        }
        let text = f.begin_with(None, COOLDOWN).unwrap_err().to_string();
        assert!(text.starts_with(&format!("{field} is not valid: ")), "{text}");
    }
}

#[test]
fn anyone_posts_for_an_operator_that_the_chain_knows() {
    let mut f = Fixture::new();
    let ann = f.addr("ann");
    assert_eq!(
        lines(&f.post("ann", "ann", 300).unwrap()),
        [format!(
            "floe/bond_posted operator={} sender={ann} shares=300 posted=300",
            op("ann")
        )]
    );
    f.post("stranger", "ann", 50).unwrap();
    assert_eq!(
        POSTED.load(&f.deps.storage, &op("ann")),
        Ok(Shares::new(350)),
        "where the hub reads it"
    );
    let all: Vec<PostedResponse> = f
        .ask(QueryMsg::Bonds {
            start_after: None,
            limit: None,
        })
        .unwrap();
    assert_eq!(
        all,
        [PostedResponse {
            operator: op("ann"),
            posted: Shares::new(350),
            cooling: Shares::ZERO
        }]
    );
    let before = f.dump();
    let zero = ShellError::Zero { field: "amount" };
    assert_eq!(f.post("ann", "ann", 0), Err(zero.into()));
    let unknown = ContractError::UnknownValidator { operator: op("cid") };
    assert_eq!(f.post("ann", "cid", 1), Err(unknown));
    assert_eq!(f.dump(), before);
}

#[test]
fn an_operator_in_another_spelling_is_refused() {
    let mut f = Fixture::new();
    for operator in [
        op("ann").to_uppercase(),
        f.addr("ann").into_string(),
        String::new(),
    ] {
        let hook = format!(r#"{{"post":{{"operator":"{operator}"}}}}"#);
        let msg = floe_api::bonds::ExecuteMsg::Receive {
            sender: f.addr("ann").into(),
            amount: Uint128::new(5),
            msg: hook.as_bytes().into(),
        };
        let refused = ContractError::MalformedOperator { operator };
        assert_eq!(f.send_msg("token", msg, &[]), Err(refused));
    }
}

/// Storage has no keys of that length.
#[test]
fn an_operator_longer_than_any_key_is_refused() {
    let mut f = Fixture::new();
    let operator = "o".repeat(70_000);
    let msg = format!(r#"{{"list":{{"operator":"{operator}"}}}}"#);
    let refused = f.send("bob", &msg).unwrap_err();
    assert!(matches!(
        refused,
        ContractError::MalformedOperator { .. } | ContractError::UnknownValidator { .. }
    ));
}

#[test]
fn the_operator_lists_itself_once_its_bond_is_the_smallest_there_is() {
    let mut f = Fixture::new();
    // A hundredth of 100,000,000, and 5 % of that.
    f.post("ann", "ann", 49_999).unwrap();
    let refused = ContractError::BondTooSmall {
        operator: op("ann"),
        carrying: Shares::new(49_999),
        least: Shares::new(50_000),
    };
    assert_eq!(f.tell("ann", "list", "ann"), Err(refused));
    f.post("stranger", "ann", 1).unwrap();
    let response = f.tell("ann", "list", "ann").unwrap();
    let ann = f.addr("ann");
    assert_eq!(
        lines(&response),
        [format!(
            "floe/bond_listing operator={} sender={ann} carrying=50000",
            op("ann")
        )]
    );
    let [(registry, msg)] = calls(&response).try_into().unwrap();
    assert_eq!(registry, f.addr("registry"));
    let operator = op("ann");
    assert_eq!(
        from_json::<registry::ExecuteMsg>(msg).unwrap(),
        registry::ExecuteMsg::ListValidator { operator }
    );
    assert_eq!(told(&f), [(op("ann"), 50_000)]);
}

#[test]
fn others_list_an_operator_only_if_they_have_posted_the_smallest_bond_themselves() {
    let mut f = Fixture::new();
    f.post("ann", "ann", 50_000).unwrap();
    f.post("stranger", "ann", 49_999).unwrap();
    let refused = ContractError::PostedTooLittle {
        operator: op("ann"),
        sender: f.addr("stranger").into(),
        posted: Shares::new(49_999),
        least: Shares::new(50_000),
    };
    assert_eq!(f.tell("stranger", "list", "ann"), Err(refused));
    f.post("stranger", "ann", 1).unwrap();
    f.tell("stranger", "list", "ann").unwrap();
    // What it posted has burned: there is no bond to list by.
    f.cover("ann", 60_000);
    let refused = ContractError::BondTooSmall {
        operator: op("ann"),
        carrying: Shares::new(40_000),
        least: Shares::new(50_000),
    };
    assert_eq!(f.tell("stranger", "list", "ann"), Err(refused));
}

#[test]
fn the_registry_is_told_of_those_alone_that_it_lists() {
    let mut f = Fixture::new();
    f.post("ann", "ann", 60_000).unwrap();
    f.post("ben", "ben", 70_000).unwrap();
    assert_eq!(told(&f), []);
    f.tell("ann", "list", "ann").unwrap();
    f.deps.querier.listed(&["ann"]);
    f.tell("ben", "list", "ben").unwrap();
    f.post("stranger", "ann", 5).unwrap();
    assert_eq!(told(&f), [(op("ann"), 60_005), (op("ben"), 70_000)]);
    // Ann is gone from there.
    f.deps.querier.listed(&["ben"]);
    f.tell("ben", "list", "ben").unwrap();
    assert_eq!(told(&f), [(op("ben"), 70_000)]);
    // What cools is told no more, however it comes to be told.
    f.begin("ben", "ben", 3_000).unwrap();
    assert_eq!(told(&f), [(op("ben"), 67_000)]);
    f.tell("ben", "list", "ben").unwrap();
    assert_eq!(told(&f), [(op("ben"), 67_000)]);
}

#[test]
fn only_the_operator_has_itself_unlisted() {
    let mut f = Fixture::new();
    f.post("stranger", "ann", 1_000_000).unwrap();
    for by in ["stranger", "ben", "token", "registry"] {
        let refused = ShellError::Unauthorized {
            role: "operator's own account",
        };
        assert_eq!(f.tell(by, "unlist", "ann"), Err(refused.into()));
        let refused = ShellError::Unauthorized {
            role: "operator's own account",
        };
        assert_eq!(f.begin(by, "ann", 1), Err(refused.into()));
    }
    let response = f.tell("ann", "unlist", "ann").unwrap();
    let [(registry, msg)] = calls(&response).try_into().unwrap();
    assert_eq!(registry, f.addr("registry"));
    let operator = op("ann");
    assert_eq!(
        from_json::<registry::ExecuteMsg>(msg).unwrap(),
        registry::ExecuteMsg::UnlistValidator { operator }
    );
}

#[test]
fn anyone_has_it_accept_the_role_and_the_hub_hears_it_from_the_contract_itself() {
    let mut f = Fixture::new();
    let response = f.send("stranger", r#"{"accept_guarantor":{}}"#).unwrap();
    let [(hub, msg)] = calls(&response).try_into().unwrap();
    assert_eq!(hub, f.addr("token"));
    assert_eq!(
        from_json::<hub::ExecuteMsg>(msg).unwrap(),
        hub::ExecuteMsg::AcceptGuarantor {}
    );
}

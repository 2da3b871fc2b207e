//! Messages, instantiation and what is taken over.

use cosmwasm_std::Addr;
use cw_utils::Expiration;
use floe_api::ownership::OwnershipResponse;
use floe_api::timelock::{ConfigResponse, InstantiateMsg};
use floe_core::{CoreError, Shares};
use floe_shell_tests::shell_tests;
use rstest::rstest;
use serde_json::json;

use crate::error::ContractError;
use crate::fixture::{calls, lines, Fixture, EXIT, SHORT};

shell_tests!(Fixture, include_str!("../../testdata/permissions.txt"));

#[test]
fn a_timelock_keeps_who_proposes_and_cancels_and_learns_from_the_hub_what_it_governs() {
    let mut f = Fixture::bare();
    let response = f.begin_with(&["pro"], &[], SHORT, EXIT).unwrap();
    let [hub, registry, collector] =
        ["token", "registry", "collector"].map(|name| f.addr(name).into_string());
    assert_eq!(
        lines(&response),
        [format!(
            "floe/timelock_instantiated hub={hub} registry={registry} collector={collector} short=345600 exit=2160000"
        )]
    );
    let config = ConfigResponse {
        hub,
        registry,
        collector,
        proposers: vec![f.addr("pro").into()],
        cancellers: vec![],
        short: SHORT,
        exit: EXIT,
        locked: Shares::ZERO,
    };
    assert_eq!(f.config(), config);
    let keys: Vec<Vec<u8>> = f.dump().into_iter().map(|(key, _)| key).collect();
    let expected: [&[u8]; 6] = [
        b"config",
        b"contract_info",
        b"last",
        b"locked",
        b"members",
        b"times",
    ];
    assert_eq!(keys, expected);
}

#[rstest]
#[case(0, 0, "proposers is 0, allowed is 1 to 5")]
#[case(6, 0, "proposers is 6, allowed is 1 to 5")]
#[case(1, 6, "cancellers is 6, allowed is 0 to 5")]
fn too_many_and_too_few_members_are_refused_by_name(
    #[case] proposers: usize,
    #[case] cancellers: usize,
    #[case] text: &str,
) {
    let names = ["a", "b", "c", "d", "e", "f"];
    let refused = Fixture::bare().begin_with(&names[..proposers], &names[..cancellers], SHORT, EXIT);
    assert_eq!(refused.unwrap_err().to_string(), text);
    Fixture::bare()
        .begin_with(&names[..5], &names[..5], SHORT, EXIT)
        .unwrap();
}

#[rstest]
#[case(172_799, EXIT, "short", 172_799, 172_800, 2_592_000)]
#[case(SHORT, SHORT - 1, "exit", 345_599, 345_600, 7_776_000)]
#[case(SHORT, 7_776_001, "exit", 7_776_001, 345_600, 7_776_000)]
fn times_out_of_bounds_are_refused_by_name(
    #[case] short: u64,
    #[case] exit: u64,
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
        Fixture::bare().begin_with(&["pro"], &[], short, exit),
        Err(refused.into())
    );
}

#[test]
fn a_member_named_twice_and_a_hub_that_is_none_are_refused() {
    let mut f = Fixture::bare();
    let refused = ContractError::AlreadyMember {
        role: "canceller",
        address: f.addr("can").into(),
    };
    assert_eq!(f.begin_with(&["pro"], &["can", "can"], SHORT, EXIT), Err(refused));
    f.deps.querier.hub = f.addr("nowhere").into();
    let text = f.begin_with(&["pro"], &[], SHORT, EXIT).unwrap_err().to_string();
    assert!(text.starts_with("hub is not valid: "), "{text}");
    let msg = InstantiateMsg {
        proposers: vec!["nobody".into()],
        short: SHORT,
        exit: EXIT,
        ..InstantiateMsg::default()
    };
    let text = f.instantiate(msg, &[]).unwrap_err().to_string();
    assert!(text.starts_with("proposers is not valid: "), "{text}");
}

fn offer(f: &mut Fixture, contract: &str, to: &Addr, expiry: Option<Expiration>) {
    let ownership = OwnershipResponse {
        owner: Some(f.addr("owner").into()),
        pending_owner: Some(to.to_string()),
        pending_expiry: expiry,
    };
    let contract = f.addr(contract).into_string();
    f.deps.querier.ownerships.insert(contract, ownership);
}

#[test]
fn anyone_has_it_accept_what_it_is_offered_and_nothing_else() {
    let mut f = Fixture::new();
    let (own, other) = (f.env.contract.address.clone(), f.addr("other"));
    let past = Expiration::AtTime(f.env.block.time);
    offer(&mut f, "token", &own, None);
    offer(&mut f, "registry", &other, None);
    offer(&mut f, "collector", &own, Some(past));
    let response = f.send("stranger", r#"{"accept":{}}"#).unwrap();
    let hub = f.addr("token").into_string();
    assert_eq!(
        calls(&response),
        [(hub.clone(), json!({ "update_ownership": "accept_ownership" }))]
    );
    assert_eq!(
        lines(&response),
        [format!("floe/timelock_accepting governed={hub}")]
    );
    offer(&mut f, "registry", &own, None);
    offer(&mut f, "collector", &own, Some(Expiration::Never {}));
    let response = f.send("stranger", r#"{"accept":{}}"#).unwrap();
    assert_eq!(calls(&response).len(), 3);
    for contract in ["token", "registry", "collector"] {
        offer(&mut f, contract, &other, None);
    }
    assert_eq!(
        f.send("stranger", r#"{"accept":{}}"#),
        Err(ContractError::NothingOffered)
    );
}

/// Whoever may replace the code of the timelock waits for nobody.
#[test]
fn it_accepts_nothing_while_its_admin_is_another() {
    let mut f = Fixture::new();
    let own = f.env.contract.address.clone();
    for contract in ["token", "registry", "collector"] {
        offer(&mut f, contract, &own, None);
    }
    let admin = f.addr("deployer").into_string();
    f.deps.querier.admin = Some(admin.clone());
    let refused = ContractError::NotItsOwnAdmin { admin };
    assert_eq!(f.send("stranger", r#"{"accept":{}}"#), Err(refused));
    for fine in [Some(own.into_string()), None] {
        f.deps.querier.admin = fine;
        f.send("stranger", r#"{"accept":{}}"#).unwrap();
    }
}

//! Who may do what, for how long, and within which bounds.

use cosmwasm_std::testing::{mock_dependencies, mock_env, MockApi, MockQuerier};
use cosmwasm_std::{
    from_json, to_json_binary, Binary, Decimal, Deps, DepsMut, Empty, Env, MemoryStorage, MessageInfo,
    OwnedDeps, Response, StdError, StdResult, Storage,
};
use cw_multi_test::ContractWrapper;
use floe_core::params::{Bounds, Param};
use floe_hub::error::ContractError;
use floe_hub::roles::{role, Role};
use floe_testing::chain::Fault;
use floe_testing::suite::{instantiate_msg, make_chain, store_codes, Failure, Suite};
use floe_tests::world::*;
use floe_types::hub::{Domain, ExecuteMsg, FeeReceiver, MigrateMsg, ParamsUpdate};
use floe_types::migration::CannotMigrate;
use floe_types::registry::{self, RegistryParams};
use rstest::rstest;
use serde_json::{json, Value};

const DAY: u64 = 86_400;

fn role_of(msg: &Value) -> Role {
    role(&from_json(serde_json::to_vec(msg).unwrap()).unwrap())
}

/// A new message fails here until it has its line, and a new line is seen in review.
#[test]
fn every_message_of_the_hub_has_its_role_in_the_golden_file() {
    let s = lived_in();
    let messages = hub_messages(&s);
    let mut lines: Vec<String> = messages
        .iter()
        .map(|msg| format!("{}: {:?}\n", name_of(msg), role_of(msg)))
        .collect();
    lines.sort();
    assert_eq!(lines.len(), variants::<ExecuteMsg>().len());
    golden("permissions", &lines.concat());
}

/// Everybody who is not meant, beside the owner.
const OTHERS: [&str; 7] = [
    "stranger", "guard", "council", "admin", "treasury", "registry", "alice",
];

#[test]
fn a_stranger_and_the_guardian_are_refused_every_privileged_message() {
    let mut s = lived_in();
    for msg in hub_messages(&s) {
        for by in OTHERS.into_iter().chain(["gov", "collector"]) {
            let allowed = match role_of(&msg) {
                Role::Anyone | Role::Ownership => continue,
                Role::Owner => by == "gov",
                Role::GuardianOrOwner => by == "gov" || by == "guard",
                Role::Governor => by == "council",
                Role::Collector => by == "collector",
                Role::Nobody => {
                    assert_eq!(refused_by_hub(&mut s, by, &msg), "TokenFixed", "{by}: {msg}");
                    continue;
                }
            };
            if !allowed {
                assert_eq!(refused_by_hub(&mut s, by, &msg), "Unauthorized", "{by}: {msg}");
            }
        }
    }
}

#[test]
fn messages_for_anyone_are_not_refused_for_who_sends_them() {
    for n in 0..hub_messages(&lived_in()).len() {
        let mut s = lived_in();
        let msg = hub_messages(&s).remove(n);
        let name = name_of(&msg);
        // Marketing asks for its own address, as in cw20-base.
        if role_of(&msg) != Role::Anyone || name == "update_marketing" || name == "upload_logo" {
            continue;
        }
        let hub = s.hub.clone();
        let funds = if name == "bond" { stake(1_000) } else { vec![] };
        if let Err(failure) = send(&mut s, "stranger", &hub, &msg, &funds) {
            assert_ne!(failure.kind, "Unauthorized", "{msg}");
        }
    }
}

/// The golden file says that anyone may write off: the step itself asks for the owner while sixty days are not over.
#[test]
fn a_write_off_is_the_owners_after_thirty_days_of_silence_and_anyones_after_sixty() {
    let mut s = lived_in();
    let (hub, val1) = (s.hub.clone(), s.operator("val1"));
    let write_off = json!({"write_off": {"validator": val1}});
    let forget = json!({"forget": {"validator": val1}});
    // The last that it answers; the others go on.
    s.harvest();
    s.fail("val1", &[Fault::Withdraw], true);
    s.pass_days(29);
    s.harvest();
    s.pass_secs(DAY - 1);
    assert_eq!(refused_by_hub(&mut s, "gov", &write_off), "NotSilent");
    s.pass_secs(1);
    assert_eq!(refused_by_hub(&mut s, "stranger", &write_off), "NotSilent");
    send(&mut s, "gov", &hub, &write_off, &[]).unwrap();
    s.pass_days(29);
    s.harvest();
    s.pass_secs(DAY - 1);
    assert_eq!(refused_by_hub(&mut s, "stranger", &write_off), "NotSilent");
    s.pass_secs(1);
    let stake = s.books().positions[&val1].booked.units();
    let delegated = s.books().delegated();
    send(&mut s, "stranger", &hub, &write_off, &[]).unwrap();
    assert!(stake > 0);
    assert_eq!(s.books().delegated(), delegated - stake);
    // To give it up remains the owner's alone.
    s.pass_days(90);
    assert_eq!(refused_by_hub(&mut s, "stranger", &forget), "Unauthorized");
    send(&mut s, "gov", &hub, &forget, &[]).unwrap();
}

#[rstest]
#[case::hub("hub")]
#[case::registry("registry")]
#[case::collector("collector")]
fn ownership_changes_hands_in_two_steps_and_is_never_renounced(#[case] contract: &str) {
    let mut s = lived_in();
    let (of, carol) = (s.addr(contract), s.addr("carol"));
    let offer = json!({"update_ownership": {"transfer_ownership": {"new_owner": carol, "expiry": null}}});
    let accept = json!({"update_ownership": "accept_ownership"});
    let renounce = json!({"update_ownership": "renounce_ownership"});
    for by in OTHERS {
        let kind = refused(&mut s, by, &of, &offer, &[]).kind;
        assert!(
            ["NotOwner", "Unauthorized"].contains(&kind.as_str()),
            "{by}: {kind}"
        );
        assert_eq!(refused(&mut s, by, &of, &accept, &[]).kind, "TransferNotFound");
        assert_eq!(refused(&mut s, by, &of, &renounce, &[]).kind, "CannotRenounce");
    }
    assert_eq!(refused(&mut s, "gov", &of, &renounce, &[]).kind, "CannotRenounce");
    send(&mut s, "gov", &of, &offer, &[]).unwrap();
    for by in OTHERS.into_iter().chain(["gov"]) {
        assert_eq!(refused(&mut s, by, &of, &accept, &[]).kind, "NotPendingOwner");
    }
    send(&mut s, "carol", &of, &accept, &[]).unwrap();
    assert_eq!(ask(&s, &of, &json!({"ownership": {}}))["owner"], json!(carol));
    assert_ne!(refused(&mut s, "gov", &of, &offer, &[]).kind, "NotPendingOwner");
    // An offer that has expired is none.
    let height = s.chain.block().height;
    let gov = s.addr("gov");
    let brief = json!({"update_ownership": {"transfer_ownership": {"new_owner": gov, "expiry": {"at_height": height + 1}}}});
    send(&mut s, "carol", &of, &brief, &[]).unwrap();
    s.next_block();
    assert_eq!(refused(&mut s, "gov", &of, &accept, &[]).kind, "TransferExpired");
}

#[test]
fn registry_and_collector_listen_to_the_owner_alone() {
    let mut s = lived_in();
    let contracts = [
        (s.registry.clone(), registry_messages(&s)),
        (s.collector.clone(), collector_messages(&s)),
    ];
    for (contract, messages) in contracts {
        for msg in messages {
            let name = name_of(&msg);
            for by in OTHERS.into_iter().chain(["hub"]) {
                let allowed = ["refresh", "forward"].contains(&name.as_str())
                    || (name == "pause_validator" && by == "guard");
                if !allowed {
                    assert_eq!(
                        refused(&mut s, by, &contract, &msg, &[]).kind,
                        "Unauthorized",
                        "{by}: {msg}"
                    );
                }
            }
        }
    }
}

/// Any sender may bring coins in; only the hub may say who is the keeper, and it is paid once for what had waited.
#[test]
fn the_keeper_that_a_stranger_names_is_not_believed() {
    let mut s = lived_in();
    let (hub, collector, carol) = (s.hub.clone(), s.collector.clone(), s.addr("carol"));
    let fee = json!({"update_fee": {"bps": 1_000, "receivers": [{"to": "keeper", "weight": 1}]}});
    send(&mut s, "gov", &hub, &fee, &[]).unwrap();
    for _ in 0..2 {
        s.gift("collector", 10_000);
        let forward = json!({"forward": {"keeper": carol}});
        send(&mut s, "stranger", &collector, &forward, &[]).unwrap();
        assert_eq!((s.shares("stranger"), s.shares("carol")), (1_000, 0));
    }
}

#[test]
fn roles_are_replaced_and_removed_by_the_owner_and_the_rest_stays() {
    let mut s = lived_in();
    let (hub, carol) = (s.hub.clone(), s.addr("carol"));
    send(
        &mut s,
        "gov",
        &hub,
        &json!({"update_roles": {"guardian": carol}}),
        &[],
    )
    .unwrap();
    let powers = ask_hub(&s, json!({"powers": {}}));
    assert_eq!(
        (&powers["guardian"], &powers["governor"]),
        (&json!(carol), &json!(s.addr("council")))
    );
    assert_eq!(
        refused_by_hub(&mut s, "guard", &json!({"pause": {"domains": ["deposits"]}})),
        "Unauthorized"
    );
    send(
        &mut s,
        "gov",
        &hub,
        &json!({"update_roles": {"governor": null}}),
        &[],
    )
    .unwrap();
    let powers = ask_hub(&s, json!({"powers": {}}));
    assert_eq!(
        (&powers["guardian"], &powers["governor"]),
        (&json!(carol), &json!(null))
    );
    let vote = json!({"vote": {"proposal_id": 1, "vote": "yes"}});
    assert_eq!(refused_by_hub(&mut s, "council", &vote), "Unauthorized");
    send(&mut s, "gov", &hub, &json!({"update_roles": {}}), &[]).unwrap();
    assert_eq!(ask_hub(&s, json!({"powers": {}})), powers);
}

#[test]
fn a_guardians_pause_ends_by_time_alone_and_cannot_be_repeated_unarmed() {
    let mut s = lived_in();
    let hub = s.hub.clone();
    let pause = json!({"pause": {"domains": ["deposits"]}});
    send(&mut s, "guard", &hub, &pause, &[]).unwrap();
    assert_eq!(s.try_bond("carol", 20_000).unwrap_err().kind, "Paused");
    assert_eq!(refused_by_hub(&mut s, "guard", &pause), "GuardianUsed");
    assert_eq!(
        refused_by_hub(&mut s, "guard", &json!({"pause": {"domains": ["rebalancing"]}})),
        "GuardianUsed"
    );
    assert_eq!(
        refused_by_hub(&mut s, "guard", &json!({"unpause": {"domains": ["deposits"]}})),
        "Unauthorized"
    );
    assert_eq!(
        refused_by_hub(&mut s, "guard", &json!({"rearm_guardian": {}})),
        "Unauthorized"
    );
    // Seven days to the second, and no transaction needed.
    s.pass_secs(7 * DAY - 1);
    assert_eq!(s.try_bond("carol", 20_000).unwrap_err().kind, "Paused");
    s.pass_secs(1);
    assert_eq!(s.bond("carol", 20_000), 20_000);
    assert_eq!(refused_by_hub(&mut s, "guard", &pause), "GuardianUsed");
    send(&mut s, "gov", &hub, &json!({"rearm_guardian": {}}), &[]).unwrap();
    send(&mut s, "guard", &hub, &pause, &[]).unwrap();
    assert_eq!(s.try_bond("carol", 20_000).unwrap_err().kind, "Paused");
    // The owner may lift it early.
    send(
        &mut s,
        "gov",
        &hub,
        &json!({"unpause": {"domains": ["deposits"]}}),
        &[],
    )
    .unwrap();
    s.bond("carol", 20_000);
    assert_eq!(refused_by_hub(&mut s, "guard", &pause), "GuardianUsed");
}

#[test]
fn the_owners_pause_lasts_until_lifted_and_the_guardian_cannot_shorten_it() {
    let mut s = lived_in();
    let hub = s.hub.clone();
    let pause = json!({"pause": {"domains": ["deposits"]}});
    let since = s.now();
    send(&mut s, "gov", &hub, &pause, &[]).unwrap();
    s.next_block();
    send(&mut s, "guard", &hub, &pause, &[]).unwrap();
    assert_eq!(
        ask_hub(&s, json!({"powers": {}}))["pauses"],
        json!([{"domain": "deposits", "since": since, "until": null}])
    );
    s.pass_days(300);
    assert_eq!(s.try_bond("carol", 20_000).unwrap_err().kind, "Paused");
    send(
        &mut s,
        "gov",
        &hub,
        &json!({"unpause": {"domains": ["deposits"]}}),
        &[],
    )
    .unwrap();
    assert_eq!(s.bond("carol", 20_000), 20_000);
    // And the other way round: the owner makes a guardian's pause last.
    send(&mut s, "gov", &hub, &json!({"rearm_guardian": {}}), &[]).unwrap();
    send(&mut s, "guard", &hub, &pause, &[]).unwrap();
    send(&mut s, "gov", &hub, &pause, &[]).unwrap();
    s.pass_days(30);
    assert_eq!(s.try_bond("carol", 20_000).unwrap_err().kind, "Paused");
}

#[test]
fn the_length_of_a_pause_is_the_parameter_when_it_begins() {
    let mut s = lived_in();
    let hub = s.hub.clone();
    send(
        &mut s,
        "gov",
        &hub,
        &json!({"update_params": {"pause_secs": 3_600}}),
        &[],
    )
    .unwrap();
    send(
        &mut s,
        "guard",
        &hub,
        &json!({"pause": {"domains": ["deposits", "instant_unbond"]}}),
        &[],
    )
    .unwrap();
    let (since, until) = (s.now(), s.now() + 3_600);
    let paused = |domain: &str| json!({"domain": domain, "since": since, "until": until});
    assert_eq!(
        ask_hub(&s, json!({"powers": {}}))["pauses"],
        json!([paused("deposits"), paused("instant_unbond")])
    );
    send(
        &mut s,
        "gov",
        &hub,
        &json!({"update_params": {"pause_secs": 1_209_600}}),
        &[],
    )
    .unwrap();
    s.pass_secs(3_600);
    assert_eq!(s.bond("carol", 20_000), 20_000);
}

#[test]
fn a_guardians_pause_of_a_validator_ends_by_itself_once_per_arming() {
    let mut s = lived_in();
    let (hub, registry, val1) = (s.hub.clone(), s.registry.clone(), s.operator("val1"));
    let pause = json!({"pause_validator": {"operator": val1}});
    let accepting =
        |s: &Suite| ask(s, &registry, &json!({"validator": {"operator": val1}}))["accepting"].clone();
    send(&mut s, "guard", &registry, &pause, &[]).unwrap();
    assert_eq!(accepting(&s), json!(false));
    assert_eq!(
        refused(&mut s, "guard", &registry, &pause, &[]).kind,
        "GuardianUsed"
    );
    s.pass_secs(7 * DAY - 1);
    assert_eq!(accepting(&s), json!(false));
    s.pass_secs(1);
    assert_eq!(accepting(&s), json!(true));
    assert_eq!(
        refused(&mut s, "guard", &registry, &pause, &[]).kind,
        "GuardianUsed"
    );
    send(&mut s, "gov", &hub, &json!({"rearm_guardian": {}}), &[]).unwrap();
    send(&mut s, "guard", &registry, &pause, &[]).unwrap();
    assert_eq!(accepting(&s), json!(false));
    let resume = json!({"resume_validator": {"operator": val1}});
    assert_eq!(
        refused(&mut s, "guard", &registry, &resume, &[]).kind,
        "Unauthorized"
    );
    send(&mut s, "gov", &registry, &resume, &[]).unwrap();
    assert_eq!(accepting(&s), json!(true));
}

/// Each domain closes what it names and nothing else; exits from settled batches, queueing, cancelling and token messages
/// go on with everything paused.
#[test]
fn a_pause_closes_its_domain_and_never_an_exit() {
    let mut s = lived_in();
    let hub = s.hub.clone();
    let all = json!({"pause": {"domains": ["deposits", "delegations", "rebalancing", "instant_unbond"]}});
    send(&mut s, "gov", &hub, &all, &[]).unwrap();
    assert_eq!(s.try_bond("alice", 20_000).unwrap_err().kind, "Paused");
    assert_eq!(s.try_instant("alice", 10).unwrap_err().kind, "Paused");
    s.gift("hub", 5_000_000);
    s.drain_below_three("val1");
    s.pass_days(1);
    let report = s.crank();
    assert_eq!((report.delegations.len(), report.redelegations.len()), (0, 0));
    assert_eq!(report.closed, Some(3), "batches close");
    assert!(!report.harvests.is_empty(), "rewards come in");
    assert_eq!(s.claim("bob"), 1_000_000);
    s.queue("alice", 1_000_000);
    s.cancel("alice", None).unwrap();
    let carol = s.addr("carol").to_string();
    s.hub(
        "alice",
        &ExecuteMsg::Transfer {
            recipient: carol,
            amount: 1u128.into(),
        },
    )
    .unwrap();
    s.hub(
        "gov",
        &ExecuteMsg::Unpause {
            domains: vec![Domain::Rebalancing],
        },
    )
    .unwrap();
    let report = s.crank();
    assert_eq!(
        (report.delegations.len(), report.redelegations.is_empty()),
        (0, false)
    );
    s.hub(
        "gov",
        &ExecuteMsg::Unpause {
            domains: vec![Domain::Delegations],
        },
    )
    .unwrap();
    assert!(!s.crank().delegations.is_empty());
    assert_eq!(s.try_instant("alice", 10).unwrap_err().kind, "Paused");
    s.hub(
        "gov",
        &ExecuteMsg::Unpause {
            domains: vec![Domain::InstantUnbond, Domain::Deposits],
        },
    )
    .unwrap();
    s.instant("alice", 1_000);
    s.bond("alice", 20_000);
}

/// A copy of the hub as an older version left it.
fn older(s: &Suite, contract: &str, version: &str) -> OwnedDeps<MemoryStorage, MockApi, MockQuerier> {
    let mut deps = mock_dependencies();
    for (key, value) in dump(s, &s.hub) {
        deps.storage.set(&key, &value);
    }
    cw2::set_contract_version(&mut deps.storage, contract, version).unwrap();
    deps
}

const NAME: &str = floe_hub::contract::CONTRACT_NAME;

fn migrated(s: &Suite, params: ParamsUpdate) -> Result<Response, ContractError> {
    let mut deps = older(s, NAME, "0.0.9");
    floe_hub::migrate::migrate(
        deps.as_mut(),
        mock_env(),
        MigrateMsg { params: Some(params) },
        &["0.0.9"],
    )
}

/// Instantiates with these parameters.
fn deployed(params: ParamsUpdate, decimals: u8) -> Result<(), Failure> {
    let mut setup = setup();
    setup.decimals = decimals;
    setup.params = params;
    Suite::deploy(&setup).map(drop)
}

/// What a parameter may be with the default of the others, and the instant fees with each other out of the way.
fn alone(param: Param, value: u128) -> ParamsUpdate {
    let update = ParamsUpdate::default();
    match param {
        Param::InstantFeeMinBps => update.with(Param::InstantFeeMaxBps, 300u128),
        Param::InstantFeeMaxBps => update.with(Param::InstantFeeMinBps, 5u128),
        Param::HarvestInterval => update.with(Param::DripSecs, 1_209_600u128),
        Param::DripSecs => update.with(Param::HarvestInterval, 10u128),
        _ => update,
    }
    .with(param, value)
}

/// The table of the specification, in units of a coin with six decimals: default, least, greatest.
const TABLE: [(&str, u128, u128, u128); 17] = [
    ("min_bond", 10_000, 1_000, 100_000_000),
    ("min_unbond", 10_000, 1, 1_000_000),
    ("batch_interval", 86_400, 10, 259_200),
    ("harvest_interval", 86_400, 10, 604_800),
    ("drip_secs", 86_400, 10, 1_209_600),
    ("max_apr_bps", 5_000, 3_000, 100_000),
    ("max_sync_age", 21_600, 60, 86_400),
    ("arrival_grace", 86_400, 60, 604_800),
    ("max_entries", 7, 3, 100),
    ("max_msgs", 8, 2, 30),
    ("instant_reserve_bps", 0, 0, 1_000),
    ("instant_fee_min_bps", 10, 5, 300),
    ("instant_fee_max_bps", 100, 5, 300),
    ("loss_halt_bps", 1_000, 100, 10_000),
    ("max_move_bps", 300, 10, 400),
    ("unbonding_estimate", 1_814_400, 10, 7_776_000),
    ("pause_secs", 604_800, 3_600, 1_209_600),
];

#[test]
fn every_parameter_is_bound_at_instantiate_update_and_migrate() {
    let s = lived_in();
    let mut updated = lived_in();
    for (param, (name, default, min, max)) in Param::ALL.into_iter().zip(TABLE) {
        assert_eq!(param.name(), name);
        assert_eq!(param.bounds(6), Bounds { default, min, max }, "{name}");
        let shown = ask_hub(&s, json!({"powers": {}}))["params"].clone();
        // As shown, the two pairs that bound each other are at their defaults.
        let (min_shown, max_shown) = match param {
            Param::DripSecs => (86_400, max),
            Param::InstantFeeMinBps => (min, 100),
            _ => (min, max),
        };
        let line = json!({"name": name, "value": default.to_string(), "default": default.to_string(),
            "min": min_shown.to_string(), "max": max_shown.to_string()});
        assert!(shown.as_array().unwrap().contains(&line), "{name}");
        for value in [min, min + 1, max - 1, max] {
            let change = alone(param, value);
            assert_eq!(deployed(change.clone(), 6), Ok(()), "{name} = {value}");
            updated
                .hub("gov", &ExecuteMsg::UpdateParams(change.clone()))
                .unwrap();
            assert_eq!(updated.books().params.get(param), value);
            assert!(migrated(&s, change).is_ok(), "{name} = {value}");
            // Back, so that the pairs do not bind each other in the next row.
            let back = ParamsUpdate::default()
                .with(Param::InstantFeeMinBps, 10u128)
                .with(Param::InstantFeeMaxBps, 100u128)
                .with(Param::HarvestInterval, 86_400u128)
                .with(Param::DripSecs, 86_400u128);
            updated.hub("gov", &ExecuteMsg::UpdateParams(back)).unwrap();
        }
        let most = if param.is_amount() {
            u128::MAX
        } else {
            u64::MAX.into()
        };
        for value in min.checked_sub(1).into_iter().chain([max + 1, most]) {
            let change = alone(param, value);
            let failure = deployed(change.clone(), 6).unwrap_err();
            assert_eq!(failure.kind, "OutOfBounds", "{name} = {value}");
            assert!(failure.text.contains(name), "{}", failure.text);
            let before = fingerprint(&updated);
            let failure = updated
                .hub("gov", &ExecuteMsg::UpdateParams(change.clone()))
                .unwrap_err();
            assert_eq!(failure.kind, "OutOfBounds", "{name} = {value}");
            assert!(before == fingerprint(&updated));
            let error = migrated(&s, change).unwrap_err();
            assert!(
                matches!(error, ContractError::OutOfBounds { name: found, .. } if found == name),
                "{error:?}"
            );
        }
    }
}

/// Amounts follow the decimals of the coin.
#[rstest]
#[case(0, 1_000, 1_000, 1, 1)]
#[case(2, 1_000, 10_000, 1, 100)]
#[case(18, 1_000, 100_000_000_000_000_000_000, 1, 1_000_000_000_000_000_000)]
fn bounds_of_amounts_follow_the_decimals(
    #[case] decimals: u8,
    #[case] min_bond: u128,
    #[case] max_bond: u128,
    #[case] min_unbond: u128,
    #[case] max_unbond: u128,
) {
    for (param, min, max) in [
        (Param::MinBond, min_bond, max_bond),
        (Param::MinUnbond, min_unbond, max_unbond),
    ] {
        for value in [min, max] {
            assert_eq!(
                deployed(ParamsUpdate::default().with(param, value), decimals),
                Ok(()),
                "{value}"
            );
        }
        for value in [min - 1, max + 1] {
            let change = ParamsUpdate::default().with(param, value);
            assert_eq!(
                deployed(change, decimals).unwrap_err().kind,
                "OutOfBounds",
                "{value}"
            );
        }
    }
}

#[test]
fn the_smaller_instant_fee_never_exceeds_the_larger() {
    let mut s = lived_in();
    let fees = |min: u128, max: u128| {
        ParamsUpdate::default()
            .with(Param::InstantFeeMinBps, min)
            .with(Param::InstantFeeMaxBps, max)
    };
    for (min, max, fine) in [
        (100, 100, true),
        (101, 100, false),
        (300, 300, true),
        (300, 299, false),
        (5, 5, true),
    ] {
        assert_eq!(deployed(fees(min, max), 6).is_ok(), fine, "{min} {max}");
        assert_eq!(
            s.hub("gov", &ExecuteMsg::UpdateParams(fees(min, max))).is_ok(),
            fine,
            "{min} {max}"
        );
        assert_eq!(migrated(&s, fees(min, max)).is_ok(), fine, "{min} {max}");
    }
    // The one that is out of its own bounds is named, not the other.
    let failure = deployed(ParamsUpdate::default().with(Param::InstantFeeMaxBps, 4u128), 6).unwrap_err();
    assert!(
        failure.text.starts_with("instant_fee_max_bps is 4"),
        "{}",
        failure.text
    );
    // One alone against the other as it stands: 5 and 5.
    let alone = ParamsUpdate::default().with(Param::InstantFeeMinBps, 6u128);
    assert_eq!(
        s.hub("gov", &ExecuteMsg::UpdateParams(alone)).unwrap_err().kind,
        "OutOfBounds"
    );
}

#[rstest]
#[case::none(0, 1, true)]
#[case::the_most(1_000, 5, true)]
#[case::too_much(1_001, 1, false)]
#[case::far_too_much(u64::MAX, 1, false)]
#[case::nobody(500, 0, false)]
#[case::too_many(500, 6, false)]
fn the_fee_is_bound_by_constants(#[case] bps: u64, #[case] receivers: usize, #[case] fine: bool) {
    let mut s = lived_in();
    let receivers: Vec<FeeReceiver> = (0..receivers).map(|n| fee_to(&format!("@receiver{n}"))).collect();
    let mut setup = setup();
    setup.fee.bps = bps;
    setup.fee.receivers = receivers.clone();
    assert_eq!(Suite::deploy(&setup).is_ok(), fine);
    let receivers = receivers
        .iter()
        .map(|r| fee_to(s.addr(&r.to[1..]).as_str()))
        .collect();
    let msg = ExecuteMsg::UpdateFee {
        bps: Some(bps),
        receivers: Some(receivers),
    };
    assert_eq!(s.hub("gov", &msg).is_ok(), fine);
}

#[rstest]
#[case(json!({"max_commission": "0"}), None)]
#[case(json!({"max_commission": "0.3"}), None)]
#[case(json!({"max_commission": "0.300000000000000001"}), Some("CommissionOutOfBounds"))]
#[case(json!({"max_share_bps": 100}), None)]
#[case(json!({"max_share_bps": 3_400}), None)]
#[case(json!({"max_share_bps": 99}), Some("OutOfBounds"))]
#[case(json!({"max_share_bps": 3_401}), Some("OutOfBounds"))]
#[case(json!({"inactive_grace": 10}), None)]
#[case(json!({"inactive_grace": 2_592_000}), None)]
#[case(json!({"inactive_grace": 9}), Some("OutOfBounds"))]
#[case(json!({"inactive_grace": 2_592_001}), Some("OutOfBounds"))]
fn the_registrys_parameters_are_bound_too(#[case] change: Value, #[case] refusal: Option<&str>) {
    let params: RegistryParams = from_json(serde_json::to_vec(&change).unwrap()).unwrap();
    let mut setup = setup();
    setup.registry_params = params.clone();
    let kind = |outcome: Result<(), Failure>| outcome.err().map(|failure| failure.kind);
    assert_eq!(kind(Suite::deploy(&setup).map(drop)).as_deref(), refusal);
    let mut s = lived_in();
    let outcome = s.registry("gov", &registry::ExecuteMsg::UpdateParams(params));
    assert_eq!(kind(outcome.map(drop)).as_deref(), refusal);
}

fn make(_: DepsMut, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    Ok(Response::new())
}

fn fail(_: DepsMut, _: Env, _: MessageInfo, _: Value) -> StdResult<Response> {
    Err(StdError::generic_err("never"))
}

fn fail_to_answer(_: Deps, _: Env, _: Value) -> StdResult<Binary> {
    to_json_binary(&())
}

#[test]
fn a_fee_receiver_that_always_fails_stops_no_harvest() {
    let mut s = lived_in();
    let code = s
        .chain
        .store_code(Box::new(ContractWrapper::new(fail, make, fail_to_answer)));
    let gov = s.addr("gov");
    let grump = s
        .chain
        .instantiate(code, &gov, &Empty {}, &[], "grump", None)
        .unwrap();
    let receivers = Some(vec![
        FeeReceiver {
            to: grump.to_string(),
            weight: 3,
        },
        fee_to("keeper"),
    ]);
    s.hub(
        "gov",
        &ExecuteMsg::UpdateFee {
            bps: Some(1_000),
            receivers,
        },
    )
    .unwrap();
    s.rewards(40_000);
    s.harvest();
    // A tenth of 40,000 at rate 1; the keeper's fourth of it too, as nothing had waited for a harvest.
    assert_eq!(
        ask_hub(&s, json!({"balance": {"address": grump}})),
        json!({"balance": "4000"})
    );
    assert_eq!(s.shares("stranger"), 0);
    assert_eq!(s.books().unreleased(), 36_000);
}

#[test]
fn with_nothing_at_the_collector_harvest_and_forward_succeed_and_change_nothing() {
    let mut s = lived_in();
    let collector = s.collector.clone();
    let before = fingerprint(&s);
    send(&mut s, "stranger", &collector, &json!({"forward": {}}), &[]).unwrap();
    assert!(before == fingerprint(&s));
    let books = s.books().summary();
    s.harvest();
    assert_eq!(s.books().summary(), books);
    assert_eq!(s.shares("treasury"), 0);
}

#[rstest]
#[case::listed(NAME, "0.0.9", true)]
#[case::not_listed(NAME, "0.0.7", false)]
#[case::the_same(NAME, floe_hub::contract::CONTRACT_VERSION, false)]
#[case::newer(NAME, "99.0.0", false)]
#[case::no_version(NAME, "", false)]
#[case::another_contract("crates.io:cw20-base", "0.0.9", false)]
#[case::its_own_registry("floe-validator-registry", "0.0.9", false)]
fn only_a_listed_older_version_of_the_same_contract_is_migrated(
    #[case] name: &str,
    #[case] version: &str,
    #[case] fine: bool,
) {
    let s = lived_in();
    let mut deps = older(&s, name, version);
    let outcome = floe_hub::migrate::migrate(
        deps.as_mut(),
        mock_env(),
        MigrateMsg { params: None },
        &["0.0.8", "0.0.9"],
    );
    let stored = cw2::get_contract_version(&deps.storage).unwrap();
    if fine {
        assert!(outcome.is_ok());
        assert_eq!(
            (stored.contract.as_str(), stored.version.as_str()),
            (NAME, floe_hub::contract::CONTRACT_VERSION)
        );
    } else {
        let accepted = "0.0.8, 0.0.9".into();
        let refusal = CannotMigrate {
            name: name.into(),
            version: version.into(),
            expected: NAME.into(),
            accepted,
        };
        assert_eq!(outcome, Err(refusal.into()));
        assert_eq!(
            (stored.contract.as_str(), stored.version.as_str()),
            (name, version)
        );
    }
}

/// The whole storage survives a migration, but for the version.
#[test]
fn a_migration_leaves_the_books_alone() {
    let s = lived_in();
    let mut deps = older(&s, NAME, "0.0.9");
    floe_hub::migrate::migrate(deps.as_mut(), mock_env(), MigrateMsg { params: None }, &["0.0.9"]).unwrap();
    let after: Vec<_> = deps
        .storage
        .range(None, None, cosmwasm_std::Order::Ascending)
        .collect();
    assert!(after == dump(&s, &s.hub));
}

#[rstest]
#[case::hub("hub")]
#[case::registry("registry")]
#[case::collector("collector")]
fn deployed_contracts_refuse_their_own_version_and_each_others(#[case] contract: &str) {
    let mut s = lived_in();
    let codes = store_codes(&mut s.chain);
    let (of, admin) = (s.addr(contract), s.addr("admin"));
    for code in [codes.hub, codes.registry, codes.collector] {
        let before = fingerprint(&s);
        let error = s.chain.migrate(&admin, &of, &json!({}), code).unwrap_err();
        assert_eq!(Failure::of(&error).kind, "CannotMigrate");
        assert!(before == fingerprint(&s));
    }
    // Nobody else may even try.
    for by in ["gov", "guard", "stranger", "deployer", "hub"] {
        let by = s.addr(by);
        let error = s.chain.migrate(&by, &of, &json!({}), codes.hub).unwrap_err();
        assert_ne!(
            Failure::of(&error).kind,
            "CannotMigrate",
            "only the admin reaches the code"
        );
    }
}

/// The three contracts have the same chain-level admin, or none where the hub has none.
#[rstest]
#[case::an_admin(Some("admin"))]
#[case::none(None)]
fn registry_and_collector_have_the_hubs_admin(#[case] admin: Option<&str>) {
    let setup = setup();
    let mut chain = make_chain(&setup).unwrap();
    let codes = store_codes(&mut chain);
    let msg = instantiate_msg(&chain, &codes, &setup);
    let deployer = chain.account("deployer");
    chain.fund(&deployer, &stake(1_000_000));
    let admin = admin.map(|name| chain.account(name));
    let hub = chain
        .instantiate(
            codes.hub,
            &deployer,
            &msg,
            &stake(1_000_000),
            "hub",
            admin.as_ref(),
        )
        .unwrap();
    let wiring = floe_hub::state::WIRING
        .load(&*chain.app().contract_storage(&hub))
        .unwrap();
    for contract in [&hub, &wiring.registry, &wiring.collector] {
        assert_eq!(
            chain.querier().query_wasm_contract_info(contract).unwrap().admin,
            admin
        );
    }
    let powers: Value = chain.query(&hub, &json!({"powers": {}})).unwrap();
    assert_eq!(powers["admin"], json!(admin));
}

/// Bob is settled at 1,000,000, Alice unbonding at 10,000,000, Bob queued with 500,000; then they queue all the rest.
#[test]
fn a_wind_down_pays_everyone_by_cranks_of_strangers_alone() {
    let mut s = lived_in();
    s.hub("gov", &ExecuteMsg::WindDown {}).unwrap();
    assert_eq!(
        s.hub("gov", &ExecuteMsg::WindDown {}).unwrap_err().kind,
        "WindingDown"
    );
    assert_eq!(s.try_bond("carol", 20_000).unwrap_err().kind, "WindingDown");
    assert_eq!(s.try_instant("alice", 10).unwrap_err().kind, "WindingDown");
    assert_eq!(ask_hub(&s, json!({"state": {}}))["status"], json!("winding_down"));

    s.pass_secs(10_080);
    assert_eq!(s.crank().closed, Some(3));
    // Dust leaves too: min_unbond is gone.
    let carol = s.addr("carol").to_string();
    s.hub(
        "alice",
        &ExecuteMsg::Transfer {
            recipient: carol,
            amount: 3u128.into(),
        },
    )
    .unwrap();
    s.queue("carol", 1);
    s.queue("carol", 2);
    s.queue("alice", 19_999_997);
    s.pass_secs(10_079);
    assert_eq!(s.crank().closed, None, "a 180th of three weeks");
    s.pass_secs(1);
    assert_eq!(s.crank().closed, Some(4));
    s.queue("bob", 3_500_000);
    s.pass_secs(10_080);
    assert_eq!(s.crank().closed, Some(5));
    // Probes wait for the entries beside them: three turns of the unbonding time bring everything home.
    for _ in 0..3 {
        s.pass_secs(1_814_400);
        s.next_block();
        while !s.crank().is_idle() {
            s.next_block();
        }
    }
    for user in ["alice", "bob", "carol"] {
        let user = s.addr(user).to_string();
        s.hub("stranger", &ExecuteMsg::ClaimFor { user }).unwrap();
    }
    assert_eq!(
        (s.coins("alice"), s.coins("bob"), s.coins("carol")),
        (99_999_997, 100_000_000, 100_000_003)
    );
    assert_eq!((s.shares("alice"), s.shares("bob"), s.shares("carol")), (0, 0, 0));
    // The seed stays and is shown.
    let books = s.books();
    assert_eq!(
        (books.supply(), books.pool(), books.free(), books.bank),
        (1_000_000, 1_000_000, 1_000_000, 1_000_000)
    );
    assert_eq!(
        (
            books.delegated(),
            books.undelegating(),
            books.owed(),
            books.reserved
        ),
        (0, 0, 0, 0)
    );
    assert_eq!(s.chain.delegations(&s.hub).values().sum::<u128>(), 0);
    assert!(s.crank().is_idle());
}

/// With rewards and a slash on the way, everything is shared out to the last unit that divides.
#[test]
fn a_wind_down_with_rewards_and_a_slash_leaves_the_seed_its_share_only() {
    let mut s = lived_in();
    s.rewards(360_000);
    s.harvest();
    s.hub("gov", &ExecuteMsg::WindDown {}).unwrap();
    s.pass_secs(10);
    s.crank();
    s.slash("val2", 5);
    s.queue("alice", 20_000_000);
    s.queue("bob", 3_500_000);
    s.pass_secs(10);
    s.crank();
    let treasury = s.shares("treasury");
    assert_eq!(treasury, 36_000);
    s.queue("treasury", treasury);
    for _ in 0..4 {
        s.pass_secs(1_814_400);
        s.next_block();
        while !s.crank().is_idle() {
            s.next_block();
        }
    }
    for user in ["alice", "bob", "treasury"] {
        let user = s.addr(user).to_string();
        s.hub("stranger", &ExecuteMsg::ClaimFor { user }).unwrap();
    }
    let books = s.books();
    assert_eq!(
        (books.supply(), books.owed(), books.reserved, books.unreleased()),
        (1_000_000, 0, 0, 0)
    );
    assert_eq!((books.delegated(), books.undelegating()), (0, 0));
    assert_eq!(books.bank, books.pool());
    assert_eq!(
        ask_hub(&s, json!({"state": {}}))["exchange_rate"],
        json!(Decimal::from_ratio(books.pool(), 1_000_000u128))
    );
}

//! Which role may send which message.

use super::*;

fn role(msg: &Value) -> HubRole {
    role_of(&from_json(serde_json::to_vec(msg).unwrap()).unwrap())
}

/// Everybody who is not meant, beside the owner.
const OTHERS: [&str; 7] = [
    "stranger", "guard", "council", "admin", "treasury", "registry", "alice",
];

/// A new message fails here until it has its line, and a new line is seen in review.
#[test]
fn every_message_of_the_hub_has_its_role_in_the_golden_file() {
    let s = lived_in();
    let messages = hub_messages(&s);
    let mut lines: Vec<String> = messages
        .iter()
        .map(|msg| format!("{}: {:?}\n", name_of(msg), role(msg)))
        .collect();
    lines.sort();
    assert_eq!(lines.len(), variants::<ExecuteMsg>().len());
    golden("permissions", &lines.concat());
}

#[test]
fn a_stranger_and_the_guardian_are_refused_every_privileged_message() {
    let mut s = lived_in();
    for msg in hub_messages(&s) {
        for by in OTHERS.into_iter().chain(["gov", "collector"]) {
            let allowed = match role(&msg) {
                HubRole::Anyone | HubRole::Ownership => continue,
                HubRole::Owner => by == "gov",
                HubRole::GuardianOrOwner => by == "gov" || by == "guard",
                HubRole::Governor => by == "council",
                HubRole::Collector => by == "collector",
                HubRole::NamedGuarantor => false,
                HubRole::Nobody => {
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
        if role(&msg) != HubRole::Anyone || name == "update_marketing" || name == "upload_logo" {
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
    s.fail("val1", &[ModuleFault::Withdraw], true);
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

#[test]
fn what_is_given_up_is_told_and_priced_apart_from_what_is_waited_for() {
    let mut s = lived_in();
    let hub = s.hub.clone();
    let silent = ["val1", "val2"].map(|name| s.operator(name));
    s.harvest();
    for name in ["val1", "val2"] {
        s.fail(name, &[ModuleFault::Withdraw], true);
    }
    s.pass_days(30);
    s.harvest();
    let booked = [0, 1].map(|n: usize| s.books().positions[&silent[n]].booked.units());
    assert!(booked[0] > 0 && booked[1] > 0);
    let tell = |s: &mut Suite, msg: &str, validator: &str| {
        send(s, "gov", &hub, &json!({msg: {"validator": validator}}), &[]).unwrap();
    };
    silent
        .iter()
        .for_each(|validator| tell(&mut s, "write_off", validator));
    s.pass_days(30);
    s.harvest();
    silent
        .iter()
        .for_each(|validator| tell(&mut s, "write_off", validator));
    // Both count as stake of their validators, and of no other.
    let third = s.operator("val3");
    let of_third = s.books().positions[&third].booked.units();
    let stakes = ask_hub(
        &s,
        json!({"stakes": {"operators": [silent[0], silent[1], third]}}),
    );
    let delegated = |n: usize| stakes[n]["delegated"].as_str().unwrap().parse::<u128>().unwrap();
    assert_eq!([0, 1, 2].map(delegated), [booked[0], booked[1], of_third]);

    // A deposit pays for what is waited for, once the halt after such a loss is over.
    s.pass_days(4);
    s.hub("stranger", &ExecuteMsg::Sync {}).unwrap();
    let shares = |s: &Suite| {
        let preview = ask_hub(s, json!({"preview_bond": {"amount": "1000000"}}));
        preview["shares"].as_str().unwrap().parse::<u128>().unwrap()
    };
    let fair = |s: &Suite, waited_for: u128| 1_000_000 * s.books().supply() / (s.books().pool() + waited_for);
    assert_eq!(shares(&s), fair(&s, booked[0] + booked[1]));
    s.pass_days(90);
    s.hub("stranger", &ExecuteMsg::Sync {}).unwrap();
    tell(&mut s, "forget", &silent[0]);
    assert_eq!(shares(&s), fair(&s, booked[1]));
    tell(&mut s, "forget", &silent[1]);
    assert_eq!(shares(&s), fair(&s, 0));
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
                let allowed = ["refresh", "forward", "sell"].contains(&name.as_str())
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

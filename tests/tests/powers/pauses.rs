//! Pauses: by whom, of what, for how long.

use super::*;

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

//! What the specification promises, with its integers: supply 100,000,000, four days and twenty-five.

use super::*;

#[test]
fn hub_registry_and_collector_belong_to_the_timelock_and_nobody_else_can_replace_their_code() {
    let mut s = governed();
    let timelock = s.addr(TIMELOCK);
    for name in ["hub", "registry", "collector", TIMELOCK] {
        assert_eq!(admin(&s, name), Some(timelock.clone()), "{name}");
    }
    for contract in [s.hub.clone(), s.registry.clone(), s.collector.clone()] {
        let question = json!({ "ownership": {} });
        let ownership: Value = s.query(&contract, &question).unwrap();
        assert_eq!(ownership["owner"], json!(timelock));
        assert_eq!(ownership["pending_owner"], Value::Null);
    }
    assert_eq!(kind(s.hub("gov", &ExecuteMsg::WindDown {})), "Unauthorized");
    assert_eq!(
        kind(s.timelock("stranger", &TimelockMsg::Accept {})),
        "NothingOffered"
    );
}

#[test]
fn nobody_objects_and_a_proposal_is_executed_from_its_due_second_on_for_fourteen_days() {
    let mut s = governed();
    let (first, second) = (long(&mut s), long(&mut s));
    let due = s.now() + EXIT;
    at(&mut s, due - 1);
    assert_eq!(kind(s.try_enact(first)), "NotDue");
    assert_ne!(guardian(&s), Some(s.addr("warden").into()));
    at(&mut s, due);
    s.try_enact(first).unwrap();
    assert_eq!(guardian(&s), Some(s.addr("warden").into()));
    assert_eq!(kind(s.try_enact(first)), "Executed");
    at(&mut s, due + 1_209_600);
    assert_eq!(kind(s.try_enact(second)), "Expired");
    s.pass_days(400);
    assert_eq!(kind(s.try_enact(second)), "Expired");
}

#[rstest]
#[case(5_500_000, 3_240_000)]
#[case(10_000_000, 4_320_000)]
fn objections_from_a_hundredth_to_a_tenth_make_it_wait_one_exit_to_two(
    #[case] shares: u128,
    #[case] wait: u64,
) {
    let mut s = governed();
    let id = long(&mut s);
    s.pass_days(3);
    s.try_object("alice", id, shares).unwrap();
    let shown = s.proposal(id);
    assert_eq!(shown.due, s.now() + wait);
    assert_eq!(shown.mark, (shares == 10_000_000).then_some(1));
    at(&mut s, shown.due - 1);
    assert_eq!(kind(s.try_enact(id)), "NotDue");
    at(&mut s, shown.due);
    s.try_enact(id).unwrap();
}

#[test]
fn a_share_less_than_a_hundredth_changes_nothing_and_one_more_twenty_five_days() {
    let mut s = governed();
    let id = long(&mut s);
    let queued = s.now();
    s.try_object("alice", id, 999_999).unwrap();
    let shown = s.proposal(id);
    assert_eq!((shown.objections_bps, shown.due), (99, queued + EXIT));
    s.pass_days(20);
    s.try_object("alice", id, 1).unwrap();
    let shown = s.proposal(id);
    assert_eq!((shown.objections_bps, shown.due), (100, s.now() + 25 * DAY));
    s.try_enact(id).unwrap_err();
    at(&mut s, shown.due);
    s.try_enact(id).unwrap();
}

#[test]
fn objections_to_what_has_expired_are_refused_and_the_shares_stay_where_they_were() {
    let mut s = governed();
    let id = long(&mut s);
    s.pass_days(39);
    assert_eq!(s.proposal(id).status, ProposalStatus::Expired);
    s.pass_days(261);
    let before = s.shares("alice");
    assert_eq!(kind(s.try_object("alice", id, 20_000_000)), "Expired");
    assert_eq!((s.shares("alice"), s.shares(TIMELOCK)), (before, 0));
}

/// Shares that are borrowed for a transaction would object, be counted as gone, and be back.
#[test]
fn to_object_and_to_leave_in_one_transaction_is_refused() {
    let mut s = governed();
    give(&mut s, "bob", 10_000_000);
    let id = long(&mut s);
    let (hub, timelock) = (s.hub.clone(), s.addr(TIMELOCK));
    let hook = Binary::from(format!(r#"{{"object":{{"id":{id}}}}}"#).into_bytes());
    let send = json!({ "send": { "contract": timelock, "amount": "10000000", "msg": hook } });
    let call = |to: &Addr, msg: Value| -> CosmosMsg {
        WasmMsg::Execute {
            contract_addr: to.to_string(),
            msg: to_json_binary(&msg).unwrap(),
            funds: vec![],
        }
        .into()
    };
    let bob = s.addr("bob");
    for second in ["leave", "retract"] {
        let both = vec![
            call(&hub, send.clone()),
            call(&timelock, json!({ second: { "id": id } })),
        ];
        let refused = s.chain.execute_msgs(&bob, both).unwrap_err();
        assert_eq!(Failure::of(&refused).kind, "StillLocked");
        assert_eq!((s.shares("bob"), s.proposal(id).objections_bps), (10_000_000, 0));
    }
}

#[test]
fn after_a_guardians_pause_the_next_arming_is_due_in_the_short_time_whoever_objects() {
    let mut s = governed();
    let pause = ExecuteMsg::Pause {
        domains: vec![Domain::Deposits],
    };
    s.hub("guard", &pause).unwrap();
    s.pass_days(60);
    let powers: hub::PowersResponse = s.ask(&QueryMsg::Powers {});
    assert!(powers.pauses.is_empty() && !powers.guardian_armed);
    let id = to_hub(&mut s, &json!({ "rearm_guardian": {} }));
    let due = s.now() + SHORT;
    s.try_object("alice", id, 1_000_000).unwrap();
    assert_eq!(s.proposal(id).due, due);
    at(&mut s, due);
    s.try_enact(id).unwrap();
    s.hub("guard", &pause).unwrap();
}

/// Who governs the time that exits are said to take cannot govern how long holders have.
#[test]
fn shorter_times_of_the_hub_shorten_no_wait() {
    let mut s = governed();
    let params = json!({ "update_params": { "unbonding_estimate": 10, "batch_interval": 10 } });
    let id = to_hub(&mut s, &params);
    s.pass_secs(SHORT);
    s.try_enact(id).unwrap();
    let hub = s.hub.to_string();
    let migrate = ProposedMsg::Wasm(WasmAct::Migrate {
        contract_addr: hub,
        new_code_id: 1,
        msg: b"{}".into(),
    });
    let id = s.try_propose("proposer", vec![migrate]).unwrap();
    assert_eq!(s.proposal(id).due, s.now() + 25 * DAY);
}

#[test]
fn what_cannot_be_queued_is_refused_when_it_is_queued() {
    let mut s = governed();
    let spender = s.addr("thief");
    let allowance = json!({ "increase_allowance": { "spender": spender, "amount": "1" } });
    assert_eq!(try_to_hub(&mut s, &allowance).unwrap_err().kind, "NotForHub");
    let two = json!({ "update_params": {}, "wind_down": {} });
    assert_eq!(try_to_hub(&mut s, &two).unwrap_err().kind, "Unreadable");
    let (hub, params) = (s.hub.clone(), json!({ "update_params": {} }));
    let both = vec![
        calling(&hub, &params).unwrap(),
        ProposedMsg::Wasm(WasmAct::Migrate {
            contract_addr: hub.to_string(),
            new_code_id: 1,
            msg: b"{}".into(),
        }),
    ];
    let id = s.try_propose("proposer", both).unwrap();
    assert_eq!(s.proposal(id).due, s.now() + EXIT);
}

/// One message fails and all of it is undone; once it can succeed it does.
#[test]
fn a_failed_execution_leaves_nothing_and_may_be_repeated() {
    let mut s = governed();
    let (hub, fee) = (s.hub.clone(), json!({ "update_fee": { "bps": 700 } }));
    let vote = json!({ "vote": { "proposal_id": 1, "vote": "yes" } });
    let governor = json!({ "update_roles": { "governor": s.addr(TIMELOCK) } });
    let msgs = |s: &Suite, all: [&Value; 2]| all.map(|msg| calling(&s.hub, msg).unwrap()).to_vec();
    let both = msgs(&s, [&fee, &vote]);
    let id = s.try_propose("proposer", both).unwrap();
    let roles = calling(&hub, &governor).unwrap();
    let first = s.try_propose("proposer", vec![roles]).unwrap();
    s.pass_secs(EXIT - 10 * DAY);
    assert!(s.try_enact(id).is_err(), "the timelock is no governor");
    let bps = |s: &Suite| {
        let powers: hub::PowersResponse = s.ask(&QueryMsg::Powers {});
        powers.fee.bps
    };
    assert_ne!(bps(&s), 700);
    assert_eq!(s.proposal(id).status, ProposalStatus::Due);
    // The window of the short one is open until day 18, the long one is due on day 25.
    assert_eq!(s.proposal(id).expires - s.proposal(id).queued, 18 * DAY);
    s.pass_secs(10 * DAY);
    s.try_enact(first).unwrap();
    let both = msgs(&s, [&fee, &vote]);
    let id = s.try_propose("proposer", both).unwrap();
    s.pass_secs(SHORT);
    s.try_enact(id).unwrap();
    assert_eq!(bps(&s), 700);
}

#[test]
fn members_and_times_change_by_executed_long_proposals_alone() {
    let mut s = governed();
    let timelock = s.addr(TIMELOCK);
    let (new, canceller) = (s.addr("new"), s.addr("canceller"));
    for by in ["proposer", "canceller", "gov", "stranger"] {
        let msg = TimelockMsg::AddProposer {
            address: new.to_string(),
        };
        assert_eq!(kind(s.timelock(by, &msg)), "Unauthorized");
    }
    let msgs = [
        json!({ "add_proposer": { "address": new } }),
        json!({ "remove_canceller": { "address": canceller } }),
        json!({ "update_times": { "exit": 3_000_000 } }),
    ];
    let msgs = msgs.map(|msg| calling(&timelock, &msg).unwrap());
    let id = s.try_propose("proposer", msgs.to_vec()).unwrap();
    assert_eq!(s.proposal(id).due, s.now() + EXIT);
    s.pass_secs(EXIT);
    s.try_enact(id).unwrap();
    assert_eq!(s.proposal(id).status, ProposalStatus::Executed);
    let guardian = json!({ "update_roles": { "guardian": null } });
    let call = calling(&s.hub, &guardian).unwrap();
    let id = s.try_propose("new", vec![call]).unwrap();
    assert_eq!(s.proposal(id).due, s.now() + 3_000_000);
    let refused = s.timelock("canceller", &TimelockMsg::Cancel { id });
    assert_eq!(kind(refused), "Unauthorized");
}

//! Owners and proposers that are robbed or turn: what they can take from who leaves when a proposal appears.

use cosmwasm_std::BankMsg;
use cw_multi_test::Contract;

use super::*;

/// Code that pays all that the hub has to whoever asks for it, instead of everything else.
pub(super) fn thief() -> Box<dyn Contract<Empty>> {
    fn nothing(_: DepsMut, _: Env, _: MessageInfo, _: Value) -> StdResult<Response> {
        Ok(Response::new())
    }
    fn steal(deps: DepsMut, env: Env, info: MessageInfo, _: Value) -> StdResult<Response> {
        let coin = deps.querier.query_balance(env.contract.address, "stake")?;
        Ok(Response::new().add_message(BankMsg::Send {
            to_address: info.sender.into(),
            amount: vec![coin],
        }))
    }
    fn none(_: Deps, _: Env, _: Value) -> StdResult<Binary> {
        Err(StdError::generic_err("nothing"))
    }
    fn migrate(_: DepsMut, _: Env, _: Value) -> StdResult<Response> {
        Ok(Response::new())
    }
    Box::new(ContractWrapper::new(steal, nothing, none).with_migrate(migrate))
}

/// All weights to val1 as far as the registry lets them, and the fee at its ceiling.
fn takeover(s: &Suite) -> Vec<ProposedMsg> {
    let weights: Vec<Value> = (1..=4)
        .map(|n| {
            let weight = if n == 1 { 1_000_000 } else { 1 };
            json!({ "operator": s.operator(&format!("val{n}")), "weight": weight })
        })
        .collect();
    let to = s.addr("thief");
    let fee = json!({ "update_fee": { "bps": 1000, "receivers": [{ "to": to, "weight": 1 }] } });
    vec![
        calling(&s.registry, &json!({ "set_weights": { "weights": weights } })).unwrap(),
        calling(&s.hub, &fee).unwrap(),
    ]
}

/// All weights to the proposer's own validators and the fee to a tenth; twelve in a hundred object and leave.
#[test]
fn everyone_who_wanted_is_paid_before_a_hostile_proposal_can_be_executed() {
    let mut plan = setup(4);
    plan.fee.bps = 500;
    let mut s = governed_by(plan);
    let holders = [("bea", 7_000_000), ("cid", 3_000_000), ("dan", 2_000_000)];
    for (name, shares) in holders {
        give(&mut s, name, shares);
    }
    let msgs = takeover(&s);
    let id = s.try_propose("proposer", msgs).unwrap();
    let objected = s.now();
    assert_eq!(s.proposal(id).due, objected + SHORT);
    for (name, shares) in holders {
        s.try_object(name, id, shares).unwrap();
    }
    let shown = s.proposal(id);
    assert_eq!(
        (shown.objections_bps, shown.due, shown.mark),
        (1_200, objected + 50 * DAY, Some(1))
    );
    s.pass_days(1);
    for (name, _) in holders {
        leave(&mut s, name, id).unwrap();
    }
    cranked_days(&mut s, 23);
    for (name, shares) in holders {
        assert_eq!(s.claim(name), shares, "{name} on day 24");
    }
    assert_eq!(kind(s.try_enact(id)), "NotDue");
    cranked_days(&mut s, 26);
    s.try_enact(id).unwrap();
    let powers: hub::PowersResponse = s.ask(&QueryMsg::Powers {});
    assert_eq!(
        powers.fee_rise.map(|rise| rise.bps),
        Some(1_000),
        "it counts later still"
    );
}

/// What a holder of 10,000,000 has in the end who queues everything when a proposal appears, and crank and claim go on as ever;
/// without a proposal in the first place.
fn life_of_a_leaver(propose: impl FnOnce(&Suite, u64) -> Vec<ProposedMsg>) -> (u128, u128) {
    let life = |msgs: Option<Vec<ProposedMsg>>, s: &mut Suite| {
        give(s, "bea", 10_000_000);
        s.rewards(620_000);
        let id = msgs.map(|msgs| s.try_propose("proposer", msgs).unwrap());
        let shares = s.shares("bea");
        s.queue("bea", shares);
        for day in 1..=30 {
            s.rewards(20_000);
            s.pass_days(1);
            s.crank();
            let due = id.filter(|id| s.proposal(*id).status == ProposalStatus::Due);
            if let Some(id) = due {
                // What was executed may be anything from here on.
                s.panics = false;
                s.try_enact(id).unwrap();
            }
            if s.try_claim("bea").is_ok() && s.coins("bea") > 0 {
                assert!(day <= 23, "paid on day {day}");
                break;
            }
        }
        s.coins("bea")
    };
    let mut spared = governed();
    let without = life(None, &mut spared);
    let mut s = governed();
    let code = s.chain.store_code(thief());
    let msgs = propose(&s, code);
    (without, life(Some(msgs), &mut s))
}

fn one(to: &Addr, msg: Value) -> Vec<ProposedMsg> {
    vec![calling(to, &msg).unwrap()]
}

/// Something that is proposed, by its name; it knows the number of the thief's code.
pub(super) type Worst = (&'static str, fn(&Suite, u64) -> Vec<ProposedMsg>);

/// The worst that can be proposed, each thing for itself.
pub(super) fn worst() -> [Worst; 8] {
    [
        ("weights and fee", |s, _| takeover(s)),
        ("a slow stream", |s, _| {
            one(
                &s.hub,
                json!({ "update_params": { "drip_secs": 1_209_600, "max_apr_bps": 3_000 } }),
            )
        }),
        ("no more cranks", |s, _| {
            let params = json!({ "batch_interval": 259_200, "max_msgs": 2, "min_unbond": "1000000" });
            one(&s.hub, json!({ "update_params": params }))
        }),
        ("a validator removed", |s, _| {
            one(
                &s.registry,
                json!({ "remove_validator": { "operator": s.operator("val2") } }),
            )
        }),
        ("winding down", |s, _| one(&s.hub, json!({ "wind_down": {} }))),
        ("another owner", |s, _| {
            let to = s.addr("thief");
            let offer = json!({ "transfer_ownership": { "new_owner": to, "expiry": null } });
            one(&s.hub, json!({ "update_ownership": offer }))
        }),
        ("other roles", |s, _| {
            let to = s.addr("thief");
            one(
                &s.hub,
                json!({ "update_roles": { "guardian": to, "governor": to } }),
            )
        }),
        ("other code", |s, code| {
            vec![ProposedMsg::Wasm(WasmAct::Migrate {
                contract_addr: s.hub.to_string(),
                new_code_id: code,
                msg: b"{}".into(),
            })]
        }),
    ]
}

/// Nothing is taken from who leaves when it appears.
#[test]
fn who_leaves_when_a_proposal_appears_is_paid_to_the_unit_as_without_it() {
    for (name, propose) in worst() {
        let (without, with) = life_of_a_leaver(propose);
        assert!(without >= 10_000_000, "{name}: {without}");
        assert_eq!(with, without, "{name}");
    }
}

/// Who stays loses everything to new code: leaving is what protects, and there are twenty-five days for it.
#[test]
fn new_code_takes_what_is_left_when_it_may_run_and_not_before() {
    let mut s = governed();
    let code = s.chain.store_code(thief());
    give(&mut s, "bea", 10_000_000);
    let msg = ProposedMsg::Wasm(WasmAct::Migrate {
        contract_addr: s.hub.to_string(),
        new_code_id: code,
        msg: b"{}".into(),
    });
    let id = s.try_propose("proposer", vec![msg]).unwrap();
    s.queue("bea", 10_000_000);
    cranked_days(&mut s, 23);
    assert_eq!(s.claim("bea"), 10_000_000);
    s.pass_days(1);
    assert_eq!(kind(s.try_enact(id)), "NotDue");
    s.pass_days(1);
    s.panics = false;
    s.try_enact(id).unwrap();
    let (hub, thief) = (s.hub.clone(), s.addr("thief"));
    s.exec(&thief, &hub, &json!({ "anything": {} }), &[]).unwrap();
    assert!(s.coins("thief") > 0);
    assert_eq!(s.coins("hub"), 0);
}

/// The day on which somebody is paid who leaves when new code appears, right after a close, where the owner has made batches as
/// rare as the hub lets him; and whether that is before the code may run, which is `exit` after it appeared.
fn paid_with_rare_batches(exit_days: u64) -> (u64, bool) {
    let mut plan = setup(4);
    plan.timelock = Some(TimelockSetup {
        exit: exit_days * DAY,
        ..TimelockSetup::default()
    });
    let mut s = hundred_million_of(plan);
    let code = s.chain.store_code(thief());
    give(&mut s, "bea", 9_000_000);
    give(&mut s, "cid", 1_000_000);
    let rare = json!({ "batch_interval": 259_200, "unbonding_estimate": 7_776_000, "max_entries": 3 });
    let id = to_hub(&mut s, &json!({ "update_params": rare }));
    s.pass_secs(SHORT);
    s.try_enact(id).unwrap();
    s.queue("cid", 1_000_000);
    s.crank();
    let msg = ProposedMsg::Wasm(WasmAct::Migrate {
        contract_addr: s.hub.to_string(),
        new_code_id: code,
        msg: b"{}".into(),
    });
    let id = s.try_propose("proposer", vec![msg]).unwrap();
    s.queue("bea", 9_000_000);
    for day in 1..=40 {
        s.pass_days(1);
        s.crank();
        if s.try_claim("bea").is_ok() && s.coins("bea") == 9_000_000 {
            return (day, s.proposal(id).status == ProposalStatus::Waiting);
        }
    }
    panic!("never paid");
}

/// Less than a tenth of the supply marks no batch. What protects it is that `exit` is the chain's unbonding time, the longest
/// interval of batches that the hub lets its owner have, seven days, and two days more.
#[test]
fn an_exit_of_thirty_days_outlasts_the_rarest_batches_and_one_of_twenty_five_does_not() {
    assert_eq!(paid_with_rare_batches(30), (29, true));
    assert_eq!(paid_with_rare_batches(25), (29, false));
}

/// A share of the supply of one in a hundred that leaves, is cancelled back and objects again is counted each time: the most it
/// does is what a tenth may do, and that ends (docs/adr/0204).
#[test]
fn shares_that_come_back_from_the_exit_queue_object_again_and_move_it_no_further_than_a_tenth_would() {
    let mut s = governed();
    give(&mut s, "eve", 1_000_000);
    let id = long(&mut s);
    let first = s.now();
    for round in 1..=12 {
        s.try_object("eve", id, 1_000_000).unwrap();
        s.pass_days(1);
        leave(&mut s, "eve", id).unwrap();
        s.cancel("eve", None).unwrap();
        assert_eq!(s.proposal(id).objections_bps, 100 * round);
    }
    let shown = s.proposal(id);
    assert_eq!((shown.due, shown.mark), (first + 50 * DAY, Some(1)));
    at(&mut s, shown.due);
    s.try_enact(id).unwrap();
}

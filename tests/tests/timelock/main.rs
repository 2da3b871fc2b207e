//! The timelock as owner of hub, registry and collector: when what it is told happens, and who has left by then.

mod acceptance;
mod classes;
mod exits;
mod hostile;
mod lives;
mod outrun;

use cosmwasm_std::CosmosMsg;
use floe_api::timelock::{ExecuteMsg as TimelockMsg, ProposalStatus, ProposedMsg, WasmAct};
use floe_core::units::DAY;
use floe_testing::suite::timelock::{calling, TIMELOCK};
use floe_testing::suite::TimelockSetup;
use floe_tests::prelude::*;
use floe_tests::staking::*;

/// The times of the setups here, in seconds.
const SHORT: u64 = 345_600;
const EXIT: u64 = 2_160_000;

/// A pool of 100,000,000 on equal validators, which belongs to a timelock; alice has 99,000,000 shares.
fn governed() -> Suite {
    governed_by(setup(4))
}

fn governed_by(mut plan: Setup) -> Suite {
    plan.timelock = Some(TimelockSetup::default());
    hundred_million_of(plan)
}

fn give(s: &mut Suite, to: &str, amount: u128) {
    let recipient = s.addr(to).to_string();
    let amount = amount.into();
    s.hub("alice", &ExecuteMsg::Transfer { recipient, amount })
        .unwrap();
}

/// Queues one message to the hub.
fn to_hub(s: &mut Suite, msg: &Value) -> u64 {
    try_to_hub(s, msg).unwrap()
}

fn try_to_hub(s: &mut Suite, msg: &Value) -> Result<u64, Failure> {
    let call = calling(&s.hub, msg).unwrap();
    s.try_propose("proposer", vec![call])
}

/// A new guardian: long.
fn long(s: &mut Suite) -> u64 {
    let guardian = s.addr("warden");
    to_hub(s, &json!({ "update_roles": { "guardian": guardian } }))
}

fn guardian(s: &Suite) -> Option<String> {
    let powers: hub::PowersResponse = s.ask(&QueryMsg::Powers {});
    powers.guardian
}

/// Goes to a second.
fn at(s: &mut Suite, secs: u64) {
    let now = s.now();
    s.pass_secs(secs - now);
}

fn kind(outcome: Result<AppResponse, Failure>) -> String {
    outcome.unwrap_err().kind
}

fn retract(s: &mut Suite, by: &str, id: u64) -> Result<AppResponse, Failure> {
    s.timelock(by, &TimelockMsg::Retract { id })
}

fn leave(s: &mut Suite, by: &str, id: u64) -> Result<AppResponse, Failure> {
    s.timelock(by, &TimelockMsg::Leave { id })
}

fn admin(s: &Suite, name: &str) -> Option<Addr> {
    let contract = s.addr(name);
    let info = s.chain.querier().query_wasm_contract_info(contract).unwrap();
    info.admin
}

/// What was undelegated comes, and is settled.
fn arrived(s: &mut Suite) {
    s.pass_secs(UNBONDING);
    s.next_block();
    s.reconcile();
}

/// Has a keeper work once a day.
fn cranked_days(s: &mut Suite, days: u64) {
    for _ in 0..days {
        s.pass_days(1);
        s.crank();
    }
}

//! What a keeper does for the contracts around the hub, and what it says of those that do not work.

use cosmwasm_std::{to_json_binary, Decimal, Uint128};
use floe_api::backstop::{BackstopHookMsg, ExecuteMsg as BackstopMsg, InstantiateMsg};
use floe_api::bonds::{self, BondsHookMsg, ExecuteMsg as BondsMsg};
use floe_api::hub::ExecuteMsg;
use floe_api::registry;
use floe_cli::ExitCode;
use floe_client::{ChainExt, Code, Contracts, Instance};

use super::DAY;
use crate::rig::{person, Rig};

/// Names a contract for a role of the hub, and has it accept.
fn appoint(rig: &Rig, role: &str, address: &str, accept: &impl serde::Serialize) {
    let mut chain = rig.chain.clone();
    let name = serde_json::json!({"update_roles": {role: address}});
    chain.execute(&person("owner"), &rig.hub(), &name, &[]).unwrap();
    chain.execute(&person("bob"), address, accept, &[]).unwrap();
}

fn create(rig: &Rig, code: &Code, msg: &impl serde::Serialize) -> String {
    let (mut chain, owner) = (rig.chain.clone(), person("owner"));
    let code = chain.store(&owner, code).unwrap();
    chain
        .instantiate(&owner, &Instance::new(code, "module"), msg)
        .unwrap()
}

/// Sends shares of the hub's token with a message.
fn give(rig: &Rig, by: &str, to: &str, amount: u128, hook: &impl serde::Serialize) {
    let send = ExecuteMsg::Send {
        contract: to.to_owned(),
        amount: amount.into(),
        msg: to_json_binary(hook).unwrap(),
    };
    rig.hub_message(by, &send, 0);
}

/// A kept protocol with a backstop in which alice has ten million units.
fn guarded() -> (std::rc::Rc<Rig>, String) {
    let rig = Rig::kept();
    rig.bond("alice", 40_000_000);
    rig.once();
    let msg = InstantiateMsg {
        hub: rig.hub(),
        cooldown: DAY,
    };
    let backstop = create(&rig, &Code::backstop(), &msg);
    appoint(&rig, "backstop", &backstop, &BackstopMsg::AcceptGuarantor {});
    let deposit = BackstopHookMsg::Deposit {
        receiver: None,
        min_units: None,
    };
    give(&rig, "alice", &backstop, 10_000_000, &deposit);
    (rig, backstop)
}

fn transfer(rig: &Rig, to: &str, amount: u128) {
    let msg = ExecuteMsg::Transfer {
        recipient: to.to_owned(),
        amount: amount.into(),
    };
    rig.hub_message("alice", &msg, 0);
}

#[test]
fn premium_that_is_worth_it_is_booked_and_less_waits() {
    let (rig, backstop) = guarded();
    transfer(&rig, &backstop, 999);
    assert_eq!(rig.check().out, "Nothing is due.\n");
    transfer(&rig, &backstop, 1);
    let due = format!("poke is due: 1000 shares of premium came to {backstop} and are not booked\n");
    assert_eq!(rig.check().out, due);
    let ran = rig.once();
    ran.ended(ExitCode::Done);
    assert!(ran.out.starts_with("poke done: booked premium"), "{}", ran.out);
    assert_eq!(rig.check().out, "Nothing is due.\n");
    let state: floe_api::backstop::BackstopStateResponse = rig
        .chain
        .query(&backstop, &floe_api::backstop::QueryMsg::State {})
        .unwrap();
    assert_eq!(state.unreleased, Uint128::new(1_000));
}

#[test]
fn a_retired_backstop_is_poked_as_long_as_it_is_paid_and_its_owner_is_told() {
    let (rig, backstop) = guarded();
    let mut chain = rig.chain.clone();
    let fee = serde_json::json!({"update_fee": {"receivers": [{"to": backstop, "weight": 1}]}});
    chain.execute(&person("owner"), &rig.hub(), &fee, &[]).unwrap();
    let retire = serde_json::json!({"update_roles": {"backstop": null}});
    chain.execute(&person("owner"), &rig.hub(), &retire, &[]).unwrap();
    let told = format!(
        "backstop {backstop}: the hub no longer takes from it; its part of the fee goes on until the owner takes it from it with \
         `floe admin fee`"
    );
    assert_eq!(rig.check().out, format!("Nothing is due.\n{told}\n"));
    transfer(&rig, &backstop, 1_000);
    let ran = rig.once();
    assert!(ran.out.starts_with("poke done"), "{}", ran.out);
    ran.says(&told);
    let status = rig.run("alice", &["status"]);
    assert!(status.out.contains(&told), "{}", status.out);

    // One that is neither the hub's nor paid is nobody's business.
    let fee = serde_json::json!({"update_fee": {"receivers": [{"to": "keeper", "weight": 1}]}});
    chain.execute(&person("owner"), &rig.hub(), &fee, &[]).unwrap();
    transfer(&rig, &backstop, 1_000_000);
    assert_eq!(rig.check().out, "Nothing is due.\n");
}

#[test]
fn a_named_operator_is_listed_once_its_bond_suffices_and_again_when_it_drains() {
    let rig = Rig::kept();
    rig.bond("alice", 40_000_000);
    rig.once();
    let contracts = Contracts::of_hub(&rig.chain, &rig.hub()).unwrap();
    let msg = bonds::InstantiateMsg {
        hub: rig.hub(),
        registry: contracts.registry.clone(),
        bond_bps: None,
        cooldown: DAY,
    };
    let address = create(&rig, &Code::bonds(), &msg);
    appoint(&rig, "bonds", &address, &BondsMsg::AcceptGuarantor {});
    let mut chain = rig.chain.clone();
    let lister = registry::ExecuteMsg::UpdateRoles {
        steward: None,
        lister: Some(Some(address.clone())),
    };
    chain
        .execute(&person("owner"), &contracts.registry, &lister, &[])
        .unwrap();
    // The keeper's own validator.
    let operator = {
        let mut chain = rig.chain.inner();
        let double = chain.double_mut();
        let operator = double.own_operator(&rig.address("keeper")).unwrap();
        double
            .add_operator(&operator, Decimal::percent(5), Uint128::new(1_000_000_000))
            .unwrap();
        operator
    };
    let post = BondsHookMsg::Post {
        operator: operator.clone(),
    };
    let args = ["keeper", "check", "--list-for", &operator];
    give(&rig, "alice", &address, 20_000, &post);
    assert_eq!(
        rig.run("keeper", &args).out,
        "Nothing is due.\n",
        "the bond is too small"
    );
    give(&rig, "alice", &address, 480_000, &post);
    assert_eq!(rig.check().out, "Nothing is due.\n", "nobody is named");
    let due = format!("list is due: {operator} has a bond of 500000 shares and is not listed\n");
    assert_eq!(rig.run("keeper", &args).out, due);
    let once = ["keeper", "once", "--list-for", &operator];
    let ran = rig.run("keeper", &once);
    ran.ended(ExitCode::Done);
    assert!(ran.out.contains("list done: 1 listed"), "{}", ran.out);
    assert_eq!(rig.run("keeper", &args).out, "Nothing is due.\n");

    let unlist = BondsMsg::Unlist {
        operator: operator.clone(),
    };
    chain.execute(&person("keeper"), &address, &unlist, &[]).unwrap();
    let check = rig.run("keeper", &args).out;
    assert!(check.contains(&due.replace('\n', "")), "{check}");
    let ran = rig.run("keeper", &once);
    assert!(ran.out.contains("list done: 1 listed"), "{}", ran.out);
}

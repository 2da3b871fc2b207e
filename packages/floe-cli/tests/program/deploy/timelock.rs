//! A deployment whose owner is a timelock.

use cosmwasm_std::WasmMsg;
use floe_api::timelock::{ExecuteMsg as TimelockMsg, InstantiateMsg};
use floe_client::{Code, Instance, Msg, Tx};

use super::*;

const DAY: u64 = 86_400;

/// A deployment that has been handed over to a timelock with this `exit`, but for who replaces the code.
fn governed(exit: u64) -> (Rig, String) {
    let rig = prepared();
    done(floe(&rig, &["run"]));
    let (owner, mut chain) = (person("owner"), rig.chain.clone());
    let contracts = record(&rig)["contracts"].clone();
    let address = |name: &str| contracts[name].as_str().unwrap().to_owned();
    let code = chain.store(&owner, &Code::timelock()).unwrap();
    let msg = InstantiateMsg {
        proposers: vec![rig.address("bob")],
        cancellers: Vec::new(),
        hub: address("hub"),
        short: 4 * DAY,
        exit,
    };
    let timelock = chain
        .instantiate(&owner, &Instance::new(code, "timelock"), &msg)
        .unwrap();
    let offer = ExecuteMsg::UpdateOwnership(OwnershipAction::TransferOwnership {
        new_owner: timelock.clone(),
        expiry: None,
    });
    for name in ["hub", "registry", "collector"] {
        chain.execute(&owner, &address(name), &offer, &[]).unwrap();
    }
    chain
        .execute(&owner, &timelock, &TimelockMsg::Accept {}, &[])
        .unwrap();
    (rig, timelock)
}

fn lines(rig: &Rig) -> String {
    floe(rig, &["verify"]).out
}

#[test]
fn an_admin_beside_a_timelock_is_wrong_until_the_timelock_has_its_power() {
    let (rig, timelock) = governed(30 * DAY);
    let owner = rig.address("owner");
    let told = lines(&rig);
    for name in ["hub", "registry", "collector"] {
        let line = format!(
            "FAIL  admin of the {name} under the timelock: is {owner}, who replaces the code at once; hand it over to the timelock"
        );
        assert!(told.contains(&line), "{line}\n{told}");
    }
    assert!(told.contains("ok    admin of the timelock: nobody"), "{told}");
    assert!(
        told.contains("ok    times of the timelock: proposals wait 4 d, or 30 d"),
        "{told}"
    );
    let contracts = record(&rig)["contracts"].clone();
    let msgs = ["hub", "registry", "collector"].map(|name| {
        Msg::from(WasmMsg::UpdateAdmin {
            contract_addr: contracts[name].as_str().unwrap().to_owned(),
            admin: timelock.clone(),
        })
    });
    let tx = Tx::new(&person("owner"), msgs.to_vec());
    rig.chain.clone().send(&tx).unwrap();
    let told = lines(&rig);
    assert!(!told.contains("FAIL  admin of the hub under"), "{told}");
    assert!(
        told.contains(&format!("ok    admin of the hub under the timelock: {timelock}")),
        "{told}"
    );
}

#[test]
fn an_exit_that_is_shorter_than_leaving_may_take_is_told() {
    let (rig, _) = governed(25 * DAY);
    let told = lines(&rig);
    assert!(
        told.contains("times of the timelock: proposals wait 4 d, or 25 d, and leaving may take 30 d; propose a longer exit"),
        "{told}"
    );
}

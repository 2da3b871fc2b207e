//! One owner, handed over in two steps, never renounced.

use cosmwasm_std::testing::MockApi;
use cosmwasm_std::Response;
use cw_ownable::OwnershipError;
use floe_api::ownership::OwnershipResponse;
use floe_contract::{ownership, ShellError};
use serde_json::{json, Value};

use crate::samples::{accept, read, renounce, transfer};
use crate::{dump, lines, Tested};

fn send<T: Tested>(contract: &mut T, by: &str, msg: &Value) -> Result<Response, T::Error> {
    contract.call(by, read(msg), &[])
}

fn address(name: &str) -> String {
    MockApi::default().addr_make(name).into_string()
}

fn answer<T: Tested>(contract: &mut T) -> OwnershipResponse {
    ownership::query(contract.parts().0).unwrap()
}

/// The owner proposes, the proposed one alone accepts; then the one before is a stranger.
pub fn hand_over<T: Tested>() {
    let mut contract = T::born();
    let (owner, heir) = (address("owner"), address("heir"));
    let offer = transfer(&heir, Value::Null);

    let response = send(&mut contract, "owner", &offer).unwrap();
    let told = format!("floe/ownership_updated old_owner={owner} owner={owner} pending_owner={heir}");
    assert_eq!(lines(&response), [told]);
    let pending = OwnershipResponse {
        owner: Some(owner.clone()),
        pending_owner: Some(heir.clone()),
        pending_expiry: None,
    };
    assert_eq!(answer(&mut contract), pending);

    for by in ["owner", "stranger"] {
        let refused = ShellError::from(OwnershipError::NotPendingOwner);
        assert_eq!(send(&mut contract, by, &accept()), Err(refused.into()));
    }
    let response = send(&mut contract, "heir", &accept()).unwrap();
    let told = format!("floe/ownership_updated old_owner={owner} owner={heir} pending_owner=none");
    assert_eq!(lines(&response), [told]);
    let refused = ShellError::Unauthorized { role: "owner" };
    assert_eq!(send(&mut contract, "owner", &offer), Err(refused.into()));
    send(&mut contract, "heir", &offer).unwrap();
}

/// A proposal ends with its expiry, to the second.
pub fn expiry<T: Tested>() {
    for (secs, accepted) in [(9, true), (10, false)] {
        let mut contract = T::born();
        let heir = address("heir");
        let (_, env) = contract.parts();
        let end = json!({ "at_time": env.block.time.plus_seconds(10) });
        send(&mut contract, "owner", &transfer(&heir, end)).unwrap();
        let (_, env) = contract.parts();
        env.block.time = env.block.time.plus_seconds(secs);
        let outcome = send(&mut contract, "heir", &accept()).map(drop);
        let refused = ShellError::from(OwnershipError::TransferExpired);
        assert_eq!(outcome, if accepted { Ok(()) } else { Err(refused.into()) });
    }
}

/// Not even the owner can leave the contract without one.
pub fn renouncing<T: Tested>() {
    for by in ["owner", "stranger"] {
        let mut contract = T::born();
        let before = dump(contract.parts().0);
        let refused = ShellError::CannotRenounce;
        assert_eq!(send(&mut contract, by, &renounce()), Err(refused.into()));
        assert_eq!(dump(contract.parts().0), before);
    }
}

//! A proposal is ended.

use cosmwasm_std::{from_json, Addr, DepsMut, Env, Response};
use floe_api::timelock::{ExecuteMsg, ProposedMsg, WasmAct};
use floe_core::wait::WaitEnd;

use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::state::{waiting, PROPOSALS, WAITING};

/// Ends a proposal that has not ended. Who is removed by it and by nothing else cannot: a canceller could not be got rid of
/// otherwise.
///
/// # Errors
/// [`WaitRefusal`](floe_core::wait::WaitRefusal) for one that has ended; [`ContractError::OwnRemoval`].
pub fn cancel(deps: DepsMut, env: &Env, sender: &Addr, id: u64) -> ContractResult<Response> {
    let mut waiting = waiting(deps.storage, id)?;
    waiting.check_open(env.block.time.seconds())?;
    let msgs = PROPOSALS.load(deps.storage, id)?.msgs;
    if removed(&env.contract.address, &msgs).is_some_and(|removed| removed == sender.as_str()) {
        let canceller = sender.to_string();
        return Err(ContractError::OwnRemoval { id, canceller });
    }
    waiting.end = Some(WaitEnd::Cancelled);
    WAITING.save(deps.storage, id, &waiting)?;
    Ok(Response::new().add_event(Fact::Cancelled {
        id,
        sender: sender.as_str(),
    }))
}

/// The canceller that messages remove which do nothing else.
fn removed(own: &Addr, msgs: &[ProposedMsg]) -> Option<String> {
    let [ProposedMsg::Wasm(WasmAct::Execute {
        contract_addr, msg, ..
    })] = msgs
    else {
        return None;
    };
    if contract_addr != own.as_str() {
        return None;
    }
    let Ok(ExecuteMsg::RemoveCanceller { address }) = from_json(msg) else {
        return None;
    };
    Some(address)
}

//! Who may send which message: one table, which the router consults. There is no owner.

use cosmwasm_std::{Addr, Env, Storage};
use floe_api::backstop::ExecuteMsg;
use floe_contract::roles::require;

use crate::error::ContractResult;
use crate::state::CONFIG;

/// Who may send a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BackstopRole {
    Anyone,
    /// The hub, whose token is received.
    Hub,
    /// The contract itself, after the hub has looked.
    Itself,
}

/// The role that a message asks for.
pub const fn role_of(msg: &ExecuteMsg) -> BackstopRole {
    match msg {
        ExecuteMsg::Receive { .. } => BackstopRole::Hub,
        ExecuteMsg::Begin { .. } => BackstopRole::Anyone,
        ExecuteMsg::Stop {} => BackstopRole::Anyone,
        ExecuteMsg::Withdraw { .. } => BackstopRole::Anyone,
        ExecuteMsg::Finish { .. } => BackstopRole::Itself,
        ExecuteMsg::Poke {} => BackstopRole::Anyone,
        ExecuteMsg::AcceptGuarantor {} => BackstopRole::Anyone,
    }
}

/// Checks that the sender has the role.
///
/// # Errors
/// [`Unauthorized`](floe_contract::ShellError::Unauthorized).
pub fn authorise(storage: &dyn Storage, env: &Env, sender: &Addr, role: BackstopRole) -> ContractResult<()> {
    match role {
        BackstopRole::Anyone => Ok(()),
        BackstopRole::Hub => Ok(require(*sender == CONFIG.load(storage)?.hub, "hub")?),
        BackstopRole::Itself => Ok(require(*sender == env.contract.address, "contract itself")?),
    }
}

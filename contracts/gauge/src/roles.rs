//! Who may send which message: one table, which the router consults. There is no owner.

use cosmwasm_std::{Addr, Env, Storage};
use floe_api::gauge::ExecuteMsg;
use floe_contract::roles::require;

use crate::error::ContractResult;
use crate::state::CONFIG;

/// Who may send a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GaugeRole {
    Anyone,
    /// The contract where power is staked.
    Power,
    /// The contract itself.
    Itself,
}

/// The role that a message asks for.
pub const fn role_of(msg: &ExecuteMsg) -> GaugeRole {
    match msg {
        ExecuteMsg::Open { .. } => GaugeRole::Anyone,
        ExecuteMsg::Prove { .. } => GaugeRole::Itself,
        ExecuteMsg::Vote { .. } => GaugeRole::Anyone,
        ExecuteMsg::Cast { .. } => GaugeRole::Anyone,
        ExecuteMsg::SetVotes { .. } => GaugeRole::Anyone,
        ExecuteMsg::Poke { .. } => GaugeRole::Anyone,
        ExecuteMsg::Apply {} => GaugeRole::Anyone,
        ExecuteMsg::StakeChangeHook(_) => GaugeRole::Power,
    }
}

/// Checks that the sender has the role.
///
/// # Errors
/// [`Unauthorized`](floe_contract::ShellError::Unauthorized).
pub fn authorise(storage: &dyn Storage, env: &Env, sender: &Addr, role: GaugeRole) -> ContractResult<()> {
    match role {
        GaugeRole::Anyone => Ok(()),
        GaugeRole::Power => {
            let power = CONFIG.load(storage)?.power;
            Ok(require(*sender == power, "contract where power is staked")?)
        }
        GaugeRole::Itself => Ok(require(*sender == env.contract.address, "contract itself")?),
    }
}

//! Who may send which message: one table, which the router consults. There is no owner.

use cosmwasm_std::{Addr, Env, Storage};
use floe_api::bonds::ExecuteMsg;
use floe_contract::roles::require;
use floe_core::bonds::same_bytes;

use crate::error::ContractResult;
use crate::state::CONFIG;

/// Who may send a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BondsRole {
    Anyone,
    /// The hub, whose token is received.
    Hub,
    /// The contract itself, after the hub has looked.
    Itself,
    /// The operator's own account.
    Operator,
    /// The operator's own account, or one that has posted the smallest bond, which the message checks.
    OperatorOrPoster,
}

/// The role that a message asks for.
pub const fn role_of(msg: &ExecuteMsg) -> BondsRole {
    match msg {
        ExecuteMsg::Receive { .. } => BondsRole::Hub,
        ExecuteMsg::List { .. } => BondsRole::OperatorOrPoster,
        ExecuteMsg::Unlist { .. } => BondsRole::Operator,
        ExecuteMsg::BeginWithdraw { .. } => BondsRole::Operator,
        ExecuteMsg::Withdraw { .. } => BondsRole::Anyone,
        ExecuteMsg::Finish { .. } => BondsRole::Itself,
        ExecuteMsg::AcceptGuarantor {} => BondsRole::Anyone,
    }
}

/// Checks that the sender has the role.
///
/// # Errors
/// [`Unauthorized`](floe_contract::ShellError::Unauthorized).
pub fn authorise(storage: &dyn Storage, env: &Env, sender: &Addr, msg: &ExecuteMsg) -> ContractResult<()> {
    match role_of(msg) {
        BondsRole::Anyone | BondsRole::OperatorOrPoster => Ok(()),
        BondsRole::Hub => Ok(require(*sender == CONFIG.load(storage)?.hub, "hub")?),
        BondsRole::Itself => Ok(require(*sender == env.contract.address, "contract itself")?),
        BondsRole::Operator => {
            let own = operator(msg).is_some_and(|operator| same_bytes(operator, sender.as_str()));
            Ok(require(own, "operator's own account")?)
        }
    }
}

/// Of which operator a message is.
const fn operator(msg: &ExecuteMsg) -> Option<&String> {
    match msg {
        ExecuteMsg::List { operator }
        | ExecuteMsg::Unlist { operator }
        | ExecuteMsg::BeginWithdraw { operator, .. }
        | ExecuteMsg::Withdraw { operator }
        | ExecuteMsg::Finish { operator } => Some(operator),
        ExecuteMsg::Receive { .. } | ExecuteMsg::AcceptGuarantor {} => None,
    }
}

//! Who may send which message: one table, which the router consults. There is no owner.

use cosmwasm_std::{Addr, Env, Storage};
use floe_api::timelock::ExecuteMsg;
use floe_contract::roles::require;

use crate::error::ContractResult;
use crate::state::{CONFIG, MEMBERS, PROPOSALS};

/// Who may send a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimelockRole {
    Anyone,
    /// The hub, whose token is received.
    Hub,
    Proposer,
    /// Who has proposed that proposal, or a canceller.
    ProposerOrCanceller,
    /// The contract itself: by an executed proposal.
    Itself,
}

/// The role that a message asks for.
pub const fn role_of(msg: &ExecuteMsg) -> TimelockRole {
    match msg {
        ExecuteMsg::Receive { .. } => TimelockRole::Hub,
        ExecuteMsg::Queue { .. } => TimelockRole::Proposer,
        ExecuteMsg::Retract { .. } => TimelockRole::Anyone,
        ExecuteMsg::Leave { .. } => TimelockRole::Anyone,
        ExecuteMsg::Execute { .. } => TimelockRole::Anyone,
        ExecuteMsg::Cancel { .. } => TimelockRole::ProposerOrCanceller,
        ExecuteMsg::Accept {} => TimelockRole::Anyone,
        ExecuteMsg::UpdateTimes { .. } => TimelockRole::Itself,
        ExecuteMsg::AddProposer { .. } => TimelockRole::Itself,
        ExecuteMsg::RemoveProposer { .. } => TimelockRole::Itself,
        ExecuteMsg::AddCanceller { .. } => TimelockRole::Itself,
        ExecuteMsg::RemoveCanceller { .. } => TimelockRole::Itself,
    }
}

/// Checks that the sender has the role.
///
/// # Errors
/// [`Unauthorized`](floe_contract::ShellError::Unauthorized).
pub fn authorise(storage: &dyn Storage, env: &Env, sender: &Addr, msg: &ExecuteMsg) -> ContractResult<()> {
    match role_of(msg) {
        TimelockRole::Anyone => Ok(()),
        TimelockRole::Hub => Ok(require(*sender == CONFIG.load(storage)?.hub, "hub")?),
        TimelockRole::Proposer => {
            let proposes = MEMBERS.load(storage)?.proposers.contains(sender);
            Ok(require(proposes, "proposers")?)
        }
        TimelockRole::ProposerOrCanceller => {
            let cancels = MEMBERS.load(storage)?.cancellers.contains(sender) || is_own(storage, sender, msg)?;
            Ok(require(cancels, "proposal's proposer or a canceller")?)
        }
        TimelockRole::Itself => Ok(require(
            *sender == env.contract.address,
            "timelock itself, by an executed proposal,",
        )?),
    }
}

/// Whether the sender has proposed the proposal that a message is about.
fn is_own(storage: &dyn Storage, sender: &Addr, msg: &ExecuteMsg) -> ContractResult<bool> {
    let Some(id) = about(msg) else {
        return Ok(false);
    };
    let proposal = PROPOSALS.may_load(storage, id)?;
    Ok(proposal.is_some_and(|proposal| proposal.proposer == *sender))
}

/// The proposal that a message is about.
const fn about(msg: &ExecuteMsg) -> Option<u64> {
    match msg {
        ExecuteMsg::Retract { id }
        | ExecuteMsg::Leave { id }
        | ExecuteMsg::Execute { id }
        | ExecuteMsg::Cancel { id } => Some(*id),
        ExecuteMsg::Receive { .. }
        | ExecuteMsg::Queue { .. }
        | ExecuteMsg::Accept {}
        | ExecuteMsg::UpdateTimes { .. }
        | ExecuteMsg::AddProposer { .. }
        | ExecuteMsg::RemoveProposer { .. }
        | ExecuteMsg::AddCanceller { .. }
        | ExecuteMsg::RemoveCanceller { .. } => None,
    }
}

//! Who may send which message: one table, which the router consults.

use cosmwasm_std::{Addr, Storage};
use floe_api::stake::{Asset, ExecuteMsg};
use floe_contract::roles::{require, Role};

use crate::error::ContractResult;
use crate::state::{CONFIG, STREAMS};

/// Who may send a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StakeRole {
    Anyone,
    Owner,
    /// Whom the owner has proposed; cw-ownable checks it.
    ProposedOwner,
    Nobody,
    /// The staked token's contract, or that of a stream's.
    Token,
}

/// The role that a message asks for.
pub const fn role_of(msg: &ExecuteMsg) -> StakeRole {
    match msg {
        ExecuteMsg::Receive { .. } => StakeRole::Token,
        ExecuteMsg::Stake {} => StakeRole::Anyone,
        ExecuteMsg::Unstake { .. } => StakeRole::Anyone,
        ExecuteMsg::Claim {} => StakeRole::Anyone,
        ExecuteMsg::Harvest { .. } => StakeRole::Anyone,
        ExecuteMsg::HarvestFor { .. } => StakeRole::Anyone,
        ExecuteMsg::Fund {} => StakeRole::Anyone,
        ExecuteMsg::Poke { .. } => StakeRole::Anyone,
        ExecuteMsg::AddStream { .. } => StakeRole::Owner,
        ExecuteMsg::AddListener { .. } => StakeRole::Owner,
        ExecuteMsg::UpdateOwnership(action) => match Role::of(action) {
            Role::Anyone => StakeRole::Anyone,
            Role::Owner => StakeRole::Owner,
            Role::ProposedOwner => StakeRole::ProposedOwner,
            Role::Nobody => StakeRole::Nobody,
        },
    }
}

/// Checks that the sender has the role.
///
/// # Errors
/// [`Unauthorized`](floe_contract::ShellError::Unauthorized); [`CannotRenounce`](floe_contract::ShellError::CannotRenounce).
pub fn authorise(storage: &dyn Storage, sender: &Addr, role: StakeRole) -> ContractResult<()> {
    let common = match role {
        StakeRole::Anyone => Role::Anyone,
        StakeRole::Owner => Role::Owner,
        StakeRole::ProposedOwner => Role::ProposedOwner,
        StakeRole::Nobody => Role::Nobody,
        StakeRole::Token => {
            let known = is_token(storage, sender)?;
            return Ok(require(known, "staked token or the token of a stream")?);
        }
    };
    Ok(common.check(storage, sender)?)
}

fn is_token(storage: &dyn Storage, sender: &Addr) -> ContractResult<bool> {
    let asset = Asset::Cw20(sender.to_string());
    let staked = CONFIG.load(storage)?.token == asset;
    Ok(staked || STREAMS.load(storage)?.iter().any(|stream| stream.asset == asset))
}

//! The two-step hand-over of ownership, in the messages of `cw-ownable`.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Addr;
use cw_utils::Expiration;

/// Who may call: the owner, and for `accept_ownership` the proposed owner.
#[cw_serde]
#[serde(deny_unknown_fields)]
pub enum OwnershipAction {
    /// Proposes a new owner, who must accept before the expiry; null = no expiry.
    TransferOwnership {
        new_owner: String,
        expiry: Option<Expiration>,
    },
    /// Takes the ownership over. Only the proposed owner.
    AcceptOwnership,
    /// Always refused: a protocol without an owner could never replace a broken validator set.
    RenounceOwnership,
}

impl From<OwnershipAction> for cw_ownable::Action {
    fn from(action: OwnershipAction) -> Self {
        match action {
            OwnershipAction::TransferOwnership { new_owner, expiry } => {
                Self::TransferOwnership { new_owner, expiry }
            }
            OwnershipAction::AcceptOwnership => Self::AcceptOwnership,
            OwnershipAction::RenounceOwnership => Self::RenounceOwnership,
        }
    }
}

/// Answer to `ownership`. Closed shape.
#[cw_serde]
#[serde(deny_unknown_fields)]
pub struct OwnershipResponse {
    pub owner: Option<String>,
    pub pending_owner: Option<String>,
    pub pending_expiry: Option<Expiration>,
}

impl From<cw_ownable::Ownership<Addr>> for OwnershipResponse {
    fn from(ownership: cw_ownable::Ownership<Addr>) -> Self {
        Self {
            owner: ownership.owner.map(String::from),
            pending_owner: ownership.pending_owner.map(String::from),
            pending_expiry: ownership.pending_expiry,
        }
    }
}

//! Who may send a message. The table, from message to role, is the contract's; what the common roles mean is said here.

use cosmwasm_std::{Addr, Event, Storage};
use floe_api::events::ShellFact;
use floe_api::ownership::OwnershipAction;

use crate::{ownership, ShellError};

/// The roles of a contract that knows nobody but its owner. A contract with more has an enum of its own and calls
/// [`owner`] and [`require`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Anyone,
    Owner,
    /// Whom the owner has proposed; cw-ownable checks it.
    ProposedOwner,
    /// Refused for everybody: renouncing.
    Nobody,
}

impl Role {
    /// The role that a step of the hand-over of ownership asks for.
    pub const fn of(action: &OwnershipAction) -> Self {
        match action {
            OwnershipAction::TransferOwnership { .. } => Self::Owner,
            OwnershipAction::AcceptOwnership => Self::ProposedOwner,
            OwnershipAction::RenounceOwnership => Self::Nobody,
        }
    }

    /// Refuses a sender who does not have the role.
    ///
    /// # Errors
    /// [`ShellError::Unauthorized`]; [`ShellError::CannotRenounce`].
    pub fn check(self, storage: &dyn Storage, sender: &Addr) -> Result<(), ShellError> {
        match self {
            Self::Anyone | Self::ProposedOwner => Ok(()),
            Self::Owner => owner(storage, sender),
            Self::Nobody => Err(ShellError::CannotRenounce),
        }
    }
}

/// Refuses everybody but the owner.
///
/// # Errors
/// [`ShellError::Unauthorized`].
pub fn owner(storage: &dyn Storage, sender: &Addr) -> Result<(), ShellError> {
    require(ownership::is_owner(storage, sender)?, "owner")
}

/// Refuses a sender who was found not to have the role of that name.
///
/// # Errors
/// [`ShellError::Unauthorized`].
pub const fn require(allowed: bool, role: &'static str) -> Result<(), ShellError> {
    if allowed {
        Ok(())
    } else {
        Err(ShellError::Unauthorized { role })
    }
}

/// Who has a role, as events and errors say it.
pub fn shown(role: &Option<Addr>) -> String {
    role.as_ref().map_or("none".to_owned(), Addr::to_string)
}

/// Puts somebody else into a role, and tells it.
pub fn replaced(name: &'static str, role: &mut Option<Addr>, new: Option<Addr>) -> Event {
    let old = shown(role);
    *role = new;
    Event::from(ShellFact::ConfigChanged {
        name,
        old: &old,
        new: &shown(role),
    })
}

#[cfg(test)]
mod tests {
    use cosmwasm_std::testing::{MockApi, MockStorage};
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(Role::Anyone, None, None)]
    #[case(Role::ProposedOwner, None, None)]
    #[case(Role::Owner, None, Some("only the owner may do this"))]
    #[case(
        Role::Nobody,
        Some("ownership cannot be renounced; transfer it instead"),
        Some("ownership cannot be renounced; transfer it instead")
    )]
    fn each_role_lets_in_whom_it_names(
        #[case] role: Role,
        #[case] owner_refused: Option<&str>,
        #[case] stranger_refused: Option<&str>,
    ) {
        let (mut storage, api) = (MockStorage::new(), MockApi::default());
        ownership::initialize(&mut storage, &api, api.addr_make("owner").as_str()).unwrap();
        for (sender, refused) in [("owner", owner_refused), ("stranger", stranger_refused)] {
            let got = role.check(&storage, &api.addr_make(sender)).err();
            let got = got.map(|error| error.to_string());
            assert_eq!(got.as_deref(), refused, "{sender}");
        }
    }
}

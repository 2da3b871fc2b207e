//! Who may send what. The tables of roles are the contracts' own.

use anyhow::Result;
use floe_api::ownership::OwnershipAction;
use floe_api::{collector, hub, registry};
use floe_client::{ContractKind, Protocol};
use floe_hub::roles::{role_of as hub_role, HubRole};
use floe_reward_collector::roles::{role_of as collector_role, Role as CollectorRole};
use floe_validator_registry::roles::{role_of as registry_role, RegistryRole};

use super::plan::refuse;

/// What a message needs of its sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Power {
    Anyone,
    /// Of each of these.
    Owner(Vec<ContractKind>),
    /// The hub's owner or its guardian, the registry's owner or the hub's guardian.
    OwnerOrGuardian(ContractKind),
    Governor,
    /// The registry's owner or its steward.
    OwnerOrSteward,
    /// The registry's lister, a contract.
    Lister,
    /// Whom the owner has proposed, at each of these.
    ProposedOwner(Vec<ContractKind>),
    /// The token's marketing address, or the hub's owner.
    Marketing,
    /// May replace the code, at each of these.
    ChainAdmin(Vec<ContractKind>),
    /// Of a contract beside the three: one of these.
    OneOf {
        role: String,
        holders: Vec<String>,
    },
}

impl Power {
    pub fn of_hub(msg: &hub::ExecuteMsg) -> Self {
        match hub_role(msg) {
            HubRole::Owner => Self::Owner(vec![ContractKind::Hub]),
            HubRole::GuardianOrOwner => Self::OwnerOrGuardian(ContractKind::Hub),
            HubRole::Governor => Self::Governor,
            HubRole::Ownership => Self::of_handover(msg),
            HubRole::Anyone | HubRole::Collector | HubRole::NamedGuarantor | HubRole::Nobody => {
                if let hub::ExecuteMsg::UpdateMarketing { .. } | hub::ExecuteMsg::UploadLogo(_) = msg {
                    Self::Marketing
                } else {
                    Self::Anyone
                }
            }
        }
    }

    fn of_handover(msg: &hub::ExecuteMsg) -> Self {
        if let hub::ExecuteMsg::UpdateOwnership(OwnershipAction::AcceptOwnership) = msg {
            Self::ProposedOwner(vec![ContractKind::Hub])
        } else {
            Self::Owner(vec![ContractKind::Hub])
        }
    }

    pub fn of_registry(msg: &registry::ExecuteMsg) -> Self {
        match registry_role(msg) {
            RegistryRole::Anyone | RegistryRole::Nobody => Self::Anyone,
            RegistryRole::Owner => Self::Owner(vec![ContractKind::Registry]),
            RegistryRole::OwnerOrGuardian => Self::OwnerOrGuardian(ContractKind::Registry),
            RegistryRole::OwnerOrSteward => Self::OwnerOrSteward,
            RegistryRole::Lister => Self::Lister,
            RegistryRole::ProposedOwner => Self::ProposedOwner(vec![ContractKind::Registry]),
        }
    }

    pub fn of_collector(msg: &collector::ExecuteMsg) -> Self {
        match collector_role(msg) {
            CollectorRole::Anyone | CollectorRole::Nobody => Self::Anyone,
            CollectorRole::Owner => Self::Owner(vec![ContractKind::Collector]),
            CollectorRole::ProposedOwner => Self::ProposedOwner(vec![ContractKind::Collector]),
        }
    }
}

/// Refuses a sender without the power and says who holds it.
///
/// # Errors
/// Naming the role and its holder.
pub fn check(protocol: &Protocol<'_>, power: &Power, sender: &str, title: &str) -> Result<()> {
    let need = |role: String, holder: Option<String>| match holder {
        Some(holder) if holder == sender => Ok(()),
        Some(holder) => {
            let gov = floe_client::module_address("gov", &protocol.chain.facts().prefix);
            let who = match gov.is_ok_and(|gov| gov == sender) {
                true => format!("governance ({sender})"),
                false => sender.to_owned(),
            };
            refuse(format!("{who} may not {title}: that takes the {role}, {holder}"))
        }
        None => refuse(format!("nobody may {title}: there is no {role}")),
    };
    let ownership = |which: ContractKind| protocol.ownership(which);
    match power {
        Power::Anyone => Ok(()),
        Power::Owner(contracts) => contracts
            .iter()
            .try_for_each(|which| need(format!("owner of the {}", which.name()), ownership(*which)?.owner)),
        Power::ProposedOwner(contracts) => contracts.iter().try_for_each(|which| {
            let role = format!("proposed owner of the {}", which.name());
            need(role, ownership(*which)?.pending_owner)
        }),
        Power::ChainAdmin(contracts) => contracts.iter().try_for_each(|which| {
            let role = format!("chain-level admin of the {}", which.name());
            need(role, protocol.admin(*which)?)
        }),
        Power::OneOf { role, holders } if holders.is_empty() => need(role.clone(), None),
        Power::OneOf { role, holders } => match holders.iter().find(|holder| *holder == sender) {
            Some(_) => Ok(()),
            None => need(role.clone(), Some(holders.join(" or "))),
        },
        Power::Governor => need("governor".to_owned(), protocol.hub().powers()?.governor),
        Power::OwnerOrSteward => {
            let steward = protocol.registry().config()?.steward;
            if steward.as_deref() == Some(sender) {
                return Ok(());
            }
            let role = "owner of the registry or its steward".to_owned();
            need(role, ownership(ContractKind::Registry)?.owner)
        }
        Power::Lister => need("lister".to_owned(), protocol.registry().config()?.lister),
        Power::OwnerOrGuardian(which) => {
            let owner = ownership(*which)?.owner;
            if owner.as_deref() == Some(sender) {
                return Ok(());
            }
            match protocol.hub().powers()?.guardian {
                Some(guardian) if guardian == sender => Ok(()),
                guardian => {
                    let guardian = guardian
                        .map(|it| format!(", or the guardian, {it}"))
                        .unwrap_or_default();
                    let owner = owner.map(|owner| format!("{owner}{guardian}"));
                    need(format!("owner of the {}", which.name()), owner)
                }
            }
        }
        Power::Marketing => {
            let info = protocol.hub().marketing_info()?;
            if info.marketing.is_some_and(|address| address.as_str() == sender) {
                return Ok(());
            }
            need(
                "owner of the hub or the token's marketing address".to_owned(),
                ownership(ContractKind::Hub)?.owner,
            )
        }
    }
}

/// Whether somebody is the owner, which matters where the guardian may do less.
pub fn is_owner(protocol: &Protocol<'_>, which: ContractKind, sender: &str) -> Result<bool> {
    Ok(protocol.ownership(which)?.owner.as_deref() == Some(sender))
}

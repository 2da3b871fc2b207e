//! Who may send what. The tables of roles are the contracts' own.

use anyhow::Result;
use floe_api::hub::QueryMsg;
use floe_api::ownership::{OwnershipAction, OwnershipResponse};
use floe_api::{collector, hub, registry};
use floe_hub::roles::{role as hub_role, Role as HubRole};
use floe_reward_collector::roles::{role_of as collector_role, Role as CollectorRole};
use floe_validator_registry::roles::{role_of as registry_role, Role as RegistryRole};

use super::plan::refuse;
use crate::protocol::Protocol;

/// One of the three contracts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Which {
    Hub,
    Registry,
    Collector,
}

impl Which {
    pub const ALL: [Self; 3] = [Self::Hub, Self::Registry, Self::Collector];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Hub => "hub",
            Self::Registry => "registry",
            Self::Collector => "collector",
        }
    }

    pub fn address<'p>(self, protocol: &'p Protocol<'_>) -> &'p str {
        let contracts = &protocol.contracts;
        match self {
            Self::Hub => &contracts.hub,
            Self::Registry => &contracts.registry,
            Self::Collector => &contracts.collector,
        }
    }
}

/// What a message needs of its sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Power {
    Anyone,
    /// Of each of these.
    Owner(Vec<Which>),
    /// The hub's owner or its guardian, the registry's owner or the hub's guardian.
    OwnerOrGuardian(Which),
    Governor,
    /// Whom the owner has proposed, at each of these.
    ProposedOwner(Vec<Which>),
    /// The token's marketing address, or the hub's owner.
    Marketing,
    /// May replace the code, at each of these.
    ChainAdmin(Vec<Which>),
}

impl Power {
    pub fn of_hub(msg: &hub::ExecuteMsg) -> Self {
        match hub_role(msg) {
            HubRole::Owner => Self::Owner(vec![Which::Hub]),
            HubRole::GuardianOrOwner => Self::OwnerOrGuardian(Which::Hub),
            HubRole::Governor => Self::Governor,
            HubRole::Ownership => Self::of_handover(msg),
            HubRole::Anyone | HubRole::Collector | HubRole::NamedGuarantor | HubRole::Nobody => match msg {
                hub::ExecuteMsg::UpdateMarketing { .. } | hub::ExecuteMsg::UploadLogo(_) => Self::Marketing,
                _ => Self::Anyone,
            },
        }
    }

    fn of_handover(msg: &hub::ExecuteMsg) -> Self {
        match msg {
            hub::ExecuteMsg::UpdateOwnership(OwnershipAction::AcceptOwnership) => {
                Self::ProposedOwner(vec![Which::Hub])
            }
            _ => Self::Owner(vec![Which::Hub]),
        }
    }

    pub fn of_registry(msg: &registry::ExecuteMsg) -> Self {
        match registry_role(msg) {
            RegistryRole::Anyone | RegistryRole::Nobody => Self::Anyone,
            RegistryRole::Owner => Self::Owner(vec![Which::Registry]),
            RegistryRole::OwnerOrGuardian => Self::OwnerOrGuardian(Which::Registry),
            RegistryRole::ProposedOwner => Self::ProposedOwner(vec![Which::Registry]),
        }
    }

    pub fn of_collector(msg: &collector::ExecuteMsg) -> Self {
        match collector_role(msg) {
            CollectorRole::Anyone | CollectorRole::Nobody => Self::Anyone,
            CollectorRole::Owner => Self::Owner(vec![Which::Collector]),
            CollectorRole::ProposedOwner => Self::ProposedOwner(vec![Which::Collector]),
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
        Some(holder) => refuse(format!(
            "{sender} may not {title}: that takes the {role}, {holder}"
        )),
        None => refuse(format!("nobody may {title}: there is no {role}")),
    };
    let ownership =
        |which: Which| -> Result<OwnershipResponse> { protocol.ownership(which.address(protocol)) };
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
            let info = protocol.chain.contract_info(which.address(protocol))?;
            need(format!("chain-level admin of the {}", which.name()), info.admin)
        }),
        Power::Governor => need("governor".to_owned(), protocol.powers()?.governor),
        Power::OwnerOrGuardian(which) => {
            let owner = ownership(*which)?.owner;
            if owner.as_deref() == Some(sender) {
                return Ok(());
            }
            match protocol.powers()?.guardian {
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
            let info: cw20::MarketingInfoResponse = protocol.hub(&QueryMsg::MarketingInfo {})?;
            if info.marketing.is_some_and(|address| address.as_str() == sender) {
                return Ok(());
            }
            need(
                "owner of the hub or the token's marketing address".to_owned(),
                ownership(Which::Hub)?.owner,
            )
        }
    }
}

/// Whether somebody is the owner, which matters where the guardian may do less.
pub fn is_owner(protocol: &Protocol<'_>, which: Which, sender: &str) -> Result<bool> {
    Ok(protocol.ownership(which.address(protocol))?.owner.as_deref() == Some(sender))
}

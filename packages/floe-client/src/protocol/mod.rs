//! A deployed protocol: its three contracts, every question to them and every message, with types.

mod backstop;
mod bonds;
mod client;
mod collector;
mod gauge;
mod hub;
mod pages;
mod params;
mod record;
mod registry;
mod stake;
mod timelock;

use std::str::FromStr;

use floe_api::ownership::OwnershipResponse;
use serde::{Deserialize, Serialize};

use crate::{Chain, Error, Result};

pub use backstop::{trouble, BackstopClient};
pub use bonds::BondsClient;
pub use collector::CollectorClient;
pub use gauge::GaugeClient;
pub use hub::HubClient;
pub use pages::{is_full, pages, PAGE};
pub use params::{param, small_param};
pub use record::{
    DeployedCodes, DeployedModule, DeployedModules, DeploymentRecord, ModuleKind, PendingStep, Roles,
    SentStep, StoredCode,
};
pub use registry::RegistryClient;
pub use stake::StakeClient;
pub use timelock::TimelockClient;

/// One of the three contracts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ContractKind {
    Hub,
    Registry,
    Collector,
}

impl ContractKind {
    pub const ALL: [Self; 3] = [Self::Hub, Self::Registry, Self::Collector];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Hub => "hub",
            Self::Registry => "registry",
            Self::Collector => "collector",
        }
    }
}

impl FromStr for ContractKind {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|contract| contract.name() == name);
        found.ok_or_else(|| Error::bad_value("contract", format!("{name} is not hub, registry or collector")))
    }
}

/// Addresses of the three contracts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contracts {
    pub hub: String,
    pub registry: String,
    pub collector: String,
}

impl Contracts {
    pub fn address(&self, contract: ContractKind) -> &str {
        match contract {
            ContractKind::Hub => &self.hub,
            ContractKind::Registry => &self.registry,
            ContractKind::Collector => &self.collector,
        }
    }

    /// The hub knows the other two.
    ///
    /// # Errors
    /// [`Error::WrongContract`] with the hub's address, if another of the three is named.
    pub fn of_hub(chain: &dyn Chain, hub: &str) -> Result<Self> {
        let config = match HubClient::new(chain, hub).config() {
            Ok(config) => config,
            Err(error) => return Err(other_than_hub(chain, hub).unwrap_or(error)),
        };
        Ok(Self {
            hub: hub.to_owned(),
            registry: config.registry,
            collector: config.collector,
        })
    }
}

/// That an address is the registry or the collector, if it says so itself.
fn other_than_hub(chain: &dyn Chain, address: &str) -> Option<Error> {
    let wrong = |found: ContractKind, hub: String| Error::WrongContract {
        address: address.to_owned(),
        found: found.name(),
        hub,
    };
    if let Ok(config) = RegistryClient::new(chain, address).config() {
        return Some(wrong(ContractKind::Registry, config.hub));
    }
    let config = CollectorClient::new(chain, address).config().ok()?;
    Some(wrong(ContractKind::Collector, config.hub))
}

/// The three contracts on a chain. Methods named like a question ask it; those named like a message give the message, to be
/// put into a [`crate::Tx`] with others or alone.
pub struct Protocol<'c> {
    pub chain: &'c dyn Chain,
    pub contracts: Contracts,
}

impl<'c> Protocol<'c> {
    pub const fn new(chain: &'c dyn Chain, contracts: Contracts) -> Self {
        Self { chain, contracts }
    }

    pub fn hub(&self) -> HubClient<'_> {
        HubClient::new(self.chain, &self.contracts.hub)
    }

    pub fn registry(&self) -> RegistryClient<'_> {
        RegistryClient::new(self.chain, &self.contracts.registry)
    }

    pub fn collector(&self) -> CollectorClient<'_> {
        CollectorClient::new(self.chain, &self.contracts.collector)
    }

    /// A backstop, whether it is the hub's or was.
    pub fn backstop<'a>(&'a self, address: &'a str) -> BackstopClient<'a> {
        BackstopClient::new(self.chain, address)
    }

    /// A contract of bonds, whether it is the hub's or was.
    pub fn bonds<'a>(&'a self, address: &'a str) -> BondsClient<'a> {
        BondsClient::new(self.chain, address)
    }

    /// A timelock, whether it is the owner or is to be.
    pub fn timelock<'a>(&'a self, address: &'a str) -> TimelockClient<'a> {
        TimelockClient::new(self.chain, address)
    }

    /// A contract in which a token is staked.
    pub fn stake<'a>(&'a self, address: &'a str) -> StakeClient<'a> {
        StakeClient::new(self.chain, address)
    }

    /// A gauge, whether it is the hub's governor or not.
    pub fn gauge<'a>(&'a self, address: &'a str) -> GaugeClient<'a> {
        GaugeClient::new(self.chain, address)
    }

    /// Owner and proposed owner of one of them.
    pub fn ownership(&self, contract: ContractKind) -> Result<OwnershipResponse> {
        match contract {
            ContractKind::Hub => self.hub().ownership(),
            ContractKind::Registry => self.registry().ownership(),
            ContractKind::Collector => self.collector().ownership(),
        }
    }

    /// Who may replace the code of one of them.
    pub fn admin(&self, contract: ContractKind) -> Result<Option<String>> {
        Ok(self.chain.contract_info(self.contracts.address(contract))?.admin)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;

    use serde_json::Value;

    use super::*;

    /// The names in a schema's list of questions or messages.
    fn declared(contract: &str, list: &str) -> BTreeSet<String> {
        let file = format!("{}/../../schema/{contract}.json", env!("CARGO_MANIFEST_DIR"));
        let schema: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
        let forms = schema[list]["oneOf"].as_array().unwrap();
        forms
            .iter()
            .map(|form| form["required"][0].as_str().unwrap().to_owned())
            .collect()
    }

    #[test]
    fn every_question_and_message_of_the_contracts_has_a_method() {
        let known = [
            ("hub", HubClient::QUESTIONS, HubClient::MESSAGES),
            (
                "validator-registry",
                RegistryClient::QUESTIONS,
                RegistryClient::MESSAGES,
            ),
            (
                "reward-collector",
                CollectorClient::QUESTIONS,
                CollectorClient::MESSAGES,
            ),
            ("backstop", BackstopClient::QUESTIONS, BackstopClient::MESSAGES),
            ("bonds", BondsClient::QUESTIONS, BondsClient::MESSAGES),
            ("timelock", TimelockClient::QUESTIONS, TimelockClient::MESSAGES),
            ("stake", StakeClient::QUESTIONS, StakeClient::MESSAGES),
            ("gauge", GaugeClient::QUESTIONS, GaugeClient::MESSAGES),
        ];
        for (contract, questions, messages) in known {
            let named = |list: &[&str]| list.iter().map(ToString::to_string).collect::<BTreeSet<_>>();
            assert_eq!(named(questions), declared(contract, "query"), "{contract}");
            assert_eq!(named(messages), declared(contract, "execute"), "{contract}");
        }
    }
}

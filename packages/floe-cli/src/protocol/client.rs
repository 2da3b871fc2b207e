use anyhow::Result;
use cosmwasm_std::Uint128;
use floe_chain::{Chain, ChainExt};
use floe_types::hub::{ConfigResponse, QueryMsg, StateResponse};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Addresses of the three contracts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contracts {
    pub hub: String,
    pub registry: String,
    pub collector: String,
}

impl Contracts {
    /// The hub knows the other two.
    pub fn of_hub(chain: &dyn Chain, hub: &str) -> Result<Self> {
        let config: ConfigResponse = chain.query(hub, &QueryMsg::Config {})?;
        Ok(Self {
            hub: hub.to_owned(),
            registry: config.registry,
            collector: config.collector,
        })
    }
}

/// Typed questions to the three contracts.
pub struct Protocol<'c> {
    pub chain: &'c dyn Chain,
    pub contracts: Contracts,
}

impl<'c> Protocol<'c> {
    pub fn new(chain: &'c dyn Chain, contracts: Contracts) -> Self {
        Self { chain, contracts }
    }

    /// Any question to the hub.
    pub fn hub<T: DeserializeOwned>(&self, question: &QueryMsg) -> Result<T> {
        Ok(self.chain.query(&self.contracts.hub, question)?)
    }

    /// Any question to the registry.
    pub fn registry<T: DeserializeOwned>(&self, question: &floe_types::registry::QueryMsg) -> Result<T> {
        Ok(self.chain.query(&self.contracts.registry, question)?)
    }

    pub fn state(&self) -> Result<StateResponse> {
        self.hub(&QueryMsg::State {})
    }

    /// Shares of an account.
    pub fn shares(&self, address: &str) -> Result<Uint128> {
        let answer: cw20::BalanceResponse = self.hub(&QueryMsg::Balance {
            address: address.to_owned(),
        })?;
        Ok(answer.balance)
    }

    pub fn token(&self) -> Result<cw20::TokenInfoResponse> {
        self.hub(&QueryMsg::TokenInfo {})
    }
}

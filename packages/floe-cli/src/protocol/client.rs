use std::collections::BTreeSet;

use anyhow::{bail, Result};
use cosmwasm_std::Uint128;
use floe_api::hub::{
    BatchResponse, ConfigResponse, PowersResponse, QueryMsg, SolvencyResponse, StateResponse,
    UserRequestDetails, ValidatorResponse,
};
use floe_api::ownership::OwnershipResponse;
use floe_api::registry;
use floe_client::{Chain, ChainExt};
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
    pub fn registry<T: DeserializeOwned>(&self, question: &floe_api::registry::QueryMsg) -> Result<T> {
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

    pub fn solvency(&self) -> Result<SolvencyResponse> {
        self.hub(&QueryMsg::Solvency {})
    }

    pub fn powers(&self) -> Result<PowersResponse> {
        self.hub(&QueryMsg::Powers {})
    }

    /// Any question to the collector.
    pub fn collector<T: DeserializeOwned>(&self, question: &floe_api::collector::QueryMsg) -> Result<T> {
        Ok(self.chain.query(&self.contracts.collector, question)?)
    }

    /// Owner and proposed owner of the hub, the registry or the collector, whose question has one form.
    pub fn ownership(&self, contract: &str) -> Result<OwnershipResponse> {
        Ok(self.chain.query(contract, &QueryMsg::Ownership {})?)
    }

    /// Closed batches that are not fully claimed, ascending.
    pub fn batches(&self) -> Result<Vec<BatchResponse>> {
        pages(|after: Option<&BatchResponse>| {
            self.hub(&QueryMsg::PreviousBatches {
                start_after: after.map(|batch| batch.id),
                limit: Some(PAGE),
            })
        })
    }

    /// Somebody's requests, ascending by batch.
    pub fn requests(&self, user: &str) -> Result<Vec<UserRequestDetails>> {
        pages(|after: Option<&UserRequestDetails>| {
            self.hub(&QueryMsg::UnbondRequestsByUserDetails {
                user: user.to_owned(),
                start_after: after.map(|request| request.id),
                limit: Some(PAGE),
            })
        })
    }

    /// The hub's stake, ascending by operator address.
    pub fn stake(&self) -> Result<Vec<ValidatorResponse>> {
        pages(|after: Option<&ValidatorResponse>| {
            self.hub(&QueryMsg::Validators {
                start_after: after.map(|validator| validator.operator.clone()),
                limit: Some(PAGE),
            })
        })
    }

    /// The registry's validators in the order of their addition.
    pub fn listed(&self) -> Result<Vec<registry::ValidatorResponse>> {
        pages(|after: Option<&registry::ValidatorResponse>| {
            self.registry(&registry::QueryMsg::Validators {
                start_after: after.map(|validator| validator.operator.clone()),
                limit: Some(PAGE),
            })
        })
    }
}

/// Items of a page, the most that the contracts give.
pub const PAGE: u32 = 100;

/// Whether more may follow a page of so many items.
pub fn is_full(items: usize) -> bool {
    u32::try_from(items).is_ok_and(|items| items >= PAGE)
}

/// Pages of a contract's list at most.
const MAX_PAGES: usize = 1_000;

/// All items of a list, page by page; `page` is given the last item so far.
///
/// # Errors
/// For a list that does not end.
fn pages<T: Serialize>(mut page: impl FnMut(Option<&T>) -> Result<Vec<T>>) -> Result<Vec<T>> {
    let mut all: Vec<T> = Vec::new();
    let mut ends = BTreeSet::new();
    for _ in 0..MAX_PAGES {
        let mut found = page(all.last())?;
        let full = is_full(found.len());
        all.append(&mut found);
        if !full {
            return Ok(all);
        }
        let last = all.last().map(serde_json::to_string).transpose()?;
        if !ends.insert(last) {
            bail!("a contract's list repeats itself; name another node");
        }
    }
    bail!("a contract's list has more than {MAX_PAGES} pages; name another node")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(from: u64) -> Vec<u64> {
        (from..from + u64::from(PAGE)).collect()
    }

    #[test]
    fn a_list_is_read_to_its_end() {
        let read = pages(|last: Option<&u64>| {
            Ok(match last {
                None => page(0),
                Some(last) => vec![last + 1],
            })
        });
        assert_eq!(read.unwrap().len(), 101);
    }

    #[test]
    fn a_list_that_repeats_itself_or_never_ends_is_given_up() {
        let repeated = pages(|_: Option<&u64>| Ok(page(0))).unwrap_err().to_string();
        assert!(repeated.contains("repeats itself"), "{repeated}");
        let endless = pages(|last: Option<&u64>| Ok(page(last.map_or(0, |last| last + 1))));
        let endless = endless.unwrap_err().to_string();
        assert!(endless.contains("more than 1000 pages"), "{endless}");
    }
}

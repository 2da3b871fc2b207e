//! The protocol's contracts as the embedded chain runs them.

use cosmwasm_std::Empty;
use cw_multi_test::{Contract, ContractWrapper};

use crate::chain::ChainDouble;

/// Ids of the three codes.
pub struct ContractCodes {
    pub hub: u64,
    pub registry: u64,
    pub collector: u64,
}

/// Stores the three contracts.
pub fn store_codes(chain: &mut ChainDouble) -> ContractCodes {
    ContractCodes {
        hub: chain.store_code(hub()),
        registry: chain.store_code(registry()),
        collector: chain.store_code(collector()),
    }
}

pub fn hub() -> Box<dyn Contract<Empty>> {
    let wrapper = ContractWrapper::new(
        floe_hub::contract::execute,
        floe_hub::contract::instantiate,
        floe_hub::contract::query,
    );
    Box::new(
        wrapper
            .with_reply(floe_hub::contract::reply)
            .with_migrate(floe_hub::contract::migrate),
    )
}

pub fn registry() -> Box<dyn Contract<Empty>> {
    let wrapper = ContractWrapper::new(
        floe_validator_registry::contract::execute,
        floe_validator_registry::contract::instantiate,
        floe_validator_registry::contract::query,
    );
    Box::new(wrapper.with_migrate(floe_validator_registry::contract::migrate))
}

pub fn bonds() -> Box<dyn Contract<Empty>> {
    let wrapper = ContractWrapper::new(
        floe_bonds::contract::execute,
        floe_bonds::contract::instantiate,
        floe_bonds::contract::query,
    );
    Box::new(wrapper.with_migrate(floe_bonds::contract::migrate))
}

pub fn timelock() -> Box<dyn Contract<Empty>> {
    let wrapper = ContractWrapper::new(
        floe_timelock::contract::execute,
        floe_timelock::contract::instantiate,
        floe_timelock::contract::query,
    );
    Box::new(wrapper.with_migrate(floe_timelock::contract::migrate))
}

/// What is deployed beside the protocol, on request.
pub fn backstop() -> Box<dyn Contract<Empty>> {
    let wrapper = ContractWrapper::new(
        floe_backstop::contract::execute,
        floe_backstop::contract::instantiate,
        floe_backstop::contract::query,
    );
    Box::new(wrapper.with_migrate(floe_backstop::contract::migrate))
}

pub fn collector() -> Box<dyn Contract<Empty>> {
    let wrapper = ContractWrapper::new(
        floe_reward_collector::contract::execute,
        floe_reward_collector::contract::instantiate,
        floe_reward_collector::contract::query,
    );
    Box::new(wrapper.with_migrate(floe_reward_collector::contract::migrate))
}

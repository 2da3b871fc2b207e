//! Queries that keep the variant of a refusal, which the chain turns into text.

use cosmwasm_std::{from_json, Addr, Binary, ContractInfo, Deps, Empty, Env, QuerierWrapper};
use serde::de::DeserializeOwned;

use crate::suite::{Failure, Suite};

impl Suite {
    /// A smart query in bytes. The contracts' own entry points are called, so that the refusal is theirs; what is no
    /// contract of the protocol is asked through the chain.
    pub fn ask_raw(&self, of: &Addr, msg: &[u8]) -> Result<Binary, Failure> {
        if *of == self.hub {
            return self.call(of, msg, floe_hub::contract::query);
        }
        if *of == self.registry {
            return self.call(of, msg, floe_validator_registry::contract::query);
        }
        if *of == self.collector {
            return self.call(of, msg, floe_reward_collector::contract::query);
        }
        if self.is_code(of, floe_backstop::contract::CODE.name) {
            return self.call(of, msg, floe_backstop::contract::query);
        }
        if self.is_code(of, floe_bonds::contract::CODE.name) {
            return self.call(of, msg, floe_bonds::contract::query);
        }
        if self.is_code(of, floe_timelock::contract::CODE.name) {
            return self.call(of, msg, floe_timelock::contract::query);
        }
        self.chain
            .query_binary(of, msg.into())
            .map_err(|error| Failure::of(&error.into()))
    }

    /// Whether a contract is recorded under a name.
    fn is_code(&self, of: &Addr, name: &str) -> bool {
        let recorded = cw2::query_contract_info(&self.chain.querier(), of);
        recorded.is_ok_and(|info| info.contract == name)
    }

    fn call<M, E>(
        &self,
        of: &Addr,
        msg: &[u8],
        query: fn(Deps<Empty>, Env, M) -> Result<Binary, E>,
    ) -> Result<Binary, Failure>
    where
        M: DeserializeOwned,
        E: std::error::Error + Send + Sync + 'static,
    {
        let msg: M = from_json(msg).map_err(|error| Failure::of(&error.into()))?;
        let app = self.chain.app();
        let storage = app.contract_storage(of);
        let deps = Deps {
            storage: &*storage,
            api: app.api(),
            querier: QuerierWrapper::new(app),
        };
        let env = Env {
            block: app.block_info(),
            transaction: None,
            contract: ContractInfo { address: of.clone() },
        };
        query(deps, env, msg).map_err(|error| Failure::of(&error.into()))
    }
}

//! The Rust of the contracts that the chain in memory runs, by the name of their code.

use std::collections::BTreeMap;

use anyhow::Result as AnyResult;
use cosmwasm_std::{Binary, Checksum, Deps, DepsMut, Empty, Env, MessageInfo, Reply, Response};
use cw_multi_test::Contract;
use floe_client::{Code, Error, Result};
use floe_testing::suite::codes;

/// Makes a contract as the chain in memory runs it.
pub type Native = fn() -> Box<dyn Contract<Empty>>;

/// What is known by name; the protocol's own contracts always are.
pub struct Natives(BTreeMap<String, Native>);

impl Default for Natives {
    fn default() -> Self {
        let own: [(Code, Native); 6] = [
            (Code::hub(), codes::hub),
            (Code::registry(), codes::registry),
            (Code::collector(), codes::collector),
            (Code::backstop(), codes::backstop),
            (Code::bonds(), codes::bonds),
            (Code::timelock(), codes::timelock),
        ];
        Self(own.map(|(code, native)| (code.name().to_owned(), native)).into())
    }
}

impl Natives {
    pub fn add(&mut self, name: &str, native: Native) {
        self.0.insert(name.to_owned(), native);
    }

    /// The contract, with the checksum of its Wasm if the code has any.
    ///
    /// # Errors
    /// When no Rust is known for the code's name.
    pub fn contract(&self, code: &Code) -> Result<Box<dyn Contract<Empty>>> {
        let native = self.0.get(code.name()).ok_or_else(|| Error::Unsupported {
            what: format!("{} is Wasm; the embedded chain runs Rust contracts", code.name()),
        })?;
        let contract = native();
        let Some(checksum) = code.checksum() else {
            return Ok(contract);
        };
        let checksum = checksum
            .to_array()
            .map(Checksum::from)
            .map_err(|error| Error::bad_value("checksum", error))?;
        Ok(Box::new(AsWasm { contract, checksum }))
    }
}

/// A Rust contract under the checksum of its Wasm.
struct AsWasm {
    contract: Box<dyn Contract<Empty>>,
    checksum: Checksum,
}

impl Contract<Empty> for AsWasm {
    fn instantiate(&self, deps: DepsMut, env: Env, info: MessageInfo, msg: Vec<u8>) -> AnyResult<Response> {
        self.contract.instantiate(deps, env, info, msg)
    }

    fn execute(&self, deps: DepsMut, env: Env, info: MessageInfo, msg: Vec<u8>) -> AnyResult<Response> {
        self.contract.execute(deps, env, info, msg)
    }

    fn query(&self, deps: Deps, env: Env, msg: Vec<u8>) -> AnyResult<Binary> {
        self.contract.query(deps, env, msg)
    }

    fn reply(&self, deps: DepsMut, env: Env, msg: Reply) -> AnyResult<Response> {
        self.contract.reply(deps, env, msg)
    }

    fn sudo(&self, deps: DepsMut, env: Env, msg: Vec<u8>) -> AnyResult<Response> {
        self.contract.sudo(deps, env, msg)
    }

    fn migrate(&self, deps: DepsMut, env: Env, msg: Vec<u8>) -> AnyResult<Response> {
        self.contract.migrate(deps, env, msg)
    }

    fn checksum(&self) -> Option<Checksum> {
        Some(self.checksum)
    }
}

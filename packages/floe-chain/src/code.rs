use std::fmt;

use anyhow::Result as AnyResult;
use cosmwasm_std::{Binary, Checksum, Deps, DepsMut, Empty, Env, HexBinary, MessageInfo, Reply, Response};
use cw_multi_test::Contract;
use floe_testing::suite::codes;

use crate::{Error, Result};

/// Makes the contract as the embedded chain runs it.
type Native = fn() -> Box<dyn Contract<Empty>>;

/// A contract's code in the forms the chains take: Wasm for a live one, Rust for the embedded.
#[derive(Clone)]
pub struct Code {
    name: String,
    wasm: Option<Vec<u8>>,
    native: Option<Native>,
}

impl Code {
    /// The hub, without Wasm.
    pub fn hub() -> Self {
        Self::native("floe_hub", codes::hub)
    }

    /// The validator registry, without Wasm.
    pub fn registry() -> Self {
        Self::native("floe_validator_registry", codes::registry)
    }

    /// The reward collector, without Wasm.
    pub fn collector() -> Self {
        Self::native("floe_reward_collector", codes::collector)
    }

    /// Code for the embedded chain alone.
    pub fn native(name: &str, native: Native) -> Self {
        Self {
            name: name.to_owned(),
            wasm: None,
            native: Some(native),
        }
    }

    /// Code for a live chain alone; plain or gzipped.
    pub fn wasm(name: &str, bytes: Vec<u8>) -> Self {
        Self {
            name: name.to_owned(),
            wasm: Some(bytes),
            native: None,
        }
    }

    /// The same with Wasm, for a live chain.
    #[must_use]
    pub fn with_wasm(mut self, bytes: Vec<u8>) -> Self {
        self.wasm = Some(bytes);
        self
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// The Wasm as it is uploaded.
    pub fn wasm_bytes(&self) -> Result<&[u8]> {
        self.wasm.as_deref().ok_or_else(|| Error::Unsupported {
            what: format!("{} has no Wasm; build it and add it to the code", self.name),
        })
    }

    /// SHA-256 of the Wasm: what a chain reports if the bytes are not gzipped. None without Wasm.
    pub fn checksum(&self) -> Option<HexBinary> {
        let checksum = Checksum::generate(self.wasm.as_deref()?);
        Some(HexBinary::from(checksum.as_slice()))
    }

    pub(crate) fn contract(&self) -> Result<Box<dyn Contract<Empty>>> {
        let native = self.native.ok_or_else(|| Error::Unsupported {
            what: format!("{} is Wasm; the embedded chain runs Rust contracts", self.name),
        })?;
        let contract = native();
        Ok(match self.checksum() {
            None => contract,
            Some(checksum) => Box::new(AsWasm {
                contract,
                checksum: checksum
                    .to_array()
                    .map(Checksum::from)
                    .map_err(|error| Error::bad_value("checksum", error))?,
            }),
        })
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

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Code")
            .field("name", &self.name)
            .field("wasm_bytes", &self.wasm.as_ref().map(Vec::len))
            .field("native", &self.native.is_some())
            .finish()
    }
}

impl PartialEq for Code {
    /// By name and Wasm: function pointers have no identity.
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.wasm == other.wasm
    }
}

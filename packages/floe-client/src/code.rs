//! Code that is uploaded.

use std::fmt;

use cosmwasm_std::{Checksum, HexBinary};

use crate::{Error, Result};

/// A contract's code: Wasm for a live chain; a chain in memory knows the Rust of it by its name.
#[derive(Clone, PartialEq, Eq)]
pub struct Code {
    name: String,
    wasm: Option<Vec<u8>>,
}

impl Code {
    /// The hub, without Wasm.
    pub fn hub() -> Self {
        Self::named("floe_hub")
    }

    /// The validator registry, without Wasm.
    pub fn registry() -> Self {
        Self::named("floe_validator_registry")
    }

    /// The reward collector, without Wasm.
    pub fn collector() -> Self {
        Self::named("floe_reward_collector")
    }

    /// The backstop, without Wasm.
    pub fn backstop() -> Self {
        Self::named("floe_backstop")
    }

    /// The contract of operators' bonds, without Wasm.
    pub fn bonds() -> Self {
        Self::named("floe_bonds")
    }

    /// The timelock, without Wasm.
    pub fn timelock() -> Self {
        Self::named("floe_timelock")
    }

    /// Code without Wasm, for a chain in memory that knows its name.
    pub fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            wasm: None,
        }
    }

    /// Code for a live chain alone; plain or gzipped.
    pub fn wasm(name: &str, bytes: Vec<u8>) -> Self {
        Self {
            name: name.to_owned(),
            wasm: Some(bytes),
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
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Code")
            .field("name", &self.name)
            .field("wasm_bytes", &self.wasm.as_ref().map(Vec::len))
            .finish()
    }
}

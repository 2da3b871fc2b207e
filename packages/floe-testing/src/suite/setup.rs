//! What a history starts from. Every field has a sensible default, so that `{}` deploys a working protocol.

use std::collections::BTreeMap;

use cosmwasm_std::{Decimal, Uint128};
use floe_api::hub::{FeeConfig, FeeReceiver, ParamsUpdate};
use floe_api::registry::RegistryParams;
use floe_core::params::Param;
use serde::{Deserialize, Serialize};

use crate::suite::{GuarantorSetup, TimelockSetup};

/// Chain, people and protocol. Addresses are names with an `@`.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(default, deny_unknown_fields)]
pub struct Setup {
    pub denom: String,
    pub decimals: u8,
    /// The chain's unbonding time in seconds.
    pub unbonding_secs: u64,
    /// The chain's limit of entries per delegator and validator.
    pub max_entries: u32,
    /// Time of the first block, unix seconds.
    pub start_time: u64,
    pub block_secs: u64,
    pub validators: Vec<ValidatorSetup>,
    /// Coins of the staking denom by name of the user.
    pub users: BTreeMap<String, Uint128>,
    pub seed: Uint128,
    pub fee: FeeConfig,
    pub owner: String,
    pub guardian: Option<String>,
    pub governor: Option<String>,
    pub params: ParamsUpdate,
    pub registry_params: RegistryParams,
    /// Stand-ins that hold shares and pay for slashes.
    #[serde(skip_serializing_if = "GuarantorSetup::is_empty")]
    pub guarantors: GuarantorSetup,
    /// A timelock that hub, registry and collector are handed over to at the end; null = none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timelock: Option<TimelockSetup>,
    /// A `max_share_bps` above today's bound, as an older version allowed it and a migration keeps it: for tests that
    /// want unequal weights on few validators.
    #[serde(skip)]
    pub older_share_bps: Option<u64>,
    /// Parameters of the hub outside today's bounds, kept likewise.
    #[serde(skip)]
    pub older_params: Vec<(Param, u128)>,
}

/// A validator of the chain.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(default, deny_unknown_fields)]
pub struct ValidatorSetup {
    pub name: String,
    /// In the registry; 0: the chain has this validator, the registry does not.
    pub weight: u64,
    pub commission: Decimal,
    /// Other people's stake.
    pub power: Uint128,
}

impl Default for ValidatorSetup {
    fn default() -> Self {
        Self {
            name: String::new(),
            weight: 1,
            commission: Decimal::percent(5),
            power: Uint128::new(1_000_000_000_000),
        }
    }
}

impl ValidatorSetup {
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            denom: "stake".into(),
            decimals: 6,
            unbonding_secs: 1_814_400,
            max_entries: 7,
            start_time: 1_700_000_000,
            block_secs: 6,
            validators: ["val1", "val2", "val3"].map(ValidatorSetup::named).into(),
            users: BTreeMap::new(),
            seed: Uint128::new(1_000_000),
            fee: FeeConfig {
                bps: 1_000,
                receivers: vec![FeeReceiver {
                    to: "@treasury".into(),
                    weight: 1,
                }],
            },
            owner: "@gov".into(),
            guardian: Some("@guard".into()),
            governor: None,
            params: ParamsUpdate::default(),
            registry_params: RegistryParams::default(),
            guarantors: GuarantorSetup::default(),
            timelock: None,
            older_share_bps: None,
            older_params: Vec::new(),
        }
    }
}

impl Setup {
    /// With `count` validators of equal weight, `val1`, `val2`, …
    #[must_use]
    pub fn validators(mut self, count: usize) -> Self {
        self.validators = (1..=count)
            .map(|n| ValidatorSetup::named(format!("val{n}")))
            .collect();
        self
    }

    #[must_use]
    pub fn user(mut self, name: &str, coins: u128) -> Self {
        self.users.insert(name.into(), coins.into());
        self
    }

    /// With the parameters changed.
    #[must_use]
    pub fn params(mut self, change: impl FnOnce(ParamsUpdate) -> ParamsUpdate) -> Self {
        self.params = change(self.params);
        self
    }
}

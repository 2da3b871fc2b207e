//! What the hub is created and migrated with.

use cosmwasm_schema::cw_serde;
use cw20::Logo;
use cw20_base::msg::InstantiateMarketingInfo;
use packed_store::{fields, wire};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::hub::params::ParamsUpdate;
use crate::registry::{RegistryParams, ValidatorWeight};

fields! {
    "instantiate":
    /// Creates and wires all three contracts. Must come with the seed: at least 1,000,000 units of the staking denom.
    #[derive(Serialize, JsonSchema, Clone, Debug, Default, PartialEq)]
    #[serde(deny_unknown_fields)]
    pub struct InstantiateMsg {
        /// Meant to be x/gov, a DAO or a timelock.
        pub owner: String,
        /// May pause, and nothing else.
        pub guardian: Option<String>,
        /// Casts the hub's votes in x/gov; null = the chain counts the hub's stake with its validators' votes.
        pub governor: Option<String>,
        /// The chain's staking denom.
        pub denom: String,
        pub token: TokenInit,
        pub registry: RegistryInit,
        pub collector: CollectorInit,
        pub fee: FeeConfig,
        pub params: ParamsUpdate,
        /// The only one who may deposit, for ever; null = anyone. Exits and transfers are never restricted.
        #[serde(default)]
        pub depositors: Option<String>,
    }
}

fields! {
    "token":
    #[cw_serde]
    #[derive(Default)]
    #[serde(deny_unknown_fields)]
    pub struct TokenInit {
        /// 3 to 50 bytes.
        pub name: String,
        /// 3 to 12 letters or dashes.
        pub symbol: String,
        /// Of the staking coin, and so of the token: at most 18.
        pub decimals: u8,
        pub marketing: Option<MarketingInit>,
    }
}

fields! {
    "marketing":
    /// Marketing text of the token, as in cw20-base, whose own type would accept unknown fields.
    #[cw_serde]
    #[derive(Default)]
    #[serde(deny_unknown_fields)]
    pub struct MarketingInit {
        pub project: Option<String>,
        pub description: Option<String>,
        /// Who may change all this later; null = nobody.
        pub marketing: Option<String>,
        pub logo: Option<Logo> as foreign,
    }
}

impl From<MarketingInit> for InstantiateMarketingInfo {
    fn from(init: MarketingInit) -> Self {
        let MarketingInit {
            project,
            description,
            marketing,
            logo,
        } = init;
        Self {
            project,
            description,
            marketing,
            logo,
        }
    }
}

fields! {
    "registry":
    #[cw_serde]
    #[derive(Default)]
    #[serde(deny_unknown_fields)]
    pub struct RegistryInit {
        pub code_id: u64,
        pub validators: Vec<ValidatorWeight>,
        pub params: RegistryParams,
    }
}

fields! {
    "collector":
    #[cw_serde]
    #[derive(Default)]
    #[serde(deny_unknown_fields)]
    pub struct CollectorInit {
        pub code_id: u64,
    }
}

fields! {
    "fee":
    /// The performance fee on net profit.
    #[cw_serde]
    #[derive(Default)]
    #[serde(deny_unknown_fields)]
    pub struct FeeConfig {
        /// Basis points of the net profit, at most 1,000.
        pub bps: u64,
        /// One to five; the first takes what rounding leaves.
        pub receivers: Vec<FeeReceiver>,
    }
}

fields! {
    "receivers":
    #[cw_serde]
    #[derive(Default)]
    #[serde(deny_unknown_fields)]
    pub struct FeeReceiver {
        /// An address, or `keeper`: whoever brought the rewards in.
        pub to: String,
        /// Relative, at least 1.
        pub weight: u64,
    }
}

/// Accepts only a listed older version of the same contract.
#[cw_serde]
#[serde(deny_unknown_fields)]
pub struct MigrateMsg {
    /// Parameters to change on the way, inside their bounds.
    pub params: Option<ParamsUpdate>,
}

impl<'de> Deserialize<'de> for InstantiateMsg {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        wire::value(deserializer)
    }
}

fields!("validators", ValidatorWeight { operator, weight });
fields!(
    "params",
    RegistryParams {
        max_commission,
        max_share_bps,
        inactive_grace,
        open_share_bps
    }
);

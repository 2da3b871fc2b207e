use cosmwasm_schema::cw_serde;
use cw20::Logo;
use cw20_base::msg::InstantiateMarketingInfo;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::hub::params::ParamsUpdate;
use crate::registry::{RegistryParams, ValidatorWeight};
use crate::wire::{self, object, Field, Json};

/// Creates and wires all three contracts. Must come with the seed: at least 1,000,000 units of the staking denom.
#[derive(Serialize, JsonSchema, Clone, Debug, PartialEq)]
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
}

#[cw_serde]
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

/// Marketing text of the token, as in cw20-base, whose own type would accept unknown fields.
#[cw_serde]
#[serde(deny_unknown_fields)]
pub struct MarketingInit {
    pub project: Option<String>,
    pub description: Option<String>,
    /// Who may change all this later; null = nobody.
    pub marketing: Option<String>,
    pub logo: Option<Logo>,
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

#[cw_serde]
#[serde(deny_unknown_fields)]
pub struct RegistryInit {
    pub code_id: u64,
    pub validators: Vec<ValidatorWeight>,
    pub params: RegistryParams,
}

#[cw_serde]
#[serde(deny_unknown_fields)]
pub struct CollectorInit {
    pub code_id: u64,
}

/// The performance fee on net profit.
#[cw_serde]
#[serde(deny_unknown_fields)]
pub struct FeeConfig {
    /// Basis points of the net profit, at most 1,000.
    pub bps: u64,
    /// One to five; the first takes what rounding leaves.
    pub receivers: Vec<FeeReceiver>,
}

#[cw_serde]
#[serde(deny_unknown_fields)]
pub struct FeeReceiver {
    /// An address, or `keeper`: whoever brought the rewards in.
    pub to: String,
    /// Relative, at least 1.
    pub weight: u64,
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

impl Field for InstantiateMsg {
    fn read(json: Json) -> Result<Self, String> {
        object("instantiate", json, |body| {
            Ok(Self {
                owner: body.take("owner")?,
                guardian: body.take("guardian")?,
                governor: body.take("governor")?,
                denom: body.take("denom")?,
                token: body.take("token")?,
                registry: body.take("registry")?,
                collector: body.take("collector")?,
                fee: body.take("fee")?,
                params: body.take("params")?,
            })
        })
    }
}

impl Field for TokenInit {
    fn read(json: Json) -> Result<Self, String> {
        object("token", json, |body| {
            Ok(Self {
                name: body.take("name")?,
                symbol: body.take("symbol")?,
                decimals: body.take("decimals")?,
                marketing: body.take("marketing")?,
            })
        })
    }
}

impl Field for MarketingInit {
    fn read(json: Json) -> Result<Self, String> {
        object("marketing", json, |body| {
            Ok(Self {
                project: body.take("project")?,
                description: body.take("description")?,
                marketing: body.take("marketing")?,
                logo: body.maybe_nested("logo")?,
            })
        })
    }
}

impl Field for RegistryInit {
    fn read(json: Json) -> Result<Self, String> {
        object("registry", json, |body| {
            Ok(Self {
                code_id: body.take("code_id")?,
                validators: body.take("validators")?,
                params: body.take("params")?,
            })
        })
    }
}

impl Field for ValidatorWeight {
    fn read(json: Json) -> Result<Self, String> {
        object("validators", json, |body| {
            Ok(Self {
                operator: body.take("operator")?,
                weight: body.take("weight")?,
            })
        })
    }
}

impl Field for RegistryParams {
    fn read(json: Json) -> Result<Self, String> {
        object("params", json, |body| {
            Ok(Self {
                max_commission: body.take("max_commission")?,
                max_share_bps: body.take("max_share_bps")?,
                inactive_grace: body.take("inactive_grace")?,
            })
        })
    }
}

impl Field for CollectorInit {
    fn read(json: Json) -> Result<Self, String> {
        object("collector", json, |body| {
            Ok(Self {
                code_id: body.take("code_id")?,
            })
        })
    }
}

impl Field for FeeConfig {
    fn read(json: Json) -> Result<Self, String> {
        object("fee", json, |body| {
            Ok(Self {
                bps: body.take("bps")?,
                receivers: body.take("receivers")?,
            })
        })
    }
}

impl Field for FeeReceiver {
    fn read(json: Json) -> Result<Self, String> {
        object("receivers", json, |body| {
            Ok(Self {
                to: body.take("to")?,
                weight: body.take("weight")?,
            })
        })
    }
}

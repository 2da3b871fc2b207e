use cosmwasm_schema::cw_serde;
use cw20::Logo;
use cw20_base::msg::InstantiateMarketingInfo;

use crate::hub::params::ParamsUpdate;
use crate::registry::{RegistryParams, ValidatorWeight};

/// Creates and wires all three contracts. Must come with the seed: at least 1,000,000 units of the staking denom.
#[cw_serde]
#[serde(deny_unknown_fields)]
pub struct InstantiateMsg {
    /// Meant to be x/gov, a DAO or a timelock.
    pub owner: String,
    /// May pause, and nothing else.
    pub guardian: Option<String>,
    /// Casts the hub's votes; null = the hub abstains from voting.
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

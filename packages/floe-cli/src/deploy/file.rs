//! A deployment as people write it down.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use cosmwasm_std::{Coin, Uint128};
use floe_api::hub::{CollectorInit, FeeConfig, InstantiateMsg, ParamsUpdate, RegistryInit, TokenInit};
use floe_api::registry::{RegistryParams, ValidatorWeight};
use floe_client::views::StakingRules;
use floe_client::{ErrorCode, Instance, Msg};
use floe_core::params::Param;
use serde::Deserialize;

use floe_client::protocol::Roles;

use super::modules::ModulesSection;
use crate::input::{toml_fault, WrongInput};

/// Where it is looked for.
pub const DEFAULT_FILE: &str = "deployment.toml";

/// The file that `floe deploy init` writes. Its comments say what each field means.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeployFile {
    /// Of the hub, as explorers show it.
    #[serde(default = "label")]
    pub label: String,
    /// In units, such as `1 atom`.
    pub seed: String,
    /// Folder of the contracts' Wasm.
    #[serde(default = "artifacts")]
    pub artifacts: PathBuf,
    pub roles: Roles,
    pub token: TokenInit,
    pub fee: FeeConfig,
    #[serde(default)]
    pub params: ParamsUpdate,
    #[serde(default)]
    pub registry: RegistryParams,
    pub validators: Vec<ValidatorWeight>,
    #[serde(default)]
    pub modules: ModulesSection,
}

fn label() -> String {
    "floe-hub".to_owned()
}

fn artifacts() -> PathBuf {
    "artifacts".into()
}

/// Ids of the stored codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeIds {
    pub hub: u64,
    pub registry: u64,
    pub collector: u64,
}

impl DeployFile {
    pub fn read(file: &Path) -> Result<Self> {
        let shown = file.display();
        let text = fs::read_to_string(file).with_context(|| {
            format!("cannot read the deployment {shown}; write one with `floe deploy init`")
        })?;
        toml::from_str(&text).or_else(|error| {
            WrongInput::refuse(
                ErrorCode::Configuration,
                format!(
                    "the deployment {shown} cannot be used: {}",
                    toml_fault(&text, &error)
                ),
            )
        })
    }

    /// Parameters as written; the unbonding time and the limit of entries, where they are not written, as the chain
    /// has them.
    pub fn params(&self, chain: &StakingRules) -> ParamsUpdate {
        let mut params = self.params.clone();
        let own = [
            (Param::UnbondingEstimate, u128::from(chain.unbonding_secs)),
            (Param::MaxEntries, u128::from(chain.max_entries)),
        ];
        for (param, value) in own {
            if params.numbers.get(&param).is_none() {
                let bounds = param.bounds(self.token.decimals);
                params = params.with(param, value.clamp(bounds.min, bounds.max));
            }
        }
        params
    }

    /// The message that creates all three contracts.
    pub fn message(&self, chain: &StakingRules, codes: CodeIds, seed: Uint128) -> Result<Msg> {
        let msg = InstantiateMsg {
            owner: self.roles.owner.clone(),
            guardian: self.roles.guardian.clone(),
            governor: self.roles.governor.clone(),
            denom: chain.denom.clone(),
            token: self.token.clone(),
            registry: RegistryInit {
                code_id: codes.registry,
                validators: self.validators.clone(),
                params: self.registry.clone(),
            },
            collector: CollectorInit {
                code_id: codes.collector,
            },
            fee: self.fee.clone(),
            params: self.params(chain),
            depositors: None,
        };
        let new = Instance {
            code_id: codes.hub,
            label: self.label.clone(),
            admin: self.roles.admin.clone(),
            funds: vec![Coin {
                denom: chain.denom.clone(),
                amount: seed,
            }],
        };
        Ok(new.message(&msg)?)
    }
}

//! The staking double: a chain in memory whose staking and distribution modules do what the
//! real ones do, down to rounding, order of effects and error codes.
//!
//! cw-multi-test supplies the router, the transactions and the contracts; its own staking keeper
//! differs from a chain in most things a liquid staking protocol depends on, so it is not used.
//! The modules keep their state in the app's storage, so a failed message rolls it back.
//!
//! A block ends when the next one begins: what has matured by its time is paid then, so its own
//! transactions do not see the coins and the next block's do. Events of messages between contracts have their attributes
//! sorted by key, as wasmd hands them on.
//!
//! ```
//! use cosmwasm_std::{coin, coins, Decimal, StakingMsg, Uint128};
//! use floe_testing::chain::{ChainDouble, ChainConfig, Slash};
//!
//! let mut chain = ChainDouble::new(ChainConfig::default());
//! let validator = chain.add_validator("val1", Decimal::percent(5), Uint128::new(1_000_000))?;
//! let alice = chain.account("alice");
//! chain.fund(&alice, &coins(500, "stake"));
//!
//! let amount = coin(500, "stake");
//! let delegate = StakingMsg::Delegate { validator: validator.clone(), amount };
//! chain.execute_msgs(&alice, vec![delegate.into()])?;
//! chain.slash(&Slash::new(&validator, Decimal::percent(5)).and_jail())?;
//! assert_eq!(chain.delegations(&alice)[&validator], 475);
//! # anyhow::Ok(())
//! ```

mod bank_module;
mod codec;
mod ctx;
mod dec;
mod delegate;
mod delegation;
mod distribution_module;
mod end_block;
mod error;
mod fault;
mod gov_module;
mod keys;
mod network;
mod params;
mod redact;
mod redelegate;
mod redelegation;
mod response;
mod rewards;
mod rules;
mod slash;
mod staking_module;
mod status;
mod unbonding;
mod undelegate;
mod validator;
mod verbs;
mod views;
mod wasm_module;
mod watch;

use anyhow::{bail, ensure};
use codec::{Reader, Writer};
use cosmwasm_std::{
    coin, from_json, to_json_binary, Addr, Api, BankMsg, Binary, BlockInfo, Checksum, Coin, ContractResult,
    CustomMsg, CustomQuery, Decimal, Decimal256, Deps, DepsMut, Empty, Env, MessageInfo, Querier,
    QuerierWrapper, Reply, Response, Storage, SystemResult, Timestamp, Uint128, Uint256, WasmMsg, WasmQuery,
    WeightedVoteOption,
};
use ctx::{staking_pool, Ctx};
use cw_multi_test::error::AnyResult;
use cw_multi_test::{AppResponse, BankSudo, Contract, CosmosRouter, MockApiBech32, Module};
use fault::Faults;
use keys::Table;
use params::Params;
use redact::Redacted;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use staking_module::valid_account;
use std::collections::BTreeMap;
use validator::{check_operator, Validator};
use watch::{Place, Watch};

pub use bank_module::BankModule;
pub use dec::Dec;
pub use distribution_module::DistributionModule;
pub use error::ChainError;
pub use fault::{How, ModuleFault};
pub use gov_module::GovModule;
pub use network::{ChainApp, ChainConfig, ChainDouble};
pub use rules::{join, mature, Charge, Reach, Redelegation, SharePool, Undelegation};
pub use slash::{Slash, SlashOutcome};
pub use staking_module::StakingModule;
pub use validator::BondState;
pub use views::{RedelegationView, UnbondingView, ValidatorView};
pub use wasm_module::WasmModule;
pub use watch::{Instant, Stage, Watcher};

/// Bech32 prefix of accounts and contracts.
pub const ACCOUNT_PREFIX: &str = "wasm";
/// Bech32 prefix of validators' operators.
pub const OPERATOR_PREFIX: &str = "wasmvaloper";

//! What most tests speak of.

pub use cosmwasm_std::testing::{message_info, mock_dependencies, mock_env};
pub use cosmwasm_std::{
    coin, coins, from_json, to_json_binary, to_json_vec, Addr, Binary, Coin, Decimal, Deps, DepsMut, Empty,
    Env, Event, MemoryStorage, MessageInfo, Querier, QuerierResult, QuerierWrapper, Record, Reply, Response,
    StdError, StdResult, Storage, SubMsg, SubMsgResult, SystemResult, Uint128, Uint256, WasmMsg,
};
pub use cw_multi_test::{AppResponse, ContractWrapper, MockApiBech32};
pub use floe_api::hub::{CrankReport, Cw20HookMsg, Domain, ExecuteMsg, FeeReceiver, ParamsUpdate, QueryMsg};
pub use floe_api::{collector, hub, registry};
pub use floe_core::allocation::Lock;
pub use floe_core::engine::Intent;
pub use floe_core::params::Param;
pub use floe_hub::error::ContractError;
pub use floe_hub::state::LOCKS;
pub use floe_random::Random;
pub use floe_testing::chain::{ModuleFault, Slash};
pub use floe_testing::suite::books::{balances, requests};
pub use floe_testing::suite::{instantiate_msg, make_chain, store_codes, Depth, Failure, Setup, Suite};
pub use proptest::collection::vec;
pub use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
pub use rstest::rstest;
pub use serde::de::DeserializeOwned;
pub use serde::{Deserialize, Serialize};
pub use serde_json::{json, Value};
pub use std::cell::{Cell, RefCell};
pub use std::collections::{BTreeMap, BTreeSet};
pub use std::fs;
pub use std::panic::{catch_unwind, AssertUnwindSafe};
pub use std::path::{Path, PathBuf};
pub use std::rc::Rc;

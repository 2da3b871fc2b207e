//! Every wrong input is refused with a named error and changes nothing.

mod addresses;
mod amounts;
mod coins;
mod instantiation;
mod lists;
mod messages;

use cosmwasm_std::{coin, from_json, Binary};
use floe_api::hub::Cw20HookMsg;
use floe_api::{collector, hub, registry};
use floe_core::params::Param;
use floe_testing::suite::{instantiate_msg, make_chain, store_codes, Failure, Suite};
use floe_tests::world::*;
use rstest::rstest;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::Serialize;
use serde_json::{json, Value};
use std::collections::BTreeSet;

//! What the hub reports: each event as it is written, and an indexer that needs nothing else.

mod golden;
mod indexer;

use cosmwasm_std::testing::{mock_dependencies, mock_env};
use cosmwasm_std::{Addr, Binary, CosmosMsg, Decimal, Empty, Event, Storage, WasmMsg};
use cw_multi_test::ContractWrapper;
use floe_api::hub::{ExecuteMsg, FeeReceiver, MigrateMsg, ParamsUpdate};
use floe_core::params::Param;
use floe_probe::Order;
use floe_testing::chain::{Fault, Slash};
use floe_testing::suite::{instantiate_msg, make_chain, store_codes, Depth, Outcome, Setup, Suite};
use floe_tests::indexer::Indexer;
use floe_tests::world::*;
use serde_json::{json, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Deploys as the suite does, and keeps what was reported.
fn deployed(setup: &Setup) -> (Suite, Vec<Event>) {
    let mut chain = make_chain(setup).unwrap();
    let codes = store_codes(&mut chain);
    let msg = instantiate_msg(&chain, &codes, setup);
    let deployer = chain.account("deployer");
    let admin = chain.account("admin");
    chain.fund(&deployer, &stake(1_000_000));
    let (hub, response) = chain
        .instantiate_full(codes.hub, &deployer, &msg, &stake(1_000_000), "hub", Some(&admin))
        .unwrap();
    let wiring = floe_hub::state::WIRING
        .load(&*chain.app().contract_storage(&hub))
        .unwrap();
    let suite = Suite {
        hub,
        registry: wiring.registry,
        collector: wiring.collector,
        guarantors: Default::default(),
        denom: "stake".into(),
        chain,
        depth: Depth::Full,
        sent: 0,
        checked: 0,
        broken: Vec::new(),
        panics: true,
        heard: None,
        promises: Default::default(),
    };
    (suite, response.events)
}

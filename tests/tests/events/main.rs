//! What the hub reports: each event as it is written, and an indexer that needs nothing else.

mod golden;
mod indexer;

use cosmwasm_std::CosmosMsg;
use floe_api::events::{HubFact, ShellFact};
use floe_api::hub::MigrateMsg;
use floe_probe::Order;
use floe_testing::suite::TxResult;
use floe_tests::indexer::Indexer;
use floe_tests::prelude::*;
use floe_tests::world::*;

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

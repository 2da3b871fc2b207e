//! An index in a process of its own, for tests that kill it: database, chain, hub, registry, collector, then nodes. `LISTEN` is
//! where its API is, if anywhere; `PROVE_EVERY` how many blocks are proven at once.

use std::sync::Arc;
use std::time::Duration;

use floe_client::LiveConfig;
use floe_index::derive::IndexedContracts;
use floe_index::{service, IndexConfig};

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [database, chain, hub, registry, collector, nodes @ ..] = args.as_slice() else {
        panic!("database, chain, hub, registry, collector and nodes are missing");
    };
    let nodes: Vec<&str> = nodes.iter().map(String::as_str).collect();
    let roles = IndexedContracts {
        hub: hub.clone(),
        registry: registry.clone(),
        collector: collector.clone(),
        modules: Vec::new(),
    };
    let mut config = IndexConfig::new(database, LiveConfig::new(&nodes), chain, roles);
    config.poll = Duration::from_millis(20);
    if let Ok(blocks) = std::env::var("PROVE_EVERY") {
        config.prove_every = blocks.parse().unwrap();
    }
    config.requests_per_minute = u32::MAX;
    config.listen = std::env::var("LISTEN")
        .ok()
        .map(|address| address.parse().unwrap());
    service::run(&config, Arc::new(|line| println!("{line}"))).unwrap();
}

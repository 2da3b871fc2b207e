//! Nodes that are down, wrong, late or silent.
// A test reports by panicking.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod asking;
mod sending;

use std::time::Duration;

use cosmwasm_std::coin;
use floe_client::{Chain, ChainExt, Error, Gas, Live, LiveConfig, Msg, Signer, Tx};
use floe_fake_node::FakeNode;

pub fn config(nodes: &[&FakeNode]) -> LiveConfig {
    let urls: Vec<String> = nodes.iter().map(|node| node.url()).collect();
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    LiveConfig {
        rounds: 2,
        backoff: Duration::from_millis(1),
        poll: Duration::from_millis(1),
        request_timeout: Duration::from_secs(10),
        ..LiveConfig::new(&urls).chain_id("fake-1")
    }
}

pub fn connect(nodes: &[&FakeNode]) -> Live {
    Live::connect(config(nodes)).unwrap()
}

/// Connected with other settings.
pub fn connect_with(nodes: &[&FakeNode], change: impl FnOnce(&mut LiveConfig)) -> floe_client::Result<Live> {
    let mut config = config(nodes);
    change(&mut config);
    Live::connect(config)
}

/// Gives up on a block soon.
pub fn hasty(nodes: &[&FakeNode]) -> Live {
    let soon = Duration::from_millis(50);
    connect_with(nodes, |config| config.inclusion_timeout = soon).unwrap()
}

pub fn refusal(chain: &mut Live) -> Error {
    chain.submit(&payment(chain)).unwrap_err()
}

pub fn payment(chain: &Live) -> Tx {
    let alice = Signer::for_tests("alice").unwrap();
    let msg = Msg::send(&chain.address(&alice).unwrap(), &[coin(1, "stake")]);
    Tx::new(&alice, vec![msg]).gas(Gas::Limit(100_000))
}

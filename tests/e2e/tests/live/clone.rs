//! A double signature as it happens by itself. Only by `scripts/e2e.sh clone`: it takes its time.

use std::sync::Arc;
use std::time::Duration;

use floe_client::{Chain, ChainExt};
use floe_e2e::{LiveScene, Localnet, Scene};

/// A second node with the same key ends in a real double signature.
#[test]
#[ignore = "needs wasmd and four equal validators: scripts/e2e.sh clone"]
fn a_cloned_validator_signs_twice_by_itself() {
    let network = Arc::new(Localnet::start("clone", &["--stake", "10000000000000"]));
    let mut net = LiveScene::on(Arc::clone(&network));
    let victim = net.operators()[3].clone();
    network.run("clone", &["3"]).unwrap();
    let mut chain = network.connect();
    let jailed = |chain: &mut floe_client::Live| {
        let validators = chain.validators()?;
        Ok(validators.iter().any(|v| v.operator == victim && v.jailed))
    };
    let wait = chain.wait_until("the tombstone", Duration::from_secs(120), jailed);
    wait.unwrap();
    net.chain_mut().next_block().unwrap();
}

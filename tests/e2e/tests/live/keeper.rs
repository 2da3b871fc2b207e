//! `floe keeper` itself.

use std::sync::Arc;

use floe_api::hub::{QueryMsg, UserRequest};
use floe_core::params::Param;
use floe_e2e::{Deployed, KeeperProcess, LiveScene, Localnet, ScenarioPlan};

/// Seconds for a batch and an undelegation of twenty.
const PATIENCE: u64 = 120;

/// From a deposit to a paid exit, with nobody doing anything but the keeper.
#[test]
#[ignore = "needs wasmd: make e2e"]
fn a_keeper_carries_an_exit_on_a_real_chain() {
    let options = [
        "--validators",
        "1",
        "--light",
        "1",
        "--unbonding",
        "20",
        "--gas-price",
        "0.025",
    ];
    let network = Arc::new(Localnet::start("keeper", &options));
    let mut net = LiveScene::on(Arc::clone(&network));
    let plan = ScenarioPlan::new("program keeper")
        .validators(&[(0, 1), (1, 1)])
        .with(Param::MaxSyncAge, 60u128);
    let mut world = Deployed::deploy(&mut net, &plan);
    let settings = "interval_secs = 1\njitter_secs = 0\nmax_fee_per_day = \"100000000 stake\"\nclaim_above = \"1 stake\"";
    let mut keeper = KeeperProcess::start(&network, "keeper", &world.hub, &network.rpc(), settings);

    let shares = world.bond("alice", 1_000_000_000);
    let before = world.coins("alice");
    world.queue("alice", shares / 2);
    let question = QueryMsg::UnbondRequestsByUser {
        user: world.address("alice"),
        start_after: None,
        limit: None,
    };
    let end = world.now() + PATIENCE;
    while !world.ask::<Vec<UserRequest>>(&question).is_empty() {
        assert!(world.now() < end, "not paid: {}", keeper.complaints());
        world.pass_blocks(1);
    }
    // It has been paid before the keeper knows.
    while !keeper.receipts().iter().any(|r| r.task == "claim") {
        assert!(world.now() < end, "not told: {}", keeper.complaints());
        world.pass_blocks(1);
    }
    // The queueing paid a fee of its own.
    assert!(world.coins("alice") > before + 499_000_000);

    let (status, reasons) = keeper.page("/healthz");
    assert_eq!(status, 200, "{reasons}");
    assert_eq!(keeper.figure("floe_solvent"), 1.0);
    assert!(keeper.stop(), "{}", keeper.complaints());
    let receipts = keeper.receipts();
    for task in ["crank", "claim"] {
        assert!(
            receipts.iter().any(|r| r.task == task && r.outcome == "done"),
            "{receipts:?}"
        );
    }
    let bad: Vec<_> = receipts.iter().filter(|r| r.outcome != "done").collect();
    assert!(bad.is_empty(), "alone, every transaction does something: {bad:?}");
}

//! Random users, keepers, and a network that fails now and then or nodes that cannot be trusted: what comes out of it must
//! be in order.

mod audit;
mod crowd;
mod faults;
mod hostile;

use std::sync::Arc;
use std::time::{Duration, Instant};

use floe_core::params::Param;

use crate::keeper::KeeperProcess;
use crate::live::LiveScene;
use crate::localnet::Localnet;
use crate::world::{Deployed, ScenarioPlan};

pub use self::hostile::run as run_hostile;

use self::audit::SoakAudit;
use self::crowd::Crowd;
use self::faults::Faults;
use floe_random::Random;

/// Seconds between two closes.
pub const INTERVAL: u64 = 30;
/// Seconds of an undelegation.
const UNBONDING: u64 = 40;
/// Seconds that the last exits may take beyond a batch and an undelegation.
const PATIENCE: u64 = 180;

/// The accounts of the keepers.
const KEEPERS: [&str; 2] = ["keeper", "treasury"];

/// Plays for this long, then lets all exits end, and checks and prints everything.
///
/// # Panics
/// When anything is not in order.
pub fn run(length: Duration, seed: u64) {
    run_beside(length, seed, |_, _| (), |(), _| ());
}

/// The same with something that follows it: what `begin` makes of the network and the hub is given to `end` when all exits have
/// ended and the network still runs.
///
/// # Panics
/// When anything is not in order.
pub fn run_beside<T>(
    length: Duration,
    seed: u64,
    begin_beside: impl FnOnce(&Localnet, &str) -> T,
    end_beside: impl FnOnce(T, &Localnet),
) {
    let network = network("soak");
    let mut net = LiveScene::on(Arc::clone(&network));
    let mut world = Deployed::deploy(&mut net, &plan());
    let beside = begin_beside(&network, &world.hub);
    let begin = world.height();
    let mut keepers = keepers(&network, &world.hub);
    let mut crowd = Crowd::new(&mut world, Random::new(seed));
    let mut faults = Faults::new(&network);

    let end = Instant::now() + length;
    while Instant::now() < end {
        crowd.act(&mut world);
        faults.step(&mut world);
    }
    faults.finish(&mut world);
    crowd.leave(&mut world);
    wait_for_exits(&mut world, &crowd, PATIENCE);

    let solvent = keepers.iter().all(|keeper| keeper.figure("floe_solvent") == 1.0);
    let ended_well = keepers.iter_mut().all(KeeperProcess::stop);
    // What the keepers did or wasted is none of its business.
    end_beside(beside, &network);
    let audit = SoakAudit::new(
        &world,
        begin,
        &keepers,
        &KEEPERS.map(|name| network.mnemonic(name)),
    );
    audit.print(&crowd, &faults.told());
    assert!(solvent, "a keeper sees the hub insolvent");
    assert!(ended_well, "a keeper did not end well");
    audit.check();
    world.check();
    let solvency = world.solvency();
    assert!(solvency.healthy, "{solvency:?}");
}

/// Four validators with a price of gas.
fn network(name: &str) -> Arc<Localnet> {
    let unbonding = UNBONDING.to_string();
    let options = [
        "--validators",
        "4",
        "--unbonding",
        &unbonding,
        "--window",
        "100",
        "--gas-price",
        "0.025",
    ];
    Arc::new(Localnet::start(name, &options))
}

fn plan() -> ScenarioPlan {
    ScenarioPlan::new("soak")
        .with(Param::BatchInterval, u128::from(INTERVAL))
        .with(Param::HarvestInterval, 60u128)
        .with(Param::DripSecs, 60u128)
        .with(Param::MaxSyncAge, 60u128)
        .with(Param::InstantReserveBps, 200u128)
}

/// Two keepers, each with another node first and one that never answers.
fn keepers(network: &Localnet, hub: &str) -> [KeeperProcess; 2] {
    let rpc = network.rpc();
    let dead = "http://127.0.0.1:1".to_owned();
    let settings =
        "interval_secs = 3\njitter_secs = 3\nmax_fee_per_day = \"1000000000 stake\"\nrefresh_secs = 120\n\
                    claim_above = \"1 stake\"";
    let nodes = [
        vec![dead.clone(), rpc[1].clone(), rpc[0].clone()],
        vec![rpc[2].clone(), dead, rpc[0].clone()],
    ];
    let mut nodes = nodes.iter();
    KEEPERS.map(|name| KeeperProcess::start(network, name, hub, nodes.next().unwrap(), settings))
}

/// Until the keepers have closed, settled and paid everything.
fn wait_for_exits(world: &mut Deployed<'_>, crowd: &Crowd, patience: u64) {
    let end = world.now() + INTERVAL + UNBONDING + patience;
    while crowd.exits(world) > 0 {
        let (now, solvency, payables) = (world.now(), world.solvency(), world.payables());
        assert!(now < end, "exits are stuck: {solvency:?} {payables:?}");
        world.net.chain_mut().next_block().unwrap();
        world.pass_secs(2);
    }
}

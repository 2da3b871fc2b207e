//! One keeper with four nodes: one lies, one lags behind, one keeps no index, and the last one is honest. All of them hang up
//! now and then, so that each is asked in its turn.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use floe_client::{ChainExt, Signer};
use floe_hostile::{Forward, Manner, Node, Temper};

use super::audit::SoakAudit;
use super::crowd::Crowd;
use super::{network, plan, wait_for_exits};
use crate::keeper::KeeperProcess;
use crate::live::LiveScene;
use crate::world::Deployed;
use floe_random::Random;

const KEEPER: &str = "keeper";

/// Base units of a day.
const BUDGET: u128 = 100_000_000;

/// Seconds by which a batch may close late, and the last exits be paid: a node that does not answer costs 15 each time.
const PATIENCE: u64 = 600;

/// Requests in a hundred that a node hangs up on.
const BREAKS: u64 = 3;

/// Plays for this long, then lets all exits end, and checks and prints everything.
///
/// # Panics
/// When anything is not in order.
pub fn run(length: Duration, seed: u64) {
    let network = network("hostile");
    let mut net = LiveScene::on(Arc::clone(&network));
    let mut world = Deployed::deploy(&mut net, &plan());
    let begin = world.height();
    let rpc = network.rpc();
    let liar = Temper {
        per_cent: 8,
        slow: 2,
        ..Temper::default()
    };
    let node = |n: usize, manner| Node::breaking_off(Arc::new(Forward::to(&rpc[n])), manner, seed, BREAKS);
    let lying = node(1, Manner::Liar(liar));
    let lagging = node(2, Manner::Lagging(vec![1, 3, 5, 12, 40]));
    let indexless = node(3, Manner::Indexless);
    let honest = node(0, Manner::Honest);
    let nodes = [lying.url(), lagging.url(), indexless.url(), honest.url()];
    let settings = format!(
        "interval_secs = 3\njitter_secs = 0\nmax_fee_per_day = \"{BUDGET} stake\"\nrefresh_secs = 120\n\
         claim_above = \"1 stake\""
    );
    let words = network.mnemonic(KEEPER);
    let chain = network.connect();
    let address = chain.address(&Signer::from_mnemonic(&words).unwrap()).unwrap();
    let first_day = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() / 86_400;
    let purse = chain.stake_balance(&address).unwrap();
    let mut keepers = [KeeperProcess::start(
        &network, KEEPER, &world.hub, &nodes, &settings,
    )];
    let mut crowd = Crowd::new(&mut world, Random::new(seed));

    let end = Instant::now() + length;
    while Instant::now() < end {
        crowd.act(&mut world);
    }
    crowd.leave(&mut world);
    wait_for_exits(&mut world, &crowd, PATIENCE);

    let ended_well = keepers[0].stop();
    let paid = purse - chain.stake_balance(&address).unwrap();
    let state = keepers[0].state();
    let spent = u128::from(state["spent"].as_u64().unwrap());
    let audit = SoakAudit::new(&world, begin, &keepers, &[words]);
    let told = format!(
        "{} lies in {} answers of one node, {} late answers of another, {} of one without an index, {} of \
         an honest one; signed for {spent} stake of {BUDGET}, paid {paid}",
        lying.lies(),
        lying.requests(),
        lagging.requests(),
        indexless.requests(),
        honest.requests(),
    );
    audit.print(&crowd, &told);
    assert!(ended_well, "the keeper did not end well");
    assert!(spent <= BUDGET, "it has signed for {spent} of {BUDGET}");
    // What is signed for counts by the day.
    if state["day"].as_u64() == Some(first_day) {
        assert!(paid <= spent, "it has paid {paid}, and knows of {spent}");
    }
    assert!(lying.lies() > 20, "the liar was hardly asked");
    audit.check_batches(PATIENCE);
    world.check();
    let solvency = world.solvency();
    assert!(solvency.healthy, "{solvency:?}");
}

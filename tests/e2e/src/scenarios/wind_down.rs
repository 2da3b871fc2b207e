//! The end of a protocol.

use floe_api::collector;
use floe_api::hub::ExecuteMsg;
use floe_client::{ChainExt, TxOutcome};

use crate::net::Scene;
use crate::verbs::EventFact;
use crate::world::{Deployed, ScenarioPlan, SEED};

const DEPOSITS: [(&str, u128); 3] = [
    ("alice", 3_000_000_000),
    ("bob", 2_000_000_001),
    ("carol", 1_000_000_000),
];
/// More than all probes together, base units.
const PROBES: u128 = 5_000_000;
/// Seconds for two unbonding times and what lies between.
const PATIENCE: u64 = 240;
/// Units that the pool may gain by rounding: less than one for each share of a gain, each payable of a close and each claim.
const ROUNDING: u128 = 12;

/// What everybody has who is not yet paid. Once a protocol winds down, no time changes it.
#[derive(Clone, Debug, PartialEq)]
struct Shared {
    payables: Vec<u128>,
    pool: u128,
}

impl Shared {
    fn of(world: &Deployed) -> Self {
        Self {
            payables: world.payables(),
            pool: world.solvency().pool.u128(),
        }
    }

    /// As the rules say: each batch gets `⌊gain · payable / X⌋` and the pool the rest, with `X = Σ payables + pool`.
    fn gain(&mut self, gain: u128) {
        let equity = self.payables.iter().sum::<u128>() + self.pool;
        let mut rest = gain;
        for payable in &mut self.payables {
            let part = gain * *payable / equity;
            *payable += part;
            rest -= part;
        }
        self.pool += rest;
    }

    /// The fee of rewards comes first, and its shares are part of the pool like any other.
    fn earn(&mut self, rewards: &EventFact) -> u128 {
        let (gross, fee) = (rewards.amount("amount"), rewards.amount("fee"));
        self.pool += fee;
        self.gain(gross - fee);
        gross
    }
}

/// What streams, what has accrued, and what stake earns until it is home reaches everybody who is not yet paid alike. The seed
/// gets its part and no more.
pub fn a_wind_down_shares_all_gains_with_everybody_who_is_not_yet_paid(net: &mut dyn Scene) {
    let mut world = Deployed::deploy(net, &ScenarioPlan::new("wind down"));
    for (name, amount) in DEPOSITS {
        world.bond(name, amount);
    }
    world.crank_till_idle();
    let hub = world.hub.clone();
    world.net.earn(&hub);
    let mut earned = world.harvest().1;
    // Somebody waits already, whose coins are on their way.
    world.queue("carol", world.shares("carol"));
    let first = world.close();
    world.net.earn(&hub);
    let accrued = world.pending();

    share_the_stream(&mut world);
    // The stake leaves, which pays out what has accrued.
    let mut gross = shared(&mut world, |world| world.crank().1);
    gross += shared(&mut world, |world| world.harvest().0);
    assert!(
        accrued > 0 && gross >= accrued,
        "{gross} where {accrued} had accrued"
    );
    earned += gross;
    let staked = world.solvency().delegated.u128();
    assert!(staked < PROBES, "{staked} is not on its way home");
    for name in ["alice", "bob", "treasury"] {
        world.queue(name, world.shares(name));
    }
    earned += crank_until_all_is_home(&mut world);
    let last = first + 1;
    let of_last = world.batch(last);
    let paid = pay_everybody(&mut world, &[first, last]);
    let left = world.solvency();
    // A fee of what the probes earned may have come when all others had left.
    assert_eq!(left.supply.u128(), SEED + world.shares("treasury"));
    earned += forward_the_last(&mut world);

    let end = world.solvency();
    let nothing = (
        end.delegated,
        end.undelegating,
        end.owed,
        end.reserved,
        end.escrow,
    );
    assert_eq!(nothing, Default::default(), "{end:?}");
    assert_eq!((end.free, end.bank), (end.pool, end.pool));
    let put_in = SEED + DEPOSITS.iter().map(|(_, amount)| amount).sum::<u128>();
    assert_eq!(paid + end.pool.u128(), put_in + earned, "no unit is lost");
    // A share of the seed is worth what a share of those who left was paid.
    let (payable, shares) = (of_last.amount_unclaimed.u128(), of_last.total_shares.u128());
    let part = payable * left.supply.u128() / shares;
    assert!(
        (part..=part + ROUNDING).contains(&left.pool.u128()),
        "{part} is the part of {left:?}"
    );
    world.check_rate_against_the_chain();
}

/// The owner winds down; what streamed is shared at once.
fn share_the_stream(world: &mut Deployed) {
    let looked = world.sync();
    let looked = world.facts(&looked, "books_updated").pop().unwrap();
    let outcome = world.execute("owner", &ExecuteMsg::WindDown {});
    let time = world.net.chain().block_at(outcome.height).unwrap().time.seconds();
    let [amount, start, end] = ["stream_amount", "stream_start", "stream_end"].map(|key| looked.amount(key));
    let unreleased = (amount * (end - u128::from(time))).div_ceil(end - start);
    assert!(unreleased > 0, "nothing streams: {looked:?}");
    let owed = looked.amount("owed");
    let assets = ["delegated", "undelegating", "free"].map(|key| looked.amount(key));
    let mut expected = Shared {
        payables: vec![owed],
        pool: assets.iter().sum::<u128>() - owed - unreleased,
    };
    expected.gain(unreleased);
    assert_eq!(Shared::of(world), expected, "{unreleased} streamed: {looked:?}");
    assert!(world.solvency().unreleased.is_zero());
}

/// Compares what everybody has after a message with what the rules make of what happened. Returns the rewards that came in.
fn shared(world: &mut Deployed, message: impl FnOnce(&mut Deployed) -> TxOutcome) -> u128 {
    let (mut expected, supply) = (Shared::of(world), world.solvency().supply.u128());
    let outcome = message(world);
    let settled = world.facts(&outcome, "batch_settled");
    expected.payables.drain(..settled.len());
    for closed in world.facts(&outcome, "batch_closed") {
        let payable = closed.amount("shares") * expected.pool / supply;
        expected.payables.push(payable);
        expected.pool -= payable;
    }
    let rewards = world.facts(&outcome, "rewards_compounded");
    let gross = rewards.iter().map(|rewards| expected.earn(rewards)).sum();
    assert_eq!(Shared::of(world), expected, "{outcome:?}");
    gross
}

/// Cranks until everybody who queued can be paid and nothing is anywhere but in the hub. Returns the rewards that came in.
fn crank_until_all_is_home(world: &mut Deployed) -> u128 {
    let (mut earned, end) = (0, world.now() + PATIENCE);
    loop {
        earned += shared(world, |world| world.crank().1);
        let books = world.solvency();
        let away = [books.delegated, books.undelegating, books.owed, books.escrow];
        if away.iter().all(|amount| amount.is_zero()) {
            return earned;
        }
        assert!(world.now() < end, "{books:?}");
        world.pass_blocks(1);
    }
}

/// Everybody claims, and is paid in proportion. Returns the sum.
fn pay_everybody(world: &mut Deployed, batches: &[u64]) -> u128 {
    let due = |world: &Deployed, name: &str| -> u128 {
        let parts = batches.iter().map(|id| {
            let (shares, batch) = (world.request(name, *id), world.batch(*id));
            shares * batch.amount_unclaimed.u128() / batch.total_shares.u128()
        });
        parts.sum()
    };
    let people = ["alice", "bob", "carol", "treasury"];
    let dues = people.map(|name| due(world, name));
    let mut paid = 0;
    for (name, due) in people.into_iter().zip(dues) {
        let received = world.claim(name);
        assert_eq!(received, due, "{name}");
        paid += received;
    }
    paid
}

/// What the probes earned until they were home comes in when all others have left. Returns it.
fn forward_the_last(world: &mut Deployed) -> u128 {
    let before = world.solvency();
    let collected = world.net.chain().stake_balance(&world.collector).unwrap();
    let (keeper, collector) = (world.person("keeper"), world.collector.clone());
    let forward = collector::ExecuteMsg::Forward { keeper: None };
    let chain = world.net.chain_mut();
    chain.execute(&keeper, &collector, &forward, &[]).unwrap();
    let after = world.solvency();
    assert_eq!(after.pool.u128(), before.pool.u128() + collected);
    assert!(collected < PROBES, "{collected} is more than probes earn");
    collected
}

//! Deposits, rewards and the last exit.

use floe_client::TxOutcome;
use floe_core::fee;
use floe_core::units::Shares;

use crate::net::Scene;
use crate::world::{Deployed, ScenarioPlan, FEE_BPS, FEE_WEIGHTS, SEED};

/// Of harvests, and of the drip, in seconds.
const INTERVAL: u64 = 15;

pub fn deposits_are_delegated_and_rewards_drip(net: &mut dyn Scene) {
    let mut world = Deployed::deploy(net, &ScenarioPlan::new("drip").harvests_every(INTERVAL));
    let deposits = [
        ("alice", 4_000_000_000),
        ("bob", 2_500_000_000),
        ("carol", 1_000_000_007),
    ];
    for (name, amount) in deposits {
        assert_eq!(world.bond(name, amount), amount, "the rate is one");
    }
    world.crank_till_idle();
    check_targets(&world);

    // An earlier harvest would not be paid to its keeper.
    world.wait_until(world.now() + INTERVAL + 1);
    let hub = world.hub.clone();
    world.net.earn(&hub);
    let before = world.solvency();
    assert_eq!(before.pool, before.supply, "the rate is still one");
    let pending = world.pending();
    let (outcome, _) = world.harvest();
    let gross = check_harvest(&world, &outcome, pending);
    let after = world.snapshot().books;
    assert_eq!(after.free.u128(), before.free.u128() + gross);

    // Released bit by bit, never back.
    let mut rate = world.state().exchange_rate;
    while !world.solvency().unreleased.is_zero() {
        world.net.chain_mut().next_block().unwrap();
        let next = world.state().exchange_rate;
        assert!(next >= rate, "{next} after {rate}");
        rate = next;
    }
    let end = world.state();
    let pool = before.pool.u128() + gross;
    assert_eq!(end.total_native.u128(), pool);
    world.check_rate_against_the_chain();

    // A deposit now buys at the higher rate, rounded down.
    world.let_drip();
    let (state, paid) = (world.state(), 3_000_000_000);
    let shares = world.bond("carol", paid);
    assert_eq!(
        shares,
        paid * state.total_usteak.u128() / state.total_native.u128()
    );
    world.crank_till_idle();
    world.check_delegations(false);
}

/// All stake is where the targets want it, and what stays free is the floor: a thousandth.
fn check_targets(world: &Deployed) {
    let now = world.snapshot();
    let pool = world.solvency().pool.u128();
    assert_eq!(now.books.free.u128(), pool / 1_000);
    for position in &now.positions {
        assert_eq!(position.delegated, position.target);
        assert_eq!(now.delegated[&position.operator], position.target.u128());
    }
    assert_eq!(now.positions.len(), world.operators.len());
    world.check_delegations(false);
}

/// The first harvest, at a rate of one: what the chain paid is booked, less a fee to the unit.
fn check_harvest(world: &Deployed, outcome: &TxOutcome, pending: u128) -> u128 {
    let fact = world.fact(outcome, "rewards_compounded");
    let gross = fact.amount("amount");
    assert!(gross > 0, "no rewards");
    let withdrawn: Vec<u128> = outcome
        .events
        .iter()
        .filter(|event| event.kind == "withdraw_rewards")
        .filter_map(|event| {
            event
                .attribute("amount")?
                .strip_suffix(&world.denom())?
                .parse()
                .ok()
        })
        .collect();
    // The embedded chain does not announce them.
    if !withdrawn.is_empty() {
        assert_eq!(gross, withdrawn.iter().sum::<u128>(), "{outcome:?}");
    }
    assert!(gross >= pending, "{gross} of {pending}");
    let fee = gross * FEE_BPS / 10_000;
    assert_eq!((fact.amount("fee"), fact.amount("fee_shares")), (fee, fee));
    // Each receiver's part, as the event of its own says and as it is minted.
    let parts = fee::split(Shares::new(fee), &FEE_WEIGHTS).unwrap();
    let paid: Vec<(String, u128)> = world
        .facts(outcome, "fee_paid")
        .iter()
        .map(|fact| (fact.text("receiver").to_owned(), fact.amount("shares")))
        .collect();
    let receivers = ["treasury", "keeper"];
    let expected: Vec<(String, u128)> = receivers
        .iter()
        .zip(parts)
        .map(|(name, part)| (world.address(name), part.units()))
        .collect();
    assert_eq!(paid, expected);
    for (name, (_, part)) in receivers.iter().zip(&paid) {
        assert_eq!(world.shares(name), *part, "{name}");
    }
    gross
}

pub fn everybody_leaves_and_the_seed_stays(net: &mut dyn Scene) {
    let plan = ScenarioPlan::new("leave").harvests_every(INTERVAL);
    let mut world = Deployed::deploy(net, &plan);
    for (name, amount) in [
        ("alice", 3_000_000_000),
        ("bob", 2_000_000_001),
        ("carol", 500_000_000),
    ] {
        world.bond(name, amount);
    }
    world.crank_till_idle();
    world.wait_until(world.now() + INTERVAL + 1);
    let hub = world.hub.clone();
    world.net.earn(&hub);
    let (outcome, _) = world.harvest();
    assert!(world.shares("treasury") > 0, "no fee: {outcome:?}");
    world.let_drip();

    let people = ["alice", "bob", "carol", "treasury", "keeper"];
    for name in people {
        world.queue(name, world.shares(name));
    }
    let (shares, batch) = (world.solvency().escrow.u128(), world.close());
    let payable = world.batch(batch).amount_unclaimed.u128();
    world.mature();
    let mut paid = 0;
    for name in people {
        let details = world.request(name, batch);
        let received = world.claim(name);
        assert_eq!(received, details * payable / shares, "{name}");
        paid += received;
    }
    assert!(payable - paid < 5, "rounding is less than a unit each");

    let end = world.solvency();
    assert_eq!(
        (end.owed.u128(), end.reserved.u128(), end.escrow.u128()),
        (0, 0, 0)
    );
    // Harvests during the exit have brought the fee's receivers new shares.
    let fees = world.shares("treasury") + world.shares("keeper");
    assert_eq!(end.supply.u128(), SEED + fees);
    world.check_rate_against_the_chain();
    assert!(world.solvency().pool.u128() >= SEED);
}

//! What must hold at the end of every day, to the unit.

use anyhow::{ensure, Result};
use floe_core::units::Native;

use super::sim::Sim;

/// # Errors
/// Naming the first sum that does not hold, with both sides.
pub fn check(sim: &Sim) -> Result<()> {
    solvent(sim)?;
    parts(sim)?;
    coins(sim)
}

fn equal(what: &str, left: u128, right: u128) -> Result<()> {
    ensure!(
        left == right,
        "{what}: {left} is not {right}; this is a fault of Floe"
    );
    Ok(())
}

fn solvent(sim: &Sim) -> Result<()> {
    let books = &sim.ledger().books;
    let set_aside = books.free.plus(books.reserved)?.units();
    let bank = sim.chain.bank;
    ensure!(
        bank >= set_aside,
        "insolvent: bank {bank} is less than B + K {set_aside}"
    );
    let debts = books.owed.plus(books.stream.unreleased(sim.now()))?;
    let assets = books.assets();
    ensure!(
        assets >= debts,
        "insolvent: D + U + B {assets} is less than owed + unreleased {debts}"
    );
    Ok(())
}

/// The books' sums are the sums of their parts.
fn parts(sim: &Sim) -> Result<()> {
    let ledger = sim.ledger();
    let books = &ledger.books;
    let sum = |parts: &mut dyn Iterator<Item = Native>| Native::sum(parts).map(Native::units);
    equal(
        "D and positions",
        books.delegated.units(),
        sum(&mut ledger.positions.values().map(|p| p.booked))?,
    )?;
    equal(
        "U and entries",
        books.undelegating.units(),
        sum(&mut ledger.entries.values().map(|e| e.expected))?,
    )?;
    equal(
        "owed and batches",
        books.owed.units(),
        sum(&mut ledger.batches.values().map(|b| b.payable))?,
    )?;
    equal(
        "K and settled batches",
        books.reserved.units(),
        sum(&mut sim.settled.values().map(|b| b.left))?,
    )?;
    let shares = sim.seed.plus(sim.fees)?.plus(sim.held)?.plus(sim.escrow)?;
    let shares = shares.plus(sim.pledges.held()?)?;
    equal("S and its owners", books.supply.units(), shares.units())?;
    equal(
        "escrow and requests",
        sim.escrow.units(),
        sim.waiting.open.total(),
    )?;
    for (id, batch) in &ledger.batches {
        let asked = sim.waiting.closed.get(id).map_or(0, |requests| requests.total());
        equal("a batch and its requests", batch.shares.units(), asked)?;
    }
    Ok(())
}

/// Everything that came in is out, held or lost: by the chain's count of every coin, and by the hub's own account.
fn coins(sim: &Sim) -> Result<()> {
    let (flows, totals) = (&sim.flows, &sim.accounts().totals);
    let (held, others) = sim.chain.holdings();
    let came = Native::new(sim.seed.units()).plus(flows.deposits)?;
    let left = flows.claims.plus(totals.instant_exits)?;
    equal(
        "coins that came and coins that are out, held or burned",
        others + came.units() + sim.chain.rewards,
        left.units() + held + sim.chain.burned,
    )?;
    let books = &sim.ledger().books;
    equal(
        "the hub's account of gains and what it holds",
        came.plus(totals.rewards)?.plus(totals.gains)?.units(),
        left.plus(totals.losses)?
            .plus(books.assets())?
            .plus(books.reserved)?
            .units(),
    )
}

#[cfg(test)]
mod tests {
    use floe_core::units::Shares;
    use rstest::rstest;

    use super::super::course::Course;
    use super::super::{build, scenario};
    use super::*;

    const TEXT: &str = r#"
        title = "audit"
        days = 30
        seed = 1
        validators = { count = 3 }
        holders = { count = 10, stake = 10000, size = { kind = "lognormal", sigma = 1.0 } }
        flows.deposits_per_day = 2.0
        flows.deposit = { kind = "lognormal", mean = 10.0, sigma = 1.0 }
        flows.exits_per_day = 20.0
        flows.exit = { kind = "lognormal", mean = 10.0, sigma = 1.0 }
    "#;

    #[rstest]
    #[case::a_coin_too_many(|sim: &mut Sim| sim.chain.bank += 1, "coins that came")]
    #[case::coins_gone(|sim: &mut Sim| sim.chain.bank = 0, "insolvent")]
    #[case::a_reward_twice(|sim: &mut Sim| sim.chain.rewards += 1, "coins that came")]
    #[case::a_loss_forgotten(|sim: &mut Sim| sim.state.accounts_mut().totals.gains = Native::new(1), "the hub's account")]
    #[case::a_share_too_many(|sim: &mut Sim| sim.held = sim.held.more(Shares::new(1)), "S and its owners")]
    #[case::a_request_lost(|sim: &mut Sim| sim.waiting.closed.clear(), "a batch and its requests")]
    fn a_single_unit_that_does_not_add_up_is_an_error(#[case] spoil: fn(&mut Sim), #[case] said: &str) {
        let scenario = scenario::read(TEXT).unwrap().remove(0).scenario;
        let sim = build::simulation(&scenario, &build::operators(&scenario)).unwrap();
        let mut course = Course::new(&scenario, sim);
        for day in 0..scenario.days {
            course.day(day).unwrap();
        }
        spoil(&mut course.stage);
        let error = check(&course.stage).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
}

//! The promises of the protocol over time, asked after each message of a scenario that could break one, as the tests of
//! the contracts ask them (docs/adr/0064). Looks at figures of the simulation alone, before and after the message.
//!
//! Deposits, claims and further requests of an open batch neither stake, unstake nor close, so they are not looked at.

use anyhow::{ensure, Context, Result};
use floe_core::convert::mul_div_floor;
use floe_core::exits::Moment;
use floe_core::units::{Native, Seconds, Shares};
use floe_core::Books;
use floe_testing::promises::{Effects, Promises, Snapshot, Terms};

use super::chain::{Kind, Order, Slash, Standing};
use super::sim::{Crank, Outcome, Sim};
use super::stage::Stage;

/// Units by which rounding in answers may have made the pool smaller than it was when cover looked at it.
const ROUNDING: u128 = 100;

/// A stage that asks for the promises.
pub(crate) struct Watched<S: Stage> {
    stage: S,
    promises: Promises,
    /// Bonded validators as the registry has seen them, or fewer: those that left the set count until their grace is
    /// over. So no interval in force is longer than what this gives.
    bonded: u64,
}

/// What is known before a message.
struct Before {
    snapshot: Snapshot,
    losses: Native,
    rewards: Native,
    fees: Shares,
    /// Staking messages of earlier messages in this block.
    orders: usize,
}

impl<S: Stage> Watched<S> {
    pub fn new(mut stage: S) -> Self {
        Self {
            bonded: bonded(stage.sim()),
            stage,
            promises: Promises::default(),
        }
    }

    fn begin(&mut self) -> Before {
        let sim = self.stage.sim();
        Before {
            snapshot: snapshot(sim, self.bonded),
            losses: sim.accounts().totals.losses,
            rewards: sim.accounts().totals.rewards,
            fees: sim.fees,
            orders: sim.chain.orders.len(),
        }
    }

    /// Ends a message of which `told` says what figures do not.
    fn keeps(&mut self, before: &Before, told: Effects) -> Result<()> {
        let sim = self.stage.sim();
        let after = snapshot(sim, self.bonded);
        let told = before.tell(sim, &after, told)?;
        let broken = self.promises.broken(&before.snapshot, &after, &told);
        ensure!(
            broken.is_empty(),
            "a promise is broken: {}; this is a fault of Floe",
            broken.join("; ")
        );
        Ok(())
    }
}

impl Before {
    /// What a message did, as far as the chain and the books show it.
    fn tell(&self, sim: &Sim, after: &Snapshot, mut told: Effects) -> Result<Effects> {
        let orders = sim.chain.orders.get(self.orders..).unwrap_or_default();
        let name = |place: usize| sim.chain.validator(place).map(|v| v.operator.clone());
        for order in orders {
            told.failed += usize::from(order.came.is_none());
            match order.kind {
                Kind::Delegate => told.delegated += order.asked,
                Kind::Undelegate => told.undelegated.push((name(order.place)?, order.asked)),
                Kind::Redelegate(to) => {
                    let step = (name(order.place)?, name(to)?, order.asked);
                    told.redelegated.push(step);
                }
                Kind::Withdraw => {}
            }
        }
        let Snapshot {
            batches,
            entries,
            open,
            ..
        } = &self.snapshot;
        told.closed = (open.0..after.open.0).collect();
        let all = batches.keys().chain(&told.closed);
        for id in all.filter(|id| !after.batches.contains_key(*id)) {
            let settled = sim.settled.get(id).context("a batch that is gone")?;
            told.settled += settled.payable.units();
        }
        let totals = &sim.accounts().totals;
        told.rewards = totals.rewards.less(self.rewards).units();
        let gone = entries.keys().filter(|key| !after.entries.contains_key(*key));
        told.arrivals = count(gone);
        let messages = told.undelegated.len() + told.redelegated.len() + told.failed;
        let rounding = 3 * told.arrivals + 4 * count(&self.snapshot.stake) + 2 * count(0..messages);
        let provisioned = entries.iter().any(|(key, old)| {
            let new = after.entries.get(key);
            new.is_some_and(|new| new.expected < old.expected)
        });
        told.trouble = provisioned || totals.losses.less(self.losses).units() > rounding;
        let books = sent(after, orders, &told, sim.fees.less(self.fees))?;
        told.pools = vec![books.pool(after.seconds()).units().saturating_sub(ROUNDING)];
        told.first = Some((books, told.delegated));
        Ok(told)
    }
}

/// The books of the message itself, before the chain answered and rewards came: undelegations whole, what was refused
/// not yet booked back.
fn sent(after: &Snapshot, orders: &[Order], told: &Effects, fee_shares: Shares) -> Result<Books> {
    let mut books = after.books.clone();
    for order in orders {
        let lacking = Native::new(order.asked - order.came.unwrap_or_default());
        match order.kind {
            Kind::Undelegate => {
                books.undelegating = books.undelegating.more(lacking);
                if order.came.is_none() {
                    books.delegated = books.delegated.less(lacking);
                }
            }
            Kind::Delegate => {
                books.delegated = books.delegated.more(lacking);
                books.free = books.free.less(lacking);
            }
            Kind::Redelegate(_) | Kind::Withdraw => {}
        }
    }
    if told.rewards > 0 {
        let supply = after.books.supply.units().max(1);
        let fee = mul_div_floor(fee_shares.units(), after.pool(), supply)?;
        let rewards = Native::new(told.rewards);
        books.free = books.free.less(rewards);
        books.stream.amount = books.stream.amount.less(rewards.less(Native::new(fee)));
    }
    Ok(books)
}

fn count<T>(of: impl IntoIterator<Item = T>) -> u128 {
    of.into_iter().fold(0, |sum, _| sum + 1)
}

fn bonded(sim: &Sim) -> u64 {
    let validators = sim.chain.validators().iter();
    let bonded = validators.filter(|validator| validator.standing == Standing::Bonded);
    u64::try_from(bonded.count()).unwrap_or(u64::MAX)
}

/// Books, stake, entries and batches as the promises look at them.
fn snapshot(sim: &Sim, validators: u64) -> Snapshot {
    let ledger = sim.ledger();
    let stake = ledger.positions.iter();
    let entries = ledger.entries.iter();
    let batches = ledger.batches.iter();
    Snapshot {
        at: Moment {
            height: sim.chain.height,
            nanos: sim.chain.time,
        },
        books: ledger.books.clone(),
        terms: Terms {
            reserve_bps: sim.params.instant.reserve_bps,
            interval: sim.params.exit.batch_interval,
            estimate: sim.params.exit.unbonding_estimate,
            max_entries: sim.params.staking.max_entries.into(),
            validators,
            unbonding: sim.chain.unbonding(),
            winding_down: false,
        },
        stake: stake.map(|(v, p)| (v.clone(), p.booked.units())).collect(),
        entries: entries.map(|(key, entry)| (key.clone(), *entry)).collect(),
        batches: batches.map(|(id, batch)| (*id, batch.clone())).collect(),
        open: (sim.accounts().queue.open, sim.escrow.units()),
        short: ledger.short_since.is_some(),
    }
}

impl<S: Stage> Stage for Watched<S> {
    fn sim(&mut self) -> &mut Sim {
        self.stage.sim()
    }

    fn advance(&mut self, secs: Seconds, blocks: u64) -> Result<()> {
        self.stage.advance(secs, blocks)
    }

    fn accrue(&mut self, place: usize, units: u128) -> Result<()> {
        self.stage.accrue(place, units)
    }

    fn slash(&mut self, slash: &Slash) -> Result<()> {
        self.stage.slash(slash)
    }

    fn jail(&mut self, place: usize) -> Result<()> {
        self.stage.jail(place)
    }

    fn tombstone(&mut self, place: usize) -> Result<()> {
        self.stage.tombstone(place)
    }

    fn unjail(&mut self, place: usize) -> Result<()> {
        self.stage.unjail(place)
    }

    fn refresh(&mut self) -> Result<()> {
        self.stage.refresh()?;
        self.bonded = bonded(self.stage.sim());
        Ok(())
    }

    fn bond(&mut self, amount: Native) -> Outcome<Shares> {
        self.stage.bond(amount)
    }

    /// From the first request of a batch on it waits.
    fn queue(&mut self, shares: Shares) -> Outcome<()> {
        let first = self.stage.sim().escrow.is_zero();
        let before = first.then(|| self.begin());
        let outcome = self.stage.queue(shares)?;
        if let Some(before) = before.filter(|_| outcome.is_ok()) {
            self.keeps(&before, Effects::default())?;
        }
        Ok(outcome)
    }

    fn instant(&mut self, shares: Shares) -> Outcome<Native> {
        let before = self.begin();
        let outcome = self.stage.instant(shares)?;
        if let Ok(payout) = &outcome {
            let told = Effects {
                paid_instantly: payout.units(),
                ..Effects::default()
            };
            self.keeps(&before, told)?;
        }
        Ok(outcome)
    }

    fn crank(&mut self) -> Result<Crank> {
        // A crank refreshes a registry that nobody has.
        self.bonded = self.bonded.min(bonded(self.stage.sim()));
        let before = self.begin();
        let report = self.stage.crank()?;
        let told = Effects {
            settles: true,
            closes: true,
            ..Effects::default()
        };
        self.keeps(&before, told)?;
        Ok(report)
    }

    fn claim(&mut self) -> Result<Native> {
        self.stage.claim()
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::course::Course;
    use super::super::{build, scenario};
    use super::*;

    const TEXT: &str = r#"
        title = "watched"
        days = 60
        seed = 1
        validators = { count = 5 }
        holders = { count = 10, stake = 10000, size = { kind = "lognormal", sigma = 1.0 } }
        flows.deposits_per_day = 2.0
        flows.deposit = { kind = "lognormal", mean = 10.0, sigma = 1.0 }
        flows.exits_per_day = 5.0
        flows.exit = { kind = "lognormal", mean = 20.0, sigma = 1.0 }
        flows.instant_bps = 2000
        params.instant_reserve_bps = 100
    "#;

    /// What a crank does from some day on.
    type Fault = fn(&mut Sim) -> Result<Crank>;

    /// A simulation whose cranks go wrong.
    struct Faulty {
        sim: Sim,
        fault: Option<Fault>,
    }

    impl Stage for Faulty {
        fn sim(&mut self) -> &mut Sim {
            &mut self.sim
        }
        fn advance(&mut self, secs: Seconds, blocks: u64) -> Result<()> {
            self.sim.advance(secs, blocks)
        }
        fn accrue(&mut self, place: usize, units: u128) -> Result<()> {
            self.sim.accrue(place, units)
        }
        fn slash(&mut self, slash: &Slash) -> Result<()> {
            Stage::slash(&mut self.sim, slash)
        }
        fn jail(&mut self, place: usize) -> Result<()> {
            self.sim.jail(place)
        }
        fn tombstone(&mut self, place: usize) -> Result<()> {
            self.sim.tombstone(place)
        }
        fn unjail(&mut self, place: usize) -> Result<()> {
            self.sim.unjail(place)
        }
        fn refresh(&mut self) -> Result<()> {
            self.sim.refresh()
        }
        fn bond(&mut self, amount: Native) -> Outcome<Shares> {
            self.sim.bond(amount)
        }
        fn queue(&mut self, shares: Shares) -> Outcome<()> {
            self.sim.queue(shares)
        }
        fn instant(&mut self, shares: Shares) -> Outcome<Native> {
            self.sim.instant(shares)
        }
        fn crank(&mut self) -> Result<Crank> {
            match self.fault {
                Some(fault) => fault(&mut self.sim),
                None => self.sim.crank(),
            }
        }
        fn claim(&mut self) -> Result<Native> {
            self.sim.claim()
        }
    }

    fn delegates_all_that_is_free(sim: &mut Sim) -> Result<Crank> {
        let report = sim.crank()?;
        let free = std::mem::take(&mut sim.state.ledger_mut().books.free);
        let _ = sim.chain.delegate(0, free.units())?;
        Ok(report)
    }

    fn undelegates_for_nobody(sim: &mut Sim) -> Result<Crank> {
        let report = sim.crank()?;
        let operator = sim.chain.validator(0)?.operator.clone();
        let booked = sim.ledger().positions.get(&operator).unwrap().booked;
        let amount = Native::new(booked.units() / 2);
        sim.state.ledger_mut().undelegate(&operator, amount)?;
        let _ = sim.chain.undelegate(0, amount.units())?;
        Ok(report)
    }

    fn moves_whatever_has_entries(sim: &mut Sim) -> Result<Crank> {
        let report = sim.crank()?;
        let with_entries = sim.ledger().positions.iter().find(|(_, p)| p.entries > 0);
        let from = with_entries.unwrap().0.clone();
        let positions = &mut sim.state.ledger_mut().positions;
        let position = positions.get_mut(&from).unwrap();
        let moved = std::mem::take(&mut position.booked);
        let from = sim.chain.place(&from)?;
        let _ = sim.chain.redelegate(from, (from + 1) % 5, moved.units())?;
        Ok(report)
    }

    fn does_nothing(_: &mut Sim) -> Result<Crank> {
        Ok(Crank::default())
    }

    #[rstest]
    #[case::a_probe_is_moved_along('a', moves_whatever_has_entries)]
    #[case::what_is_set_aside_is_delegated('b', delegates_all_that_is_free)]
    #[case::entries_are_made_for_nobody('c', undelegates_for_nobody)]
    #[case::nobody_closes_and_settles('f', does_nothing)]
    fn a_broken_promise_ends_a_simulation_that_was_fine_until_then(
        #[case] letter: char,
        #[case] fault: Fault,
    ) {
        let scenario = scenario::read(TEXT).unwrap().remove(0).scenario;
        let sim = build::simulation(&scenario, &build::operators(&scenario)).unwrap();
        let mut course = Course::new(&scenario, Watched::new(Faulty { sim, fault: None }));
        for day in 0..40 {
            course.day(day).unwrap();
        }
        course.stage.stage.fault = Some(fault);
        let broken = (40..60).find_map(|day| course.day(day).err()).unwrap();
        let text = format!("{broken:#}");
        assert!(
            text.contains(&format!("a promise is broken: ({letter})")),
            "{text}"
        );
    }

    /// `FLOE_DAYS` of each, 60 unless told.
    #[test]
    fn the_scenarios_of_the_documentation_keep_the_promises() {
        let days = std::env::var("FLOE_DAYS").map_or(60, |days| days.parse().unwrap());
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/scenarios");
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let began = std::time::Instant::now();
            let (mut played, mut settled) = (0, 0);
            for variant in scenario::read(&std::fs::read_to_string(&path).unwrap()).unwrap() {
                // A million opening deposits take a while.
                let mut scenario = variant.scenario;
                scenario.holders.count = scenario.holders.count.min(20_000);
                let sim = build::simulation(&scenario, &build::operators(&scenario)).unwrap();
                let mut course = Course::new(&scenario, Watched::new(sim));
                for day in 0..scenario.days.min(days) {
                    let outcome = course.day(day);
                    outcome
                        .unwrap_or_else(|error| panic!("{}: {}: {error:#}", path.display(), variant.label));
                    played += 1;
                }
                settled += course.stage.promises.exits.settled;
            }
            assert!(settled > 0, "{}: nobody has left", path.display());
            println!(
                "{}: {played} days, {settled} undisturbed batches settled, {:?}",
                path.display(),
                began.elapsed()
            );
        }
    }
}

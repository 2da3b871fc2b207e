//! Figures, gathered while a scenario is played, in memory that does not grow with time.

use std::collections::BTreeMap;

use floe_core::convert::mul_div_floor;
use floe_core::engine::Refusal;
use floe_core::units::{Native, Seconds, Shares};

use super::histogram::Minutes;
use super::series::{Point, Series};
use super::sim::Sim;

/// A whole in millionths.
pub const MILLION: u128 = 1_000_000;

/// How many of a kind, and what they were worth in base units.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sum {
    pub count: u64,
    pub units: Native,
}

impl Sum {
    fn add(&mut self, units: Native) {
        self.count += 1;
        self.units = self.units.more(units);
    }
}

pub(crate) struct Meter {
    pub deposits: Sum,
    pub instants: Sum,
    pub queued: u64,
    /// Refused messages by kind and reason.
    pub refused: BTreeMap<&'static str, u64>,
    /// Exits that never happened, as nobody had anything left.
    pub nobody_left: u64,
    pub waits: Minutes,
    /// Coins times seconds: free, in flight, and all of the assets.
    pub idle: [u128; 3],
    /// What the backstop's shares were worth, in base units times seconds.
    pub pledged: u128,
    seconds: Seconds,
    /// Highest rate so far, 18 places, and the deepest fall from it in millionths.
    peak: u128,
    pub drawdown: u128,
    /// Largest part of what a batch was worth at its close that it was not paid, in millionths.
    pub worst_exit: u128,
    pub batches: u64,
    pub slashes: u64,
    /// Most batches that waited at once.
    pub crowd: usize,
    /// Longest wait that ended today, in minutes.
    longest_today: u64,
    pub first_rate: u128,
    pub series: Series,
}

impl Meter {
    pub fn new(sim: &Sim) -> Self {
        let rate = rate(sim);
        Self {
            deposits: Sum::default(),
            instants: Sum::default(),
            queued: 0,
            refused: BTreeMap::new(),
            nobody_left: 0,
            waits: Minutes::default(),
            idle: [0; 3],
            pledged: 0,
            seconds: 0,
            peak: rate,
            drawdown: 0,
            worst_exit: 0,
            batches: 0,
            slashes: 0,
            crowd: 0,
            longest_today: 0,
            first_rate: rate,
            series: Series::default(),
        }
    }

    pub fn deposit(&mut self, amount: Native, outcome: &Result<Shares, Refusal>) {
        match outcome {
            Ok(_) => self.deposits.add(amount),
            Err(_) => self.refuse("deposit"),
        }
    }

    pub fn instant(&mut self, outcome: &Result<Native, Refusal>) {
        match outcome {
            Ok(payout) => self.instants.add(*payout),
            Err(_) => self.refuse("instant exit"),
        }
    }

    pub fn queued(&mut self, outcome: &Result<(), Refusal>) {
        match outcome {
            Ok(()) => self.queued += 1,
            Err(_) => self.refuse("exit"),
        }
    }

    fn refuse(&mut self, what: &'static str) {
        *self.refused.entry(what).or_default() += 1;
    }

    /// Refused messages of a kind.
    pub fn refusals(&self, kind: &str) -> u64 {
        self.refused.get(kind).copied().unwrap_or_default()
    }

    /// Takes note of the batches that were funded.
    pub fn settled(&mut self, sim: &mut Sim) {
        for settlement in sim.settlements.drain(..) {
            self.batches += 1;
            let lost = settlement.promised.less(settlement.payable);
            self.worst_exit = self
                .worst_exit
                .max(millionths(lost.units(), settlement.promised.units()));
            for (wait, count) in settlement.waits {
                self.waits.record(wait, count);
                self.longest_today = self.longest_today.max(wait.div_ceil(60));
            }
        }
    }

    /// The state after a step of the given length.
    pub fn sample(&mut self, sim: &Sim, passed: Seconds) {
        let books = &sim.ledger().books;
        let amounts = [books.free, books.undelegating, books.assets()];
        for (sum, amount) in self.idle.iter_mut().zip(amounts) {
            *sum += amount.units() * u128::from(passed);
        }
        self.pledged += pledged(sim) * u128::from(passed);
        self.seconds += passed;
        let rate = rate(sim);
        self.peak = self.peak.max(rate);
        self.drawdown = self
            .drawdown
            .max(millionths(self.peak.saturating_sub(rate), self.peak));
        self.crowd = self.crowd.max(sim.ledger().batches.len());
    }

    pub fn end_of_day(&mut self, sim: &Sim, day: u64) {
        let books = &sim.ledger().books;
        let assets = books.assets().units();
        self.series.push(Point {
            day: day + 1,
            rate: rate(sim),
            free: millionths(books.free.units(), assets),
            in_flight: millionths(books.undelegating.units(), assets),
            longest_wait: std::mem::take(&mut self.longest_today),
        });
    }

    pub fn seconds(&self) -> Seconds {
        self.seconds
    }

    /// Deposits and exits that people tried.
    pub fn flows(&self) -> u64 {
        self.deposits.count + self.queued + self.instants.count + self.refused.values().sum::<u64>()
    }
}

/// Native per share with 18 places.
pub fn rate(sim: &Sim) -> u128 {
    sim.ledger().books.rate(sim.now()).atomics().u128()
}

/// What the backstop's shares are worth, in base units; zero without one.
pub fn pledged(sim: &Sim) -> u128 {
    let left = sim.pledges.backstop().map_or(0, |pledged| pledged.left.units());
    mul_div_floor(left, sim.pool().units(), sim.ledger().books.supply.units()).unwrap_or_default()
}

/// A part of a whole in millionths, rounded down; zero of nothing.
pub fn millionths(part: u128, whole: u128) -> u128 {
    mul_div_floor(part, MILLION, whole).unwrap_or_default()
}

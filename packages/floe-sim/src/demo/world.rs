//! The chain, the protocol and what the demo itself knows about both.

use std::collections::BTreeMap;

use anyhow::anyhow;
use cosmwasm_std::{Decimal, Uint128};
use floe_api::hub::{CrankReport, ExecuteMsg, FeeConfig, FeeReceiver};
use floe_api::registry;
use floe_core::params::Param;
use floe_core::units::{DAY, YEAR};
use floe_testing::chain::Slash;
use floe_testing::suite::{Depth, Setup, Suite, ValidatorSetup};

use super::format;
use super::people::Person;

/// Parts of a day at which rewards have come in and the keeper looks after the protocol.
pub const SLOTS: u64 = 8;
/// Yearly rewards on what is delegated, in percent.
const REWARDS_PERCENT: u128 = 14;
/// Cranks in a row before the keeper takes a rest.
const MAX_CRANKS: usize = 12;
/// Names of the first validators; further ones are numbered.
const NAMES: [&str; 7] = ["aurora", "basalt", "cirrus", "delta", "ember", "fjord", "glacier"];

pub(crate) struct World {
    pub suite: Suite,
    pub people: BTreeMap<String, Person>,
    pub validators: Vec<String>,
    /// Rewards that the chain has accrued for the hub.
    pub accrued: u128,
    /// Coins that somebody sent to the hub, and to the collector, without a word.
    pub gifts: (u128, u128),
    /// What slashes took from the hub's stake, as measured on the chain.
    pub slashed: u128,
    /// In billionths, at the start of each day.
    pub rates: Vec<u128>,
    /// Letters under the chart, by day.
    pub marks: BTreeMap<usize, char>,
    /// Refused messages by error.
    pub refused: BTreeMap<String, u64>,
    /// Messages that must not be refused and were.
    pub failures: Vec<String>,
    /// Delegations, undelegations and redelegations.
    pub moves: u64,
    /// Whether this history has a backstop.
    pub guarded: bool,
    start: u64,
}

impl World {
    /// # Errors
    /// When the protocol cannot be deployed.
    pub fn deploy(users: BTreeMap<String, u128>, validators: usize) -> anyhow::Result<Self> {
        let names: Vec<String> = (0..validators).map(name_of).collect();
        let setup = setup(&users, &names);
        let mut suite =
            Suite::deploy(&setup).map_err(|failure| anyhow!("deployment failed: {}", failure.text))?;
        suite.depth = Depth::Light;
        let start = suite.now();
        Ok(Self {
            suite,
            people: users
                .keys()
                .map(|name| (name.clone(), Person::default()))
                .collect(),
            validators: names,
            accrued: 0,
            gifts: (0, 0),
            slashed: 0,
            rates: vec![format::RATE_ONE],
            marks: BTreeMap::new(),
            refused: BTreeMap::new(),
            failures: Vec::new(),
            moves: 0,
            guarded: false,
            start,
        })
    }

    /// Ends the current slot, lets rewards accrue, and lets the keeper work. What it did, crank by crank.
    pub fn slot(&mut self) -> Vec<CrankReport> {
        let length = DAY / SLOTS;
        let passed = (self.suite.now() - self.start) % length;
        self.suite.advance(length - passed, 2);
        self.accrue();
        self.keeper()
    }

    /// Goes on to the end of the given day, checks everything and notes the rate.
    pub fn end_day(&mut self, day: u64) -> Vec<CrankReport> {
        let end = self.start + (day + 1) * DAY;
        let mut reports = Vec::new();
        self.refresh();
        while self.suite.now() < end {
            reports.extend(self.slot());
        }
        self.suite.depth = Depth::Full;
        self.suite.check_invariants();
        self.suite.depth = Depth::Light;
        let rate = self.rate();
        self.rates.push(rate);
        reports
    }

    pub fn refresh(&mut self) {
        if let Err(failure) = self.suite.registry("keeper", &registry::ExecuteMsg::Refresh {}) {
            self.failures
                .push(format!("refresh was refused: {}", failure.text));
        }
    }

    /// Cranks, a block each, until there is nothing more to do.
    fn keeper(&mut self) -> Vec<CrankReport> {
        let mut reports = Vec::new();
        for _ in 0..MAX_CRANKS {
            let report = match self.suite.hub(
                "keeper",
                &ExecuteMsg::Crank {
                    max_msgs: None,
                    skip: None,
                },
            ) {
                Ok(response) => response.data.and_then(|data| cosmwasm_std::from_json(data).ok()),
                Err(failure) => {
                    self.failures
                        .push(format!("a crank was refused: {}", failure.text));
                    None
                }
            };
            let report: CrankReport = report.unwrap_or_default();
            let more = report.more && !report.is_idle();
            let moved = report.delegations.len() + report.undelegations.len() + report.redelegations.len();
            self.moves += u64::try_from(moved).unwrap_or(0);
            reports.push(report);
            if !more {
                break;
            }
            self.suite.advance(self.suite.chain.config().block_secs, 1);
        }
        reports
    }

    /// The rewards of one slot. None while no delegation is to a bonded validator.
    fn accrue(&mut self) {
        let amount = self.staked() * REWARDS_PERCENT * u128::from(DAY / SLOTS) / (u128::from(YEAR) * 100);
        let hub = self.suite.hub.clone();
        if amount > 0
            && self
                .suite
                .chain
                .rewards_spread(&hub, Uint128::new(amount))
                .is_ok()
        {
            self.accrued += amount;
        }
    }

    /// Delegated by the hub as the chain counts it.
    pub fn staked(&self) -> u128 {
        self.suite.chain.delegations(&self.suite.hub).values().sum()
    }

    /// Leaving the stake of the hub, as the chain counts it.
    pub fn leaving(&self) -> u128 {
        self.suite
            .chain
            .unbonding_entries(&self.suite.hub)
            .iter()
            .map(|entry| entry.balance)
            .sum()
    }

    /// Slashes for something done at `height` and returns what that took from the hub.
    pub fn slash(&mut self, validator: &str, percent: u64, height: u64) -> u128 {
        let before = self.staked() + self.leaving();
        let operator = self.suite.operator(validator);
        let slash = Slash::new(&operator, Decimal::percent(percent)).at_height(height);
        if let Err(error) = self.suite.chain.slash(&slash) {
            self.failures.push(format!("a slash failed: {error}"));
        }
        let taken = before.saturating_sub(self.staked() + self.leaving());
        self.slashed += taken;
        taken
    }

    pub fn rate(&self) -> u128 {
        let books = self.suite.books();
        format::rate_of(books.pool(), books.supply())
    }

    /// The validator's name behind an operator address.
    pub fn name<'a>(&'a self, operator: &'a str) -> &'a str {
        self.validators
            .iter()
            .find(|name| self.suite.operator(name) == operator)
            .map_or(operator, String::as_str)
    }

    /// Delegated to each validator, in the order of their names.
    pub fn stakes(&self) -> Vec<(String, u128)> {
        let shown = self.suite.chain.delegations(&self.suite.hub);
        let stake = |name: &String| shown.get(&self.suite.operator(name)).copied().unwrap_or_default();
        self.validators
            .iter()
            .map(|name| (name.clone(), stake(name)))
            .collect()
    }

    pub fn seconds(&self) -> u64 {
        self.suite.now() - self.start
    }
}

fn name_of(index: usize) -> String {
    NAMES
        .get(index)
        .map_or_else(|| format!("validator{}", index + 1), ToString::to_string)
}

fn setup(users: &BTreeMap<String, u128>, validators: &[String]) -> Setup {
    let receiver = |to: &str, weight| FeeReceiver {
        to: to.into(),
        weight,
    };
    let mut setup = Setup {
        validators: validators.iter().map(ValidatorSetup::named).collect(),
        fee: FeeConfig {
            bps: 500,
            receivers: vec![receiver("@treasury", 9), receiver("keeper", 1)],
        },
        ..Setup::default()
    }
    .params(|params| params.with(Param::InstantReserveBps, 200_u128));
    setup.users = users
        .iter()
        .map(|(name, coins)| (name.clone(), Uint128::new(*coins)))
        .collect();
    setup
}

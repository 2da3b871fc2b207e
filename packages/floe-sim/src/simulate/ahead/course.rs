//! The days of a play: rewards, deposits, exits, the keeper, and what is measured.

use std::collections::BTreeMap;

use anyhow::Result;
use cosmwasm_std::Decimal;
use floe_core::units::{Native, Seconds, Shares, BPS, DAY, YEAR};

use super::{Outlook, Pace, ProtocolRules};
use crate::simulate::chain::{Kind, Standing};
use crate::simulate::histogram::Minutes;
use crate::simulate::meter::millionths;
use crate::simulate::sim::Sim;

/// Seconds of a block.
const BLOCK: Seconds = 6;
/// Longest step, in seconds.
const STEP: Seconds = 3_600;
/// Steps of a play at most.
const STEPS: u64 = 200_000;
/// Seconds between two rounds of the keeper at most.
const ROUND: Seconds = 21_600;
/// Cranks of a round at most.
const CRANKS: usize = 12;

/// A play under way.
pub(super) struct Course {
    sim: Sim,
    pace: Pace,
    step: Seconds,
    round: Seconds,
    next_crank: Seconds,
    next_refresh: Seconds,
    /// What fractions of a unit each validator still owes.
    rest: BTreeMap<usize, u128>,
    /// Coins that wait until they are enough for a message, times a day in seconds.
    coming: u128,
    going: u128,
    waits: Minutes,
    batches: u64,
    refused: u64,
    redelegated: u128,
    /// Free coins and assets, times seconds.
    idle: [u128; 2],
    first_rate: Decimal,
}

impl Course {
    pub fn new(sim: Sim, rules: &ProtocolRules, pace: Pace, days: u64) -> Self {
        let quickest = rules
            .params
            .exit
            .batch_interval
            .min(rules.params.reward.harvest_interval);
        let least = (days * DAY / STEPS).max(60);
        let step = (quickest / 2).min(STEP).max(least);
        Self {
            first_rate: sim.ledger().books.rate(sim.now()),
            step,
            round: quickest.clamp(step, ROUND.max(step)),
            next_crank: 0,
            next_refresh: 0,
            rest: BTreeMap::new(),
            coming: 0,
            going: 0,
            waits: Minutes::default(),
            batches: 0,
            refused: 0,
            redelegated: 0,
            idle: [0; 2],
            sim,
            pace,
        }
    }

    /// What has come of it at this unix second.
    pub fn played(mut self, end: Seconds) -> Result<Outlook> {
        while self.sim.now() < end {
            self.step()?;
        }
        Ok(self.outlook())
    }

    fn step(&mut self) -> Result<()> {
        self.advance(self.step)?;
        self.accrue(self.step)?;
        self.flow(self.step)?;
        self.keep()?;
        let books = &self.sim.ledger().books;
        for (sum, amount) in self.idle.iter_mut().zip([books.free, books.assets()]) {
            *sum += amount.units() * u128::from(self.step);
        }
        Ok(())
    }

    fn advance(&mut self, secs: Seconds) -> Result<()> {
        let moved = self.sim.chain.orders.iter();
        let moved = moved.filter(|order| matches!(order.kind, Kind::Redelegate(_)));
        self.redelegated += moved.filter_map(|order| order.came).sum::<u128>();
        self.sim.chain.advance(secs, (secs / BLOCK).max(1))
    }

    fn accrue(&mut self, passed: Seconds) -> Result<()> {
        let a_unit = u128::from(YEAR) * BPS;
        let stakes: Vec<(usize, u128)> = self
            .sim
            .chain
            .validators()
            .iter()
            .enumerate()
            .filter(|(_, validator)| validator.standing == Standing::Bonded && validator.is_delegated())
            .map(|(place, validator)| (place, validator.stake()))
            .collect();
        for (place, stake) in stakes {
            let rest = self.rest.entry(place).or_default();
            let earned = stake * u128::from(self.pace.apr_bps) * u128::from(passed) + *rest;
            *rest = earned % a_unit;
            if earned >= a_unit {
                self.sim.chain.accrue(place, earned / a_unit)?;
            }
        }
        Ok(())
    }

    /// What is refused waits: deposits for a message that is large enough, exits for shares to leave with.
    fn flow(&mut self, passed: Seconds) -> Result<()> {
        let day = u128::from(DAY);
        self.coming += self.pace.deposits * u128::from(passed);
        let amount = Native::new(self.coming / day);
        if amount >= self.sim.params.deposit.min_bond {
            self.coming %= day;
            self.refused += u64::from(self.sim.bond(amount)?.is_err());
        }
        self.going += self.pace.exits * u128::from(passed);
        let (pool, supply) = (
            self.sim.pool().units().max(1),
            self.sim.ledger().books.supply.units(),
        );
        let shares = floe_core::convert::mul_div_floor(self.going / day, supply, pool)?;
        let shares = Shares::new(shares).min(self.sim.held);
        if !shares.is_zero() && shares >= self.sim.params.exit.min_unbond {
            self.going = 0;
            // No refusal is left: the amount is large enough.
            let _ = self.sim.queue(shares)?;
        }
        Ok(())
    }

    fn keep(&mut self) -> Result<()> {
        let now = self.sim.now();
        if now >= self.next_refresh {
            self.next_refresh = now + DAY;
            self.sim.refresh()?;
        }
        if now < self.next_crank {
            return Ok(());
        }
        self.next_crank = now + self.round;
        for _ in 0..CRANKS {
            let report = self.sim.crank()?;
            self.sim.claim()?;
            for settled in std::mem::take(&mut self.sim.settlements) {
                self.batches += 1;
                for (wait, count) in settled.waits {
                    self.waits.record(wait, count);
                }
            }
            if !report.more || report.is_idle() {
                break;
            }
            self.advance(BLOCK)?;
        }
        Ok(())
    }

    fn outlook(self) -> Outlook {
        let sim = &self.sim;
        let books = &sim.ledger().books;
        let stakes: BTreeMap<String, u128> = sim
            .chain
            .validators()
            .iter()
            .filter(|validator| validator.stake() > 0)
            .map(|validator| (validator.operator.clone(), validator.stake()))
            .collect();
        let (staked, most) = (stakes.values().sum(), stakes.values().max().copied().unwrap_or(0));
        let rate = books.rate(sim.now());
        let part = |rate: Decimal| rate.atomics().u128();
        let growth = i128::try_from(millionths(part(rate), part(self.first_rate))).unwrap_or(i128::MAX);
        let [free, assets] = self.idle;
        let totals = sim.accounts().totals;
        Outlook {
            rate,
            growth: growth.saturating_sub(1_000_000),
            pool: sim.pool(),
            rewards: totals.rewards,
            fees: totals.fees,
            idle: millionths(free, assets),
            redelegated: self.redelegated,
            largest: millionths(most, staked),
            double_sign: millionths(most / 20, sim.pool().units()),
            batches: self.batches,
            wait_median: self.waits.quantile(500),
            wait_longest: self.waits.quantile(1_000),
            deposits_refused: self.refused,
            staking_messages: sim.usage.messages(),
            gas_of_keepers: sim.usage.gas_of_keepers,
            stakes,
        }
    }
}

//! A state of the protocol played on: what a change of parameters, fee or validators does to it.
//!
//! The engine starts from the state that is given, under the rules that are given. Time passes in steps; rewards accrue on
//! bonded stake, coins come and go evenly, a keeper cranks. Nobody is slashed, so that two plays differ by their rules alone.

use std::collections::BTreeMap;

use anyhow::{ensure, Context, Result};
use cosmwasm_std::Decimal;
use floe_api::registry::RegistrySettings;
use floe_core::engine::{Accounts, State};
use floe_core::exits::Moment;
use floe_core::stream::Stream;
use floe_core::units::{Native, Seconds, Shares, BPS, DAY, NANOS, YEAR};
use floe_core::{Books, Cover, Entry, EntryKey, Params, Position, SortedMap, Unbonding};
use floe_validator_registry::entry::ListedValidator;
use serde::Serialize;

use super::chain::{Chain, Genesis, Kind, Standing, Validator};
use super::histogram::Minutes;
use super::meter::millionths;
use super::sim::{Deployment, Requests, Sim, Waiting};

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
/// Longest play in days.
pub const MAX_DAYS: u64 = 3_650;

/// An undelegation under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PresentEntry {
    /// Base units that the chain will pay.
    pub amount: u128,
    /// Base units that the hub counts on.
    pub expected: u128,
    /// Unix seconds.
    pub completion: Seconds,
}

/// A validator of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresentValidator {
    pub operator: String,
    /// Base units of all delegators.
    pub tokens: u128,
    /// Base units of the hub.
    pub delegated: u128,
    pub bonded: bool,
    /// Unix seconds at which its rewards were last paid out.
    pub harvested_at: Seconds,
    pub entries: Vec<PresentEntry>,
}

/// A closed batch that is not funded yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PresentBatch {
    pub id: u64,
    pub shares: u128,
    /// Base units.
    pub payable: u128,
    /// When it is estimated to pay, unix seconds.
    pub estimate: Seconds,
}

/// The protocol as its queries tell it. Amounts are base units, times unix seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Present {
    pub now: Seconds,
    pub unbonding: Seconds,
    pub max_entries: u32,
    pub validators: Vec<PresentValidator>,
    /// Ascending by number.
    pub batches: Vec<PresentBatch>,
    /// Number of the open batch.
    pub open: u64,
    /// When it may close.
    pub due: Seconds,
    pub interval: Seconds,
    pub free: u128,
    pub reserved: u128,
    pub supply: u128,
    pub seed: u128,
    /// Shares in the open batch.
    pub escrow: u128,
    /// Rewards that are not released yet.
    pub unreleased: u128,
    pub loss_carry: u128,
}

/// What a change may change.
#[derive(Clone, Debug)]
pub struct Rules {
    pub params: Params,
    pub fee_bps: u64,
    pub registry: Vec<ListedValidator>,
    pub registry_params: RegistrySettings,
}

/// What goes on meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Pace {
    /// Rewards on bonded stake after commission, basis points a year.
    pub apr_bps: u64,
    /// Base units a day.
    pub deposits: u128,
    /// Base units a day, at the rate of the moment.
    pub exits: u128,
}

/// What came of it. Amounts are base units, parts millionths, waits minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outlook {
    pub rate: Decimal,
    /// Growth of the rate.
    pub growth: i128,
    pub pool: Native,
    pub rewards: Native,
    pub fees: Native,
    /// Free coins as a part of all assets, over time.
    pub idle: u128,
    pub redelegated: u128,
    /// Part of the stake with the validator that has most of it.
    pub largest: u128,
    /// What a slash of 5 % of that validator would take from the pool.
    pub double_sign: u128,
    pub batches: u64,
    /// Of exits that were paid; none where nobody was.
    pub wait_median: Option<u64>,
    pub wait_longest: Option<u64>,
    pub deposits_refused: u64,
    pub staking_messages: u64,
    pub gas_of_keepers: u64,
    /// By operator.
    pub stakes: BTreeMap<String, u128>,
}

/// Plays the days.
///
/// # Errors
/// When the state does not add up, or there are no days or more than [`MAX_DAYS`].
pub fn play(present: &Present, rules: &Rules, pace: Pace, days: u64) -> Result<Outlook> {
    ensure!(
        (1..=MAX_DAYS).contains(&days),
        "{days} days cannot be played; 1 to {MAX_DAYS} can"
    );
    let mut play = Play::new(resume(present, rules)?, rules, pace, days);
    let end = present.now + days * DAY;
    while play.sim.now() < end {
        play.step()?;
    }
    Ok(play.outlook())
}

/// The simulation at this state.
fn resume(present: &Present, rules: &Rules) -> Result<Sim> {
    let mut chain = Chain::new(Genesis {
        time: present.now,
        unbonding: present.unbonding,
        max_entries: present.max_entries,
        validators: validators(present, rules)?,
    });
    chain.bank = present.free + present.reserved;
    let accounts = accounts(present, rules)?;
    let mut sim = Sim::deploy(
        chain,
        Deployment {
            params: rules.params.clone(),
            fee_bps: rules.fee_bps,
            seed: Native::new(present.seed),
            registry: rules.registry.clone(),
            registry_params: rules.registry_params.clone(),
        },
    );
    let synced = Moment {
        height: sim.chain.height,
        nanos: sim.chain.time,
    };
    sim.chain.bank = present.free + present.reserved;
    sim.state = state(present, accounts);
    sim.state.accounts_mut().synced = synced;
    sim.escrow = Shares::new(present.escrow);
    let held = present.supply.checked_sub(present.seed + present.escrow);
    sim.held = Shares::new(held.context("seed and open batch are more than the supply")?);
    sim.waiting = waiting(present);
    let promised = present.batches.iter();
    sim.promised = promised
        .map(|batch| (batch.id, Native::new(batch.payable)))
        .collect();
    Ok(sim)
}

/// Those of the chain, and those that only the registry knows, as if they had left.
fn validators(present: &Present, rules: &Rules) -> Result<Vec<Validator>> {
    let mut found = Vec::new();
    for known in &present.validators {
        let others = known.tokens.saturating_sub(known.delegated).max(1);
        let mut validator = Validator::bonded(known.operator.clone(), others);
        if known.delegated > 0 {
            validator
                .bond(known.delegated)
                .with_context(|| format!("{} takes no stake", known.operator))?;
        }
        for entry in &known.entries {
            validator.owe(entry.amount, entry.completion);
        }
        if !known.bonded {
            validator.standing = Standing::Unbonded;
        }
        found.push(validator);
    }
    for entry in &rules.registry {
        if present
            .validators
            .iter()
            .all(|known| known.operator != entry.operator)
        {
            let mut gone = Validator::bonded(entry.operator.clone(), 1);
            gone.standing = Standing::Unbonded;
            found.push(gone);
        }
    }
    Ok(found)
}

fn entries(present: &Present) -> impl Iterator<Item = (&PresentValidator, &PresentEntry)> {
    let all = present.validators.iter();
    all.flat_map(|validator| validator.entries.iter().map(move |entry| (validator, entry)))
}

fn accounts(present: &Present, rules: &Rules) -> Result<Accounts> {
    let sum = |amounts: &mut dyn Iterator<Item = u128>| Native::sum(amounts.map(Native::new));
    let supply = Shares::new(present.supply);
    let drip = rules.params.reward.drip();
    let books = Books {
        delegated: sum(&mut present.validators.iter().map(|v| v.delegated))?,
        undelegating: sum(&mut entries(present).map(|(_, entry)| entry.expected))?,
        free: Native::new(present.free),
        reserved: Native::new(present.reserved),
        owed: sum(&mut present.batches.iter().map(|batch| batch.payable))?,
        supply,
        stream: Stream {
            amount: Native::new(present.unreleased),
            start: present.now,
            end: present.now + drip.secs,
        },
        drip,
        loss_carry: Native::new(present.loss_carry),
        loss_supply: supply,
    };
    let unsettled = present.batches.iter().map(|batch| {
        let closed = Unbonding {
            shares: Shares::new(batch.shares),
            payable: Native::new(batch.payable),
            ceiling: Native::new(batch.payable),
            closed_height: 0,
            estimate: batch.estimate,
            cover: Cover::Missing,
        };
        (batch.id, closed)
    });
    let mut accounts = Accounts::new(books, unsettled.collect(), None);
    accounts.queue.open = present.open;
    accounts.queue.head = present.batches.first().map_or(present.open, |batch| batch.id);
    accounts.queue.last_close = (present.due > 0).then(|| present.due.saturating_sub(present.interval));
    accounts.queue.due = present.due;
    accounts.queue.interval = present.interval;
    Ok(accounts)
}

fn state(present: &Present, accounts: Accounts) -> State {
    let mut positions = SortedMap::new();
    for validator in &present.validators {
        if validator.delegated == 0 && validator.entries.is_empty() {
            continue;
        }
        let position = Position {
            booked: Native::new(validator.delegated),
            entries: u32::try_from(validator.entries.len()).unwrap_or(u32::MAX),
            harvested_at: validator.harvested_at,
            ..Position::default()
        };
        positions.insert(validator.operator.clone(), position);
    }
    let mut flying = SortedMap::new();
    for (validator, entry) in entries(present) {
        let key = EntryKey {
            completion: entry.completion * NANOS,
            validator: validator.operator.clone(),
        };
        let value = Entry {
            amount: Native::new(entry.amount),
            expected: Native::new(entry.expected),
            guessed: false,
        };
        flying.insert(key, value);
    }
    State::new(accounts, positions, flying)
}

/// Each batch is one request, made now: how long it has waited already does not follow from the state.
fn waiting(present: &Present) -> Waiting {
    let one = |shares: u128| {
        let mut requests = Requests::default();
        if shares > 0 {
            requests.add(Shares::new(shares), present.now);
        }
        requests
    };
    let closed = present.batches.iter().map(|batch| (batch.id, one(batch.shares)));
    Waiting {
        open: one(present.escrow),
        closed: closed.collect(),
    }
}

/// A play under way.
struct Play {
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

impl Play {
    fn new(sim: Sim, rules: &Rules, pace: Pace, days: u64) -> Self {
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

//! A state of the protocol played on: what a change of parameters, fee or validators does to it.
//!
//! The engine starts from the state that is given, under the rules that are given. Time passes in steps; rewards accrue on
//! bonded stake, coins come and go evenly, a keeper cranks. Nobody is slashed, so that two plays differ by their rules alone.

mod course;

use std::collections::BTreeMap;

use anyhow::{ensure, Context, Result};
use cosmwasm_std::Decimal;
use floe_api::registry::RegistrySettings;
use floe_core::engine::{Accounts, State};
use floe_core::exits::Moment;
use floe_core::stream::Stream;
use floe_core::units::{Native, Seconds, Shares, DAY, NANOS};
use floe_core::{Books, Cover, Entry, EntryKey, Params, Position, SortedMap, Unbonding};
use floe_validator_registry::entry::ListedValidator;
use serde::Serialize;

use super::chain::{Chain, Genesis, Standing, Validator};
use super::sim::{Deployment, Requests, Sim, Waiting};
use course::Course;

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
pub struct ProtocolRules {
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
pub fn play(present: &Present, rules: &ProtocolRules, pace: Pace, days: u64) -> Result<Outlook> {
    ensure!(
        (1..=MAX_DAYS).contains(&days),
        "{days} days cannot be played; 1 to {MAX_DAYS} can"
    );
    Course::new(resume(present, rules)?, rules, pace, days).played(present.now + days * DAY)
}

/// The simulation at this state.
fn resume(present: &Present, rules: &ProtocolRules) -> Result<Sim> {
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
fn validators(present: &Present, rules: &ProtocolRules) -> Result<Vec<Validator>> {
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

fn accounts(present: &Present, rules: &ProtocolRules) -> Result<Accounts> {
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

//! The chain as the hub meets it: validators, its delegations, entries, redelegations, rewards, and two accounts.
//!
//! It does what the staking double of `floe-testing` does, down to rounding and the order of effects, without messages,
//! storage and other people's entries, and by the same arithmetic (`floe_testing::chain`).

mod slash;
mod staking;
mod validator;

use std::collections::BTreeMap;

use anyhow::{anyhow, Result};
use cosmwasm_std::Timestamp;
use floe_core::units::{Nanos, Native, Seconds, NANOS};
use floe_testing::chain::{mature, Redelegation};

pub(crate) use slash::Slash;
pub(crate) use staking::{Kind, Order};
pub(crate) use validator::{Standing, Validator};

/// One of the hub's redelegations under way, between two places.
#[derive(Clone, Debug)]
struct Moved {
    from: usize,
    to: usize,
    entry: Redelegation,
}

pub(crate) struct Chain {
    pub height: u64,
    pub time: Nanos,
    unbonding: Seconds,
    max_entries: usize,
    validators: Vec<Validator>,
    index: BTreeMap<String, usize>,
    redelegations: Vec<Moved>,
    /// The hub's balance.
    pub bank: u128,
    /// The reward collector's balance.
    pub collector: u128,
    /// Base units that slashes have burned, of anybody.
    pub burned: u128,
    /// Rewards accrued for the hub.
    pub rewards: u128,
    /// Everybody else's stake at the start.
    others: u128,
    /// Grows whenever the hub's delegations, or its balance by the chain's hand, may have changed.
    pub changes: u64,
    /// The hub's staking messages of this block.
    pub orders: Vec<Order>,
}

/// What a chain begins with.
pub(crate) struct Genesis {
    pub time: Seconds,
    pub unbonding: Seconds,
    pub max_entries: u32,
    pub validators: Vec<Validator>,
}

impl Chain {
    /// At height 1.
    pub fn new(genesis: Genesis) -> Self {
        let validators = genesis.validators;
        let index = validators
            .iter()
            .enumerate()
            .map(|(n, validator)| (validator.operator.clone(), n))
            .collect();
        Self {
            height: 1,
            time: genesis.time * NANOS,
            unbonding: genesis.unbonding,
            max_entries: usize::try_from(genesis.max_entries).unwrap_or(usize::MAX),
            others: validators.iter().map(Validator::tokens).sum(),
            validators,
            index,
            redelegations: Vec::new(),
            bank: 0,
            collector: 0,
            burned: 0,
            rewards: 0,
            changes: 0,
            orders: Vec::new(),
        }
    }

    fn timestamp(&self) -> Timestamp {
        Timestamp::from_nanos(self.time)
    }

    /// The unbonding time in seconds.
    pub fn unbonding(&self) -> Seconds {
        self.unbonding
    }

    pub fn validators(&self) -> &[Validator] {
        &self.validators
    }

    /// The place of a validator by its operator address.
    pub fn place(&self, operator: &str) -> Result<usize> {
        let place = self.index.get(operator).copied();
        place.ok_or_else(|| anyhow!("the chain has no validator {operator}"))
    }

    pub fn validator(&self, place: usize) -> Result<&Validator> {
        self.validators
            .get(place)
            .ok_or_else(|| anyhow!("the chain has no validator number {place}"))
    }

    fn validator_mut(&mut self, place: usize) -> Result<&mut Validator> {
        self.validators
            .get_mut(place)
            .ok_or_else(|| anyhow!("the chain has no validator number {place}"))
    }

    /// What `AllDelegations` of the hub answers.
    pub fn delegations(&self) -> BTreeMap<String, Native> {
        self.validators
            .iter()
            .filter(|v| v.is_delegated())
            .map(|v| (v.operator.clone(), Native::new(v.stake())))
            .collect()
    }

    /// Ends the current block and begins `blocks` further ones over `secs`. All that comes due in the blocks between is
    /// paid by the end of the last but one, so that one look at its time is enough.
    pub fn advance(&mut self, secs: Seconds, blocks: u64) -> Result<()> {
        let start = self.time;
        let passed = |block: u64| {
            let secs = u128::from(secs) * u128::from(block) / u128::from(blocks);
            start + u64::try_from(secs).unwrap_or(u64::MAX).saturating_mul(NANOS)
        };
        anyhow::ensure!(blocks > 0, "time passes only with blocks");
        self.orders.clear();
        self.end_block(passed(blocks - 1));
        self.height += blocks;
        self.time = passed(blocks);
        Ok(())
    }

    /// Pays what has matured by `now`, and lets validators and redelegations finish.
    fn end_block(&mut self, now: Nanos) {
        let (mut paid, at) = (0, Timestamp::from_nanos(now));
        for validator in &mut self.validators {
            if matches!(validator.standing, Standing::Unbonding { until, .. } if until <= now) {
                validator.standing = Standing::Unbonded;
            }
            paid += mature(&mut validator.entries, at);
        }
        if paid > 0 {
            self.bank += paid;
            self.changes += 1;
        }
        self.redelegations.retain(|moved| moved.entry.completion > at);
    }

    /// Accrues rewards of the hub at a validator, commission already taken.
    pub fn accrue(&mut self, place: usize, units: u128) -> Result<()> {
        self.validator_mut(place)?.pending += units;
        self.rewards += units;
        Ok(())
    }

    /// Puts a validator into jail; out of the bonded set at once.
    pub fn jail(&mut self, place: usize) -> Result<()> {
        let until = self.time + self.unbonding * NANOS;
        let height = self.height;
        let validator = self.validator_mut(place)?;
        if validator.standing == Standing::Bonded {
            validator.standing = Standing::Unbonding { height, until };
        }
        Ok(())
    }

    /// Jails a validator for good.
    pub fn tombstone(&mut self, place: usize) -> Result<()> {
        self.jail(place)?;
        self.validator_mut(place)?.tombstoned = true;
        Ok(())
    }

    /// Brings a jailed validator back into the bonded set.
    pub fn unjail(&mut self, place: usize) -> Result<()> {
        let validator = self.validator_mut(place)?;
        anyhow::ensure!(!validator.tombstoned, "{} is jailed for good", validator.operator);
        validator.standing = Standing::Bonded;
        Ok(())
    }

    /// All that the chain holds, other people's stake included, and what it held of theirs at the start. With what came
    /// in and went out, this adds up exactly.
    pub fn holdings(&self) -> (u128, u128) {
        let staked: u128 = self
            .validators
            .iter()
            .map(|v| v.tokens() + v.pending + v.entries.iter().map(|e| e.balance).sum::<u128>())
            .sum();
        (staked + self.bank + self.collector, self.others)
    }
}

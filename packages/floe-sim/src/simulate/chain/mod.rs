//! The chain as the hub meets it: validators, its delegations, entries, redelegations, rewards, and two accounts.
//!
//! It does what the staking double of `floe-testing` does, down to rounding and the order of effects, without messages,
//! storage and other people's entries. Every type here has its counterpart of the same name in `floe-testing`'s `chain`.

mod dec;
mod slash;
mod staking;
mod validator;

use std::collections::BTreeMap;

use anyhow::{anyhow, Result};
use floe_core::units::{Nanos, Native, Seconds, NANOS};

pub use dec::Dec;
pub use slash::Slash;
pub use staking::{Kind, Order};
pub use validator::{Entry, Status, Validator};

/// One of the hub's redelegations under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Redelegation {
    from: usize,
    to: usize,
    height: u64,
    completion: Nanos,
    initial: u128,
    /// Shares received at the destination.
    shares: Dec,
}

pub struct Chain {
    pub height: u64,
    pub time: Nanos,
    unbonding: Seconds,
    max_entries: usize,
    validators: Vec<Validator>,
    index: BTreeMap<String, usize>,
    redelegations: Vec<Redelegation>,
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
pub struct Genesis {
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
            others: validators.iter().map(|v| v.tokens).sum(),
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
        let mut paid = 0;
        for validator in &mut self.validators {
            if matches!(validator.status, Status::Unbonding { until, .. } if until <= now) {
                validator.status = Status::Unbonded;
            }
            validator.entries.retain(|entry| {
                let due = entry.completion <= now;
                paid += if due { entry.balance } else { 0 };
                !due
            });
        }
        if paid > 0 {
            self.bank += paid;
            self.changes += 1;
        }
        self.redelegations.retain(|moved| moved.completion > now);
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
        if validator.status == Status::Bonded {
            validator.status = Status::Unbonding { height, until };
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
        validator.status = Status::Bonded;
        Ok(())
    }

    /// All that the chain holds, other people's stake included, and what it held of theirs at the start. With what came
    /// in and went out, this adds up exactly.
    pub fn holdings(&self) -> (u128, u128) {
        let staked: u128 = self
            .validators
            .iter()
            .map(|v| v.tokens + v.pending + v.entries.iter().map(|e| e.balance).sum::<u128>())
            .sum();
        (staked + self.bank + self.collector, self.others)
    }
}

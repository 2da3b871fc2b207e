//! Slashes, as the staking module takes them: entries first, then what was redelegated away, then bonded tokens.

use anyhow::Result;
use cosmwasm_std::{Decimal, Uint128};
use floe_core::units::Nanos;

use super::{Chain, Redelegation, Status};

/// A slash of a validator for an infraction in the past.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slash {
    /// The validator's place.
    pub validator: usize,
    /// In basis points, 1 to 10,000.
    pub bps: u64,
    /// Entries and redelegations made at this height or later are charged first.
    pub height: u64,
}

impl Slash {
    pub fn fraction(&self) -> Decimal {
        Decimal::bps(self.bps)
    }
}

/// Base units: what was asked of a charge, and what there was to burn.
#[derive(Clone, Copy, Debug, Default)]
struct Charge {
    asked: u128,
    burned: u128,
}

impl Charge {
    fn add(&mut self, other: Self) {
        self.asked += other.asked;
        self.burned += other.burned;
    }
}

impl Chain {
    /// Slashes, and returns what was burned of anybody's. A tombstoned or unbonded validator is out of reach.
    pub fn slash(&mut self, slash: &Slash) -> Result<u128> {
        let validator = self.validator(slash.validator)?;
        if validator.tombstoned || validator.status == Status::Unbonded {
            return Ok(0);
        }
        self.changes += 1;
        let budget = share_of(self.power(slash)?, slash.fraction());
        let mut charged = Charge::default();
        if slash.height < self.height {
            charged.add(self.slash_entries(slash)?);
            for moved in self.out_of(slash.validator) {
                if moved.height >= slash.height && moved.completion > self.time {
                    charged.add(self.slash_redelegation(&moved, slash)?);
                }
            }
        }
        let rest = budget.saturating_sub(charged.asked);
        let validator = self.validator_mut(slash.validator)?;
        let bonded = rest.min(validator.tokens);
        validator.burn(bonded);
        let burned = charged.burned + bonded;
        self.burned += burned;
        Ok(burned)
    }

    /// Tokens there now and the initial size of everything of the hub's that left at or after the infraction.
    fn power(&self, slash: &Slash) -> Result<u128> {
        let validator = self.validator(slash.validator)?;
        if slash.height >= self.height {
            return Ok(validator.tokens);
        }
        let entries = validator.entries.iter();
        let left = entries.filter(|e| e.contributed(slash.height, self.time));
        let moved = self
            .redelegations
            .iter()
            .filter(|r| r.from == slash.validator && r.height >= slash.height && r.completion > self.time);
        let left: u128 = left.map(|e| e.initial).sum();
        Ok(validator.tokens + left + moved.map(|r| r.initial).sum::<u128>())
    }

    fn slash_entries(&mut self, slash: &Slash) -> Result<Charge> {
        let now = self.time;
        let mut charge = Charge::default();
        let entries = self.validator_mut(slash.validator)?.entries.iter_mut();
        for entry in entries.filter(|e| e.contributed(slash.height, now)) {
            let asked = share_of(entry.initial, slash.fraction());
            let burned = asked.min(entry.balance);
            entry.balance -= burned;
            charge.add(Charge { asked, burned });
        }
        Ok(charge)
    }

    /// Redelegations out of a validator, by the address of their destination, oldest first.
    fn out_of(&self, validator: usize) -> Vec<Redelegation> {
        let mut out: Vec<Redelegation> = self
            .redelegations
            .iter()
            .filter(|moved| moved.from == validator)
            .copied()
            .collect();
        out.sort_by_key(|moved| self.validators.get(moved.to).map(|v| v.operator.as_str()));
        out
    }

    /// Taken at the destination: from entries first, then, if that was not enough, the fraction of the moved shares *in
    /// full*, which can burn more than was asked.
    fn slash_redelegation(&mut self, moved: &Redelegation, slash: &Slash) -> Result<Charge> {
        let asked = share_of(moved.initial, slash.fraction());
        let mut burned = self.take_from_entries(moved.to, slash.height, asked)?;
        let shares = moved.shares.part(slash.fraction());
        let held = self.validator(moved.to)?.held();
        if burned < asked && !shares.is_zero() && !held.is_zero() {
            self.pay_rewards(moved.to)?;
            burned += self.validator_mut(moved.to)?.unbond(shares.min(held));
        }
        Ok(Charge { asked, burned })
    }

    /// Takes up to `asked` from the entries at a destination, oldest first.
    fn take_from_entries(&mut self, place: usize, height: u64, asked: u128) -> Result<u128> {
        let now: Nanos = self.time;
        let mut left = asked;
        let entries = self.validator_mut(place)?.entries.iter_mut();
        for entry in entries.filter(|e| e.contributed(height, now)) {
            let taken = left.min(entry.balance);
            entry.balance -= taken;
            left -= taken;
        }
        Ok(asked - left)
    }
}

/// `⌊amount · fraction⌋`.
fn share_of(amount: u128, fraction: Decimal) -> u128 {
    Uint128::new(amount).mul_floor(fraction).u128()
}

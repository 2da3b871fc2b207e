//! Slashes, as the staking module takes them: entries first, then what was redelegated away, then bonded tokens.

use anyhow::Result;
use cosmwasm_std::Decimal;
use floe_testing::chain::{Charge, Reach};

use super::{Chain, Moved, Standing};

/// A slash of a validator for an infraction in the past.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slash {
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

impl Chain {
    /// Slashes, and returns what was burned of anybody's. A tombstoned or unbonded validator is out of reach.
    pub(crate) fn slash(&mut self, slash: &Slash) -> Result<u128> {
        let validator = self.validator(slash.validator)?;
        if validator.tombstoned || validator.standing == Standing::Unbonded {
            return Ok(0);
        }
        self.changes += 1;
        let reach = Reach {
            since: slash.height,
            now: self.timestamp(),
            fraction: slash.fraction(),
        };
        let budget = reach.of(self.power(slash, &reach)?);
        let mut charged = Charge::default();
        if slash.height < self.height {
            charged.add(reach.charge(&mut self.validator_mut(slash.validator)?.entries));
            for moved in self.out_of(slash.validator, &reach) {
                charged.add(self.slash_redelegation(&moved, &reach)?);
            }
        }
        let rest = budget.saturating_sub(charged.asked);
        let validator = self.validator_mut(slash.validator)?;
        let bonded = rest.min(validator.tokens());
        validator.burn(bonded);
        let burned = charged.burned + bonded;
        self.burned += burned;
        Ok(burned)
    }

    /// Tokens there now and the initial size of everything of the hub's that left at or after the infraction.
    fn power(&self, slash: &Slash, reach: &Reach) -> Result<u128> {
        let validator = self.validator(slash.validator)?;
        if slash.height >= self.height {
            return Ok(validator.tokens());
        }
        let left = validator.entries.iter().filter(|entry| reach.leaving(entry));
        let moved = self.out_of(slash.validator, reach).into_iter();
        let left: u128 = left.map(|entry| entry.initial).sum();
        Ok(validator.tokens() + left + moved.map(|moved| moved.entry.initial).sum::<u128>())
    }

    /// Redelegations out of a validator that a slash reaches, by the address of their destination, oldest first.
    fn out_of(&self, validator: usize, reach: &Reach) -> Vec<Moved> {
        let all = self.redelegations.iter();
        let out = all.filter(|moved| moved.from == validator && reach.moved(&moved.entry));
        let mut out: Vec<Moved> = out.cloned().collect();
        out.sort_by_key(|moved| self.validators.get(moved.to).map(|v| v.operator.as_str()));
        out
    }

    /// Taken at the destination: from entries first, then, if that was not enough, the fraction of the moved shares *in
    /// full*, which can burn more than was asked.
    fn slash_redelegation(&mut self, moved: &Moved, reach: &Reach) -> Result<Charge> {
        let asked = reach.of(moved.entry.initial);
        let mut burned = reach.take(&mut self.validator_mut(moved.to)?.entries, asked);
        let shares = moved.entry.shares.times(reach.fraction);
        let held = self.validator(moved.to)?.held();
        if burned < asked && !shares.is_zero() && !held.is_zero() {
            self.pay_rewards(moved.to)?;
            burned += self.validator_mut(moved.to)?.unbond(shares.min(held));
        }
        Ok(Charge { asked, burned })
    }
}

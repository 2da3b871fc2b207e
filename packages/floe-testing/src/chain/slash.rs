//! Slashing.

use super::rules::{Charge, Reach};
use super::*;

/// A slash and what follows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slash {
    /// Operator address.
    pub validator: String,
    /// Fraction of the stake that contributed, 0 to 1.
    pub fraction: Decimal,
    /// Unbonding entries and redelegations created at this height or later are charged first.
    /// None: the previous block. The current one: they are not touched.
    ///
    /// For evidence of a double sign at height `e` the module uses `e − 1`.
    pub infraction_height: Option<u64>,
    /// Base units at that height that the fraction applies to. None: all tokens there now and
    /// what was charged first, at its initial size. Not cut to whole coins.
    pub power: Option<Uint128>,
    /// Jail it after the slash.
    pub jail: bool,
    /// Jail it for good after the slash.
    pub tombstone: bool,
}

impl Slash {
    pub fn new(validator: &str, fraction: Decimal) -> Self {
        Slash {
            validator: validator.to_string(),
            fraction,
            infraction_height: None,
            power: None,
            jail: false,
            tombstone: false,
        }
    }

    pub fn at_height(mut self, height: u64) -> Self {
        self.infraction_height = Some(height);
        self
    }

    pub fn with_power(mut self, tokens: u128) -> Self {
        self.power = Some(Uint128::new(tokens));
        self
    }

    pub fn and_jail(mut self) -> Self {
        self.jail = true;
        self
    }

    pub fn and_tombstone(mut self) -> Self {
        self.tombstone = true;
        self
    }
}

/// Base units that a slash burned, and its budget.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SlashOutcome {
    /// `⌊fraction · power⌋`, the most it could burn of bonded tokens.
    pub budget: u128,
    /// From unbonding entries of the validator.
    pub entries: u128,
    /// From what was redelegated away, at the destinations.
    pub redelegations: u128,
    /// From the validator's own tokens.
    pub bonded: u128,
}

impl<E: CustomMsg, Q: CustomQuery> Ctx<'_, E, Q> {
    /// Slashes as the staking module does, then jails or tombstones. A tombstoned validator is
    /// not touched again; an unbonded one is refused.
    pub fn slash(&mut self, slash: &Slash) -> AnyResult<SlashOutcome> {
        let operator = slash.validator.as_str();
        let validator = Validator::named(self.storage, operator)?;
        let previous = self.height().saturating_sub(1);
        let height = slash.infraction_height.unwrap_or(previous);
        ensure!(
            slash.fraction <= Decimal::one(),
            "a slash of more than everything: {}",
            slash.fraction
        );
        ensure!(
            height <= self.height(),
            "impossible attempt to slash future infraction at height {height} but we are at height {}",
            self.height()
        );
        if validator.tombstoned {
            return Ok(SlashOutcome::default());
        }
        ensure!(
            validator.status != BondState::Unbonded,
            "should not be slashing unbonded validator: {operator}"
        );
        let reach = Reach {
            since: height,
            now: self.now(),
            fraction: slash.fraction,
        };
        let outcome = self.slash_stake(slash, &reach)?;
        if slash.tombstone {
            self.tombstone(operator)?;
        } else if slash.jail {
            self.jail(operator)?;
        }
        Ok(outcome)
    }

    fn slash_stake(&mut self, slash: &Slash, reach: &Reach) -> AnyResult<SlashOutcome> {
        let operator = slash.validator.as_str();
        let power = match slash.power {
            Some(power) => power.u128(),
            None => self.power_at(operator, reach)?,
        };
        let budget = reach.of(power);
        let (mut entries, mut redelegations) = (Charge::default(), Charge::default());
        if reach.since < self.height() {
            for delegator in unbonding::delegators(self.storage, operator) {
                let charge = self.with_entries(&delegator, operator, |all| reach.charge(all));
                entries.add(charge);
            }
            for (delegator, destination) in redelegation::out_of(self.storage, operator) {
                let triple = [delegator.as_str(), operator, destination.as_str()];
                redelegations.add(self.slash_redelegation(triple, reach)?);
            }
        }
        let rest = budget.saturating_sub(entries.asked + redelegations.asked);
        let mut validator = Validator::named(self.storage, operator)?;
        let bonded = rest.min(validator.pool.tokens);
        validator.pool.tokens -= bonded;
        validator.save(self.storage, operator);
        let denom = Params::load(self.storage).denom;
        self.burn_stake(entries.burned + redelegations.burned + bonded, &denom)?;
        Ok(SlashOutcome {
            budget,
            entries: entries.burned,
            redelegations: redelegations.burned,
            bonded,
        })
    }

    /// Tokens there now and, for a height that has passed, the initial size of everything that
    /// left at or after it.
    fn power_at(&self, operator: &str, reach: &Reach) -> Result<u128, ChainError> {
        let tokens = Validator::named(self.storage, operator)?.pool.tokens;
        if reach.since == self.height() {
            return Ok(tokens);
        }
        let unbonding: u128 = unbonding::delegators(self.storage, operator)
            .iter()
            .flat_map(|delegator| unbonding::entries(self.storage, delegator, operator))
            .filter(|entry| reach.leaving(entry))
            .map(|entry| entry.initial)
            .sum();
        let redelegated: u128 = redelegation::out_of(self.storage, operator)
            .iter()
            .flat_map(|(delegator, destination)| {
                redelegation::entries(self.storage, [delegator, operator, destination])
            })
            .filter(|entry| reach.moved(entry))
            .map(|entry| entry.initial)
            .sum();
        Ok(tokens + unbonding + redelegated)
    }

    /// Changes the undelegations of a delegation.
    fn with_entries<T>(
        &mut self,
        delegator: &str,
        operator: &str,
        change: impl FnOnce(&mut [Undelegation]) -> T,
    ) -> T {
        let mut entries = unbonding::entries(self.storage, delegator, operator);
        let result = change(&mut entries);
        unbonding::save(self.storage, delegator, operator, &entries);
        result
    }

    /// Takes the fraction of what was moved at the destination: from unbonding entries first,
    /// then, if that was not enough, the fraction of the moved shares *in full*, which can burn
    /// more than was asked. Pays pending rewards there when it touches shares.
    fn slash_redelegation(&mut self, triple: redelegation::Triple, reach: &Reach) -> AnyResult<Charge> {
        let [delegator, _, destination] = triple;
        let mut charge = Charge::default();
        for entry in redelegation::entries(self.storage, triple) {
            if !reach.moved(&entry) {
                continue;
            }
            let asked = reach.of(entry.initial);
            let taken = self.with_entries(delegator, destination, |all| reach.take(all, asked));
            let mut burned = taken;
            let shares = entry.shares.times(reach.fraction);
            let held = delegation::shares(self.storage, delegator, destination);
            if let (true, false, Some(held)) = (taken < asked, shares.is_zero(), held) {
                burned += self.unbond(delegator, destination, shares.min(held))?;
            }
            charge.add(Charge { asked, burned });
        }
        Ok(charge)
    }
}

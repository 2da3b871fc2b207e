//! Undelegating.

use super::delegate::check_denom;
use super::fault::ModuleFault;
use super::*;

/// What an undelegation answers.
pub(crate) struct Undelegated {
    pub completion: Timestamp,
    /// Base units that will be paid; may be less than asked.
    pub amount: u128,
}

impl<E: CustomMsg, Q: CustomQuery> Ctx<'_, E, Q> {
    /// `MsgUndelegate`: the full unbonding time from any validator, bonded or not.
    pub fn undelegate(&mut self, delegator: &Addr, operator: &str, amount: &Coin) -> AnyResult<Undelegated> {
        let delegator = delegator.as_str();
        let params = Params::load(self.storage);
        let shares = self.shares_to_unbond(delegator, operator, amount, &params)?;
        let under_way = unbonding::entries(self.storage, delegator, operator).len();
        if under_way as u64 >= params.max_entries {
            return Err(ChainError::max_unbonding_entries().into());
        }
        let Validator {
            hold_secs, faults, ..
        } = Validator::named(self.storage, operator)?;
        let mut out = self.unbond(delegator, operator, shares)?;
        if faults.has(ModuleFault::ShortByOne) && out > 0 {
            out -= self.leave_one_behind(operator);
        }
        let completion = self.now().plus_seconds(params.unbonding_secs);
        let entry = Undelegation {
            creation_height: self.height(),
            completion,
            paid_at: completion.plus_seconds(hold_secs),
            initial: out,
            balance: out,
        };
        unbonding::add(self.storage, delegator, operator, entry);
        Ok(Undelegated {
            completion,
            amount: out,
        })
    }

    /// The checks every message makes that takes `amount` out of a delegation, and the shares
    /// it takes. One unit more than the delegation holds is refused.
    pub fn shares_to_unbond(
        &self,
        delegator: &str,
        operator: &str,
        amount: &Coin,
        params: &Params,
    ) -> Result<Dec, ChainError> {
        let invalid = || ChainError::invalid_request("invalid shares amount");
        if amount.amount.is_zero() {
            check_known(self, operator)?;
            return Err(invalid());
        }
        let validator = Validator::named(self.storage, operator)?;
        let held =
            delegation::shares(self.storage, delegator, operator).ok_or_else(ChainError::no_delegation)?;
        let shares = validator
            .pool
            .shares_of(amount.amount.u128())
            .ok_or_else(ChainError::insufficient_shares)?;
        if shares > held {
            return Err(invalid());
        }
        check_denom(amount, params)?;
        Ok(shares)
    }

    /// Pays pending rewards, then takes shares out of a delegation; returns what they were worth.
    pub fn unbond(&mut self, delegator: &str, operator: &str, shares: Dec) -> AnyResult<u128> {
        let held =
            delegation::shares(self.storage, delegator, operator).ok_or_else(ChainError::no_delegation)?;
        self.pay_rewards(delegator, operator)?;
        delegation::save(self.storage, delegator, operator, held - shares);
        let mut validator = Validator::named(self.storage, operator)?;
        let out = validator.pool.remove(shares);
        if validator.pool.shares.is_zero() && validator.status == BondState::Unbonded {
            Table::Validator.remove(self.storage, &[operator]);
        } else {
            validator.save(self.storage, operator);
        }
        Ok(out)
    }

    /// Gives one unit back to the validator, if it is still there.
    fn leave_one_behind(&mut self, operator: &str) -> u128 {
        let Some(mut validator) = Validator::find(self.storage, operator) else {
            return 0;
        };
        validator.pool.tokens += 1;
        validator.save(self.storage, operator);
        1
    }
}

fn check_known<E, Q>(ctx: &Ctx<'_, E, Q>, operator: &str) -> Result<(), ChainError> {
    match Validator::find(ctx.storage, operator) {
        Some(_) => Ok(()),
        None => super::validator::check_operator(operator),
    }
}

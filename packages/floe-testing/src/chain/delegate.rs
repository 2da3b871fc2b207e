//! Delegating.

use super::*;

impl<E: CustomMsg, Q: CustomQuery> Ctx<'_, E, Q> {
    /// `MsgDelegate`. Takes any validator, jailed and tombstoned ones too, unless its shares
    /// are worth nothing.
    pub fn delegate(&mut self, delegator: &Addr, operator: &str, amount: Coin) -> AnyResult<()> {
        Validator::named(self.storage, operator)?;
        if amount.amount.is_zero() {
            return Err(ChainError::invalid_request("invalid delegation amount").into());
        }
        check_denom(&amount, &Params::load(self.storage))?;
        let tokens = amount.amount.u128();
        self.bond(delegator.as_str(), operator, tokens, |ctx| {
            ctx.pay(delegator, staking_pool().as_str(), vec![amount])
        })?;
        Ok(())
    }

    /// Issues shares for `amount` tokens and returns them: pays out pending rewards, then
    /// fetches the tokens, then adds them.
    pub fn bond(
        &mut self,
        delegator: &str,
        operator: &str,
        amount: u128,
        fetch: impl FnOnce(&mut Self) -> AnyResult<()>,
    ) -> AnyResult<Dec> {
        let mut validator = Validator::named(self.storage, operator)?;
        if validator.pool.is_worthless() {
            return Err(ChainError::invalid_exchange_rate().into());
        }
        let held = delegation::shares(self.storage, delegator, operator);
        if held.is_some() {
            self.pay_rewards(delegator, operator)?;
        }
        fetch(self)?;
        let issued = validator
            .pool
            .add(amount)
            .ok_or_else(ChainError::insufficient_shares)?;
        validator.save(self.storage, operator);
        let shares = held.unwrap_or_default() + issued;
        delegation::save(self.storage, delegator, operator, shares);
        Ok(issued)
    }
}

pub(crate) fn check_denom(amount: &Coin, params: &Params) -> Result<(), ChainError> {
    if amount.denom == params.denom {
        return Ok(());
    }
    Err(ChainError::invalid_request(format!(
        "invalid coin denomination: got {}, expected {}",
        amount.denom, params.denom
    )))
}

//! Jail, and leaving the bonded set and coming back.

use super::*;

impl<E: CustomMsg, Q: CustomQuery> Ctx<'_, E, Q> {
    /// Jails a validator and takes it out of the bonded set at once; nothing if it is jailed.
    pub fn jail(&mut self, operator: &str) -> AnyResult<()> {
        let mut validator = Validator::named(self.storage, operator)?;
        validator.jailed = true;
        if validator.status == BondState::Bonded {
            let params = Params::load(self.storage);
            validator.status = BondState::Unbonding;
            validator.unbonding_height = self.height();
            validator.unbonding_time = self.now().plus_seconds(params.unbonding_secs);
            Table::ValidatorQueue.enqueue(self.storage, validator.unbonding_time, &[operator]);
        }
        validator.save(self.storage, operator);
        Ok(())
    }

    /// Jails a validator for good.
    pub fn tombstone(&mut self, operator: &str) -> AnyResult<()> {
        self.jail(operator)?;
        let mut validator = Validator::named(self.storage, operator)?;
        validator.tombstoned = true;
        validator.save(self.storage, operator);
        Ok(())
    }

    /// Brings a validator back into the bonded set at once, whether it was jailed or only
    /// unbonded. Refused for a bonded and for a tombstoned one.
    pub fn unjail(&mut self, operator: &str) -> AnyResult<()> {
        let mut validator = Validator::named(self.storage, operator)?;
        if validator.tombstoned {
            return Err(ChainError::still_jailed().into());
        }
        if validator.status == BondState::Bonded {
            return Err(ChainError::not_jailed().into());
        }
        self.leave_queue(operator, &validator);
        validator.jailed = false;
        validator.status = BondState::Bonded;
        validator.save(self.storage, operator);
        Ok(())
    }

    /// Makes a validator unbonded at once, as if its own unbonding had ended.
    pub fn unbond_validator(&mut self, operator: &str) -> AnyResult<()> {
        let mut validator = Validator::named(self.storage, operator)?;
        self.leave_queue(operator, &validator);
        validator.status = BondState::Unbonded;
        if validator.pool.shares.is_zero() {
            Table::Validator.remove(self.storage, &[operator]);
        } else {
            validator.save(self.storage, operator);
        }
        Ok(())
    }

    fn leave_queue(&mut self, operator: &str, validator: &Validator) {
        if validator.status == BondState::Unbonding {
            Table::ValidatorQueue.unqueue(self.storage, validator.unbonding_time, &[operator]);
        }
    }
}

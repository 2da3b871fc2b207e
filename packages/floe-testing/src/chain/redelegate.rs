//! Redelegating.

use super::*;

impl<E: CustomMsg, Q: CustomQuery> Ctx<'_, E, Q> {
    /// `MsgBeginRedelegate`. Returns the completion time, none where nothing is under way:
    /// from an unbonded validator it is immediate and leaves no lock.
    pub fn redelegate(
        &mut self,
        delegator: &Addr,
        source: &str,
        destination: &str,
        amount: &Coin,
    ) -> AnyResult<Option<Timestamp>> {
        let delegator = delegator.as_str();
        let triple = [delegator, source, destination];
        let params = Params::load(self.storage);
        let shares = self.shares_to_unbond(delegator, source, amount, &params)?;
        self.check_redelegation(triple, &params)?;
        let moved = self.unbond(delegator, source, shares)?;
        if moved == 0 {
            return Err(ChainError::tiny_redelegation().into());
        }
        // The tokens stay in the pool.
        let issued = self.bond(delegator, destination, moved, |_| Ok(()))?;
        let Some((creation_height, completion)) = self.begin(source, &params) else {
            return Ok(None);
        };
        let entry = Redelegation {
            creation_height,
            completion,
            initial: moved,
            shares: issued,
        };
        redelegation::add(self.storage, triple, entry);
        Ok(Some(completion))
    }

    fn check_redelegation(&self, triple: redelegation::Triple, params: &Params) -> Result<(), ChainError> {
        let [delegator, source, destination] = triple;
        if source == destination {
            return Err(ChainError::self_redelegation());
        }
        if Validator::find(self.storage, destination).is_none() {
            super::validator::check_operator(destination)?;
            return Err(ChainError::bad_redelegation_destination());
        }
        if redelegation::is_receiving(self.storage, delegator, source) {
            return Err(ChainError::transitive_redelegation());
        }
        let under_way = redelegation::entries(self.storage, triple).len();
        if under_way as u64 >= params.max_entries {
            return Err(ChainError::max_redelegation_entries());
        }
        Ok(())
    }

    /// Height and completion of a redelegation out of `source`: from an unbonding validator
    /// both are those of its own unbonding. None if it has unbonded.
    fn begin(&self, source: &str, params: &Params) -> Option<(u64, Timestamp)> {
        let validator = Validator::find(self.storage, source)?;
        match validator.status {
            BondState::Bonded => {
                let completion = self.now().plus_seconds(params.unbonding_secs);
                Some((self.height(), completion))
            }
            BondState::Unbonding => Some((validator.unbonding_height, validator.unbonding_time)),
            BondState::Unbonded => None,
        }
    }
}

//! What happens when a block ends.

use super::*;

impl<E: CustomMsg, Q: CustomQuery> Ctx<'_, E, Q> {
    /// EndBlock of the current block: validators, unbonding entries and redelegations whose time
    /// is up. Three range reads where nothing is.
    pub fn end_block(&mut self) -> AnyResult<()> {
        let now = self.now();
        for parts in Table::ValidatorQueue.dequeue(self.storage, now) {
            if let [operator] = parts.as_slice() {
                self.unbond_validator(operator)?;
            }
        }
        for parts in Table::UnbondingQueue.dequeue(self.storage, now) {
            if let [delegator, operator] = parts.as_slice() {
                self.pay_matured(delegator, operator)?;
            }
        }
        for parts in Table::RedelegationQueue.dequeue(self.storage, now) {
            if let [delegator, source, destination] = parts.as_slice() {
                redelegation::complete(self.storage, [delegator, source, destination], now);
            }
        }
        Ok(())
    }

    fn pay_matured(&mut self, delegator: &str, operator: &str) -> AnyResult<()> {
        let amount = unbonding::complete(self.storage, delegator, operator, self.block.time);
        if amount == 0 {
            return Ok(());
        }
        let denom = Params::load(self.storage).denom;
        self.pay(&staking_pool(), delegator, vec![coin(amount, denom)])
    }
}

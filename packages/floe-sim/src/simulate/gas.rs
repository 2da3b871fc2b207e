//! Transactions and messages by kind, and an estimate of their gas.

use serde::Serialize;

use super::sim::Crank;

/// The gas model in one table. "Measured" figures were taken on wasmd 0.61.14 with code that is not pinned; "estimated"
/// ones are put together from measured parts. None is Floe's own: it has not been measured on a running chain yet.
mod cost {
    /// Measured: a transaction of one message to one contract that does nothing.
    pub const TRANSACTION: u64 = 98_477;
    /// Measured floor: a deposit where the hub is the token.
    pub const BOND: u64 = 132_000;
    /// Estimated as a deposit: as many items are read and written.
    pub const QUEUE: u64 = 132_000;
    /// Estimated: an empty transaction, a payment and the writes of a claim.
    pub const CLAIM: u64 = 150_000;
    /// Estimated: an empty transaction, a payment and the writes of an instant exit, without its observation.
    pub const INSTANT: u64 = 150_000;
    /// Measured: one delegation in the answer of `AllDelegations`.
    pub const DELEGATION_READ: u64 = 2_540;
    /// Measured: one validator in the answer of `AllValidators`.
    pub const VALIDATOR_READ: u64 = 2_120;
    /// Measured: a balance.
    pub const BALANCE_READ: u64 = 1_300;
    /// Measured: a smart query to another contract, before it does anything.
    pub const SMART_QUERY: u64 = 66_000;
    /// Measured: a further delegation to a validator, with the rewards that it pays out.
    pub const DELEGATE: u64 = 120_000;
    /// Measured: `n` undelegations in one block cost `129,000 + 160,000 n + 1,960 n²`, transaction included.
    pub const UNDELEGATE: (u64, u64, u64) = (129_000 - TRANSACTION, 160_000, 1_960);
    /// Measured: `n` redelegations in one block cost `148,000 + 223,000 n + 2,870 n²`, transaction included.
    pub const REDELEGATE: (u64, u64, u64) = (148_000 - TRANSACTION, 223_000, 2_870);
    /// Measured: a withdrawal of rewards by a contract.
    pub const HARVEST: u64 = 69_000;
    /// Estimated: the collector's code, a payment, and the hub's booking of it.
    pub const FORWARD: u64 = 105_000;
}

/// Counts since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Usage {
    pub bonds: u64,
    pub queues: u64,
    pub instants: u64,
    pub claims: u64,
    pub cranks: u64,
    pub refreshes: u64,
    pub delegations: u64,
    pub undelegations: u64,
    pub redelegations: u64,
    pub harvests: u64,
    pub forwards: u64,
    /// Staking messages that the chain refused.
    pub failures: u64,
    /// Paid by holders.
    pub gas_of_holders: u64,
    /// Paid by whoever cranks and refreshes.
    pub gas_of_keepers: u64,
}

impl Usage {
    pub fn bond(&mut self) {
        self.bonds += 1;
        self.gas_of_holders += cost::BOND;
    }

    /// An observation inside a holder's message.
    pub fn observation(&mut self, validators: usize) {
        self.gas_of_holders += observation(validators);
    }

    pub fn queue(&mut self) {
        self.queues += 1;
        self.gas_of_holders += cost::QUEUE;
    }

    pub fn instant(&mut self, validators: usize) {
        self.instants += 1;
        self.gas_of_holders += cost::INSTANT + observation(validators);
    }

    pub fn claims(&mut self, count: u64) {
        self.claims += count;
        self.gas_of_holders += count * cost::CLAIM;
    }

    pub fn refresh(&mut self, validators: usize) {
        self.refreshes += 1;
        self.gas_of_keepers += cost::TRANSACTION + many(validators) * cost::VALIDATOR_READ;
    }

    pub fn crank(&mut self, done: &Crank, validators: usize) {
        let [delegations, undelegations, redelegations, harvests] = [
            done.delegations,
            done.undelegations,
            done.redelegations,
            done.harvests,
        ]
        .map(many);
        self.cranks += 1;
        self.delegations += delegations;
        self.undelegations += undelegations;
        self.redelegations += redelegations;
        self.harvests += harvests;
        self.forwards += u64::from(done.forwarded);
        self.gas_of_keepers += cost::TRANSACTION
            + cost::SMART_QUERY
            + observation(validators)
            + delegations * cost::DELEGATE
            + page(undelegations, cost::UNDELEGATE)
            + page(redelegations, cost::REDELEGATE)
            + harvests * cost::HARVEST
            + u64::from(done.forwarded) * cost::FORWARD;
    }

    pub fn messages(&self) -> u64 {
        self.delegations + self.undelegations + self.redelegations + self.harvests + self.forwards
    }
}

/// Reading the delegations and the balance.
fn observation(validators: usize) -> u64 {
    many(validators) * cost::DELEGATION_READ + cost::BALANCE_READ
}

/// Messages of one block whose cost grows with the square of their number.
fn page(count: u64, (base, each, square): (u64, u64, u64)) -> u64 {
    if count == 0 {
        return 0;
    }
    base + count * each + count * count * square
}

fn many(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_undelegations_costs_what_was_measured_with_the_transaction_around_it() {
        let total = |n| cost::TRANSACTION + page(n, cost::UNDELEGATE);
        assert_eq!(total(8), 129_000 + 1_280_000 + 125_440);
        assert_eq!(page(0, cost::UNDELEGATE), 0);
    }

    #[test]
    fn a_crank_counts_each_message_by_its_kind() {
        let mut usage = Usage::default();
        let done = Crank {
            undelegations: 2,
            delegations: 3,
            harvests: 4,
            forwarded: true,
            ..Crank::default()
        };
        usage.crank(&done, 10);
        assert_eq!(usage.messages(), 10);
        assert_eq!(
            usage.gas_of_keepers,
            98_477 + 66_000 + 26_700 + 360_000 + (30_523 + 320_000 + 7_840) + 276_000 + 105_000
        );
    }
}

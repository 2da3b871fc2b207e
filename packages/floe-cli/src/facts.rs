//! What contracts beside the hub have reported in a transaction of this program's.

use floe_api::events::EventError;
use floe_client::{history, TxOutcome};

/// The facts that one contract has reported.
pub struct ContractFacts<'o, F> {
    /// In their order. One that could not be read is not among them.
    pub all: Vec<F>,
    outcome: &'o TxOutcome,
    contract: &'o str,
    /// The command that shows what is there.
    look: &'static str,
}

impl<'o, F> ContractFacts<'o, F> {
    /// `read` knows the contract's events.
    pub fn of(
        outcome: &'o TxOutcome,
        contract: &'o str,
        look: &'static str,
        read: impl Fn(&str, &[(&str, &str)]) -> Result<Option<F>, EventError>,
    ) -> Self {
        Self {
            all: history::contract_facts(outcome, contract, read),
            outcome,
            contract,
            look,
        }
    }

    /// What a transaction always reports; `event` is its name, `of` picks from it.
    ///
    /// # Errors
    /// [`floe_client::Error::Doubtful`] if it reports none: the node may have made up what it shows.
    pub fn reported<T>(&self, event: &str, of: impl Fn(&F) -> Option<T>) -> floe_client::Result<T> {
        let found = self.all.iter().find_map(of);
        found.ok_or_else(|| history::doubtful(self.outcome, self.contract, event, self.look))
    }
}

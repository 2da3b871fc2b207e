//! What contracts beside the hub have reported in a transaction of this program's.

use floe_api::events::EventError;
use floe_client::{Error, TxOutcome};

/// The facts that one contract has reported.
pub struct ContractFacts<F> {
    /// In their order. One that could not be read is not among them.
    pub all: Vec<F>,
    contract: String,
    /// The command that shows what is there.
    look: &'static str,
    hash: String,
    height: u64,
}

impl<F> ContractFacts<F> {
    /// `read` knows the contract's events.
    pub fn of(
        outcome: &TxOutcome,
        contract: &str,
        look: &'static str,
        read: impl Fn(&str, &[(&str, &str)]) -> Result<Option<F>, EventError>,
    ) -> Self {
        let own = outcome.events.iter();
        let own = own.filter(|event| event.contract() == Some(contract));
        let all = own.filter_map(|event| {
            let pairs = event.attributes.iter();
            let pairs: Vec<_> = pairs.map(|(key, value)| (key.as_str(), value.as_str())).collect();
            read(&event.kind, &pairs).ok().flatten()
        });
        Self {
            all: all.collect(),
            contract: contract.to_owned(),
            look,
            hash: outcome.hash.clone(),
            height: outcome.height,
        }
    }

    /// What a transaction always reports; `event` is its name, `of` picks from it.
    ///
    /// # Errors
    /// [`Error::Doubtful`] if it reports none: the node may have made up what it shows.
    pub fn reported<T>(&self, event: &str, of: impl Fn(&F) -> Option<T>) -> floe_client::Result<T> {
        let found = self.all.iter().find_map(of);
        found.ok_or_else(|| Error::Doubtful {
            reason: format!(
                "a node shows transaction {} in block {}, but nothing of what {} did there ({event}); look at `{}` with \
                 another node before sending again",
                self.hash, self.height, self.contract, self.look
            ),
        })
    }
}

//! Which rows a block needs.

use std::collections::BTreeSet;

use floe_api::events::{HubFact, RegistryFact};

use super::kept::{RowChange, RowKey};
use super::{TypedBlock, TypedFact};

/// Keys of rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Keys {
    pub accounts: BTreeSet<String>,
    pub requests: BTreeSet<(String, u64)>,
    pub batches: BTreeSet<u64>,
    pub receivers: BTreeSet<String>,
    pub operators: BTreeSet<String>,
    /// Of modules.
    pub rows: BTreeSet<RowKey>,
}

impl Keys {
    pub fn add(&mut self, block: &TypedBlock) {
        for tx in &block.txs {
            self.accounts.extend(tx.accounts().into_iter().map(str::to_owned));
            for fact in tx.hub_facts() {
                self.add_fact(fact);
            }
            for (place, fact) in tx.placed(block) {
                #[allow(clippy::wildcard_enum_match_arm, reason = "the hub's were added above")]
                match fact {
                    TypedFact::Registry(fact) => self.operators.extend(operator(fact).map(str::to_owned)),
                    TypedFact::Module(fact) => {
                        let changed = fact.changes(place);
                        self.rows.extend(changed.iter().map(RowChange::key));
                    }
                    _ => {}
                }
            }
        }
    }

    fn add_fact(&mut self, fact: &HubFact) {
        #[allow(clippy::wildcard_enum_match_arm, reason = "most facts need no row")]
        match fact {
            HubFact::UnbondQueued { receiver, batch, .. }
            | HubFact::UnbondCancelled { receiver, batch, .. } => {
                self.requests.insert((receiver.clone(), *batch));
                self.batches.insert(*batch);
            }
            HubFact::Claimed { user, batch, .. } => {
                self.requests.insert((user.clone(), *batch));
                self.batches.insert(*batch);
            }
            HubFact::BatchClosed { batch, .. }
            | HubFact::BatchRepriced { batch, .. }
            | HubFact::BatchSettled { batch, .. } => {
                self.batches.insert(*batch);
            }
            HubFact::FeePaid { receiver, .. } => {
                self.receivers.insert(receiver.clone());
            }
            HubFact::ValidatorSlashed { validator, .. } => {
                self.operators.insert(validator.clone());
            }
            _ => {}
        }
    }
}

/// Whose row a fact of the registry changes.
pub(crate) fn operator(fact: &RegistryFact) -> Option<&str> {
    match fact {
        RegistryFact::ValidatorAdded { operator, .. }
        | RegistryFact::ValidatorReactivated { operator, .. }
        | RegistryFact::WeightSet { operator, .. }
        | RegistryFact::ValidatorListed { operator, .. }
        | RegistryFact::ValidatorUnlisted { operator, .. }
        | RegistryFact::ShortChanged { operator, .. }
        | RegistryFact::ValidatorRemoved { operator }
        | RegistryFact::ValidatorDropped { operator }
        | RegistryFact::ValidatorPaused { operator, .. }
        | RegistryFact::ValidatorResumed { operator }
        | RegistryFact::BondedChanged { operator, .. }
        | RegistryFact::CommissionChanged { operator, .. }
        | RegistryFact::DearChanged { operator, .. } => Some(operator),
        RegistryFact::Instantiated { .. } | RegistryFact::RegistryRefreshed { .. } => None,
    }
}

//! The queries of an operation while it runs: registry, collector, entries.

use crate::allocation::Targets;
use crate::error::CoreResult;
use crate::flight::{Entry, EntryKey};
use crate::units::{Native, Seconds};

/// The world around the accounting. Each is asked only where a step depends on it, as every question costs gas.
pub trait Outside {
    /// The registry's targets; none if it does not answer.
    fn targets(&self) -> Option<Targets>;
    /// When the registry last looked at the chain, unix seconds; none if unknown.
    fn refreshed_at(&self) -> Option<Seconds>;
    /// Since when the registry lists a validator, unix seconds; none if it does not.
    fn listed_at(&self, validator: &str) -> Option<Seconds>;
    /// What the reward collector has.
    ///
    /// # Errors
    /// When the chain does not answer.
    fn collected(&self) -> CoreResult<Native>;
}

/// Entries in flight that a reply has not loaded.
pub trait Flying {
    /// The entry of a key, if there is one.
    ///
    /// # Errors
    /// When it cannot be read.
    fn entry(&self, key: &EntryKey) -> CoreResult<Option<Entry>>;
    /// Those completing last: as many as it takes until their sum exceeds `beyond`.
    ///
    /// # Errors
    /// When they cannot be read.
    fn latest(&self, beyond: Native) -> CoreResult<Vec<(EntryKey, Entry)>>;
}

/// The targets of a registry that has answered, unless all its weights are zero.
pub fn active(answer: Option<Targets>) -> Option<Targets> {
    answer.filter(|targets| targets.shares.iter().any(|share| share.weight > 0))
}

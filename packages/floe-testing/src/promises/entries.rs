//! A chain takes few entries a validator. Cover makes them for what exits need, and for nothing else.

use floe_core::batch::Cover;

use super::snapshot::Snapshot;
use super::told::Told;

/// More undelegated than exits needed, or a batch closed before entries are free for it.
///
/// A need below the smallest move may be rounded up to one if nothing pays it, and a validator that is emptied whole
/// may hold up to two probes.
pub fn unneeded(before: &Snapshot, after: &Snapshot, told: &Told) -> Vec<String> {
    let Some((books, delegated)) = told.first.as_ref().filter(|_| !after.terms.winding_down) else {
        return Vec::new();
    };
    let sent = told.undelegated().units();
    if sent == 0 {
        return Vec::new();
    }
    // The books as they were when cover looked, as nearly as they can be told: before its undelegations and what was
    // delegated after them, and before a settlement that followed it.
    let mut asked = after.clone();
    asked.books = books.clone();
    asked.books.undelegating = books.undelegating.less(told.undelegated());
    asked.books.delegated = books.delegated.more(told.undelegated());
    asked.books.free = floe_core::units::Native::new(books.free.units() + delegated + told.settled);
    asked.books.owed = floe_core::units::Native::new(books.owed.units() + told.settled);
    let waits = |batch: &floe_core::batch::Unbonding| batch.cover == Cover::Missing;
    let uncovered = !told.closed.is_empty() || before.batches.values().any(waits);
    let sizes = asked.amounts();
    let unpaid = asked.owed() > asked.books.undelegating.units() + asked.free();
    let need = match asked.need(uncovered) {
        need if unpaid => need.max(sizes.min_move),
        need => need,
    };
    if need < sizes.min_move {
        return vec![format!("{sent} undelegated, exits need only {need}")];
    }
    let most = need + 2 * sizes.probe;
    (sent > most)
        .then(|| format!("{sent} undelegated, exits need {need}"))
        .into_iter()
        .collect()
}

//! A chain takes few entries a validator. Cover makes them for what exits need, and for nothing else.

use floe_core::batch::{Cover, Unbonding};
use floe_core::convert::mul_div_floor;
use floe_core::units::{Native, BPS};

use super::effects::Effects;
use super::snapshot::{Amounts, Snapshot, Terms};

/// Batches that wait for cover once a message has closed or covered although coins and entries pay what is owed: the next
/// look would undelegate for them, and they would wait for that.
///
/// The floor is wished for and not waited for, but coins that instant exits are promised do not count.
pub fn unnoted(after: &Snapshot, told: &Effects) -> Vec<String> {
    if !told.closes {
        return Vec::new();
    }
    let Terms { reserve_bps, .. } = after.terms;
    let promised = mul_div_floor(after.pool(), reserve_bps.into(), BPS).unwrap_or_default();
    // Rewards of the same transaction come later, and so does what their fee adds to the pool.
    let pools = told.pools.iter().copied().chain([after.pool()]);
    let min_move = Amounts::of(pools.min().unwrap_or_default(), reserve_bps).min_move;
    let free = after.free().saturating_sub(told.rewards).saturating_sub(promised);
    let lacking = after
        .owed()
        .saturating_sub(after.books.undelegating.units())
        .saturating_sub(free);
    if lacking >= min_move {
        return Vec::new();
    }
    let missing = |batch: &Unbonding| batch.cover == Cover::Missing;
    let batches = after.batches.iter().filter(|(_, batch)| missing(batch));
    batches
        .map(|(id, _)| format!("batch {id} waits for cover although only {lacking} is lacking"))
        .collect()
}

/// More undelegated than exits needed.
///
/// A need below the smallest move may be rounded up to one if nothing pays it, and a validator that is emptied whole
/// may hold up to two probes.
pub fn unneeded(before: &Snapshot, after: &Snapshot, told: &Effects) -> Vec<String> {
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
    asked.books.free = Native::new(books.free.units() + delegated + told.settled);
    asked.books.owed = Native::new(books.owed.units() + told.settled);
    let waits = |batch: &Unbonding| batch.cover == Cover::Missing;
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

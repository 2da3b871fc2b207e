//! What is set aside for a batch falls only by its settlement, by a loss, or by netting.

use floe_core::batch::{Cover, Unbonding};

use super::effects::Effects;
use super::snapshot::Snapshot;

/// Coins that left `B` by delegation or instant exit although unsettled batches wait for them, and completions that
/// moved after they were noted.
pub fn spent(before: &Snapshot, after: &Snapshot, told: &Effects) -> Vec<String> {
    let mut found = moved_completions(before, after);
    if told.delegated == 0 && told.paid_instantly == 0 {
        return found;
    }
    let covered = |batch: &Unbonding| batch.cover != Cover::Missing;
    // What a failed message was to bring is not there for batches that were to be covered by it.
    let counts = |batch: &Unbonding| covered(batch) || told.failed == 0;
    let wanted = after.wanted(counts, |_, batch| after.coming(batch.cover));
    if wanted > after.free() + told.rounding() {
        found.push(format!(
            "{} delegated and {} paid at once leave B {}, batches wait for {wanted} of it",
            told.delegated,
            told.paid_instantly,
            after.free()
        ));
    }
    found
}

/// The completion that a batch waits for is fixed when it is covered.
fn moved_completions(before: &Snapshot, after: &Snapshot) -> Vec<String> {
    let both = before.batches.iter().filter_map(|(id, old)| {
        let new = after.batches.get(id)?;
        Some((id, old.cover, new.cover))
    });
    both.filter(|(_, old, new)| *old != Cover::Missing && old != new)
        .map(|(id, old, new)| format!("batch {id} waited for {old:?} and now for {new:?}"))
        .collect()
}

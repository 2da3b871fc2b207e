//! Nobody waits for coins that are there and that nobody else may have.

use floe_core::batch::Cover;

use super::effects::Effects;
use super::snapshot::Snapshot;

/// A batch at the head that a message which settles has left unsettled although what is set aside pays it.
///
/// While winding down nothing is delegated any more, so all of `B` is set aside. A batch settles in a later block than
/// its close, and what came after the message settled counts for the next.
pub fn idle(before: &Snapshot, after: &Snapshot, told: &Effects) -> Vec<String> {
    let head = after.batches.iter().next();
    let Some((id, head)) = head.filter(|(_, batch)| told.settles && batch.closed_height < after.at.height)
    else {
        return Vec::new();
    };
    // Cover that a reply has noted comes too late for this message, and so does the refusal of an undelegation, which
    // batches without cover counted on when it settled.
    let sent = told.first.as_ref().map(|(books, _)| books.undelegating);
    let refused = sent.unwrap_or_default().less(after.books.undelegating).units();
    let coming = |id: u64| match before.batches.get(&id).map(|batch| batch.cover) {
        None | Some(Cover::Missing) => after.coming(Cover::Missing) + refused,
        Some(cover) => after.coming(cover),
    };
    let wanted = if after.terms.winding_down {
        after.owed()
    } else {
        after.wanted(|_| true, |id, _| coming(id))
    };
    let set_aside = wanted
        .min(after.free().saturating_sub(told.rewards))
        .saturating_sub(told.rounding());
    (head.payable.units() <= set_aside)
        .then(|| {
            format!(
                "batch {id} waits for {} although {set_aside} of B is set aside",
                head.payable.units()
            )
        })
        .into_iter()
        .collect()
}

//! Settle, first in first out.

use super::{Model, View};

impl Model {
    /// Settles what can be settled, oldest first, each whole and never in the block of its close.
    pub fn settle(&mut self, view: &View) -> Vec<u64> {
        let mut settled = vec![];
        loop {
            let set_aside = self.set_aside(view.now_ns);
            let Some(head) = self.batches.iter_mut().find(|b| !b.settled) else {
                break;
            };
            if head.payable > set_aside || head.closed_height >= view.height {
                break;
            }
            head.settled = true;
            self.free -= head.payable;
            self.reserved += head.payable;
            settled.push(head.id);
        }
        settled
    }
}

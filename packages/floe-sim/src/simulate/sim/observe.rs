//! Observations, cut short where they find nothing, and taken back where a message is refused.

use anyhow::Result;
use floe_core::engine::{State, Work};
use floe_core::exits::Moment;
use floe_core::stream::{Drip, Stream};
use floe_core::units::Native;
use floe_core::{Cover, Ledger};

use super::{Pledges, Sim};

/// What a refused message takes back: its own observation.
pub(super) enum Undo {
    /// Of a quiet observation.
    Quiet(Box<Quiet>),
    Whole(Box<(State, Option<u64>, Pledges)>),
}

/// What a quiet observation changes.
pub(super) struct Quiet {
    stream: Stream,
    drip: Drip,
    /// Batches that waited for cover.
    missing: Vec<u64>,
    /// The observation before.
    synced: Moment,
}

impl Sim {
    /// Most observations find nothing: no coins have come, no delegation has changed, nothing is due. Then only the last
    /// steps do anything, and only these are taken. The tests compare with the contracts, which always take all of them.
    pub(super) fn observe(&mut self, work: &mut Work) -> Result<()> {
        if self.is_quiet(work.ledger()) {
            let (now, rules) = (work.now(), work.rules());
            let ledger = work.ledger_mut();
            ledger.recap(now);
            ledger.note_cover(now, &rules)?;
            ledger.prune(now);
            work.accounts_mut().synced = self.moment();
        } else {
            let shown = self.chain.delegations().into_iter().collect();
            let pledges = self.pledges.at(&work.locks);
            work.observe(Native::new(self.chain.bank), shown, pledges)?;
            self.seen = Some(self.chain.changes);
        }
        Ok(())
    }

    /// An observation alone.
    pub(super) fn sync(&mut self) -> Result<()> {
        let mut work = self.begin();
        self.observe(&mut work)?;
        self.end(work)?;
        Ok(())
    }

    /// Whether the chain shows what the last observation has seen.
    fn is_quiet(&self, ledger: &Ledger) -> bool {
        let due = ledger.entries.keys().next();
        self.seen == Some(self.chain.changes)
            && ledger.short_since.is_none()
            && ledger.unknown_coins(Native::new(self.chain.bank)).is_zero()
            && due.is_none_or(|first| first.completion > self.chain.time)
    }

    /// What takes the next observation back. A refused message leaves nothing behind, its observation neither.
    pub(super) fn undo(&self) -> Undo {
        if !self.is_quiet(self.ledger()) {
            return Undo::Whole(Box::new((self.state.clone(), self.seen, self.pledges.clone())));
        }
        let missing = self.ledger().batches.iter();
        let missing = missing.filter(|(_, batch)| batch.cover == Cover::Missing);
        let missing = missing.map(|(id, _)| *id).collect();
        let books = &self.ledger().books;
        Undo::Quiet(Box::new(Quiet {
            stream: books.stream,
            drip: books.drip,
            missing,
            synced: self.accounts().synced,
        }))
    }

    pub(super) fn take_back(&mut self, undo: Undo) {
        match undo {
            Undo::Whole(before) => (self.state, self.seen, self.pledges) = *before,
            Undo::Quiet(small) => {
                let ledger = self.state.ledger_mut();
                ledger.books.stream = small.stream;
                ledger.books.drip = small.drip;
                for id in small.missing {
                    if let Some(batch) = ledger.batches.get_mut(&id) {
                        batch.cover = Cover::Missing;
                    }
                }
                self.state.accounts_mut().synced = small.synced;
            }
        }
    }
}

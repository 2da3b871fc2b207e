use anyhow::Result;
use floe_core::observe::Sighting;
use floe_core::params::HALT_SECS;
use floe_core::stream::Drip;
use floe_core::units::Native;

use super::{Books, Sim};

/// What a refused message takes back: its own observation.
pub(super) enum Undo {
    /// Of a quiet observation.
    Quiet(Box<Quiet>),
    Whole(Box<Books>),
}

/// What a quiet observation changes.
pub(super) struct Quiet {
    stream: floe_core::Stream,
    drip: Drip,
    /// Batches that waited for cover.
    missing: Vec<u64>,
    /// Time and height of the observation before.
    synced: (u64, u64),
}

impl Sim {
    /// Counterpart: `Session::observe`.
    ///
    /// Most observations find nothing: no coins have come, no delegation has changed, nothing is due. Then only the
    /// last two steps of `Ledger::observe` do anything, and only these are taken. The tests compare with the contracts,
    /// which always take all of them.
    pub(super) fn observe(&mut self) -> Result<()> {
        let (now, rules) = (self.now(), self.rules());
        if self.is_quiet() {
            let ledger = &mut self.books.ledger;
            ledger.recap(now);
            ledger.note_cover(now, &rules)?;
        } else {
            let (looked_at, height) = self.books.synced;
            let looked_now = height == self.chain.height;
            let seen = Sighting {
                at: self.moment(),
                last_look: if looked_now { 0 } else { looked_at },
                bank: Native::new(self.chain.bank),
                delegations: self.chain.delegations().into_iter().collect(),
            };
            let found = self.books.ledger.observe(&seen, &rules)?;
            let totals = &mut self.books.totals;
            totals.losses = totals.losses.plus(found.loss)?;
            totals.gains = totals.gains.plus(found.streamed)?.plus(found.restored)?;
            if found.halt {
                let until = now.saturating_add(HALT_SECS);
                self.books.halted_until = self.books.halted_until.max(until);
            }
            self.books.ledger.prune(now);
            self.books.seen = Some(self.chain.changes);
        }
        self.books.synced = (self.chain.time, self.chain.height);
        Ok(())
    }

    /// Whether the chain shows what the last observation has seen.
    fn is_quiet(&self) -> bool {
        let ledger = self.ledger();
        let due = ledger.entries.keys().next();
        self.books.seen == Some(self.chain.changes)
            && ledger.short_since.is_none()
            && ledger.unknown_coins(Native::new(self.chain.bank)).is_zero()
            && due.is_none_or(|first| first.completion > self.chain.time)
    }

    /// What takes the next observation back. A refused message leaves nothing behind, its observation neither.
    pub(super) fn undo(&self) -> Undo {
        if !self.is_quiet() {
            return Undo::Whole(Box::new(self.books.clone()));
        }
        let missing = self.ledger().batches.iter();
        let missing = missing.filter(|(_, batch)| batch.cover == floe_core::Cover::Missing);
        let missing = missing.map(|(id, _)| *id).collect();
        let books = &self.ledger().books;
        Undo::Quiet(Box::new(Quiet {
            stream: books.stream,
            drip: books.drip,
            missing,
            synced: self.books.synced,
        }))
    }

    pub(super) fn take_back(&mut self, undo: Undo) {
        match undo {
            Undo::Whole(books) => self.books = *books,
            Undo::Quiet(small) => {
                let Quiet {
                    stream,
                    drip,
                    missing,
                    synced,
                } = *small;
                self.books.ledger.books.stream = stream;
                self.books.ledger.books.drip = drip;
                for id in missing {
                    if let Some(batch) = self.books.ledger.batches.get_mut(&id) {
                        batch.cover = floe_core::Cover::Missing;
                    }
                }
                self.books.synced = synced;
            }
        }
    }
}

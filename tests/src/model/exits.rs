//! What exits need, what is set aside for them, and when a batch is covered.

use super::books::{Batch, Stored};
use super::Model;

impl Model {
    /// Whether a batch has not been covered since its close.
    pub fn uncovered(&self) -> bool {
        self.unsettled().any(|b| b.stored == Stored::NotYet)
    }

    /// What exits need beyond what is under way and free. Refilling the floor is a reason to undelegate only while a
    /// batch is uncovered.
    pub fn need(&self, now: u64) -> u128 {
        let spare = if self.uncovered() {
            self.free.saturating_sub(self.floor(now))
        } else {
            self.free
        };
        self.owed().saturating_sub(self.undelegating() + spare)
    }

    /// What cover is to undelegate at most, and the smallest piece of it; none where it is to do nothing.
    pub fn to_cover(&self, now: u64) -> Option<(u128, u128)> {
        if self.winding_down {
            return (self.stake() > 0).then(|| (self.stake(), 1));
        }
        let (need, min_move) = (self.need(now), self.min_move(now));
        if need >= min_move {
            return Some((need, min_move));
        }
        // docs/adr/0010: what even the floor does not pay is covered however little it is.
        let unpaid = self.owed() > self.undelegating() + self.free;
        unpaid.then_some((min_move, min_move))
    }

    /// `E`: what free coins must keep for the batches that wait.
    pub fn set_aside(&self, now_ns: u64) -> u128 {
        if self.winding_down {
            return self.free.min(self.owed());
        }
        let mut payables = 0;
        let mut most = 0;
        for batch in self.unsettled() {
            payables += batch.payable;
            most = most.max(payables.saturating_sub(self.coming_for(batch, now_ns)));
        }
        self.free.min(most)
    }

    /// Coins on their way that pay a batch and those before it in time: not those that are due and have not come,
    /// nor those that complete later than it needs them.
    fn coming_for(&self, batch: &Batch, now_ns: u64) -> u128 {
        let in_time = |completion_ns: u64| match batch.stored {
            Stored::NotYet => true,
            Stored::NothingInFlight => false,
            Stored::Until(last) => completion_ns <= last,
        };
        let entries: u128 = self
            .entries
            .iter()
            .filter(|e| e.completion_ns > now_ns && in_time(e.completion_ns))
            .map(|e| e.expected)
            .sum();
        match batch.stored {
            Stored::NotYet => entries + self.unanswered(),
            _ => entries,
        }
    }

    /// What `allocate` may delegate.
    pub fn allocatable(&self, now: u64, now_ns: u64) -> u128 {
        self.free
            .saturating_sub(self.set_aside(now_ns))
            .saturating_sub(self.floor(now))
    }

    /// `φ`, from which instant exits are paid.
    pub fn buffer(&self, now: u64, now_ns: u64) -> u128 {
        let unreserved = self.free - self.set_aside(now_ns);
        if self.uncovered() {
            unreserved.saturating_sub(self.floor(now))
        } else {
            unreserved
        }
    }

    /// Free coins above what is kept for instant exits.
    fn above_reserve(&self, now: u64) -> u128 {
        let target = self.reserve_target(self.pool(now));
        self.free.saturating_sub(target)
    }

    /// Notes by when the batches are paid for which that holds for the first time: after a reply, an observation, and
    /// at the end of a transaction that closed or covered.
    pub fn note_covered(&mut self, now: u64) {
        let spare = self.above_reserve(now);
        let lacking = self.owed().saturating_sub(self.undelegating() + spare);
        if !self.asked.is_empty() || lacking >= self.min_move(now) {
            return;
        }
        let mut flight: Vec<(u64, u128)> = self
            .entries
            .iter()
            .map(|e| (e.completion_ns, e.expected))
            .collect();
        flight.sort_unstable();
        let mut payables = 0;
        for batch in self.batches.iter_mut().filter(|b| !b.settled) {
            payables += batch.payable;
            if batch.stored == Stored::NotYet {
                batch.stored = paid_by(&flight, spare, payables);
            }
        }
    }

    pub fn is_ready(&self, batch: &Batch, now_ns: u64) -> bool {
        match batch.stored {
            Stored::NotYet | Stored::NothingInFlight => true,
            Stored::Until(completion) => now_ns >= completion,
        }
    }

    /// Everything up to its completion has been credited or written off.
    pub fn is_due(&self, batch: &Batch) -> bool {
        match batch.stored {
            Stored::NotYet => false,
            Stored::NothingInFlight => true,
            Stored::Until(completion) => self.entries.iter().all(|e| e.completion_ns > completion),
        }
    }
}

/// The earliest completion by which entries and free coins pay so much; the latest if none suffices.
fn paid_by(flight: &[(u64, u128)], spare: u128, payables: u128) -> Stored {
    let mut paid = spare;
    if paid >= payables {
        return Stored::NothingInFlight;
    }
    for (completion, expected) in flight {
        paid += expected;
        if paid >= payables {
            return Stored::Until(*completion);
        }
    }
    flight
        .last()
        .map_or(Stored::NothingInFlight, |(latest, _)| Stored::Until(*latest))
}

//! What the protocol promises its users over time: six statements over the books, entries, batches and events before
//! and after a message. The suite asks them after each, and with it `floe replay --check`, the random lives and the
//! attackers; the simulator asks them after its own.
//!
//! They are computed from the protocol's text and not with the decisions of `floe-core` that they judge.

mod effects;
mod entries;
mod exits;
mod probes;
mod seed;
mod set_aside;
mod snapshot;
#[cfg(test)]
mod tests;
mod waiting;

pub use effects::Effects;
pub use exits::{Exits, Longest};
pub use probes::Watched;
pub use snapshot::{Amounts, Snapshot, Terms};

/// The memory of the promises that speak of more than one message.
#[derive(Clone, Debug, Default)]
pub struct Promises {
    watched: Watched,
    pub exits: Exits,
}

impl Promises {
    /// What a message to the hub that succeeded has broken, by the letter of the promise; both states are of its block.
    pub fn broken(&mut self, before: &Snapshot, after: &Snapshot, told: &Effects) -> Vec<String> {
        let of = |letter: char, found: Vec<String>| {
            found
                .into_iter()
                .map(move |text| format!("({letter}) {text}"))
                .collect::<Vec<_>>()
        };
        let mut found = of('a', probes::unwatched(before, after, told, &mut self.watched));
        found.extend(of('b', set_aside::spent(before, after, told)));
        found.extend(of('c', entries::unneeded(before, after, told)));
        found.extend(of('c', entries::unnoted(after, told)));
        found.extend(of('d', waiting::idle(before, after, told)));
        found.extend(of('e', seed::favoured(before, after, told)));
        found.extend(of('f', self.exits.late(before, after, told)));
        found
    }
}

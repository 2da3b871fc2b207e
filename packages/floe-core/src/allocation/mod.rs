//! Where stake should be, and the messages that bring it there.

pub mod answers;
pub mod class;
pub mod cover;
pub mod deposit;
pub mod marks;
pub mod moves;
pub mod targets;

use crate::map::SortedMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ledger::Position;
use crate::units::{Native, Seconds};

pub use marks::Mark;
pub use targets::{Share, Targets};

/// An amount for one validator.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq, Eq)]
pub struct Portion {
    pub validator: String,
    pub amount: Native,
}

/// A redelegation.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq, Eq)]
pub struct Move {
    pub from: String,
    pub to: String,
    pub amount: Native,
}

/// Unfinished incoming redelegations by destination: source and completion in seconds. Stake cannot be redelegated out
/// of a destination before the last of them has completed.
pub type Locks = SortedMap<String, Vec<Lock>>;

/// One unfinished redelegation as its destination remembers it.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq, Eq)]
pub struct Lock {
    pub from: String,
    /// What was moved: a slash of the source for the time before is charged on it at the destination.
    pub amount: Native,
    /// Unix seconds, rounded up.
    pub until: Seconds,
}

impl Lock {
    /// Adds a redelegation to those of its destination, of which finished ones go.
    pub fn add(locks: &mut Vec<Self>, step: &Move, until: Seconds, now: Seconds) {
        locks.retain(|lock| lock.until > now);
        locks.push(Self {
            from: step.from.clone(),
            amount: step.amount,
            until,
        });
    }
}

/// Whether marks are to be ignored among these: when all have one, the fault is hardly theirs, and to avoid all of them
/// would leave coins or stake lying.
fn all_marked<'a>(positions: impl Iterator<Item = Option<&'a Position>>, now: Seconds) -> bool {
    let mut positions = positions;
    positions.all(|position| position.is_some_and(|p| p.marked(now)))
}

/// Validators that may receive stake now, in the registry's order: accepting, not skipped, and without a mark unless all
/// of them have one.
pub(crate) fn receivers<'a>(
    targets: &'a Targets,
    positions: &'a SortedMap<String, Position>,
    now: Seconds,
) -> Vec<(&'a Share, Option<&'a Position>)> {
    let mut open: Vec<_> = targets
        .accepting()
        .map(|share| (share, positions.get(&share.operator)))
        .filter(|(_, position)| !position.is_some_and(|p| p.skipped))
        .collect();
    if !all_marked(open.iter().map(|(_, position)| *position), now) {
        open.retain(|(_, position)| !position.is_some_and(|p| p.marked(now)));
    }
    open
}

/// Whether stake on the validator is still locked by an incoming redelegation.
pub fn locked(locks: &Locks, validator: &str, now: Seconds) -> bool {
    unfinished(locks, validator, now).next().is_some()
}

/// Sources of a destination's unfinished redelegations.
pub fn unfinished<'a>(locks: &'a Locks, validator: &str, now: Seconds) -> impl Iterator<Item = &'a str> {
    locks
        .get(validator)
        .into_iter()
        .flatten()
        .filter(move |lock| lock.until > now)
        .map(|lock| lock.from.as_str())
}

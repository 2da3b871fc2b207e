//! The engine: the operations of the protocol around its formulas, in their order.
//!
//! State and what was seen go in; the new state, [`Intent`]s and [`Fact`]s come out. Nothing here knows how state is kept,
//! how a message is sent or how an event is written: the hub maps intents to sub-messages and facts to events, the
//! simulator has its chain do what is intended. What an operation cannot know beforehand it asks of [`Outside`].
//!
//! - [`State`] is all of the accounting, [`Accounts`] what belongs to no single validator: all that a reply gets.
//! - [`Work`] is one operation in progress: `observe`, the steps of the crank, and what they decide.
//! - `reply` books what became of messages.

mod accounts;
mod crank;
mod deposit;
mod exits;
mod fact;
mod gates;
mod harvest;
mod intent;
mod observe;
mod outside;
mod reply;
mod silence;
mod stakes;
#[cfg(test)]
mod tests;
mod work;

pub use accounts::{Accounts, History, Moves, Queue, State, Totals};
pub use deposit::{deposit, Outcome, Refusal};
pub use fact::Fact;
pub use gates::{Domain, Gates, Pause, Phase};
pub use intent::{Answer, Intent, Message, Report, Rest, Sent};
pub use observe::{Point, ValidatorLoss};
pub use outside::{active, Flying, Outside};
pub use reply::{redelegated, Entered, Undelegated};
pub use work::{Budget, Work};

//! What happened to the protocol or to one holder, added up from the facts of a history.

pub mod csv;
mod holder;
mod pace;
mod periods;
mod walk;

use std::collections::BTreeMap;

use floe_core::units::{Seconds, Shares};
use floe_core::Books;

pub use holder::{Movement, MovementKind};
pub use pace::{growth, pace, tells, DUST};
pub use periods::{holder as holder_periods, protocol as protocol_periods, HolderPeriod, Period};
pub use walk::{AccountsAt, HolderAt, Walk};

/// What a history up to the present is the history of.
#[derive(Clone, Debug)]
pub struct Story<'a> {
    pub hub: &'a str,
    pub seed: Shares,
    /// Contracts that keep shares for their owners: stakes, timelock, backstop, bonds. What is sent there is still its owner's.
    pub custodians: &'a [String],
    /// Unix seconds of the present.
    pub now: Seconds,
    /// The books at moments that are looked at, where the history is not whole; otherwise empty.
    pub books: BTreeMap<Seconds, Books>,
}

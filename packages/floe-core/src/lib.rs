//! The pure protocol of Floe: amounts, the books, exits, entries in flight, observation, and allocation.
//!
//! Nothing here knows a chain: input is a struct of all that is needed, output a struct of decisions. The hub, the
//! simulator and the property tests share this crate, so every formula of `docs/concepts` exists once, here, with its
//! rounding named.

// A wrong sum in a test is a failed test.
#![cfg_attr(test, allow(clippy::arithmetic_side_effects))]
// A new variant must be thought of wherever one is matched.
#![deny(clippy::wildcard_enum_match_arm)]

pub mod allocation;
pub mod backstop;
pub mod batch;
pub mod bonds;
pub mod books;
pub mod convert;
pub mod engine;
pub mod error;
pub mod exits;
pub mod fee;
pub mod flight;
pub mod guarantee;
pub mod instant;
pub mod ledger;
pub mod map;
pub mod observe;
mod packed;
pub mod params;
pub mod silence;
pub mod stream;
pub mod units;
pub mod wait;

pub use batch::{Batch, Cover, Settled, Unbonding};
pub use books::Books;
pub use error::{CoreError, CoreResult};
pub use flight::{Entry, EntryKey};
pub use ledger::{Ledger, Position};
pub use map::SortedMap;
pub use params::Params;
pub use stream::Stream;
pub use units::{Native, Shares, Units};

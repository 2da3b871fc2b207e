//! What the tests of the whole protocol share. The tests themselves lie in `tests/`, by theme.
//!
//! - [`model`]: the accounting once more, written from the specification alone;
//! - [`life`]: random lives that hub and model live side by side; [`attack`], [`fault`], [`fuzz`], [`read`] and [`indexer`]
//!   build on them;
//! - [`history`]: random histories, as who reads the events sees them;
//! - [`staking`], [`world`]: protocols in known states, for tests with figures;
//! - [`counting`]: storage that counts what is read and written.

pub mod attack;
pub mod counting;
pub mod fault;
pub mod fuzz;
pub mod history;
pub mod indexer;
pub mod life;
pub mod model;
pub mod prelude;
pub mod read;
pub mod staking;
pub mod world;

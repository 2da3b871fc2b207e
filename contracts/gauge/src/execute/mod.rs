//! One operation a file: load, decide, save, respond.

pub mod apply;
pub mod cast;
pub mod open;
pub mod poke;
pub mod set_votes;
pub mod vote;

pub use apply::apply;
pub use cast::cast;
pub use open::{open, prove};
pub use poke::{changed, poke};
pub use set_votes::set_votes;
pub use vote::vote;

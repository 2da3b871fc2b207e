//! One operation a file: load, decide, save, respond.

pub mod add_listener;
pub mod add_stream;
pub mod change;
pub mod claim;
pub mod fund;
pub mod harvest;
pub mod poke;
pub mod receive;
pub mod stake;
pub mod unstake;

pub use add_listener::add_listener;
pub use add_stream::add_stream;
pub use claim::claim;
pub use fund::fund_coin;
pub use harvest::{harvest, harvest_for};
pub use poke::poke;
pub use receive::receive;
pub use stake::stake_coin;
pub use unstake::unstake;

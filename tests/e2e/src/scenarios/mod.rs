//! What is played through, the same on every chain.

pub mod covers;
pub mod exits;
pub mod gauge;
pub mod handed_over;
pub mod keepers;
pub mod life;
pub mod readers;
pub mod slashes;
pub mod validators;
pub mod wind_down;

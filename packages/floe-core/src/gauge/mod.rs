//! The gauge: what stakers' votes make of x/gov votes and of the weights of validators.
//!
//! Nothing here knows where power comes from. [`days`] says which heights and epochs count, [`tally`] what a vote in x/gov comes
//! to, [`weights`] what votes for validators do to the owner's weights.

pub mod days;
pub mod tally;
#[cfg(test)]
mod tests;
pub mod weights;

pub use days::{day_of, epoch_of, last_day_before, EPOCH_DAYS, LASTING_EPOCHS};
pub use tally::{quorum, Ballot, MAX_QUORUM_BPS, MIN_QUORUM_BPS};
pub use weights::{bps_of_votes, weigh, Weighed, WeighedValidator, MAX_ALPHA_BPS};

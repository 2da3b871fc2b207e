//! The protocol's accounting once more, written from its specification alone: slow, literal, and sharing no
//! line with the contracts. A property test holds the hub's books against it after every message.
//!
//! What the protocol *computes* (rates, losses, settlements, streams, fees) the model predicts to the unit.
//! What the protocol *chooses* (which validator to undelegate from, where to delegate) the model takes from
//! the messages that were sent, checks against the rules and books.
//!
//! A message that sends staking messages is followed in the order of the chain:
//!
//! 1. the step itself with what it sent: [`Model::crank`], [`Model::submit_batch`], [`Model::rebalance`], or
//!    [`Model::claim`] and then [`Model::cover`];
//! 2. one `*_reply` per message, in the order in which they ran, [`Model::note_covered`] after each;
//! 3. [`Model::deposit_rewards`] if rewards were forwarded.
//!
//! What is sent counts from the moment of sending: an undelegation is an entry before it is answered.
//! The rules are those of `docs/concepts`.

mod allocate_rules;
mod arithmetic;
mod arrivals;
mod bonds;
mod books;
mod claim;
mod cover_rules;
mod exits;
mod fee;
mod govern;
mod guarantors;
mod harvest_rules;
mod instant;
mod move_rules;
mod observe;
mod queue;
mod replies;
mod settle;
mod silent;
mod silent_rules;
mod steps;
mod stream;
mod targets;
mod told;

pub use arithmetic::{divide_up, mul_div, mul_div_up, narrow, NANOS, YEAR};
pub use bonds::{BondNow, Bonds, CoolingShares};
pub use books::{Batch, Books, Entry, Model, OpenBatch, Stored};
pub use claim::Claimed;
pub use fee::{Fee, PendingFee};
pub use guarantors::{Fallen, Guarantors};
pub use instant::InstantExit;
pub use replies::Failing;
pub use silent::{Silent, WrittenOff};
pub use silent_rules::Absence;
pub use steps::Done;
pub use stream::{Pace, Stream, LONGEST_STREAM};
pub use targets::{Member, Targets};
pub use told::{Answer, Breach, Params, Refusal, Sent, View};

/// Leaves a rule check with what was broken.
macro_rules! rule {
    ($holds:expr, $($text:tt)+) => {
        if !$holds {
            return Err($crate::model::Breach(format!($($text)+)));
        }
    };
}
pub(crate) use rule;

#![doc = include_str!("../README.md")]
#![cfg_attr(
    test,
    allow(
        clippy::arithmetic_side_effects,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]
// A new variant must be thought of wherever one is matched.
#![deny(clippy::wildcard_enum_match_arm)]

mod claims;
mod clearing;
mod decide;
mod duty;
mod evasion;
mod families;
#[cfg(test)]
mod fixture;
mod gas;
mod health;
mod http;
mod losses;
mod machine;
mod metrics;
mod modules;
mod pace;
mod purse;
mod readings;
mod receipt;
mod rest;
mod round;
mod sending;
mod service;
mod settings;
mod sight;
mod turns;
mod unpayable;

pub use claims::Cursor;
pub use decide::{duties, Policy};
pub use duty::{Duty, DutyTask, Reason};
pub use health::Health;
pub use losses::deficits;
pub use machine::Machine;
pub use metrics::Metrics;
pub use modules::{backstops, warnings, SeenBackstop, Unlisted};
pub use purse::Purse;
pub use receipt::{DutyOutcome, DutyReceipt};
pub use round::{look, Keeper, Round};
pub use service::{keep, reach, Watch};
pub use settings::{KeeperSettings, Spending};
pub use sight::{Claimable, Owned, Sight};

use floe_client::ErrorKind;

/// What the chain or a contract refused, or would have.
fn is_refusal(error: &anyhow::Error) -> bool {
    ErrorKind::of(error.as_ref()) == Some(ErrorKind::Refused)
}

/// What is wrong on this machine, and does not become right by itself.
fn is_misuse(error: &anyhow::Error) -> bool {
    matches!(ErrorKind::of(error.as_ref()), None | Some(ErrorKind::Usage))
}

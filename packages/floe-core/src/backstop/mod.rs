//! The backstop: pooled shares that pay for slashes before the holders do, and earn a part of the fee for it.
//!
//! Who deposits has units, parts of what is pooled. The hub burns the contract's own shares for a slash, so the books
//! follow what the hub tells; nothing here can be in the way of a cover. What the contract receives without being told
//! (fees and gifts) is premium, which is released to the units over a week.

mod books;
mod cooling;
#[cfg(test)]
mod tests;

pub use books::{check_open, BackstopBooks, Booked, GuarantorTold};
pub use cooling::{BackstopPosition, BackstopTerms, CoolingUnits};

use thiserror::Error;

use crate::error::CoreError;
use crate::units::{Seconds, Shares, Units, DAY};

/// Units of the first deposit that nobody has. They are worth something for ever, so that there is a price for ever, and a
/// gift that should drive it up goes to them.
pub const NOBODYS: Units = Units::new(1_000_000);
/// Units for one share beyond which losses have used a backstop up.
pub const MOST_UNITS_A_SHARE: u128 = 1_000_000;
/// Premium is released over this time, in seconds.
pub const PREMIUM_SECS: Seconds = 604_800;
/// Bounds of the cooldown, in seconds.
pub const MIN_COOLDOWN: Seconds = DAY;
pub const MAX_COOLDOWN: Seconds = 7_776_000;
/// The longest window for a withdrawal, in seconds.
pub const MAX_WINDOW: Seconds = 604_800;

/// Why the backstop refuses.
#[derive(Error, Clone, Debug, PartialEq, Eq)]
pub enum BackstopRefusal {
    #[error(transparent)]
    Core(#[from] CoreError),

    #[error("amount is {given}, the first deposit must be more than {least}, as that many of its units are nobody's; send more")]
    FirstDepositTooSmall { given: Shares, least: Units },

    #[error("amount is {given}, less than one unit costs; send more")]
    LessThanAUnit { given: Shares },

    #[error(
        "{units} units share {assets} shares, more than a million for each: losses have used this backstop up, deposit into a new one"
    )]
    UsedUp { units: Units, assets: Shares },

    #[error(
        "{unreleased} shares of premium are not released yet, the units have {assets}: a deposit now would take from those who earned it, try again when it has been released"
    )]
    PremiumAhead { assets: Shares, unreleased: Shares },

    #[error("units is zero; give at least one unit")]
    NoUnits,

    #[error("units is {requested}, the position has {available}; ask for fewer, or leave it out for all")]
    MoreThanThere { requested: Units, available: Units },

    #[error("no units are cooling; send begin first")]
    NotCooling,

    #[error("the units are cooling until {ready} (unix seconds); withdraw from then on")]
    StillCooling { ready: Seconds },

    #[error("the window for a withdrawal closed at {until} (unix seconds); send begin again")]
    WindowPassed { until: Seconds },

    #[error("{units} units are worth less than one share; there is nothing to pay")]
    Worthless { units: Units },
}

/// A result of the backstop.
pub type BackstopResult<T> = Result<T, BackstopRefusal>;

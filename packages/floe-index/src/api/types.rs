//! What answers are made of: amounts as texts, times as RFC 3339.

use floe_client::when;
use floe_core::units::{Native, Shares};
use serde::{Deserialize, Serialize};
use time::format_description::well_known::Rfc3339;
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};

use super::problem::Problem;
use crate::store::cell::units;

/// Coins, in base units.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(value_type = String, pattern = "^[0-9]+$", examples("1000000"))]
pub(crate) struct CoinAmount(pub String);

impl From<Native> for CoinAmount {
    fn from(amount: Native) -> Self {
        Self(amount.units().to_string())
    }
}

/// Shares, in base units of the token.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(value_type = String, pattern = "^[0-9]+$", examples("1000000"))]
pub(crate) struct ShareAmount(pub String);

impl From<Shares> for ShareAmount {
    fn from(amount: Shares) -> Self {
        Self(amount.units().to_string())
    }
}

/// Units of a module: of a backstop, of what is staked, or of power to vote.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(value_type = String, pattern = "^[0-9]+$", examples("1000000"))]
pub(crate) struct UnitAmount(pub String);

/// Coins or tokens of any kind, in base units.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(value_type = String, pattern = "^[0-9]+$", examples("1000000"))]
pub(crate) struct AnyAmount(pub String);

/// A number with at most 18 places, such as a rate in coins for a share, or a fraction. How texts of that form are described.
#[derive(ToSchema)]
#[schema(value_type = String, pattern = r"^-?[0-9]+(\.[0-9]{1,18})?$", examples("1.0125"))]
pub(crate) struct DecimalText(#[allow(dead_code, reason = "only its description is used")] String);

/// Coins in base units that may be less than zero. How texts of that form are described.
#[derive(ToSchema)]
#[schema(value_type = String, pattern = "^-?[0-9]+$", examples("-1000000"))]
pub(crate) struct SignedAmount(#[allow(dead_code, reason = "only its description is used")] String);

/// From a text of a row.
pub(crate) fn coins(text: &str) -> CoinAmount {
    Native::new(units(text)).into()
}

/// From a text of a row that may be empty: none is nothing.
pub(crate) fn amount_of(text: Option<&str>) -> String {
    text.map_or(0, units).to_string()
}

/// From a text of a row.
pub(crate) fn shares(text: &str) -> ShareAmount {
    Shares::new(units(text)).into()
}

/// A moment, RFC 3339 in UTC.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[schema(value_type = String, format = DateTime, examples("2026-01-31T08:05:00Z"))]
pub(crate) struct Moment(pub String);

/// Of unix seconds.
pub(crate) fn moment(seconds: u64) -> Moment {
    Moment(match when::moment(seconds) {
        Some(moment) if moment.year() < 10_000 => {
            let (hour, minute, second) = moment.to_hms();
            format!("{}T{hour:02}:{minute:02}:{second:02}Z", moment.date())
        }
        _ => "9999-12-31T23:59:59Z".to_owned(),
    })
}

/// Of unix nanoseconds as rows have them.
pub(crate) fn moment_of(nanos: i64) -> Moment {
    moment(seconds_of(nanos))
}

/// Whole seconds.
pub(crate) fn seconds_of(nanos: i64) -> u64 {
    u64::try_from(nanos.div_euclid(1_000_000_000)).unwrap_or_default()
}

/// How far the index is, and what of it is proven: part of every answer about the protocol.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AsOf {
    /// The last block that was read.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub height: i64,
    pub time: Moment,
    /// The newest block at which the books rebuilt from events were equal to the hub's own; null before the first.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub proven_height: Option<i64>,
    pub proven_time: Option<Moment>,
    /// Kinds of alarms that are on; empty if all is well.
    pub alarms: Vec<String>,
}

/// A place in the chain.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct At {
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub height: i64,
    pub time: Moment,
}

/// Pages.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Page {
    /// `next` of the page before; none: the first page.
    #[param(pattern = r"^-?[0-9]{1,18}(\.-?[0-9]{1,18}){0,3}$")]
    pub cursor: Option<String>,
    /// Entries of a page.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    pub limit: Option<i64>,
}

impl Page {
    pub fn limit(&self) -> Result<i64, Problem> {
        limit(self.limit)
    }
}

/// A number of entries, at most a thousand.
pub(crate) fn limit(asked: Option<i64>) -> Result<i64, Problem> {
    match asked.unwrap_or(100) {
        limit @ 1..=1_000 => Ok(limit),
        other => Err(Problem::bad(format!(
            "limit is {other}; it must be from 1 to 1000"
        ))),
    }
}

/// Seconds of a moment that somebody wrote.
pub(crate) fn asked_time(name: &str, text: Option<&str>) -> Result<Option<u64>, Problem> {
    let Some(text) = text else {
        return Ok(None);
    };
    let moment = OffsetDateTime::parse(text, &Rfc3339)
        .map_err(|_| Problem::bad(format!("{name} is no moment such as 2026-01-31T08:05:00Z")))?;
    // Before 1970 there was nothing.
    Ok(Some(u64::try_from(moment.unix_timestamp()).unwrap_or_default()))
}

/// Whole numbers of a cursor, separated by dashes.
pub(crate) fn cursor<const N: usize>(text: Option<&str>) -> Result<Option<[i64; N]>, Problem> {
    let Some(text) = text else {
        return Ok(None);
    };
    let bad = || Problem::bad("cursor is none that a page of this list gave");
    let mut numbers = [0; N];
    let mut places = numbers.iter_mut();
    for part in text.split('.') {
        let number = part.parse().map_err(|_| bad())?;
        // One of another list leads somewhere, and no further than that.
        if let Some(place) = places.next() {
            *place = number;
        }
    }
    Ok(Some(numbers))
}

/// What [`cursor`] reads.
pub(crate) fn written(numbers: &[i64]) -> String {
    numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(".")
}

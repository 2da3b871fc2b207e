//! Points in time as people write them. Days and months are those of UTC.

use anyhow::{anyhow, bail, Context as _, Result};
use floe_client::{when, ErrorCode};
use floe_core::units::Seconds;
use time::format_description::well_known::Rfc3339;
use time::{Date, Month, OffsetDateTime, Time};

use crate::input::{cited, WrongInput};

/// Unix seconds of `2026-01-31` (its first second), `2026-01-31T12:00:00Z`, or themselves.
pub fn parse(text: &str) -> Result<Seconds> {
    if let Ok(seconds) = text.parse() {
        return Ok(seconds);
    }
    if let Ok(moment) = OffsetDateTime::parse(text, &Rfc3339) {
        return seconds(moment);
    }
    let mut parts = text.splitn(3, '-');
    let day = (|| {
        let year = parts.next()?.parse().ok()?;
        let month = Month::try_from(parts.next()?.parse::<u8>().ok()?).ok()?;
        Date::from_calendar_date(year, month, parts.next()?.parse().ok()?).ok()
    })();
    let day = day.ok_or_else(|| {
        WrongInput::new(
            ErrorCode::Date,
            format!(
                "{:?} is no date; write 2026-01-31, 2026-01-31T12:00:00Z or unix seconds",
                cited(text)
            ),
        )
    })?;
    seconds(day.with_time(Time::MIDNIGHT).assume_utc())
}

/// The ends of an interval, none where it is open.
///
/// # Errors
/// When one is no date, or the first is not before the second.
pub fn interval(from: Option<&str>, to: Option<&str>) -> Result<(Option<Seconds>, Option<Seconds>)> {
    let read = |of: &str, text: Option<&str>| text.map(parse).transpose().with_context(|| of.to_owned());
    let (from, to) = (read("--from", from)?, read("--to", to)?);
    match (from, to) {
        (Some(first), Some(end)) if first >= end => WrongInput::refuse(
            ErrorCode::Date,
            format!(
                "--from {} is not before --to {}; exchange them, or name a later end",
                when::utc(first),
                when::utc(end)
            ),
        ),
        open => Ok(open),
    }
}

fn seconds(moment: OffsetDateTime) -> Result<Seconds> {
    Seconds::try_from(moment.unix_timestamp()).map_err(|_| anyhow!("{moment} is before 1970"))
}

/// `2026-01-31`.
pub fn day(seconds: Seconds) -> String {
    when::moment(seconds).map_or_else(|| seconds.to_string(), |at| at.date().to_string())
}

/// Calendar periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Calendar {
    Day,
    Month,
}

impl Calendar {
    /// When the period after the one of this time begins.
    pub fn next(self, after: Seconds) -> Result<Seconds> {
        let date = when::moment(after).context("the end of the calendar")?.date();
        let next = match self {
            Self::Day => date.next_day().context("the end of the calendar")?,
            Self::Month => {
                let over = i32::from(date.month() == Month::December);
                let year = date.year().saturating_add(over);
                Date::from_calendar_date(year, date.month().next(), 1)?
            }
        };
        seconds(next.with_time(Time::MIDNIGHT).assume_utc())
    }

    /// The times at which periods meet between two times, both excluded.
    ///
    /// # Errors
    /// When there would be more than ten thousand.
    pub fn between(self, from: Seconds, to: Seconds) -> Result<Vec<Seconds>> {
        let mut found = Vec::new();
        let mut next = self.next(from)?;
        while next < to {
            found.push(next);
            if found.len() > 10_000 {
                bail!(
                    "more than 10000 periods between {} and {}; choose longer ones",
                    day(from),
                    day(to)
                );
            }
            next = self.next(next)?;
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("2026-01-31", 1_769_817_600)]
    #[case("2026-01-31T12:00:00Z", 1_769_860_800)]
    #[case("2026-01-31T13:00:00+01:00", 1_769_860_800)]
    #[case("1769860800", 1_769_860_800)]
    #[case("1970-01-01", 0)]
    fn dates_are_read(#[case] text: &str, #[case] expected: u64) {
        assert_eq!(parse(text).unwrap(), expected);
    }

    #[rstest]
    #[case("2026-02-30")]
    #[case("2026-13-01")]
    #[case("yesterday")]
    #[case("1969-12-31")]
    #[case("2026-01")]
    fn other_texts_are_refused(#[case] text: &str) {
        assert!(parse(text).is_err());
    }

    #[test]
    fn periods_meet_at_midnight_utc_and_on_the_first() {
        let from = parse("2025-12-30T10:00:00Z").unwrap();
        let to = parse("2026-01-02").unwrap();
        let days: Vec<String> = Calendar::Day
            .between(from, to)
            .unwrap()
            .into_iter()
            .map(day)
            .collect();
        assert_eq!(days, ["2025-12-31", "2026-01-01"]);
        assert_eq!(
            Calendar::Month.between(from, to).unwrap(),
            [parse("2026-01-01").unwrap()]
        );
    }

    #[test]
    fn endless_lists_of_periods_are_refused() {
        assert!(Calendar::Day.between(0, 10_000 * 86_400).is_ok());
        assert!(Calendar::Day.between(0, 10_002 * 86_400).is_err());
    }
}

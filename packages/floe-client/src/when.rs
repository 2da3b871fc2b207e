//! Times and spans as people read them.

use time::OffsetDateTime;

/// `2026-01-31 08:05:00 UTC`.
pub fn utc(unix: u64) -> String {
    let Some(moment) = moment(unix) else {
        return format!("unix second {unix}");
    };
    let (hour, minute, second) = moment.to_hms();
    format!("{} {hour:02}:{minute:02}:{second:02} UTC", moment.date())
}

/// The same as ISO 8601 with its zone: `2026-01-31T08:05:00Z`.
pub fn iso(unix: u64) -> String {
    utc(unix).replacen(' ', "T", 1).replace(" UTC", "Z")
}

/// None beyond the end of the calendar.
pub fn moment(unix: u64) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp(i64::try_from(unix).ok()?).ok()
}

/// The two largest units, such as `21 d` or `1 h 5 min`.
pub fn span(secs: u64) -> String {
    let mut rest = secs;
    let mut parts = Vec::new();
    for (unit, length) in [("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)] {
        let count = rest.checked_div(length).unwrap_or_default();
        rest = rest.checked_rem(length).unwrap_or_default();
        if count > 0 {
            parts.push(format!("{count} {unit}"));
        } else if !parts.is_empty() {
            break;
        }
        if parts.len() == 2 {
            break;
        }
    }
    if parts.is_empty() {
        return "0 s".to_owned();
    }
    parts.join(" ")
}

/// A time seen from another: `2026-01-31 08:05:00 UTC (in 1 h 5 min)`.
pub fn seen_from(now: u64, then: u64) -> String {
    match then.checked_sub(now) {
        Some(0) => format!("{} (now)", utc(then)),
        Some(ahead) => format!("{} (in {})", utc(then), span(ahead)),
        None => format!("{} ({} ago)", utc(then), span(now.saturating_sub(then))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(0, "1970-01-01 00:00:00 UTC")]
    #[case(1_769_846_700, "2026-01-31 08:05:00 UTC")]
    #[case(u64::MAX, "unix second 18446744073709551615")]
    fn times_are_shown_in_utc(#[case] unix: u64, #[case] expected: &str) {
        assert_eq!(utc(unix), expected);
    }

    #[rstest]
    #[case(0, "0 s")]
    #[case(59, "59 s")]
    #[case(60, "1 min")]
    #[case(3_905, "1 h 5 min")]
    #[case(3_605, "1 h")]
    #[case(21 * 86_400, "21 d")]
    #[case(86_400 + 7_200 + 59, "1 d 2 h")]
    fn spans_have_two_units_at_most(#[case] secs: u64, #[case] expected: &str) {
        assert_eq!(span(secs), expected);
    }

    #[rstest]
    #[case(60, "1970-01-01 00:01:00 UTC (now)")]
    #[case(65, "1970-01-01 00:01:05 UTC (in 5 s)")]
    #[case(0, "1970-01-01 00:00:00 UTC (1 min ago)")]
    fn times_are_told_with_their_distance(#[case] then: u64, #[case] expected: &str) {
        assert_eq!(seen_from(60, then), expected);
    }
}

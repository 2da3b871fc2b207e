//! Round times along an axis, in UTC, and how they are written.

// Days and months of the calendar are far from the ends of their type.
#![allow(clippy::arithmetic_side_effects)]

const DAY: i64 = 86_400;
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// A tick: its second, what stands below it, and the larger unit that it lies in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tick {
    pub second: i64,
    pub label: String,
    /// Empty where the label says all.
    pub within: String,
}

/// How far ticks are apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Seconds(i64),
    Months(i64),
}

/// From small to large.
const STEPS: [Step; 32] = [
    Step::Seconds(1),
    Step::Seconds(2),
    Step::Seconds(5),
    Step::Seconds(10),
    Step::Seconds(15),
    Step::Seconds(30),
    Step::Seconds(60),
    Step::Seconds(120),
    Step::Seconds(300),
    Step::Seconds(600),
    Step::Seconds(900),
    Step::Seconds(1_800),
    Step::Seconds(3_600),
    Step::Seconds(7_200),
    Step::Seconds(10_800),
    Step::Seconds(21_600),
    Step::Seconds(43_200),
    Step::Seconds(DAY),
    Step::Seconds(2 * DAY),
    Step::Seconds(7 * DAY),
    Step::Seconds(14 * DAY),
    Step::Months(1),
    Step::Months(2),
    Step::Months(3),
    Step::Months(6),
    Step::Months(12),
    Step::Months(24),
    Step::Months(60),
    Step::Months(120),
    Step::Months(240),
    Step::Months(600),
    Step::Months(1_200),
];

/// Ticks between two times, so many at most.
pub fn ticks(first: i64, last: i64, most: i64) -> Vec<Tick> {
    let fitting = STEPS.into_iter().map(|step| (step, seconds(step, first, last)));
    let found = fitting.into_iter().find(|(_, ticks)| {
        let count = i64::try_from(ticks.len()).unwrap_or(i64::MAX);
        count <= most.max(1)
    });
    let (step, ticks) = found.unwrap_or((Step::Months(1_200), Vec::new()));
    ticks.into_iter().map(|second| tick(step, second)).collect()
}

/// The seconds of a step's ticks; no more than a thousand and one.
fn seconds(step: Step, first: i64, last: i64) -> Vec<i64> {
    match step {
        Step::Seconds(length) => {
            // Weeks begin on Mondays; the first day of 1970 was a Thursday.
            let shift = if length % (7 * DAY) == 0 { 4 * DAY } else { 0 };
            let begin = (first - shift + length - 1).div_euclid(length) * length + shift;
            (0..=1_000)
                .map(|count| begin + count * length)
                .take_while(|second| *second <= last)
                .collect()
        }
        Step::Months(length) => {
            let (year, month, _) = date(first.div_euclid(DAY));
            let begin = (year * 12 + month - 1).div_euclid(length) * length;
            (0..=1_000)
                .map(|count| begin + count * length)
                .map(|months| days(months.div_euclid(12), months.rem_euclid(12) + 1) * DAY)
                .skip_while(|second| *second < first)
                .take_while(|second| *second <= last)
                .collect()
        }
    }
}

fn tick(step: Step, second: i64) -> Tick {
    let (year, month, day) = date(second.div_euclid(DAY));
    let name = usize::try_from(month - 1)
        .ok()
        .and_then(|month| MONTHS.get(month))
        .copied()
        .unwrap_or_default();
    let of_day = second.rem_euclid(DAY);
    let (hour, minute) = (of_day.div_euclid(3_600), of_day.div_euclid(60).rem_euclid(60));
    let (label, within) = match step {
        Step::Seconds(length) if length < 60 => (
            format!("{hour:02}:{minute:02}:{:02}", of_day.rem_euclid(60)),
            format!("{day} {name} {year}"),
        ),
        Step::Seconds(length) if length < DAY => {
            (format!("{hour:02}:{minute:02}"), format!("{day} {name} {year}"))
        }
        Step::Seconds(_) => (format!("{day} {name}"), year.to_string()),
        Step::Months(length) if length < 12 => (name.to_owned(), year.to_string()),
        Step::Months(_) => (year.to_string(), String::new()),
    };
    Tick {
        second,
        label,
        within,
    }
}

/// Year, month from 1 and day from 1 of a day since 1970: the era of 400 years that begins on the first of March is counted off,
/// so that the leap day is the last day of its year.
fn date(day: i64) -> (i64, i64, i64) {
    let day = day + 719_468;
    let era = day.div_euclid(146_097);
    let of_era = day.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let march = (5 * of_year + 2) / 153;
    let month = if march < 10 { march + 3 } else { march - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    (year, month, of_year - (153 * march + 2) / 5 + 1)
}

/// The first day of a month, since 1970.
fn days(year: i64, month: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let march = if month > 2 { month - 3 } else { month + 9 };
    let of_year = (153 * march + 2) / 5;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(first: i64, last: i64, most: i64) -> Vec<String> {
        let tick = |tick: Tick| format!("{} {}", tick.label, tick.within).trim().to_owned();
        ticks(first, last, most).into_iter().map(tick).collect()
    }

    #[test]
    fn days_and_dates_are_each_others_inverse_through_leap_years() {
        assert_eq!(date(0), (1970, 1, 1));
        assert_eq!(date(20_484), (2026, 1, 31));
        assert_eq!(date(11_016), (2000, 2, 29));
        for month in 1..=12 {
            for year in [1970, 1999, 2000, 2024, 2026, 2100] {
                assert_eq!(date(days(year, month)), (year, month, 1));
            }
        }
    }

    #[test]
    fn ticks_are_round_in_the_unit_that_fits() {
        let noon = 1_769_860_800;
        assert_eq!(
            told(noon + 3, noon + 20, 4),
            [
                "12:00:05 31 Jan 2026",
                "12:00:10 31 Jan 2026",
                "12:00:15 31 Jan 2026",
                "12:00:20 31 Jan 2026"
            ]
        );
        assert_eq!(
            told(noon, noon + 3_600, 3),
            ["12:00 31 Jan 2026", "12:30 31 Jan 2026", "13:00 31 Jan 2026"]
        );
        assert_eq!(
            told(noon, noon + 2 * DAY, 5),
            [
                "12:00 31 Jan 2026",
                "00:00 1 Feb 2026",
                "12:00 1 Feb 2026",
                "00:00 2 Feb 2026",
                "12:00 2 Feb 2026"
            ]
        );
        assert_eq!(
            told(noon, noon + 30 * DAY, 5),
            [
                "2 Feb 2026",
                "9 Feb 2026",
                "16 Feb 2026",
                "23 Feb 2026",
                "2 Mar 2026"
            ]
        );
        assert_eq!(
            told(noon, noon + 200 * DAY, 4),
            ["Mar 2026", "May 2026", "Jul 2026"]
        );
        assert_eq!(
            told(noon, noon + 2_000 * DAY, 5),
            ["2027", "2028", "2029", "2030", "2031"]
        );
    }

    #[test]
    fn there_are_never_more_than_asked_for_and_one_moment_has_one_at_most() {
        for span in [0, 1, 59, 3_601, 5 * DAY, 90 * DAY, 40_000 * DAY] {
            for most in [1, 3, 7] {
                let ticks = ticks(1_769_860_801, 1_769_860_801 + span, most);
                assert!(ticks.len() <= usize::try_from(most).unwrap(), "{span} {most}");
            }
        }
    }
}

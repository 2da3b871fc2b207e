//! Round values along an axis, and how they are written.

/// An axis of values: its ends, which are ticks too, and the distance between ticks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    pub low: f64,
    pub high: f64,
    step: f64,
}

impl Scale {
    /// Around values, with about so many ticks. Values that are all alike have room above and below.
    pub fn around(values: impl Iterator<Item = f64> + Clone, with_zero: bool, about: f64) -> Self {
        let zero = with_zero.then_some(0.0);
        let values = values.filter(|value| value.is_finite()).chain(zero);
        let low = values.clone().fold(f64::INFINITY, f64::min);
        let high = values.fold(f64::NEG_INFINITY, f64::max);
        let (low, high) = match low <= high {
            true => (low, high),
            false => (0.0, 1.0),
        };
        // What is this flat differs by less than a picture shows.
        let size = low.abs().max(high.abs());
        let (low, high) = match high - low > size * 1e-9 {
            true => (low, high),
            false if size == 0.0 => (0.0, 1.0),
            false if with_zero => (low.min(0.0), high.max(0.0)),
            false => (low - size * 0.001, high + size * 0.001),
        };
        let step = round_step((high - low) / about.max(1.0));
        Self {
            low: (low / step).floor() * step,
            high: (high / step).ceil() * step,
            step,
        }
    }

    /// Between given ends, which are no ticks unless they are round.
    pub fn between(low: f64, high: f64, about: f64) -> Self {
        let high = if high > low { high } else { low + 1.0 };
        let step = round_step((high - low) / about.max(1.0)).max(1.0);
        Self { low, high, step }
    }

    /// From the least to the greatest.
    pub fn ticks(&self) -> Vec<f64> {
        let first = (self.low / self.step - 1e-6).ceil();
        (0..1_000)
            .map(|count| (first + f64::from(count)) * self.step)
            .take_while(|value| *value <= self.high + self.step * 1e-6)
            .collect()
    }

    /// As people write it, all ticks of an axis alike: `1.0025`, `12,500`, `3.5 M`.
    pub fn label(&self, value: f64) -> String {
        let largest = self.low.abs().max(self.high.abs());
        let (part, sign) = match largest {
            size if size >= 1e12 => (1e12, " T"),
            size if size >= 1e9 => (1e9, " G"),
            size if size >= 1e6 => (1e6, " M"),
            _ => (1.0, ""),
        };
        let digits = places(self.step / part);
        let value = value / part;
        // No minus before a zero.
        let value = if value.abs() < self.step / part * 1e-6 {
            0.0
        } else {
            value
        };
        format!("{}{sign}", grouped(&format!("{value:.digits$}")))
    }

    /// Where a value lies: 0 at the low end, 1 at the high one.
    pub fn part(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }
}

/// 1, 2, 2.5 or 5 times a power of ten: the least that is no smaller.
fn round_step(rough: f64) -> f64 {
    let power = 10_f64.powf(rough.log10().floor());
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0];
    let fit = steps.into_iter().find(|step| step * power >= rough * 0.999_999);
    fit.unwrap_or(10.0) * power
}

/// Decimals that tell multiples of a step apart.
fn places(step: f64) -> usize {
    (0..12_u8)
        .find(|places| {
            let shifted = step * 10_f64.powi(i32::from(*places));
            (shifted - shifted.round()).abs() < 1e-4 * shifted.max(1.0) && shifted >= 0.999
        })
        .map_or(12, usize::from)
}

/// A number as the axes write theirs; any other text as it is.
pub fn in_threes(text: &str) -> String {
    let plain = text
        .chars()
        .all(|letter| letter.is_ascii_digit() || letter == '.');
    if plain {
        grouped(text)
    } else {
        text.to_owned()
    }
}

/// Digits before the point in threes.
fn grouped(number: &str) -> String {
    let (whole, rest) = number.split_once('.').unwrap_or((number, ""));
    let (sign, digits) = match whole.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", whole),
    };
    let mut text = String::from(sign);
    for (place, digit) in digits.chars().enumerate() {
        let left = digits.len().saturating_sub(place);
        if place > 0 && left.checked_rem(3) == Some(0) {
            text.push(',');
        }
        text.push(digit);
    }
    if !rest.is_empty() {
        text.push('.');
        text.push_str(rest);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(values: &[f64], with_zero: bool) -> Vec<String> {
        let scale = Scale::around(values.iter().copied(), with_zero, 4.0);
        scale.ticks().into_iter().map(|tick| scale.label(tick)).collect()
    }

    #[test]
    fn ticks_are_round_and_enclose_all_values() {
        assert_eq!(
            labels(&[0.990868, 1.000302], false),
            ["0.9900", "0.9925", "0.9950", "0.9975", "1.0000", "1.0025"]
        );
        assert_eq!(labels(&[3.0, 97.0], false), ["0", "25", "50", "75", "100"]);
        assert_eq!(
            labels(&[-2.1, 7.9], true),
            ["-2.5", "0.0", "2.5", "5.0", "7.5", "10.0"]
        );
        assert_eq!(
            labels(&[12_000.0, 31_000.0], false),
            ["10,000", "15,000", "20,000", "25,000", "30,000", "35,000"]
        );
        assert_eq!(
            labels(&[0.0, 3_400_000.0], true),
            ["0 M", "1 M", "2 M", "3 M", "4 M"]
        );
    }

    #[test]
    fn a_flat_line_lies_in_the_middle_of_a_narrow_axis_and_nothing_has_an_axis_too() {
        assert_eq!(
            labels(&[1.0, 1.0], false),
            ["0.9990", "0.9995", "1.0000", "1.0005", "1.0010"]
        );
        assert_eq!(labels(&[], false), ["0.00", "0.25", "0.50", "0.75", "1.00"]);
        assert_eq!(labels(&[0.0], true), ["0.00", "0.25", "0.50", "0.75", "1.00"]);
        assert_eq!(labels(&[f64::NAN, f64::INFINITY], false).len(), 5);
    }

    #[test]
    fn figures_are_written_as_the_axes_write_theirs_and_words_are_left_alone() {
        assert_eq!(in_threes("42219.82619"), "42,219.82619");
        assert_eq!(in_threes("135,116"), "135,116");
        assert_eq!(in_threes("12 of 20"), "12 of 20");
        assert_eq!(in_threes(""), "");
    }

    #[test]
    fn an_axis_of_days_has_whole_ones() {
        let scale = Scale::between(1.0, 3.0, 6.0);
        assert_eq!(scale.ticks(), [1.0, 2.0, 3.0]);
        let scale = Scale::between(1.0, 365.0, 6.0);
        assert_eq!(scale.ticks(), [100.0, 200.0, 300.0]);
    }
}

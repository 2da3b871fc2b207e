//! Numbers as people read them.

use floe_core::convert::mul_div_floor;

/// Base units of one coin.
pub const COIN: u128 = 1_000_000;
/// Parts of a rate of one.
pub const RATE_ONE: u128 = 1_000_000_000;

/// `12.5 STAKE`.
pub fn stake(units: u128) -> String {
    format!("{} STAKE", trimmed(units))
}

/// `12.5 flSTAKE`.
pub fn shares(units: u128) -> String {
    format!("{} flSTAKE", trimmed(units))
}

/// `12,345.5`, as many decimals as it needs.
pub fn trimmed(units: u128) -> String {
    fixed(units)
        .trim_end_matches('0')
        .trim_end_matches('.')
        .to_owned()
}

/// `12,345.500000`, for columns.
pub fn fixed(units: u128) -> String {
    format!("{}.{:06}", grouped(units / COIN), units % COIN)
}

/// The same with a sign; nothing is lost, unlike with a subtraction of floats.
pub fn signed(units: i128) -> String {
    let sign = match units {
        i128::MIN..=-1 => "-",
        0 => "",
        _ => "+",
    };
    format!("{sign}{}", fixed(units.unsigned_abs()))
}

/// `1,234,567`.
pub fn grouped(number: u128) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Native per share in billionths, rounded down; 0 without supply.
pub fn rate_of(pool: u128, supply: u128) -> u128 {
    mul_div_floor(pool, RATE_ONE, supply).unwrap_or_default()
}

/// `1.017964000`, from billionths.
pub fn rate(billionths: u128) -> String {
    format!("{}.{:09}", billionths / RATE_ONE, billionths % RATE_ONE)
}

/// `12.3 %` of a whole; `-` of nothing.
pub fn percent(part: u128, whole: u128) -> String {
    match mul_div_floor(part, 1_000, whole) {
        Ok(permille) => format!("{}.{} %", permille / 10, permille % 10),
        Err(_) => "-".into(),
    }
}

/// A signed amount from two unsigned ones.
pub fn difference(a: u128, b: u128) -> i128 {
    let size = i128::try_from(a.abs_diff(b)).unwrap_or(i128::MAX);
    if a < b {
        -size
    } else {
        size
    }
}

/// Seconds as `7 h 30 min`.
pub fn clock(seconds: u64) -> String {
    format!("{} h {:02} min", seconds / 3_600, seconds % 3_600 / 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_grouped_and_trimmed() {
        assert_eq!(stake(12_500_000), "12.5 STAKE");
        assert_eq!(stake(1_234_567_000_000), "1,234,567 STAKE");
        assert_eq!(trimmed(1), "0.000001");
        assert_eq!(signed(difference(1, 3)), "-0.000002");
        assert_eq!(rate(rate_of(31_620, 31_062)), "1.017964071");
        assert_eq!(percent(1, 8), "12.5 %");
        assert_eq!(percent(1, 0), "-");
    }
}

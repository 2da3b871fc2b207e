//! From what people write to base units, and what is wrong with it where it is none.

use anyhow::{Context as _, Result};
use cosmwasm_std::Uint128;
use floe_client::ErrorCode;

use super::Unit;
use crate::input::{cited, hint, WrongInput};

/// Words for all that there is.
const EVERYTHING: [&str; 2] = ["all", "max"];

/// Whether everything is meant.
pub fn everything(text: &str) -> bool {
    EVERYTHING.contains(&text.trim())
}

/// Whether everything of a unit is meant: `all` or `all flATOM`.
pub fn everything_of(text: &str, unit: &Unit) -> bool {
    let (first, rest) = text.trim().split_once(' ').unwrap_or((text, ""));
    everything(first) && (rest.is_empty() || rest == unit.display || rest == unit.denom)
}

fn wrong<T>(text: impl Into<String>) -> Result<T> {
    WrongInput::refuse(ErrorCode::Amount, text)
}

/// The unit of an amount and how many base units it is.
pub fn amount<'u>(units: &[&'u Unit], text: &str) -> Result<(&'u Unit, Uint128)> {
    read(units, text).with_context(|| format!("amount {}", cited(text.trim())))
}

/// The unit of an amount where it is a coin other than the staking coin: none where it is that, missing, or that one mistyped
/// by its capitals alone.
pub fn other_unit<'t>(staking: &Unit, text: &'t str) -> Option<&'t str> {
    let (_, unit) = split(text);
    let own = [staking.denom.as_str(), staking.display.as_str()];
    let own = own.iter().any(|name| name.eq_ignore_ascii_case(unit));
    (!own && floe_client::text::is_denom(unit)).then_some(unit)
}

/// Whether something could be an amount, before it is known what the coins are called.
pub fn check_form(text: &str) -> Result<()> {
    let (number, unit) = split(text);
    let checked = match unit {
        "" => wrong("name its unit, such as 12.5 atom"),
        _ => check_number(number, "12.5 atom"),
    };
    checked.with_context(|| format!("amount {}", cited(text.trim())))
}

fn read<'u>(units: &[&'u Unit], text: &str) -> Result<(&'u Unit, Uint128)> {
    let examples = examples(units);
    if everything(text) {
        return wrong(format!(
            "`{}` is not possible here; write {examples}",
            text.trim()
        ));
    }
    let (number, unit) = split(text);
    check_number(number, &examples)?;
    for one in units {
        let exponent = match unit {
            unit if unit == one.display => one.exponent,
            unit if unit == one.denom => 0,
            _ => continue,
        };
        return Ok((one, scaled(number, exponent)?));
    }
    if unit.is_empty() {
        return wrong(format!("name its unit: {examples}"));
    }
    let names = || {
        units
            .iter()
            .flat_map(|unit| [unit.display.as_str(), unit.denom.as_str()])
    };
    match names().find(|name| name.eq_ignore_ascii_case(unit)) {
        Some(name) => wrong(format!("the unit is written {name}, not {}", cited(unit))),
        None => match hint(unit, names()).as_str() {
            "" => wrong(format!(
                "the unit {} is not known here; write {examples}",
                cited(unit)
            )),
            hint => wrong(format!("the unit {} is not known here{hint}", cited(unit))),
        },
    }
}

/// `12.5 flATOM, 12.5 atom or 12500000uatom`.
fn examples(units: &[&Unit]) -> String {
    let mut all: Vec<String> = units.iter().map(|unit| unit.example()).collect();
    match all.pop() {
        Some(last) if all.is_empty() => last,
        Some(last) if last.contains(" or ") => format!("{}, {last}", all.join(", ")),
        Some(last) => format!("{} or {last}", all.join(", ")),
        None => String::new(),
    }
}

/// Number and unit of an amount; what is written of separators, signs and exponents is part of the number.
fn split(text: &str) -> (&str, &str) {
    let text = text.trim();
    let of_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '_' | '\'' | '+' | '-' | '’');
    let mut end = text.find(|c: char| !of_number(c)).unwrap_or(text.len());
    let rest = text.get(end..).unwrap_or_default();
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        let length = exponent.find(|c: char| !of_number(c)).unwrap_or(exponent.len());
        let ends = exponent
            .get(length..)
            .is_none_or(|after| after.is_empty() || after.starts_with(char::is_whitespace));
        if end > 0 && length > 0 && ends {
            end = end.saturating_add(1).saturating_add(length);
        }
    }
    let (number, unit) = text.split_at_checked(end).unwrap_or((text, ""));
    (number, unit.trim())
}

/// Digits with at most one point.
fn check_number(number: &str, examples: &str) -> Result<()> {
    if !number.contains(|c: char| c.is_ascii_digit()) {
        return match number {
            "" => wrong(format!("it does not begin with a number; write {examples}")),
            _ => wrong(format!("{} is not a number; write {examples}", cited(number))),
        };
    }
    if number.contains(|c: char| !c.is_ascii_digit() && c != '.') {
        let meant = meant(number).map(|meant| format!("; did you mean {meant}?"));
        return wrong(format!(
            "write the number in digits with at most one point, without separators, signs and exponents{}",
            meant.unwrap_or_default()
        ));
    }
    if number.matches('.').count() > 1 {
        return wrong(format!(
            "{} is not a number: it has more than one point",
            cited(number)
        ));
    }
    Ok(())
}

/// What a number would be without what does not belong into it; none where that would be a guess.
fn meant(number: &str) -> Option<String> {
    let plain = number.trim_start_matches('+').replace(['_', '\'', '’'], "");
    let plain = match plain.split_once(',') {
        // Three digits after a comma could be thousands.
        Some((whole, fraction)) if fraction.len() != 3 && !plain.contains('.') => {
            format!("{whole}.{fraction}")
        }
        Some(_) => return None,
        None => plain,
    };
    let good = plain.chars().all(|c| c.is_ascii_digit() || c == '.') && plain.matches('.').count() <= 1;
    good.then(|| cited(&plain))
}

/// `number` times ten to the `exponent`, exactly.
fn scaled(number: &str, exponent: u8) -> Result<Uint128> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let Some(missing) = usize::from(exponent).checked_sub(fraction.len()) else {
        return wrong(format!(
            "it has {} decimals, the unit has {exponent}",
            fraction.len()
        ));
    };
    match format!("{whole}{fraction}{}", "0".repeat(missing)).parse() {
        Ok(units) => Ok(units),
        Err(_) => wrong("it is larger than 128 bits hold"),
    }
}

//! Parameters of the hub, each with its bounds.

use anyhow::{anyhow, bail, Context as _, Result};
use cosmwasm_std::Uint128;
use floe_api::hub::{ExecuteMsg, ParamsUpdate, PowersResponse};
use floe_client::protocol;
use floe_core::guarantee::{check_cap, MAX_CAP_BPS, MIN_CAP_BPS};
use floe_core::params::{Measure, Param, Params};

use super::plan::{refuse, AdminPlan, RuleChange, Situation};
use super::power::Power;
use crate::input::{cited, hint};
use crate::see::bps;
use crate::told::Wording;
use crate::units::Unit;

pub const BOND_CAP: &str = "bond_cap";
pub const RATE_DENOMS: &str = "rate_denoms";
pub const CAP_BPS: &str = "cap_bps";
/// As many as the hub takes.
const MAX_RATE_DENOMS: usize = 4;

pub fn update(at: &Situation<'_>, changes: &[String]) -> Result<AdminPlan> {
    let powers = at.protocol.hub().powers()?;
    let decimals = at.token.exponent;
    let old = present(&powers, decimals)?;
    let mut update = ParamsUpdate::default();
    for change in changes {
        read(at, change, &mut update)?;
    }
    let new = applied(&old, &update);
    let changed: Vec<Param> = update.numbers.keys().copied().collect();
    if let Err(error) = new.validate_changed(&changed, decimals) {
        return refuse(format!("{error}; {}", bounds_hint(&update, &new, decimals, at)));
    }
    let msg = ExecuteMsg::UpdateParams(update.clone());
    let mut plan = AdminPlan::new(
        "set parameters",
        Power::of_hub(&msg),
        &at.protocol.contracts.hub,
        &msg,
    )?;
    for param in update.numbers.keys() {
        tell(&mut plan, at, *param, &old, &new, decimals);
    }
    tell_cap(&mut plan, at, &powers, &update)?;
    if let Some(cap) = update.cap_bps {
        tell_backstop(&mut plan, at, cap)?;
    }
    if let Some(denoms) = &update.rate_denoms {
        let list = |denoms: &[String]| {
            if denoms.is_empty() {
                "none".to_owned()
            } else {
                denoms.join(", ")
            }
        };
        plan.tell(
            RATE_DENOMS,
            format!(
                "{} -> {}; at most {MAX_RATE_DENOMS}",
                list(&powers.rate_denoms),
                list(denoms)
            ),
        );
    }
    plan.change = Some(RuleChange::Params(new));
    Ok(plan)
}

/// The parameters in force.
pub fn present(powers: &PowersResponse, decimals: u8) -> Result<Params> {
    let mut params = Params::defaults(decimals);
    for param in Param::ALL {
        let value = protocol::param(powers, param)
            .with_context(|| format!("the hub has no parameter {}; it is another version", param.name()))?;
        params.set(param, value.u128());
    }
    Ok(params)
}

fn applied(old: &Params, update: &ParamsUpdate) -> Params {
    let mut new = old.clone();
    for (param, value) in update.numbers.iter() {
        new.set(*param, value.u128());
    }
    new
}

fn bounds_hint(update: &ParamsUpdate, new: &Params, decimals: u8, at: &Situation<'_>) -> String {
    let rows: Vec<String> = update
        .numbers
        .keys()
        .map(|param| format!("{} {}", param.name(), range(at, *param, new, decimals)))
        .collect();
    format!(
        "outside the bounds that bind governance too ({})",
        rows.join("; ")
    )
}

/// What the parameter may be as the others stand after the message.
fn range(at: &Situation<'_>, param: Param, new: &Params, decimals: u8) -> String {
    let bounds = new.bounds(param, decimals);
    let show = |value: u128| show(at, param, value);
    format!(
        "goes from {} to {}, default {}",
        show(bounds.min),
        show(bounds.max),
        show(bounds.default)
    )
}

fn show(at: &Situation<'_>, param: Param, value: u128) -> String {
    let units = Wording {
        coin: at.coin.clone(),
        token: at.token.clone(),
    };
    units.measured(param.measure(), value)
}

fn tell(plan: &mut AdminPlan, at: &Situation<'_>, param: Param, old: &Params, new: &Params, decimals: u8) {
    let (before, after) = (old.get(param), new.get(param));
    let same = if before == after { ", as it is" } else { "" };
    plan.tell(
        param.name(),
        format!(
            "{} -> {}{same}; it {}",
            show(at, param, before),
            show(at, param, after),
            range(at, param, new, decimals)
        ),
    );
}

fn tell_cap(
    plan: &mut AdminPlan,
    at: &Situation<'_>,
    powers: &PowersResponse,
    update: &ParamsUpdate,
) -> Result<()> {
    let Some(cap) = update.bond_cap else {
        return Ok(());
    };
    let show = |cap: Option<Uint128>| cap.map_or("none".to_owned(), |cap| at.coin.show(cap));
    plan.tell(
        BOND_CAP,
        format!("{} -> {}; it has no bounds", show(powers.bond_cap), show(cap)),
    );
    let pool = at.protocol.hub().state()?.total_native;
    if cap.is_some_and(|cap| pool >= cap) {
        plan.tell(
            "effect",
            format!("no deposit fits any more: the pool is {}", at.coin.show(pool)),
        );
    }
    Ok(())
}

/// The part of the backstop that one look may take.
fn tell_backstop(plan: &mut AdminPlan, at: &Situation<'_>, cap: u64) -> Result<()> {
    if let Err(error) = check_cap(cap) {
        return refuse(format!("{error}; outside the bounds that bind governance too"));
    }
    let told = at.protocol.hub().guarantees()?;
    let show = |cap: u64| format!("{cap} ({})", bps(cap));
    plan.tell(
        CAP_BPS,
        format!(
            "{} -> {}; it goes from {} to {}, default {}",
            show(told.cap_bps),
            show(cap),
            show(MIN_CAP_BPS),
            show(MAX_CAP_BPS),
            show(MAX_CAP_BPS)
        ),
    );
    plan.tell(
        "before",
        "the hub looks, so that what has been lost until now is paid by the old cap",
    );
    Ok(())
}

fn read(at: &Situation<'_>, change: &str, update: &mut ParamsUpdate) -> Result<()> {
    let (name, value) = change
        .split_once('=')
        .with_context(|| format!("{:?} is no change; write name=value", cited(change)))?;
    match name {
        BOND_CAP if value == "none" => update.bond_cap = Some(None),
        BOND_CAP => update.bond_cap = Some(Some(at.coin.parse(value)?)),
        RATE_DENOMS => update.rate_denoms = Some(denoms(value)?),
        CAP_BPS if update.cap_bps.is_some() => bail!("{CAP_BPS} is given twice"),
        CAP_BPS => {
            let cap = value.parse();
            update.cap_bps = Some(cap.map_err(|_| anyhow!("{CAP_BPS}: {value:?} is not a whole number"))?);
        }
        name => {
            let param = Param::ALL.into_iter().find(|param| param.name() == name);
            let param = param.with_context(|| {
                let hint = match hint(name, names()) {
                    none if none.is_empty() => "; `floe params` lists them".to_owned(),
                    hint => hint,
                };
                format!("there is no parameter {}{hint}", cited(name))
            })?;
            if update.numbers.get(&param).is_some() {
                bail!("{name} is given twice");
            }
            let value = number(param, value, &at.coin, &at.token).with_context(|| name.to_owned())?;
            update.numbers.insert(param, value.into());
        }
    }
    Ok(())
}

fn names() -> impl Iterator<Item = &'static str> {
    let numbers = Param::ALL.into_iter().map(Param::name);
    numbers.chain([BOND_CAP, RATE_DENOMS, CAP_BPS])
}

fn denoms(list: &str) -> Result<Vec<String>> {
    let denoms: Vec<String> = match list {
        "none" | "" => Vec::new(),
        list => list.split(',').map(str::to_owned).collect(),
    };
    if denoms.len() > MAX_RATE_DENOMS {
        bail!(
            "{RATE_DENOMS}: {} are given, at most {MAX_RATE_DENOMS} are allowed",
            denoms.len()
        );
    }
    Ok(denoms)
}

/// Amounts with their unit, times also as `12h`, anything else as a plain number.
fn number(param: Param, text: &str, coin: &Unit, token: &Unit) -> Result<u128> {
    match param.measure() {
        Measure::Coins => Ok(coin.parse(text)?.u128()),
        Measure::Shares => Ok(token.parse(text)?.u128()),
        Measure::Seconds => {
            let wrong = || anyhow!("{:?} is no time; write such as 12h, 7d or 43200", cited(text));
            seconds(text).map_err(|_| wrong())
        }
        Measure::BasisPoints | Measure::Count | Measure::Fraction => plain(text),
    }
}

fn plain(text: &str) -> Result<u128> {
    text.parse()
        .map_err(|_| anyhow!("{:?} is not a whole number", cited(text)))
}

/// `43200`, `43200s`, `720min`, `12h` or `7d`.
pub fn seconds(text: &str) -> Result<u128> {
    let units = [("min", 60), ("d", 86_400), ("h", 3_600), ("s", 1)];
    let found = units
        .into_iter()
        .find_map(|(name, secs)| Some((text.strip_suffix(name)?, secs)));
    let (count, secs) = found.unwrap_or((text, 1));
    plain(count.trim())?
        .checked_mul(secs)
        .ok_or_else(|| anyhow!("{text} is too long"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("43200", 43_200)]
    #[case("12h", 43_200)]
    #[case("720 min", 43_200)]
    #[case("7d", 604_800)]
    #[case("30s", 30)]
    fn times_are_read(#[case] text: &str, #[case] expected: u128) {
        assert_eq!(seconds(text).unwrap(), expected);
    }

    #[rstest]
    #[case("1.5h")]
    #[case("h")]
    #[case("-1")]
    #[case("340282366920938463463374607431768211455d")]
    fn other_times_are_refused(#[case] text: &str) {
        assert!(seconds(text).is_err());
    }
}

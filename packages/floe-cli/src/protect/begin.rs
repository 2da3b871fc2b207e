//! `floe protect begin` and `floe protect stop`: the cooldown.

use anyhow::Result;
use cosmwasm_std::Uint128;
use floe_api::backstop::BackstopPositionResponse;
use floe_api::events::BackstopFact;
use floe_client::history::backstop_surely;
use floe_client::{when, ErrorCode};
use serde::Serialize;

use super::terms::ProtectTerms;
use crate::context::Context;
use crate::exit::ExitCode;
use crate::holder::terms::{check_balance, joined, refuse};
use crate::input::WrongInput;
use crate::receipt::TxReceipt;
use crate::send::{Delivery, TxRequest};
use crate::units::{everything_of, Unit};

#[derive(clap::Args)]
pub struct ProtectBeginArgs {
    /// Units, such as `12.5 units`; shares, such as 12.5 flATOM, for the units that are worth them; or `all`.
    #[arg(required = true, num_args = 1..=2, value_name = "AMOUNT", allow_negative_numbers = true)]
    amount: Vec<String>,
}

#[derive(Serialize)]
struct Begun {
    #[serde(flatten)]
    receipt: TxReceipt,
    units: Uint128,
    /// In shares: what they are worth, and at most will be when it ends.
    most: Uint128,
    /// Unix seconds: the first in which they may be withdrawn, and the first in which they no longer may.
    ready: u64,
    until: u64,
}

#[derive(Serialize)]
struct Stopped {
    #[serde(flatten)]
    receipt: TxReceipt,
    units: Uint128,
}

pub fn run(args: &ProtectBeginArgs, named: Option<&str>, context: &mut Context<'_>) -> Result<ExitCode> {
    let terms = ProtectTerms::ask(named, context)?;
    let own = context.own_address()?;
    let position = terms.position(&own, context)?;
    let units = units(&joined(&args.amount), &terms, &position)?;
    check(&terms, units, &position)?;
    let protocol = context.protocol()?;
    let backstop = protocol.backstop(&terms.address);
    let worth = terms.worth(backstop.value(Some(units))?.shares, context)?;
    let ready = terms.of_hub.now.saturating_add(terms.config.cooldown);
    let (unit, now) = (&terms.units, terms.of_hub.now);
    let mut request = TxRequest::new(
        format!("let {} of the backstop cool", unit.show(units)),
        vec![backstop.begin(Some(units))?],
    )
    .fact("worth at most", worth)
    .fact("meanwhile", "they bear losses like all others, and earn nothing")
    .fact(
        "withdraw",
        format!(
            "from {} until {}",
            when::seen_from(now, ready),
            when::utc(ready.saturating_add(terms.config.window))
        ),
    );
    if let Some(cooling) = &position.cooling {
        request = request.fact(
            "beware",
            format!(
                "{} cool already, which ends; their time begins again",
                unit.show(cooling.units)
            ),
        );
    }
    let Delivery::Sent(outcome) = context.deliver(request)? else {
        return Ok(ExitCode::Done);
    };
    let [units, most, ready, until] =
        backstop_surely(&outcome, &terms.address, "backstop_cooling_begun", |fact| {
            let BackstopFact::CoolingBegun {
                units,
                value,
                ready,
                until,
                ..
            } = fact
            else {
                return None;
            };
            Some([units.units(), value.units(), (*ready).into(), (*until).into()])
        })?;
    let begun = Begun {
        receipt: TxReceipt::of(&outcome),
        units,
        most,
        ready: u64::try_from(ready.u128())?,
        until: u64::try_from(until.u128())?,
    };
    context.show(&begun, |begun| {
        vec![
            format!(
                "{} cool, worth at most {}, {}.",
                unit.show(begun.units),
                terms.of_hub.token.show(begun.most),
                begun.receipt.place()
            ),
            format!(
                "Withdraw them from {} until {} with `floe protect withdraw`.",
                when::seen_from(now, begun.ready),
                when::utc(begun.until)
            ),
        ]
    })?;
    Ok(ExitCode::Done)
}

pub fn stop(named: Option<&str>, context: &mut Context<'_>) -> Result<ExitCode> {
    let terms = ProtectTerms::ask(named, context)?;
    let own = context.own_address()?;
    let position = terms.position(&own, context)?;
    let Some(cooling) = &position.cooling else {
        return refuse("no units cool, so there is nothing to stop; nothing was sent");
    };
    let unit = &terms.units;
    let msg = context.protocol()?.backstop(&terms.address).stop()?;
    let mut request = TxRequest::new(
        format!("stop the cooldown of {}", unit.show(cooling.units)),
        vec![msg],
    )
    .fact("you keep", unit.show(cooling.kept));
    if cooling.kept < cooling.units {
        let cut = cooling.units.saturating_sub(cooling.kept);
        request = request.fact(
            "beware",
            format!("{} go, as units that cool earn nothing", unit.show(cut)),
        );
    }
    let Delivery::Sent(outcome) = context.deliver(request)? else {
        return Ok(ExitCode::Done);
    };
    let [units] = backstop_surely(&outcome, &terms.address, "backstop_cooling_stopped", |fact| {
        let BackstopFact::CoolingStopped { units, .. } = fact else {
            return None;
        };
        Some([units.units()])
    })?;
    let stopped = Stopped {
        receipt: TxReceipt::of(&outcome),
        units,
    };
    context.show(&stopped, |stopped| {
        vec![format!(
            "{} earn again {}.",
            unit.show(stopped.units),
            stopped.receipt.place()
        )]
    })?;
    Ok(ExitCode::Done)
}

/// Units that an amount names: themselves, those that shares are worth (rounded up), or all.
fn units(text: &str, terms: &ProtectTerms, position: &BackstopPositionResponse) -> Result<Uint128> {
    if everything_of(text, &terms.units) {
        return Ok(position.units);
    }
    let token = &terms.of_hub.token;
    let (unit, amount) = Unit::parse_any(&[&terms.units, token], text)?;
    if unit == &terms.units {
        return Ok(amount);
    }
    match amount.checked_mul_ceil((terms.state.units, terms.state.assets)) {
        Ok(units) => Ok(units),
        Err(_) => refuse("the backstop has nothing, so no number of units is worth that; name units"),
    }
}

/// What the backstop would refuse.
fn check(terms: &ProtectTerms, units: Uint128, position: &BackstopPositionResponse) -> Result<()> {
    if position.units.is_zero() {
        return refuse("the account has nothing in the backstop; nothing was sent");
    }
    if units.is_zero() {
        return WrongInput::refuse(ErrorCode::Amount, "the amount is zero; name some units");
    }
    check_balance(&terms.units, units, position.units)
}

//! `floe protect status`: the backstop, and what an account has in it. Needs no key and sends nothing.

use anyhow::Result;
use cosmwasm_std::Uint128;
use floe_api::backstop::{BackstopPositionResponse, BackstopStateResponse};
use floe_client::protocol::trouble;
use floe_client::when;
use serde::Serialize;

use super::terms::{days, percent, ProtectTerms};
use crate::context::Context;
use crate::exit::ExitCode;
use crate::input::account;

#[derive(clap::Args)]
pub struct ProtectStatusArgs {
    /// Otherwise the account of the configured key, if there is one.
    address: Option<String>,
}

#[derive(Serialize)]
struct Status {
    backstop: String,
    /// Whether the hub takes from it.
    pays: bool,
    cooldown: u64,
    window: u64,
    state: BackstopStateResponse,
    /// Base units that it would pay of the worst double sign, and what that costs.
    capacity: Uint128,
    worst_loss: Uint128,
    /// Part of what is pooled that may go for one loss.
    cap_bps: u64,
    /// The largest part of the pool that one double sign costs beyond all guarantors.
    worst_uncovered_bps: u64,
    position: Option<BackstopPositionResponse>,
    /// Why it does not work, in words.
    trouble: Option<String>,
}

pub fn run(args: ProtectStatusArgs, named: Option<&str>, context: &mut Context<'_>) -> Result<ExitCode> {
    let terms = ProtectTerms::ask(named, context)?;
    let user = match args.address {
        None if context.settings.key.is_some() => Some(context.own_address()?),
        Some(address) => Some(account(&*context.chain, "the account", &address)?),
        None => None,
    };
    let position = user.map(|user| terms.position(&user, context)).transpose()?;
    let own = terms.guarantees.backstop.as_ref().filter(|_| terms.pays());
    let status = Status {
        backstop: terms.address.clone(),
        pays: terms.pays(),
        cooldown: terms.config.cooldown,
        window: terms.config.window,
        state: terms.state.clone(),
        capacity: own.map(|own| own.capacity).unwrap_or_default(),
        worst_loss: terms.guarantees.worst_loss,
        cap_bps: terms.guarantees.cap_bps,
        worst_uncovered_bps: terms.guarantees.worst_uncovered_bps,
        position,
        trouble: trouble(&terms.state, terms.pays(), terms.is_paid()),
    };
    let mut lines = of_backstop(&status, &terms);
    if let Some(position) = &status.position {
        lines.extend(of_account(position, &terms, context)?);
    }
    context.show(&status, |_| lines)?;
    Ok(ExitCode::Done)
}

fn of_backstop(status: &Status, terms: &ProtectTerms) -> Vec<String> {
    let (coin, token) = (&terms.of_hub.coin, &terms.of_hub.token);
    let state = &status.state;
    let mut lines = vec![format!("backstop {}", status.backstop)];
    if !status.pays && status.trouble.is_none() {
        lines.push("  the hub does not take from it".to_owned());
    }
    if let Some(words) = &status.trouble {
        lines.push(format!("  {words}"));
    }
    lines.push(format!(
        "  has {}, of which {} belong to {}",
        token.show(state.balance),
        token.show(state.assets),
        terms.units.show(state.units)
    ));
    if !state.unreleased.is_zero() {
        lines.push(format!(
            "  premium not released yet: {}, all of it {}",
            token.show(state.unreleased),
            when::seen_from(terms.of_hub.now, state.released_at)
        ));
    }
    lines.push(format!(
        "  has paid {} for slashes and got {} back; up to {} may still come back",
        token.show(state.covered),
        token.show(state.returned),
        token.show(state.owed_shares)
    ));
    lines.push(format!(
        "  pays up to {} of the {} that the worst double sign costs, and up to {} of what it has for one loss",
        coin.show(status.capacity.min(status.worst_loss)),
        coin.show(status.worst_loss),
        percent(status.cap_bps)
    ));
    lines.push(format!(
        "  one double sign costs holders at most {} of the pool",
        percent(status.worst_uncovered_bps)
    ));
    lines.push(format!(
        "  the way out: {} of cooldown, then {} to withdraw",
        days(status.cooldown),
        days(status.window)
    ));
    lines
}

fn of_account(
    position: &BackstopPositionResponse,
    terms: &ProtectTerms,
    context: &Context<'_>,
) -> Result<Vec<String>> {
    let now = terms.of_hub.now;
    let mut lines = vec![
        format!("{} has", position.user),
        format!(
            "  {}, worth {}",
            terms.units.show(position.units),
            terms.worth(position.value, context)?
        ),
    ];
    if let Some(cooling) = &position.cooling {
        let (units, most) = (
            terms.units.show(cooling.units),
            terms.of_hub.token.show(cooling.most),
        );
        lines.push(if now < cooling.ready {
            let ready = when::seen_from(now, cooling.ready);
            format!("  of these {units} cool until {ready}; worth at most {most}")
        } else if now < cooling.until {
            let until = when::seen_from(now, cooling.until);
            format!("  of these {units} can be withdrawn until {until}; worth at most {most}")
        } else {
            let until = when::seen_from(now, cooling.until);
            format!(
                "  of these {units} could be withdrawn until {until}; begin again with `floe protect begin`"
            )
        });
    }
    Ok(lines)
}

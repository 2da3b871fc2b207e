//! `floe protect deposit`: shares for units.

use anyhow::Result;
use cosmwasm_std::Uint128;
use floe_api::events::BackstopFact;
use floe_client::history::backstop_surely;
use floe_core::backstop::NOBODYS;
use serde::Serialize;

use super::terms::{days, percent, ProtectTerms};
use crate::context::Context;
use crate::exit::ExitCode;
use crate::holder::receivers;
use crate::holder::terms::{check_balance, joined, refuse, Slippage};
use crate::holder::unstake::ExitAmount;
use crate::receipt::TxReceipt;
use crate::send::{Delivery, TxRequest};

#[derive(clap::Args)]
pub struct DepositArgs {
    /// Shares, such as 12.5 flATOM; coins, such as 12.5 atom, for the shares that are worth them; or `all`.
    #[arg(required = true, num_args = 1..=2, value_name = "AMOUNT", allow_negative_numbers = true)]
    amount: Vec<String>,
    /// Who has the units; otherwise the sender.
    #[arg(long, value_name = "ADDRESS")]
    receiver: Option<String>,
    /// How many per cent fewer units than shown are accepted.
    #[arg(long, value_name = "PERCENT", default_value = "0.5")]
    slippage: Slippage,
}

#[derive(Serialize)]
struct Deposited {
    #[serde(flatten)]
    receipt: TxReceipt,
    shares: Uint128,
    units: Uint128,
}

pub fn run(args: DepositArgs, named: Option<&str>, context: &mut Context<'_>) -> Result<ExitCode> {
    receivers::check(args.receiver.as_deref(), context)?;
    let terms = ProtectTerms::ask(named, context)?;
    let asked = ExitAmount::read(&joined(&args.amount), &terms.of_hub)?;
    let own = context.own_address()?;
    let protocol = context.protocol()?;
    let (hub, backstop) = (protocol.hub(), protocol.backstop(&terms.address));
    let balance = hub.shares(&own)?;
    let shares = asked.shares(&hub.state()?, balance)?;
    check(&terms, shares, balance)?;
    let mut units = backstop.convert_to_shares(shares)?;
    if terms.state.units.is_zero() {
        units = units.saturating_sub(NOBODYS.into());
    }
    let least = args.slippage.least(units);
    let msg = backstop.deposit(&hub, shares, args.receiver.clone(), Some(least))?;
    let (token, unit) = (&terms.of_hub.token, &terms.units);
    let mut request = TxRequest::new(format!("deposit {} in the backstop", token.show(shares)), vec![msg])
        .fact(
            "you receive",
            format!("{}, at least {}", unit.show(units), unit.show(least)),
        )
        .fact(
            "what it is for",
            format!(
                "the hub burns of what is pooled, up to {} for one loss, for slashes, before holders lose anything",
                percent(terms.guarantees.cap_bps)
            ),
        )
        .fact(
            "the way out",
            format!(
                "`floe protect begin`, then {} in which it bears losses and earns nothing, then {} to withdraw",
                days(terms.config.cooldown),
                days(terms.config.window)
            ),
        );
    if terms.state.units.is_zero() {
        request = request.fact(
            "nobody's",
            format!(
                "{} of this first deposit, for ever, so that nobody can make a unit dear",
                unit.show(NOBODYS.into())
            ),
        );
    }
    if !terms.pays() {
        request = request.fact(
            "beware",
            "the hub does not take from this backstop, and pays it no premium for it",
        );
    }
    if let Some(receiver) = &args.receiver {
        request = receivers::told(request, receiver, context)?;
    }
    let Delivery::Sent(outcome) = context.deliver(request)? else {
        return Ok(ExitCode::Done);
    };
    let [shares, units] = backstop_surely(&outcome, &terms.address, "backstop_deposited", |fact| {
        let BackstopFact::Deposited { shares, units, .. } = fact else {
            return None;
        };
        Some([shares.units(), units.units()])
    })?;
    let deposited = Deposited {
        receipt: TxReceipt::of(&outcome),
        shares,
        units,
    };
    context.show(&deposited, |deposited| {
        vec![format!(
            "Deposited {} for {} {}.",
            token.show(deposited.shares),
            unit.show(deposited.units),
            deposited.receipt.place()
        )]
    })?;
    Ok(ExitCode::Done)
}

/// What the backstop would refuse, as far as amounts go.
fn check(terms: &ProtectTerms, shares: Uint128, balance: Uint128) -> Result<()> {
    let token = &terms.of_hub.token;
    if shares.is_zero() {
        return terms.of_hub.zero_shares();
    }
    check_balance(token, shares, balance)?;
    let least = Uint128::from(NOBODYS);
    if terms.state.units.is_zero() && shares <= least {
        return refuse(format!(
            "the first deposit must be more than {}, whose units are nobody's; name more. Nothing was sent",
            token.show(least)
        ));
    }
    Ok(())
}

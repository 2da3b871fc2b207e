//! `floe operator post`: shares for a bond, and the listing in the same transaction if it is asked for.

use anyhow::Result;
use cosmwasm_std::Uint128;
use floe_api::events::BondsFact;
use floe_client::history::bonds_surely;
use floe_core::units::Shares;
use serde::Serialize;

use super::list::check_listing;
use super::terms::{OperatorTerms, Whose};
use super::Named;
use crate::context::Context;
use crate::exit::ExitCode;
use crate::holder::terms::{check_balance, joined};
use crate::holder::unstake::ExitAmount;
use crate::protect::terms::{days, percent};
use crate::receipt::TxReceipt;
use crate::send::{Delivery, TxRequest};

#[derive(clap::Args)]
pub struct PostArgs {
    /// Shares, such as 12.5 flATOM; coins, such as 12.5 atom, for the shares that are worth them; or `all`.
    #[arg(required = true, num_args = 1..=2, value_name = "AMOUNT", allow_negative_numbers = true)]
    amount: Vec<String>,
    /// Has the registry list the validator in the same transaction: both happen, or nothing does.
    #[arg(long)]
    list: bool,
}

#[derive(Serialize)]
struct Posted {
    #[serde(flatten)]
    receipt: TxReceipt,
    operator: String,
    shares: Uint128,
    /// All that was posted for it, less what was withdrawn.
    posted: Uint128,
    listed: bool,
}

pub fn run(args: &PostArgs, named: &Named, context: &mut Context<'_>) -> Result<ExitCode> {
    let terms = OperatorTerms::ask(named, context)?;
    let asked = ExitAmount::read(&joined(&args.amount), &terms.of_hub)?;
    let whose = Whose::ask(named, context)?;
    let own = context.own_address()?;
    let protocol = context.protocol()?;
    let (hub, bonds) = (protocol.hub(), protocol.bonds(&terms.address));
    let (balance, token) = (hub.shares(&own)?, &terms.of_hub.token);
    let shares = asked.shares(&hub.state()?, balance)?;
    if shares.is_zero() {
        return terms.of_hub.zero_shares();
    }
    check_balance(token, shares, balance)?;
    let bond = bonds.bond(&whose.operator)?;
    let carrying = bond.carrying.more(Shares::from(shares));
    let mut msgs = vec![bonds.post(&hub, shares, &whose.operator)?];
    let mut title = format!("post {} for {}", token.show(shares), whose.shown());
    if args.list {
        check_listing(&terms, &whose.operator, carrying, bond.least)?;
        msgs.push(bonds.list(&whose.operator)?);
        title.push_str(" and have it listed");
    }
    let mut request = TxRequest::new(title, msgs)
        .fact(
            "what it is for",
            "the hub burns of it for a slash of this validator, before anybody else pays; what it has paid stays paid",
        )
        .fact(
            "its bond then",
            format!(
                "{}, which may carry {} of stake ({} of the stake is required)",
                terms.shown(carrying),
                terms.carries(carrying),
                percent(terms.config.bond_bps)
            ),
        )
        .fact(
            "the way out",
            format!(
                "by its own account alone: `floe operator begin`, then {} in which the shares carry no stake and still burn, \
                 then `floe operator withdraw`",
                days(terms.config.cooldown)
            ),
        );
    if !whose.is_own {
        request = request.fact(
            "WARNING",
            format!(
                "you give these shares away: only the own account of {} can withdraw them",
                whose.operator
            ),
        );
    }
    if !terms.pays {
        request = request.fact(
            "beware",
            "the hub does not take from these bonds, and so they carry no stake",
        );
    }
    let Delivery::Sent(outcome) = context.deliver(request)? else {
        return Ok(ExitCode::Done);
    };
    let [shares, posted] = bonds_surely(&outcome, &terms.address, "bond_posted", |fact| {
        let BondsFact::Posted { shares, posted, .. } = fact else {
            return None;
        };
        Some([shares.units(), posted.units()])
    })?;
    let done = Posted {
        receipt: TxReceipt::of(&outcome),
        operator: whose.operator.clone(),
        shares,
        posted,
        listed: args.list,
    };
    context.show(&done, |done| {
        let listed = if done.listed { " It is listed." } else { "" };
        vec![format!(
            "Posted {} for {}, {} in all, {}.{listed}",
            token.show(done.shares),
            whose.shown(),
            token.show(done.posted),
            done.receipt.place()
        )]
    })?;
    Ok(ExitCode::Done)
}

//! `floe claim`: what exits have paid.

use anyhow::Result;
use cosmwasm_std::Uint128;
use floe_chain::Msg;
use floe_types::hub::ExecuteMsg;
use serde::Serialize;

use super::exits::{self, State};
use super::receivers;
use super::terms::{refuse, Terms};
use crate::context::Context;
use crate::exit::Exit;
use crate::send::{told, Delivery, Receipt, Request};
use crate::when;

#[derive(clap::Args)]
pub struct Args {
    /// Claim for somebody else, who is paid.
    #[arg(long = "for", value_name = "ADDRESS")]
    user: Option<String>,
    /// Who is paid; otherwise the sender.
    #[arg(long, value_name = "ADDRESS", conflicts_with = "user")]
    receiver: Option<String>,
}

#[derive(Serialize)]
struct Claimed {
    #[serde(flatten)]
    receipt: Receipt,
    paid: Uint128,
}

pub fn run(args: Args, context: &mut Context<'_>) -> Result<Exit> {
    let terms = Terms::ask(context)?;
    let user = match &args.user {
        Some(user) => user.clone(),
        None => context.own_address()?,
    };
    let exits = exits::of(&context.protocol()?, &user)?;
    check(&exits, terms.now)?;

    let Terms { hub, coin, .. } = &terms;
    let msg = match args.user {
        Some(user) => ExecuteMsg::ClaimFor { user },
        None => ExecuteMsg::WithdrawUnbonded {
            receiver: args.receiver.clone(),
        },
    };
    let mut request = Request::new(format!("claim for {user}"), vec![Msg::execute(hub, &msg, &[])?])
        .fact("claimable", coin.show(exits::claimable(&exits)));
    if let Some(receiver) = args.receiver {
        request = receivers::told(request, &receiver, context)?;
    }
    let Delivery::Sent(outcome) = context.deliver(request)? else {
        return Ok(Exit::Done);
    };
    let claimed = Claimed {
        receipt: Receipt::of(&outcome),
        paid: told(&outcome, hub, "claimed", "amount"),
    };
    context.show(&claimed, |claimed| {
        let place = claimed.receipt.place();
        vec![match claimed.paid.is_zero() {
            true => format!("The coins are not all there yet: the hub has looked {place}. Try again later."),
            false => format!("Claimed {} {place}.", coin.show(claimed.paid)),
        }]
    })?;
    Ok(Exit::Done)
}

/// Refuses where nothing can be paid: no exit is settled, and the oldest that unbonds is not due by its estimate.
fn check(exits: &[exits::Exit], now: u64) -> Result<()> {
    if exits.is_empty() {
        return refuse("there is no exit to claim; nothing was sent");
    }
    if exits.iter().any(|exit| exit.state == State::Claimable) {
        return Ok(());
    }
    match exits.iter().find(|exit| exit.state == State::Unbonding) {
        Some(exit) if exit.estimate > now.saturating_add(1) => refuse(format!(
            "nothing can be claimed yet: the next exit pays about {}. Nothing was sent",
            when::seen_from(now, exit.estimate)
        )),
        // The hub looks whether it has arrived.
        Some(_) => Ok(()),
        None => refuse("nothing can be claimed yet: the exit is still in the open batch. Nothing was sent"),
    }
}

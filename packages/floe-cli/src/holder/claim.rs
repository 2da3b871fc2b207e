//! `floe claim`: what exits have paid.

use anyhow::Result;
use cosmwasm_std::Uint128;
use floe_api::hub::ExecuteMsg;
use floe_client::{Msg, TxOutcome};
use serde::Serialize;

use super::exits::{self, State};
use super::receivers;
use super::terms::{refuse, Terms};
use crate::context::Context;
use crate::exit::Exit;
use crate::losses;
use crate::protocol::Protocol;
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
    /// What losses took from what was paid since the closes of its batches; zero also where the node does not know.
    lost: Uint128,
}

pub fn run(args: Args, context: &mut Context<'_>) -> Result<Exit> {
    let terms = Terms::ask(context)?;
    let user = match &args.user {
        Some(user) => user.clone(),
        None => context.own_address()?,
    };
    let protocol = context.protocol()?;
    let exits = exits::of(&protocol, &user)?;
    check(&exits, terms.now)?;
    let exits = told_apart(&protocol, &user, exits);

    let Terms { hub, coin, .. } = &terms;
    let msg = match args.user {
        Some(user) => ExecuteMsg::ClaimFor { user },
        None => ExecuteMsg::WithdrawUnbonded {
            receiver: args.receiver.clone(),
        },
    };
    let mut request = Request::new(format!("claim for {user}"), vec![Msg::execute(hub, &msg, &[])?])
        .fact("claimable", coin.show(exits::claimable(&exits)));
    for exit in &exits {
        if let Some(was) = exit.at_close {
            request = request.fact(
                &format!("batch {}", exit.batch),
                format!(
                    "{}, was {} when it closed; losses took {}",
                    coin.show(exit.amount),
                    coin.show(was),
                    coin.number(was.saturating_sub(exit.amount))
                ),
            );
        }
    }
    if let Some(receiver) = args.receiver {
        request = receivers::told(request, &receiver, context)?;
    }
    let Delivery::Sent(outcome) = context.deliver(request)? else {
        return Ok(Exit::Done);
    };
    let paid = told(&outcome, hub, "claimed", "amount");
    let claimed = Claimed {
        receipt: Receipt::of(&outcome),
        paid,
        lost: worth_at_close(&exits, &outcome, hub).saturating_sub(paid),
    };
    context.show(&claimed, |claimed| {
        let place = claimed.receipt.place();
        vec![match claimed.paid.is_zero() {
            true => format!("The coins are not all there yet: the hub has looked {place}. Try again later."),
            false if claimed.lost.is_zero() => format!("Claimed {} {place}.", coin.show(claimed.paid)),
            false => format!(
                "Claimed {} {place}; it had been {} when its batches closed, losses took {}.",
                coin.show(claimed.paid),
                coin.show(claimed.paid.saturating_add(claimed.lost)),
                coin.number(claimed.lost)
            ),
        }]
    })?;
    Ok(Exit::Done)
}

/// With what they were at their closes, as far as that can be known. It is for information: nobody is kept from a claim by
/// a node that cannot tell of the past.
fn told_apart(protocol: &Protocol<'_>, user: &str, exits: Vec<exits::Exit>) -> Vec<exits::Exit> {
    let known = losses::since(protocol, 0).and_then(|losses| exits::with_losses(protocol, user, &losses));
    known.unwrap_or(exits)
}

/// What those exits that a transaction has paid were worth at their closes, or before it where that is not known.
fn worth_at_close(exits: &[exits::Exit], outcome: &TxOutcome, hub: &str) -> Uint128 {
    let claims = outcome.events_of(hub, "wasm-floe/claimed");
    let paid: Vec<&str> = claims.filter_map(|event| event.attribute("batch")).collect();
    let ours = exits
        .iter()
        .filter(|exit| paid.contains(&exit.batch.to_string().as_str()));
    ours.fold(Uint128::zero(), |sum, exit| {
        sum.saturating_add(exit.at_close.unwrap_or(exit.amount))
    })
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

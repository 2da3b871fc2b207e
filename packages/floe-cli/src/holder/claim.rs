//! `floe claim`: what exits have paid.

use anyhow::Result;
use cosmwasm_std::Uint128;
use floe_api::events::{HubEvent, HubFact};
use floe_client::history::{facts, sums};
use floe_client::{when, Protocol, TxOutcome};
use serde::Serialize;

use super::exits::{self, ExitState};
use super::receivers;
use super::terms::{refuse, HolderTerms};
use crate::context::Context;
use crate::exit::ExitCode;
use crate::input::account;
use crate::losses;
use crate::receipt::TxReceipt;
use crate::send::{Delivery, TxRequest};
use crate::units::Unit;

#[derive(clap::Args)]
pub struct ClaimArgs {
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
    receipt: TxReceipt,
    paid: Uint128,
    /// What losses took from what was paid since the closes of its batches; zero also where the node does not know.
    lost: Uint128,
}

pub fn run(args: ClaimArgs, context: &mut Context<'_>) -> Result<ExitCode> {
    let user = match &args.user {
        Some(user) => account(&*context.chain, "--for", user)?,
        None => context.own_address()?,
    };
    receivers::check(args.receiver.as_deref(), context)?;
    let terms = HolderTerms::ask(context)?;
    let protocol = context.protocol()?;
    let exits = exits::of(&protocol, &user)?;
    check(&exits, terms.now)?;
    let exits = told_apart(&protocol, &user, exits);

    let HolderTerms { hub, coin, .. } = &terms;
    let msg = match &args.user {
        Some(user) => protocol.hub().claim_for(user)?,
        None => protocol.hub().withdraw_unbonded(args.receiver.clone())?,
    };
    let mut request = TxRequest::new(format!("claim for {user}"), vec![msg])
        .fact("claimable", claimable(&exits, coin, terms.now));
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
        return Ok(ExitCode::Done);
    };
    let [paid] = sums(&outcome, hub, |fact| {
        let HubFact::Claimed { amount, .. } = fact else {
            return None;
        };
        Some([amount.units()])
    });
    let claimed = Claimed {
        receipt: TxReceipt::of(&outcome),
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
    Ok(ExitCode::Done)
}

/// What is there, and what the message may settle before it pays.
fn claimable(exits: &[exits::PendingExit], coin: &Unit, now: u64) -> String {
    let there = exits::claimable(exits);
    let due = exits
        .iter()
        .filter(|exit| exit.state == ExitState::Unbonding && exit.estimate <= now);
    let due = due.fold(Uint128::zero(), |sum, exit| sum.saturating_add(exit.amount));
    match (there.is_zero(), due.is_zero()) {
        (_, true) => coin.show(there),
        (true, false) => format!(
            "{}, which is due: the claim looks whether the chain has paid it out",
            coin.show(due)
        ),
        (false, false) => format!(
            "{}, and {} that is due if the chain has paid it out",
            coin.show(there),
            coin.show(due)
        ),
    }
}

/// With what they were at their closes, as far as that can be known. It is for information: nobody is kept from a claim by
/// a node that cannot tell of the past.
fn told_apart(
    protocol: &Protocol<'_>,
    user: &str,
    exits: Vec<exits::PendingExit>,
) -> Vec<exits::PendingExit> {
    let known = losses::since(protocol, 0).and_then(|losses| exits::with_losses(protocol, user, &losses));
    known.unwrap_or(exits)
}

/// What those exits that a transaction has paid were worth at their closes, or before it where that is not known.
fn worth_at_close(exits: &[exits::PendingExit], outcome: &TxOutcome, hub: &str) -> Uint128 {
    let (facts, _) = facts(hub, &outcome.events);
    let paid = |id: u64| {
        let mut facts = facts.iter();
        facts.any(|fact| matches!(fact, HubEvent::Fact(HubFact::Claimed { batch, .. }) if *batch == id))
    };
    let ours = exits.iter().filter(|exit| paid(exit.batch));
    ours.fold(Uint128::zero(), |sum, exit| {
        sum.saturating_add(exit.at_close.unwrap_or(exit.amount))
    })
}

/// Refuses where nothing can be paid: no exit is settled, and the oldest that unbonds is not due by its estimate.
fn check(exits: &[exits::PendingExit], now: u64) -> Result<()> {
    if exits.is_empty() {
        return refuse("there is no exit to claim; nothing was sent");
    }
    if exits.iter().any(|exit| exit.state == ExitState::Claimable) {
        return Ok(());
    }
    match exits.iter().find(|exit| exit.state == ExitState::Unbonding) {
        Some(exit) if exit.estimate > now.saturating_add(1) => refuse(format!(
            "nothing can be claimed yet: the next exit pays about {}. Nothing was sent",
            when::seen_from(now, exit.estimate)
        )),
        // The hub looks whether it has arrived.
        Some(_) => Ok(()),
        None => refuse("nothing can be claimed yet: the exit is still in the open batch. Nothing was sent"),
    }
}

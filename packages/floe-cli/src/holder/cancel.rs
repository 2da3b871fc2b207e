//! `floe cancel`: back out of the queue.

use anyhow::Result;
use cosmwasm_std::Uint128;
use floe_api::events::HubFact;
use floe_client::history::sums_surely;
use serde::Serialize;

use super::exits::{self, ExitState};
use super::terms::{check_balance, joined, refuse, HolderTerms};
use crate::context::Context;
use crate::exit::ExitCode;
use crate::receipt::TxReceipt;
use crate::send::{Delivery, TxRequest};

#[derive(clap::Args)]
pub struct CancelArgs {
    /// Shares, such as 12.5 flATOM; otherwise all that are queued.
    #[arg(num_args = 0..=2, value_name = "AMOUNT")]
    amount: Vec<String>,
}

#[derive(Serialize)]
struct Cancelled {
    #[serde(flatten)]
    receipt: TxReceipt,
    shares: Uint128,
}

pub fn run(args: CancelArgs, context: &mut Context<'_>) -> Result<ExitCode> {
    let terms = HolderTerms::ask(context)?;
    let own = context.own_address()?;
    let exits = exits::of(&context.protocol()?, &own)?;
    let Some(queued) = exits.iter().find(|exit| exit.state == ExitState::Queued) else {
        return refuse(match exits.len() {
            0 => "no exit is queued; nothing was sent",
            _ => "no exit is queued any more: a batch that has closed cannot be left. Nothing was sent",
        });
    };
    let HolderTerms { hub, token, .. } = &terms;
    let shares = match args.amount.is_empty() {
        true => queued.shares,
        false => token.parse(&joined(&args.amount))?,
    };
    check_balance(token, shares, queued.shares)?;
    let part = (!args.amount.is_empty()).then_some(shares);
    let msg = context.protocol()?.hub().cancel_unbond(part)?;
    let title = format!("take {} back out of batch {}", token.show(shares), queued.batch);
    let request = TxRequest::new(title, vec![msg]);
    let Delivery::Sent(outcome) = context.deliver(request)? else {
        return Ok(ExitCode::Done);
    };
    let [shares] = sums_surely(&outcome, hub, "unbond_cancelled", |fact| {
        let HubFact::UnbondCancelled { shares, .. } = fact else {
            return None;
        };
        Some([shares.units()])
    })?;
    let cancelled = Cancelled {
        receipt: TxReceipt::of(&outcome),
        shares,
    };
    context.show(&cancelled, |cancelled| {
        vec![format!(
            "Took back {} {}.",
            token.show(cancelled.shares),
            cancelled.receipt.place()
        )]
    })?;
    Ok(ExitCode::Done)
}

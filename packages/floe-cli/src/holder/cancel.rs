//! `floe cancel`: back out of the queue.

use anyhow::Result;
use cosmwasm_std::Uint128;
use floe_api::events::HubFact;
use floe_client::history::sums_surely;
use floe_client::ErrorCode;
use serde::Serialize;

use super::exits::{self, ExitState};
use super::terms::{joined, refuse, HolderTerms};
use crate::context::Context;
use crate::exit::ExitCode;
use crate::input::WrongInput;
use crate::receipt::TxReceipt;
use crate::send::{Delivery, TxRequest};
use crate::units::everything_of;

#[derive(clap::Args)]
pub struct CancelArgs {
    /// Shares, such as 12.5 flATOM; otherwise, or with `all`, all that are queued.
    #[arg(num_args = 0..=2, value_name = "AMOUNT", allow_negative_numbers = true)]
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
    let asked = joined(&args.amount);
    let whole = asked.is_empty() || everything_of(&asked, token);
    let shares = match whole {
        true => queued.shares,
        false => token.parse(&asked)?,
    };
    if shares.is_zero() {
        return WrongInput::refuse(
            ErrorCode::Amount,
            format!(
                "the amount is zero; name some {}, or nothing for all that are queued",
                token.display
            ),
        );
    }
    if shares > queued.shares {
        return refuse(format!(
            "{} is more than the account has queued in batch {}, {}; name less. Nothing was sent",
            token.show(shares),
            queued.batch,
            token.show(queued.shares)
        ));
    }
    let part = (!whole).then_some(shares);
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

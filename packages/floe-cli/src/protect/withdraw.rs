//! `floe protect withdraw`: units that have cooled for shares.

use anyhow::Result;
use cosmwasm_std::Uint128;
use floe_api::backstop::CoolingResponse;
use floe_api::events::BackstopFact;
use floe_client::history::backstop_surely;
use floe_client::when;
use serde::Serialize;

use super::terms::ProtectTerms;
use crate::context::Context;
use crate::exit::ExitCode;
use crate::holder::receivers;
use crate::holder::terms::refuse;
use crate::receipt::TxReceipt;
use crate::send::{Delivery, TxRequest};

#[derive(clap::Args)]
pub struct WithdrawArgs {
    /// Who is paid; otherwise the sender.
    #[arg(long, value_name = "ADDRESS")]
    receiver: Option<String>,
}

#[derive(Serialize)]
struct Withdrawn {
    #[serde(flatten)]
    receipt: TxReceipt,
    units: Uint128,
    shares: Uint128,
}

pub fn run(args: WithdrawArgs, named: Option<&str>, context: &mut Context<'_>) -> Result<ExitCode> {
    receivers::check(args.receiver.as_deref(), context)?;
    let terms = ProtectTerms::ask(named, context)?;
    let own = context.own_address()?;
    let position = terms.position(&own, context)?;
    let cooling = ready(position.cooling, terms.of_hub.now)?;
    let protocol = context.protocol()?;
    let backstop = protocol.backstop(&terms.address);
    let expected = backstop.value(Some(cooling.units))?.shares.min(cooling.most);
    let (token, unit) = (&terms.of_hub.token, &terms.units);
    let mut request = TxRequest::new(
        format!("withdraw {} of the backstop", unit.show(cooling.units)),
        vec![backstop.withdraw(args.receiver.clone())?],
    )
    .fact(
        "you receive",
        format!("about {}", terms.worth(expected, context)?),
    )
    .fact(
        "before that",
        "the hub looks at the chain, and a slash that nobody has seen yet is paid first",
    );
    if !terms.state.owed_shares.is_zero() {
        request = request.fact(
            "beware",
            format!(
                "up to {} may still come back to the backstop of what it has paid, which stays with those who stay",
                token.show(terms.state.owed_shares)
            ),
        );
    }
    if let Some(receiver) = &args.receiver {
        request = receivers::told(request, receiver, context)?;
    }
    let Delivery::Sent(outcome) = context.deliver(request)? else {
        return Ok(ExitCode::Done);
    };
    let [units, shares] = backstop_surely(&outcome, &terms.address, "backstop_withdrawn", |fact| {
        let BackstopFact::Withdrawn { units, shares, .. } = fact else {
            return None;
        };
        Some([units.units(), shares.units()])
    })?;
    let withdrawn = Withdrawn {
        receipt: TxReceipt::of(&outcome),
        units,
        shares,
    };
    context.show(&withdrawn, |withdrawn| {
        vec![format!(
            "Received {} for {} {}.",
            token.show(withdrawn.shares),
            unit.show(withdrawn.units),
            withdrawn.receipt.place()
        )]
    })?;
    Ok(ExitCode::Done)
}

/// Units that may be withdrawn now.
fn ready(cooling: Option<CoolingResponse>, now: u64) -> Result<CoolingResponse> {
    match cooling {
        None => refuse("no units cool; begin with `floe protect begin`. Nothing was sent"),
        // The block that it would land in is later.
        Some(cooling) if now.saturating_add(1) < cooling.ready => refuse(format!(
            "the units cool until {}; withdraw them then. Nothing was sent",
            when::seen_from(now, cooling.ready)
        )),
        Some(cooling) if now >= cooling.until => refuse(format!(
            "the units could be withdrawn until {}; begin again with `floe protect begin`. Nothing was sent",
            when::seen_from(now, cooling.until)
        )),
        Some(cooling) => Ok(cooling),
    }
}

//! `floe lock withdraw`: what was unstaked is paid out.

use anyhow::Result;
use cosmwasm_std::Uint128;
use floe_api::events::StakeFact;
use floe_client::when;
use serde::Serialize;

use super::terms::{ready_at, LockTerms};
use crate::context::Context;
use crate::exit::ExitCode;
use crate::holder::terms::refuse;
use crate::receipt::TxReceipt;
use crate::send::{Delivery, TxRequest};

#[derive(Serialize)]
struct Withdrawn {
    #[serde(flatten)]
    receipt: TxReceipt,
    amount: Uint128,
}

pub fn run(named: Option<&str>, context: &mut Context<'_>) -> Result<ExitCode> {
    let terms = LockTerms::ask(named, context)?;
    let own = context.own_address()?;
    let protocol = context.protocol()?;
    let stake = protocol.stake(&terms.address);
    let (token, now) = (&terms.token, terms.of_hub.now);
    let claims = stake.claims(&own)?.claims;
    // The block that it would land in is later.
    let (ready, waiting): (Vec<_>, Vec<_>) = claims
        .iter()
        .partition(|claim| ready_at(claim) <= now.saturating_add(1));
    if ready.is_empty() {
        return match waiting.iter().map(|claim| ready_at(claim)).min() {
            None => refuse("nothing was unstaked; begin with `floe lock begin`. Nothing was sent"),
            Some(first) => refuse(format!(
                "what was unstaked is ready {}; withdraw it then. Nothing was sent",
                when::seen_from(now, first)
            )),
        };
    }
    let sum = |claims: &[&floe_api::stake::StakeClaim]| {
        claims
            .iter()
            .fold(Uint128::zero(), |sum, claim| sum.saturating_add(claim.amount))
    };
    let mut request = TxRequest::new(
        format!("withdraw {} of the stake", token.show(sum(&ready))),
        vec![stake.claim()?],
    )
    .fact("you receive", token.show(sum(&ready)));
    if !waiting.is_empty() {
        request = request.fact(
            "stays",
            format!("{} that are not ready", token.show(sum(&waiting))),
        );
    }
    let Delivery::Sent(outcome) = context.deliver(request)? else {
        return Ok(ExitCode::Done);
    };
    let amount = terms.facts(&outcome).reported("stake_claimed", |fact| {
        let StakeFact::Claimed { amount, .. } = fact else {
            return None;
        };
        Some(Uint128::from(*amount))
    })?;
    let withdrawn = Withdrawn {
        receipt: TxReceipt::of(&outcome),
        amount,
    };
    context.show(&withdrawn, |withdrawn| {
        vec![format!(
            "Received {} {}.",
            token.show(withdrawn.amount),
            withdrawn.receipt.place()
        )]
    })?;
    Ok(ExitCode::Done)
}

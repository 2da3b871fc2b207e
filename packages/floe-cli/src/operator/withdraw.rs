//! `floe operator withdraw`: what has cooled of a bond, for the account that began.

use anyhow::Result;
use floe_api::bonds::BondResponse;
use floe_api::events::BondsFact;
use floe_client::history::bonds_reported;
use floe_client::when;
use floe_core::units::{Seconds, Shares};
use serde::Serialize;

use super::terms::{OperatorTerms, Whose};
use super::Named;
use crate::context::Context;
use crate::exit::ExitCode;
use crate::holder::terms::refuse;
use crate::receipt::TxReceipt;
use crate::send::{Delivery, TxRequest};

#[derive(Serialize)]
struct Withdrawn {
    #[serde(flatten)]
    receipt: TxReceipt,
    operator: String,
    /// What was paid, and what slashes had taken of it meanwhile.
    shares: Shares,
    burned: Shares,
}

pub fn run(named: &Named, context: &mut Context<'_>) -> Result<ExitCode> {
    let terms = OperatorTerms::ask(named, context)?;
    let whose = Whose::ask(named, context)?;
    let bond = terms.bond(&whose.operator, context)?;
    let account = ready(&terms, &bond, terms.of_hub.now)?;
    let msg = context
        .protocol()?
        .bonds(&terms.address)
        .withdraw(&whose.operator)?;
    let request = TxRequest::new(
        format!(
            "withdraw {} of the bond of {}",
            terms.shown(bond.cooling),
            whose.shown()
        ),
        vec![msg],
    )
    .fact("paid", format!("about {}", terms.worth(bond.cooling, context)?))
    .fact("to", account)
    .fact(
        "before that",
        "the hub looks at the chain, and a slash that nobody has seen yet is paid first",
    )
    .fact(
        "the bond that stays",
        format!(
            "{}, of which {} are required",
            terms.shown(bond.carrying),
            terms.shown(bond.required)
        ),
    );
    let Delivery::Sent(outcome) = context.deliver(request)? else {
        return Ok(ExitCode::Done);
    };
    // All of it may have burned, so that a zero is an answer.
    let (shares, burned) = bonds_reported(&outcome, &terms.address, "bond_withdrawn", |fact| {
        let BondsFact::Withdrawn { shares, burned, .. } = fact else {
            return None;
        };
        Some((*shares, *burned))
    })?;
    let withdrawn = Withdrawn {
        receipt: TxReceipt::of(&outcome),
        operator: whose.operator,
        shares,
        burned,
    };
    context.show(&withdrawn, |withdrawn| {
        let mut line = format!(
            "Withdrew {} of the bond of {} {}.",
            terms.shown(withdrawn.shares),
            withdrawn.operator,
            withdrawn.receipt.place()
        );
        if !withdrawn.burned.is_zero() {
            let burned = terms.shown(withdrawn.burned);
            line.push_str(&format!(" Slashes had taken {burned} of what cooled."));
        }
        vec![line]
    })?;
    Ok(ExitCode::Done)
}

/// The account that is paid, where a withdrawal would be accepted now.
fn ready(terms: &OperatorTerms, bond: &BondResponse, now: Seconds) -> Result<String> {
    let (Some(ready), Some(account)) = (bond.ready, &bond.account) else {
        return refuse(format!(
            "nothing of the bond of {} cools; begin with `floe operator begin`. Nothing was sent",
            bond.operator
        ));
    };
    // The block that it would land in is later.
    if now.saturating_add(1) < ready {
        return refuse(format!(
            "the bond of {} cools until {}; withdraw then. Nothing was sent",
            bond.operator,
            when::seen_from(now, ready)
        ));
    }
    if bond.carrying < bond.required {
        return refuse(format!(
            "the stake of {} requires a bond of {}, beside what cools there are {}; post more, or wait until its stake has left. \
             Nothing was sent",
            bond.operator,
            terms.shown(bond.required),
            terms.shown(bond.carrying)
        ));
    }
    Ok(account.clone())
}

//! `floe operator list` and `floe operator unlist`: in and out of the class of open validators.

use anyhow::Result;
use floe_api::events::BondsFact;
use floe_api::registry::{ValidatorClass, ValidatorStatus};
use floe_client::history::bonds_surely;
use floe_core::units::Shares;
use serde::Serialize;

use super::terms::{OperatorTerms, Whose};
use super::Named;
use crate::context::Context;
use crate::exit::ExitCode;
use crate::holder::terms::refuse;
use crate::receipt::TxReceipt;
use crate::send::{Delivery, TxRequest};

#[derive(Serialize)]
struct Listed {
    #[serde(flatten)]
    receipt: TxReceipt,
    operator: String,
}

pub fn run(named: &Named, context: &mut Context<'_>) -> Result<ExitCode> {
    let terms = OperatorTerms::ask(named, context)?;
    let whose = Whose::ask(named, context)?;
    let bond = terms.bond(&whose.operator, context)?;
    check_listing(&terms, &whose.operator, bond.carrying, bond.least)?;
    let open = terms
        .listed
        .iter()
        .filter(|entry| entry.class == ValidatorClass::Open && entry.status != ValidatorStatus::Draining);
    let msg = context.protocol()?.bonds(&terms.address).list(&whose.operator)?;
    let mut request = TxRequest::new(format!("have {} listed", whose.shown()), vec![msg])
        .fact(
            "its bond",
            format!(
                "{} carry up to {} of stake",
                terms.shown(bond.carrying),
                terms.carries(bond.carrying)
            ),
        )
        .fact(
            "stake",
            format!(
                "from the next refresh on, in proportion to its bond, with the {} that are listed; a bond below half of what is \
                 required gets none",
                open.count()
            ),
        )
        .fact("refused to", "a validator that the owner has put into the registry or taken out");
    if !whose.is_own {
        request = request.fact(
            "as",
            format!("somebody who has posted {} for it", terms.shown(bond.least)),
        );
    }
    let Delivery::Sent(outcome) = context.deliver(request)? else {
        return Ok(ExitCode::Done);
    };
    let _: [_; 1] = bonds_surely(&outcome, &terms.address, "bond_listing", |fact| {
        let BondsFact::Listing { carrying, .. } = fact else {
            return None;
        };
        Some([carrying.units()])
    })?;
    let listed = Listed {
        receipt: TxReceipt::of(&outcome),
        operator: whose.operator.clone(),
    };
    context.show(&listed, |listed| {
        vec![format!("{} is listed {}.", whose.shown(), listed.receipt.place())]
    })?;
    Ok(ExitCode::Done)
}

/// What the registry and the bonds would refuse, as far as they tell.
pub fn check_listing(terms: &OperatorTerms, operator: &str, carrying: Shares, least: Shares) -> Result<()> {
    if !terms.is_lister() {
        let lister = terms.lister.as_deref().unwrap_or("nobody");
        return refuse(format!(
            "the registry's lister is {lister}, not these bonds ({}); its owner has to appoint them. Nothing was sent",
            terms.address
        ));
    }
    if carrying < least {
        return refuse(format!(
            "the bond of {operator} that carries stake would be {}, to be listed it must be {}; post more. Nothing was sent",
            terms.shown(carrying),
            terms.shown(least)
        ));
    }
    match terms.entry(operator) {
        Some(entry) if entry.class == ValidatorClass::Curated => refuse(format!(
            "the owner has put {operator} into the registry, and no bond changes that; nothing was sent"
        )),
        Some(entry) if entry.status != ValidatorStatus::Draining => {
            refuse(format!("{operator} is listed already; nothing was sent"))
        }
        Some(_) | None => Ok(()),
    }
}

pub fn unlist(named: &Named, context: &mut Context<'_>) -> Result<ExitCode> {
    let terms = OperatorTerms::ask(named, context)?;
    let whose = Whose::ask(named, context)?;
    whose.check_own("have it drain")?;
    match terms.entry(&whose.operator) {
        Some(entry) if entry.class == ValidatorClass::Open && entry.status != ValidatorStatus::Draining => {}
        Some(_) | None => {
            return refuse(format!(
                "{} is not listed by a bond; nothing was sent",
                whose.operator
            ))
        }
    }
    let bond = terms.bond(&whose.operator, context)?;
    let msg = context
        .protocol()?
        .bonds(&terms.address)
        .unlist(&whose.operator)?;
    let request = TxRequest::new(format!("let {} drain", whose.shown()), vec![msg])
        .fact(
            "its stake",
            "leaves within days, as exits and the daily moves take it",
        )
        .fact(
            "its bond",
            format!(
                "{} stay required until the {} at risk are gone; then begin to withdraw",
                terms.shown(bond.required),
                terms.coins(bond.at_risk)
            ),
        );
    let Delivery::Sent(outcome) = context.deliver(request)? else {
        return Ok(ExitCode::Done);
    };
    let unlisted = Listed {
        receipt: TxReceipt::of(&outcome),
        operator: whose.operator.clone(),
    };
    context.show(&unlisted, |unlisted| {
        vec![format!("{} drains: {}.", whose.shown(), unlisted.receipt.place())]
    })?;
    Ok(ExitCode::Done)
}

//! `floe operator status`: a validator's bond, or all of them. Needs no key and sends nothing.

use anyhow::{Context as _, Result};
use floe_api::bonds::{BondResponse, PostedResponse};
use floe_api::registry::{ValidatorClass, ValidatorResponse, ValidatorStatus};
use floe_client::when;
use serde::Serialize;

use super::terms::{OperatorTerms, Whose};
use super::Named;
use crate::context::Context;
use crate::exit::ExitCode;
use crate::input::operator;
use crate::protect::terms::{days, percent};

#[derive(Serialize)]
struct Status {
    bonds: String,
    /// Whether the hub burns them, and whether they list validators.
    pays: bool,
    lists: bool,
    bond_bps: u64,
    cooldown: u64,
    /// Of the named validator, or of the one whose account the key is.
    bond: Option<BondResponse>,
    /// Its entry in the registry.
    entry: Option<ValidatorResponse>,
    /// Of all, ascending by operator.
    posted: Vec<PostedResponse>,
}

pub fn run(named: &Named, context: &mut Context<'_>) -> Result<ExitCode> {
    let terms = OperatorTerms::ask(named, context)?;
    let of = match &named.operator {
        Some(named) => Some(operator(&*context.chain, named).context("--operator")?),
        // Who is no validator sees the others.
        None if context.settings.key.is_some() => Whose::find(named, context)?.map(|whose| whose.operator),
        None => None,
    };
    let bond = of
        .as_deref()
        .map(|operator| terms.bond(operator, context))
        .transpose()?;
    let status = Status {
        bonds: terms.address.clone(),
        pays: terms.pays,
        lists: terms.is_lister(),
        bond_bps: terms.config.bond_bps,
        cooldown: terms.config.cooldown,
        entry: of.as_deref().and_then(|operator| terms.entry(operator).cloned()),
        bond,
        posted: context.protocol()?.bonds(&terms.address).all()?,
    };
    context.show(&status, |status| {
        let mut lines = of_all(status, &terms);
        if let Some(bond) = &status.bond {
            lines.extend(of_one(bond, status.entry.as_ref(), &terms));
        }
        lines
    })?;
    Ok(ExitCode::Done)
}

fn of_all(status: &Status, terms: &OperatorTerms) -> Vec<String> {
    let mut lines = vec![format!("bonds {}", status.bonds)];
    if !status.pays {
        lines.push("  the hub does not take from them".to_owned());
    }
    if !status.lists {
        let lister = terms.lister.as_deref().unwrap_or("nobody");
        lines.push(format!(
            "  they list no validators: the registry's lister is {lister}"
        ));
    }
    lines.push(format!(
        "  a bond must be {} of the stake it carries; the way out takes {}",
        percent(status.bond_bps),
        days(status.cooldown)
    ));
    for posted in &status.posted {
        let cools = match posted.cooling.is_zero() {
            true => String::new(),
            false => format!(", {} of it cool", terms.shown(posted.cooling)),
        };
        lines.push(format!(
            "  {} has posted {}{cools}; {}",
            posted.operator,
            terms.shown(posted.posted),
            standing(terms.entry(&posted.operator))
        ));
    }
    lines
}

fn of_one(bond: &BondResponse, entry: Option<&ValidatorResponse>, terms: &OperatorTerms) -> Vec<String> {
    let mut lines = vec![
        format!("{}, {}", bond.operator, standing(entry)),
        format!(
            "  a bond of {}, after {} paid for slashes and {} that came back",
            terms.shown(bond.bond),
            terms.shown(bond.covered),
            terms.shown(bond.returned)
        ),
        format!(
            "  {} carry stake, up to {}; at risk are {}, which require {}",
            terms.shown(bond.carrying),
            terms.coins(bond.capacity),
            terms.coins(bond.at_risk),
            terms.shown(bond.required)
        ),
        format!("  {} may begin to cool", terms.shown(bond.free)),
    ];
    if let (Some(ready), Some(account)) = (bond.ready, &bond.account) {
        let now = terms.of_hub.now;
        let until = when::seen_from(now, ready);
        let shares = terms.shown(bond.cooling);
        lines.push(if now < ready {
            format!("  {shares} cool until {until}, for {account}")
        } else {
            format!("  {shares} can be withdrawn, for {account}")
        });
    }
    if bond.carrying < bond.least {
        lines.push(format!(
            "  to be listed it must carry {}",
            terms.shown(bond.least)
        ));
    }
    lines
}

/// What the registry says of a validator.
fn standing(entry: Option<&ValidatorResponse>) -> &'static str {
    let Some(entry) = entry else {
        return "not listed";
    };
    match (entry.class, &entry.status) {
        (ValidatorClass::Curated, _) => "chosen by the owner",
        (ValidatorClass::Open, ValidatorStatus::Draining) => "draining",
        (ValidatorClass::Open, ValidatorStatus::Paused { .. }) => "listed, paused",
        (ValidatorClass::Open, ValidatorStatus::Active) if entry.short => {
            "listed, and gets no new stake: its bond is below half of what is required"
        }
        (ValidatorClass::Open, ValidatorStatus::Active) => "listed",
    }
}

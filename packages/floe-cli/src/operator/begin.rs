//! `floe operator begin`: the cooldown of what is above the required.

use anyhow::Result;
use cosmwasm_std::Uint128;
use floe_api::events::BondsFact;
use floe_client::history::bonds_surely;
use floe_client::when;
use floe_core::units::Shares;
use serde::Serialize;

use super::terms::{OperatorTerms, Whose};
use super::Named;
use crate::context::Context;
use crate::exit::ExitCode;
use crate::holder::terms::{joined, refuse};
use crate::holder::unstake::ExitAmount;
use crate::receipt::TxReceipt;
use crate::send::{Delivery, TxRequest};

#[derive(clap::Args)]
pub struct OperatorBeginArgs {
    /// Shares, such as 12.5 flATOM; coins, such as 12.5 atom, for the shares that are worth them; or `all` that may.
    #[arg(required = true, num_args = 1..=2, value_name = "AMOUNT", allow_negative_numbers = true)]
    amount: Vec<String>,
}

#[derive(Serialize)]
struct Begun {
    #[serde(flatten)]
    receipt: TxReceipt,
    operator: String,
    /// All shares of the bond that cool, before what burns of them.
    cooling: Uint128,
    /// Unix seconds: the first in which they may be withdrawn.
    ready: u64,
}

pub fn run(args: &OperatorBeginArgs, named: &Named, context: &mut Context<'_>) -> Result<ExitCode> {
    let terms = OperatorTerms::ask(named, context)?;
    let asked = ExitAmount::read(&joined(&args.amount), &terms.of_hub)?;
    let whose = Whose::ask(named, context)?;
    whose.check_own("withdraw its bond")?;
    let bond = terms.bond(&whose.operator, context)?;
    let free = Uint128::from(bond.free);
    let protocol = context.protocol()?;
    let shares = asked.shares(&protocol.hub().state()?, free)?;
    let token = &terms.of_hub.token;
    if free.is_zero() {
        return refuse(format!(
            "nothing of the bond of {} is above what its stake requires, {} for {} at risk; nothing was sent",
            whose.operator,
            terms.shown(bond.required),
            terms.coins(bond.at_risk)
        ));
    }
    if shares.is_zero() {
        return terms.of_hub.zero_shares();
    }
    if shares > free {
        return refuse(format!(
            "{} is more than the {} above what its stake requires, {} for {} at risk; name less. Nothing was sent",
            token.show(shares),
            token.show(free),
            terms.shown(bond.required),
            terms.coins(bond.at_risk)
        ));
    }
    let now = terms.of_hub.now;
    let ready = now.saturating_add(terms.config.cooldown);
    let msg = protocol
        .bonds(&terms.address)
        .begin_withdraw(&whose.operator, shares)?;
    let rest = bond.carrying.less(Shares::from(shares));
    let mut request = TxRequest::new(
        format!("let {} of the bond of {} cool", token.show(shares), whose.shown()),
        vec![msg],
    )
    .fact(
        "the bond that stays",
        format!(
            "{}, which may carry {} of stake",
            terms.shown(rest),
            terms.carries(rest)
        ),
    )
    .fact(
        "meanwhile",
        "they carry no stake and still pay for slashes, after the rest",
    )
    .fact("withdraw", format!("from {}", when::seen_from(now, ready)));
    if !bond.cooling.is_zero() {
        request = request.fact(
            "beware",
            format!(
                "{} cool already; their time begins again with these",
                terms.shown(bond.cooling)
            ),
        );
    }
    let Delivery::Sent(outcome) = context.deliver(request)? else {
        return Ok(ExitCode::Done);
    };
    let [cooling, ready] = bonds_surely(&outcome, &terms.address, "bond_cooling_begun", |fact| {
        let BondsFact::CoolingBegun { shares, ready, .. } = fact else {
            return None;
        };
        Some([shares.units(), (*ready).into()])
    })?;
    let begun = Begun {
        receipt: TxReceipt::of(&outcome),
        operator: whose.operator,
        cooling,
        ready: u64::try_from(ready.u128())?,
    };
    context.show(&begun, |begun| {
        vec![
            format!(
                "{} of the bond of {} cool, {}.",
                token.show(begun.cooling),
                begun.operator,
                begun.receipt.place()
            ),
            format!(
                "Withdraw them from {} with `floe operator withdraw`.",
                when::seen_from(now, begun.ready)
            ),
        ]
    })?;
    Ok(ExitCode::Done)
}

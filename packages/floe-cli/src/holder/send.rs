//! `floe send`: coins or shares to somebody else.

use anyhow::Result;
use cosmwasm_std::{BankMsg, Coin, Uint128};
use floe_client::{ChainExt, ContractKind, Contracts, ErrorCode, Gas, Msg};
use serde::Serialize;

use super::receivers;
use super::terms::{check_balance, joined, HolderTerms};
use crate::context::Context;
use crate::exit::ExitCode;
use crate::input::{account, WrongInput};
use crate::receipt::TxReceipt;
use crate::send::{Delivery, TxRequest};
use crate::units::{everything, Unit};

#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  floe send 12.5 flATOM wasm1...\n  floe send all atom wasm1...   # keeps the fee"
)]
pub struct SendArgs {
    /// Coins or shares with their unit, or `all` and a unit; then who gets them.
    #[arg(required = true, num_args = 2..=3, value_names = ["AMOUNT", "ADDRESS"], allow_negative_numbers = true)]
    what: Vec<String>,
}

#[derive(Serialize)]
struct Sent {
    #[serde(flatten)]
    receipt: TxReceipt,
    to: String,
    denom: String,
    /// Base units.
    amount: Uint128,
}

pub fn run(args: SendArgs, context: &mut Context<'_>) -> Result<ExitCode> {
    let Some((to, amount)) = args.what.split_last() else {
        return WrongInput::refuse(ErrorCode::Usage, "name an amount and an address");
    };
    let to = account(&*context.chain, "the receiver", to)?;
    let terms = HolderTerms::ask(context)?;
    let (unit, given) = asked(&joined(amount), &terms)?;
    if given.is_some_and(|units| units.is_zero()) {
        return WrongInput::refuse(
            ErrorCode::Amount,
            format!("the amount is zero; name some {}", unit.display),
        );
    }
    let coins = unit == terms.coin;
    check_receiver(&to, coins, &context.contracts()?)?;
    let own = context.own_address()?;
    let balance: Uint128 = match coins {
        true => context.chain.stake_balance(&own)?.into(),
        false => context.protocol()?.hub().shares(&own)?,
    };
    let (units, gas) = match given {
        Some(units) => (units, None),
        None if coins => context.all_but_fee(balance, |units, _| Ok(transfer(&terms, &to, units)))?,
        None => (balance, None),
    };
    check_balance(&unit, units, balance)?;
    if units.is_zero() {
        return super::terms::refuse(format!("the account has no {}; nothing was sent", unit.display));
    }
    let msg = match coins {
        true => transfer(&terms, &to, units),
        false => context.protocol()?.hub().transfer(&to, units)?,
    };
    deliver(msg, gas, &unit, units, to, context)
}

/// Refuses the protocol's own contracts: none of them gives back what is sent to it in this way.
fn check_receiver(to: &str, coins: bool, contracts: &Contracts) -> Result<()> {
    let of = |contract: &ContractKind| contracts.address(*contract) == to;
    let words = match ContractKind::ALL.iter().find(|contract| of(contract)) {
        None => return Ok(()),
        Some(ContractKind::Hub) if coins => {
            "the hub: coins that are sent there are a gift to all holders; deposit with `floe stake`"
                .to_owned()
        }
        Some(ContractKind::Hub) => "the hub; leave with `floe unstake`".to_owned(),
        Some(other) => format!("the protocol's {}, which gives nothing back", other.name()),
    };
    WrongInput::refuse(ErrorCode::Address, format!("the receiver is {words}"))
}

fn deliver(
    msg: Msg,
    gas: Option<Gas>,
    unit: &Unit,
    units: Uint128,
    to: String,
    context: &mut Context<'_>,
) -> Result<ExitCode> {
    let request = TxRequest::new(format!("send {}", unit.show(units)), vec![msg]).gas(gas);
    let request = receivers::told(request, &to, context)?;
    let Delivery::Sent(outcome) = context.deliver(request)? else {
        return Ok(ExitCode::Done);
    };
    let sent = Sent {
        receipt: TxReceipt::of(&outcome),
        to,
        denom: unit.denom.clone(),
        amount: units,
    };
    context.show(&sent, |sent| {
        vec![format!(
            "Sent {} to {} {}.",
            unit.show(sent.amount),
            sent.to,
            sent.receipt.place()
        )]
    })?;
    Ok(ExitCode::Done)
}

/// The unit, and how many base units; none for all that there are.
fn asked(text: &str, terms: &HolderTerms) -> Result<(Unit, Option<Uint128>)> {
    let units = [&terms.token, &terms.coin];
    let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
    if everything(first) {
        // Read as an amount, so that a wrong unit is answered as everywhere.
        let (unit, _) = Unit::parse_any(&units, &format!("1 {rest}"))?;
        return Ok((unit.clone(), None));
    }
    let (unit, amount) = Unit::parse_any(&units, text)?;
    Ok((unit.clone(), Some(amount)))
}

fn transfer(terms: &HolderTerms, to: &str, units: Uint128) -> Msg {
    let amount: Vec<Coin> = vec![terms.coins(units)];
    BankMsg::Send {
        to_address: to.to_owned(),
        amount,
    }
    .into()
}

//! `floe stake`: coins for shares.

use anyhow::Result;
use cosmwasm_std::Uint128;
use floe_api::events::HubFact;
use floe_api::hub::{Domain, PreviewBondResponse};
use floe_client::history::sums_surely;
use floe_client::{ChainExt, ErrorCode};
use floe_core::params::Param;
use serde::Serialize;

use super::receivers;
use super::terms::{check_balance, joined, refuse, HolderTerms, Slippage};
use crate::context::Context;
use crate::exit::ExitCode;
use crate::input::WrongInput;
use crate::receipt::TxReceipt;
use crate::send::{Delivery, TxRequest};
use crate::units::{everything_of, price, Unit};

#[derive(clap::Args)]
pub struct StakeArgs {
    /// Coins with their unit, such as 12.5 atom; or `all`, which keeps the fee.
    #[arg(required = true, num_args = 1..=2, value_name = "AMOUNT", allow_negative_numbers = true)]
    amount: Vec<String>,
    /// Who receives the shares; otherwise the sender.
    #[arg(long, value_name = "ADDRESS")]
    receiver: Option<String>,
    /// How many per cent fewer shares than shown are accepted.
    #[arg(long, value_name = "PERCENT", default_value = "0.5")]
    slippage: Slippage,
}

#[derive(Serialize)]
struct Staked {
    #[serde(flatten)]
    receipt: TxReceipt,
    paid: Uint128,
    shares: Uint128,
}

pub fn run(args: StakeArgs, context: &mut Context<'_>) -> Result<ExitCode> {
    receivers::check(args.receiver.as_deref(), context)?;
    let terms = HolderTerms::ask(context)?;
    let asked = joined(&args.amount);
    let given = match everything_of(&asked, &terms.coin) {
        true => None,
        false => Some(terms.coin.parse(&asked)?),
    };
    let own = context.own_address()?;
    let balance: Uint128 = context.chain.stake_balance(&own)?.into();
    let pool = context.protocol()?.hub().state()?.total_native;
    let (amount, gas) = match given {
        Some(amount) => (amount, None),
        None => {
            terms.check_open(Domain::Deposits)?;
            context.all_but_fee(balance, |amount, protocol| {
                let funds = [terms.coins(amount)];
                Ok(protocol.hub().bond(args.receiver.clone(), None, &funds)?)
            })?
        }
    };
    check(&terms, amount, balance, pool)?;
    let protocol = context.protocol()?;
    let preview = protocol.hub().preview_bond(amount)?;
    let least = args.slippage.least(preview.shares);

    let HolderTerms { hub, coin, token, .. } = &terms;
    let mut request = TxRequest::new(
        format!("stake {}", coin.show(amount)),
        vec![protocol
            .hub()
            .bond(args.receiver.clone(), Some(least), &[terms.coins(amount)])?],
    )
    .gas(gas)
    .fact(
        "you receive",
        format!("{}, at least {}", token.show(preview.shares), token.show(least)),
    )
    .fact("rate", format!("{} each", price(preview.rate, token, coin)));
    if given.is_none() {
        request = request.fact(
            "beware",
            format!("afterwards the account has no {} for another fee", coin.display),
        );
    }
    if let Some(warning) = lacking(&preview, coin) {
        request = request.fact("beware", warning);
    }
    if let Some(receiver) = args.receiver {
        request = receivers::told(request, &receiver, context)?;
    }
    let Delivery::Sent(outcome) = context.deliver(request)? else {
        return Ok(ExitCode::Done);
    };
    let [paid, shares] = sums_surely(&outcome, hub, "bonded", |fact| {
        let HubFact::Bonded { amount, shares, .. } = fact else {
            return None;
        };
        Some([amount.units(), shares.units()])
    })?;
    let staked = Staked {
        receipt: TxReceipt::of(&outcome),
        paid,
        shares,
    };
    context.show(&staked, |staked| {
        vec![format!(
            "Staked {} for {} {}.",
            coin.show(staked.paid),
            token.show(staked.shares),
            staked.receipt.place()
        )]
    })?;
    Ok(ExitCode::Done)
}

/// What to say to whoever deposits while coins that the rate still counts are known to lack.
pub fn lacking(preview: &PreviewBondResponse, coin: &Unit) -> Option<String> {
    (!preview.suspect.is_zero()).then(|| {
        format!(
            "{} that were due have not come; if they stay away, the rate falls and a deposit made now bears its part",
            coin.show(preview.suspect)
        )
    })
}

/// What the hub would refuse.
pub fn check(terms: &HolderTerms, amount: Uint128, balance: Uint128, pool: Uint128) -> Result<()> {
    if amount.is_zero() {
        return WrongInput::refuse(
            ErrorCode::Amount,
            format!(
                "the amount is zero; name at least {}",
                terms.coin.show(terms.param(Param::MinBond))
            ),
        );
    }
    terms.check_open(Domain::Deposits)?;
    check_balance(&terms.coin, amount, balance)?;
    check_limits(terms, amount, pool)
}

/// Smallest deposit and largest pool.
pub fn check_limits(terms: &HolderTerms, amount: Uint128, pool: Uint128) -> Result<()> {
    let show = |amount| terms.coin.show(amount);
    let least = terms.param(Param::MinBond);
    if amount < least {
        return refuse(format!(
            "{} is less than the smallest deposit, {}; name more. Nothing was sent",
            show(amount),
            show(least)
        ));
    }
    let Some(cap) = terms.powers.bond_cap else {
        return Ok(());
    };
    let room = cap.saturating_sub(pool);
    if amount > room {
        return refuse(format!(
            "the pool may grow to {} and has room for {}; name less. Nothing was sent",
            show(cap),
            show(room)
        ));
    }
    Ok(())
}

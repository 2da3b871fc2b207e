//! `floe unstake`: shares for coins, by the queue or at once.

use anyhow::{bail, Result};
use cosmwasm_std::Uint128;
use floe_api::hub::{
    Domain, ExecuteMsg, PreviewInstantResponse, PreviewUnbondResponse, QueryMsg, StateResponse,
};
use floe_client::Msg;
use floe_core::params::Param;
use serde::Serialize;

use super::exits::Schedule;
use super::receivers;
use super::terms::{check_balance, joined, refuse, Slippage, Terms};
use crate::context::Context;
use crate::exit::{Doubtful, Exit};
use crate::send::{told, told_surely, Delivery, Receipt, Request};
use crate::when;

#[derive(clap::Args)]
pub struct Args {
    /// Shares, such as 12.5 flATOM; coins, such as 12.5 atom, for the shares that are worth them; or `all`.
    #[arg(required = true, num_args = 1..=2, value_name = "AMOUNT")]
    amount: Vec<String>,
    /// Leave now, for a fee, out of what is free.
    #[arg(long)]
    instant: bool,
    /// Who is paid; otherwise the sender.
    #[arg(long, value_name = "ADDRESS")]
    receiver: Option<String>,
    /// How many per cent less than shown is accepted; for --instant.
    #[arg(long, value_name = "PERCENT", default_value = "0.5", requires = "instant")]
    slippage: Slippage,
}

#[derive(Serialize)]
struct Queued {
    #[serde(flatten)]
    receipt: Receipt,
    shares: Uint128,
    batch: u64,
    #[serde(flatten)]
    schedule: Schedule,
}

#[derive(Serialize)]
struct Left {
    #[serde(flatten)]
    receipt: Receipt,
    shares: Uint128,
    paid: Uint128,
    fee_paid: Uint128,
}

pub fn run(args: Args, context: &mut Context<'_>) -> Result<Exit> {
    let terms = Terms::ask(context)?;
    let own = context.own_address()?;
    let protocol = context.protocol()?;
    let balance = protocol.shares(&own)?;
    let shares = shares(&joined(&args.amount), &terms, &protocol.state()?, balance)?;
    check(&terms, shares, balance)?;
    if args.instant {
        at_once(&args, &terms, shares, context)
    } else {
        by_the_queue(&args, &terms, shares, context)
    }
}

fn by_the_queue(args: &Args, terms: &Terms, shares: Uint128, context: &mut Context<'_>) -> Result<Exit> {
    let Terms { hub, coin, token, .. } = terms;
    let protocol = context.protocol()?;
    let preview: PreviewUnbondResponse = protocol.hub(&QueryMsg::PreviewUnbond { shares })?;
    let schedule = Schedule::ask(&protocol, terms.now)?;
    let msg = ExecuteMsg::QueueUnbond {
        shares,
        receiver: args.receiver.clone(),
    };
    let mut request = Request::new(
        format!("queue {} for exit", token.show(shares)),
        vec![Msg::execute(hub, &msg, &[])?],
    )
    .fact("worth now", coin.show(preview.amount))
    .fact(
        "price",
        "fixed when the batch closes; until then it earns, bears losses and can be cancelled",
    )
    .fact(
        "batch closes",
        format!("from {}", when::seen_from(terms.now, schedule.closes)),
    )
    .fact(
        "pays",
        format!("about {}", when::seen_from(terms.now, schedule.pays)),
    );
    if let Some(receiver) = &args.receiver {
        request = receivers::told(request, receiver, context)?;
    }
    let Delivery::Sent(outcome) = context.deliver(request)? else {
        return Ok(Exit::Done);
    };
    let queued = Queued {
        receipt: Receipt::of(&outcome),
        shares: told_surely(&outcome, hub, "unbond_queued", "shares")?,
        batch: u64::try_from(told_surely(&outcome, hub, "unbond_queued", "batch")?.u128()).map_err(
            |error| {
                Doubtful(format!(
                    "the batch of transaction {} cannot be read: {error}",
                    outcome.hash
                ))
            },
        )?,
        schedule,
    };
    context.show(&queued, |queued| {
        vec![
            format!(
                "Queued {} in batch {}, {}.",
                token.show(queued.shares),
                queued.batch,
                queued.receipt.place()
            ),
            format!(
                "It pays about {}; collect it with `floe claim`.",
                when::seen_from(terms.now, queued.schedule.pays)
            ),
        ]
    })?;
    Ok(Exit::Done)
}

fn at_once(args: &Args, terms: &Terms, shares: Uint128, context: &mut Context<'_>) -> Result<Exit> {
    terms.check_open(Domain::InstantUnbond)?;
    let Terms { hub, coin, token, .. } = terms;
    let protocol = context.protocol()?;
    let preview: PreviewInstantResponse = protocol.hub(&QueryMsg::PreviewInstant { shares })?;
    let least = args.slippage.least(preview.amount);
    let msg = ExecuteMsg::InstantUnbond {
        shares,
        receiver: args.receiver.clone(),
        min_out: Some(least),
    };
    let mut request = Request::new(
        format!("leave with {} at once", token.show(shares)),
        vec![Msg::execute(hub, &msg, &[])?],
    )
    .fact(
        "you receive",
        format!("{}, at least {}", coin.show(preview.amount), coin.show(least)),
    )
    .fact("fee of the exit", coin.show(preview.fee));
    if let Some(receiver) = &args.receiver {
        request = receivers::told(request, receiver, context)?;
    }
    let Delivery::Sent(outcome) = context.deliver(request)? else {
        return Ok(Exit::Done);
    };
    let left = Left {
        receipt: Receipt::of(&outcome),
        shares: told_surely(&outcome, hub, "instant_unbonded", "shares")?,
        paid: told_surely(&outcome, hub, "instant_unbonded", "amount")?,
        fee_paid: told(&outcome, hub, "instant_unbonded", "fee"),
    };
    context.show(&left, |left| {
        vec![format!(
            "Received {} for {} {}; the fee was {}.",
            coin.show(left.paid),
            token.show(left.shares),
            left.receipt.place(),
            coin.show(left.fee_paid)
        )]
    })?;
    Ok(Exit::Done)
}

/// Shares that an amount names: itself, those that are worth it (rounded up), or the whole balance.
pub fn shares(text: &str, terms: &Terms, state: &StateResponse, balance: Uint128) -> Result<Uint128> {
    if text == "all" {
        return Ok(balance);
    }
    if !terms.coin.is_of(text) {
        return terms.token.parse(text);
    }
    let amount = terms.coin.parse(text)?;
    let (pool, supply) = (state.total_native, state.total_usteak);
    match amount.checked_mul_ceil((supply, pool)) {
        Ok(shares) => Ok(shares),
        Err(_) => refuse("the pool is empty, so no number of shares is worth that; name shares"),
    }
}

/// What the hub would refuse.
fn check(terms: &Terms, shares: Uint128, balance: Uint128) -> Result<()> {
    if balance.is_zero() {
        return refuse(format!(
            "the account has no {}; nothing was sent",
            terms.token.display
        ));
    }
    if shares.is_zero() {
        bail!("the amount is zero; name some {}", terms.token.display);
    }
    check_balance(&terms.token, shares, balance)?;
    let least = terms.param(Param::MinUnbond);
    if shares < least && shares < balance && !terms.powers.winding_down {
        return refuse(format!(
            "{} is less than the smallest exit, {}; name more, or `all`. Nothing was sent",
            terms.token.show(shares),
            terms.token.show(least)
        ));
    }
    Ok(())
}

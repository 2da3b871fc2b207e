//! `floe unstake`: shares for coins, by the queue or at once.

use anyhow::Result;
use cosmwasm_std::Uint128;
use floe_api::events::HubFact;
use floe_api::hub::{Domain, StateResponse};
use floe_client::history::{sums, sums_surely};
use floe_client::when;
use floe_core::params::Param;
use serde::Serialize;

use super::exits::Schedule;
use super::receivers;
use super::terms::{check_balance, joined, refuse, HolderTerms, Slippage};
use crate::context::Context;
use crate::exit::ExitCode;
use crate::receipt::TxReceipt;
use crate::send::{Delivery, TxRequest};
use crate::units::{everything_of, Unit};

#[derive(clap::Args)]
pub struct UnstakeArgs {
    /// Shares, such as 12.5 flATOM; coins, such as 12.5 atom, for the shares that are worth them; or `all`.
    #[arg(required = true, num_args = 1..=2, value_name = "AMOUNT", allow_negative_numbers = true)]
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
    receipt: TxReceipt,
    shares: Uint128,
    batch: u64,
    #[serde(flatten)]
    schedule: Schedule,
}

#[derive(Serialize)]
struct Left {
    #[serde(flatten)]
    receipt: TxReceipt,
    shares: Uint128,
    paid: Uint128,
    fee_paid: Uint128,
}

pub fn run(args: UnstakeArgs, context: &mut Context<'_>) -> Result<ExitCode> {
    receivers::check(args.receiver.as_deref(), context)?;
    let terms = HolderTerms::ask(context)?;
    let asked = ExitAmount::read(&joined(&args.amount), &terms)?;
    let own = context.own_address()?;
    let protocol = context.protocol()?;
    let balance = protocol.hub().shares(&own)?;
    let shares = asked.shares(&protocol.hub().state()?, balance)?;
    check(&terms, shares, balance)?;
    if args.instant {
        at_once(&args, &terms, shares, context)
    } else {
        by_the_queue(&args, &terms, shares, context)
    }
}

fn by_the_queue(
    args: &UnstakeArgs,
    terms: &HolderTerms,
    shares: Uint128,
    context: &mut Context<'_>,
) -> Result<ExitCode> {
    let HolderTerms { hub, coin, token, .. } = terms;
    let protocol = context.protocol()?;
    let preview = protocol.hub().preview_unbond(shares)?;
    let schedule = Schedule::ask(&protocol, terms.now)?;
    let msg = protocol.hub().queue_unbond(shares, args.receiver.clone())?;
    let mut request = TxRequest::new(format!("queue {} for exit", token.show(shares)), vec![msg])
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
        return Ok(ExitCode::Done);
    };
    let [shares, batch] = sums_surely(&outcome, hub, "unbond_queued", |fact| {
        let HubFact::UnbondQueued { shares, batch, .. } = fact else {
            return None;
        };
        Some([shares.units(), (*batch).into()])
    })?;
    let queued = Queued {
        receipt: TxReceipt::of(&outcome),
        shares,
        batch: u64::try_from(batch.u128())?,
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
    Ok(ExitCode::Done)
}

fn at_once(
    args: &UnstakeArgs,
    terms: &HolderTerms,
    shares: Uint128,
    context: &mut Context<'_>,
) -> Result<ExitCode> {
    terms.check_open(Domain::InstantUnbond)?;
    let HolderTerms { hub, coin, token, .. } = terms;
    let protocol = context.protocol()?;
    let preview = terms.instant(&protocol, shares)?;
    let least = args.slippage.least(preview.amount);
    let msg = protocol
        .hub()
        .instant_unbond(shares, args.receiver.clone(), Some(least))?;
    let mut request = TxRequest::new(format!("leave with {} at once", token.show(shares)), vec![msg])
        .fact(
            "you receive",
            format!("{}, at least {}", coin.show(preview.amount), coin.show(least)),
        )
        .fact("fee of the exit", coin.show(preview.fee));
    if let Some(receiver) = &args.receiver {
        request = receivers::told(request, receiver, context)?;
    }
    let Delivery::Sent(outcome) = context.deliver(request)? else {
        return Ok(ExitCode::Done);
    };
    let [shares, paid] = sums_surely(&outcome, hub, "instant_unbonded", |fact| {
        let HubFact::InstantUnbonded { shares, amount, .. } = fact else {
            return None;
        };
        Some([shares.units(), amount.units()])
    })?;
    let [fee_paid] = sums(&outcome, hub, |fact| {
        let HubFact::InstantUnbonded { fee, .. } = fact else {
            return None;
        };
        Some([fee.units()])
    });
    let left = Left {
        receipt: TxReceipt::of(&outcome),
        shares,
        paid,
        fee_paid,
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
    Ok(ExitCode::Done)
}

/// What an amount names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitAmount {
    /// The whole balance.
    Everything,
    Shares(Uint128),
    /// As many shares as are worth these coins, rounded up.
    Coins(Uint128),
}

impl ExitAmount {
    /// # Errors
    /// When it is none of the three.
    pub fn read(text: &str, terms: &HolderTerms) -> Result<Self> {
        if everything_of(text, &terms.token) {
            return Ok(Self::Everything);
        }
        let (unit, units) = Unit::parse_any(&[&terms.token, &terms.coin], text)?;
        Ok(match unit == &terms.token {
            true => Self::Shares(units),
            false => Self::Coins(units),
        })
    }

    pub fn shares(self, state: &StateResponse, balance: Uint128) -> Result<Uint128> {
        let amount = match self {
            Self::Everything => return Ok(balance),
            Self::Shares(shares) => return Ok(shares),
            Self::Coins(amount) => amount,
        };
        let (pool, supply) = (state.total_native, state.total_usteak);
        match amount.checked_mul_ceil((supply, pool)) {
            Ok(shares) => Ok(shares),
            Err(_) => refuse("the pool is empty, so no number of shares is worth that; name shares"),
        }
    }
}

/// What the hub would refuse.
fn check(terms: &HolderTerms, shares: Uint128, balance: Uint128) -> Result<()> {
    if balance.is_zero() {
        return refuse(format!(
            "the account has no {}; nothing was sent",
            terms.token.display
        ));
    }
    if shares.is_zero() {
        return terms.zero_shares();
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

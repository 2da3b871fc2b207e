//! `floe lock fund`: rewards are paid into a stream.

use anyhow::Result;
use cosmwasm_std::{Coin, Uint128};
use floe_api::events::StakeFact;
use floe_api::stake::{Asset, RewardStreamResponse};
use floe_client::protocol::HubClient;
use floe_client::when;
use serde::Serialize;

use super::terms::LockTerms;
use crate::context::Context;
use crate::exit::ExitCode;
use crate::holder::terms::{check_balance, joined, refuse, zero};
use crate::receipt::TxReceipt;
use crate::send::{Delivery, TxRequest};
use crate::units::{everything_of, Unit};

#[derive(clap::Args)]
pub struct LockFundArgs {
    /// In the unit of one of the streams, such as 500 flATOM; or `all` of a token, such as `all flATOM`.
    #[arg(required = true, num_args = 1..=2, value_name = "AMOUNT", allow_negative_numbers = true)]
    amount: Vec<String>,
}

#[derive(Serialize)]
struct Funded {
    #[serde(flatten)]
    receipt: TxReceipt,
    /// A cw20 contract or a denom.
    asset: String,
    amount: Uint128,
    /// All that is not released yet.
    unreleased: Uint128,
    /// When it is, in unix seconds, if somebody is staked.
    released_at: u64,
}

pub fn run(args: &LockFundArgs, named: Option<&str>, context: &mut Context<'_>) -> Result<ExitCode> {
    let terms = LockTerms::ask(named, context)?;
    let own = context.own_address()?;
    let (stream, unit, given) = stream(&terms, &joined(&args.amount), context)?;
    let most = terms.balance_of(&stream.asset, &own, context)?;
    let amount = given.unwrap_or(most);
    if amount.is_zero() {
        return zero(&unit);
    }
    check_balance(&unit, amount, most)?;

    let protocol = context.protocol()?;
    let stake = protocol.stake(&terms.address);
    let msg = match &stream.asset {
        Asset::Cw20(token) => stake.fund_shares(&HubClient::new(protocol.chain, token), amount)?,
        Asset::Denom(denom) => stake.fund(&[Coin {
            denom: denom.clone(),
            amount,
        }])?,
    };
    let request = TxRequest::new(
        format!("pay {} to those who have staked", unit.show(amount)),
        vec![msg],
    )
    .fact(
        "released",
        format!(
            "evenly over {} from now on, with {} that is not released yet; it does not come back",
            when::span(stream.period),
            unit.show(stream.unreleased)
        ),
    )
    .fact("staked", terms.token.show(terms.principal.staked));
    let Delivery::Sent(outcome) = context.deliver(request)? else {
        return Ok(ExitCode::Done);
    };
    let facts = terms.facts(&outcome);
    let (amount, unreleased, released_at) = facts.reported("stake_funded", |fact| {
        let StakeFact::Funded {
            amount,
            unreleased,
            end,
            ..
        } = fact
        else {
            return None;
        };
        Some((Uint128::from(*amount), Uint128::from(*unreleased), *end))
    })?;
    let funded = Funded {
        receipt: TxReceipt::of(&outcome),
        asset: stream.asset.name().to_owned(),
        amount,
        unreleased,
        released_at,
    };
    context.show(&funded, |funded| {
        vec![format!(
            "Paid {} into the stream: {} are released until {}, {}.",
            unit.show(funded.amount),
            unit.show(funded.unreleased),
            when::utc(funded.released_at),
            funded.receipt.place()
        )]
    })?;
    Ok(ExitCode::Done)
}

/// The stream in whose unit an amount is, and the amount; none for all that there is.
fn stream(
    terms: &LockTerms,
    text: &str,
    context: &Context<'_>,
) -> Result<(RewardStreamResponse, Unit, Option<Uint128>)> {
    let streams = context.protocol()?.stake(&terms.address).streams()?;
    if streams.is_empty() {
        return refuse(format!(
            "the stake {} has no stream; its owner adds one with `floe admin stakes`. Nothing was sent",
            terms.address
        ));
    }
    let units = streams.iter().map(|stream| terms.unit(&stream.asset, context));
    let units: Vec<Unit> = units.collect::<Result<_>>()?;
    // All of the coin that pays fees would leave nothing for the fee.
    let all = |unit: &&Unit| {
        everything_of(text, unit) && text.contains(' ') && unit.denom != terms.of_hub.coin.denom
    };
    let (unit, amount) = match units.iter().find(all) {
        Some(unit) => (unit, None),
        None => {
            let (unit, amount) = Unit::parse_any(&units.iter().collect::<Vec<_>>(), text)?;
            (unit, Some(amount))
        }
    };
    let found = streams.iter().zip(&units).find(|(_, known)| *known == unit);
    match found {
        Some((stream, unit)) => Ok((stream.clone(), unit.clone(), amount)),
        None => refuse("the stake has no stream of that unit. Nothing was sent"),
    }
}

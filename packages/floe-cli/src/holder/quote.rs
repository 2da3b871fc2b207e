//! `floe quote`: what staking or leaving would bring. Needs no key and sends nothing.

use anyhow::{Context as _, Result};
use clap::Subcommand;
use cosmwasm_std::{Decimal, SignedDecimal, Uint128};
use floe_api::hub::Domain;
use floe_client::{when, Error, Protocol};
use floe_core::units::{Seconds, DAY};
use serde::Serialize;

use super::exits::Schedule;
use super::terms::{joined, refuse, HolderTerms};
use super::{stake, unstake};
use crate::context::Context;
use crate::exit::ExitCode;
use crate::losses;
use crate::see::figures::Trailing;
use crate::see::{bps, percent};
use crate::units::price;

/// How far back the pace is taken, in days.
const WINDOW: u64 = 30;

#[derive(clap::Args)]
pub struct QuoteArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Shares for coins.
    Stake {
        /// Coins with their unit, such as 12.5 atom.
        #[arg(required = true, num_args = 1..=2, value_name = "AMOUNT", allow_negative_numbers = true)]
        amount: Vec<String>,
    },
    /// Coins for shares, by the queue and at once.
    Unstake {
        /// Shares, such as 12.5 flATOM; coins, such as 12.5 atom; or `all`.
        #[arg(required = true, num_args = 1..=2, value_name = "AMOUNT", allow_negative_numbers = true)]
        amount: Vec<String>,
    },
}

#[derive(Serialize)]
struct StakeQuote {
    coins: Uint128,
    shares: Uint128,
    rate: Decimal,
    /// What is known to lack of coins that the rate still counts.
    suspect: Uint128,
    /// Before losses, after the fee: a year at the pace of the last 30 days, as a fraction; none without a day of history.
    apr: Option<SignedDecimal>,
    /// Coins that this would bring in a year.
    a_year: Option<Uint128>,
    /// Part of the rewards that is the fee, basis points.
    fee_bps: u64,
    #[serde(skip)]
    warning: Option<String>,
}

#[derive(Serialize)]
struct UnstakeQuote {
    shares: Uint128,
    /// By the queue, at the price of now.
    coins: Uint128,
    rate: Decimal,
    #[serde(flatten)]
    schedule: Schedule,
    instant: Instant,
}

/// An exit at once, or why there is none.
#[derive(Serialize)]
#[serde(untagged)]
enum Instant {
    Pays { coins: Uint128, fee: Uint128 },
    Closed { closed: String },
}

pub fn run(args: QuoteArgs, context: &mut Context<'_>) -> Result<ExitCode> {
    let terms = HolderTerms::ask(context)?;
    match args.what {
        What::Stake { amount } => for_stake(&joined(&amount), &terms, context),
        What::Unstake { amount } => for_unstake(&joined(&amount), &terms, context),
    }
}

fn for_stake(text: &str, terms: &HolderTerms, context: &mut Context<'_>) -> Result<ExitCode> {
    let coins = terms.coin.parse(text)?;
    terms.check_open(Domain::Deposits)?;
    let protocol = context.protocol()?;
    stake::check_limits(terms, coins, protocol.hub().state()?.total_native)?;
    let preview = protocol.hub().preview_bond(coins)?;
    let apr = yearly(&protocol, terms.now)?;
    let quote = StakeQuote {
        coins,
        apr,
        a_year: apr.filter(|apr| !apr.is_negative()).and_then(|apr| {
            let part = Decimal::new(apr.abs_diff(SignedDecimal::zero()).atomics());
            coins.checked_mul_floor(part).ok()
        }),
        fee_bps: terms.powers.fee.bps,
        shares: preview.shares,
        rate: preview.rate,
        suspect: preview.suspect,
        warning: stake::lacking(&preview, &terms.coin),
    };
    context.show(&quote, |quote| {
        let price = format!(
            "{} for {}, at {} each",
            terms.token.show(quote.shares),
            terms.coin.show(quote.coins),
            price(quote.rate, &terms.token, &terms.coin)
        );
        let lines = [price, earnings(quote, terms)];
        lines.into_iter().chain(quote.warning.clone()).collect()
    })?;
    Ok(ExitCode::Done)
}

/// The pace of the last 30 days, or of what history there is.
fn yearly(protocol: &Protocol<'_>, now: Seconds) -> Result<Option<SignedDecimal>> {
    let from = now.saturating_sub(WINDOW.saturating_mul(DAY));
    let report = match protocol.hub().report(Some(from), None) {
        Ok(report) => Some(report),
        // Before its first observation the hub has none.
        Err(Error::Contract { .. }) => None,
        Err(error) => return Err(error.into()),
    };
    let losses = losses::since(protocol, from)?;
    Ok(Trailing::of(WINDOW, report.as_ref(), &losses).apr)
}

fn earnings(quote: &StakeQuote, terms: &HolderTerms) -> String {
    let fee = bps(quote.fee_bps);
    match (quote.apr, quote.a_year) {
        (Some(apr), Some(coins)) => format!(
            "at the pace of the last {WINDOW} days {} a year, {}, after the fee of {fee} of the rewards; a slash would take from it",
            terms.coin.show(coins),
            percent(apr)
        ),
        (Some(_), None) | (None, _) => {
            format!("what that earns a year cannot be said of so short a history; the fee is {fee} of the rewards")
        }
    }
}

fn for_unstake(text: &str, terms: &HolderTerms, context: &mut Context<'_>) -> Result<ExitCode> {
    let asked = unstake::ExitAmount::read(text, terms)?;
    let balance = match asked {
        unstake::ExitAmount::Everything => own_shares(terms, context)?,
        unstake::ExitAmount::Shares(_) | unstake::ExitAmount::Coins(_) => Uint128::zero(),
    };
    let protocol = context.protocol()?;
    let state = protocol.hub().state()?;
    let shares = asked.shares(&state, balance)?;
    if shares.is_zero() {
        return terms.zero_shares();
    }
    if shares > state.total_usteak {
        return refuse(format!(
            "{} is more than there is of it, {}; name less",
            terms.token.show(shares),
            terms.token.show(state.total_usteak)
        ));
    }
    let queue = protocol.hub().preview_unbond(shares)?;
    let instant = terms.instant(&protocol, shares);
    let quote = UnstakeQuote {
        shares,
        coins: queue.amount,
        rate: queue.rate,
        schedule: Schedule::ask(&protocol, terms.now)?,
        instant: match instant {
            Ok(preview) => Instant::Pays {
                coins: preview.amount,
                fee: preview.fee,
            },
            Err(error) => Instant::Closed {
                closed: format!("{error:#}").replace(". Nothing was sent", ""),
            },
        },
    };
    context.show(&quote, |quote| unstake_lines(quote, terms))?;
    Ok(ExitCode::Done)
}

/// All shares of the configured account.
fn own_shares(terms: &HolderTerms, context: &mut Context<'_>) -> Result<Uint128> {
    let own = context.own_address();
    let own = own.context("`all` is of an account; name one with --sender")?;
    let shares = context.protocol()?.hub().shares(&own)?;
    match shares.is_zero() {
        true => refuse(format!("the account has no {}", terms.token.display)),
        false => Ok(shares),
    }
}

fn unstake_lines(quote: &UnstakeQuote, terms: &HolderTerms) -> Vec<String> {
    let HolderTerms { coin, token, now, .. } = terms;
    let instant = match &quote.instant {
        Instant::Pays { coins, fee } => {
            format!("{} now, after a fee of {}", coin.show(*coins), coin.show(*fee))
        }
        Instant::Closed { closed } => format!("not possible: {closed}"),
    };
    vec![
        format!(
            "{} at {} each:",
            token.show(quote.shares),
            price(quote.rate, token, coin)
        ),
        format!(
            "  by the queue: {} about {}; the price is fixed when the batch closes, from {}",
            coin.show(quote.coins),
            when::seen_from(*now, quote.schedule.pays),
            when::utc(quote.schedule.closes)
        ),
        format!("  at once: {instant}"),
    ]
}

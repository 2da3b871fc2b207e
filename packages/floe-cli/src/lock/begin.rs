//! `floe lock begin`: tokens are unstaked.

use anyhow::Result;
use cosmwasm_std::Uint128;
use floe_api::events::StakeFact;
use floe_client::when;
use serde::Serialize;

use super::terms::LockTerms;
use crate::context::Context;
use crate::exit::ExitCode;
use crate::holder::terms::{joined, refuse};
use crate::receipt::TxReceipt;
use crate::send::{Delivery, TxRequest};

#[derive(clap::Args)]
pub struct LockBeginArgs {
    /// Tokens, such as 12.5 flATOM; coins, such as 12.5 atom, for the shares that are worth them; or `all`.
    #[arg(required = true, num_args = 1..=2, value_name = "AMOUNT", allow_negative_numbers = true)]
    amount: Vec<String>,
    /// Tell no listener, where one stands in the way.
    #[arg(long)]
    quiet: bool,
}

#[derive(Serialize)]
struct Begun {
    #[serde(flatten)]
    receipt: TxReceipt,
    amount: Uint128,
    /// Unix seconds from which on it can be withdrawn.
    ready: u64,
}

pub fn run(args: &LockBeginArgs, named: Option<&str>, context: &mut Context<'_>) -> Result<ExitCode> {
    let terms = LockTerms::ask(named, context)?;
    let own = context.own_address()?;
    let protocol = context.protocol()?;
    let stake = protocol.stake(&terms.address);
    let staked = stake.staked_value(&own)?.value;
    if staked.is_zero() {
        return refuse("the account has nothing staked; nothing was sent");
    }
    let amount = terms.amount(&joined(&args.amount), staked, context)?;
    let (token, now) = (&terms.token, terms.of_hub.now);
    let ready = now.saturating_add(terms.principal.unstaking);
    let mut request = TxRequest::new(
        format!("unstake {}", token.show(amount)),
        vec![stake.unstake(amount, args.quiet.then_some(true))?],
    )
    .fact("withdraw", format!("from {}", when::seen_from(now, ready)))
    .fact(
        "at once",
        "they vote no more and take no part in rewards from then on",
    );
    if args.quiet {
        request = request.fact(
            "beware",
            "no listener is told: a gauge counts the old power until somebody sends `floe vote poke`",
        );
    }
    let Delivery::Sent(outcome) = context.deliver(request)? else {
        return Ok(ExitCode::Done);
    };
    let (amount, ready) = terms.facts(&outcome).reported("stake_unstaked", |fact| {
        let StakeFact::Unstaked { amount, ready, .. } = fact else {
            return None;
        };
        Some((Uint128::from(*amount), *ready))
    })?;
    let begun = Begun {
        receipt: TxReceipt::of(&outcome),
        amount,
        ready,
    };
    context.show(&begun, |begun| {
        vec![
            format!(
                "{} leave the stake, {}.",
                token.show(begun.amount),
                begun.receipt.place()
            ),
            format!(
                "Withdraw them from {} on with `floe lock withdraw`.",
                when::seen_from(now, begun.ready)
            ),
        ]
    })?;
    Ok(ExitCode::Done)
}

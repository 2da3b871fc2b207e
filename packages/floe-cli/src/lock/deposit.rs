//! `floe lock deposit`: tokens are staked.

use anyhow::Result;
use cosmwasm_std::Uint128;
use floe_api::events::StakeFact;
use floe_client::when;
use floe_core::gauge::day_of;
use floe_core::units::DAY;
use serde::Serialize;

use super::terms::LockTerms;
use crate::context::Context;
use crate::exit::ExitCode;
use crate::holder::terms::joined;
use crate::protect::terms::days;
use crate::receipt::TxReceipt;
use crate::send::{Delivery, TxRequest};

#[derive(clap::Args)]
pub struct LockDepositArgs {
    /// Tokens, such as 12.5 flATOM; coins, such as 12.5 atom, for the shares that are worth them; or `all`.
    #[arg(required = true, num_args = 1..=2, value_name = "AMOUNT", allow_negative_numbers = true)]
    amount: Vec<String>,
}

#[derive(Serialize)]
struct Deposited {
    #[serde(flatten)]
    receipt: TxReceipt,
    amount: Uint128,
    /// What the account has staked now.
    staked: Uint128,
}

pub fn run(args: &LockDepositArgs, named: Option<&str>, context: &mut Context<'_>) -> Result<ExitCode> {
    let terms = LockTerms::ask(named, context)?;
    let own = context.own_address()?;
    let balance = terms.balance(&own, context)?;
    let amount = terms.amount(&joined(&args.amount), balance, context)?;
    let token = &terms.token;
    let mut request = TxRequest::new(
        format!("stake {}", token.show(amount)),
        vec![terms.deposit(amount, context)?],
    )
    .fact(
        "the way out",
        match terms.principal.unstaking {
            0 => "`floe lock begin`, then `floe lock withdraw`".to_owned(),
            unstaking => format!(
                "`floe lock begin`, then {} until `floe lock withdraw`",
                days(unstaking)
            ),
        },
    );
    if terms.is_of_hub() {
        request = request
            .fact(
                "meanwhile",
                "they earn and bear losses like all shares, and do not leave the protocol before they are withdrawn",
            )
            .fact("votes", votes_from(terms.of_hub.now));
    }
    let Delivery::Sent(outcome) = context.deliver(request)? else {
        return Ok(ExitCode::Done);
    };
    let [amount, staked] = terms.facts(&outcome).reported("stake_staked", |fact| {
        let StakeFact::Staked { amount, staked, .. } = fact else {
            return None;
        };
        Some([amount.units(), staked.units()].map(Uint128::new))
    })?;
    let deposited = Deposited {
        receipt: TxReceipt::of(&outcome),
        amount,
        staked,
    };
    context.show(&deposited, |deposited| {
        vec![format!(
            "Staked {}, {} in all, {}.",
            token.show(deposited.amount),
            token.show(deposited.staked),
            deposited.receipt.place()
        )]
    })?;
    Ok(ExitCode::Done)
}

/// What a gauge counts of tokens that are staked now: nothing of what was not there before yesterday.
fn votes_from(now: u64) -> String {
    let day = day_of(now).saturating_add(2).saturating_mul(DAY);
    format!(
        "a gauge counts them for validators from its next week on, and on proposals that are opened from {} on, if anybody has \
         called it in between, as a keeper does once a day",
        when::utc(day)
    )
}

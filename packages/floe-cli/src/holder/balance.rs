//! `floe balance`: what an account holds, in coins and shares, and its exits.

use anyhow::Result;
use cosmwasm_std::Uint128;
use floe_chain::ChainExt;
use floe_types::hub::{PreviewUnbondResponse, QueryMsg};
use serde::Serialize;

use super::exits::{self, State};
use super::terms::Terms;
use crate::context::Context;
use crate::exit::Exit;
use crate::when;

#[derive(clap::Args)]
pub struct Args {
    /// Otherwise the account of the configured key.
    address: Option<String>,
}

#[derive(Serialize)]
struct Balance {
    address: String,
    /// Base units of the staking coin.
    coins: Uint128,
    shares: Uint128,
    /// What the shares are worth, in base units.
    worth: Uint128,
    exits: Vec<exits::Exit>,
}

pub fn run(args: Args, context: &mut Context<'_>) -> Result<Exit> {
    let address = match args.address {
        Some(address) => address,
        None => context.own_address()?,
    };
    let terms = Terms::ask(context)?;
    let protocol = context.protocol()?;
    let shares = protocol.shares(&address)?;
    let worth = if shares.is_zero() {
        Uint128::zero()
    } else {
        let preview: PreviewUnbondResponse = protocol.hub(&QueryMsg::PreviewUnbond { shares })?;
        preview.amount
    };
    let balance = Balance {
        coins: context.chain.stake_balance(&address)?.into(),
        shares,
        worth,
        exits: exits::of(&protocol, &address)?,
        address,
    };
    context.show(&balance, |balance| lines(balance, &terms))?;
    Ok(Exit::Done)
}

fn lines(balance: &Balance, terms: &Terms) -> Vec<String> {
    let Terms { coin, token, now, .. } = terms;
    let mut lines = vec![
        format!("{} has", balance.address),
        format!("  {}", coin.show(balance.coins)),
        format!(
            "  {}, worth {}",
            token.show(balance.shares),
            coin.show(balance.worth)
        ),
    ];
    for exit in &balance.exits {
        let what = match exit.state {
            State::Queued => format!(
                "queued; the batch may close from {}",
                when::seen_from(*now, exit.estimate)
            ),
            State::Unbonding => format!("unbonding; pays about {}", when::seen_from(*now, exit.estimate)),
            State::Claimable => "claimable".to_owned(),
        };
        lines.push(format!(
            "  exit in batch {}: {}, {what}",
            exit.batch,
            coin.show(exit.amount)
        ));
    }
    lines
}

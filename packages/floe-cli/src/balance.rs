//! `floe balance`: what an account holds, in coins and shares.

use anyhow::Result;
use cosmwasm_std::Uint128;
use floe_chain::ChainExt;
use floe_types::hub::{PreviewUnbondResponse, QueryMsg};
use serde::Serialize;

use crate::context::Context;
use crate::exit::Exit;
use crate::units::Unit;

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
}

pub fn run(args: Args, context: &mut Context<'_>) -> Result<Exit> {
    let address = match args.address {
        Some(address) => address,
        None => context.own_address()?,
    };
    let protocol = context.protocol()?;
    let shares = protocol.shares(&address)?;
    let worth = if shares.is_zero() {
        Uint128::zero()
    } else {
        let preview: PreviewUnbondResponse = protocol.hub(&QueryMsg::PreviewUnbond { shares })?;
        preview.amount
    };
    let token = protocol.token()?;
    let balance = Balance {
        coins: context.chain.stake_balance(&address)?.into(),
        address,
        shares,
        worth,
    };
    let coin = context.unit()?;
    let token = Unit::new(&token.symbol, &token.symbol, token.decimals)?;
    context.show(&balance, |balance| {
        vec![
            format!("{} has", balance.address),
            format!("  {}", coin.show(balance.coins)),
            format!(
                "  {}, worth {}",
                token.show(balance.shares),
                coin.show(balance.worth)
            ),
        ]
    })?;
    Ok(Exit::Done)
}

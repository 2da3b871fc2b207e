//! `floe lock status`: the stakes, their rewards, and what an account has there. Needs no key and sends nothing.

use anyhow::Result;
use cosmwasm_std::Uint128;
use floe_api::stake::{PendingStakeReward, RewardStreamResponse, StakeClaim};
use floe_client::when;
use serde::Serialize;

use super::terms::{ready_at, LockTerms};
use crate::context::Context;
use crate::exit::ExitCode;
use crate::input::account;
use crate::protect::terms::days;

#[derive(clap::Args)]
pub struct LockStatusArgs {
    /// Otherwise the account of the configured key, if there is one.
    address: Option<String>,
}

#[derive(Serialize)]
struct Status {
    stake: String,
    /// The staked token: a cw20 contract or a denom.
    token: String,
    unstaking: u64,
    staked: Uint128,
    leaving: Uint128,
    streams: Vec<RewardStreamResponse>,
    account: Option<Account>,
}

#[derive(Serialize)]
struct Account {
    user: String,
    staked: Uint128,
    claims: Vec<StakeClaim>,
    rewards: Vec<PendingStakeReward>,
}

pub fn run(args: LockStatusArgs, named: Option<&str>, context: &mut Context<'_>) -> Result<ExitCode> {
    let terms = LockTerms::ask(named, context)?;
    let user = match args.address {
        None if context.settings.key.is_some() => Some(context.own_address()?),
        Some(address) => Some(account(&*context.chain, "the account", &address)?),
        None => None,
    };
    let status = {
        let protocol = context.protocol()?;
        let stake = protocol.stake(&terms.address);
        let of = |user: String| -> Result<Account> {
            Ok(Account {
                staked: stake.staked_value(&user)?.value,
                claims: stake.claims(&user)?.claims,
                rewards: stake.pending_rewards(&user)?,
                user,
            })
        };
        Status {
            stake: terms.address.clone(),
            token: terms.principal.token.name().to_owned(),
            unstaking: terms.principal.unstaking,
            staked: terms.principal.staked,
            leaving: terms.principal.leaving,
            streams: stake.streams()?,
            account: user.map(of).transpose()?,
        }
    };
    let mut lines = of_stake(&status, &terms, context)?;
    if let Some(account) = &status.account {
        lines.extend(of_account(account, &terms, context)?);
    }
    context.show(&status, |_| lines)?;
    Ok(ExitCode::Done)
}

fn of_stake(status: &Status, terms: &LockTerms, context: &Context<'_>) -> Result<Vec<String>> {
    let token = &terms.token;
    let mut lines = vec![
        format!("stake {}", status.stake),
        format!(
            "  {} are staked, {} are leaving",
            token.show(status.staked),
            token.show(status.leaving)
        ),
        format!("  unstaking takes {}", days(status.unstaking)),
    ];
    for stream in &status.streams {
        let shown = |amount| terms.shown(&stream.asset, amount, context);
        lines.push(match stream.unreleased.is_zero() {
            true => format!("  rewards: {} paid so far, none to come", shown(stream.paid)?),
            false => format!(
                "  rewards: {} paid so far, {} to come until {}",
                shown(stream.paid)?,
                shown(stream.unreleased)?,
                when::seen_from(terms.of_hub.now, stream.released_at)
            ),
        });
    }
    if status.streams.is_empty() {
        lines.push("  no rewards: its owner has added no stream".to_owned());
    }
    Ok(lines)
}

fn of_account(account: &Account, terms: &LockTerms, context: &Context<'_>) -> Result<Vec<String>> {
    let token = &terms.token;
    let mut lines = vec![
        format!("{} has", account.user),
        format!("  {} staked", token.show(account.staked)),
    ];
    for claim in &account.claims {
        lines.push(format!(
            "  {} leaving, ready {}",
            token.show(claim.amount),
            when::seen_from(terms.of_hub.now, ready_at(claim))
        ));
    }
    for reward in account.rewards.iter().filter(|reward| !reward.amount.is_zero()) {
        lines.push(format!(
            "  {} due; collect it with `floe lock claim`",
            terms.shown(&reward.asset, reward.amount, context)?
        ));
    }
    Ok(lines)
}

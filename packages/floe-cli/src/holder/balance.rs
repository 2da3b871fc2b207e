//! `floe balance`: what an account holds, in coins and shares, and its exits.

use anyhow::Result;
use cosmwasm_std::Uint128;
use floe_api::stake::Asset;
use floe_client::{when, ChainExt, Protocol};
use floe_core::units::{Seconds, DAY};
use serde::Serialize;

use super::exits::{self, ExitState};
use super::terms::HolderTerms;
use crate::context::Context;
use crate::exit::ExitCode;
use crate::input::account;
use crate::lock::terms::known;
use crate::losses::{self, Loss};
use crate::see::answered;
use crate::see::proposals::{listed, PAGE};

/// How far back losses are told, in seconds.
const MONTH: Seconds = 30 * DAY;

#[derive(clap::Args)]
pub struct BalanceArgs {
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
    /// Shares that are staked, and so not among `shares`.
    staked: Uint128,
    /// Unstaked, and not paid out yet.
    unstaking: Uint128,
    /// Shares that object to proposals of the timelock, and so are not among `shares`.
    objecting: Vec<Objecting>,
    exits: Vec<exits::PendingExit>,
    /// Of the protocol in the last 30 days, oldest first: why worth and exits have fallen.
    losses: Vec<Loss>,
    /// Validators on which stake was lost in that time: those that were slashed, and those that had stake moved to them from
    /// such a one.
    validators: Vec<Hit>,
}

#[derive(Serialize)]
struct Objecting {
    proposal: u64,
    shares: Uint128,
    /// From when on they can be taken back or leave, unix seconds.
    free_at: Option<Seconds>,
}

#[derive(Serialize)]
struct Hit {
    operator: String,
    /// The name it gives itself; empty where it gives none.
    moniker: String,
    /// All that it is known to have cost the protocol, in base units.
    cumulative_loss: Uint128,
    /// Unix seconds.
    last_loss: Seconds,
    /// Whether the chain has it jailed now.
    jailed: bool,
}

pub fn run(args: BalanceArgs, context: &mut Context<'_>) -> Result<ExitCode> {
    let address = match args.address {
        Some(address) => account(&*context.chain, "the account", &address)?,
        None => context.own_address()?,
    };
    let terms = HolderTerms::ask(context)?;
    let protocol = context.protocol()?;
    let shares = protocol.hub().shares(&address)?;
    let worth = if shares.is_zero() {
        Uint128::zero()
    } else {
        let preview = protocol.hub().preview_unbond(shares)?;
        preview.amount
    };
    let since = terms.now.saturating_sub(MONTH);
    // An exit can be older than the time that is told of.
    let known = losses::since(&protocol, 0)?;
    let exits = exits::with_losses(&protocol, &address, &known)?;
    let losses: Vec<Loss> = known.into_iter().filter(|loss| loss.time > since).collect();
    let (staked, unstaking) = staked(&address, &terms, context)?;
    let balance = Balance {
        coins: context.chain.stake_balance(&address)?.into(),
        shares,
        worth,
        staked,
        unstaking,
        objecting: objecting(&protocol, &terms, &address)?,
        exits,
        validators: match losses.is_empty() {
            true => Vec::new(),
            false => hit(&protocol, since)?,
        },
        losses,
        address,
    };
    context.show(&balance, |balance| lines(balance, &terms))?;
    Ok(ExitCode::Done)
}

/// Shares that an account has where the hub's shares are staked, and those that leave it and are not paid out, as far as a
/// deployment or the governor tells where.
fn staked(address: &str, terms: &HolderTerms, context: &Context<'_>) -> Result<(Uint128, Uint128)> {
    let Some(contract) = known(terms, context)? else {
        return Ok(Default::default());
    };
    let protocol = context.protocol()?;
    let stake = protocol.stake(&contract);
    match answered(stake.principal())? {
        Some(principal) if principal.token == Asset::Cw20(terms.hub.clone()) => {
            let claims = stake.claims(address)?.claims;
            let leaving = claims
                .iter()
                .fold(Uint128::zero(), |sum, claim| sum.saturating_add(claim.amount));
            Ok((stake.staked_value(address)?.value, leaving))
        }
        Some(_) | None => Ok(Default::default()),
    }
}

/// Shares that an account has in the timelock that owns the hub, if one does.
fn objecting(protocol: &Protocol<'_>, terms: &HolderTerms, address: &str) -> Result<Vec<Objecting>> {
    let Some(owner) = &terms.powers.owner else {
        return Ok(Vec::new());
    };
    let timelock = protocol.timelock(owner);
    if answered(timelock.config())?.is_none_or(|config| config.locked.is_zero()) {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for proposal in listed(&|after| timelock.proposals(after, Some(PAGE)))? {
        if proposal.locked.is_zero() {
            continue;
        }
        let objection = timelock.objection(proposal.id, address)?;
        if !objection.locked.is_zero() {
            found.push(Objecting {
                proposal: proposal.id,
                shares: objection.locked.into(),
                free_at: objection.free_at,
            });
        }
    }
    Ok(found)
}

/// Validators on which stake was lost since a time.
fn hit(protocol: &Protocol<'_>, since: Seconds) -> Result<Vec<Hit>> {
    let chain = protocol.chain.validators()?;
    let booked = protocol.hub().stake()?.into_iter();
    let hit = booked.filter_map(|stake| {
        let last_loss = stake.last_loss.filter(|last| *last > since)?;
        let known = chain
            .iter()
            .find(|validator| validator.operator == stake.operator);
        Some(Hit {
            moniker: known.map(|known| known.moniker.clone()).unwrap_or_default(),
            jailed: known.is_some_and(|known| known.jailed),
            cumulative_loss: stake.cumulative_loss,
            last_loss,
            operator: stake.operator,
        })
    });
    Ok(hit.collect())
}

fn lines(balance: &Balance, terms: &HolderTerms) -> Vec<String> {
    let HolderTerms { coin, token, now, .. } = terms;
    let mut lines = vec![
        format!("{} has", balance.address),
        format!("  {}", coin.show(balance.coins)),
        format!(
            "  {}, worth {}",
            token.show(balance.shares),
            coin.show(balance.worth)
        ),
    ];
    if !balance.staked.is_zero() {
        lines.push(format!(
            "  {} staked; `floe lock status` tells more",
            token.show(balance.staked)
        ));
    }
    if !balance.unstaking.is_zero() {
        lines.push(format!(
            "  {} leaving the stake; `floe lock withdraw` pays out what is ready",
            token.show(balance.unstaking)
        ));
    }
    lines.extend(balance.objecting.iter().map(|objecting| {
        let free = objecting
            .free_at
            .map(|free_at| format!("; free {}", when::seen_from(*now, free_at)));
        format!(
            "  {} objecting to proposal {}{}",
            token.show(objecting.shares),
            objecting.proposal,
            free.unwrap_or_default()
        )
    }));
    for exit in &balance.exits {
        let what = match exit.state {
            ExitState::Queued => format!(
                "queued; the batch may close from {}",
                when::seen_from(*now, exit.estimate)
            ),
            ExitState::Unbonding => format!("unbonding; pays about {}", when::seen_from(*now, exit.estimate)),
            ExitState::Claimable => "claimable".to_owned(),
        };
        let fell = exit.at_close.map(|was| {
            format!(
                " (was {} when the batch closed; losses took {})",
                coin.show(was),
                coin.number(was.saturating_sub(exit.amount))
            )
        });
        lines.push(format!(
            "  exit in batch {}: {}{}, {what}",
            exit.batch,
            coin.show(exit.amount),
            fell.unwrap_or_default()
        ));
    }
    lines.extend(why(balance, terms));
    lines
}

/// Why worth and exits are less than they were; nothing without losses, or for an account that bears none.
fn why(balance: &Balance, terms: &HolderTerms) -> Vec<String> {
    let HolderTerms { coin, token, .. } = terms;
    if balance.losses.is_empty() || (balance.shares.is_zero() && balance.exits.is_empty()) {
        return Vec::new();
    }
    let mut lines =
        vec!["Losses of the last 30 days, which shares and unpaid exits bear in one proportion:".to_owned()];
    lines.extend(
        balance
            .losses
            .iter()
            .map(|loss| format!("  {}", loss.told(coin, token))),
    );
    lines.extend(balance.validators.iter().map(|hit| {
        let name = match hit.moniker.as_str() {
            "" => hit.operator.clone(),
            moniker => format!("{moniker} ({})", hit.operator),
        };
        format!(
            "  on {name}{}: the protocol has lost {} in all",
            if hit.jailed { ", jailed now" } else { "" },
            coin.show(hit.cumulative_loss)
        )
    }));
    lines
}

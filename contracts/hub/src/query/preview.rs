//! Previews: the operations themselves, without saving.

use cosmwasm_std::{Deps, Env, Uint128};
use floe_api::hub::{
    CrankReport, Domain, PreviewAllocationResponse, PreviewBondResponse, PreviewInstantResponse,
    PreviewUnbondResponse,
};
use floe_core::flight;
use floe_core::units::Native;

use crate::error::ContractResult;
use crate::execute::{bond as bonding, crank as cranking, nonzero_shares};
use crate::query::steak;
use crate::session::{Items, Session};
use crate::state::{CONTROLS, FLOW, PARAMS, STOCK};

pub fn bond(deps: Deps, env: &Env, amount: Uint128) -> ContractResult<PreviewBondResponse> {
    let now = env.block.time.seconds();
    let params = PARAMS.load(deps.storage)?;
    let mut seen = None;
    let (mut flow, stock, gates) = if bonding::is_stale(&STOCK.load(deps.storage)?, &params, now) {
        let session = cranking::preview_session(deps, env)?;
        seen = Some(suspect(&session)?);
        let Items {
            flow, stock, gates, ..
        } = Items::of(session.accounts());
        (flow, stock, gates)
    } else {
        (
            FLOW.load(deps.storage)?,
            STOCK.load(deps.storage)?,
            CONTROLS.load(deps.storage)?.gates,
        )
    };
    gates.check(Domain::Deposits, now)?;
    let suspect = match seen {
        Some(suspect) => suspect,
        None => steak::suspect(deps, env, flow.free)?,
    };
    let rate = floe_core::convert::rate(stock.pool(&flow, now), flow.supply);
    let shares = bonding::deposit(&mut flow, &stock, &params, &gates, amount.into(), now)?;
    Ok(PreviewBondResponse {
        shares: shares.into(),
        rate,
        suspect: suspect.into(),
    })
}

pub fn unbond(deps: Deps, env: &Env, shares: Uint128) -> ContractResult<PreviewUnbondResponse> {
    let session = cranking::preview_session(deps, env)?;
    let now = session.seconds();
    let books = &session.ledger().books;
    let amount = books.native_for(nonzero_shares(shares)?, now)?;
    Ok(PreviewUnbondResponse {
        amount: amount.into(),
        rate: books.rate(now),
    })
}

pub fn instant(deps: Deps, env: &Env, shares: Uint128) -> ContractResult<PreviewInstantResponse> {
    let session = cranking::preview_session(deps, env)?;
    let (work, shares) = (&session.work, nonzero_shares(shares)?);
    let quote = work.state.quote_instant(shares, work.at, &work.params)??;
    Ok(PreviewInstantResponse {
        amount: quote.payout().into(),
        fee: quote.fee.into(),
        rate: session.ledger().books.rate(session.seconds()),
    })
}

pub fn crank(deps: Deps, env: &Env) -> ContractResult<CrankReport> {
    cranking::preview(deps, env)
}

pub fn allocation(deps: Deps, env: &Env, amount: Uint128) -> ContractResult<PreviewAllocationResponse> {
    let mut session = cranking::preview_session(deps, env)?;
    let amount = Native::from(amount);
    let (work, world) = session.split();
    let delegations = match work.targets(&world) {
        Some(targets) => work.plan_allocation(amount, &targets, work.page())?,
        None => Vec::new(),
    };
    let placed = Native::sum(delegations.iter().map(|portion| portion.amount))?;
    Ok(PreviewAllocationResponse {
        delegations,
        kept: amount.less(placed).into(),
    })
}

/// What is known to lack of due entries.
fn suspect(session: &Session<'_>) -> ContractResult<Native> {
    let ledger = session.ledger();
    let coins = ledger.unknown_coins(session.bank_balance()?);
    let entries = ledger.entries.iter();
    let entries = entries.map(|(key, entry)| (key.completion, entry.expected));
    let short = ledger.short_since.is_some();
    Ok(flight::suspect(entries, coins, session.work.at.nanos, short))
}

//! The crank, and its steps alone.

use cosmwasm_std::{to_json_binary, Addr, DepsMut, Env, Response, Storage, Uint128};
use floe_core::params::MAX_PAGE;
use floe_core::units::{Native, Shares};

use crate::error::{ContractError, ContractResult};
use crate::session::{Budget, Session};
use crate::token;

/// Does whatever is due within a message budget.
pub fn crank(
    deps: DepsMut,
    env: Env,
    keeper: &Addr,
    max_msgs: Option<u32>,
    skip: Skip,
) -> ContractResult<Response> {
    let mut session = observed(&deps, &env, skip)?;
    let page = match max_msgs {
        Some(given) => check_page(given)?.min(session.page()),
        None => session.page(),
    };
    let burned = session.crank(deps.storage, page, keeper, true)?;
    respond(session, deps.storage, burned)
}

pub fn sync(deps: DepsMut, env: Env) -> ContractResult<Response> {
    let mut session = Session::load(deps.storage, deps.querier, &env)?;
    session.observe(Native::ZERO)?;
    respond(session, deps.storage, Shares::ZERO)
}

/// Withdraws rewards of a page of validators, whatever the harvest interval, or of the one named.
pub fn harvest(
    deps: DepsMut,
    env: Env,
    keeper: &Addr,
    validator: Option<String>,
    skip: Skip,
) -> ContractResult<Response> {
    let mut session = Session::load(deps.storage, deps.querier, &env)?;
    session.observe(Native::ZERO)?;
    session.skip(skip)?;
    match validator {
        Some(validator) => session.harvest_from(validator, keeper)?,
        None => session.harvest(None, &mut Budget(usize::MAX), keeper)?,
    }
    respond(session, deps.storage, Shares::ZERO)
}

/// Close and cover.
pub fn submit_batch(deps: DepsMut, env: Env, skip: Skip) -> ContractResult<Response> {
    let mut session = observed(&deps, &env, skip)?;
    let escrow = token::escrow(deps.storage, &env.contract.address)?;
    let targets = session.targets();
    let burned = session.close(escrow, targets.as_ref())?;
    let page = session.page();
    session.cover(targets.as_ref(), page)?;
    respond(session, deps.storage, burned)
}

/// Settle.
pub fn reconcile(deps: DepsMut, env: Env) -> ContractResult<Response> {
    let mut session = Session::load(deps.storage, deps.querier, &env)?;
    session.observe(Native::ZERO)?;
    session.settle()?;
    respond(session, deps.storage, Shares::ZERO)
}

/// Allocate, drain and rebalance.
pub fn rebalance(deps: DepsMut, env: Env, smallest: Option<Uint128>, skip: Skip) -> ContractResult<Response> {
    let mut session = observed(&deps, &env, skip)?;
    session.rebalance_step(smallest.unwrap_or_default().into())?;
    respond(session, deps.storage, Shares::ZERO)
}

/// Validators that a message is to leave out.
type Skip = Option<Vec<String>>;

/// A session after its observation, with the redelegation locks, and without the validators to skip.
fn observed<'a>(deps: &DepsMut<'a>, env: &Env, skip: Skip) -> ContractResult<Session<'a>> {
    let mut session = Session::load(deps.storage, deps.querier, env)?;
    session.load_locks(deps.storage)?;
    session.observe(Native::ZERO)?;
    session.skip(skip)?;
    Ok(session)
}

fn check_page(given: u32) -> ContractResult<usize> {
    if !(1..=MAX_PAGE).contains(&given) {
        return Err(ContractError::OutOfBounds {
            name: "max_msgs",
            value: given.into(),
            min: 1,
            max: MAX_PAGE.into(),
        });
    }
    Ok(usize::try_from(given).unwrap_or(1))
}

impl Session<'_> {
    /// Staking messages in one transaction.
    pub fn page(&self) -> usize {
        usize::try_from(self.params.staking.max_msgs).unwrap_or(usize::MAX)
    }
}

/// Saves, burns the shares of a closed batch, and answers what was done.
fn respond(session: Session<'_>, storage: &mut dyn Storage, burned: Shares) -> ContractResult<Response> {
    let hub = session.env.contract.address.clone();
    let report = to_json_binary(&session.report)?;
    let mut response = session.finish(storage)?.set_data(report);
    if !burned.is_zero() {
        token::debit(storage, &hub, burned)?;
        response = response.add_attributes(token::burn_attributes(&hub, burned));
    }
    Ok(response)
}

/// What a crank would do now, without doing it.
pub fn preview(deps: cosmwasm_std::Deps, env: &Env) -> ContractResult<floe_types::hub::CrankReport> {
    let mut session = Session::load(deps.storage, deps.querier, env)?;
    session.load_locks(deps.storage)?;
    session.observe(Native::ZERO)?;
    let page = session.page();
    session.crank(deps.storage, page, &env.contract.address, false)?;
    let hampered = session.ledger().positions.iter();
    session.report.hampered = hampered
        .filter(|(_, position)| position.marked_until > 0)
        .map(|(validator, _)| validator.clone())
        .collect();
    Ok(session.report)
}

/// A session after an observation, for previews.
pub fn preview_session<'a>(deps: cosmwasm_std::Deps<'a>, env: &Env) -> ContractResult<Session<'a>> {
    let mut session = Session::load(deps.storage, deps.querier, env)?;
    session.observe(Native::ZERO)?;
    Ok(session)
}

//! The crank, and its steps alone.

use cosmwasm_std::{Addr, Deps, DepsMut, Env, Response, Storage, Uint128};
use floe_api::hub::CrankReport;
use floe_contract::answer;
use floe_core::allocation::answers::MAX_SKIP;
use floe_core::engine::Budget;
use floe_core::params::MAX_PAGE;
use floe_core::units::{Native, Shares};

use crate::error::{ContractError, ContractResult};
use crate::session::Session;
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
        Some(given) => check_page(given)?.min(session.work.page()),
        None => session.work.page(),
    };
    let escrow = token::escrow(deps.storage, &env.contract.address)?;
    let (work, world) = session.split();
    let burned = work.crank(escrow, page, keeper.as_str(), true, &world)?;
    respond(session, deps.storage, burned)
}

pub fn sync(deps: DepsMut, env: Env) -> ContractResult<Response> {
    let mut session = Session::load(deps.storage, deps.querier, &env)?;
    session.observe(deps.storage, Native::ZERO)?;
    respond(session, deps.storage, Shares::ZERO)
}

/// The observation that precedes another message: without an answer.
pub fn look(deps: DepsMut, env: Env) -> ContractResult<Response> {
    let mut session = Session::load(deps.storage, deps.querier, &env)?;
    session.observe(deps.storage, Native::ZERO)?;
    session.finish(deps.storage)
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
    session.observe(deps.storage, Native::ZERO)?;
    leave_out(&mut session, skip)?;
    let (work, world) = session.split();
    match validator {
        Some(validator) => {
            if !work.has_stake_with(&validator) {
                return Err(ContractError::NoStake { validator });
            }
            work.harvest_from(validator, keeper.as_str());
        }
        None => work.harvest(None, &mut Budget(usize::MAX), keeper.as_str(), &world)?,
    }
    respond(session, deps.storage, Shares::ZERO)
}

/// Close and cover.
pub fn submit_batch(deps: DepsMut, env: Env, skip: Skip) -> ContractResult<Response> {
    let mut session = observed(&deps, &env, skip)?;
    let escrow = token::escrow(deps.storage, &env.contract.address)?;
    let (work, world) = session.split();
    let (burned, _) = work.close_and_cover(escrow, work.page(), &world)?;
    respond(session, deps.storage, burned)
}

/// Settle.
pub fn reconcile(deps: DepsMut, env: Env) -> ContractResult<Response> {
    let mut session = Session::load(deps.storage, deps.querier, &env)?;
    session.observe(deps.storage, Native::ZERO)?;
    session.work.settle()?;
    respond(session, deps.storage, Shares::ZERO)
}

/// Allocate, drain and rebalance.
pub fn rebalance(deps: DepsMut, env: Env, smallest: Option<Uint128>, skip: Skip) -> ContractResult<Response> {
    let mut session = observed(&deps, &env, skip)?;
    let (work, world) = session.split();
    work.rebalance_step(smallest.unwrap_or_default().into(), &world)?;
    respond(session, deps.storage, Shares::ZERO)
}

/// Validators that a message is to leave out.
type Skip = Option<Vec<String>>;

/// A session after its observation, with the redelegation locks, and without the validators to skip.
fn observed<'a>(deps: &DepsMut<'a>, env: &Env, skip: Skip) -> ContractResult<Session<'a>> {
    let mut session = Session::load(deps.storage, deps.querier, env)?;
    session.load_locks(deps.storage)?;
    session.observe(deps.storage, Native::ZERO)?;
    leave_out(&mut session, skip)?;
    Ok(session)
}

/// # Errors
/// When more than ten are named.
fn leave_out(session: &mut Session<'_>, skip: Skip) -> ContractResult<()> {
    let validators = skip.unwrap_or_default();
    if validators.len() > MAX_SKIP {
        return Err(ContractError::ListLength {
            field: "skip",
            given: validators.len(),
            min: 0,
            max: MAX_SKIP,
        });
    }
    let (work, world) = session.split();
    work.skip(validators, &world);
    Ok(())
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

/// Saves, burns the shares of a closed batch, and answers what was done.
fn respond(mut session: Session<'_>, storage: &mut dyn Storage, burned: Shares) -> ContractResult<Response> {
    let hub = session.env.contract.address.clone();
    let report = CrankReport::from(std::mem::take(&mut session.work.report));
    let mut response = session.finish(storage)?.set_data(answer::json(&report)?);
    if !burned.is_zero() {
        token::debit(storage, &hub, burned)?;
        response = response.add_attributes(token::burn_attributes(&hub, burned));
    }
    Ok(response)
}

/// What a crank would do now, without doing it.
pub fn preview(deps: Deps, env: &Env) -> ContractResult<CrankReport> {
    let mut session = Session::load(deps.storage, deps.querier, env)?;
    session.load_locks(deps.storage)?;
    session.observe(deps.storage, Native::ZERO)?;
    let hub = &env.contract.address;
    let escrow = token::escrow(deps.storage, hub)?;
    let (work, world) = session.split();
    work.crank(escrow, work.page(), hub.as_str(), false, &world)?;
    let hampered = work.ledger().positions.iter();
    let hampered = hampered
        .filter(|(_, position)| position.marked_until > 0)
        .map(|(validator, _)| validator.clone())
        .collect();
    Ok(CrankReport {
        hampered,
        ..session.work.report.into()
    })
}

/// A session after an observation, for previews.
pub fn preview_session<'a>(deps: Deps<'a>, env: &Env) -> ContractResult<Session<'a>> {
    let mut session = Session::load(deps.storage, deps.querier, env)?;
    session.observe(deps.storage, Native::ZERO)?;
    Ok(session)
}

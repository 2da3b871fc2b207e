//! Votes for validators.

use std::collections::BTreeSet;

use cosmwasm_std::{Addr, Deps, DepsMut, Env, Response};
use floe_api::targets;
use floe_core::gauge::{day_of, epoch_of, last_day_before};
use floe_core::units::{Units, BPS};

use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::outside::power_at;
use crate::state::{last_call_before, VoteRow, CONFIG};
use crate::votes;

/// Validators that one can vote for at once.
const MAX_ROWS: usize = 10;

/// Sets somebody's votes from the next epoch on, with the power that he has before this block and, on the day before that epoch,
/// had before that day.
///
/// # Errors
/// [`ContractError::NoPower`]; [`ContractError::NotListed`]; rows that do not add up.
pub fn set_votes(
    deps: DepsMut,
    env: &Env,
    user: &Addr,
    votes: Vec<(String, u64)>,
) -> ContractResult<Response> {
    let now = env.block.time.seconds();
    let epoch = epoch_of(now);
    let from = epoch.saturating_add(1);
    let rows = rows(deps.as_ref(), votes, now)?;
    let mut power = Units::ZERO;
    if !rows.is_empty() {
        let config = CONFIG.load(deps.storage)?;
        power = power_at(&deps.querier, &config.power, user, env.block.height)?;
        let last_day = last_day_before(from);
        if day_of(now) == last_day {
            let earlier = last_call_before(deps.storage, last_day)?;
            power = power.min(power_at(&deps.querier, &config.power, user, earlier)?);
        }
        if power.is_zero() {
            return Err(ContractError::NoPower);
        }
    }
    votes::set(deps.storage, user, epoch, power, rows)?;
    let user = user.as_str();
    Ok(Response::new().add_event(Fact::VotesSet { user, power, from }))
}

fn rows(deps: Deps, votes: Vec<(String, u64)>, now: u64) -> ContractResult<Vec<VoteRow>> {
    if votes.is_empty() {
        return Ok(Vec::new());
    }
    if votes.len() > MAX_ROWS {
        return Err(ContractError::ListLength {
            given: votes.len(),
            min: 0,
            max: MAX_ROWS,
        });
    }
    let distinct: BTreeSet<&String> = votes.iter().map(|(operator, _)| operator).collect();
    let sum = votes
        .iter()
        .fold(0u128, |sum, (_, bps)| sum.saturating_add(u128::from(*bps)));
    let all_positive = votes.iter().all(|(_, bps)| *bps > 0);
    if distinct.len() != votes.len() || sum != BPS || !all_positive {
        return Err(ContractError::Malformed { sum: "10000" });
    }
    let registry = CONFIG.load(deps.storage)?.registry;
    let listed = targets::query_raw(&deps.querier, &registry, now)?;
    let row = |(operator, bps): (String, u64)| {
        if listed.shares.iter().any(|share| share.operator == operator) {
            return Ok(VoteRow { operator, bps });
        }
        Err(ContractError::NotListed { operator })
    };
    votes.into_iter().map(row).collect()
}

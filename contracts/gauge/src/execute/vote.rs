//! A vote on an opened proposal.

use cosmwasm_std::{Addr, Decimal, DepsMut, Response};
use floe_api::hub::VoteChoice;
use floe_core::gauge::Ballot;

use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::execute::open::proposal_power;
use crate::state::{BALLOTS, PROPOSALS};

/// Choices that there are.
const OPTIONS: usize = 4;

/// Counts somebody's power, in the place of what he has voted before.
///
/// # Errors
/// [`ContractError::NotOpen`]; [`ContractError::NoPower`]; votes that do not add up to one.
pub fn vote(
    deps: DepsMut,
    user: &Addr,
    proposal_id: u64,
    votes: &[(Decimal, VoteChoice)],
) -> ContractResult<Response> {
    let parts = parts(votes)?;
    let known = PROPOSALS.may_load(deps.storage, proposal_id)?;
    let mut proposal = known.ok_or(ContractError::NotOpen { proposal_id })?;
    let power = proposal_power(deps.as_ref(), user, &proposal)?;
    if power.is_zero() {
        return Err(ContractError::NoPower);
    }
    let old = BALLOTS.may_load(deps.storage, (proposal_id, user))?;
    let ballot = Ballot::split(power, parts);
    proposal.tally = proposal.tally.replace(&old.unwrap_or_default(), &ballot)?;
    BALLOTS.save(deps.storage, (proposal_id, user), &ballot)?;
    PROPOSALS.save(deps.storage, proposal_id, &proposal)?;
    let Ballot {
        yes,
        no,
        abstain,
        veto: no_with_veto,
    } = ballot;
    Ok(Response::new().add_event(Fact::Voted {
        proposal_id,
        user: user.as_str(),
        yes,
        no,
        abstain,
        no_with_veto,
        voted: proposal.tally.voted()?,
    }))
}

/// The part of each choice, in the order of a ballot.
fn parts(votes: &[(Decimal, VoteChoice)]) -> ContractResult<[Decimal; OPTIONS]> {
    if votes.is_empty() || votes.len() > OPTIONS {
        return Err(ContractError::ListLength {
            given: votes.len(),
            min: 1,
            max: OPTIONS,
        });
    }
    let malformed = ContractError::Malformed { sum: "1" };
    let part = |choice: VoteChoice| {
        let of_choice = votes.iter().filter(|(_, other)| *other == choice);
        of_choice.map(|(weight, _)| *weight).next().unwrap_or_default()
    };
    let repeated = votes.iter().enumerate().any(|(n, (weight, choice))| {
        weight.is_zero() || votes.iter().take(n).any(|(_, other)| other == choice)
    });
    let parts = [
        VoteChoice::Yes,
        VoteChoice::No,
        VoteChoice::Abstain,
        VoteChoice::NoWithVeto,
    ]
    .map(part);
    let sum = parts
        .iter()
        .try_fold(Decimal::zero(), |sum, part| sum.checked_add(*part).ok());
    if repeated || sum != Some(Decimal::one()) {
        return Err(malformed);
    }
    Ok(parts)
}

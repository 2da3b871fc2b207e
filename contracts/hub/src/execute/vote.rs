//! Votes on the chain's proposals: `vote` and `vote_weighted`.

use cosmwasm_std::{Decimal, Event, GovMsg, Response, VoteOption, WeightedVoteOption};
use floe_api::hub::VoteChoice;
use floe_contract::ShellError;

use crate::error::{ContractError, ContractResult};
use crate::events::Fact;

const OPTIONS: usize = 4;

pub fn vote(proposal_id: u64, choice: VoteChoice) -> Response {
    let vote = GovMsg::Vote {
        proposal_id,
        option: option(choice),
    };
    Response::new()
        .add_message(vote)
        .add_event(Event::from(Fact::VoteCast { proposal_id }))
}

/// Weights are positive, name each option once, and add up to one: the chain would refuse others without a reason.
pub fn vote_weighted(proposal_id: u64, votes: Vec<(Decimal, VoteChoice)>) -> ContractResult<Response> {
    if votes.is_empty() || votes.len() > OPTIONS {
        return Err(ContractError::ListLength {
            field: "votes",
            given: votes.len(),
            min: 1,
            max: OPTIONS,
        });
    }
    let invalid = |reason: &str| ShellError::Invalid {
        field: "votes",
        reason: reason.to_owned(),
    };
    let mut total = Decimal::zero();
    for (n, (weight, choice)) in votes.iter().enumerate() {
        if weight.is_zero() || votes.iter().take(n).any(|(_, other)| other == choice) {
            return Err(invalid("each option stands once, with a positive weight").into());
        }
        total = total
            .checked_add(*weight)
            .map_err(|_| invalid("the weights add up to one"))?;
    }
    if total != Decimal::one() {
        return Err(invalid("the weights add up to one").into());
    }
    let options = votes
        .into_iter()
        .map(|(weight, choice)| WeightedVoteOption {
            option: option(choice),
            weight,
        })
        .collect();
    Ok(Response::new()
        .add_message(GovMsg::VoteWeighted { proposal_id, options })
        .add_event(Event::from(Fact::VoteCast { proposal_id })))
}

fn option(choice: VoteChoice) -> VoteOption {
    match choice {
        VoteChoice::Yes => VoteOption::Yes,
        VoteChoice::No => VoteOption::No,
        VoteChoice::Abstain => VoteOption::Abstain,
        VoteChoice::NoWithVeto => VoteOption::NoWithVeto,
    }
}

//! The hub votes as was voted here.

use cosmwasm_std::{Deps, ReplyOn, Response};
use floe_api::hub::{ExecuteMsg, VoteChoice};
use floe_contract::answer;

use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::reply::{about, CAST_REPLY};
use crate::state::{CONFIG, PROPOSALS};

/// Sends the hub's vote, split as the votes are, from the quorum on; below it nothing is sent, and the chain counts the hub with its
/// validators' votes. Where the chain does not take the vote, as on a closed proposal, an event says so.
///
/// # Errors
/// [`ContractError::NotOpen`].
pub fn cast(deps: Deps, proposal_id: u64) -> ContractResult<Response> {
    let known = PROPOSALS.may_load(deps.storage, proposal_id)?;
    let proposal = known.ok_or(ContractError::NotOpen { proposal_id })?;
    let voted = proposal.tally.voted()?;
    if voted < proposal.quorum {
        return Ok(Response::new().add_event(Fact::BelowQuorum {
            proposal_id,
            voted,
            quorum: proposal.quorum,
        }));
    }
    let [yes, no, abstain, no_with_veto] = proposal.tally.parts()?;
    let votes = [
        (yes, VoteChoice::Yes),
        (no, VoteChoice::No),
        (abstain, VoteChoice::Abstain),
        (no_with_veto, VoteChoice::NoWithVeto),
    ];
    let vote = ExecuteMsg::VoteWeighted {
        proposal_id,
        votes: votes.into_iter().filter(|(part, _)| !part.is_zero()).collect(),
    };
    let vote = answer::call(CONFIG.load(deps.storage)?.hub.as_str(), &vote)?;
    let cast = Fact::Cast {
        proposal_id,
        yes,
        no,
        abstain,
        no_with_veto,
    };
    Ok(Response::new()
        .add_event(cast)
        .add_submessage(about(CAST_REPLY, vote, proposal_id, ReplyOn::Error)))
}

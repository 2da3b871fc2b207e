//! A proposal of x/gov is opened here, once it is proven to be in its voting period.

use cosmwasm_std::{Addr, Deps, DepsMut, Env, ReplyOn, Response};
use floe_api::gauge::ExecuteMsg;
use floe_api::hub::{self, VoteChoice};
use floe_contract::answer;
use floe_core::gauge::{day_of, quorum, Ballot};
use floe_core::units::Units;

use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::outside::{power_at, supply, total_at};
use crate::reply::{about, PROBE_REPLY, PROOF_REPLY};
use crate::state::{last_call_before, GaugeProposal, CONFIG, PROPOSALS};

/// Who opens has at least one part in so many of the power.
const OPENING_PART: u128 = 1_000;

/// Opens it, if the message to itself then fails as [`prove`] does.
///
/// # Errors
/// [`ContractError::AlreadyOpen`]; [`ContractError::TooLittlePower`]; later [`ContractError::NotInVotingPeriod`].
pub fn open(deps: DepsMut, env: &Env, by: &Addr, proposal_id: u64) -> ContractResult<Response> {
    if PROPOSALS.may_load(deps.storage, proposal_id)?.is_some() {
        return Err(ContractError::AlreadyOpen { proposal_id });
    }
    let config = CONFIG.load(deps.storage)?;
    let (opened_at, height) = (env.block.time.seconds(), env.block.height);
    let yesterday = day_of(opened_at).saturating_sub(1);
    let earlier = last_call_before(deps.storage, yesterday)?;
    let power = total_at(&deps.querier, &config.power, Some(height))?;
    let quorum = quorum(power, config.quorum_bps, supply(&deps.querier, &config.hub)?)?;
    let proposal = GaugeProposal {
        opened_at,
        height,
        earlier,
        power,
        quorum,
        tally: Ballot::default(),
    };
    let own = proposal_power(deps.as_ref(), by, &proposal)?;
    let least = Units::new(power.units().div_ceil(OPENING_PART).max(1));
    if own < least {
        return Err(ContractError::TooLittlePower { power: own, least });
    }
    PROPOSALS.save(deps.storage, proposal_id, &proposal)?;
    let proof = answer::call(env.contract.address.as_str(), &ExecuteMsg::Prove { proposal_id })?;
    let opened = Fact::Opened {
        proposal_id,
        by: by.as_str(),
        power,
        quorum,
        earlier_height: earlier,
    };
    Ok(Response::new().add_event(opened).add_submessage(about(
        PROOF_REPLY,
        proof,
        proposal_id,
        ReplyOn::Always,
    )))
}

/// Has the hub vote. When that succeeds the reply to it fails, which undoes the vote: one that stayed would take the hub's stake
/// from its validators' votes. When it does not, all of this succeeds, which proves nothing.
///
/// # Errors
/// None of its own.
pub fn prove(deps: Deps, proposal_id: u64) -> ContractResult<Response> {
    let vote = hub::ExecuteMsg::Vote {
        proposal_id,
        vote: VoteChoice::Abstain,
    };
    let vote = answer::call(CONFIG.load(deps.storage)?.hub.as_str(), &vote)?;
    Ok(Response::new().add_submessage(about(PROBE_REPLY, vote, proposal_id, ReplyOn::Always)))
}

/// What somebody can vote with on a proposal: the least of what he had when it was opened and before the day before.
///
/// # Errors
/// When the contract with the power does not answer.
pub fn proposal_power(deps: Deps, user: &Addr, proposal: &GaugeProposal) -> ContractResult<Units> {
    let power = CONFIG.load(deps.storage)?.power;
    let opened = power_at(&deps.querier, &power, user, proposal.height)?;
    if opened.is_zero() {
        return Ok(opened);
    }
    Ok(opened.min(power_at(&deps.querier, &power, user, proposal.earlier)?))
}

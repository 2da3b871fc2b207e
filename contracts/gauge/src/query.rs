//! Answers.

use cosmwasm_std::{Binary, Deps, Env, Order, StdResult};
use cw_storage_plus::Bound;
use floe_api::gauge::{
    ConfigResponse, GaugeBallotResponse, GaugeProposalResponse, GaugeRows, GaugeValidatorResponse,
    GaugeVotesResponse, GaugeWeightsResponse, QueryMsg,
};
use floe_contract::{address, answer, page};
use floe_core::gauge::{epoch_of, Ballot};

use crate::error::{ContractError, ContractResult};
use crate::execute::apply::outcome;
use crate::execute::open::proposal_power;
use crate::state::{GaugeProposal, VoteRows, APPLIED, BALLOTS, CONFIG, PROPOSALS, VOTES};

pub fn query(deps: Deps, env: &Env, msg: QueryMsg) -> ContractResult<Binary> {
    let answer = match msg {
        QueryMsg::Config {} => answer::json(&config(deps)?),
        QueryMsg::Proposal { proposal_id } => answer::json(&one(deps, proposal_id)?),
        QueryMsg::Proposals { start_after, limit } => answer::json(&list(deps, start_after, limit)?),
        QueryMsg::Ballot { proposal_id, user } => answer::json(&ballot(deps, proposal_id, &user)?),
        QueryMsg::Votes { user } => answer::json(&votes(deps, env, &user)?),
        QueryMsg::Weights {} => answer::json(&weights(deps, env)?),
    };
    Ok(answer?)
}

fn config(deps: Deps) -> StdResult<ConfigResponse> {
    let config = CONFIG.load(deps.storage)?;
    Ok(ConfigResponse {
        hub: config.hub.into_string(),
        registry: config.registry.into_string(),
        power: config.power.into_string(),
        quorum_bps: config.quorum_bps,
        alpha_bps: config.alpha_bps,
    })
}

fn told(proposal_id: u64, proposal: &GaugeProposal) -> ContractResult<GaugeProposalResponse> {
    let tally = proposal.tally;
    Ok(GaugeProposalResponse {
        proposal_id,
        opened_at: proposal.opened_at,
        opened_height: proposal.height,
        earlier_height: proposal.earlier,
        power: proposal.power.into(),
        quorum: proposal.quorum.into(),
        voted: tally.voted()?.into(),
        yes: tally.yes.into(),
        no: tally.no.into(),
        abstain: tally.abstain.into(),
        no_with_veto: tally.veto.into(),
    })
}

fn opened(deps: Deps, proposal_id: u64) -> ContractResult<GaugeProposal> {
    let known = PROPOSALS.may_load(deps.storage, proposal_id)?;
    known.ok_or(ContractError::NotOpen { proposal_id })
}

fn one(deps: Deps, proposal_id: u64) -> ContractResult<GaugeProposalResponse> {
    told(proposal_id, &opened(deps, proposal_id)?)
}

fn list(
    deps: Deps,
    start_after: Option<u64>,
    limit: Option<u32>,
) -> ContractResult<Vec<GaugeProposalResponse>> {
    let before = start_after.map(Bound::exclusive);
    PROPOSALS
        .range(deps.storage, None, before, Order::Descending)
        .take(page::size(limit))
        .map(|item| {
            let (proposal_id, proposal) = item?;
            told(proposal_id, &proposal)
        })
        .collect()
}

fn ballot(deps: Deps, proposal_id: u64, user: &str) -> ContractResult<GaugeBallotResponse> {
    let user = address::checked(deps.api, "user", user)?;
    let power = proposal_power(deps, &user, &opened(deps, proposal_id)?)?;
    let voted = BALLOTS.may_load(deps.storage, (proposal_id, &user))?;
    let Ballot {
        yes,
        no,
        abstain,
        veto,
    } = voted.unwrap_or_default();
    Ok(GaugeBallotResponse {
        power: power.into(),
        voted: voted.is_some(),
        yes: yes.into(),
        no: no.into(),
        abstain: abstain.into(),
        no_with_veto: veto.into(),
    })
}

fn votes(deps: Deps, env: &Env, user: &str) -> ContractResult<GaugeVotesResponse> {
    let user = address::checked(deps.api, "user", user)?;
    let epoch = epoch_of(env.block.time.seconds());
    let votes = VOTES.may_load(deps.storage, &user)?.unwrap_or_default();
    let rows = |rows: VoteRows, until: u64| GaugeRows {
        from: rows.from,
        until,
        power: rows.power.into(),
        rows: rows.rows.into_iter().map(|row| (row.operator, row.bps)).collect(),
    };
    let last = votes.last.filter(|last| last.from == epoch);
    let last = last.map(|last| rows(last, epoch.saturating_add(1)));
    let set = votes.set.filter(|set| epoch < set.until());
    let begun = set.as_ref().is_some_and(|set| set.from <= epoch);
    let set = set.map(|set| {
        let until = set.until();
        rows(set, until)
    });
    let (present, next) = match begun {
        true => (set, None),
        false => (last, set),
    };
    Ok(GaugeVotesResponse { epoch, present, next })
}

fn weights(deps: Deps, env: &Env) -> ContractResult<GaugeWeightsResponse> {
    let outcome = outcome(deps, env)?;
    let validators = outcome
        .validators
        .into_iter()
        .zip(outcome.votes)
        .zip(outcome.weighed.weights)
        .map(|((validator, votes), next)| GaugeValidatorResponse {
            operator: validator.operator,
            votes: votes.into(),
            base: validator.base,
            weight: validator.weight,
            next,
        });
    Ok(GaugeWeightsResponse {
        epoch: epoch_of(env.block.time.seconds()),
        applied_day: APPLIED.load(deps.storage)?,
        alpha_bps: outcome.weighed.alpha_bps,
        votes: outcome.weighed.votes.into(),
        validators: validators.collect(),
    })
}

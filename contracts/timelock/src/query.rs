//! Answers: the timelock's own, and those in cw3's shapes.

use cosmwasm_std::{Addr, Binary, Deps, Env, Order, StdError, Storage, Timestamp};
use cw_storage_plus::Bound;
use cw_utils::{Expiration, ThresholdResponse};
use floe_api::timelock::{
    ConfigResponse, Cw3Proposal, Cw3ProposalList, Cw3Status, ObjectionResponse, ProposalStatus, QueryMsg,
    TimelockProposalResponse,
};
use floe_contract::{address, answer, page};
use floe_core::units::{Seconds, Shares};
use floe_core::wait::{WaitPhase, Waiting};

use crate::error::{ContractError, ContractResult};
use crate::outside::{check_exits, supply};
use crate::state::{
    objection, waiting, Config, Objection, TimelockProposal, CONFIG, LAST, LOCKED, MEMBERS, OBJECTIONS,
    PROPOSALS, TIMES,
};

pub fn query(deps: Deps, env: &Env, msg: QueryMsg) -> ContractResult<Binary> {
    let answer = match msg {
        QueryMsg::Config {} => answer::json(&config(deps)?),
        QueryMsg::Proposal { id, proposal_id } => return proposal(deps, env, id, proposal_id),
        QueryMsg::Proposals { start_after, limit } => {
            answer::json(&Proposals::new(deps, env)?.page(start_after, limit, Proposals::full)?)
        }
        QueryMsg::Objection { id, user } => answer::json(&one_objection(deps, env, id, &user)?),
        QueryMsg::Objections {
            id,
            start_after,
            limit,
        } => answer::json(&objections(deps, env, id, start_after, limit)?),
        QueryMsg::ListProposals { start_after, limit } => answer::json(&Cw3ProposalList {
            proposals: Proposals::new(deps, env)?.page(start_after, limit, Proposals::cw3)?,
        }),
        QueryMsg::Threshold {} => answer::json(&threshold(deps.storage)?),
    };
    Ok(answer?)
}

fn config(deps: Deps) -> ContractResult<ConfigResponse> {
    let config = CONFIG.load(deps.storage)?;
    let members = MEMBERS.load(deps.storage)?;
    let times = TIMES.load(deps.storage)?;
    let texts = |all: Vec<Addr>| all.into_iter().map(Addr::into_string).collect();
    Ok(ConfigResponse {
        hub: config.hub.into_string(),
        registry: config.registry.into_string(),
        collector: config.collector.into_string(),
        proposers: texts(members.proposers),
        cancellers: texts(members.cancellers),
        short: times.short,
        exit: times.exit,
        locked: LOCKED.load(deps.storage)?,
    })
}

fn proposal(deps: Deps, env: &Env, id: Option<u64>, proposal_id: Option<u64>) -> ContractResult<Binary> {
    let proposals = Proposals::new(deps, env)?;
    let answer = match (id, proposal_id) {
        (Some(id), None) => answer::json(&proposals.full(id)?),
        (None, Some(id)) => answer::json(&proposals.cw3(id)?),
        (Some(_), Some(_)) | (None, None) => {
            return Err(
                StdError::generic_err("proposal takes id, or proposal_id for cw3's shape; give one").into(),
            )
        }
    };
    Ok(answer?)
}

/// One proposer of all of them is enough.
fn threshold(storage: &dyn Storage) -> ContractResult<ThresholdResponse> {
    let proposers = MEMBERS.load(storage)?.proposers.len();
    Ok(ThresholdResponse::AbsoluteCount {
        weight: 1,
        total_weight: u64::try_from(proposers).unwrap_or(u64::MAX),
    })
}

/// Proposals as they stand now.
struct Proposals<'a> {
    deps: Deps<'a>,
    config: Config,
    /// None where the hub cannot be read.
    supply: Option<Shares>,
    threshold: ThresholdResponse,
    /// Unix seconds.
    now: Seconds,
}

impl<'a> Proposals<'a> {
    fn new(deps: Deps<'a>, env: &Env) -> ContractResult<Self> {
        let config = CONFIG.load(deps.storage)?;
        Ok(Self {
            supply: supply(&deps.querier, &config.hub),
            config,
            threshold: threshold(deps.storage)?,
            now: env.block.time.seconds(),
            deps,
        })
    }

    /// Ascending by number.
    fn page<T>(
        &self,
        start_after: Option<u64>,
        limit: Option<u32>,
        shown: fn(&Self, u64) -> ContractResult<T>,
    ) -> ContractResult<Vec<T>> {
        let first = start_after.unwrap_or_default().saturating_add(1);
        let all = first..=LAST.load(self.deps.storage)?;
        all.take(page::size(limit)).map(|id| shown(self, id)).collect()
    }

    fn load(&self, id: u64) -> ContractResult<(TimelockProposal, Waiting)> {
        let waiting = waiting(self.deps.storage, id)?;
        let proposal = PROPOSALS.may_load(self.deps.storage, id)?;
        Ok((proposal.ok_or(ContractError::UnknownProposal { id })?, waiting))
    }

    fn status(&self, waiting: &Waiting) -> ProposalStatus {
        match waiting.phase(self.now) {
            WaitPhase::Waiting => ProposalStatus::Waiting,
            WaitPhase::Executed => ProposalStatus::Executed,
            WaitPhase::Cancelled => ProposalStatus::Cancelled,
            WaitPhase::Expired => ProposalStatus::Expired,
            WaitPhase::Due if self.exits_settled(waiting) => ProposalStatus::Due,
            WaitPhase::Due => ProposalStatus::ExitsPending,
        }
    }

    fn exits_settled(&self, waiting: &Waiting) -> bool {
        check_exits(&self.deps.querier, &self.config, waiting, self.now).is_ok()
    }

    fn full(&self, id: u64) -> ContractResult<TimelockProposalResponse> {
        let (proposal, waiting) = self.load(id)?;
        Ok(TimelockProposalResponse {
            id,
            title: proposal.title,
            link: proposal.link,
            proposer: proposal.proposer.into_string(),
            msgs: proposal.msgs,
            class: waiting.class,
            status: self.status(&waiting),
            queued: waiting.queued,
            due: waiting.due,
            expires: waiting.expires(),
            locked: waiting.locked,
            left: waiting.left,
            objections_bps: waiting.objections(self.supply)?,
            objected: waiting.objected,
            mark: waiting.mark,
            mark_until: waiting.mark.map(|_| waiting.patience_ends()),
        })
    }

    fn cw3(&self, id: u64) -> ContractResult<Cw3Proposal> {
        let (proposal, waiting) = self.load(id)?;
        let status = match self.status(&waiting) {
            ProposalStatus::Waiting | ProposalStatus::ExitsPending => Cw3Status::Open,
            ProposalStatus::Due => Cw3Status::Passed,
            ProposalStatus::Executed => Cw3Status::Executed,
            ProposalStatus::Cancelled | ProposalStatus::Expired => Cw3Status::Rejected,
        };
        Ok(Cw3Proposal {
            id,
            title: proposal.title,
            description: proposal.link.unwrap_or_default(),
            msgs: proposal.msgs,
            status,
            expires: Expiration::AtTime(Timestamp::from_seconds(waiting.expires())),
            threshold: self.threshold.clone(),
            proposer: proposal.proposer.into_string(),
            deposit: (),
        })
    }
}

fn one_objection(deps: Deps, env: &Env, id: u64, user: &str) -> ContractResult<ObjectionResponse> {
    let user = address::checked(deps.api, "user", user)?;
    let waiting = waiting(deps.storage, id)?;
    let objection = objection(deps.storage, id, &user)?;
    Ok(shown(env, id, &waiting, user, &objection))
}

fn objections(
    deps: Deps,
    env: &Env,
    id: u64,
    start_after: Option<String>,
    limit: Option<u32>,
) -> ContractResult<Vec<ObjectionResponse>> {
    let waiting = waiting(deps.storage, id)?;
    let after = Addr::unchecked(start_after.unwrap_or_default());
    // No address is empty, so nothing of the next proposal comes before this.
    let end = Addr::unchecked("");
    let from = Bound::exclusive((id, &after));
    let to = Bound::exclusive((id.saturating_add(1), &end));
    OBJECTIONS
        .range(deps.storage, Some(from), Some(to), Order::Ascending)
        .take(page::size(limit))
        .map(|item| {
            let ((_, user), objection) = item?;
            Ok(shown(env, id, &waiting, user, &objection))
        })
        .collect()
}

fn shown(env: &Env, id: u64, waiting: &Waiting, user: Addr, objection: &Objection) -> ObjectionResponse {
    let some = !objection.locked.is_zero();
    ObjectionResponse {
        id,
        user: user.into_string(),
        locked: objection.locked,
        left: objection.left,
        free_at: some.then(|| waiting.free_at(objection.last, env.block.time.seconds())),
    }
}

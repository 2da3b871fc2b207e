//! What holders and stakers decide: proposals of the timelock with those who object, votes of the gauge in x/gov, and weights.

use axum::extract::State;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::problem::{Asked, Problem};
use super::types::{
    amount_of, cursor, limit, moment, moment_of, written, AsOf, At, DecimalText, Moment, Page, ShareAmount,
    UnitAmount,
};
use super::{Answer, Api};
use crate::derive::modules::{CANCELLED, EXECUTED, QUEUED};
use crate::rows;
use crate::store::cell::natural;

/// Where a proposal of the timelock stands.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ProposalState {
    /// Waits, may be executed, or has expired.
    Queued,
    Executed,
    Cancelled,
}

impl ProposalState {
    const fn name(self) -> &'static str {
        match self {
            Self::Queued => QUEUED,
            Self::Executed => EXECUTED,
            Self::Cancelled => CANCELLED,
        }
    }
}

/// A proposal of the timelock.
#[derive(Serialize, ToSchema)]
pub(crate) struct Proposal {
    contract: String,
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    id: i64,
    /// `queued`, `executed` or `cancelled`.
    state: String,
    title: String,
    proposer: String,
    /// `brief`, `short` or `long`.
    class: String,
    /// How many messages it has.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    messages: i64,
    queued: At,
    /// From when on it may be executed, and until when.
    due: Option<Moment>,
    expires: Option<Moment>,
    /// Shares that object and are there, and those that objected and went to the exit queue.
    objecting: ShareAmount,
    gone: ShareAmount,
    /// Part of the supply that objected when it was postponed last, in basis points; 0: it was not.
    #[schema(minimum = 0, maximum = 10_000)]
    postponed_bps: i64,
    /// The batch of exits that it waits for, and until when at most; null: none, or one that could not be read.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    waits_for: Option<i64>,
    waits_until: Option<Moment>,
    /// When it was executed or cancelled, and by whom.
    ended: Option<At>,
    ended_by: Option<String>,
}

#[derive(sqlx::FromRow)]
struct ProposalRow {
    contract: String,
    id: i64,
    state: Option<String>,
    title: Option<String>,
    proposer: Option<String>,
    class: Option<String>,
    messages: Option<i64>,
    due: Option<i64>,
    expires: Option<i64>,
    objecting: Option<String>,
    gone: Option<String>,
    postponed_bps: Option<i64>,
    waits_for: Option<i64>,
    waits_until: Option<i64>,
    queued_height: Option<i64>,
    queued_time: Option<i64>,
    ended_by: Option<String>,
    ended_height: Option<i64>,
    ended_time: Option<i64>,
}

/// A place in the chain that a row has.
fn at(height: Option<i64>, time: Option<i64>) -> Option<At> {
    Some(At {
        height: height?,
        time: moment_of(time?),
    })
}

/// One that was there before the index began.
fn unknown() -> At {
    At {
        height: 0,
        time: moment(0),
    }
}

impl From<ProposalRow> for Proposal {
    fn from(row: ProposalRow) -> Self {
        Self {
            contract: row.contract,
            id: row.id,
            state: row.state.unwrap_or_default(),
            title: row.title.unwrap_or_default(),
            proposer: row.proposer.unwrap_or_default(),
            class: row.class.unwrap_or_default(),
            messages: row.messages.unwrap_or_default(),
            queued: at(row.queued_height, row.queued_time).unwrap_or_else(unknown),
            due: row.due.map(natural).map(moment),
            expires: row.expires.map(natural).map(moment),
            objecting: ShareAmount(amount_of(row.objecting.as_deref())),
            gone: ShareAmount(amount_of(row.gone.as_deref())),
            postponed_bps: row.postponed_bps.unwrap_or_default(),
            waits_for: row.waits_for,
            waits_until: row.waits_until.map(natural).map(moment),
            ended: at(row.ended_height, row.ended_time),
            ended_by: row.ended_by,
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ProposalsQuestion {
    /// Only those that stand there.
    state: Option<ProposalState>,
    /// `next` of the page before.
    #[param(pattern = r"^-?[0-9]{1,18}(\.-?[0-9]{1,18}){0,3}$")]
    cursor: Option<String>,
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct ProposalsAnswer {
    as_of: AsOf,
    proposals: Vec<Proposal>,
    next: Option<String>,
}

/// Proposals of the timelock, with the shares that object.
#[utoipa::path(
    get, path = "/v1/proposals", tag = "modules", params(ProposalsQuestion),
    responses(
        (status = 200, description = "Proposals, newest first", body = ProposalsAnswer),
        (status = 304, description = "As it was"),
        (status = 400, description = "The question is none", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No answer now", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn proposals(
    State(api): State<Api>,
    Asked(asked): Asked<ProposalsQuestion>,
) -> Answer<ProposalsAnswer> {
    let limit = limit(asked.limit)?;
    let [height, id] = cursor::<2>(asked.cursor.as_deref())?.unwrap_or([i64::MAX, i64::MAX]);
    let state = asked.state.map_or("", ProposalState::name);
    let sql = "SELECT * FROM proposals WHERE (COALESCE(queued_height, 0), id) < ($1, $2) AND ($3 = '' OR state = $3) \
               ORDER BY COALESCE(queued_height, 0) DESC, id DESC LIMIT $4";
    let found: Vec<ProposalRow> = rows!(api.db, sql, height, id, state, limit)?;
    let full = i64::try_from(found.len()).is_ok_and(|count| count >= limit);
    let next = found
        .last()
        .filter(|_| full)
        .map(|row| written(&[row.queued_height.unwrap_or_default(), row.id]));
    Ok(Json(ProposalsAnswer {
        as_of: api.as_of().await?,
        proposals: found.into_iter().map(Proposal::from).collect(),
        next,
    }))
}

/// A vote of the hub in x/gov that stakers decide.
#[derive(Serialize, ToSchema)]
pub(crate) struct GovVote {
    contract: String,
    /// Of x/gov.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    proposal: i64,
    /// `open`, `cast`, `below_quorum` or `failed`.
    state: String,
    opened: Option<At>,
    /// All power there was, how much had to vote, and how much did.
    power: UnitAmount,
    quorum: UnitAmount,
    voted: UnitAmount,
    /// Parts of the vote that was cast last, as fractions; null: none was.
    #[schema(value_type = Option<DecimalText>)]
    yes: Option<String>,
    #[schema(value_type = Option<DecimalText>)]
    no: Option<String>,
    #[schema(value_type = Option<DecimalText>)]
    abstain: Option<String>,
    #[schema(value_type = Option<DecimalText>)]
    no_with_veto: Option<String>,
    cast: Option<At>,
}

#[derive(sqlx::FromRow)]
struct GovVoteRow {
    contract: String,
    proposal: i64,
    state: Option<String>,
    power: Option<String>,
    quorum: Option<String>,
    voted: Option<String>,
    yes: Option<String>,
    no: Option<String>,
    abstain: Option<String>,
    no_with_veto: Option<String>,
    opened_height: Option<i64>,
    opened_time: Option<i64>,
    cast_height: Option<i64>,
    cast_time: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct VotesAnswer {
    as_of: AsOf,
    votes: Vec<GovVote>,
    next: Option<String>,
}

/// Votes of the hub in x/gov that stakers have decided.
#[utoipa::path(
    get, path = "/v1/votes", tag = "modules", params(Page),
    responses(
        (status = 200, description = "Votes by proposal of x/gov, newest first", body = VotesAnswer),
        (status = 304, description = "As it was"),
        (status = 400, description = "The question is none", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No answer now", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn votes(State(api): State<Api>, Asked(page): Asked<Page>) -> Answer<VotesAnswer> {
    let limit = page.limit()?;
    let [before] = cursor::<1>(page.cursor.as_deref())?.unwrap_or([i64::MAX]);
    let sql = "SELECT * FROM gov_votes WHERE proposal < $1 ORDER BY proposal DESC, contract LIMIT $2";
    let found: Vec<GovVoteRow> = rows!(api.db, sql, before, limit)?;
    let full = i64::try_from(found.len()).is_ok_and(|count| count >= limit);
    let next = found.last().filter(|_| full).map(|row| written(&[row.proposal]));
    let units = |text: Option<String>| UnitAmount(amount_of(text.as_deref()));
    let votes = found.into_iter().map(|row| GovVote {
        contract: row.contract,
        proposal: row.proposal,
        state: row.state.unwrap_or_default(),
        opened: at(row.opened_height, row.opened_time),
        power: units(row.power),
        quorum: units(row.quorum),
        voted: units(row.voted),
        yes: row.yes,
        no: row.no,
        abstain: row.abstain,
        no_with_veto: row.no_with_veto,
        cast: at(row.cast_height, row.cast_time),
    });
    Ok(Json(VotesAnswer {
        as_of: api.as_of().await?,
        votes: votes.collect(),
        next,
    }))
}

/// Weights of validators, set as votes and yields said.
#[derive(Serialize, ToSchema)]
pub(crate) struct Weighting {
    contract: String,
    at: At,
    /// How many validators got another weight.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    validators: i64,
    /// The part that votes decided, in basis points.
    #[schema(minimum = 0, maximum = 10_000)]
    alpha_bps: i64,
    /// All votes that counted.
    votes: UnitAmount,
}

#[derive(sqlx::FromRow)]
struct WeightingRow {
    contract: String,
    height: i64,
    tx: i64,
    time: Option<i64>,
    validators: Option<i64>,
    alpha_bps: Option<i64>,
    votes: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct WeightingsAnswer {
    as_of: AsOf,
    weightings: Vec<Weighting>,
    next: Option<String>,
}

/// When the gauge has set weights.
#[utoipa::path(
    get, path = "/v1/weightings", tag = "modules", params(Page),
    responses(
        (status = 200, description = "Weights that were set, newest first", body = WeightingsAnswer),
        (status = 304, description = "As it was"),
        (status = 400, description = "The question is none", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No answer now", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn weightings(State(api): State<Api>, Asked(page): Asked<Page>) -> Answer<WeightingsAnswer> {
    let limit = page.limit()?;
    let [height, tx] = cursor::<2>(page.cursor.as_deref())?.unwrap_or([i64::MAX, i64::MAX]);
    let sql = "SELECT * FROM weightings WHERE (height, tx) < ($1, $2) ORDER BY height DESC, tx DESC, contract LIMIT $3";
    let found: Vec<WeightingRow> = rows!(api.db, sql, height, tx, limit)?;
    let full = i64::try_from(found.len()).is_ok_and(|count| count >= limit);
    let next = found
        .last()
        .filter(|_| full)
        .map(|row| written(&[row.height, row.tx]));
    let weightings = found.into_iter().map(|row| Weighting {
        contract: row.contract,
        at: At {
            height: row.height,
            time: moment_of(row.time.unwrap_or_default()),
        },
        validators: row.validators.unwrap_or_default(),
        alpha_bps: row.alpha_bps.unwrap_or_default(),
        votes: UnitAmount(amount_of(row.votes.as_deref())),
    });
    Ok(Json(WeightingsAnswer {
        as_of: api.as_of().await?,
        weightings: weightings.collect(),
        next,
    }))
}

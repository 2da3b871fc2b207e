//! Batches, and what an exit would take now.

use axum::extract::State;
use axum::Json;
use floe_core::units::Shares;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::problem::{Asked, Problem};
use super::protocol::now;
use super::types::{
    coins, cursor, limit, moment, moment_of, shares, written, AsOf, CoinAmount, Moment, ShareAmount,
};
use super::{Answer, Api};
use crate::derive::{newest_rate, totals};
use crate::settings::Settings;
use crate::store::cell::{natural, units};
use crate::{row_of, rows, IndexError};

/// Where a batch stands.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BatchState {
    /// Takes requests.
    Open,
    /// Its coins are on their way.
    Unbonding,
    /// Can be claimed.
    Settled,
    /// All of it was.
    Claimed,
}

impl BatchState {
    const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Unbonding => "unbonding",
            Self::Settled => "settled",
            Self::Claimed => "claimed",
        }
    }
}

#[derive(Serialize, ToSchema)]
pub(crate) struct BatchEntry {
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    id: i64,
    /// `open`, `unbonding`, `settled` or `claimed`.
    state: String,
    /// All of its shares.
    shares: ShareAmount,
    /// What they are paid together; null while it is open.
    payable: Option<CoinAmount>,
    /// Shares whose claim is open.
    open_shares: ShareAmount,
    /// Paid by claims.
    claimed: CoinAmount,
    /// How often a loss or a return changed what it is owed.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    repriced: i64,
    closed: Option<Moment>,
    /// When it may be settled, as was thought at its close.
    expected: Option<Moment>,
    settled: Option<Moment>,
}

#[derive(sqlx::FromRow)]
struct BatchRow {
    batch: i64,
    state: String,
    shares: String,
    payable: Option<String>,
    open_shares: String,
    claimed: String,
    repriced: i64,
    closed_time: Option<i64>,
    estimate: Option<i64>,
    settled_time: Option<i64>,
}

impl From<BatchRow> for BatchEntry {
    fn from(row: BatchRow) -> Self {
        Self {
            id: row.batch,
            state: row.state,
            shares: shares(&row.shares),
            payable: row.payable.as_deref().map(coins),
            open_shares: shares(&row.open_shares),
            claimed: coins(&row.claimed),
            repriced: row.repriced,
            closed: row.closed_time.map(moment_of),
            expected: row.estimate.map(natural).map(moment),
            settled: row.settled_time.map(moment_of),
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct BatchesQuestion {
    /// Only those that stand there.
    state: Option<BatchState>,
    /// `next` of the page before.
    #[param(pattern = r"^-?[0-9]{1,18}(\.-?[0-9]{1,18}){0,3}$")]
    cursor: Option<String>,
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct BatchesAnswer {
    as_of: AsOf,
    batches: Vec<BatchEntry>,
    next: Option<String>,
}

/// Batches of exits.
#[utoipa::path(
    get, path = "/v1/batches", tag = "protocol", params(BatchesQuestion),
    responses(
        (status = 200, description = "Batches, newest first", body = BatchesAnswer),
        (status = 304, description = "As it was"),
        (status = 400, description = "The question is none", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No answer now", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn batches(
    State(api): State<Api>,
    Asked(asked): Asked<BatchesQuestion>,
) -> Answer<BatchesAnswer> {
    let limit = limit(asked.limit)?;
    let [before] = cursor::<1>(asked.cursor.as_deref())?.unwrap_or([i64::MAX]);
    let state = asked.state.map_or("", BatchState::name);
    let sql =
        "SELECT * FROM batches WHERE batch < $1 AND ($2 = '' OR state = $2) ORDER BY batch DESC LIMIT $3";
    let found: Vec<BatchRow> = rows!(api.db, sql, before, state, limit)?;
    let full = i64::try_from(found.len()).is_ok_and(|count| count >= limit);
    let next = found.last().filter(|_| full).map(|row| written(&[row.batch]));
    Ok(Json(BatchesAnswer {
        as_of: api.as_of().await?,
        batches: found.into_iter().map(BatchEntry::from).collect(),
        next,
    }))
}

#[derive(Serialize, ToSchema)]
pub(crate) struct ExitsAnswer {
    as_of: AsOf,
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    open_batch: i64,
    /// Shares in it.
    queued: ShareAmount,
    /// What they are worth at the present rate.
    worth: CoinAmount,
    /// When it may close, as the hub said at the last proof; null before the first.
    next_close: Option<Moment>,
    /// When its coins are there, if it closes then and nothing delays it.
    expected: Option<Moment>,
    /// Closed, and their coins are on their way.
    unbonding: Vec<BatchEntry>,
    /// Coins that can be claimed.
    claimable: CoinAmount,
}

/// The queue of exits: the open batch, its next close, and what is on its way.
#[utoipa::path(
    get, path = "/v1/exits", tag = "protocol",
    responses(
        (status = 200, description = "The queue", body = ExitsAnswer),
        (status = 304, description = "As it was"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No answer now", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn exits(State(api): State<Api>) -> Answer<ExitsAnswer> {
    let (as_of, now) = now(&api).await?;
    let books = newest_rate(&api.db).await?.ok_or(IndexError::NoIndex)?.books();
    let open_batch = totals(&api.db).await?.ok_or(IndexError::NoIndex)?.open_batch;
    let queued: Option<(String,)> =
        row_of!(api.db, "SELECT shares FROM batches WHERE batch = $1", open_batch)?;
    let queued = queued.map_or(Shares::ZERO, |(shares,)| Shares::new(units(&shares)));
    let sql = "SELECT * FROM batches WHERE state = 'unbonding' ORDER BY batch LIMIT 1000";
    let unbonding: Vec<BatchRow> = rows!(api.db, sql)?;
    let settings = Settings::load(&api.db).await?;
    let next_close = settings.as_ref().map(|settings| settings.next_close.max(now));
    let expected = settings.map(|settings| settings.next_close.max(now).saturating_add(settings.unbonding));
    Ok(Json(ExitsAnswer {
        as_of,
        open_batch,
        queued: queued.into(),
        worth: books.native_for(queued, now).unwrap_or_default().into(),
        next_close: next_close.map(moment),
        expected: expected.map(moment),
        unbonding: unbonding.into_iter().map(BatchEntry::from).collect(),
        claimable: books.reserved.into(),
    }))
}

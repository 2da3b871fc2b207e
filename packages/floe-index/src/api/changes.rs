//! Losses with who bore them, and changes of parameters.

use axum::extract::State;
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use super::problem::{Asked, Problem};
use super::types::{coins, cursor, moment_of, written, AsOf, At, CoinAmount, DecimalText, Page};
use super::{Answer, Api};
use crate::rows;

/// Who bore a part of a loss.
#[derive(Serialize, ToSchema)]
pub(crate) struct Bearer {
    /// `holders`, `guarantors`, `batches` (together), `batch` or `stream`.
    who: String,
    /// Which batch.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    batch: Option<i64>,
    amount: CoinAmount,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct LossEntry {
    at: At,
    tx: String,
    loss: CoinAmount,
    /// Of it, what the chain rounds away.
    rounding: CoinAmount,
    #[schema(value_type = DecimalText)]
    rate_before: String,
    #[schema(value_type = DecimalText)]
    rate_after: String,
    pool_before: CoinAmount,
    pool_after: CoinAmount,
    bearers: Vec<Bearer>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct LossesAnswer {
    as_of: AsOf,
    losses: Vec<LossEntry>,
    next: Option<String>,
}

#[derive(sqlx::FromRow)]
struct LossRow {
    height: i64,
    tx: i64,
    time: i64,
    loss: String,
    rounding: String,
    rate_before: String,
    rate_after: String,
    pool_before: String,
    pool_after: String,
    hash: Option<String>,
}

/// Losses and who bore them.
#[utoipa::path(
    get, path = "/v1/losses", tag = "protocol", params(Page),
    responses(
        (status = 200, description = "Losses, newest first", body = LossesAnswer),
        (status = 304, description = "As it was"),
        (status = 400, description = "The question is none", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No answer now", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn losses(State(api): State<Api>, Asked(page): Asked<Page>) -> Answer<LossesAnswer> {
    let limit = page.limit()?;
    let [height, tx] = cursor::<2>(page.cursor.as_deref())?.unwrap_or([i64::MAX, i64::MAX]);
    let sql = "SELECT l.height, l.tx, l.time, l.loss, l.rounding, l.rate_before, l.rate_after, l.pool_before, l.pool_after, \
               t.hash FROM losses l LEFT JOIN txs t ON t.height = l.height AND t.tx = l.tx \
               WHERE l.height < $1 OR (l.height = $1 AND l.tx < $2) ORDER BY l.height DESC, l.tx DESC LIMIT $3";
    let found: Vec<LossRow> = rows!(api.db, sql, height, tx, limit)?;
    let full = i64::try_from(found.len()).is_ok_and(|count| count >= limit);
    let next = found
        .last()
        .filter(|_| full)
        .map(|row| written(&[row.height, row.tx]));
    let mut losses = Vec::new();
    for row in found {
        let sql = "SELECT bearer, batch, amount FROM loss_bearers WHERE height = $1 AND tx = $2 ORDER BY bearer, batch";
        let bearers: Vec<(String, i64, String)> = rows!(api.db, sql, row.height, row.tx)?;
        losses.push(LossEntry {
            at: At {
                height: row.height,
                time: moment_of(row.time),
            },
            tx: row.hash.unwrap_or_default(),
            loss: coins(&row.loss),
            rounding: coins(&row.rounding),
            rate_before: row.rate_before,
            rate_after: row.rate_after,
            pool_before: coins(&row.pool_before),
            pool_after: coins(&row.pool_after),
            bearers: bearers
                .into_iter()
                .map(|(who, batch, part)| Bearer {
                    batch: (who == "batch").then_some(batch),
                    who,
                    amount: coins(&part),
                })
                .collect(),
        });
    }
    Ok(Json(LossesAnswer {
        as_of: api.as_of().await?,
        losses,
        next,
    }))
}

#[derive(Serialize, ToSchema)]
pub(crate) struct ParamChange {
    at: At,
    contract: String,
    name: String,
    old: String,
    new: String,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct ParamsAnswer {
    as_of: AsOf,
    changes: Vec<ParamChange>,
    next: Option<String>,
}

#[derive(sqlx::FromRow)]
struct ParamRow {
    height: i64,
    tx: i64,
    idx: i64,
    seq: i64,
    time: i64,
    contract: String,
    name: String,
    old: String,
    new: String,
}

/// Changes of parameters, owners and versions.
#[utoipa::path(
    get, path = "/v1/params", tag = "protocol", params(Page),
    responses(
        (status = 200, description = "Changes, newest first", body = ParamsAnswer),
        (status = 304, description = "As it was"),
        (status = 400, description = "The question is none", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No answer now", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn params(State(api): State<Api>, Asked(page): Asked<Page>) -> Answer<ParamsAnswer> {
    let limit = page.limit()?;
    let start = [i64::MAX, i64::MAX, i64::MAX, i64::MAX];
    let [height, tx, idx, seq] = cursor::<4>(page.cursor.as_deref())?.unwrap_or(start);
    let sql =
        "SELECT * FROM params WHERE height < $1 OR (height = $1 AND (tx < $2 OR (tx = $2 AND (idx < $3 OR \
               (idx = $3 AND seq < $4))))) ORDER BY height DESC, tx DESC, idx DESC, seq DESC LIMIT $5";
    let found: Vec<ParamRow> = rows!(api.db, sql, height, tx, idx, seq, limit)?;
    let full = i64::try_from(found.len()).is_ok_and(|count| count >= limit);
    let next = found
        .last()
        .filter(|_| full)
        .map(|row| written(&[row.height, row.tx, row.idx, row.seq]));
    let changes = found.into_iter().map(|row| ParamChange {
        at: At {
            height: row.height,
            time: moment_of(row.time),
        },
        contract: row.contract,
        name: row.name,
        old: row.old,
        new: row.new,
    });
    Ok(Json(ParamsAnswer {
        as_of: api.as_of().await?,
        changes: changes.collect(),
        next,
    }))
}

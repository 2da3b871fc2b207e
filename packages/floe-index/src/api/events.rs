//! Events as they came.

use axum::extract::State;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::accounts::{fact, Fact};
use super::problem::{Asked, Problem};
use super::types::{cursor, limit, moment_of, written, AsOf, At};
use super::{Answer, Api};
use crate::error::Result;
use crate::rows;
use crate::store::Db;
use crate::webhooks::Occurrence;

/// An event of the protocol's contracts.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct EventEntry {
    /// Its place: block, transaction in it, event in that.
    pub id: String,
    pub at: At,
    /// Hash of the transaction; empty for what the chain itself did.
    pub tx: String,
    pub fact: Fact,
}

#[derive(sqlx::FromRow)]
pub(crate) struct EventRow {
    pub height: i64,
    pub tx: i64,
    pub idx: i64,
    pub contract: String,
    pub kind: String,
    pub attributes: String,
    pub hash: String,
    pub time: i64,
}

impl From<EventRow> for EventEntry {
    fn from(row: EventRow) -> Self {
        Self {
            id: written(&[row.height, row.tx, row.idx]),
            at: At {
                height: row.height,
                time: moment_of(row.time),
            },
            tx: row.hash,
            fact: fact(
                row.contract,
                &row.kind,
                serde_json::from_str(&row.attributes).unwrap_or_default(),
            ),
        }
    }
}

/// A page of events beyond a place. A kind that is asked for is a condition of its own, as the index by kind serves no other.
macro_rules! page {
    ($db:expr, $place:expr, $kind:expr, $limit:expr, $beyond:literal, $order:literal) => {{
        let [height, tx, idx] = $place;
        Ok(if $kind.is_empty() {
            let sql = page!(@sql $beyond, "", $order, "$4");
            rows!($db, sql, height, tx, idx, $limit)?
        } else {
            let sql = page!(@sql $beyond, " AND e.kind = $4", $order, "$5");
            rows!($db, sql, height, tx, idx, $kind, $limit)?
        })
    }};
    (@sql $beyond:literal, $kind:literal, $order:literal, $limit:literal) => {
        concat!(
            "SELECT e.height, e.tx, e.idx, e.contract, e.kind, e.attributes, t.hash, b.time FROM events e \
             JOIN txs t ON t.height = e.height AND t.tx = e.tx JOIN blocks b ON b.height = e.height \
             WHERE (e.height, e.tx, e.idx) ",
            $beyond,
            " ($1, $2, $3)",
            $kind,
            " ORDER BY ",
            $order,
            " LIMIT ",
            $limit
        )
    };
}

/// Events after a place, oldest first; of one kind if it is not empty.
pub(crate) async fn after(db: &Db, place: [i64; 3], kind: &str, limit: i64) -> Result<Vec<EventRow>> {
    page!(db, place, kind, limit, ">", "e.height, e.tx, e.idx")
}

/// The same before a place, newest first.
async fn before(db: &Db, place: [i64; 3], kind: &str, limit: i64) -> Result<Vec<EventRow>> {
    page!(
        db,
        place,
        kind,
        limit,
        "<",
        "e.height DESC, e.tx DESC, e.idx DESC"
    )
}

/// Which way a list goes.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Order {
    Ascending,
    #[default]
    Descending,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct EventsQuestion {
    /// Only events of this name, such as `bonded`; `wasm` for moves of the token.
    #[param(pattern = "^[a-z_]{0,64}$")]
    name: Option<String>,
    order: Option<Order>,
    /// `next` of the page before.
    #[param(pattern = r"^-?[0-9]{1,18}(\.-?[0-9]{1,18}){0,3}$")]
    cursor: Option<String>,
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct EventsAnswer {
    as_of: AsOf,
    events: Vec<EventEntry>,
    next: Option<String>,
}

/// Events of the protocol's contracts as they came.
#[utoipa::path(
    get, path = "/v1/events", tag = "protocol", params(EventsQuestion),
    responses(
        (status = 200, description = "A page of events", body = EventsAnswer),
        (status = 304, description = "As it was"),
        (status = 400, description = "The question is none", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No answer now", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn events(
    State(api): State<Api>,
    Asked(asked): Asked<EventsQuestion>,
) -> Answer<EventsAnswer> {
    let limit = limit(asked.limit)?;
    let cursor = cursor::<3>(asked.cursor.as_deref())?;
    let kind = kind_of(asked.name.as_deref().unwrap_or_default())?;
    let found = match asked.order.unwrap_or_default() {
        Order::Ascending => after(&api.db, cursor.unwrap_or([-1, -2, -1]), &kind, limit).await?,
        Order::Descending => before(&api.db, cursor.unwrap_or([i64::MAX; 3]), &kind, limit).await?,
    };
    let full = i64::try_from(found.len()).is_ok_and(|count| count >= limit);
    let next = found
        .last()
        .filter(|_| full)
        .map(|row| written(&[row.height, row.tx, row.idx]));
    Ok(Json(EventsAnswer {
        as_of: api.as_of().await?,
        events: found.into_iter().map(EventEntry::from).collect(),
        next,
    }))
}

/// How the chain writes the name of an event; empty for any.
pub(crate) fn kind_of(name: &str) -> std::result::Result<String, Problem> {
    let sound = name.len() <= 64 && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    match name {
        _ if !sound => Err(Problem::bad("name is no name of an event, such as bonded")),
        "" | "wasm" => Ok(name.to_owned()),
        name => Ok(format!("wasm-floe/{name}")),
    }
}

/// Events of any kind after a place, for the webhooks.
pub(crate) async fn happened(db: &Db, place: [i64; 3], limit: i64) -> Result<Vec<Occurrence>> {
    let found = after(db, place, "", limit).await?;
    let all = found.into_iter().map(|row| Occurrence {
        place: [row.height, row.tx, row.idx],
        time: row.time,
        tx: row.hash,
        contract: row.contract,
        kind: row.kind,
        attributes: serde_json::from_str(&row.attributes).unwrap_or_default(),
    });
    Ok(all.collect())
}

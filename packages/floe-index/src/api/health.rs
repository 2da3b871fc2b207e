//! Whether the index is well, and its figures for Prometheus.

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use super::problem::Problem;
use super::types::{moment_of, Moment};
use super::Api;
use crate::alarms;
use crate::follow::progress;
use crate::follow::proof::last_proven;
use crate::store::cell::number;

/// An alarm that is on.
#[derive(Serialize, ToSchema)]
pub struct AlarmEntry {
    kind: String,
    since: Moment,
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    height: i64,
    detail: String,
}

#[derive(Serialize, ToSchema)]
pub struct HealthAnswer {
    /// `ok`, or `alarm` while one is on.
    status: String,
    /// Whether this process writes; null figures below where another one does.
    writing: bool,
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    height: Option<i64>,
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    proven_height: Option<i64>,
    /// Blocks behind the nodes.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    behind: Option<i64>,
    /// What went wrong last in this process; null if nothing.
    failure: Option<String>,
    alarms: Vec<AlarmEntry>,
}

/// Whether the index is well.
#[utoipa::path(
    get, path = "/health", tag = "operation",
    responses(
        (status = 200, description = "It is well", body = HealthAnswer),
        (status = 304, description = "As it was"),
        (status = 503, description = "An alarm is on, nothing is written yet, or the database does not answer",
         content((HealthAnswer = "application/json"), (Problem = "application/problem+json"))),
    )
)]
pub async fn health(State(api): State<Api>) -> Result<Response, Problem> {
    let at = progress(&api.db).await?;
    let proven = last_proven(&api.db).await?;
    let alarms = alarms::active(&api.db).await?;
    let now = api.status.now();
    let well = alarms.is_empty() && at.is_some();
    let answer = HealthAnswer {
        status: if well { "ok" } else { "alarm" }.to_owned(),
        writing: now.writing,
        height: at.map(|at| number(at.height)),
        proven_height: proven.map(|(height, _)| number(height)),
        behind: now.writing.then(|| number(now.behind())),
        failure: now.failure,
        alarms: alarms
            .into_iter()
            .map(|alarm| AlarmEntry {
                kind: alarm.kind,
                since: moment_of(alarm.since),
                height: alarm.height,
                detail: alarm.detail,
            })
            .collect(),
    };
    let status = if well {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    Ok((status, Json(answer)).into_response())
}

/// Figures for Prometheus.
#[utoipa::path(
    get, path = "/metrics", tag = "operation",
    responses(
        (status = 200, description = "Figures as Prometheus reads them", body = String, content_type = "text/plain"),
        (status = 304, description = "As it was"),
        (status = 503, description = "No answer now", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn metrics(State(api): State<Api>) -> Result<Response, Problem> {
    let at = progress(&api.db).await?;
    let proven = last_proven(&api.db).await?;
    let alarms = alarms::active(&api.db).await?;
    let text = api.metrics.text(&api.status.now(), at.as_ref(), proven, &alarms)?;
    Ok(([(CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response())
}

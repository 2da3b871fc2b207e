//! Errors as problem+json, and extractors whose rejections are such.

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::IndexError;

/// What went wrong, as RFC 9457 has it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// Always `about:blank`: the status says which kind it is.
    #[serde(rename = "type")]
    pub kind: String,
    /// The status in words.
    pub title: String,
    /// The status of HTTP.
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// What exactly, and what to do.
    pub detail: String,
}

impl Problem {
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            kind: "about:blank".to_owned(),
            title: status.canonical_reason().unwrap_or("Error").to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
        }
    }

    pub fn bad(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, detail)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_string(&self).unwrap_or_default();
        let kind = HeaderValue::from_static("application/problem+json");
        (status, [(CONTENT_TYPE, kind)], body).into_response()
    }
}

impl From<IndexError> for Problem {
    /// What the database says is for its keeper, not for who asks.
    fn from(error: IndexError) -> Self {
        match error {
            IndexError::NoIndex | IndexError::CatchingUp => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, error.to_string())
            }
            IndexError::Database(_)
            | IndexError::Migration(_)
            | IndexError::Address
            | IndexError::OtherIndex { .. }
            | IndexError::NoBeginning { .. }
            | IndexError::Io(_)
            | IndexError::Client(_)
            | IndexError::Config { .. }
            | IndexError::Overtaken { .. }
            | IndexError::Broke(_) => {
                eprintln!("floe-index: {error}");
                Self::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "the database does not answer; try again later",
                )
            }
        }
    }
}

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        IndexError::from(error).into()
    }
}

/// What stands after the question mark.
pub(crate) struct Asked<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let found = Query::<T>::from_request_parts(parts, state).await;
        let Query(found) = found.map_err(|rejection: QueryRejection| Problem::bad(rejection.body_text()))?;
        Ok(Self(found))
    }
}

/// A part of the path.
pub(crate) struct Named<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Named<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let found = Path::<T>::from_request_parts(parts, state).await;
        let Path(found) = found.map_err(|rejection: PathRejection| Problem::bad(rejection.body_text()))?;
        Ok(Self(found))
    }
}

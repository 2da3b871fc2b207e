//! The API: reads the database, and nothing else.

mod accounts;
mod batches;
mod changes;
mod events;
mod governance;
mod guarantors;
mod health;
mod holders;
mod layers;
mod positions;
mod problem;
mod protocol;
mod statement;
mod stream;
mod types;
mod validators;

use std::collections::BTreeMap;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;

use axum::http::StatusCode;
use axum::routing::get;
use axum::{middleware, Json, Router};
use serde_json::Value;
use tokio::net::TcpListener;
use tower_http::compression::CompressionLayer;
use tower_http::cors::{Any, CorsLayer};
use utoipa::openapi::{OpenApi as Document, RefOr};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::derive::IndexedContracts;
use crate::error::Result;
use crate::follow::progress;
use crate::follow::proof::last_proven;
use crate::metrics::Metrics;
use crate::status::WriterStatus;
use crate::store::cell::number;
use crate::store::Db;
use crate::{alarms, IndexError};

use problem::Problem;
use types::{moment, AsOf};

pub(crate) use events::happened as events_after;

/// What answers are made from.
#[derive(Clone)]
pub struct Api {
    pub(crate) db: Db,
    pub(crate) chain_id: String,
    pub(crate) roles: IndexedContracts,
    pub(crate) status: Arc<WriterStatus>,
    pub(crate) metrics: Metrics,
    pub(crate) stream: stream::Stream,
    pub(crate) holders: holders::Cache,
    pub(crate) limits: layers::Limits,
    /// Whether accounts could be asked for once, after which they always can.
    searchable: Arc<AtomicBool>,
}

type Answer<T> = std::result::Result<Json<T>, Problem>;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Floe index",
        description = "History and figures of a Floe deployment, read from the chain's events and proven against the hub's books. \
                       Amounts are texts in base units, times RFC 3339, errors problem+json. Lists have cursors."
    ),
    components(schemas(batches::BatchState, events::Order, governance::ProposalState, statement::Format)),
    tags(
        (name = "protocol", description = "The whole protocol"),
        (name = "accounts", description = "One holder"),
        (name = "modules", description = "Contracts beside the protocol that the index is configured with"),
        (name = "operation", description = "The index itself"),
    )
)]
struct About;

impl Api {
    /// Reads `db`; what this process writes, if it does, shows in `status`.
    ///
    /// # Errors
    /// When figures cannot be registered.
    pub fn new(
        db: Db,
        chain_id: &str,
        roles: IndexedContracts,
        status: Arc<WriterStatus>,
        requests_per_minute: u32,
    ) -> Result<Self> {
        Ok(Self {
            stream: stream::Stream::of(db.clone()),
            db,
            chain_id: chain_id.to_owned(),
            roles,
            status,
            metrics: Metrics::new()?,
            holders: holders::Cache::default(),
            limits: layers::Limits::new(requests_per_minute),
            searchable: Arc::default(),
        })
    }

    /// # Errors
    /// While nobody is told of accounts.
    pub(crate) async fn must_be_searchable(&self) -> Result<()> {
        if !self.searchable.load(Ordering::Relaxed) {
            if !self.db.is_searchable().await? {
                return Err(IndexError::CatchingUp);
            }
            self.searchable.store(true, Ordering::Relaxed);
        }
        Ok(())
    }

    /// How far the index is.
    pub(crate) async fn as_of(&self) -> Result<AsOf> {
        let at = progress(&self.db).await?.ok_or(IndexError::NoIndex)?;
        let proven = last_proven(&self.db).await?;
        let alarms = alarms::active(&self.db).await?;
        let mut kinds: Vec<String> = alarms.into_iter().map(|alarm| alarm.kind).collect();
        kinds.dedup();
        Ok(AsOf {
            height: number(at.height),
            time: moment(at.time.div_euclid(1_000_000_000)),
            proven_height: proven.map(|(height, _)| number(height)),
            proven_time: proven.map(|(_, time)| moment(time.div_euclid(1_000_000_000))),
            alarms: kinds,
        })
    }
}

fn routed() -> OpenApiRouter<Api> {
    OpenApiRouter::with_openapi(About::openapi())
        .routes(routes!(protocol::protocol))
        .routes(routes!(protocol::rate))
        .routes(routes!(changes::losses))
        .routes(routes!(changes::params))
        .routes(routes!(validators::validators))
        .routes(routes!(validators::validator))
        .routes(routes!(batches::batches))
        .routes(routes!(batches::exits))
        .routes(routes!(holders::holders))
        .routes(routes!(accounts::account))
        .routes(routes!(accounts::history))
        .routes(routes!(statement::statement))
        .routes(routes!(positions::positions))
        .routes(routes!(guarantors::coverage))
        .routes(routes!(guarantors::guarantors))
        .routes(routes!(governance::proposals))
        .routes(routes!(governance::votes))
        .routes(routes!(governance::weightings))
        .routes(routes!(positions::staking))
        .routes(routes!(events::events))
        .routes(routes!(stream::stream))
        .routes(routes!(health::health))
        .routes(routes!(health::metrics))
}

/// Answers of the index of a recorded history, by operation. A test of `tests/index` records them and compares.
const EXAMPLES: &str = include_str!("examples.json");

/// The routes with their document, in which every answer has its example.
fn described() -> (Router<Api>, Document) {
    let (router, mut document) = routed().split_for_parts();
    let mut examples: BTreeMap<String, Value> = serde_json::from_str(EXAMPLES).unwrap_or_default();
    for path in document.paths.paths.values_mut() {
        let Some(operation) = &mut path.get else { continue };
        let named = operation
            .operation_id
            .as_ref()
            .and_then(|name| examples.remove(name));
        if let Some(RefOr::T(answer)) = operation.responses.responses.get_mut("200") {
            if let Some(RefOr::T(content)) = answer.content.get_mut("application/json") {
                content.example = named;
            }
        }
    }
    (router, document)
}

/// The OpenAPI document.
pub fn document() -> Document {
    described().1
}

/// All of it.
pub fn router(api: Api) -> Router {
    let (router, document) = described();
    let text = document.to_json().unwrap_or_default();
    let shown = move || {
        let text = text.clone();
        async move { ([("content-type", "application/json")], text) }
    };
    let cors = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([axum::http::Method::GET])
        .expose_headers([axum::http::header::ETAG]);
    router
        .route("/openapi.json", get(shown))
        .fallback(|| async { Problem::not_found("there is nothing here; /openapi.json lists what there is") })
        .method_not_allowed_fallback(|| async {
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "everything here is read with GET")
        })
        .layer(middleware::from_fn(layers::tagged))
        .layer(middleware::from_fn_with_state(api.clone(), layers::limited))
        .layer(CompressionLayer::new())
        .layer(cors)
        .with_state(api)
}

/// Answers until the future ends.
///
/// # Errors
/// When the address is taken.
pub async fn serve(
    api: Api,
    listener: TcpListener,
    until: impl Future<Output = ()> + Send + 'static,
) -> Result<()> {
    let service = router(api).into_make_service_with_connect_info::<SocketAddr>();
    Ok(axum::serve(listener, service)
        .with_graceful_shutdown(until)
        .await?)
}

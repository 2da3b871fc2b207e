//! What is done to every request: limits by address, and tags of what was answered.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use axum::body::{to_bytes, Body};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use super::problem::Problem;
use super::Api;

/// Addresses that are remembered at once.
const REMEMBERED: usize = 20_000;

/// Answers of at most this many bytes have a tag.
const TAGGED: usize = 8 * 1024 * 1024;

/// How much each address may ask.
#[derive(Clone)]
pub(crate) struct Limits {
    per_minute: u32,
    left: Arc<Mutex<HashMap<IpAddr, (f64, Instant)>>>,
}

impl Limits {
    pub fn new(per_minute: u32) -> Self {
        Self {
            per_minute,
            left: Arc::default(),
        }
    }

    /// Whether it may ask once more. What was not asked for adds up to a minute's worth.
    fn allows(&self, address: IpAddr) -> bool {
        let most = f64::from(self.per_minute);
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        if left.len() > REMEMBERED {
            left.retain(|_, (_, since)| since.elapsed().as_secs() < 60);
        }
        if left.len() > REMEMBERED {
            left.clear();
        }
        let now = Instant::now();
        let (have, since) = left.entry(address).or_insert((most, now));
        *have = most.min(*have + since.elapsed().as_secs_f64() * most / 60.0);
        *since = now;
        if *have < 1.0 {
            return false;
        }
        *have -= 1.0;
        true
    }
}

pub(crate) async fn limited(State(api): State<Api>, request: Request, next: Next) -> Response {
    let address = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let allowed = match address {
        Some(ConnectInfo(address)) => api.limits.allows(address.ip()),
        None => true,
    };
    let path = request.uri().path();
    if !allowed && path != "/health" && path != "/metrics" {
        let detail = format!("more than {} requests in a minute; wait some seconds", api.limits.per_minute);
        let mut response = Problem::new(StatusCode::TOO_MANY_REQUESTS, detail).into_response();
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("5"));
        return response;
    }
    let began = Instant::now();
    let response = next.run(request).await;
    api.metrics.answered(response.status().as_u16(), began.elapsed());
    response
}

/// Gives answers a tag, and nothing but that to who has it already.
pub(crate) async fn tagged(request: Request, next: Next) -> Response {
    let known = request.headers().get(IF_NONE_MATCH).cloned();
    let response = next.run(request).await;
    let streams = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"));
    if streams || response.status() != StatusCode::OK {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, TAGGED).await else {
        return Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "the answer is too long; ask for less").into_response();
    };
    let digest = Sha256::digest(&bytes);
    let short: String = digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    let Ok(tag) = HeaderValue::from_str(&format!("\"{short}\"")) else {
        return Response::from_parts(parts, Body::from(bytes));
    };
    let same = known.is_some_and(|known| known == tag || known.as_bytes() == [b"W/", tag.as_bytes()].concat());
    parts.headers.insert(ETAG, tag);
    if same {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(CONTENT_TYPE);
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(bytes))
}

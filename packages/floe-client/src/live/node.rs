//! One node, and why it is passed over.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::json;

use super::address::Address;
use super::http::Http;
use super::rpc::{self, Failure, Status};
use super::LiveConfig;
use crate::{Error, Result};

/// How long it counts that a node was found fit, and what the others said of their heights.
pub const FRESH: Duration = Duration::from_secs(60);

pub struct Endpoint {
    pub address: Address,
    pub http: Http,
    /// Until when it counts as fit.
    fit: Mutex<Option<Instant>>,
}

impl Endpoint {
    pub fn new(url: &str, config: &LiveConfig) -> Result<Self> {
        let address = Address::parse(url)?;
        Ok(Self {
            http: Http::new(&address, config.request_timeout),
            address,
            fit: Mutex::default(),
        })
    }

    pub fn status(&self, limit: Duration) -> std::result::Result<Status, Failure> {
        rpc::ask(&self.http, "status", &json!({}), limit)
    }

    pub fn is_fit(&self) -> bool {
        lock(&self.fit).is_some_and(|since| since.elapsed() < FRESH)
    }

    pub fn mark(&self, fit: bool) {
        *lock(&self.fit) = fit.then(Instant::now);
    }
}

/// Why a node is passed over.
pub enum Unfit {
    WrongChain(Error),
    Other(String),
}

/// Whether no other try can help.
pub fn all_of_another_chain(reasons: &[(String, Unfit)]) -> bool {
    let wrong = |(_, unfit): &(String, Unfit)| matches!(unfit, Unfit::WrongChain(_));
    !reasons.is_empty() && reasons.iter().all(wrong)
}

/// That none answered, with the reason of each; or that all are of another chain.
pub fn unreachable(reasons: Vec<(String, Unfit)>) -> Error {
    let mut tried = Vec::new();
    let mut wrong = Vec::new();
    for (url, unfit) in reasons {
        match unfit {
            Unfit::WrongChain(error) => {
                tried.push(format!("{url} belongs to another chain"));
                wrong.push(error);
            }
            Unfit::Other(reason) => tried.push(format!("{url} ({reason})")),
        }
    }
    if wrong.len() == tried.len() {
        if let Some(error) = wrong.pop() {
            return error;
        }
    }
    Error::Unreachable {
        tried: tried.join(", "),
    }
}

pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{OnceLock, PoisonError, RwLock};

use cosmrs::rpc::client::CompatMode;
use cosmrs::rpc::endpoint::status;
use cosmrs::rpc::error::ErrorDetail;
use cosmrs::rpc::{self, Client, HttpClient, HttpClientUrl};
use cosmrs::tendermint::Version;
use tokio::task::JoinSet;

use super::Config;
use crate::{Error, Result};

/// Several nodes of one chain. A request goes to the current one, and on to the next when that
/// one is down, belongs to another chain or lags.
pub(super) struct Endpoints {
    nodes: Vec<Node>,
    current: AtomicUsize,
    chain_id: OnceLock<String>,
    /// Highest block seen on any node.
    newest: AtomicU64,
    config: Config,
}

struct Node {
    url: String,
    client: RwLock<HttpClient>,
    /// Whether its chain and height have been checked since it last failed.
    vetted: AtomicBool,
}

/// Why a node is passed over.
enum Unfit {
    WrongChain(Error),
    Other(String),
}

/// A node's own refusal: the connection works, another node would say the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NodeError(pub String);

/// What became of a request that reached a node.
pub(super) type Answer<T> = std::result::Result<T, NodeError>;

impl Endpoints {
    pub fn new(config: &Config) -> Result<Self> {
        let nodes: Vec<Node> = config
            .endpoints
            .iter()
            .map(|url| Node::new(url, config))
            .collect::<Result<_>>()?;
        if nodes.is_empty() {
            return Err(Error::bad_value("endpoints", "name at least one node"));
        }
        let chain_id = OnceLock::new();
        if let Some(id) = &config.chain_id {
            let _ = chain_id.set(id.clone());
        }
        Ok(Self {
            nodes,
            current: AtomicUsize::new(0),
            chain_id,
            newest: AtomicU64::new(0),
            config: config.clone(),
        })
    }

    /// Asks all nodes at once how far they are, so that the first in the list is not trusted only
    /// for being the first. Failures show up when a node is used.
    pub async fn survey(&self) {
        let mut asked = JoinSet::new();
        for (index, node) in self.nodes.iter().enumerate() {
            let client = node.client();
            asked.spawn(async move { (index, client.status().await) });
        }
        let mut found = BTreeMap::new();
        while let Some(answer) = asked.join_next().await {
            if let Ok((index, Ok(status))) = answer {
                found.insert(index, status);
            }
        }
        for status in found.into_values() {
            let network = status.node_info.network.to_string();
            if *self.chain_id.get_or_init(|| network.clone()) == network {
                self.saw(status.sync_info.latest_block_height.value());
            }
        }
    }

    /// Known after the survey, if any node answered.
    pub fn chain_id(&self) -> &str {
        self.chain_id.get().map(String::as_str).unwrap_or_default()
    }

    /// Sends a request until a node answers it. The outer error: none did.
    pub async fn call<T, F>(&self, request: impl Fn(HttpClient) -> F) -> Result<Answer<T>>
    where
        F: Future<Output = std::result::Result<T, rpc::Error>>,
    {
        let mut reasons = Vec::new();
        for round in 0..self.config.rounds.max(1) {
            if round > 0 {
                let doubled = 2u32.saturating_pow(round.saturating_sub(1));
                tokio::time::sleep(self.config.backoff.saturating_mul(doubled)).await;
            }
            reasons.clear();
            let first = self.current.load(Ordering::Relaxed);
            for (index, node) in self.from(first) {
                match self.ask(node, &request).await {
                    Ok(answer) => {
                        self.current.store(index, Ordering::Relaxed);
                        return Ok(answer);
                    }
                    Err(unfit) => reasons.push((node.url.clone(), unfit)),
                }
            }
        }
        Err(unreachable(reasons))
    }

    /// The nodes in turn, beginning with the `first`.
    fn from(&self, first: usize) -> impl Iterator<Item = (usize, &Node)> {
        let all = self.nodes.iter().enumerate();
        all.clone().skip(first).chain(all.take(first))
    }

    async fn ask<T, F>(
        &self,
        node: &Node,
        request: impl Fn(HttpClient) -> F,
    ) -> std::result::Result<Answer<T>, Unfit>
    where
        F: Future<Output = std::result::Result<T, rpc::Error>>,
    {
        if !node.vetted.load(Ordering::Relaxed) {
            self.vet(node).await?;
        }
        match request(node.client()).await {
            Ok(answer) => Ok(Ok(answer)),
            Err(error) => match refusal(&error) {
                Some(text) => Ok(Err(NodeError(text))),
                None => {
                    node.vetted.store(false, Ordering::Relaxed);
                    Err(Unfit::Other(shown(&error)))
                }
            },
        }
    }

    /// Checks that a node belongs to the chain and does not lag.
    async fn vet(&self, node: &Node) -> std::result::Result<(), Unfit> {
        let status = node.client().status().await;
        let status = status.map_err(|error| Unfit::Other(shown(&error)))?;
        let found = status.node_info.network.to_string();
        let expected = self.chain_id.get_or_init(|| found.clone());
        if *expected != found {
            return Err(Unfit::WrongChain(Error::WrongChain {
                endpoint: node.url.clone(),
                expected: expected.clone(),
                found,
            }));
        }
        if status.sync_info.catching_up {
            return Err(Unfit::Other("is still catching up".to_owned()));
        }
        let height = status.sync_info.latest_block_height.value();
        let newest = self.saw(height);
        let behind = newest.saturating_sub(height);
        if behind > self.config.max_lag_blocks {
            return Err(Unfit::Other(format!("is {behind} blocks behind")));
        }
        node.speak(status.node_info.version);
        node.vetted.store(true, Ordering::Relaxed);
        Ok(())
    }

    pub async fn status(&self) -> Result<status::Response> {
        let answer = self.call(|client| async move { client.status().await }).await?;
        let status = answer.map_err(|error| Error::unreadable("status", error.0))?;
        self.saw(status.sync_info.latest_block_height.value());
        Ok(status)
    }

    /// Remembers a height and returns the highest one seen.
    pub fn saw(&self, height: u64) -> u64 {
        self.newest.fetch_max(height, Ordering::Relaxed).max(height)
    }

    /// Makes the next request look for another node first: the current one does not keep up.
    pub fn distrust(&self) {
        let current = self.current.load(Ordering::Relaxed);
        if let Some(node) = self.nodes.get(current) {
            node.vetted.store(false, Ordering::Relaxed);
        }
        let next = current.saturating_add(1);
        let next = if next < self.nodes.len() { next } else { 0 };
        self.current.store(next, Ordering::Relaxed);
    }
}

impl Node {
    fn new(url: &str, config: &Config) -> Result<Self> {
        let bad = |error: rpc::Error| Error::bad_value("endpoint", format!("{url}: {}", shown(&error)));
        let parsed: HttpClientUrl = url.parse().map_err(bad)?;
        let client = HttpClient::builder(parsed)
            .timeout(config.request_timeout)
            .build()
            .map_err(bad)?;
        Ok(Self {
            url: url.to_owned(),
            client: RwLock::new(client),
            vetted: AtomicBool::new(false),
        })
    }

    fn client(&self) -> HttpClient {
        self.client.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads answers the way this version writes them; versions unknown to the client as the
    /// newest it knows.
    fn speak(&self, version: Version) {
        let mode = CompatMode::from_version(version).unwrap_or(CompatMode::latest());
        let mut client = self.client.write().unwrap_or_else(PoisonError::into_inner);
        client.set_compat_mode(mode);
    }
}

/// The text of an answer that says no; none where there was no proper answer.
fn refusal(error: &rpc::Error) -> Option<String> {
    match error.detail() {
        ErrorDetail::Response(response) => Some(response.source.to_string()),
        _ => None,
    }
}

/// In one line.
fn shown(error: &rpc::Error) -> String {
    let text = format!("{}", error.detail());
    text.lines().collect::<Vec<_>>().join(" ")
}

fn unreachable(reasons: Vec<(String, Unfit)>) -> Error {
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

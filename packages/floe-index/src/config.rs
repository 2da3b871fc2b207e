//! What an index is told.

use std::net::SocketAddr;
use std::time::Duration;

use floe_client::LiveConfig;

use crate::derive::Roles;
use crate::webhooks::Rule;

/// All settings of an index.
#[derive(Clone, Debug)]
pub struct IndexConfig {
    /// A path, `sqlite:path`, or `postgres://user@host/name`.
    pub database: String,
    /// Nodes, their timeouts, and the wish to stop.
    pub live: LiveConfig,
    /// Nodes of another chain are passed over with an alarm.
    pub chain_id: String,
    pub roles: Roles,
    /// The block to begin with; none: the one in which the hub was created, as a node says.
    pub from_height: Option<u64>,
    /// How many nodes have to say the same of a block, where so many are fit; at least one.
    pub agree: usize,
    /// Requests under way at once while catching up.
    pub workers: usize,
    /// Between two looks for new blocks.
    pub poll: Duration,
    /// Blocks after which the books are held against the chain at the latest.
    pub prove_every: u64,
    /// Where the API is; none: nowhere.
    pub listen: Option<SocketAddr>,
    /// Requests that an address may make in a minute.
    pub requests_per_minute: u32,
    /// Whether this process writes, or only answers.
    pub writes: bool,
    pub rules: Vec<Rule>,
}

impl IndexConfig {
    /// With what suits most.
    pub fn new(database: &str, live: LiveConfig, chain_id: &str, roles: Roles) -> Self {
        Self {
            database: database.to_owned(),
            live,
            chain_id: chain_id.to_owned(),
            roles,
            from_height: None,
            agree: 2,
            workers: 4,
            poll: Duration::from_secs(1),
            prove_every: 1_000,
            listen: None,
            requests_per_minute: 600,
            writes: true,
            rules: Vec::new(),
        }
    }
}

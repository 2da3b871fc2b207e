//! How a live chain is reached.

use std::fmt;
use std::time::Duration;

use super::shown_address;
use crate::gas::GasPrice;
use crate::Stop;

/// How to reach a chain. What the chain itself knows is asked from it.
#[derive(Clone, PartialEq, Eq)]
pub struct LiveConfig {
    /// RPC addresses such as `http://127.0.0.1:26657`; the first that works is used. They may contain credentials,
    /// which are never shown.
    pub endpoints: Vec<String>,
    /// The chain they must belong to; none: the one the first working node belongs to, and nothing can be signed.
    pub chain_id: Option<String>,
    /// None: the least price the node asks for.
    pub gas_price: Option<GasPrice>,
    /// For one request.
    pub request_timeout: Duration,
    /// For all requests since the work began, so that nodes that answer slowly cannot hold the program for ever.
    pub total_timeout: Duration,
    /// Rounds over all endpoints before giving up.
    pub rounds: u32,
    /// Wait before the second round; doubled for each further one.
    pub backoff: Duration,
    /// Between two looks for a transaction or a block.
    pub poll: Duration,
    /// For a transaction to be in a block.
    pub inclusion_timeout: Duration,
    /// For the next block.
    pub block_timeout: Duration,
    /// How many blocks after its submission a transaction can still land.
    pub valid_blocks: u64,
    /// The same for one that others are to sign, who need longer.
    pub unsigned_blocks: u64,
    /// A node this many blocks behind the newest block seen is passed over.
    pub max_lag_blocks: u64,
    /// Looked at before each request and while waiting.
    pub stop: Stop,
}

impl fmt::Debug for LiveConfig {
    /// Without what addresses of nodes keep secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let endpoints: Vec<String> = self.endpoints.iter().map(|url| shown_address(url)).collect();
        f.debug_struct("LiveConfig")
            .field("endpoints", &endpoints)
            .field("chain_id", &self.chain_id)
            .field("gas_price", &self.gas_price)
            .finish_non_exhaustive()
    }
}

impl LiveConfig {
    pub fn new(endpoints: &[&str]) -> Self {
        Self {
            endpoints: endpoints.iter().map(|url| (*url).to_owned()).collect(),
            chain_id: None,
            gas_price: None,
            request_timeout: Duration::from_secs(15),
            total_timeout: Duration::from_secs(900),
            rounds: 5,
            backoff: Duration::from_millis(250),
            poll: Duration::from_millis(200),
            inclusion_timeout: Duration::from_secs(90),
            block_timeout: Duration::from_secs(90),
            valid_blocks: 100,
            unsigned_blocks: 50_000,
            max_lag_blocks: 5,
            stop: Stop::default(),
        }
    }

    #[must_use]
    pub fn chain_id(mut self, id: &str) -> Self {
        self.chain_id = Some(id.to_owned());
        self
    }

    #[must_use]
    pub fn gas_price(mut self, price: GasPrice) -> Self {
        self.gas_price = Some(price);
        self
    }
}

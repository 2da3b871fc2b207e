//! What the configuration says of the index.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{bail, Context as _, Result};
use floe_client::{Contracts, LiveConfig};
use floe_index::derive::IndexedContracts;
use floe_index::store::is_postgres;
use floe_index::webhooks::{Rule, Trigger};
use floe_index::IndexConfig;
use serde::Deserialize;

use crate::host::Host;

/// Where the API is, unless the configuration says otherwise.
pub const DEFAULT_LISTEN: &str = "127.0.0.1:9465";

/// `[index]` of the configuration. Everything may be left out.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct IndexSection {
    /// A file, or `postgres://user@host/name`; none: `index.db`.
    pub database: Option<String>,
    /// `address:port`, or `off`.
    pub listen: Option<String>,
    /// How many nodes have to agree on a block, where so many are fit.
    pub agree: Option<u64>,
    /// Requests under way at once while catching up.
    pub workers: Option<u64>,
    /// Blocks after which the books are held against the chain at the latest.
    pub prove_every: Option<u64>,
    /// Requests that an address may make in a minute.
    pub requests_per_minute: Option<u32>,
    /// The block to begin with; none: the one in which the hub was created.
    pub from_height: Option<u64>,
    /// Contracts of modules beside those of the record of the deployment.
    pub contracts: Vec<String>,
    pub rules: Vec<RuleSection>,
}

/// A webhook.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSection {
    pub name: String,
    /// `loss`, `slash`, `pause`, `short`, `settled`, `failed`, `proposal` or `event`.
    pub on: String,
    /// The least loss, the address of a `settled`, or the name of an `event`.
    pub of: Option<String>,
    pub url: String,
    /// The environment variable with the key of the signature.
    pub secret_env: String,
}

impl IndexSection {
    /// With the environment over it.
    pub fn load(mut self, host: &Host) -> Result<Self> {
        let var = |name: &str| host.var(name).map(str::to_owned);
        self.database = var("FLOE_INDEX_DATABASE").or(self.database);
        self.listen = var("FLOE_INDEX_LISTEN").or(self.listen);
        let bounds = [
            ("agree", self.agree, 1, 16),
            ("workers", self.workers, 1, 64),
            ("prove_every", self.prove_every, 1, 1_000_000),
        ];
        for (name, value, least, most) in bounds {
            if let Some(value) = value.filter(|value| !(least..=most).contains(value)) {
                bail!("index.{name} is {value}; it must be {least} to {most}");
            }
        }
        Ok(self)
    }

    /// Where the database is, a file's path from where the program runs.
    pub fn database(&self, host: &Host) -> String {
        let named = self.database.as_deref().unwrap_or("index.db");
        if is_postgres(named) {
            return named.to_owned();
        }
        let path = PathBuf::from(named.strip_prefix("sqlite:").unwrap_or(named));
        host.path(path).display().to_string()
    }

    /// # Errors
    /// Names the field that is wrong.
    pub fn settings(
        &self,
        host: &Host,
        live: LiveConfig,
        chain_id: &str,
        contracts: &Contracts,
    ) -> Result<IndexConfig> {
        let roles = IndexedContracts {
            hub: contracts.hub.clone(),
            registry: contracts.registry.clone(),
            collector: contracts.collector.clone(),
            modules: self.contracts.clone(),
        };
        let mut config = IndexConfig::new(&self.database(host), live, chain_id, roles);
        let small = |value: Option<u64>, usual: usize| value.map_or(Ok(usual), usize::try_from);
        config.agree = small(self.agree, config.agree)?;
        config.workers = small(self.workers, config.workers)?;
        config.prove_every = self.prove_every.unwrap_or(config.prove_every);
        config.requests_per_minute = self.requests_per_minute.unwrap_or(config.requests_per_minute);
        config.from_height = self.from_height;
        config.listen = match self.listen.as_deref().unwrap_or(DEFAULT_LISTEN) {
            "off" => None,
            address => {
                let parsed = address.parse::<SocketAddr>();
                Some(parsed.with_context(|| {
                    format!("index.listen is {address}; expected such as {DEFAULT_LISTEN}, or off")
                })?)
            }
        };
        for section in &self.rules {
            if config.rules.iter().any(|rule| rule.name == section.name) {
                bail!("index.rules has {} twice", section.name);
            }
            let secret = host.var(&section.secret_env).filter(|secret| !secret.is_empty());
            let secret = secret.with_context(|| {
                format!(
                    "rule {}: the variable {} is not set",
                    section.name, section.secret_env
                )
            })?;
            config.rules.push(Rule {
                name: section.name.clone(),
                trigger: Trigger::parse(&section.on, section.of.as_deref())?,
                url: section.url.clone(),
                secret: secret.to_owned(),
            });
        }
        Ok(config)
    }
}

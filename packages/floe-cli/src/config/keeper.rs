use std::path::PathBuf;
use std::time::Duration;

use anyhow::{bail, Result};
use serde::Deserialize;

use crate::host::Host;

/// `[keeper]` of the configuration. Everything may be left out.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KeeperSection {
    pub interval_secs: Option<u64>,
    pub jitter_secs: Option<u64>,
    pub max_fee_per_day: Option<String>,
    pub low_balance: Option<String>,
    pub http: Option<String>,
    pub state_file: Option<PathBuf>,
    pub sync_secs: Option<u64>,
    pub refresh_secs: Option<u64>,
    pub claim_for: Vec<String>,
    pub claim_above: Option<String>,
    pub max_txs: Option<u64>,
    pub crowd: Option<u64>,
}

/// How a keeper works, checked but for amounts, whose unit the chain knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeeperSettings {
    /// Between two rounds.
    pub interval: Duration,
    /// The longest wait before sending, so that several keepers do not send at once.
    pub jitter: Duration,
    /// An amount as people write it; none: no limit is set.
    pub max_fee_per_day: Option<String>,
    /// An amount below which the keeper's own balance is reported; none: a day's fees.
    pub low_balance: Option<String>,
    /// `address:port`, or `off`.
    pub http: String,
    /// None: `keeper-<address>.json`.
    pub state_file: Option<PathBuf>,
    /// Age in seconds at which the hub is synced for its own sake; none: the hub's `max_sync_age`.
    pub sync_secs: Option<u64>,
    /// Age in seconds at which the registry's data are read anew.
    pub refresh_secs: u64,
    /// Whose exits are claimed, whatever they are worth.
    pub claim_for: Vec<String>,
    /// Everybody's exits worth this are claimed; none: nobody's.
    pub claim_above: Option<String>,
    /// Transactions in one round at most.
    pub max_txs: u64,
    /// How many undelegations of others in the same block a crank has gas for.
    pub crowd: u64,
}

impl KeeperSettings {
    /// Limits are inclusive; what lies outside is named.
    pub fn load(section: KeeperSection, host: &Host) -> Result<Self> {
        let var = |name: &str| host.var(name).map(str::to_owned);
        Ok(Self {
            interval: interval(section.interval_secs.unwrap_or(60))?,
            jitter: jitter(section.jitter_secs.unwrap_or(20))?,
            max_fee_per_day: var("FLOE_KEEPER_MAX_FEE_PER_DAY").or(section.max_fee_per_day),
            low_balance: section.low_balance,
            http: var("FLOE_KEEPER_HTTP")
                .or(section.http)
                .unwrap_or_else(|| DEFAULT_HTTP.to_owned()),
            state_file: var("FLOE_KEEPER_STATE")
                .map(PathBuf::from)
                .or(section.state_file)
                .map(|file| host.path(file)),
            sync_secs: section
                .sync_secs
                .map(|secs| within("sync_secs", secs, 10, 86_400))
                .transpose()?,
            refresh_secs: within(
                "refresh_secs",
                section.refresh_secs.unwrap_or(21_600),
                10,
                604_800,
            )?,
            claim_for: section.claim_for,
            claim_above: section.claim_above,
            max_txs: within("max_txs", section.max_txs.unwrap_or(30), 1, 1_000)?,
            crowd: within("crowd", section.crowd.unwrap_or(50), 0, 1_000)?,
        })
    }

    pub fn set_interval(&mut self, secs: u64) -> Result<()> {
        self.interval = interval(secs)?;
        Ok(())
    }

    pub fn set_jitter(&mut self, secs: u64) -> Result<()> {
        self.jitter = jitter(secs)?;
        Ok(())
    }
}

fn interval(secs: u64) -> Result<Duration> {
    within("interval_secs", secs, 1, 3_600).map(Duration::from_secs)
}

fn jitter(secs: u64) -> Result<Duration> {
    within("jitter_secs", secs, 0, 600).map(Duration::from_secs)
}

/// Where the keeper is asked how it is.
pub const DEFAULT_HTTP: &str = "127.0.0.1:9464";

fn within(name: &str, value: u64, least: u64, most: u64) -> Result<u64> {
    if (least..=most).contains(&value) {
        return Ok(value);
    }
    bail!("keeper.{name} is {value}; it must be {least} to {most}")
}

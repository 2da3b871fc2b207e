//! `floe keeper`: does what anybody may do, so that the protocol runs by itself.

mod budget;
mod check;
mod claims;
mod clearing;
mod decide;
mod duty;
mod evasion;
#[cfg(test)]
mod fixture;
mod gas;
mod health;
mod http;
mod ledger;
mod losses;
mod metrics;
mod once;
mod pace;
mod readings;
mod receipt;
mod rest;
mod round;
mod sending;
mod service;
mod sight;
mod turns;
mod unpayable;

use anyhow::Result;

use crate::config::{Common, KeeperSettings};
use crate::context::Context;
use crate::exit::Exit;
use crate::host::Host;

#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand)]
enum Action {
    /// Keeps, round after round, until asked to stop.
    Run(Flags),
    /// Does what is due now.
    Once(Flags),
    /// Says what is due and why, without a key; ends with 1 if anything is.
    Check(Flags),
}

/// What stands above `[keeper]` of the configuration.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct Flags {
    /// Seconds between two rounds.
    #[arg(long, value_name = "SECS")]
    interval: Option<u64>,
    /// The longest wait before sending, so that several keepers do not send at once.
    #[arg(long, value_name = "SECS")]
    jitter: Option<u64>,
    /// The most that a day's fees may come to, such as "2 atom".
    #[arg(long, value_name = "AMOUNT")]
    max_fee_per_day: Option<String>,
    /// Where /healthz and /metrics are, such as 127.0.0.1:9464, or off.
    #[arg(long, value_name = "ADDRESS")]
    http: Option<String>,
    /// Where spending is remembered.
    #[arg(long, value_name = "FILE")]
    state_file: Option<std::path::PathBuf>,
    /// Claims for this user whatever the amount; can be given several times.
    #[arg(long, value_name = "ADDRESS")]
    claim_for: Vec<String>,
    /// Claims for everybody who can be paid this much.
    #[arg(long, value_name = "AMOUNT")]
    claim_above: Option<String>,
}

impl Flags {
    /// # Errors
    /// When a value is out of bounds.
    pub fn apply(&self, settings: &mut KeeperSettings) -> Result<()> {
        if let Some(secs) = self.interval {
            settings.set_interval(secs)?;
        }
        if let Some(secs) = self.jitter {
            settings.set_jitter(secs)?;
        }
        let put = |to: &mut Option<String>, from: &Option<String>| {
            if from.is_some() {
                to.clone_from(from);
            }
        };
        put(&mut settings.max_fee_per_day, &self.max_fee_per_day);
        put(&mut settings.claim_above, &self.claim_above);
        if let Some(http) = &self.http {
            settings.http.clone_from(http);
        }
        if self.state_file.is_some() {
            settings.state_file.clone_from(&self.state_file);
        }
        if !self.claim_for.is_empty() {
            settings.claim_for.clone_from(&self.claim_for);
        }
        Ok(())
    }
}

/// Runs one of the three.
pub fn run(args: &Args, common: Common, host: &mut Host) -> Result<Exit> {
    match &args.action {
        Action::Run(flags) => service::run(flags, common, host),
        Action::Once(flags) => once::run(flags, Context::open(host, common)?),
        Action::Check(flags) => check::run(flags, &mut Context::open(host, common)?),
    }
}

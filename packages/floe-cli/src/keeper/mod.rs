//! `floe keeper`: does what anybody may do, so that the protocol runs by itself.

mod check;
mod log;
mod once;
mod run;

use std::time::Duration;

use anyhow::Result;
use floe_client::{Contracts, Stop};
use floe_keeper::{DutyReceipt, Keeper, Machine, Metrics, Purse};

use log::{Level, Log};

use crate::config::{Common, KeeperSection};
use crate::context::Context;
use crate::exit::ExitCode;
use crate::host::Host;

#[derive(clap::Args)]
pub struct KeeperArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand)]
enum Action {
    /// Does what is due, round after round, until it is stopped.
    Run(Flags),
    /// Does what is due now, without asking; --dry-run shows the first transaction.
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
    /// Has this validator listed whenever its bond suffices; can be given several times.
    #[arg(long, value_name = "OPERATOR")]
    list_for: Vec<String>,
    /// How the lines of `run` are written.
    #[arg(long, value_name = "FORM", default_value = "text")]
    log: Log,
}

impl Flags {
    /// # Errors
    /// When a value is out of bounds.
    fn apply(&self, section: &mut KeeperSection) -> Result<()> {
        fn put<T: Clone>(to: &mut Option<T>, from: &Option<T>) {
            if from.is_some() {
                to.clone_from(from);
            }
        }
        put(&mut section.interval_secs, &self.interval);
        put(&mut section.jitter_secs, &self.jitter);
        put(&mut section.max_fee_per_day, &self.max_fee_per_day);
        put(&mut section.claim_above, &self.claim_above);
        put(&mut section.http, &self.http);
        put(&mut section.state_file, &self.state_file);
        if !self.claim_for.is_empty() {
            section.claim_for.clone_from(&self.claim_for);
        }
        if !self.list_for.is_empty() {
            section.list_for.clone_from(&self.list_for);
        }
        section.check()
    }
}

/// Runs one of the three.
pub fn run(args: &KeeperArgs, common: Common, host: &mut Host) -> Result<ExitCode> {
    match &args.action {
        Action::Run(flags) => run::run(flags, common, host),
        Action::Once(flags) => once::run(flags, Context::open(host, common)?),
        Action::Check(flags) => check::run(flags, &mut Context::open(host, common)?),
    }
}

/// The program's machine as the keeper sees it.
struct Terminal<'h> {
    host: &'h mut Host,
    /// Results as JSON.
    json: bool,
    /// Of a service; none where somebody sits before it.
    log: Option<Log>,
    stop: Stop,
}

impl Terminal<'_> {
    fn told(&self, level: Level, line: &str) -> String {
        match self.log {
            Some(log) => log.line((self.host.clock)(), level, line),
            None => line.to_owned(),
        }
    }
}

impl Machine for Terminal<'_> {
    fn clock(&self) -> u64 {
        (self.host.clock)()
    }

    fn random(&mut self) -> u64 {
        (self.host.random)()
    }

    fn wait(&mut self, time: Duration) {
        (self.host.wait)(time, &self.stop);
    }

    fn is_asked_to_stop(&self) -> bool {
        self.stop.is_asked()
    }

    fn note(&mut self, line: &str) {
        let line = self.told(Level::Info, line);
        self.host.note(line);
    }

    fn warn(&mut self, line: &str) {
        let line = self.told(Level::Warn, line);
        self.host.note(line);
    }

    fn report(&mut self, receipt: &DutyReceipt, denom: &str) -> Result<()> {
        self.host.say(match self.json {
            true => serde_json::to_string(receipt)?,
            false => self.told(Level::Info, &receipt.line(denom)),
        })
    }
}

/// Gives a keeper of the context's chain and key to `work`.
fn with_keeper<T>(
    ctx: &mut Context<'_>,
    contracts: Contracts,
    metrics: Metrics,
    (stop, log): (Stop, Option<Log>),
    work: impl FnOnce(Keeper<'_>) -> Result<T>,
) -> Result<T> {
    let signer = ctx.signer()?;
    let address = ctx.own_address()?;
    let settings = ctx.settings.keeper.settings(ctx)?;
    let file = ctx.settings.keeper.state_file.clone();
    let file = file.unwrap_or_else(|| ctx.host.path(format!("keeper-{address}.json")));
    let chain_id = ctx.chain.facts().chain_id.clone();
    let purse = Purse::open(&file, &chain_id, &address, settings.spending.limit)?;
    let mut terminal = Terminal {
        host: &mut *ctx.host,
        json: ctx.common.json,
        log,
        stop,
    };
    let chain = &mut *ctx.chain;
    let keeper = Keeper::new(chain, &mut terminal, signer, contracts, settings, purse, metrics)?;
    work(keeper)
}

//! `floe keeper run`: round after round, until asked to stop.

use std::time::{Duration, Instant};

use anyhow::{bail, Result};
use floe_client::{Chain, Stop};

use crate::config::{Common, Settings};
use crate::context::{self, Context};
use crate::exit::Exit;
use crate::host::Host;
use crate::keeper::health::Health;
use crate::keeper::http::Server;
use crate::keeper::metrics::Metrics;
use crate::keeper::round::{Keeper, Round};
use crate::keeper::{pace, Flags};
use crate::protocol::Contracts;

/// Beyond three intervals: for the blocks of a round's transactions.
const GRACE: Duration = Duration::from_secs(300);

/// Age of the node's last block from which on the chain, the node or a clock is wrong.
const LAG: u64 = 120;

/// Keeps until a signal says stop.
///
/// # Errors
/// Where going on cannot help: settings, key or state are wrong.
pub fn run(flags: &Flags, common: Common, host: &mut Host) -> Result<Exit> {
    if common.dry_run || common.generate_only {
        bail!("keeper run sends by itself; use `floe keeper once --dry-run` or `floe keeper check`");
    }
    let mut settings = Settings::load(&common, host)?;
    flags.apply(&mut settings.keeper)?;
    let own = settings.keeper.clone();
    if own.max_fee_per_day.is_none() {
        bail!(
            "keeper.max_fee_per_day is not set; name the most that a day's fees may come to, in the configuration or \
             with --max-fee-per-day"
        );
    }
    if settings.connection.chain_id.is_none() {
        bail!("no chain is named; give its id as chain.id in the configuration, or with --chain-id");
    }
    let stop = (host.stop)()?;
    settings.connection.stop = stop.clone();
    let health = Health::new(
        own.interval
            .saturating_mul(3)
            .saturating_add(own.jitter)
            .saturating_add(GRACE),
    );
    let metrics = Metrics::new()?;
    let _server = match own.http.as_str() {
        "off" => None,
        address => {
            let server = Server::start(address, health.clone(), metrics.clone())?;
            host.note(format!("Listening at http://{}.", server.address()));
            Some(server)
        }
    };
    let Some((chain, contracts)) = connect(host, &settings, &health, &stop)? else {
        return Ok(Exit::Done);
    };
    let ctx = Context::over(host, common, settings, chain);
    let keeper = Keeper::new(ctx, contracts, metrics, stop)?;
    Service {
        keeper,
        health,
        failed: 0,
        said: Vec::new(),
    }
    .keep()
}

/// Tries until a node answers; none when asked to stop meanwhile.
fn connect(host: &mut Host, settings: &Settings, health: &Health, stop: &Stop) -> Result<Option<Reached>> {
    let mut failed = 0u32;
    while !stop.is_asked() {
        let error = match reach(host, settings) {
            Ok(reached) => return Ok(Some(reached)),
            Err(error) if Exit::of(&error) == Exit::Misuse => return Err(error),
            Err(error) => format!("{error:#}"),
        };
        failed = failed.saturating_add(1);
        let pause = pace::until_next_round(failed, settings.keeper.interval);
        host.note(format!("{error}; trying again in {} s.", pause.as_secs()));
        health.failed(error);
        (host.wait)(pause, stop);
    }
    Ok(None)
}

/// A chain, and the contracts to look after.
type Reached = (Box<dyn Chain>, Contracts);

fn reach(host: &Host, settings: &Settings) -> Result<Reached> {
    let chain = (host.connect)(&settings.connection)?;
    let contracts = context::contracts(&*chain, settings)?;
    Ok((chain, contracts))
}

struct Service<'h> {
    keeper: Keeper<'h>,
    health: Health,
    /// Rounds in a row that ended with an error.
    failed: u32,
    /// What was said last of what is wrong: the same is not said again.
    said: Vec<String>,
}

impl Service<'_> {
    fn keep(mut self) -> Result<Exit> {
        let keeper = &mut self.keeper;
        let greeting = format!(
            "Keeping {} on {} as {}, a round every {} s.",
            keeper.contracts.hub,
            keeper.ctx.chain.facts().chain_id,
            keeper.address,
            keeper.settings.interval.as_secs()
        );
        keeper.ctx.host.note(greeting);
        while !self.keeper.stop.is_asked() {
            self.round()?;
            let pause = pace::until_next_round(self.failed, self.keeper.settings.interval);
            if !self.keeper.stop.is_asked() {
                (self.keeper.ctx.host.wait)(pause, &self.keeper.stop);
            }
        }
        self.keeper.ctx.host.note("Stopped.");
        Ok(Exit::Done)
    }

    fn round(&mut self) -> Result<()> {
        let mut round = Round::default();
        let ended = self.keeper.round(&mut round);
        self.print(&round).map_err(|error| round.after_all(error))?;
        match ended {
            Ok(()) => self.ended(round),
            // What is wrong on this machine does not become right by itself.
            Err(error) if Exit::of(&error) == Exit::Misuse => return Err(round.after_all(error)),
            Err(error) => {
                self.failed = self.failed.saturating_add(1);
                let trouble = format!("{error:#}");
                self.health.failed(trouble.clone());
                self.say_once(vec![trouble]);
            }
        }
        let clock = (self.keeper.ctx.host.clock)();
        self.keeper.metrics.round(self.failed, clock);
        Ok(())
    }

    /// What was done, one line a transaction.
    fn print(&mut self, round: &Round) -> Result<()> {
        let denom = self.keeper.budget.denom.clone();
        for receipt in &round.receipts {
            let line = if self.keeper.ctx.common.json {
                serde_json::to_string(receipt)?
            } else {
                receipt.line(&denom)
            };
            self.keeper.ctx.host.say(line)?;
        }
        Ok(())
    }

    fn ended(&mut self, round: Round) {
        self.failed = 0;
        let mut troubles = round.troubles;
        let clock = (self.keeper.ctx.host.clock)();
        let block = self
            .keeper
            .ctx
            .chain
            .block()
            .map_or(clock, |block| block.time.seconds());
        if clock.saturating_sub(block) > LAG {
            troubles.push(format!(
                "the node's last block is more than {LAG} s old; see whether the chain runs and the clock is right"
            ));
        }
        self.health.ended(Instant::now(), troubles.clone());
        troubles.extend(round.warnings);
        self.say_once(troubles);
    }

    fn say_once(&mut self, lines: Vec<String>) {
        for line in lines.iter().filter(|line| !self.said.contains(line)) {
            self.keeper.ctx.host.note(line);
        }
        self.said = lines;
    }
}

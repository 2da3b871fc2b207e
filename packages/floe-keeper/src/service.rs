//! Round after round, until asked to stop.

use std::time::{Duration, Instant};

use anyhow::Result;

use crate::health::Health;
use crate::http::Server;
use crate::machine::Machine;
use crate::metrics::Metrics;
use crate::round::{Keeper, Round};
use crate::{is_misuse, pace};

/// Beyond three intervals: for the blocks of a round's transactions.
const GRACE: Duration = Duration::from_secs(300);

/// Age of the node's last block from which on the chain, the node or a clock is wrong.
const LAG: u64 = 120;

/// Health and figures, and where they can be asked for as long as this lives.
pub struct Watch {
    pub health: Health,
    pub metrics: Metrics,
    _server: Option<Server>,
}

impl Watch {
    /// Listens at an address of the loopback interface, or nowhere if it is `off`, for a keeper with this interval and jitter.
    ///
    /// # Errors
    /// When the address is another one, or taken.
    pub fn start(
        http: &str,
        interval: Duration,
        jitter: Duration,
        machine: &mut dyn Machine,
    ) -> Result<Self> {
        let patience = interval.saturating_mul(3).saturating_add(jitter);
        let health = Health::new(patience.saturating_add(GRACE));
        let metrics = Metrics::new()?;
        let server = match http {
            "off" => None,
            address => {
                let server = Server::start(address, health.clone(), metrics.clone())?;
                machine.note(&format!("Listening at http://{}.", server.address()));
                Some(server)
            }
        };
        Ok(Self {
            health,
            metrics,
            _server: server,
        })
    }
}

/// What is said once something succeeds after so many failures.
fn again(failed: u32) -> String {
    let times = if failed == 1 { "time" } else { "times" };
    format!("It works again, after it failed {failed} {times}.")
}

/// Tries until it succeeds, such as to connect; none when asked to stop meanwhile.
///
/// # Errors
/// Where going on cannot help: what is wrong is on this machine.
pub fn reach<M: Machine, T>(
    machine: &mut M,
    interval: Duration,
    health: &Health,
    attempt: impl Fn(&M) -> Result<T>,
) -> Result<Option<T>> {
    let mut failed = 0u32;
    while !machine.is_asked_to_stop() {
        let error = match attempt(machine) {
            Ok(reached) => {
                if failed > 0 {
                    machine.note(&again(failed));
                }
                return Ok(Some(reached));
            }
            Err(error) if is_misuse(&error) => return Err(error),
            Err(error) => format!("{error:#}"),
        };
        failed = failed.saturating_add(1);
        let pause = pace::until_next_round(failed, interval);
        machine.warn(&format!("{error}; trying again in {} s.", pause.as_secs()));
        health.failed(error);
        machine.wait(pause);
    }
    Ok(None)
}

/// Keeps until the machine is asked to stop.
///
/// # Errors
/// As [`reach`], with what the last round has done before it.
pub fn keep(keeper: Keeper<'_>, health: Health) -> Result<()> {
    let service = Service {
        keeper,
        health,
        failed: 0,
        said: Vec::new(),
    };
    service.keep()
}

struct Service<'k> {
    keeper: Keeper<'k>,
    health: Health,
    /// Rounds in a row that ended with an error.
    failed: u32,
    /// What was said last of what is wrong: the same is not said again.
    said: Vec<String>,
}

impl Service<'_> {
    fn keep(mut self) -> Result<()> {
        let keeper = &mut self.keeper;
        let interval = keeper.settings.interval;
        keeper.machine.note(&format!(
            "Keeping {} on {} as {}, a round every {} s.",
            keeper.contracts.hub,
            keeper.chain.facts().chain_id,
            keeper.address,
            interval.as_secs()
        ));
        while !self.keeper.machine.is_asked_to_stop() {
            self.round()?;
            if !self.keeper.machine.is_asked_to_stop() {
                let pause = pace::until_next_round(self.failed, interval);
                self.keeper.machine.wait(pause);
            }
        }
        self.keeper.machine.note("Stopped.");
        Ok(())
    }

    fn round(&mut self) -> Result<()> {
        let mut round = Round::default();
        let ended = self.keeper.round(&mut round);
        let denom = &self.keeper.settings.spending.denom;
        for receipt in &round.receipts {
            let told = self.keeper.machine.report(receipt, denom);
            told.map_err(|error| round.after_all(error))?;
        }
        match ended {
            Ok(()) => self.ended(round),
            Err(error) if is_misuse(&error) => return Err(round.after_all(error)),
            Err(error) => {
                self.failed = self.failed.saturating_add(1);
                let trouble = format!("{error:#}");
                self.health.failed(trouble.clone());
                self.say_once(vec![trouble]);
            }
        }
        let clock = self.keeper.machine.clock();
        self.keeper.metrics.round(self.failed, clock);
        Ok(())
    }

    fn ended(&mut self, round: Round) {
        if self.failed > 0 {
            self.keeper.machine.note(&again(self.failed));
        }
        self.failed = 0;
        let mut troubles = round.troubles;
        let clock = self.keeper.machine.clock();
        let block = self.keeper.chain.block();
        let block = block.map_or(clock, |block| block.time.seconds());
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
            self.keeper.machine.warn(line);
        }
        self.said = lines;
    }
}

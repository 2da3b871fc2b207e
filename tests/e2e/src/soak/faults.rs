//! What goes wrong with the network.

use std::time::{Duration, Instant};

use floe_client::views::{BondStatus, ChainValidator};

use crate::localnet::Localnet;
use crate::world::Deployed;

/// Between two steps: time for keepers and users to notice.
const CALM: Duration = Duration::from_secs(15);

/// The node that one keeper asks first, the node that the other asks first, and one whose validator is to be jailed. The
/// first node of the network decides alone and stays as it is.
const RESTARTED: &str = "1";
const GONE: &str = "2";
const JAILED: &str = "3";

/// What goes wrong, over and over.
pub struct Faults<'n> {
    network: &'n Localnet,
    at: Phase,
    since: Instant,
    restarts: u32,
    absences: u32,
    jails: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Calm,
    Restarted,
    Paused,
    Jailed,
    Gone,
}

impl<'n> Faults<'n> {
    pub fn new(network: &'n Localnet) -> Self {
        Self {
            network,
            at: Phase::Calm,
            since: Instant::now(),
            restarts: 0,
            absences: 0,
            jails: 0,
        }
    }

    /// What went wrong, in a line.
    pub fn told(&self) -> String {
        format!(
            "{} restarts of a node, {} absences of an endpoint, {} validators jailed",
            self.restarts, self.absences, self.jails
        )
    }

    /// Goes on if it is time to.
    pub fn step(&mut self, world: &mut Deployed<'_>) {
        if self.since.elapsed() >= CALM {
            self.advance(world);
        }
    }

    /// Until everything runs again.
    pub fn finish(&mut self, world: &mut Deployed<'_>) {
        while self.at != Phase::Calm {
            self.advance(world);
            world.pass_secs(2);
        }
        let operator = self.victim();
        let end = world.now() + 120;
        while !is_bonded(world, &operator) {
            assert!(world.now() < end, "{operator} does not come back");
            self.unjail();
            world.pass_secs(2);
        }
    }

    fn advance(&mut self, world: &mut Deployed<'_>) {
        let next = match self.at {
            Phase::Calm => {
                self.must("kill", RESTARTED);
                self.must("restart", RESTARTED);
                self.restarts += 1;
                Phase::Restarted
            }
            Phase::Restarted => {
                self.must("pause", JAILED);
                Phase::Paused
            }
            Phase::Paused => {
                if !is_jailed(world, &self.victim()) {
                    return;
                }
                self.jails += 1;
                self.must("resume", JAILED);
                Phase::Jailed
            }
            Phase::Jailed => {
                if !self.unjail() {
                    return;
                }
                self.must("kill", GONE);
                self.absences += 1;
                Phase::Gone
            }
            Phase::Gone => {
                self.must("restart", GONE);
                Phase::Calm
            }
        };
        (self.at, self.since) = (next, Instant::now());
    }

    fn must(&self, command: &str, node: &str) {
        self.network.run(command, &[node]).unwrap();
    }

    /// Refused while its time in jail is not over.
    fn unjail(&self) -> bool {
        self.network.run("unjail", &[JAILED]).is_ok()
    }

    fn victim(&self) -> String {
        let index: usize = JAILED.parse().unwrap();
        self.network.operators()[index].clone()
    }
}

fn find(world: &Deployed<'_>, operator: &str) -> ChainValidator {
    let all = world.net.chain().validators().unwrap();
    all.into_iter().find(|v| v.operator == operator).unwrap()
}

fn is_jailed(world: &Deployed<'_>, operator: &str) -> bool {
    find(world, operator).jailed
}

fn is_bonded(world: &Deployed<'_>, operator: &str) -> bool {
    let validator = find(world, operator);
    !validator.jailed && validator.status == BondStatus::Bonded
}

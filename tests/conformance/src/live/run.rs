//! All facts on real nodes, with a report.

use cosmwasm_std::Decimal;
use std::collections::BTreeMap;
use std::fmt;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::Mutex;

use super::net::LiveNet;
use super::network::Network;
use super::NOT_TRIED;
use crate::facts::{StakingFact, FACTS};
use crate::net::{Surroundings, DOWNTIME_PERCENT};

/// Seconds; enough for seven transactions one after another on a busy machine.
const UNBONDING: &str = "45";
/// Blocks; enough for what a fact does before a validator is missed.
const SHORT: &str = "80";
/// Blocks.
pub const ENDLESS: &str = "1000000";
/// Facts that are tried at a time on one network.
const AT_A_TIME: usize = 10;

/// What became of the facts.
#[derive(Debug, Default)]
pub struct FactReport {
    pub hold: Vec<&'static str>,
    /// With what the chain did instead.
    pub differ: BTreeMap<&'static str, String>,
}

impl fmt::Display for FactReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "conformance: {} facts tried live, {} hold, {} differ; {} not tried live",
            self.hold.len() + self.differ.len(),
            self.hold.len(),
            self.differ.len(),
            NOT_TRIED.len(),
        )
    }
}

/// Tries the facts whose name contains `filter`, several at a time on one network for each world.
pub fn try_all(filter: &str) -> FactReport {
    let report = Mutex::new(FactReport::default());
    for world in Surroundings::ALL {
        let chosen = |fact: &&StakingFact| fact.world == world && fact.name.contains(filter);
        let facts: Vec<&StakingFact> = FACTS.iter().filter(chosen).collect();
        if !facts.is_empty() {
            try_on_one_network(world, facts, &report);
        }
    }
    report.into_inner().unwrap()
}

fn try_on_one_network(world: Surroundings, facts: Vec<&StakingFact>, report: &Mutex<FactReport>) {
    let part = |percent| Decimal::percent(percent).to_string();
    let (double_sign, downtime) = (part(world.percent()), part(DOWNTIME_PERCENT));
    let mut options = vec!["--unbonding", UNBONDING];
    options.extend(["--slash-double-sign", &double_sign, "--slash-downtime", &downtime]);
    options.extend([
        "--window",
        if world == Surroundings::Watchful {
            SHORT
        } else {
            ENDLESS
        },
    ]);
    let network = Network::start(&format!("{world:?}").to_lowercase(), &options);
    let names: Vec<&str> = facts.iter().map(|fact| fact.name).collect();
    network.fund(&names);
    let queue = Mutex::new(facts.into_iter());
    std::thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(|| loop {
                let Some(fact) = queue.lock().unwrap().next() else {
                    break;
                };
                let tried = catch_unwind(AssertUnwindSafe(|| {
                    (fact.run)(&mut LiveNet::start(&network, fact.name));
                }));
                let mut report = report.lock().unwrap();
                match tried {
                    Ok(()) => {
                        println!("{} ... holds", fact.name);
                        report.hold.push(fact.name);
                    }
                    Err(panic) => {
                        println!("{} ... DIFFERS", fact.name);
                        report.differ.insert(fact.name, text_of(panic.as_ref()));
                    }
                }
            });
        }
    });
}

fn text_of(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    let text = text.or_else(|| panic.downcast_ref::<&str>().map(|&text| text.to_owned()));
    text.unwrap_or_default()
}

//! The hub's transactions with the facts in them.

use anyhow::{Context as _, Result};
use floe_chain::{Chain, ChainExt, Event};
use floe_core::units::Seconds;
use floe_types::events::{self, Fact};

/// A transaction of the past in which the hub reported something.
#[derive(Clone, Debug)]
pub struct Past {
    pub height: u64,
    /// Unix seconds of its block.
    pub time: Seconds,
    pub hash: String,
    pub facts: Vec<Fact>,
}

impl Past {
    /// Base units that it recognised as lost, rounding included; none if nothing was.
    pub fn lost(&self) -> Option<u128> {
        let losses = self.facts.iter().filter_map(|fact| match fact {
            Fact::LossRecognised { loss, .. } => Some(loss.units()),
            _ => None,
        });
        losses.reduce(u128::saturating_add)
    }
}

/// All transactions that executed the hub, from a height to another, both included, oldest first.
///
/// # Errors
/// When the node has forgotten a block whose time is needed.
pub fn history(chain: &dyn Chain, hub: &str, from: u64, to: u64) -> Result<Vec<Past>> {
    let mut found: Vec<Past> = Vec::new();
    let mut failed = None;
    chain.history(hub, from, |tx| {
        if tx.height > to {
            return Ok(false);
        }
        let time = match found.last() {
            Some(past) if past.height == tx.height => Ok(past.time),
            _ => time_of(chain, tx.height),
        };
        match time.and_then(|time| Ok((time, facts(hub, &tx.events)?))) {
            Ok((time, facts)) => {
                found.push(Past {
                    height: tx.height,
                    time,
                    hash: tx.hash,
                    facts,
                });
                Ok(true)
            }
            Err(error) => {
                failed = Some(error);
                Ok(false)
            }
        }
    })?;
    failed.map_or(Ok(found), Err)
}

/// Unix seconds of a block.
pub fn time_of(chain: &dyn Chain, height: u64) -> Result<Seconds> {
    let block = chain.block_at(height).with_context(|| {
        format!("the time of block {height} is needed; name a node that keeps all blocks with --node")
    })?;
    Ok(block.time.seconds())
}

/// Facts in events of the hub.
pub fn facts(hub: &str, events: &[Event]) -> Result<Vec<Fact>> {
    let mut facts = Vec::new();
    for event in events.iter().filter(|event| event.contract() == Some(hub)) {
        let attributes = event
            .attributes
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()));
        facts.extend(events::read(&event.kind, attributes)?);
    }
    Ok(facts)
}

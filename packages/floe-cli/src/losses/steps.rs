//! When exactly the rate fell: from the hub's events between two of its points.

use anyhow::Result;
use floe_api::events::{HubEvent, HubFact};
use floe_client::history::{self, Past};
use floe_client::protocol::Protocol;
use floe_client::replay::Replay;
use floe_client::Chain;
use floe_core::units::{Seconds, Shares};

use super::intervals::Interval;
use super::Loss;

/// The losses of an interval, oldest first; those that are rounding left out.
///
/// # Errors
/// When the node has forgotten blocks or events of that time.
pub fn within(protocol: &Protocol<'_>, interval: &Interval) -> Result<Vec<Loss>> {
    let (chain, hub) = (protocol.chain, protocol.contracts.hub.as_str());
    let (from, to) = (
        height_at(chain, interval.from.time)?,
        last_height_at(chain, interval.to.time)?,
    );
    let history = history::history(chain, hub, from, to)?;
    Ok(of(hub, &history, interval))
}

/// Every observation reports all of the books, and a point is an observation: from the first one on the books are known.
fn of(hub: &str, history: &[Past], interval: &Interval) -> Vec<Loss> {
    let mut replay = Replay::after_deployment(hub, Shares::ZERO);
    let mut known = false;
    let mut found = Vec::new();
    for past in history {
        let before = replay.books.rate(past.time);
        replay.apply_all(past.height, &past.facts);
        let lost = past.lost().unwrap_or(0);
        let inside = past.time > interval.from.time && past.time <= interval.to.time;
        if known && inside && lost > interval.dust.u128() {
            found.push(Loss {
                time: past.time,
                since: None,
                height: Some(past.height),
                tx: Some(past.hash.clone()).filter(|hash| !hash.is_empty()),
                loss: lost.into(),
                rate_before: before,
                rate_after: replay.books.rate(past.time),
            });
        }
        known = known
            || past
                .facts
                .iter()
                .any(|fact| matches!(fact, HubEvent::Fact(HubFact::BooksUpdated { .. })));
    }
    found
}

/// The first block of this time or later. Blocks that the node has forgotten are older than those that it has.
///
/// # Errors
/// When it has forgotten that block too, or the one before.
pub fn height_at(chain: &dyn Chain, time: Seconds) -> Result<u64> {
    let mut high = chain.block()?.height;
    let mut low = 1;
    while low < high {
        let middle = low.midpoint(high);
        match chain.block_at(middle) {
            Ok(block) if block.time.seconds() >= time => high = middle,
            _ => low = middle.saturating_add(1),
        }
    }
    // A search that ended at the oldest block that is left has not seen that time.
    if low > 1 {
        chain.block_at(low.saturating_sub(1))?;
    }
    Ok(low)
}

/// The last block of this time or earlier.
fn last_height_at(chain: &dyn Chain, time: Seconds) -> Result<u64> {
    if chain.block()?.time.seconds() <= time {
        return Ok(chain.block()?.height);
    }
    Ok(height_at(chain, time.saturating_add(1))?.saturating_sub(1))
}

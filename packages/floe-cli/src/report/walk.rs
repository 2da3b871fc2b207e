//! The way through a history, with a look around at every boundary.

use cosmwasm_std::Decimal;
use floe_core::units::Seconds;

use super::holder::{Holder, Place, Sums};
use super::replay::{Flows, Replay};
use super::Evidence;

/// The accounts at one moment. Amounts in base units.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub time: Seconds,
    pub rate: Decimal,
    pub pool: u128,
    pub supply: u128,
    /// All coins, those ring-fenced for claims included.
    pub coins: u128,
    pub flows: Flows,
    /// Coins that the flows do not explain.
    pub unexplained: i128,
    pub holder: Option<HolderSnapshot>,
}

#[derive(Clone, Copy, Debug)]
pub struct HolderSnapshot {
    /// Shares in the wallet.
    pub wallet: u128,
    /// Shares of requests that are not paid yet, also of closed batches.
    pub leaving: u128,
    pub value: u128,
    pub sums: Sums,
}

/// Where it led to.
pub struct Walk {
    pub replay: Replay,
    pub holder: Option<Holder>,
    /// One for each boundary, in their order.
    pub snapshots: Vec<Snapshot>,
}

impl Walk {
    /// Books the whole history and looks at each boundary, before what happened at that very second; at a boundary
    /// that is the present, after everything.
    pub fn through(evidence: &Evidence, address: Option<&str>, bounds: &[Seconds]) -> Self {
        let mut walk = Self {
            replay: Replay::after_deployment(&evidence.hub, evidence.seed),
            holder: address.map(|address| Holder::new(address, &evidence.hub)),
            snapshots: Vec::new(),
        };
        let (closing, inner) = match bounds.split_last() {
            Some((last, inner)) if *last >= evidence.now => (Some(*last), inner),
            _ => (None, bounds),
        };
        let mut inner = inner.iter().copied().peekable();
        for past in &evidence.history {
            while let Some(time) = inner.next_if(|bound| *bound <= past.time) {
                walk.look(time);
            }
            walk.replay.apply_all(past.height, &past.facts);
            if let Some(holder) = &mut walk.holder {
                let place = Place {
                    time: past.time,
                    height: past.height,
                    hash: &past.hash,
                };
                holder.record(&past.facts, &walk.replay, place);
            }
        }
        for time in inner.chain(closing) {
            walk.look(time);
        }
        walk
    }

    fn look(&mut self, time: Seconds) {
        let replay = &self.replay;
        let holder = self.holder.as_ref().map(|holder| {
            let leaving = replay
                .requests_of(&holder.address)
                .map(|(_, shares)| shares.units());
            HolderSnapshot {
                wallet: replay.wallet(&holder.address).units(),
                leaving: leaving.fold(0, u128::saturating_add),
                value: holder.value(replay, time).units(),
                sums: holder.sums,
            }
        });
        self.snapshots.push(Snapshot {
            time,
            rate: replay.books.rate(time),
            pool: replay.books.pool(time).units(),
            supply: replay.books.supply.units(),
            coins: replay.coins().units(),
            flows: replay.flows,
            unexplained: replay.unexplained().0,
            holder,
        });
    }
}

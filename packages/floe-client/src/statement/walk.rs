//! The way through a history, with a look around at every boundary.

use cosmwasm_std::{Decimal, Int128, Uint128};
use floe_core::units::Seconds;

use super::holder::{Holder, Movement, MovementKind, Sums, TxPlace};
use super::{pace, Story};
use crate::history::Past;
use crate::replay::{CoinFlows, Replay};

/// The accounts at one moment. Amounts in base units.
#[derive(Clone, Debug)]
pub struct AccountsAt {
    pub time: Seconds,
    pub rate: Decimal,
    pub pool: u128,
    pub supply: u128,
    /// All coins, those ring-fenced for claims included.
    pub coins: u128,
    pub flows: CoinFlows,
    /// What losses have left of one since the beginning: the product of the steps of the rate.
    pub kept: Decimal,
    /// Coins that the flows do not explain.
    pub unexplained: i128,
    pub holder: Option<HolderAt>,
}

#[derive(Clone, Copy, Debug)]
pub struct HolderAt {
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
    pub snapshots: Vec<AccountsAt>,
    kept: Decimal,
}

/// The moment before a transaction that recognised a loss, which happens at one point in time: what no flow of the
/// transaction explains was lost.
struct Eve {
    rate: Decimal,
    pool: u128,
    /// Worth and flows of the holder, and how many movements there are.
    holder: Option<(u128, Sums, usize)>,
}

impl Walk {
    /// Books the whole history and looks at each boundary, before what happened at that very second; at a boundary
    /// that is the present, after everything.
    pub fn through(story: &Story<'_>, address: Option<&str>, bounds: &[Seconds]) -> Self {
        let mut walk = Self {
            replay: Replay::after_deployment(story.hub, story.seed),
            holder: address.map(|address| Holder::new(address, story.hub)),
            snapshots: Vec::new(),
            kept: Decimal::one(),
        };
        let (closing, inner) = match bounds.split_last() {
            Some((last, inner)) if *last >= story.now => (Some(*last), inner),
            _ => (None, bounds),
        };
        let mut inner = inner.iter().copied().peekable();
        for past in story.history {
            while let Some(time) = inner.next_if(|bound| *bound <= past.time) {
                walk.look(time, story);
            }
            if let Some(books) = &past.before {
                walk.replay.books = books.clone();
            }
            let eve = past.lost().map(|_| walk.eve(past));
            walk.replay.apply_all(past.height, &past.facts);
            if let Some(holder) = &mut walk.holder {
                let place = TxPlace {
                    time: past.time,
                    height: past.height,
                    hash: &past.hash,
                };
                holder.record(&past.facts, &walk.replay, place);
            }
            if let Some(eve) = eve {
                walk.bear(&eve, past);
            }
        }
        for time in inner.chain(closing) {
            walk.look(time, story);
        }
        walk
    }

    fn eve(&self, past: &Past) -> Eve {
        let holder = self.holder.as_ref();
        Eve {
            rate: self.replay.books.rate(past.time),
            pool: self.replay.books.pool(past.time).units(),
            holder: holder.map(|holder| {
                let worth = holder.value(&self.replay, past.time).units();
                (worth, holder.sums, holder.movements.len())
            }),
        }
    }

    fn bear(&mut self, eve: &Eve, past: &Past) {
        let after = self.replay.books.rate(past.time);
        let step = after.checked_div(eve.rate).unwrap_or(Decimal::one());
        self.kept = self.kept.checked_mul(step).unwrap_or(self.kept);
        let (Some(holder), Some((worth, sums, movements))) = (&mut self.holder, eve.holder) else {
            return;
        };
        let now = holder.value(&self.replay, past.time).units();
        let lost = holder.sums.lost_since(&sums, worth, now);
        holder.sums.losses = holder.sums.losses.saturating_add(lost);
        // What is rounding for the protocol is no event in anybody's life.
        if lost > 0 && past.lost().is_some_and(|loss| pace::tells(loss, eve.pool)) {
            let line = Movement {
                time: past.time,
                height: past.height,
                tx: past.hash.clone(),
                kind: MovementKind::Loss,
                with: None,
                batch: None,
                shares: Uint128::zero(),
                coins: lost.into(),
                flow: Int128::zero(),
                fee: Uint128::zero(),
                rate: after,
            };
            // It was found before the transaction did anything else.
            holder.movements.insert(movements, line);
        }
    }

    fn look(&mut self, time: Seconds, story: &Story<'_>) {
        if let Some(books) = story.books.get(&time) {
            self.replay.books = books.clone();
        }
        let replay = &self.replay;
        let holder = self.holder.as_ref().map(|holder| {
            let leaving = replay
                .requests_of(&holder.address)
                .map(|(_, shares)| shares.units());
            HolderAt {
                wallet: replay.wallet(&holder.address).units(),
                leaving: leaving.fold(0, u128::saturating_add),
                value: holder.value(replay, time).units(),
                sums: holder.sums,
            }
        });
        self.snapshots.push(AccountsAt {
            time,
            rate: replay.books.rate(time),
            pool: replay.books.pool(time).units(),
            supply: replay.books.supply.units(),
            coins: replay.coins().units(),
            flows: replay.flows,
            kept: self.kept,
            unexplained: replay.unexplained().0,
            holder,
        });
    }
}

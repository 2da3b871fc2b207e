//! The way through a history, with a look around at every boundary.

use std::collections::{BTreeMap, VecDeque};

use cosmwasm_std::{Decimal, Int128, Uint128};
use floe_core::units::Seconds;
use floe_core::Books;

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

/// The way, as far as it was gone.
pub struct Walk {
    pub replay: Replay,
    pub holder: Option<Holder>,
    /// One for each boundary, in their order.
    pub snapshots: Vec<AccountsAt>,
    kept: Decimal,
    /// Boundaries that are ahead.
    bounds: VecDeque<Seconds>,
    /// The last one, if it is the present: after everything.
    closing: Option<Seconds>,
    books: BTreeMap<Seconds, Books>,
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
    /// The whole way; see [`Walk::begin`].
    pub fn through<'p>(
        story: Story<'_>,
        history: impl IntoIterator<Item = &'p Past>,
        address: Option<&str>,
        bounds: &[Seconds],
    ) -> Self {
        let mut walk = Self::begin(story, address, bounds);
        for past in history {
            walk.step(past);
        }
        walk.end();
        walk
    }

    /// Before the first transaction. Each boundary is looked at before what happened at that very second; one that is the
    /// present, after everything.
    pub fn begin(story: Story<'_>, address: Option<&str>, bounds: &[Seconds]) -> Self {
        let (closing, inner) = match bounds.split_last() {
            Some((last, inner)) if *last >= story.now => (Some(*last), inner),
            _ => (None, bounds),
        };
        Self {
            replay: Replay::after_deployment(story.hub, story.seed),
            holder: address.map(|address| Holder::new(address, story.hub, story.custodians)),
            snapshots: Vec::new(),
            kept: Decimal::one(),
            bounds: inner.iter().copied().collect(),
            closing,
            books: story.books,
        }
    }

    /// Books the next transaction.
    pub fn step(&mut self, past: &Past) {
        while self.bounds.front().is_some_and(|bound| *bound <= past.time) {
            if let Some(time) = self.bounds.pop_front() {
                self.look(time);
            }
        }
        if let Some(books) = &past.before {
            self.replay.books = books.clone();
        }
        let eve = past.lost().map(|_| self.eve(past));
        self.replay.apply_all(past.height, &past.facts);
        if let Some(holder) = &mut self.holder {
            let place = TxPlace {
                time: past.time,
                height: past.height,
                hash: &past.hash,
            };
            holder.record(&past.facts, &self.replay, place);
        }
        if let Some(eve) = eve {
            self.bear(&eve, past);
        }
    }

    /// Looks at the boundaries that are left.
    pub fn end(&mut self) {
        let left: Vec<Seconds> = self.bounds.drain(..).chain(self.closing.take()).collect();
        for time in left {
            self.look(time);
        }
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

    fn look(&mut self, time: Seconds) {
        if let Some(books) = self.books.get(&time) {
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

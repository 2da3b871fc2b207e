//! All of the accounting in one value: books, positions, entries in flight and unsettled batches.

use crate::map::SortedMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::allocation::marks::MARK_MAX;
use crate::batch::Unbonding;
use crate::books::{Books, Sizes};
use crate::error::CoreResult;
use crate::exits::Share;
use crate::flight::{Entry, EntryKey};
use crate::params::Params;
use crate::stream::Drip;
use crate::units::{Native, Seconds};

/// The hub's stake on one validator.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// `D_v`: booked delegation; the chain's figure right after an observation.
    #[serde(rename = "d")]
    pub booked: Native,
    /// Staking messages to this validator since the last observation; each may round one unit away.
    #[serde(rename = "m")]
    pub messages: u32,
    /// Uncredited entries in flight.
    #[serde(rename = "e")]
    pub entries: u32,
    /// Undelegations sent from it in this transaction that the chain has not answered yet. Never stored.
    #[serde(skip)]
    pub pending: u32,
    /// When its rewards were last paid out, unix seconds: every message that succeeds pays them, so this is also when it
    /// last answered.
    #[serde(rename = "h")]
    pub harvested_at: Seconds,
    /// Until when it is avoided because a message to it failed, unix seconds; zero = the last one did not fail.
    #[serde(rename = "f")]
    pub marked_until: Seconds,
    /// Gets no message in this transaction. Never stored.
    #[serde(skip)]
    pub skipped: bool,
}

impl Position {
    pub fn marked(&self, now: Seconds) -> bool {
        self.marked_until > now
    }

    /// Since when its rewards wait, unix seconds. `before` is the last payout before the first message on its way there, if
    /// there is one: that counts as a payout, unless the last one failed. This one may, too, and then rewards would wait for
    /// as long as there is something else to do there.
    pub fn waits_since(&self, before: Option<Seconds>) -> Seconds {
        before
            .filter(|_| self.marked_until > 0)
            .unwrap_or(self.harvested_at)
    }

    /// Entries that a slash would reach: an undelegation counts from the moment its message is sent, so that what else
    /// the transaction does leaves the probe where it is.
    pub fn in_flight(&self) -> u32 {
        self.entries.saturating_add(self.pending)
    }

    /// Whether nothing of the hub is there any more.
    pub fn is_empty(&self) -> bool {
        self.booked.is_zero() && self.entries == 0
    }
}

/// Everything the accounting knows, loaded. Settled batches are not part of it: no loss reaches them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    pub books: Books,
    pub positions: SortedMap<String, Position>,
    pub entries: SortedMap<EntryKey, Entry>,
    /// Unsettled batches, oldest first.
    pub batches: SortedMap<u64, Unbonding>,
    /// Since when coins of overdue entries are missing, unix seconds.
    pub short_since: Option<Seconds>,
}

/// The parameters that the accounting depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    pub drip_secs: Seconds,
    pub max_apr_bps: u64,
    pub arrival_grace: Seconds,
    pub instant_reserve_bps: u64,
    pub loss_halt_bps: u64,
    pub winding_down: bool,
}

impl Rules {
    pub fn of(params: &Params, winding_down: bool) -> Self {
        Self {
            drip_secs: params.reward.drip_secs,
            max_apr_bps: params.reward.max_apr_bps,
            arrival_grace: params.exit.arrival_grace,
            instant_reserve_bps: params.instant.reserve_bps,
            loss_halt_bps: params.safety.loss_halt_bps,
            winding_down,
        }
    }

    /// The present cap and drip time, which a gain brings along.
    pub fn drip(&self) -> Drip {
        Drip {
            secs: self.drip_secs,
            max_apr_bps: self.max_apr_bps,
        }
    }
}

impl Ledger {
    /// Floor, probe and smallest move for the pool as it stands. Once a wind-down has brought everything home, nothing
    /// needs to be kept liquid any more.
    pub fn sizes(&self, now: Seconds, rules: &Rules) -> CoreResult<Sizes> {
        let mut sizes = Sizes::of(self.books.pool(now), rules.instant_reserve_bps)?;
        if rules.winding_down && self.books.delegated.is_zero() && self.entries.is_empty() {
            sizes.floor = Native::ZERO;
        }
        Ok(sizes)
    }

    /// Applies the growth cap to the stream anew.
    pub fn recap(&mut self, now: Seconds) {
        let pool = self.books.pool(now);
        self.books.stream.recap(now, pool, &mut self.books.drip);
    }

    /// Follows a change of the parameters as far as it slows what streams. The caller has observed.
    pub fn slow(&mut self, now: Seconds, new: Drip) {
        let pool = self.books.pool(now);
        self.books.stream.slow(now, pool, &mut self.books.drip, new);
    }

    /// Lets a harvest or fee that is already in `B` reach its owners: through the stream, or, in a wind-down, shared at
    /// once between unsettled batches and pool by what each has without it.
    ///
    /// `pool` is the pool without the gain, by which the growth cap stretches.
    pub(crate) fn release(
        &mut self,
        now: Seconds,
        gain: Native,
        pool: Native,
        rules: &Rules,
    ) -> CoreResult<()> {
        if !rules.winding_down {
            return self.books.stream_in(now, gain, pool, rules);
        }
        let equity = self.books.pool(now).less(gain).plus(self.books.owed)?;
        self.share_gain(gain, equity, Share::Full)?;
        Ok(())
    }

    /// Begins a wind-down, after an observation and a settlement: what streams is shared at once between unsettled batches
    /// and pool by `payable : pool`, and nothing streams from now on. Otherwise it would be released to whoever leaves
    /// last, and at the end to the seed alone.
    pub fn wind_down(&mut self, now: Seconds) -> CoreResult<()> {
        let equity = self.books.pool(now).plus(self.books.owed)?;
        let released = self.books.stream.unreleased(now);
        self.books.stream = Default::default();
        self.books.drip = Default::default();
        self.share_gain(released, equity, Share::Full)?;
        Ok(())
    }

    /// Removes positions without stake or entries that no rule needs any more. How often messages failed in a row is
    /// remembered beyond the mark, or it would never last longer than the first.
    pub fn prune(&mut self, now: Seconds) {
        let remembered = now.saturating_sub(MARK_MAX);
        self.positions
            .retain(|_, p| !p.is_empty() || p.marked_until > remembered || p.messages > 0 || p.skipped);
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::units::{Shares, DAY};

    /// A ledger whose whole pool is free.
    pub fn ledger(pool: u128, supply: u128) -> Ledger {
        Ledger {
            books: Books {
                free: Native::new(pool),
                supply: Shares::new(supply),
                ..Books::default()
            },
            ..Ledger::default()
        }
    }

    pub fn rules() -> Rules {
        Rules {
            drip_secs: DAY,
            max_apr_bps: 100_000,
            arrival_grace: DAY,
            instant_reserve_bps: 0,
            loss_halt_bps: 1_000,
            winding_down: false,
        }
    }

    #[test]
    fn rewards_wait_on_where_the_last_message_failed_until_one_succeeds() {
        let sound = Position {
            harvested_at: 900,
            ..Position::default()
        };
        assert_eq!(
            (sound.waits_since(None), sound.waits_since(Some(500))),
            (900, 900)
        );
        let hampered = Position {
            marked_until: 1,
            ..sound
        };
        assert_eq!(
            (hampered.waits_since(None), hampered.waits_since(Some(500))),
            (900, 500)
        );
    }

    #[test]
    fn the_floor_goes_only_when_a_wind_down_has_everything_home() {
        let mut l = ledger(1_000_000, 1_000_000);
        let down = Rules {
            winding_down: true,
            ..rules()
        };
        assert_eq!(l.sizes(0, &rules()).unwrap().floor, Native::new(1_000));
        assert_eq!(l.sizes(0, &down).unwrap().floor, Native::ZERO);
        l.books.delegated = Native::new(1);
        assert_eq!(l.sizes(0, &down).unwrap().floor, Native::new(1_000));
    }

    #[test]
    fn stake_or_entries_keep_a_position() {
        let mut l = ledger(1, 1);
        for (name, booked, entries) in [("both", 1, 1), ("entries", 0, 1), ("gone", 0, 0), ("stake", 1, 0)] {
            let position = Position {
                booked: Native::new(booked),
                entries,
                ..Position::default()
            };
            l.positions.insert(name.into(), position);
        }
        l.prune(5);
        assert_eq!(
            l.positions.keys().collect::<Vec<_>>(),
            ["both", "entries", "stake"]
        );
    }

    #[test]
    fn a_wind_down_shares_what_streams_between_those_who_wait_and_the_pool() {
        let mut l = ledger(1_000_000, 1_000_000);
        let at = crate::exits::Moment { height: 1, nanos: 0 };
        l.close(1, Shares::new(250_000), at, 0).unwrap();
        let gain = Native::new(10_001);
        l.books.free = l.books.free.plus(gain).unwrap();
        l.release(0, gain, Native::new(750_000), &rules()).unwrap();
        assert_eq!(l.books.pool(0), Native::new(750_000));
        l.wind_down(0).unwrap();
        assert_eq!(l.batches[&1].payable, Native::new(252_500));
        assert_eq!(
            (l.books.owed, l.books.pool(0)),
            (Native::new(252_500), Native::new(757_501))
        );
        assert_eq!((l.books.stream, l.books.drip), Default::default());
    }

    #[test]
    fn a_recap_follows_the_streams_own_drip_and_not_the_parameters() {
        let mut l = ledger(1_000, 1_000);
        let gain = Native::new(1_000_000);
        l.books.free = l.books.free.plus(gain).unwrap();
        l.release(0, gain, Native::new(1_000), &rules()).unwrap();
        // ⌈1,000,000 / (1,000 · 10 a year)⌉ would be a hundred years.
        assert_eq!(l.books.stream.end, crate::stream::MAX_STREAM);
        assert_eq!(l.books.drip, rules().drip());
        l.slow(
            0,
            Drip {
                secs: 2 * DAY,
                max_apr_bps: 50_000,
            },
        );
        l.books.delegated = Native::new(1_000_000_000);
        l.recap(0);
        // ⌈1,000,000 / (1,000,001,000 · 5 a year)⌉ is far below the drip time.
        assert_eq!(l.books.stream.end, 2 * DAY);
    }

    #[test]
    fn an_empty_position_is_forgotten_unless_it_is_marked_or_just_touched() {
        let mut l = ledger(1, 1);
        let now = MARK_MAX + 5;
        for (name, marked_until, messages) in
            [("gone", 0, 0), ("marked", 6, 0), ("old", 5, 0), ("touched", 0, 1)]
        {
            l.positions.insert(
                name.into(),
                Position {
                    marked_until,
                    messages,
                    ..Position::default()
                },
            );
        }
        l.prune(now);
        assert_eq!(l.positions.keys().collect::<Vec<_>>(), ["marked", "touched"]);
    }
}

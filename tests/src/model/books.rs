//! The books: what they consist of and the figures that follow from them.

use super::arithmetic::{mul_div, BPS, NANOS};
use super::{rule, Absence, Breach, Failing, Fee, Guarantors, Pace, Params, PendingFee, Silent, Stream};
use crate::prelude::*;

/// An undelegation in flight. `expected ≤ amount`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub validator: String,
    pub amount: u128,
    pub expected: u128,
    pub completion_ns: u64,
    /// The chain's answer did not say when it completes.
    pub estimated: bool,
}

/// By when a batch is paid, as stored when it was covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    /// Uncovered.
    NotYet,
    NothingInFlight,
    Until(u64),
}

/// A closed batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    pub id: u64,
    /// All its shares, burnt at its close.
    pub shares: u128,
    /// For all its shares; moves with losses and returns until it is settled.
    pub payable: u128,
    pub payable_at_close: u128,
    pub closed_height: u64,
    pub stored: Stored,
    pub settled: bool,
    pub paid: u128,
    /// Unclaimed shares by receiver.
    pub requests: BTreeMap<String, u128>,
}

/// The open batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenBatch {
    pub id: u64,
    pub requests: BTreeMap<String, u128>,
    /// From when on it may close, in seconds, as fixed by its first request.
    pub closes_from: Option<u64>,
}

impl OpenBatch {
    pub fn shares(&self) -> u128 {
        self.requests.values().sum()
    }
}

/// The figures by which the hub is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Books {
    /// `D_v`, without zeros.
    pub delegated: BTreeMap<String, u128>,
    /// By completion, then validator.
    pub entries: Vec<Entry>,
    /// `U`
    pub undelegating: u128,
    /// `B`
    pub free: u128,
    /// `K`
    pub reserved: u128,
    pub owed: u128,
    pub unreleased: u128,
    /// `S`
    pub supply: u128,
    pub pool: u128,
    pub loss_carry: u128,
    pub seed: u128,
    pub escrow: u128,
    /// Seconds.
    pub short_since: Option<u64>,
    pub balances: BTreeMap<String, u128>,
    /// Id, unclaimed shares, settled.
    pub batches: Vec<(u64, u128, bool)>,
    /// Payables of the unsettled batches.
    pub payables: Vec<(u64, u128)>,
}

#[derive(Clone, Debug)]
pub struct Model {
    pub params: Params,
    pub fee: Fee,
    pub raised: Option<PendingFee>,
    pub hub: String,
    /// Hub, registry and collector: never receive shares.
    pub refused_receivers: BTreeSet<String>,
    /// Validators of the registry that are not draining; they bear on the interval.
    pub holding: u64,
    /// The interval as it was when a crank, a `submit_batch` or a change of the parameters last looked it up.
    pub interval_seen: u64,

    /// `D_v`
    pub delegated: BTreeMap<String, u128>,
    /// In flight, by completion, then validator.
    pub entries: Vec<Entry>,
    /// Undelegations sent, their reply not seen yet: already part of `U`, and entries of their validator.
    pub asked: Vec<(String, u128)>,
    /// `B`
    pub free: u128,
    /// `K`
    pub reserved: u128,
    pub stream: Stream,
    /// The stream's own cap and drip time.
    pub pace: Pace,
    /// `S`
    pub supply: u128,
    pub seed: u128,
    pub loss_carry: u128,
    /// `C`, the supply that the carry refers to.
    pub carry_supply: u128,
    pub balances: BTreeMap<String, u128>,

    pub open: OpenBatch,
    /// Closed and not yet emptied, oldest first.
    pub batches: Vec<Batch>,
    /// Seconds.
    pub last_close: Option<u64>,

    pub synced_ns: u64,
    pub observed_height: Option<u64>,
    /// Staking messages per validator since the last observation, failed ones too.
    pub touched: BTreeMap<String, u128>,
    pub short_since_ns: Option<u64>,
    /// Seconds.
    pub halted_until: u64,
    /// End of each pause in seconds, `u64::MAX` for one until lifted.
    pub deposits_paused_until: u64,
    pub delegations_paused_until: u64,
    pub rebalancing_paused_until: u64,
    pub instant_paused_until: u64,
    pub winding_down: bool,

    /// Failures in a row, and until when they mark a validator.
    pub failing: BTreeMap<String, Failing>,
    /// Seconds of the last message to a validator that succeeded.
    pub answered: BTreeMap<String, u64>,
    /// What was paid out since the last deposit of rewards had waited: the keeper's part is paid.
    pub earned: bool,
    /// Seconds of its listing.
    pub listed: BTreeMap<String, u64>,
    /// Destinations of unfinished redelegations, nanoseconds.
    pub locked: BTreeMap<String, u64>,
    /// Redelegations: seconds, amount, and what might be moved on that day.
    pub moved: Vec<(u64, u128, u128)>,
    /// Seconds at which rewards were last paid out.
    pub harvested: BTreeMap<String, u64>,
    /// Falls and provisions of all slashes, and the seconds of the last.
    pub slashed: BTreeMap<String, (u128, u64)>,
    /// Write-offs announced, seconds.
    pub announced: BTreeMap<String, u64>,
    /// Stake written off that has not answered since.
    pub silent: BTreeMap<String, Silent>,
    /// Validators that the message in hand asks to leave out.
    pub skipping: BTreeMap<String, Absence>,
    /// One of them answered less than a week behind the others.
    pub recently_skipped: bool,
    /// Destinations of the last failed redelegations, by sources.
    pub refused_moves: BTreeMap<String, String>,
    pub guarantors: Guarantors,
}

impl Model {
    /// The hub right after `instantiate`.
    pub fn new(hub: &str, refused: &[&str], params: Params, fee: Fee, seed: u128, now_ns: u64) -> Self {
        let mut refused_receivers: BTreeSet<String> = refused.iter().map(|a| a.to_string()).collect();
        refused_receivers.insert(hub.into());
        let pace = Pace::of(&params);
        Self {
            params,
            fee,
            raised: None,
            hub: hub.into(),
            refused_receivers,
            holding: 1,
            interval_seen: 0,
            delegated: BTreeMap::new(),
            entries: vec![],
            asked: vec![],
            free: seed,
            reserved: 0,
            stream: Stream::default(),
            pace,
            supply: seed,
            seed,
            loss_carry: 0,
            carry_supply: seed,
            balances: BTreeMap::from([(hub.to_string(), seed)]),
            open: OpenBatch {
                id: 1,
                ..OpenBatch::default()
            },
            batches: vec![],
            last_close: None,
            synced_ns: now_ns,
            observed_height: None,
            touched: BTreeMap::new(),
            short_since_ns: None,
            halted_until: 0,
            deposits_paused_until: 0,
            delegations_paused_until: 0,
            rebalancing_paused_until: 0,
            instant_paused_until: 0,
            winding_down: false,
            failing: BTreeMap::new(),
            answered: BTreeMap::new(),
            earned: false,
            listed: BTreeMap::new(),
            locked: BTreeMap::new(),
            moved: vec![],
            harvested: BTreeMap::new(),
            slashed: BTreeMap::new(),
            announced: BTreeMap::new(),
            silent: BTreeMap::new(),
            skipping: BTreeMap::new(),
            recently_skipped: false,
            refused_moves: BTreeMap::new(),
            guarantors: Guarantors {
                cap_bps: 10_000,
                ..Guarantors::default()
            },
        }
    }

    /// `D`
    pub fn stake(&self) -> u128 {
        self.delegated.values().sum()
    }

    pub fn stake_on(&self, validator: &str) -> u128 {
        self.delegated.get(validator).copied().unwrap_or(0)
    }

    /// `U`
    pub fn undelegating(&self) -> u128 {
        let entries: u128 = self.entries.iter().map(|e| e.expected).sum();
        entries + self.unanswered()
    }

    /// The part of `U` whose completion nobody knows yet.
    pub fn unanswered(&self) -> u128 {
        self.asked.iter().map(|(_, amount)| amount).sum()
    }

    pub fn owed(&self) -> u128 {
        self.unsettled().map(|b| b.payable).sum()
    }

    pub fn unreleased(&self, now: u64) -> u128 {
        self.stream.unreleased(now)
    }

    pub fn pool(&self, now: u64) -> u128 {
        let assets = self.stake() + self.undelegating() + self.free;
        assets - self.owed() - self.unreleased(now)
    }

    /// Native per share in 10⁻¹⁸, rounded down.
    pub fn rate(&self, now: u64) -> u128 {
        mul_div(self.pool(now), 10u128.pow(18), self.supply)
    }

    pub fn native_for(&self, shares: u128, now: u64) -> u128 {
        mul_div(shares, self.pool(now), self.supply)
    }

    /// Nothing in flight, sent messages included.
    pub fn nothing_in_flight(&self) -> bool {
        self.entries.is_empty() && self.asked.is_empty()
    }

    /// What is kept liquid; wished for, not waited for.
    pub fn floor(&self, now: u64) -> u128 {
        if self.winding_down && self.stake() == 0 && self.nothing_in_flight() {
            return 0;
        }
        let pool = self.pool(now);
        self.reserve_target(pool).max(pool / 1_000)
    }

    /// `T`
    pub fn reserve_target(&self, pool: u128) -> u128 {
        mul_div(pool, self.params.instant_reserve_bps.into(), BPS)
    }

    pub fn probe(&self, now: u64) -> u128 {
        // docs/adr/0009: never more than the pool.
        let pool = self.pool(now);
        (pool / 10_000).clamp(10_000, 1_000_000).min(pool)
    }

    pub fn min_move(&self, now: u64) -> u128 {
        (self.pool(now) / 10_000).max(1_000)
    }

    pub fn balance(&self, who: &str) -> u128 {
        self.balances.get(who).copied().unwrap_or(0)
    }

    pub fn unsettled(&self) -> impl Iterator<Item = &Batch> {
        self.batches.iter().filter(|b| !b.settled)
    }

    /// An entry counts from the moment its message is sent.
    pub fn has_entries(&self, validator: &str) -> bool {
        self.entry_count(validator) > 0 || self.asks(validator)
    }

    pub fn asks(&self, validator: &str) -> bool {
        self.asked.iter().any(|(v, _)| v == validator)
    }

    pub fn entry_count(&self, validator: &str) -> usize {
        self.entries.iter().filter(|e| e.validator == validator).count()
    }

    /// Entries whose completion has come and which have not been credited.
    pub fn due_entries(&self, now_ns: u64) -> usize {
        self.entries.iter().filter(|e| e.completion_ns <= now_ns).count()
    }

    /// Every figure that the hub must agree with.
    pub fn books(&self, now: u64) -> Books {
        let held = |map: &BTreeMap<String, u128>| -> BTreeMap<String, u128> {
            map.iter()
                .filter(|(_, amount)| **amount > 0)
                .map(|(who, amount)| (who.clone(), *amount))
                .collect()
        };
        Books {
            delegated: held(&self.delegated),
            entries: self.entries.clone(),
            undelegating: self.undelegating(),
            free: self.free,
            reserved: self.reserved,
            owed: self.owed(),
            unreleased: self.unreleased(now),
            supply: self.supply,
            pool: self.pool(now),
            loss_carry: self.loss_carry,
            seed: self.seed,
            escrow: self.open.shares(),
            short_since: self.short_since_ns.map(|t| t / NANOS),
            balances: held(&self.balances),
            batches: self
                .batches
                .iter()
                .map(|b| (b.id, b.requests.values().sum(), b.settled))
                .collect(),
            payables: self.unsettled().map(|b| (b.id, b.payable)).collect(),
        }
    }

    /// What must hold after every message, `bank` being the hub's balance then.
    pub fn check(&self, bank: u128) -> Result<(), Breach> {
        let settled = self.batches.iter().filter(|b| b.settled);
        let left: u128 = settled.map(|b| b.payable - b.paid).sum();
        let (free, reserved) = (self.free, self.reserved);
        rule!(bank >= free + reserved, "bank {bank} < B {free} + K {reserved}");
        rule!(reserved == left, "K {reserved} against settled batches {left}");
        let shares: u128 = self.balances.values().sum();
        rule!(
            shares == self.supply,
            "balances {shares} differ from S {}",
            self.supply
        );
        rule!(
            self.balance(&self.hub) == self.seed + self.open.shares(),
            "the hub's balance is not seed and escrow"
        );
        rule!(self.asked.is_empty(), "no reply for {:?}", self.asked);
        rule!(
            self.open.closes_from.is_some() == (self.open.shares() > 0),
            "the open batch and the time of its close do not fit: {:?}",
            self.open
        );
        for entry in &self.entries {
            rule!(entry.expected <= entry.amount, "expects too much: {entry:?}");
        }
        for batch in self.unsettled() {
            rule!(
                batch.payable <= batch.payable_at_close || self.winding_down,
                "worth more than at close: {batch:?}"
            );
        }
        rule!(
            !self.winding_down || self.stream == Stream::default(),
            "a stream in a wind-down: {:?}",
            self.stream
        );
        Ok(())
    }

    /// Moves shares; the caller has made sure that they exist.
    pub fn transfer(&mut self, from: &str, to: &str, shares: u128) {
        *self.balances.get_mut(from).unwrap() -= shares;
        *self.balances.entry(to.into()).or_default() += shares;
    }

    pub fn mint(&mut self, to: &str, shares: u128) {
        self.supply += shares;
        *self.balances.entry(to.into()).or_default() += shares;
    }

    pub fn burn(&mut self, from: &str, shares: u128) {
        self.supply -= shares;
        *self.balances.get_mut(from).unwrap() -= shares;
    }

    /// Runs a message that leaves nothing behind when it is refused.
    pub fn whole<T, E>(&mut self, message: impl FnOnce(&mut Self) -> Result<T, E>) -> Result<T, E> {
        let mut trial = self.clone();
        let outcome = message(&mut trial)?;
        *self = trial;
        Ok(outcome)
    }
}

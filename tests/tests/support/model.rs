//! The protocol's accounting once more, written from its specification alone: slow, literal, and sharing no line with the
//! contracts. A property test holds the hub's books against it after every message.
//!
//! What the protocol *computes* (rates, losses, settlements, streams, fees) the model predicts to the unit. What the
//! protocol *chooses* (which validator to undelegate from, where to delegate) the model takes from the messages that
//! were sent, checks against the rules and books.
//!
//! A message that sends staking messages is followed in the order of the chain:
//!
//! 1. the step itself with what it sent: [`Model::crank`], [`Model::submit_batch`], [`Model::rebalance`], or
//!    [`Model::claim`] and then [`Model::cover`];
//! 2. one `*_reply` per message, in the order in which they ran, then [`Model::replies_done`];
//! 3. [`Model::deposit_rewards`] if rewards were forwarded.
//!
//! Sections named in comments are those of the specification.

use std::collections::{BTreeMap, BTreeSet};

use cosmwasm_std::{Uint256, Uint512};

pub const NANOS: u64 = 1_000_000_000;
pub const YEAR: u64 = 31_536_000;
const DAY: u64 = 86_400;
const BPS: u128 = 10_000;
/// No stream ends later than this many seconds from now.
const LONGEST_STREAM: u64 = 10 * YEAR;
/// Units by which one entry or one delegation may fall short without being called a slash.
const ROUNDING: u128 = 3;
/// Booked delegation from which a fall tells a fraction.
const TELLING: u128 = 10_000;
const DEPOSIT_HALT_SECS: u64 = DAY;
const MARK_SECS: u64 = 7 * DAY;
const MAX_UNSETTLED: usize = 366;
const CLAIM_PAGE: usize = 50;
const HARVEST_PAGE: usize = 30;
const WIND_DOWN_INTERVAL: u64 = 10;

/// `⌊a·b/c⌋`
pub fn mul_div(a: u128, b: u128, c: u128) -> u128 {
    narrow(Uint256::from(a) * Uint256::from(b) / Uint256::from(c))
}

/// `⌈a·b/c⌉`
pub fn mul_div_up(a: u128, b: u128, c: u128) -> u128 {
    narrow(divide_up(Uint256::from(a) * Uint256::from(b), Uint256::from(c)))
}

fn divide_up(a: Uint256, b: Uint256) -> Uint256 {
    let whole = a / b;
    if whole * b == a {
        whole
    } else {
        whole + Uint256::from(1u128)
    }
}

fn narrow(wide: Uint256) -> u128 {
    wide.to_string().parse().unwrap()
}

/// Lets two figures cancel each other as far as they go.
fn offset(a: &mut u128, b: &mut u128) {
    let common = (*a).min(*b);
    *a -= common;
    *b -= common;
}

// ---------------------------------------------------------------------------------------------------------------------
// What the model is told

/// The chain as one message of the hub sees it.
#[derive(Clone, Debug, Default)]
pub struct View {
    pub now_ns: u64,
    pub height: u64,
    /// The hub's balance of the staking denom without the coins of this message.
    pub bank: u128,
    /// What `AllDelegations` answers.
    pub delegations: BTreeMap<String, u128>,
}

impl View {
    pub fn now(&self) -> u64 {
        self.now_ns / NANOS
    }
}

/// Parameters of §8 that bear on the books.
#[derive(Clone, Debug)]
pub struct Params {
    pub min_bond: u128,
    pub min_unbond: u128,
    pub bond_cap: Option<u128>,
    pub batch_interval: u64,
    pub harvest_interval: u64,
    pub drip_secs: u64,
    pub max_apr_bps: u64,
    pub max_sync_age: u64,
    pub arrival_grace: u64,
    pub max_entries: usize,
    pub max_msgs: usize,
    pub instant_reserve_bps: u64,
    pub instant_fee_min_bps: u64,
    pub instant_fee_max_bps: u64,
    pub loss_halt_bps: u64,
    pub max_move_bps: u64,
    pub unbonding_estimate: u64,
}

impl Params {
    /// The defaults for a coin of so many decimals.
    pub fn defaults(decimals: u32) -> Self {
        let coin = 10u128.pow(decimals);
        Self {
            min_bond: (coin / 100).max(1_000),
            min_unbond: (coin / 100).max(1),
            bond_cap: None,
            batch_interval: DAY,
            harvest_interval: DAY,
            drip_secs: DAY,
            max_apr_bps: 5_000,
            max_sync_age: 6 * 3_600,
            arrival_grace: DAY,
            max_entries: 7,
            max_msgs: 8,
            instant_reserve_bps: 0,
            instant_fee_min_bps: 10,
            instant_fee_max_bps: 100,
            loss_halt_bps: 1_000,
            max_move_bps: 500,
            unbonding_estimate: 21 * DAY,
        }
    }
}

#[derive(Clone, Debug)]
pub struct Fee {
    pub bps: u64,
    /// Address or `keeper`, and weight.
    pub receivers: Vec<(String, u64)>,
}

/// What the registry answers.
#[derive(Clone, Debug, Default)]
pub struct Targets {
    pub members: Vec<Member>,
    pub max_share_bps: u64,
}

#[derive(Clone, Debug)]
pub struct Member {
    pub operator: String,
    pub weight: u64,
    /// May receive stake.
    pub accepting: bool,
    /// Its target is zero: removed, or out of the bonded set for too long.
    pub draining: bool,
}

/// The staking messages that one message of the hub sent.
#[derive(Clone, Debug, Default)]
pub struct Sent {
    pub undelegations: Vec<(String, u128)>,
    pub delegations: Vec<(String, u128)>,
    /// Source, destination, amount.
    pub redelegations: Vec<(String, String, u128)>,
}

/// How an undelegation ended.
#[derive(Clone, Copy, Debug)]
pub enum Answer {
    Failed,
    Unreadable,
    Started { amount: u128, completion_ns: u64 },
}

/// Why a message is refused; it then leaves no trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    Zero,
    BelowMinimum,
    AboveCap,
    BelowWanted,
    BadReceiver,
    Paused,
    WindingDown,
    Depleted,
    Balance,
    NoRequest,
    NothingClaimable,
    Short,
    Illiquid,
}

/// A choice of the hub that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach(pub String);

macro_rules! rule {
    ($holds:expr, $($text:tt)+) => {
        if !$holds {
            return Err(Breach(format!($($text)+)));
        }
    };
}

/// What a step did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    pub settled: Vec<u64>,
    pub closed: Option<u64>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claimed {
    pub paid: u128,
    /// Batches whose request was cleared.
    pub cleared: Vec<u64>,
    /// Batches settled on the way.
    pub settled: Vec<u64>,
    pub observed: bool,
    /// The head batch was ready and still is not settled: the claim covers what is missing.
    pub covers: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InstantExit {
    /// What the receiver gets.
    pub paid: u128,
    pub fee: u128,
}

/// Whether a message observes again in a block that has seen an observation and no staking message since. §5 allows
/// both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    Always,
    AfterStakingOnly,
}

// ---------------------------------------------------------------------------------------------------------------------
// The books

/// An undelegation in flight. `expected ≤ amount`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub validator: String,
    pub amount: u128,
    pub expected: u128,
    pub completion_ns: u64,
}

/// Recognised rewards not yet released; times in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stream {
    pub amount: u128,
    pub start: u64,
    pub end: u64,
}

impl Stream {
    pub fn unreleased(&self, now: u64) -> u128 {
        if now >= self.end {
            return 0;
        }
        mul_div_up(self.amount, (self.end - now).into(), (self.end - self.start).into())
    }
}

/// The latest completion that was in flight when nothing more was needed for the batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
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
    pub hub: String,
    /// Hub, registry and collector: never receive shares.
    pub refused_receivers: BTreeSet<String>,
    pub repeat: Repeat,

    /// `D_v`
    pub delegated: BTreeMap<String, u128>,
    /// In flight, by completion, then validator.
    pub entries: Vec<Entry>,
    /// Undelegations sent, their reply not seen yet: already part of `U`.
    pub asked: Vec<(String, u128)>,
    /// `B`
    pub free: u128,
    /// `K`
    pub reserved: u128,
    pub stream: Stream,
    /// `S`
    pub supply: u128,
    pub seed: u128,
    pub loss_carry: u128,
    pub balances: BTreeMap<String, u128>,

    pub open: OpenBatch,
    /// Closed and not yet emptied, oldest first.
    pub batches: Vec<Batch>,
    /// Seconds.
    pub last_close: Option<u64>,

    pub synced_ns: u64,
    pub observed_height: Option<u64>,
    pub staked_since: bool,
    /// Staking messages per validator since the last observation.
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

    /// Validators avoided after a failed message: until when, seconds.
    pub marked: BTreeMap<String, u64>,
    /// Destinations of unfinished redelegations.
    pub locked: BTreeMap<String, u64>,
    /// Redelegations, seconds and amount.
    pub moved: Vec<(u64, u128)>,
    /// Seconds at which rewards were last paid out.
    pub harvested: BTreeMap<String, u64>,
    /// Falls and provisions of all slashes, and the seconds of the last.
    pub slashed: BTreeMap<String, (u128, u64)>,
}

/// Gains and losses of one observation before netting.
#[derive(Clone, Copy, Debug, Default)]
struct Findings {
    /// Gifts and rises.
    gains: u128,
    returns: u128,
    /// Gaps of a few units.
    rounding: u128,
    /// Slashes, provisions, entries written off.
    losses: u128,
}

impl Model {
    /// The hub right after `instantiate`.
    pub fn new(hub: &str, refused: &[&str], params: Params, fee: Fee, seed: u128, now_ns: u64) -> Self {
        let mut refused_receivers: BTreeSet<String> = refused.iter().map(|a| a.to_string()).collect();
        refused_receivers.insert(hub.into());
        Self {
            params,
            fee,
            hub: hub.into(),
            refused_receivers,
            repeat: Repeat::Always,
            delegated: BTreeMap::new(),
            entries: vec![],
            asked: vec![],
            free: seed,
            reserved: 0,
            stream: Stream::default(),
            supply: seed,
            seed,
            loss_carry: 0,
            balances: BTreeMap::from([(hub.to_string(), seed)]),
            open: OpenBatch { id: 1, requests: BTreeMap::new() },
            batches: vec![],
            last_close: None,
            synced_ns: now_ns,
            observed_height: None,
            staked_since: false,
            touched: BTreeMap::new(),
            short_since_ns: None,
            halted_until: 0,
            deposits_paused_until: 0,
            delegations_paused_until: 0,
            rebalancing_paused_until: 0,
            instant_paused_until: 0,
            winding_down: false,
            marked: BTreeMap::new(),
            locked: BTreeMap::new(),
            moved: vec![],
            harvested: BTreeMap::new(),
            slashed: BTreeMap::new(),
        }
    }

    // -----------------------------------------------------------------------------------------------------------------
    // §2 Figures

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
        let asked: u128 = self.asked.iter().map(|(_, amount)| amount).sum();
        entries + asked
    }

    pub fn owed(&self) -> u128 {
        self.batches.iter().filter(|b| !b.settled).map(|b| b.payable).sum()
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

    pub fn shares_for(&self, amount: u128, now: u64) -> u128 {
        mul_div(amount, self.supply, self.pool(now))
    }

    pub fn native_for(&self, shares: u128, now: u64) -> u128 {
        mul_div(shares, self.pool(now), self.supply)
    }

    pub fn floor(&self, now: u64) -> u128 {
        if self.winding_down && self.stake() == 0 && self.entries.is_empty() && self.asked.is_empty() {
            return 0;
        }
        let pool = self.pool(now);
        self.reserve_target(pool).max(pool / 1_000)
    }

    pub fn probe(&self, now: u64) -> u128 {
        (self.pool(now) / 10_000).clamp(10_000, 1_000_000)
    }

    pub fn min_move(&self, now: u64) -> u128 {
        (self.pool(now) / 10_000).max(1_000)
    }

    /// What exits need beyond what is under way and free (§4.3).
    pub fn need(&self, now: u64) -> u128 {
        let spare = self.free.saturating_sub(self.floor(now));
        self.owed().saturating_sub(self.undelegating()).saturating_sub(spare)
    }

    /// `E` (§4.5)
    pub fn exit_liquidity(&self) -> u128 {
        let due: u128 = self.unsettled().take_while(|b| self.is_due(b)).map(|b| b.payable).sum();
        self.free.min(self.owed().saturating_sub(self.undelegating()).max(due))
    }

    /// What `allocate` may delegate.
    pub fn allocatable(&self, now: u64) -> u128 {
        self.free.saturating_sub(self.exit_liquidity()).saturating_sub(self.floor(now))
    }

    pub fn balance(&self, who: &str) -> u128 {
        self.balances.get(who).copied().unwrap_or(0)
    }

    fn reserve_target(&self, pool: u128) -> u128 {
        mul_div(pool, self.params.instant_reserve_bps.into(), BPS)
    }

    fn unsettled(&self) -> impl Iterator<Item = &Batch> {
        self.batches.iter().filter(|b| !b.settled)
    }

    fn has_entries(&self, validator: &str) -> bool {
        self.entry_count(validator) > 0
    }

    fn entry_count(&self, validator: &str) -> usize {
        self.entries.iter().filter(|e| e.validator == validator).count()
    }

    /// Every figure that the hub must agree with.
    pub fn books(&self, now: u64) -> Books {
        Books {
            delegated: self.delegated.iter().filter(|(_, d)| **d > 0).map(|(v, d)| (v.clone(), *d)).collect(),
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
            balances: self.balances.iter().filter(|(_, b)| **b > 0).map(|(a, b)| (a.clone(), *b)).collect(),
            batches: self.batches.iter().map(|b| (b.id, b.requests.values().sum(), b.settled)).collect(),
            payables: self.unsettled().map(|b| (b.id, b.payable)).collect(),
        }
    }

    /// What must hold after every message, `bank` being the hub's balance then.
    pub fn check(&self, bank: u128) -> Result<(), Breach> {
        let left: u128 = self.batches.iter().filter(|b| b.settled).map(|b| b.payable - b.paid).sum();
        rule!(bank >= self.free + self.reserved, "bank {bank} < B {} + K {}", self.free, self.reserved);
        rule!(self.reserved == left, "K {} against settled batches {left}", self.reserved);
        rule!(self.balances.values().sum::<u128>() == self.supply, "balances differ from S {}", self.supply);
        rule!(self.balance(&self.hub) == self.seed + self.open.shares(), "the hub's balance is not seed and escrow");
        rule!(self.asked.is_empty(), "no reply for {:?}", self.asked);
        for entry in &self.entries {
            rule!(entry.expected <= entry.amount, "expects too much: {entry:?}");
        }
        for batch in self.unsettled() {
            rule!(batch.payable <= batch.payable_at_close || self.winding_down, "worth more than at close: {batch:?}");
        }
        Ok(())
    }

    // -----------------------------------------------------------------------------------------------------------------
    // §2 The stream

    /// Adds a gain, `pool` being the pool without it.
    fn drip(&mut self, now: u64, gain: u128, pool: u128) {
        if gain == 0 {
            return;
        }
        let left = self.unreleased(now);
        let amount = left + gain;
        let weighted = Uint256::from(left) * Uint256::from(self.remaining(now))
            + Uint256::from(gain) * Uint256::from(self.params.drip_secs);
        let period = seconds(weighted / Uint256::from(amount));
        self.stream = Stream { amount, start: now, end: now + self.stretch(amount, period, pool) };
    }

    /// Recomputes the end from the present pool, unless it would hardly move.
    fn cap_stream(&mut self, now: u64) {
        let left = self.unreleased(now);
        if left == 0 {
            return;
        }
        let remaining = self.stream.end - now;
        let wanted = self.stretch(left, self.remaining(now), self.pool(now));
        if u128::from(wanted.abs_diff(remaining)) * 100 >= u128::from(remaining) {
            self.stream = Stream { amount: left, start: now, end: now + wanted };
        }
    }

    /// `m`
    fn remaining(&self, now: u64) -> u64 {
        self.stream.end.saturating_sub(now).min(self.params.drip_secs)
    }

    /// `max(period, ⌈A·YEAR/(pool·max_apr)⌉)`, at most ten years; when winding down the period alone.
    fn stretch(&self, amount: u128, period: u64, pool: u128) -> u64 {
        if self.winding_down {
            return period.min(LONGEST_STREAM);
        }
        let capped = divide_up(
            Uint256::from(amount) * Uint256::from(YEAR) * Uint256::from(BPS),
            Uint256::from(pool.max(1)) * Uint256::from(self.params.max_apr_bps),
        );
        period.max(seconds(capped)).min(LONGEST_STREAM)
    }

    /// Takes up to `loss` out of the stream and returns what it could not bear. The end stays.
    fn consume_stream(&mut self, now: u64, loss: u128) -> u128 {
        let left = self.unreleased(now);
        let taken = left.min(loss);
        if taken > 0 {
            self.stream.amount = left - taken;
            self.stream.start = now;
        }
        loss - taken
    }

    fn repay(&mut self, gain: u128) -> u128 {
        let repaid = self.loss_carry.min(gain);
        self.loss_carry -= repaid;
        repaid
    }

    // -----------------------------------------------------------------------------------------------------------------
    // §3 Coming in

    /// `bond`: returns the shares minted.
    pub fn bond(
        &mut self,
        view: &View,
        receiver: &str,
        amount: u128,
        min_shares: Option<u128>,
    ) -> Result<u128, Refusal> {
        self.whole(|model| {
            if model.winding_down {
                return Err(Refusal::WindingDown);
            }
            if model.refused_receivers.contains(receiver) {
                return Err(Refusal::BadReceiver);
            }
            if amount == 0 {
                return Err(Refusal::Zero);
            }
            if amount < model.params.min_bond {
                return Err(Refusal::BelowMinimum);
            }
            if view.now_ns - model.synced_ns > model.params.max_sync_age * NANOS {
                model.begin(view);
            }
            let now = view.now();
            if now < model.deposits_paused_until.max(model.halted_until) {
                return Err(Refusal::Paused);
            }
            let pool = model.pool(now);
            if pool == 0 {
                return Err(Refusal::Depleted);
            }
            if model.params.bond_cap.is_some_and(|cap| pool + amount > cap) {
                return Err(Refusal::AboveCap);
            }
            let shares = model.shares_for(amount, now);
            if shares == 0 {
                return Err(Refusal::Zero);
            }
            if min_shares.is_some_and(|min| shares < min) {
                return Err(Refusal::BelowWanted);
            }
            model.free += amount;
            model.mint(receiver, shares);
            Ok(shares)
        })
    }

    // -----------------------------------------------------------------------------------------------------------------
    // §4.1 Queue

    /// `queue_unbond`, also by `send`: shares of `holder` for a request of `receiver`.
    pub fn queue_unbond(&mut self, holder: &str, receiver: &str, shares: u128) -> Result<(), Refusal> {
        if shares == 0 {
            return Err(Refusal::Zero);
        }
        let balance = self.balance(holder);
        if shares > balance {
            return Err(Refusal::Balance);
        }
        if shares < self.params.min_unbond && shares != balance && !self.winding_down {
            return Err(Refusal::BelowMinimum);
        }
        let hub = self.hub.clone();
        self.transfer(holder, &hub, shares);
        *self.open.requests.entry(receiver.into()).or_default() += shares;
        Ok(())
    }

    /// `cancel_unbond`: returns the shares given back.
    pub fn cancel_unbond(&mut self, who: &str, shares: Option<u128>) -> Result<u128, Refusal> {
        let held = self.open.requests.get(who).copied().ok_or(Refusal::NoRequest)?;
        let shares = shares.unwrap_or(held);
        if shares == 0 {
            return Err(Refusal::Zero);
        }
        if shares > held {
            return Err(Refusal::Balance);
        }
        if shares == held {
            self.open.requests.remove(who);
        } else {
            self.open.requests.insert(who.into(), held - shares);
        }
        let hub = self.hub.clone();
        self.transfer(&hub, who, shares);
        Ok(shares)
    }

    /// Moves shares; the caller has made sure that they exist.
    pub fn transfer(&mut self, from: &str, to: &str, shares: u128) {
        *self.balances.get_mut(from).unwrap() -= shares;
        *self.balances.entry(to.into()).or_default() += shares;
    }

    fn mint(&mut self, to: &str, shares: u128) {
        self.supply += shares;
        *self.balances.entry(to.into()).or_default() += shares;
    }

    fn burn(&mut self, from: &str, shares: u128) {
        self.supply -= shares;
        *self.balances.get_mut(from).unwrap() -= shares;
    }

    // -----------------------------------------------------------------------------------------------------------------
    // §5 Observation

    /// `sync`, and how every message begins that needs the chain.
    pub fn begin(&mut self, view: &View) {
        let seen = self.observed_height == Some(view.height) && !self.staked_since;
        if seen && self.repeat == Repeat::AfterStakingOnly {
            return;
        }
        self.observe(view);
    }

    pub fn observe(&mut self, view: &View) {
        let now = view.now();
        let before = self.pool(now);

        let mut found = Findings::default();
        self.arrivals(view, &mut found);
        if self.compare_delegations(view, &mut found) {
            self.arrivals(view, &mut found);
        }

        let gross = found.rounding + found.losses;
        let over = Uint256::from(gross) * Uint256::from(BPS)
            > Uint256::from(before) * Uint256::from(self.params.loss_halt_bps);
        if over {
            self.halted_until = now + DEPOSIT_HALT_SECS;
        }

        self.recognise(now, before, found);
        self.cap_stream(now);

        self.synced_ns = view.now_ns;
        self.observed_height = Some(view.height);
        self.staked_since = false;
        self.touched.clear();
        self.store_completions(now);
    }

    /// §4.4: credits what has arrived, runs the shortage timer, finds gifts.
    fn arrivals(&mut self, view: &View, found: &mut Findings) {
        let x = view.bank.saturating_sub(self.free + self.reserved);
        let grace_ns = self.params.arrival_grace * NANOS;
        self.entries.sort_by(|a, b| (a.completion_ns, &a.validator).cmp(&(b.completion_ns, &b.validator)));

        let due = self.entries.iter().filter(|e| e.completion_ns <= view.now_ns).count();
        let overdue = self.entries.iter().filter(|e| view.now_ns > e.completion_ns + grace_ns / 24).count();
        let expected = |n: usize| -> u128 { self.entries[..n].iter().map(|e| e.expected).sum() };
        let covered = |n: usize| expected(n) <= x + ROUNDING * n as u128;

        let short = !covered(overdue);
        let prefix = (0..=due).rev().find(|n| covered(*n)).unwrap();
        let prefix_expected = expected(prefix);
        let amounts: u128 = self.entries[..prefix].iter().map(|e| e.amount).sum();

        let mut rest = x;
        if prefix == due {
            let arrived = x.min(amounts);
            found.returns += arrived.saturating_sub(prefix_expected);
            found.rounding += prefix_expected.saturating_sub(arrived);
            found.gains += x - arrived;
            self.free += x;
        } else {
            let arrived = x.min(prefix_expected);
            found.rounding += prefix_expected - arrived;
            rest -= arrived;
            self.free += arrived;
        }
        self.entries.drain(..prefix);

        if !short {
            self.short_since_ns = None;
            return;
        }
        let since = *self.short_since_ns.get_or_insert(view.now_ns);
        if view.now_ns >= since + grace_ns && prefix < overdue {
            let lost = self.entries.remove(0);
            found.losses += lost.expected - rest;
            self.free += rest;
            self.short_since_ns = None;
        }
    }

    /// Returns whether anything was provisioned.
    fn compare_delegations(&mut self, view: &View, found: &mut Findings) -> bool {
        let mut provisioned = false;
        let validators: BTreeSet<String> =
            self.delegated.keys().chain(view.delegations.keys()).cloned().collect();
        for validator in validators {
            let booked = self.stake_on(&validator);
            let real = view.delegations.get(&validator).copied().unwrap_or(0);
            self.delegated.insert(validator.clone(), real);
            if real >= booked {
                found.gains += real - booked;
                continue;
            }
            let fall = booked - real;
            let tolerance = ROUNDING + self.touched.get(&validator).copied().unwrap_or(0);
            if fall <= tolerance {
                found.rounding += fall;
                continue;
            }
            let mut loss = fall;
            if booked >= TELLING {
                for entry in self.entries.iter_mut().filter(|e| e.validator == validator) {
                    let cut = entry.expected.min(mul_div_up(entry.amount, fall, booked));
                    entry.expected -= cut;
                    loss += cut;
                    provisioned |= cut > 0;
                }
            }
            found.losses += loss;
            let record = self.slashed.entry(validator).or_default();
            *record = (record.0 + loss, view.now());
        }
        self.delegated.retain(|_, amount| *amount > 0);
        provisioned
    }

    /// Nets and shares what an observation found; `before` is the pool before it.
    fn recognise(&mut self, now: u64, before: u128, found: Findings) {
        let Findings { mut gains, mut returns, mut rounding, mut losses } = found;
        offset(&mut gains, &mut rounding);
        offset(&mut gains, &mut losses);
        offset(&mut returns, &mut rounding);
        offset(&mut returns, &mut losses);

        self.loss_carry += rounding + losses;
        self.repay(gains + returns);

        let mut pool = before;
        self.bear_rounding(now, rounding, &mut pool);
        let rest = self.consume_stream(now, losses);
        self.share_loss(rest, &mut pool);

        if self.winding_down && self.stake() == 0 {
            self.share_gain(now, gains + returns, pool);
        } else {
            let restored = self.share_return(returns, pool);
            self.drip(now, gains + returns - restored, pool);
        }
    }

    /// The pool first, then the stream, then the payables.
    fn bear_rounding(&mut self, now: u64, loss: u128, pool: &mut u128) {
        let by_pool = loss.min(*pool);
        *pool -= by_pool;
        let rest = self.consume_stream(now, loss - by_pool);
        self.share_loss(rest, pool);
    }

    /// Everyone who has not been paid bears the same fraction; the pool bears the rounding.
    fn share_loss(&mut self, loss: u128, pool: &mut u128) {
        if loss == 0 {
            return;
        }
        let x = *pool + self.owed();
        for batch in self.batches.iter_mut().filter(|b| !b.settled) {
            batch.payable = mul_div(batch.payable, x - loss, x);
        }
        *pool = x - loss - self.owed();
    }

    /// Gives back to the unsettled batches, at most what they were worth at their close. Returns what they took.
    fn share_return(&mut self, gain: u128, pool: u128) -> u128 {
        let x = pool + self.owed();
        let mut taken = 0;
        for batch in self.batches.iter_mut().filter(|b| !b.settled && b.payable > 0) {
            let part = mul_div(gain, batch.payable, x).min(batch.payable_at_close.saturating_sub(batch.payable));
            batch.payable += part;
            taken += part;
        }
        taken
    }

    /// §8, winding down without stake: a gain and what is unreleased go to batches and pool at once.
    fn share_gain(&mut self, now: u64, gain: u128, pool: u128) {
        let gain = gain + self.unreleased(now);
        self.stream = Stream::default();
        let x = pool + self.owed();
        for batch in self.batches.iter_mut().filter(|b| !b.settled && b.payable > 0) {
            batch.payable += mul_div(gain, batch.payable, x);
        }
    }

    // -----------------------------------------------------------------------------------------------------------------
    // §4.5 Settle

    /// A batch for which nothing more is needed remembers what is in flight.
    fn store_completions(&mut self, now: u64) {
        if self.need(now) >= self.min_move(now) {
            return;
        }
        let latest = match self.entries.iter().map(|e| e.completion_ns).max() {
            Some(completion) => Stored::Until(completion),
            None => Stored::NothingInFlight,
        };
        for batch in self.batches.iter_mut().filter(|b| !b.settled && b.stored == Stored::NotYet) {
            batch.stored = latest;
        }
    }

    pub fn is_ready(&self, batch: &Batch, now_ns: u64) -> bool {
        match batch.stored {
            Stored::NotYet | Stored::NothingInFlight => true,
            Stored::Until(completion) => now_ns >= completion,
        }
    }

    /// Everything up to its completion has been credited or written off.
    pub fn is_due(&self, batch: &Batch) -> bool {
        match batch.stored {
            Stored::NotYet => false,
            Stored::NothingInFlight => true,
            Stored::Until(completion) => self.entries.iter().all(|e| e.completion_ns > completion),
        }
    }

    /// Settles what can be settled, oldest first.
    pub fn settle(&mut self, view: &View) -> Vec<u64> {
        let mut settled = vec![];
        loop {
            let liquidity = self.exit_liquidity();
            let Some(head) = self.batches.iter_mut().find(|b| !b.settled) else { break };
            if head.payable > liquidity || head.closed_height >= view.height {
                break;
            }
            head.settled = true;
            self.free -= head.payable;
            self.reserved += head.payable;
            settled.push(head.id);
        }
        settled
    }

    // -----------------------------------------------------------------------------------------------------------------
    // §4.2 Close

    /// Closes the open batch if it may close.
    pub fn close(&mut self, view: &View) -> Option<u64> {
        let now = view.now();
        let interval = if self.winding_down {
            self.params.batch_interval.min(WIND_DOWN_INTERVAL)
        } else {
            self.params.batch_interval
        };
        let too_early = self.last_close.is_some_and(|last| now < last + interval);
        let shares = self.open.shares();
        if too_early || shares == 0 || self.unsettled().count() >= MAX_UNSETTLED {
            return None;
        }
        let id = self.open.id;
        let payable = self.native_for(shares, now);
        let hub = self.hub.clone();
        self.burn(&hub, shares);
        self.batches.push(Batch {
            id,
            shares,
            payable,
            payable_at_close: payable,
            closed_height: view.height,
            stored: Stored::NotYet,
            settled: false,
            paid: 0,
            requests: std::mem::take(&mut self.open.requests),
        });
        self.open.id += 1;
        self.last_close = Some(now);
        self.cap_stream(now);
        Some(id)
    }

    // -----------------------------------------------------------------------------------------------------------------
    // §4.6 Claim

    /// `claim`, `withdraw_unbonded`, `claim_for`; `None` = everything claimable. Where the outcome covers, the messages
    /// that the claim sent go to [`Model::cover`].
    pub fn claim(&mut self, view: &View, user: &str, batches: Option<&[u64]>) -> Result<Claimed, Refusal> {
        self.whole(|model| {
            let wanted = |id: u64| batches.map_or(true, |list| list.contains(&id));
            let closed = model.batches.iter().any(|b| wanted(b.id) && b.requests.contains_key(user));
            let open = wanted(model.open.id) && model.open.requests.contains_key(user);
            if !closed && !open {
                return Err(Refusal::NoRequest);
            }
            let mut done = Claimed::default();
            let head = model.unsettled().next().filter(|b| model.is_ready(b, view.now_ns)).map(|b| b.id);
            if let Some(head) = head {
                model.begin(view);
                done.observed = true;
                done.settled = model.settle(view);
                done.covers = model.unsettled().next().is_some_and(|b| b.id == head);
            }
            let page: Vec<u64> = model
                .batches
                .iter()
                .filter(|b| wanted(b.id) && b.requests.contains_key(user))
                .take(CLAIM_PAGE)
                .filter(|b| b.settled)
                .map(|b| b.id)
                .collect();
            for id in page {
                done.paid += model.pay(id, user);
                done.cleared.push(id);
            }
            if done.cleared.is_empty() && !done.observed {
                return Err(Refusal::NothingClaimable);
            }
            Ok(done)
        })
    }

    fn pay(&mut self, id: u64, user: &str) -> u128 {
        let at = self.batches.iter().position(|b| b.id == id).unwrap();
        let batch = &mut self.batches[at];
        let shares = batch.requests.remove(user).unwrap();
        let paid = mul_div(shares, batch.payable, batch.shares);
        batch.paid += paid;
        self.reserved -= paid;
        if batch.requests.is_empty() {
            let left = batch.payable - batch.paid;
            self.reserved -= left;
            self.free += left;
            self.batches.remove(at);
        }
        paid
    }

    // -----------------------------------------------------------------------------------------------------------------
    // §4.7 Instant exit

    /// `instant_unbond`, also by `send`.
    pub fn instant_unbond(
        &mut self,
        view: &View,
        holder: &str,
        shares: u128,
        min_out: Option<u128>,
    ) -> Result<InstantExit, Refusal> {
        self.whole(|model| {
            let now = view.now();
            if model.winding_down {
                return Err(Refusal::WindingDown);
            }
            if now < model.instant_paused_until {
                return Err(Refusal::Paused);
            }
            if shares == 0 {
                return Err(Refusal::Zero);
            }
            if shares > model.balance(holder) {
                return Err(Refusal::Balance);
            }
            model.begin(view);
            if model.short_since_ns.is_some() {
                return Err(Refusal::Short);
            }
            let worth = model.native_for(shares, now);
            if worth == 0 {
                return Err(Refusal::Zero);
            }
            let buffer = model.free - model.exit_liquidity();
            if worth > buffer {
                return Err(Refusal::Illiquid);
            }
            let fee = model.instant_fee(buffer, worth, now);
            let paid = worth.saturating_sub(fee);
            if paid == 0 {
                return Err(Refusal::Zero);
            }
            if min_out.is_some_and(|min| paid < min) {
                return Err(Refusal::BelowWanted);
            }
            model.burn(holder, shares);
            model.free -= worth;
            let pool = model.pool(now);
            model.free += fee;
            model.repay(fee);
            model.drip(now, fee, pool);
            model.cap_stream(now);
            Ok(InstantExit { paid, fee })
        })
    }

    /// The mean rate between `buffer − worth` and `buffer`, times `worth`, rounded up.
    fn instant_fee(&self, buffer: u128, worth: u128, now: u64) -> u128 {
        let min = Uint512::from(self.params.instant_fee_min_bps);
        let max = Uint512::from(self.params.instant_fee_max_bps);
        let target = self.reserve_target(self.pool(now));
        // All in bps, doubled and times the target, so that nothing is divided before the end.
        let (fee, unit) = if target == 0 {
            (max * Uint512::from(worth), Uint512::from(BPS))
        } else {
            let low = buffer - worth;
            let above = buffer - buffer.min(low.max(target));
            let below = worth - above;
            let two_targets = Uint512::from(2u128) * Uint512::from(target);
            let flat = two_targets * (Uint512::from(above) * min + Uint512::from(below) * max);
            let slope = (max - min) * Uint512::from(below) * (Uint512::from(low) + Uint512::from(buffer.min(target)));
            let slope = if below == 0 { Uint512::zero() } else { slope };
            (flat - slope, two_targets * Uint512::from(BPS))
        };
        let whole = fee / unit;
        let up = if whole * unit == fee { whole } else { whole + Uint512::from(1u128) };
        up.to_string().parse().unwrap()
    }

    // -----------------------------------------------------------------------------------------------------------------
    // §2 Harvests

    /// `deposit_rewards`: returns the shares minted as fee.
    pub fn deposit_rewards(&mut self, view: &View, amount: u128, keeper: &str) -> u128 {
        let now = view.now();
        if self.observed_height != Some(view.height) {
            self.observe(view);
        }
        let pool = self.pool(now);
        let repaid = self.repay(amount);
        let fee = if pool == 0 { 0 } else { mul_div(amount - repaid, self.fee.bps.into(), BPS) };
        let shares = if fee == 0 { 0 } else { mul_div(fee, self.supply, pool) };
        self.free += amount;
        if self.winding_down && self.stake() == 0 {
            self.share_gain(now, amount - fee, pool);
        } else {
            self.drip(now, amount - fee, pool);
        }
        self.mint_fee(shares, keeper);
        shares
    }

    fn mint_fee(&mut self, shares: u128, keeper: &str) {
        if shares == 0 {
            return;
        }
        let receivers = self.fee.receivers.clone();
        let weights: u64 = receivers.iter().map(|(_, weight)| weight).sum();
        let address = |to: &str| if to == "keeper" { keeper.to_string() } else { to.to_string() };
        let mut left = shares;
        for (to, weight) in &receivers {
            let part = mul_div(shares, (*weight).into(), weights.into());
            self.mint(&address(to), part);
            left -= part;
        }
        self.mint(&address(&receivers[0].0), left);
    }

    /// A harvest message to one validator has ended.
    pub fn harvest_reply(&mut self, view: &View, validator: &str, ok: bool) {
        self.mark(view, validator, ok);
        if ok {
            self.harvested.insert(validator.into(), view.now());
        }
    }

    // -----------------------------------------------------------------------------------------------------------------
    // §6 The steps of the crank

    /// `crank` up to the point where its messages run. `budget` is the page of cover and, apart from it, of the rest.
    pub fn crank(
        &mut self,
        view: &View,
        targets: Option<&Targets>,
        sent: &Sent,
        budget: usize,
    ) -> Result<Done, Breach> {
        self.begin(view);
        let mut settled = self.settle(view);
        let closed = self.close(view);
        self.cover(view, targets, &sent.undelegations, budget)?;
        settled.extend(self.settle(view));
        self.allocate(view, targets, &sent.delegations, budget)?;
        self.move_stake(view, targets, &sent.redelegations, budget.saturating_sub(sent.delegations.len()))?;
        Ok(Done { settled, closed })
    }

    /// `submit_batch`
    pub fn submit_batch(&mut self, view: &View, targets: Option<&Targets>, sent: &Sent) -> Result<Done, Breach> {
        self.begin(view);
        let closed = self.close(view);
        self.cover(view, targets, &sent.undelegations, self.params.max_msgs)?;
        Ok(Done { settled: vec![], closed })
    }

    /// `reconcile`
    pub fn reconcile(&mut self, view: &View) -> Done {
        self.begin(view);
        Done { settled: self.settle(view), closed: None }
    }

    /// `rebalance`
    pub fn rebalance(&mut self, view: &View, targets: Option<&Targets>, sent: &Sent) -> Result<(), Breach> {
        let budget = self.params.max_msgs;
        self.begin(view);
        self.allocate(view, targets, &sent.delegations, budget)?;
        self.move_stake(view, targets, &sent.redelegations, budget.saturating_sub(sent.delegations.len()))
    }

    pub fn wind_down(&mut self) {
        self.winding_down = true;
    }

    /// Books undelegations as sent, `D → U`, after checking them.
    pub fn cover(
        &mut self,
        view: &View,
        targets: Option<&Targets>,
        sent: &[(String, u128)],
        page: usize,
    ) -> Result<(), Breach> {
        self.check_cover(view, targets, sent, page)?;
        for (validator, amount) in sent {
            *self.delegated.get_mut(validator).unwrap() -= amount;
            self.asked.push((validator.clone(), *amount));
            self.touch(validator);
        }
        Ok(())
    }

    /// Books delegations as sent, `B → D`, after checking them.
    pub fn allocate(
        &mut self,
        view: &View,
        targets: Option<&Targets>,
        sent: &[(String, u128)],
        page: usize,
    ) -> Result<(), Breach> {
        self.check_allocate(view, targets, sent, page)?;
        for (validator, amount) in sent {
            self.free -= amount;
            *self.delegated.entry(validator.clone()).or_default() += amount;
            self.touch(validator);
        }
        Ok(())
    }

    /// Books redelegations as sent after checking them.
    pub fn move_stake(
        &mut self,
        view: &View,
        targets: Option<&Targets>,
        sent: &[(String, String, u128)],
        page: usize,
    ) -> Result<(), Breach> {
        self.check_moves(view, targets, sent, page)?;
        for (from, to, amount) in sent {
            *self.delegated.get_mut(from).unwrap() -= amount;
            *self.delegated.entry(to.clone()).or_default() += amount;
            self.touch(from);
            self.touch(to);
            self.moved.push((view.now(), *amount));
        }
        Ok(())
    }

    // -----------------------------------------------------------------------------------------------------------------
    // Replies

    /// An undelegation booked by [`Model::cover`] has ended.
    pub fn undelegate_reply(&mut self, view: &View, validator: &str, asked: u128, answer: Answer) {
        let now = view.now();
        let at = self.asked.iter().position(|(v, a)| v == validator && *a == asked).unwrap();
        let mut pool = self.pool(now);
        self.asked.remove(at);
        let (amount, completion_ns) = match answer {
            Answer::Failed => {
                *self.delegated.entry(validator.into()).or_default() += asked;
                self.untouch(validator);
                self.mark(view, validator, false);
                return;
            }
            Answer::Unreadable => (asked - 1, view.now_ns + self.params.unbonding_estimate * NANOS),
            Answer::Started { amount, completion_ns } => (amount, completion_ns),
        };
        self.mark(view, validator, true);
        self.harvested.insert(validator.into(), now);
        self.enter(validator, amount, completion_ns);
        let lost = asked - amount;
        if lost > 0 {
            self.loss_carry += lost;
            self.bear_rounding(now, lost, &mut pool);
            self.cap_stream(now);
        }
    }

    /// Entries of one validator with equal completion are one.
    fn enter(&mut self, validator: &str, amount: u128, completion_ns: u64) {
        let same = |e: &&mut Entry| e.validator == validator && e.completion_ns == completion_ns;
        if let Some(entry) = self.entries.iter_mut().find(same) {
            entry.amount += amount;
            entry.expected += amount;
            return;
        }
        self.entries.push(Entry { validator: validator.into(), amount, expected: amount, completion_ns });
        self.entries.sort_by(|a, b| (a.completion_ns, &a.validator).cmp(&(b.completion_ns, &b.validator)));
    }

    /// A delegation booked by [`Model::allocate`] has ended.
    pub fn delegate_reply(&mut self, view: &View, validator: &str, amount: u128, ok: bool) {
        self.mark(view, validator, ok);
        if ok {
            self.harvested.insert(validator.into(), view.now());
            return;
        }
        self.free += amount;
        *self.delegated.get_mut(validator).unwrap() -= amount;
        self.untouch(validator);
    }

    /// A redelegation booked by [`Model::move_stake`] has ended: `None` = failed, `Some(None)` = no lock.
    pub fn redelegate_reply(
        &mut self,
        view: &View,
        from: &str,
        to: &str,
        amount: u128,
        completion: Option<Option<u64>>,
    ) {
        self.mark(view, to, completion.is_some());
        match completion {
            Some(lock) => {
                if let Some(until_ns) = lock {
                    let known = self.locked.entry(to.into()).or_default();
                    *known = (*known).max(until_ns);
                }
                self.harvested.insert(from.into(), view.now());
                self.harvested.insert(to.into(), view.now());
            }
            None => {
                *self.delegated.get_mut(to).unwrap() -= amount;
                *self.delegated.get_mut(from).unwrap() += amount;
                self.untouch(from);
                self.untouch(to);
                let at = self.moved.iter().rposition(|(_, a)| *a == amount).unwrap();
                self.moved.remove(at);
            }
        }
    }

    /// After the last staking reply of a message; not to be called when it sent no staking message.
    pub fn replies_done(&mut self, view: &View) {
        self.store_completions(view.now());
    }

    fn touch(&mut self, validator: &str) {
        *self.touched.entry(validator.into()).or_default() += 1;
        self.staked_since = true;
    }

    fn untouch(&mut self, validator: &str) {
        *self.touched.get_mut(validator).unwrap() -= 1;
    }

    fn mark(&mut self, view: &View, validator: &str, ok: bool) {
        if ok {
            self.marked.remove(validator);
        } else {
            self.marked.insert(validator.into(), view.now() + MARK_SECS);
        }
    }

    /// Runs a message that leaves nothing behind when it is refused.
    fn whole<T>(&mut self, message: impl FnOnce(&mut Self) -> Result<T, Refusal>) -> Result<T, Refusal> {
        let mut trial = self.clone();
        let outcome = message(&mut trial)?;
        *self = trial;
        Ok(outcome)
    }
}

fn seconds(wide: Uint256) -> u64 {
    wide.to_string().parse().unwrap_or(u64::MAX)
}

// ---------------------------------------------------------------------------------------------------------------------
// §7 Targets

impl Targets {
    /// Weight shares of `total`, capped, the excess shared among the rest. Sums exactly to `total` unless there is
    /// nobody to hold it. Another way of rounding may differ by as many units as there are validators.
    pub fn amounts(&self, total: u128) -> BTreeMap<String, u128> {
        let mut targets: BTreeMap<String, u128> = self.members.iter().map(|m| (m.operator.clone(), 0)).collect();
        let mut open: Vec<&Member> = self.members.iter().filter(|m| !m.draining).collect();
        if open.is_empty() {
            return targets;
        }
        let cap = self.cap(total);
        let mut left = total;
        loop {
            let weights: u128 = open.iter().map(|m| u128::from(m.weight)).sum();
            let share = |m: &Member| mul_div(left, m.weight.into(), weights);
            let (full, rest): (Vec<&Member>, Vec<&Member>) = open.iter().copied().partition(|m| share(m) >= cap);
            if full.is_empty() || rest.is_empty() {
                for member in &open {
                    targets.insert(member.operator.clone(), share(member).min(cap));
                }
                break;
            }
            for member in &full {
                targets.insert(member.operator.clone(), cap);
                left -= cap;
            }
            open = rest;
        }
        let mut missing = total - targets.values().sum::<u128>();
        for member in self.members.iter().filter(|m| !m.draining) {
            let target = targets.get_mut(&member.operator).unwrap();
            let more = missing.min(cap - *target).min(self.members.len() as u128);
            *target += more;
            missing -= more;
        }
        targets
    }

    /// The most that one validator is to hold of `total`.
    pub fn cap(&self, total: u128) -> u128 {
        let n = self.members.iter().filter(|m| !m.draining).count().max(1) as u128;
        mul_div(total, self.max_share_bps.into(), BPS).max(total.div_ceil(n))
    }

    fn find(&self, operator: &str) -> Option<&Member> {
        self.members.iter().find(|m| m.operator == operator)
    }

    fn accepts(&self, operator: &str) -> bool {
        self.find(operator).is_some_and(|m| m.accepting && !m.draining)
    }

    /// Also those that the registry no longer knows.
    fn drains(&self, operator: &str) -> bool {
        self.find(operator).map_or(true, |m| m.draining)
    }

    /// Units that a different rounding of targets may make.
    fn slack(&self) -> u128 {
        self.members.len() as u128 + 1
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// The rules for choices

/// A validator as `cover` sees it.
struct Source {
    validator: String,
    before: u128,
    after: u128,
    taken: u128,
    /// Half of what it is to hold afterwards.
    half: u128,
    /// How far it stands above what it is to hold afterwards; by its stake alone where there are no targets.
    excess: u128,
    draining: bool,
    marked: bool,
    locked: bool,
    full: bool,
}

impl Model {
    fn is_marked(&self, validator: &str, now: u64) -> bool {
        self.marked.get(validator).is_some_and(|until| now < *until)
    }

    fn is_locked(&self, validator: &str, now_ns: u64) -> bool {
        self.locked.get(validator).is_some_and(|until| now_ns < *until)
    }

    /// §4.3, to be asked before the messages are booked.
    pub fn check_cover(
        &self,
        view: &View,
        targets: Option<&Targets>,
        sent: &[(String, u128)],
        page: usize,
    ) -> Result<(), Breach> {
        let now = view.now();
        let (probe, min_move) = (self.probe(now), self.min_move(now));
        let need = if self.winding_down { self.stake() } else { self.need(now) };
        let smallest = if self.winding_down { 1 } else { min_move };
        rule!(sent.len() <= page, "{} undelegations on a page of {page}", sent.len());
        rule!(distinct(sent.iter().map(|(v, _)| v)), "two undelegations from one validator: {sent:?}");
        if need < smallest {
            rule!(sent.is_empty(), "need {need} is below {smallest}, sent {sent:?}");
            return Ok(());
        }
        for (validator, amount) in sent {
            let stake = self.stake_on(validator);
            let empties = *amount == stake;
            rule!(*amount > 0 && *amount <= stake, "{amount} from {validator}, which has {stake}");
            rule!(self.entry_count(validator) < self.params.max_entries, "{validator} has no free entry");
            rule!(empties || *amount >= smallest, "{amount} from {validator} is below {smallest}");
            if empties {
                rule!(!self.has_entries(validator), "{validator} is emptied while it has entries");
                rule!(stake <= 2 * probe, "{validator} is emptied of {stake}, probe {probe}");
            } else {
                rule!(stake - amount >= probe, "{validator} is left {} below {probe}", stake - amount);
            }
        }
        let total: u128 = sent.iter().map(|(_, amount)| amount).sum();
        rule!(total <= need, "{total} undelegated for a need of {need}");
        if self.winding_down {
            return self.check_complete(&self.sources(view, targets, sent, need), need - total, 1, probe, page);
        }
        let sources = self.sources(view, targets, sent, need);
        self.check_complete(&sources, need - total, min_move, probe, page)?;
        self.check_order(&sources, targets, min_move, probe, page)
    }

    fn sources(
        &self,
        view: &View,
        targets: Option<&Targets>,
        sent: &[(String, u128)],
        need: u128,
    ) -> Vec<Source> {
        let aims = targets.map(|t| t.amounts(self.stake() - need.min(self.stake()))).unwrap_or_default();
        let source = |(validator, stake): (&String, &u128)| {
            let taken = sent.iter().find(|(v, _)| v == validator).map_or(0, |(_, amount)| *amount);
            let aim = aims.get(validator).copied().unwrap_or(0);
            Source {
                validator: validator.clone(),
                before: *stake,
                after: *stake - taken,
                taken,
                half: aim / 2,
                excess: stake.saturating_sub(aim),
                draining: targets.is_some_and(|t| t.drains(validator)),
                marked: self.is_marked(validator, view.now()),
                locked: self.is_locked(validator, view.now_ns),
                full: self.entry_count(validator) >= self.params.max_entries,
            }
        };
        self.delegated.iter().filter(|(_, d)| **d > 0).map(source).collect()
    }

    /// What is left of the need must be beyond reach.
    fn check_complete(
        &self,
        sources: &[Source],
        left: u128,
        smallest: u128,
        probe: u128,
        page: usize,
    ) -> Result<(), Breach> {
        let used = sources.iter().filter(|s| s.taken > 0).count();
        if left < smallest {
            return Ok(());
        }
        for source in sources.iter().filter(|s| !s.full && (s.taken > 0 || used < page)) {
            // On a full page nobody has to be taken below half of the target.
            let bottom = if used < page { probe } else { probe.max(source.half) };
            let room = left.min(source.after.saturating_sub(bottom));
            let name = &source.validator;
            rule!(room < smallest.max(2) || source.marked, "{name} could give {room} of the {left} still needed");
            let emptiable = source.taken == 0 && !self.has_entries(name) && source.before <= 2 * probe;
            let refused = emptiable && source.before <= left && !source.marked;
            rule!(!refused, "{name} could be emptied of {} for the {left} still needed", source.before);
        }
        Ok(())
    }

    /// Draining ones first, then the furthest above their targets, each down to half of its target.
    fn check_order(
        &self,
        sources: &[Source],
        targets: Option<&Targets>,
        min_move: u128,
        probe: u128,
        page: usize,
    ) -> Result<(), Breach> {
        let used = sources.iter().filter(|s| s.taken > 0).count();
        let slack = 2 * min_move + targets.map_or(1, |t| 2 * t.slack());
        for taken in sources.iter().filter(|s| s.taken > 0) {
            for other in sources.iter().filter(|s| s.validator != taken.validator && !s.full) {
                if (other.marked && !taken.marked) || (other.locked && !taken.locked) {
                    continue;
                }
                let untouched = other.after.saturating_sub(probe.max(other.half)) >= slack;
                let better = (other.marked, !other.draining, std::cmp::Reverse(other.excess))
                    < (taken.marked, !taken.draining, std::cmp::Reverse(taken.excess.saturating_add(slack)));
                let (a, b) = (&taken.validator, &other.validator);
                rule!(!(better && untouched), "{a} is touched although {b} comes first");
                let deep = targets.is_some() && taken.after + slack < taken.half && used < page;
                rule!(!(deep && untouched), "{a} goes below half of its target although {b} is above");
            }
        }
        Ok(())
    }

    /// §6 Allocate, to be asked before the messages are booked.
    pub fn check_allocate(
        &self,
        view: &View,
        targets: Option<&Targets>,
        sent: &[(String, u128)],
        page: usize,
    ) -> Result<(), Breach> {
        let now = view.now();
        let min_move = self.min_move(now);
        let may = self.allocatable(now);
        let closed = self.winding_down || now < self.delegations_paused_until;
        rule!(sent.is_empty() || !closed, "delegations are closed: {sent:?}");
        rule!(sent.len() <= page, "{} delegations on a page of {page}", sent.len());
        rule!(distinct(sent.iter().map(|(v, _)| v)), "two delegations to one validator: {sent:?}");
        let Some(targets) = targets.filter(|t| !t.members.is_empty() && !closed) else {
            rule!(sent.is_empty(), "delegated without targets: {sent:?}");
            return Ok(());
        };
        let weight = |accepting: bool| -> u64 {
            targets.members.iter().filter(|m| !m.draining && (m.accepting || !accepting)).map(|m| m.weight).sum()
        };
        if weight(true) * 3 < weight(false) {
            rule!(sent.is_empty(), "too few accept stake: {sent:?}");
            return Ok(());
        }
        let aims = targets.amounts(self.stake() + may);
        let deficit = |v: &String| aims.get(v).copied().unwrap_or(0).saturating_sub(self.stake_on(v));
        let slack = targets.slack();
        for (validator, amount) in sent {
            rule!(targets.accepts(validator), "{validator} accepts no stake");
            rule!(!self.is_marked(validator, now), "{validator} is marked");
            rule!(*amount >= min_move, "{amount} to {validator} is below {min_move}");
            rule!(*amount <= deficit(validator) + slack, "{amount} to {validator} lacking {}", deficit(validator));
        }
        let total: u128 = sent.iter().map(|(_, amount)| amount).sum();
        rule!(total <= may, "{total} delegated of {may}");

        let given = |v: &String| sent.iter().find(|(w, _)| w == v).map_or(0, |(_, amount)| *amount);
        let eligible = |m: &&Member| targets.accepts(&m.operator) && !self.is_marked(&m.operator, now);
        for member in targets.members.iter().filter(eligible) {
            let name = &member.operator;
            let lacks = deficit(name).saturating_sub(given(name) + slack);
            let idle = given(name) == 0;
            let room = sent.len() < page || !idle;
            rule!(!room || lacks.min(may - total) < min_move, "{name} still lacks {lacks} of {}", may - total);
            let passed = sent.iter().find(|(v, _)| idle && lacks >= min_move && deficit(v) + slack < lacks);
            rule!(passed.is_none(), "{passed:?} comes before {name}, which lacks {lacks}");
        }
        Ok(())
    }

    /// §6 Drain and rebalance, to be asked before the messages are booked.
    pub fn check_moves(
        &self,
        view: &View,
        targets: Option<&Targets>,
        sent: &[(String, String, u128)],
        page: usize,
    ) -> Result<(), Breach> {
        if sent.is_empty() {
            return Ok(());
        }
        let now = view.now();
        let (probe, min_move) = (self.probe(now), self.min_move(now));
        rule!(!self.winding_down && now >= self.rebalancing_paused_until, "moves are closed: {sent:?}");
        rule!(sent.len() <= page, "{} redelegations on a page of {page}", sent.len());
        let Some(targets) = targets.filter(|t| !t.members.is_empty()) else {
            return Err(Breach(format!("moved without targets: {sent:?}")));
        };
        // Targets may be reckoned with or without what is still to be delegated.
        let low = targets.amounts(self.stake());
        let high = targets.amounts(self.stake() + self.allocatable(now));
        let cap = targets.cap(self.stake() + self.allocatable(now));
        let slack = targets.slack();
        let mut stakes = self.delegated.clone();
        let mut received: BTreeSet<&String> = BTreeSet::new();
        for (from, to, amount) in sent {
            let held = stakes.get(from).copied().unwrap_or(0);
            let there = stakes.get(to).copied().unwrap_or(0);
            let empties = *amount == held;
            let residue = targets.drains(from) && held < 2 * min_move;
            rule!(from != to && *amount > 0 && *amount <= held, "{amount} from {from}, which has {held}, to {to}");
            rule!(!self.is_locked(from, view.now_ns) && !received.contains(from), "{from} is locked");
            rule!(!self.is_marked(from, now) && !self.is_marked(to, now), "{from} or {to} is marked");
            rule!(targets.accepts(to), "{to} accepts no stake");
            rule!(empties || *amount >= min_move, "{amount} from {from} is below {min_move}");
            if self.has_entries(from) {
                rule!(held - amount >= probe, "{from} has entries and is left {}", held - amount);
            }
            if !targets.drains(from) {
                let keeps = low.get(from).copied().unwrap_or(0);
                rule!(held - amount + slack >= keeps, "{from} falls below its target {keeps}");
                let aim = high.get(to).copied().unwrap_or(0);
                rule!(there + amount <= aim + slack, "{to} rises above its target {aim}");
            } else if !residue {
                rule!(there + amount <= cap + slack, "{to} rises above the cap {cap}");
            }
            *stakes.entry(from.clone()).or_default() -= amount;
            *stakes.entry(to.clone()).or_default() += amount;
            received.insert(to);
        }
        let recent: u128 = self.moved.iter().filter(|(at, _)| at + DAY > now).map(|(_, a)| a).sum();
        let moving: u128 = sent.iter().map(|(_, _, amount)| amount).sum();
        let budget = mul_div(self.stake(), self.params.max_move_bps.into(), BPS);
        rule!(moving <= budget, "{moving} moved with a budget of {budget}");
        // Days may be counted from any moment, so any stretch of that length may hold the end of one and the start of
        // the next.
        rule!(moving + recent <= 2 * budget + slack, "{} moved within a day, budget {budget}", moving + recent);
        Ok(())
    }

    /// §6 Harvest: those that have waited longest. `idle_only`: part of a crank, which waits for the interval.
    pub fn check_harvest(&self, view: &View, chosen: &[String], idle_only: bool) -> Result<(), Breach> {
        let waiting_since = |v: &String| self.harvested.get(v).copied().unwrap_or(0);
        rule!(chosen.len() <= HARVEST_PAGE, "{} harvests at once", chosen.len());
        rule!(distinct(chosen.iter()), "a validator is harvested twice: {chosen:?}");
        for validator in chosen {
            let waited = view.now() - waiting_since(validator);
            let long = waited >= self.params.harvest_interval;
            rule!(!idle_only || long, "{validator} has waited {waited} s only");
            let staked = self.delegated.iter().filter(|(_, d)| **d > 0).map(|(v, _)| v);
            let passed = staked
                .filter(|v| !chosen.contains(v) && !self.is_marked(v, view.now()))
                .find(|v| waiting_since(v) < waiting_since(validator));
            rule!(passed.is_none(), "{validator} is harvested before {passed:?}");
        }
        Ok(())
    }
}

fn distinct<'a>(names: impl Iterator<Item = &'a String>) -> bool {
    let mut seen = BTreeSet::new();
    names.into_iter().all(|name| seen.insert(name))
}

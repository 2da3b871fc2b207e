//! The protocol's accounting once more, written from its specification alone: slow, literal, and sharing no
//! line with the contracts. A property test holds the hub's books against it after every message.
//!
//! What the protocol *computes* (rates, losses, settlements, streams, fees) the model predicts to the unit.
//! What the protocol *chooses* (which validator to undelegate from, where to delegate) the model takes from
//! the messages that were sent, checks against the rules and books.
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

use cosmwasm_std::{Uint128, Uint256, Uint512};

pub const NANOS: u64 = 1_000_000_000;
pub const YEAR: u64 = 31_536_000;
const DAY: u64 = 86_400;
const BPS: u128 = 10_000;
/// No stream ends later than this many seconds from now.
const LONGEST_STREAM: u64 = 10 * YEAR;
/// Units by which one entry or one delegation may fall short without being called a slash.
const ROUNDING: u128 = 3;
/// Booked delegation from which a fall tells a fraction (docs/adr/0009).
const TELLING: u128 = 5_000;
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
    Uint128::try_from(wide).unwrap().u128()
}

fn seconds(wide: Uint256) -> u64 {
    Uint128::try_from(wide)
        .ok()
        .and_then(|n| u64::try_from(n.u128()).ok())
        .unwrap_or(u64::MAX)
}

/// Lets two figures cancel each other as far as they go.
fn offset(a: &mut u128, b: &mut u128) {
    let common = (*a).min(*b);
    *a -= common;
    *b -= common;
}

// -------------------------------------------------------------------------------------------------------
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
    /// It looked for coins and the user still cannot be paid: the claim covers what is missing.
    pub covers: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InstantExit {
    /// What the receiver gets.
    pub paid: u128,
    pub fee: u128,
}

/// Whether a message observes again in a block that has seen an observation and no staking message since. §5
/// allows both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    Always,
    AfterStakingOnly,
}

/// What an observation must find to clear the shortage timer. §4.4 says "enough" of a sum over the overdue
/// entries; read so, an entry that has arrived and is not yet overdue fills the hole of an older one and
/// clears the timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enough {
    ForTheOverdue,
    ForAllDue,
}

// -------------------------------------------------------------------------------------------------------
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
        mul_div_up(
            self.amount,
            (self.end - now).into(),
            (self.end - self.start).into(),
        )
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
    pub enough: Enough,

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

    /// Validators avoided after a failed message: until when, seconds.
    pub marked: BTreeMap<String, u64>,
    /// Destinations of unfinished redelegations.
    pub locked: BTreeMap<String, u64>,
    /// Redelegations: seconds, amount, and what might be moved on that day.
    pub moved: Vec<(u64, u128, u128)>,
    /// Seconds at which rewards were last paid out, or a message that does so was last tried: otherwise a validator
    /// that always fails would hold up the others of its page.
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
            enough: Enough::ForTheOverdue,
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
            open: OpenBatch {
                id: 1,
                requests: BTreeMap::new(),
            },
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

    // ---------------------------------------------------------------------------------------------------
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
        self.batches
            .iter()
            .filter(|b| !b.settled)
            .map(|b| b.payable)
            .sum()
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
        self.owed()
            .saturating_sub(self.undelegating())
            .saturating_sub(spare)
    }

    /// `E` (§4.5)
    pub fn exit_liquidity(&self) -> u128 {
        let due: u128 = self
            .unsettled()
            .take_while(|b| self.is_due(b))
            .map(|b| b.payable)
            .sum();
        self.free
            .min(self.owed().saturating_sub(self.undelegating()).max(due))
    }

    /// What `allocate` may delegate.
    pub fn allocatable(&self, now: u64) -> u128 {
        self.free
            .saturating_sub(self.exit_liquidity())
            .saturating_sub(self.floor(now))
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
            delegated: self
                .delegated
                .iter()
                .filter(|(_, d)| **d > 0)
                .map(|(v, d)| (v.clone(), *d))
                .collect(),
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
            balances: self
                .balances
                .iter()
                .filter(|(_, b)| **b > 0)
                .map(|(a, b)| (a.clone(), *b))
                .collect(),
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
        let left: u128 = self
            .batches
            .iter()
            .filter(|b| b.settled)
            .map(|b| b.payable - b.paid)
            .sum();
        rule!(
            bank >= self.free + self.reserved,
            "bank {bank} < B {} + K {}",
            self.free,
            self.reserved
        );
        rule!(
            self.reserved == left,
            "K {} against settled batches {left}",
            self.reserved
        );
        rule!(
            self.balances.values().sum::<u128>() == self.supply,
            "balances differ from S {}",
            self.supply
        );
        rule!(
            self.balance(&self.hub) == self.seed + self.open.shares(),
            "the hub's balance is not seed and escrow"
        );
        rule!(self.asked.is_empty(), "no reply for {:?}", self.asked);
        for entry in &self.entries {
            rule!(entry.expected <= entry.amount, "expects too much: {entry:?}");
        }
        for batch in self.unsettled() {
            rule!(
                batch.payable <= batch.payable_at_close || self.winding_down,
                "worth more than at close: {batch:?}"
            );
        }
        Ok(())
    }

    // ---------------------------------------------------------------------------------------------------
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
        self.stream = Stream {
            amount,
            start: now,
            end: now + self.stretch(amount, period, pool),
        };
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
            self.stream = Stream {
                amount: left,
                start: now,
                end: now + wanted,
            };
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

    // ---------------------------------------------------------------------------------------------------
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
            // Ages of an observation are counted in whole seconds.
            if view.now() - model.synced_ns / NANOS > model.params.max_sync_age {
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

    // ---------------------------------------------------------------------------------------------------
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

    // ---------------------------------------------------------------------------------------------------
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
        self.entries
            .sort_by(|a, b| (a.completion_ns, &a.validator).cmp(&(b.completion_ns, &b.validator)));

        let due = self
            .entries
            .iter()
            .filter(|e| e.completion_ns <= view.now_ns)
            .count();
        let overdue = self
            .entries
            .iter()
            .filter(|e| view.now_ns > e.completion_ns + grace_ns / 24)
            .count();
        let expected = |n: usize| -> u128 { self.entries[..n].iter().map(|e| e.expected).sum() };
        let tolerated = |e: &Entry| ROUNDING + (e.amount - e.expected) / 1_000;
        let covered = |n: usize| expected(n) <= x + self.entries[..n].iter().map(tolerated).sum::<u128>();

        let short = !covered(overdue);
        let enough = covered(match self.enough {
            Enough::ForTheOverdue => overdue,
            Enough::ForAllDue => due,
        });
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

        if enough {
            self.short_since_ns = None;
        } else if short {
            self.short_since_ns.get_or_insert(view.now_ns);
        }
        let fires = self
            .short_since_ns
            .is_some_and(|since| view.now_ns >= since + grace_ns);
        let first = self.entries.first();
        let was_due = self.observed_height != Some(view.height)
            && first.is_some_and(|e| e.completion_ns <= self.synced_ns);
        if fires && prefix < overdue && was_due {
            let lost = self.entries.remove(0);
            found.losses += lost.expected - rest;
            self.free += rest;
            self.short_since_ns = None;
        }
    }

    /// Returns whether anything was provisioned.
    fn compare_delegations(&mut self, view: &View, found: &mut Findings) -> bool {
        let mut provisioned = false;
        let validators: BTreeSet<String> = self
            .delegated
            .keys()
            .chain(view.delegations.keys())
            .cloned()
            .collect();
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
        let Findings {
            mut gains,
            mut returns,
            mut rounding,
            mut losses,
        } = found;
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

    /// Gives back to the unsettled batches, at most what they were worth at their close. Returns what they
    /// took.
    fn share_return(&mut self, gain: u128, pool: u128) -> u128 {
        let x = pool + self.owed();
        let mut taken = 0;
        for batch in self.batches.iter_mut().filter(|b| !b.settled && b.payable > 0) {
            let part =
                mul_div(gain, batch.payable, x).min(batch.payable_at_close.saturating_sub(batch.payable));
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

    // ---------------------------------------------------------------------------------------------------
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
        for batch in self
            .batches
            .iter_mut()
            .filter(|b| !b.settled && b.stored == Stored::NotYet)
        {
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
            let Some(head) = self.batches.iter_mut().find(|b| !b.settled) else {
                break;
            };
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

    // ---------------------------------------------------------------------------------------------------
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

    // ---------------------------------------------------------------------------------------------------
    // §4.6 Claim

    /// `claim`, `withdraw_unbonded`, `claim_for`; `None` = everything claimable. Where the outcome covers,
    /// the messages that the claim sent go to [`Model::cover`].
    pub fn claim(&mut self, view: &View, user: &str, batches: Option<&[u64]>) -> Result<Claimed, Refusal> {
        self.whole(|model| {
            let wanted = |id: u64| batches.is_none_or(|list| list.contains(&id));
            let closed = model
                .batches
                .iter()
                .any(|b| wanted(b.id) && b.requests.contains_key(user));
            let open = wanted(model.open.id) && model.open.requests.contains_key(user);
            if !closed && !open {
                return Err(Refusal::NoRequest);
            }
            let mut done = Claimed::default();
            let head = model.unsettled().next();
            if head.is_some_and(|b| model.is_ready(b, view.now_ns)) {
                model.begin(view);
                done.observed = true;
                done.settled = model.settle(view);
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
            done.covers = done.observed && done.cleared.is_empty();
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

    // ---------------------------------------------------------------------------------------------------
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
            let slope =
                (max - min) * Uint512::from(below) * (Uint512::from(low) + Uint512::from(buffer.min(target)));
            (flat - slope, two_targets * Uint512::from(BPS))
        };
        let whole = fee / unit;
        let up = if whole * unit == fee {
            whole
        } else {
            whole + Uint512::from(1u128)
        };
        Uint128::try_from(up).unwrap().u128()
    }

    // ---------------------------------------------------------------------------------------------------
    // §2 Harvests

    /// `deposit_rewards`: returns the shares minted as fee.
    pub fn deposit_rewards(&mut self, view: &View, amount: u128, keeper: &str) -> u128 {
        let now = view.now();
        if self.observed_height != Some(view.height) {
            self.observe(view);
        }
        let pool = self.pool(now);
        let repaid = self.repay(amount);
        let fee = if pool == 0 {
            0
        } else {
            mul_div(amount - repaid, self.fee.bps.into(), BPS)
        };
        let shares = if fee == 0 {
            0
        } else {
            mul_div(fee, self.supply, pool)
        };
        self.free += amount;
        if self.winding_down && self.stake() == 0 {
            // By what each has once the fee is paid: its new shares have their part like any others.
            self.share_gain(now, amount - fee, pool + fee);
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
        let address = |to: &str| {
            if to == "keeper" {
                keeper.to_string()
            } else {
                to.to_string()
            }
        };
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
        self.harvested.insert(validator.into(), view.now());
    }

    // ---------------------------------------------------------------------------------------------------
    // §6 The steps of the crank

    /// `crank` up to the point where its messages run. `budget` is the page of cover and, apart from it, of
    /// the rest.
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
        self.move_stake(
            view,
            targets,
            &sent.redelegations,
            budget.saturating_sub(sent.delegations.len()),
        )?;
        Ok(Done { settled, closed })
    }

    /// `submit_batch`
    pub fn submit_batch(
        &mut self,
        view: &View,
        targets: Option<&Targets>,
        sent: &Sent,
    ) -> Result<Done, Breach> {
        self.begin(view);
        let closed = self.close(view);
        self.cover(view, targets, &sent.undelegations, self.params.max_msgs)?;
        Ok(Done {
            settled: vec![],
            closed,
        })
    }

    /// `reconcile`
    pub fn reconcile(&mut self, view: &View) -> Done {
        self.begin(view);
        Done {
            settled: self.settle(view),
            closed: None,
        }
    }

    /// `rebalance`
    pub fn rebalance(&mut self, view: &View, targets: Option<&Targets>, sent: &Sent) -> Result<(), Breach> {
        let budget = self.params.max_msgs;
        self.begin(view);
        self.allocate(view, targets, &sent.delegations, budget)?;
        self.move_stake(
            view,
            targets,
            &sent.redelegations,
            budget.saturating_sub(sent.delegations.len()),
        )
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
        let budget = self.daily_moves();
        for (from, to, amount) in sent {
            *self.delegated.get_mut(from).unwrap() -= amount;
            *self.delegated.entry(to.clone()).or_default() += amount;
            self.touch(from);
            self.touch(to);
            self.moved.push((view.now(), *amount, budget));
        }
        Ok(())
    }

    // ---------------------------------------------------------------------------------------------------
    // Replies

    /// An undelegation booked by [`Model::cover`] has ended.
    pub fn undelegate_reply(&mut self, view: &View, validator: &str, asked: u128, answer: Answer) {
        let now = view.now();
        let at = self
            .asked
            .iter()
            .position(|(v, a)| v == validator && *a == asked)
            .unwrap();
        let mut pool = self.pool(now);
        self.asked.remove(at);
        let (amount, completion_ns) = match answer {
            Answer::Failed => {
                self.harvested.insert(validator.into(), now);
                *self.delegated.entry(validator.into()).or_default() += asked;
                self.mark(view, validator, false);
                return;
            }
            Answer::Unreadable => (asked - 1, view.now_ns + self.params.unbonding_estimate * NANOS),
            Answer::Started {
                amount,
                completion_ns,
            } => (amount, completion_ns),
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
        if amount == 0 {
            return;
        }
        let same = |e: &&mut Entry| e.validator == validator && e.completion_ns == completion_ns;
        if let Some(entry) = self.entries.iter_mut().find(same) {
            entry.amount += amount;
            entry.expected += amount;
            return;
        }
        self.entries.push(Entry {
            validator: validator.into(),
            amount,
            expected: amount,
            completion_ns,
        });
        self.entries
            .sort_by(|a, b| (a.completion_ns, &a.validator).cmp(&(b.completion_ns, &b.validator)));
    }

    /// A delegation booked by [`Model::allocate`] has ended.
    pub fn delegate_reply(&mut self, view: &View, validator: &str, amount: u128, ok: bool) {
        self.mark(view, validator, ok);
        self.harvested.insert(validator.into(), view.now());
        if ok {
            return;
        }
        self.free += amount;
        *self.delegated.get_mut(validator).unwrap() -= amount;
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
        self.harvested.insert(from.into(), view.now());
        self.harvested.insert(to.into(), view.now());
        match completion {
            Some(lock) => {
                if let Some(until_ns) = lock {
                    let known = self.locked.entry(to.into()).or_default();
                    *known = (*known).max(until_ns);
                }
            }
            None => {
                *self.delegated.get_mut(to).unwrap() -= amount;
                *self.delegated.get_mut(from).unwrap() += amount;
                let at = self.moved.iter().rposition(|(_, a, _)| *a == amount).unwrap();
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

// -------------------------------------------------------------------------------------------------------
// §7 Targets

impl Targets {
    /// Weight shares of `total`, capped, the excess shared among the rest. Sums exactly to `total` unless
    /// there is nobody to hold it. Another way of rounding may differ by as many units as there are
    /// validators.
    pub fn amounts(&self, total: u128) -> BTreeMap<String, u128> {
        let mut targets: BTreeMap<String, u128> =
            self.members.iter().map(|m| (m.operator.clone(), 0)).collect();
        let mut open: Vec<&Member> = self.members.iter().filter(|m| !m.draining).collect();
        if open.is_empty() {
            return targets;
        }
        let cap = self.cap(total);
        let mut left = total;
        loop {
            let weights: u128 = open.iter().map(|m| u128::from(m.weight)).sum();
            let share = |m: &Member| mul_div(left, m.weight.into(), weights);
            let (full, rest): (Vec<&Member>, Vec<&Member>) =
                open.iter().copied().partition(|m| share(m) >= cap);
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
        self.find(operator).is_none_or(|m| m.draining)
    }

    /// Units that a different rounding of targets may make.
    fn slack(&self) -> u128 {
        self.members.len() as u128 + 1
    }
}

// -------------------------------------------------------------------------------------------------------
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
        let coming = self.undelegating() + self.free;
        let need = if self.winding_down {
            self.stake()
        } else if self.owed() > coming {
            // docs/adr/0010: what even the floor does not pay is covered however little it is.
            self.need(now).max(min_move)
        } else {
            self.need(now)
        };
        let smallest = if self.winding_down { 1 } else { min_move };
        rule!(
            sent.len() <= page,
            "{} undelegations on a page of {page}",
            sent.len()
        );
        rule!(
            distinct(sent.iter().map(|(v, _)| v)),
            "two undelegations from one validator: {sent:?}"
        );
        if need < smallest {
            rule!(sent.is_empty(), "need {need} is below {smallest}, sent {sent:?}");
            return Ok(());
        }
        for (validator, amount) in sent {
            let stake = self.stake_on(validator);
            let empties = *amount == stake;
            rule!(
                *amount > 0 && *amount <= stake,
                "{amount} from {validator}, which has {stake}"
            );
            rule!(
                self.entry_count(validator) < self.params.max_entries,
                "{validator} has no free entry"
            );
            rule!(
                empties || *amount >= smallest,
                "{amount} from {validator} is below {smallest}"
            );
            if empties {
                rule!(
                    !self.has_entries(validator),
                    "{validator} is emptied while it has entries"
                );
                rule!(
                    stake <= 2 * probe,
                    "{validator} is emptied of {stake}, probe {probe}"
                );
            } else {
                rule!(
                    stake - amount >= probe,
                    "{validator} is left {} below {probe}",
                    stake - amount
                );
            }
        }
        let total: u128 = sent.iter().map(|(_, amount)| amount).sum();
        // docs/adr/0008: as a last resort one validator may be emptied though less is needed.
        let last_resort = |(validator, amount): &(String, u128)| {
            *amount == self.stake_on(validator) && total - amount + smallest <= need
        };
        rule!(
            total <= need || sent.iter().any(last_resort),
            "{total} undelegated for a need of {need}"
        );
        if self.winding_down {
            return self.check_complete(
                &self.sources(view, targets, sent, need),
                need.saturating_sub(total),
                1,
                probe,
                page,
            );
        }
        let sources = self.sources(view, targets, sent, need);
        self.check_complete(&sources, need.saturating_sub(total), min_move, probe, page)?;
        self.check_order(&sources, targets, min_move, probe, page)
    }

    fn sources(
        &self,
        view: &View,
        targets: Option<&Targets>,
        sent: &[(String, u128)],
        need: u128,
    ) -> Vec<Source> {
        let aims = targets
            .map(|t| t.amounts(self.stake() - need.min(self.stake())))
            .unwrap_or_default();
        let source = |(validator, stake): (&String, &u128)| {
            let taken = sent
                .iter()
                .find(|(v, _)| v == validator)
                .map_or(0, |(_, amount)| *amount);
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
        self.delegated
            .iter()
            .filter(|(_, d)| **d > 0)
            .map(source)
            .collect()
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
            let bottom = if used < page {
                probe
            } else {
                probe.max(source.half)
            };
            let room = left.min(source.after.saturating_sub(bottom));
            let name = &source.validator;
            // Winding down, what lies a little above the probe leaves with the probe, not as an entry of its own.
            if self.winding_down && self.has_entries(name) && source.after < 2 * probe {
                continue;
            }
            rule!(
                room < smallest.max(2) || source.marked,
                "{name} could give {room} of the {left} still needed"
            );
            let emptiable = source.taken == 0 && !self.has_entries(name) && source.before <= 2 * probe;
            let refused = emptiable && !source.marked;
            rule!(
                !refused,
                "{name} could be emptied of {} for the {left} still needed",
                source.before
            );
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
        let half_way = sources
            .iter()
            .filter(|s| s.taken > 0 && s.after > probe.max(s.half) + slack)
            .count();
        rule!(
            half_way <= 1,
            "{half_way} are touched and not brought down to half of their targets"
        );
        for taken in sources.iter().filter(|s| s.taken > 0) {
            for other in sources
                .iter()
                .filter(|s| s.validator != taken.validator && !s.full)
            {
                if (other.marked && !taken.marked) || (other.locked && !taken.locked) {
                    continue;
                }
                let untouched = other.after.saturating_sub(probe.max(other.half)) >= slack;
                let better = (other.marked, !other.draining, std::cmp::Reverse(other.excess))
                    < (
                        taken.marked,
                        !taken.draining,
                        std::cmp::Reverse(taken.excess.saturating_add(slack)),
                    );
                let (a, b) = (&taken.validator, &other.validator);
                rule!(!(better && untouched), "{a} is touched although {b} comes first");
                let deep = targets.is_some() && taken.after + slack < taken.half && used < page;
                rule!(
                    !(deep && untouched),
                    "{a} goes below half of its target although {b} is above"
                );
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
        rule!(
            sent.len() <= page,
            "{} delegations on a page of {page}",
            sent.len()
        );
        rule!(
            distinct(sent.iter().map(|(v, _)| v)),
            "two delegations to one validator: {sent:?}"
        );
        let Some(targets) = targets.filter(|t| !t.members.is_empty() && !closed) else {
            rule!(sent.is_empty(), "delegated without targets: {sent:?}");
            return Ok(());
        };
        let weight = |accepting: bool| -> u64 {
            targets
                .members
                .iter()
                .filter(|m| !m.draining && (m.accepting || !accepting))
                .map(|m| m.weight)
                .sum()
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
            rule!(
                *amount <= deficit(validator) + slack,
                "{amount} to {validator} lacking {}",
                deficit(validator)
            );
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
            rule!(
                !room || lacks.min(may - total) < min_move,
                "{name} still lacks {lacks} of {}",
                may - total
            );
            let passed = sent
                .iter()
                .find(|(v, _)| idle && lacks >= min_move && deficit(v) + slack < lacks);
            rule!(
                passed.is_none(),
                "{passed:?} comes before {name}, which lacks {lacks}"
            );
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
        rule!(
            !self.winding_down && now >= self.rebalancing_paused_until,
            "moves are closed: {sent:?}"
        );
        rule!(
            sent.len() <= page,
            "{} redelegations on a page of {page}",
            sent.len()
        );
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
            rule!(
                from != to && *amount > 0 && *amount <= held,
                "{amount} from {from}, which has {held}, to {to}"
            );
            rule!(
                !self.is_locked(from, view.now_ns) && !received.contains(from),
                "{from} is locked"
            );
            rule!(
                !self.is_marked(from, now) && !self.is_marked(to, now),
                "{from} or {to} is marked"
            );
            rule!(targets.accepts(to), "{to} accepts no stake");
            rule!(
                empties || *amount >= min_move,
                "{amount} from {from} is below {min_move}"
            );
            if self.has_entries(from) {
                rule!(
                    held - amount >= probe,
                    "{from} has entries and is left {}",
                    held - amount
                );
            }
            if !targets.drains(from) {
                let keeps = low.get(from).copied().unwrap_or(0);
                rule!(
                    held - amount + slack >= keeps,
                    "{from} falls below its target {keeps}"
                );
                let aim = high.get(to).copied().unwrap_or(0);
                rule!(there + amount <= aim + slack, "{to} rises above its target {aim}");
            } else if !residue {
                rule!(there + amount <= cap + slack, "{to} rises above the cap {cap}");
            }
            *stakes.entry(from.clone()).or_default() -= amount;
            *stakes.entry(to.clone()).or_default() += amount;
            received.insert(to);
        }
        let recent: Vec<_> = self.moved.iter().filter(|(at, ..)| at + DAY > now).collect();
        let moving: u128 = sent.iter().map(|(_, _, amount)| amount).sum();
        let budget = self.daily_moves();
        rule!(moving <= budget, "{moving} moved with a budget of {budget}");
        // Days may be counted from any moment, so any stretch of that length may hold the end of one and the
        // start of the next, each with the budget of its time.
        let within = moving + recent.iter().map(|(_, amount, _)| amount).sum::<u128>();
        let largest = recent
            .iter()
            .map(|(_, _, budget)| *budget)
            .fold(budget, u128::max);
        rule!(
            within <= 2 * largest + slack,
            "{within} moved within a day, budget {largest}"
        );
        Ok(())
    }

    /// What may be redelegated in a day.
    fn daily_moves(&self) -> u128 {
        mul_div(self.stake(), self.params.max_move_bps.into(), BPS)
    }

    /// §6 Harvest: those that have waited longest. `idle_only`: part of a crank, which waits for the
    /// interval.
    pub fn check_harvest(&self, view: &View, chosen: &[String], idle_only: bool) -> Result<(), Breach> {
        let waiting_since = |v: &String| self.harvested.get(v).copied().unwrap_or(0);
        rule!(chosen.len() <= HARVEST_PAGE, "{} harvests at once", chosen.len());
        rule!(
            distinct(chosen.iter()),
            "a validator is harvested twice: {chosen:?}"
        );
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

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: u64 = 3_600;
    const UNBONDING: u64 = 21 * DAY;

    /// The model with a bank and a chain around it that do as the test says.
    struct Bench {
        model: Model,
        bank: u128,
        chain: BTreeMap<String, u128>,
        now_ns: u64,
        height: u64,
        targets: Targets,
    }

    impl Bench {
        fn new(seed: u128, validators: usize, params: Params, fee_bps: u64) -> Self {
            let now_ns = 1_755_000_000 * NANOS + 123_456_789;
            let fee = Fee {
                bps: fee_bps,
                receivers: vec![("treasury".into(), 1)],
            };
            let members = (1..=validators)
                .map(|i| Member {
                    operator: format!("val{i}"),
                    weight: 1,
                    accepting: true,
                    draining: false,
                })
                .collect();
            Self {
                model: Model::new("hub", &["registry", "collector"], params, fee, seed, now_ns),
                bank: seed,
                chain: BTreeMap::new(),
                now_ns,
                height: 1,
                targets: Targets {
                    members,
                    max_share_bps: 2_000,
                },
            }
        }

        fn plain(validators: usize) -> Self {
            Self::new(1_000_000, validators, Params::defaults(6), 1_000)
        }

        fn now(&self) -> u64 {
            self.now_ns / NANOS
        }

        fn view(&self) -> View {
            View {
                now_ns: self.now_ns,
                height: self.height,
                bank: self.bank,
                delegations: self.chain.clone(),
            }
        }

        fn pass(&mut self, secs: u64) {
            self.now_ns += secs * NANOS;
            self.height += (secs / 5).max(1);
        }

        fn checked(&self) {
            self.model.check(self.bank).unwrap();
        }

        fn bond(&mut self, who: &str, amount: u128) -> u128 {
            let shares = self.model.bond(&self.view(), who, amount, None).unwrap();
            self.bank += amount;
            self.checked();
            shares
        }

        fn sync(&mut self) {
            self.model.begin(&self.view());
            self.checked();
        }

        fn harvest(&mut self, amount: u128) -> u128 {
            let view = self.view();
            self.model.begin(&view);
            let shares = self.model.deposit_rewards(&view, amount, "keeper-address");
            self.bank += amount;
            self.checked();
            shares
        }

        /// Delegates to the first validators in equal parts.
        fn stake(&mut self, parts: &[u128]) {
            let sent = Sent {
                delegations: parts
                    .iter()
                    .enumerate()
                    .map(|(i, a)| (format!("val{}", i + 1), *a))
                    .collect(),
                ..Sent::default()
            };
            let view = self.view();
            self.model.rebalance(&view, Some(&self.targets), &sent).unwrap();
            for (validator, amount) in &sent.delegations {
                *self.chain.entry(validator.clone()).or_default() += amount;
                self.bank -= amount;
                self.model.delegate_reply(&view, validator, *amount, true);
            }
            self.model.replies_done(&view);
            self.checked();
        }

        fn submit(&mut self, undelegations: &[(&str, u128)]) -> Option<u64> {
            let sent = Sent {
                undelegations: undelegations.iter().map(|(v, a)| (v.to_string(), *a)).collect(),
                ..Sent::default()
            };
            let view = self.view();
            let done = self
                .model
                .submit_batch(&view, Some(&self.targets), &sent)
                .unwrap();
            let completion_ns = self.now_ns + UNBONDING * NANOS;
            for (validator, amount) in &sent.undelegations {
                *self.chain.get_mut(validator).unwrap() -= amount;
                let answer = Answer::Started {
                    amount: *amount,
                    completion_ns,
                };
                self.model.undelegate_reply(&view, validator, *amount, answer);
            }
            if !sent.undelegations.is_empty() {
                self.model.replies_done(&view);
            }
            self.checked();
            done.closed
        }

        fn reconcile(&mut self) -> Vec<u64> {
            let done = self.model.reconcile(&self.view());
            self.checked();
            done.settled
        }

        fn claim(&mut self, who: &str) -> Result<Claimed, Refusal> {
            let claimed = self.model.claim(&self.view(), who, None)?;
            self.bank -= claimed.paid;
            self.checked();
            Ok(claimed)
        }

        fn instant(&mut self, who: &str, shares: u128) -> Result<InstantExit, Refusal> {
            let exit = self.model.instant_unbond(&self.view(), who, shares, None)?;
            self.bank -= exit.paid;
            self.checked();
            Ok(exit)
        }

        /// A pool of 100 coins on `validators` equal validators, all of it delegated but the floor, and a
        /// tenth of it leaving from the first of them.
        fn leaving(validators: usize) -> Self {
            Self::leaving_with(validators, 10_000_000)
        }

        fn leaving_with(validators: usize, amount: u128) -> Self {
            let mut bench = Self::plain(validators);
            bench.targets.max_share_bps = 10_000;
            bench.model.params.max_msgs = 30;
            bench.bond("alice", 99_000_000);
            let part = 99_900_000 / validators as u128;
            bench.stake(&vec![part; validators]);
            bench.model.queue_unbond("alice", "alice", amount).unwrap();
            let need = amount - (100_000 - (100_000_000 - amount) / 1_000);
            bench.submit(&[("val1", need)]);
            bench
        }
    }

    #[test]
    fn worked_example() {
        let params = Params {
            max_apr_bps: 100_000,
            ..Params::defaults(6)
        };
        let mut b = Bench::new(1_000_000, 3, params, 1_000);

        // 1
        assert_eq!(b.bond("alice", 30_000_000), 30_000_000);
        assert_eq!((b.model.supply, b.model.pool(b.now())), (31_000_000, 31_000_000));
        assert_eq!(
            (b.model.floor(b.now()), b.model.allocatable(b.now())),
            (31_000, 30_969_000)
        );
        b.stake(&[10_323_000, 10_323_000, 10_323_000]);

        // 2
        assert_eq!(b.harvest(620_000), 62_000);
        let start = b.now();
        assert_eq!(
            b.model.stream,
            Stream {
                amount: 558_000,
                start,
                end: start + DAY
            }
        );
        assert_eq!(mul_div_up(558_000, YEAR.into(), 31_000_000 * 10), 56_765);
        assert_eq!((b.model.supply, b.model.pool(start)), (31_062_000, 31_062_000));
        assert_eq!(b.model.balance("treasury"), 62_000);
        b.pass(DAY / 2);
        assert_eq!(
            (b.model.unreleased(b.now()), b.model.pool(b.now())),
            (279_000, 31_341_000)
        );
        assert_eq!(b.model.rate(b.now()) / 10u128.pow(12), 1_008_982);
        b.pass(DAY / 2);
        assert_eq!(b.model.pool(b.now()), 31_620_000);
        assert_eq!(b.model.rate(b.now()) / 10u128.pow(12), 1_017_964);

        // 3
        assert_eq!(b.bond("bob", 5_000_000), 4_911_764);
        assert_eq!((b.model.supply, b.model.pool(b.now())), (35_973_764, 36_620_000));

        // 4
        b.model.queue_unbond("alice", "alice", 10_000_000).unwrap();
        assert_eq!(b.submit(&[("val1", 4_555_080)]), Some(1));
        assert_eq!(b.model.owed(), 10_179_640);
        assert_eq!((b.model.pool(b.now()), b.model.supply), (26_440_360, 25_973_764));
        assert_eq!(b.model.rate(b.now()) / 10u128.pow(12), 1_017_964);
        assert_eq!((b.model.free, b.model.floor(b.now())), (5_651_000, 26_440));
        assert_eq!((b.model.undelegating(), b.model.need(b.now())), (4_555_080, 0));
        let aims = b.targets.amounts(30_969_000 - 4_555_080);
        assert_eq!(aims["val1"] / 2, 4_402_320);

        // 5
        b.pass(HOUR);
        assert_eq!(b.chain["val1"], 5_767_920);
        *b.chain.get_mut("val1").unwrap() -= 288_396;
        b.sync();
        assert_eq!(b.model.entries[0].expected, 4_555_080 - 227_754);
        assert_eq!(b.model.loss_carry, 516_150);
        assert_eq!((b.model.owed(), b.model.pool(b.now())), (10_036_160, 26_067_690));
        assert_eq!(b.model.slashed["val1"].0, 516_150);

        // 6
        b.pass(UNBONDING);
        b.bank += 4_327_326;
        b.sync();
        assert_eq!(b.model.free, 9_978_326);
        assert!(b.model.is_due(&b.model.batches[0]));
        assert_eq!(b.model.owed() - b.model.exit_liquidity(), 57_834);
        assert_eq!(b.reconcile(), Vec::<u64>::new());
        b.pass(5);
        assert_eq!(b.harvest(100_000), 0);
        assert_eq!(
            (b.model.free, b.model.stream.amount, b.model.loss_carry),
            (10_078_326, 100_000, 416_150)
        );
        b.pass(5);
        assert_eq!(b.reconcile(), [1]);
        assert_eq!((b.model.reserved, b.model.free), (10_036_160, 42_166));
        assert_eq!(b.claim("alice").unwrap().paid, 10_036_160);
        assert_eq!(
            b.model.pool(b.now()),
            26_125_524 + 42_166 - b.model.unreleased(b.now())
        );
        assert_eq!(b.model.reserved, 0);
    }

    /// B1, B2
    #[test]
    fn deposits_are_priced_on_the_pool() {
        for (pool, supply, amount, shares) in [
            (1_025_000, 1_000_000, 12_345, 12_043),
            (900_000, 1_000_000, 1_000, 1_111),
        ] {
            let params = Params {
                min_bond: 1_000,
                ..Params::defaults(6)
            };
            let mut b = Bench::new(supply, 1, params, 0);
            b.model.free = pool;
            b.bank = pool;
            assert_eq!(b.bond("alice", amount), shares);
        }
    }

    /// B3
    #[test]
    fn refused_deposits_change_nothing() {
        let mut b = Bench::plain(1);
        b.model.params.bond_cap = Some(2_000_000);
        let cases = [
            ("alice", 0, None, Refusal::Zero),
            ("hub", 50_000, None, Refusal::BadReceiver),
            ("collector", 50_000, None, Refusal::BadReceiver),
            ("alice", 9_999, None, Refusal::BelowMinimum),
            ("alice", 1_000_001, None, Refusal::AboveCap),
            ("alice", 50_000, Some(50_001), Refusal::BelowWanted),
        ];
        b.pass(DAY);
        let before = b.model.books(b.now());
        for (who, amount, min, refusal) in cases {
            assert_eq!(b.model.bond(&b.view(), who, amount, min), Err(refusal));
        }
        assert_eq!(b.model.books(b.now()), before);
        assert_eq!(b.model.observed_height, None);
    }

    /// B4, the hub's own part: a gift is nobody's deposit and does not move the rate at once.
    #[test]
    fn gifts_drip() {
        let mut b = Bench::plain(1);
        b.bond("mallory", 10_000);
        b.bank += 1_000_000_000_000;
        b.pass(5);
        b.sync();
        assert_eq!(b.model.pool(b.now()), 1_010_000);
        assert_eq!(b.model.stream.amount, 1_000_000_000_000);
        assert_eq!(b.model.stream.end - b.now(), LONGEST_STREAM);
        assert_eq!(b.bond("victim", 1_900_000_000_000), 1_900_000_000_000);
    }

    /// B8
    #[test]
    fn a_late_deposit_observes_first() {
        let mut b = Bench::leaving(3);
        b.pass(6 * HOUR);
        *b.chain.get_mut("val2").unwrap() -= 3_330_000;
        let mut early = b.model.clone();
        assert_eq!(early.bond(&b.view(), "bob", 1_000_000, None), Ok(1_000_000));
        b.pass(1);
        assert!(b.bond("bob", 1_000_000) > 1_030_000);
    }

    /// H5
    #[test]
    fn dust_harvests_do_not_hold_the_stream_back() {
        let mut b = Bench::plain(1);
        b.model.fee.bps = 0;
        b.bond("alice", 999_000_000);
        b.harvest(1_000_000);
        let end = b.model.stream.end;
        assert_eq!(end, b.now() + DAY);
        while b.now() + 5 < end - HOUR {
            b.pass(5);
            b.harvest(1);
        }
        assert!(
            b.model.stream.end - end < HOUR / 4,
            "{}",
            b.model.stream.end - end
        );
    }

    /// H6
    #[test]
    fn losses_are_repaid_before_a_fee() {
        let mut b = Bench::plain(1);
        b.bond("alice", 99_000_000);
        b.stake(&[99_900_000]);
        b.pass(5);
        *b.chain.get_mut("val1").unwrap() -= 1_000;
        b.sync();
        assert_eq!((b.model.loss_carry, b.model.pool(b.now())), (1_000, 99_999_000));
        assert_eq!(b.harvest(1_500), 50);
        assert_eq!((b.model.loss_carry, b.model.stream.amount), (0, 1_450));
    }

    #[test]
    fn fees_go_by_weight_and_to_the_keeper() {
        let mut b = Bench::plain(1);
        b.model.fee.receivers = vec![("treasury".into(), 2), ("keeper".into(), 1)];
        assert_eq!(b.harvest(1_000), 100);
        assert_eq!(
            (b.model.balance("treasury"), b.model.balance("keeper-address")),
            (67, 33)
        );
    }

    /// H7
    #[test]
    fn large_gains_are_stretched_and_follow_the_pool() {
        let mut b = Bench::plain(1);
        b.model.fee.bps = 0;
        b.harvest(100_000);
        // A tenth of the pool at half the pool a year.
        let fifth = YEAR / 5;
        assert_eq!(b.model.stream.end - b.now(), fifth);
        b.pass(5);
        b.bond("alice", 99_000_000);
        b.sync();
        assert_eq!(b.model.stream.end - b.now(), DAY);
        assert_eq!(b.model.stream.start, b.now());
        // Most of it leaves: the stretch returns, from what is left of it.
        b.pass(DAY / 2);
        let exit = b.instant("alice", 99_000_000).unwrap();
        assert!(exit.fee > 0);
        let left = b.model.unreleased(b.now());
        let pool = b.model.pool(b.now());
        let capped = divide_up(Uint256::from(left * u128::from(YEAR) * 2), pool.into());
        assert_eq!(u128::from(b.model.stream.end - b.now()), narrow(capped));
    }

    /// N11
    #[test]
    fn observations_do_not_hold_the_stream_back() {
        let mut b = Bench::plain(1);
        b.bank += 100_000;
        b.sync();
        let alone = b.model.stream;
        for _ in 0..20_000 {
            b.pass(5);
            b.sync();
            let (here, there) = (b.model.unreleased(b.now()), alone.unreleased(b.now()));
            assert!(here.abs_diff(there) <= 100_000 / 100, "{here} {there}");
        }
    }

    /// U1
    #[test]
    fn one_rate_for_a_batch_whatever_the_order_of_claims() {
        let mut b = Bench::plain(1);
        b.bond("alice", 1_000_000);
        b.bond("bob", 1_000_000);
        b.model.free += 1_000_000;
        b.bank += 1_000_000;
        b.model.queue_unbond("alice", "alice", 333_333).unwrap();
        b.pass(HOUR);
        b.model.queue_unbond("bob", "bob", 100_000).unwrap();
        b.model.queue_unbond("bob", "alice", 10_011).unwrap();
        assert_eq!(b.submit(&[]), Some(1));
        assert_eq!(b.model.owed(), mul_div(443_344, 4, 3));
        b.pass(5);
        assert_eq!(b.reconcile(), [1]);
        let payouts = |first: &str, second: &str| {
            let mut model = b.model.clone();
            let mut paid = BTreeMap::new();
            for who in [first, second] {
                paid.insert(who.to_string(), model.claim(&b.view(), who, None).unwrap().paid);
            }
            assert_eq!((model.reserved, model.batches.len()), (0, 0));
            (paid, model.free)
        };
        let there = payouts("alice", "bob");
        assert_eq!(there, payouts("bob", "alice"));
        assert_eq!(
            there.0["alice"],
            mul_div(343_344, b.model.batches[0].payable, 443_344)
        );
    }

    /// U2
    #[test]
    fn an_empty_batch_does_not_close() {
        let mut b = Bench::plain(1);
        b.bond("alice", 1_000_000);
        assert_eq!(b.submit(&[]), None);
        b.model.queue_unbond("alice", "alice", 10_000).unwrap();
        assert_eq!(b.submit(&[]), Some(1));
        b.model.queue_unbond("alice", "alice", 10_000).unwrap();
        b.pass(DAY - 1);
        assert_eq!(b.submit(&[]), None);
        b.pass(1);
        assert_eq!(b.submit(&[]), Some(2));
    }

    /// U5
    #[test]
    fn deposits_pay_for_exits_in_the_next_block() {
        let mut b = Bench::plain(1);
        b.bond("alice", 10_000_000);
        b.model.queue_unbond("alice", "alice", 5_000_000).unwrap();
        let view = b.view();
        let done = b.model.crank(&view, None, &Sent::default(), 8).unwrap();
        assert_eq!((done.closed, done.settled.len()), (Some(1), 0));
        b.pass(1);
        assert_eq!(b.reconcile(), [1]);
        assert_eq!(b.claim("alice").unwrap().paid, 5_000_000);
    }

    /// U6
    #[test]
    fn cancelling_ends_with_the_close() {
        let mut b = Bench::plain(1);
        b.bond("alice", 1_000_000);
        b.model.queue_unbond("alice", "bob", 50_000).unwrap();
        assert_eq!(b.model.cancel_unbond("alice", None), Err(Refusal::NoRequest));
        assert_eq!(b.model.cancel_unbond("bob", Some(20_000)), Ok(20_000));
        assert_eq!(b.submit(&[]), Some(1));
        assert_eq!(b.model.cancel_unbond("bob", None), Err(Refusal::NoRequest));
        assert_eq!(b.model.balance("bob"), 20_000);
        assert_eq!(b.claim("carol"), Err(Refusal::NoRequest));
    }

    /// B7
    #[test]
    fn nobody_gains_by_going_in_and_out() {
        let mut b = Bench::plain(1);
        b.harvest(12_345);
        b.pass(9 * DAY);
        let shares = b.bond("alice", 777_777);
        b.model.queue_unbond("alice", "alice", shares).unwrap();
        b.submit(&[]);
        b.pass(1);
        b.reconcile();
        let paid = b.claim("alice").unwrap().paid;
        assert!((777_775..=777_777).contains(&paid), "{paid}");
    }

    /// M1, N6
    #[test]
    fn a_batch_is_paid_in_the_block_after_its_completion() {
        let mut b = Bench::leaving(3);
        assert_eq!(b.claim("alice"), Err(Refusal::NothingClaimable));
        b.pass(UNBONDING);
        let claimed = b.claim("alice").unwrap();
        assert_eq!((claimed.paid, claimed.observed, claimed.covers), (0, true, true));
        assert_eq!((b.model.loss_carry, b.model.short_since_ns), (0, None));
        b.bank += 9_990_000;
        b.pass(60 * DAY);
        assert_eq!(b.claim("alice").unwrap().paid, 10_000_000);
    }

    /// M3
    #[test]
    fn a_late_entry_is_written_off_after_the_grace_and_drips_back() {
        let mut b = Bench::leaving(3);
        let free = b.model.free;
        b.pass(UNBONDING + HOUR);
        b.sync();
        assert_eq!(b.model.short_since_ns, None);
        b.pass(1);
        b.sync();
        assert_eq!(b.model.short_since_ns, Some(b.now_ns));
        assert_eq!(b.instant("alice", 50_000), Err(Refusal::Short));
        b.pass(DAY - 1);
        b.sync();
        assert_eq!(b.model.loss_carry, 0);
        b.pass(1);
        b.sync();
        assert_eq!((b.model.loss_carry, b.model.short_since_ns), (9_990_000, None));
        assert_eq!(b.model.entries, []);
        assert_eq!(
            b.model.batches[0].payable,
            mul_div(10_000_000, 100_000_000 - 9_990_000, 100_000_000)
        );
        b.pass(DAY);
        b.bank += 9_990_000;
        let pool = b.model.pool(b.now());
        b.sync();
        assert_eq!((b.model.pool(b.now()), b.model.free), (pool, free + 9_990_000));
        assert_eq!(b.model.unreleased(b.now()), 9_990_000);
    }

    /// M4
    #[test]
    fn an_entry_short_by_a_unit_does_not_wait() {
        let mut b = Bench::leaving(3);
        b.pass(UNBONDING + 5);
        b.bank += 9_989_999;
        assert_eq!(b.reconcile(), [1]);
        assert_eq!((b.model.reserved, b.model.loss_carry), (10_000_000, 1));
    }

    /// L1
    #[test]
    fn a_slash_is_shared_by_everyone_unpaid() {
        let mut b = Bench::leaving_with(10, 5_000_000);
        b.pass(5);
        b.model.fee.bps = 0;
        b.harvest(100_000);
        let entry = b.model.entries[0].amount;
        let fall = 250_000;
        assert_eq!(b.chain["val1"], 9_990_000 - entry);
        *b.chain.get_mut("val1").unwrap() -= fall;
        b.pass(5);
        let stream = b.model.unreleased(b.now());
        let before = b.model.pool(b.now());
        b.sync();
        let provision = mul_div_up(entry, fall, 9_990_000 - entry);
        let shared = fall + provision - stream;
        let cut = mul_div(5_000_000, before + 5_000_000 - shared, before + 5_000_000);
        assert_eq!((b.model.unreleased(b.now()), b.model.owed()), (0, cut));
        assert_eq!(b.model.pool(b.now()), before - (shared - (5_000_000 - cut)));
    }

    /// L2
    #[test]
    fn a_return_restores_the_batches_first() {
        let mut b = Bench::leaving(3);
        *b.chain.get_mut("val1").unwrap() -= 23_310_000 / 20;
        b.pass(5);
        b.sync();
        let (lost, provision) = (1_165_500u128, 499_500u128);
        let x = 100_000_000;
        assert_eq!(b.model.loss_carry, lost + provision);
        assert_eq!(b.model.entries[0].expected, 9_990_000 - provision);
        let cut = mul_div(10_000_000, x - lost - provision, x);
        assert_eq!(b.model.owed(), cut);
        let pool = b.model.pool(b.now());

        b.pass(UNBONDING);
        b.bank += 9_990_000;
        b.sync();
        let part = mul_div(provision, cut, pool + cut);
        assert_eq!(b.model.owed(), cut + part);
        assert_eq!(b.model.stream.amount, provision - part);
        assert_eq!(b.model.pool(b.now()), pool);
        assert_eq!(b.model.loss_carry, lost);
    }

    /// L6
    #[test]
    fn a_great_loss_halts_deposits_for_a_day() {
        let mut b = Bench::leaving(3);
        // A tenth of the pool exactly: the batch bears its part, and still it is the pool that counts.
        *b.chain.get_mut("val2").unwrap() -= 9_000_000;
        b.pass(5);
        b.sync();
        assert_eq!(b.model.loss_carry, 9_000_000);
        assert!(b.model.clone().bond(&b.view(), "bob", 10_000, None).is_ok());
        let tenth = b.model.pool(b.now()) / 10;
        *b.chain.get_mut("val2").unwrap() -= tenth + 1;
        b.pass(5);
        b.sync();
        b.pass(DAY - 1);
        assert_eq!(b.model.bond(&b.view(), "bob", 10_000, None), Err(Refusal::Paused));
        assert_eq!(b.model.queue_unbond("alice", "alice", 10_000), Ok(()));
        b.pass(1);
        assert!(b.model.clone().bond(&b.view(), "bob", 10_000, None).is_ok());
    }

    /// N1
    #[test]
    fn a_late_deposit_is_not_mistaken_for_an_arrival() {
        let mut b = Bench::leaving(3);
        b.pass(UNBONDING + 5);
        b.bank += 9_990_000;
        b.bond("bob", 1_000_000_000);
        assert_eq!(b.model.free, 100_000 + 9_990_000 + 1_000_000_000);
        assert_eq!(b.bank, b.model.free);
    }

    /// N2
    #[test]
    fn a_settlement_sees_the_slash_first() {
        let mut b = Bench::plain(1);
        b.bond("alice", 99_000_000);
        b.stake(&[99_900_000]);
        b.bond("bob", 50_000_000);
        b.model.queue_unbond("alice", "alice", 10_000_000).unwrap();
        b.submit(&[]);
        b.pass(5);
        *b.chain.get_mut("val1").unwrap() -= 9_000_000;
        assert_eq!(b.reconcile(), [1]);
        assert_eq!(b.model.reserved, mul_div(10_000_000, 141_000_000, 150_000_000));
    }

    /// A batch a day from one validator after another for thirty days, the entry of the fifth bringing a
    /// twentieth less than booked, an observation every so many hours. Returns when that entry completed,
    /// what it lacked, and when how much was booked as lost.
    fn silent_slash(enough: Enough, hours: u64) -> (u64, u128, Vec<(u64, u128)>) {
        let mut b = Bench::plain(8);
        b.model.enough = enough;
        b.bond("alice", 999_000_000);
        b.stake(&[124_875_000; 8]);
        let mut arrivals: Vec<(u64, u128)> = vec![];
        let mut silent = (0, 0);
        let mut booked = vec![];
        for hour in 0..40 * 24 {
            let now = b.now();
            b.bank += arrivals
                .iter()
                .filter(|(at, _)| *at < now && *at + HOUR >= now)
                .map(|a| a.1)
                .sum::<u128>();
            let carried = b.model.loss_carry;
            if hour % hours == 0 {
                b.reconcile();
            }
            if hour % 24 == 0 && hour < 30 * 24 {
                b.model.queue_unbond("alice", "alice", 2_000_000).unwrap();
                let view = b.view();
                b.model.begin(&view);
                b.model.close(&view);
                let need = b.model.need(now);
                if need >= b.model.min_move(now) {
                    // Which validator it is does not matter here.
                    let validator = format!("val{}", hour / 24 % 8 + 1);
                    *b.model.delegated.get_mut(&validator).unwrap() -= need;
                    *b.chain.get_mut(&validator).unwrap() -= need;
                    b.model.asked.push((validator.clone(), need));
                    let completion_ns = b.now_ns + UNBONDING * NANOS;
                    let answer = Answer::Started {
                        amount: need,
                        completion_ns,
                    };
                    b.model.undelegate_reply(&view, &validator, need, answer);
                    b.model.replies_done(&view);
                    let lacks = if hour == 5 * 24 { need / 20 } else { 0 };
                    arrivals.push((now + UNBONDING, need - lacks));
                    if lacks > 0 {
                        silent = (now + UNBONDING, lacks);
                    }
                }
            }
            if b.model.loss_carry != carried {
                booked.push((now, b.model.loss_carry - carried));
            }
            b.checked();
            b.pass(HOUR);
        }
        (silent.0, silent.1, booked)
    }

    /// N3, with observations sparse enough that none falls between an arrival and its becoming overdue.
    #[test]
    fn a_silent_slash_of_entries_is_booked_once() {
        for (hours, after) in [(24, 48), (6, 30), (2, 26)] {
            let (completed, lacking, booked) = silent_slash(Enough::ForTheOverdue, hours);
            assert_eq!(
                booked,
                [(completed + after * HOUR, lacking)],
                "every {hours} hours"
            );
        }
    }

    /// N3, whatever the interval; taken by the letter the timer is cleared by each day's arrival and never
    /// fires.
    #[test]
    fn a_silent_slash_needs_a_timer_that_counts_all_due_entries() {
        assert_eq!(silent_slash(Enough::ForTheOverdue, 1).2, []);
        for (hours, after) in [(24, 48), (6, 30), (2, 26), (1, 26)] {
            let (completed, lacking, booked) = silent_slash(Enough::ForAllDue, hours);
            assert_eq!(
                booked,
                [(completed + after * HOUR, lacking)],
                "every {hours} hours"
            );
        }
    }

    /// N7
    #[test]
    fn rounding_provisions_nothing_and_the_probe_sees_a_slash() {
        let mut b = Bench::leaving(3);
        b.model.delegated.insert("val1".into(), 10_000);
        b.chain.insert("val1".into(), 10_000);
        b.pass(5);
        b.sync();
        b.chain.insert("val1".into(), 9_997);
        b.pass(5);
        b.sync();
        assert_eq!(b.model.entries[0].expected, 9_990_000);
        b.model.delegated.insert("val1".into(), 10_000);
        b.chain.insert("val1".into(), 9_500);
        b.pass(5);
        b.sync();
        assert_eq!(b.model.entries[0].expected, 9_990_000 - 499_500);
    }

    /// N8
    #[test]
    fn a_depleted_pool_goes_on_without_dividing_by_zero() {
        let mut b = Bench::plain(1);
        b.bond("alice", 99_000_000);
        b.stake(&[99_900_000]);
        b.chain.clear();
        b.model.free = 0;
        b.bank = 0;
        b.pass(5);
        b.sync();
        assert_eq!(b.model.pool(b.now()), 0);
        assert_eq!(
            b.model.bond(&b.view(), "bob", 1_000_000, None),
            Err(Refusal::Paused)
        );
        b.pass(DAY);
        assert_eq!(
            b.model.bond(&b.view(), "bob", 1_000_000, None),
            Err(Refusal::Depleted)
        );
        b.bank += 5_000;
        b.sync();
        assert_eq!(b.harvest(7_000), 0);
        assert_eq!(
            (b.model.pool(b.now()), b.model.stream.end),
            (0, b.now() + LONGEST_STREAM)
        );
        b.model.queue_unbond("alice", "alice", 1_000_000).unwrap();
        assert_eq!(b.submit(&[]), Some(1));
        b.pass(5);
        let claimed = b.claim("alice").unwrap();
        assert_eq!((claimed.paid, claimed.cleared), (0, vec![1]));
        assert_eq!(b.model.batches, []);
    }

    /// N9. The target is a part of the pool, which a large exit makes smaller: where the exit is a sizable
    /// part of the pool, pieces do differ from the whole.
    #[test]
    fn splitting_an_instant_exit_gains_nothing() {
        for (buffer, reserve) in [
            (4_000_000u128, 0),
            (4_000_000, 20),
            (1_000_000, 20),
            (4_000_000, 40),
            (4_000_000, 1_000),
        ] {
            let mut b = Bench::plain(1);
            b.bond("alice", 999_000_000);
            b.model.free = buffer;
            b.bank = buffer;
            b.model.delegated.insert("val1".into(), 1_000_000_000 - buffer);
            b.chain = b.model.delegated.clone();
            b.model.params.instant_reserve_bps = reserve;
            let shares = buffer / 10 * 9;
            let mut pieces = b.model.clone();
            let view = b.view();
            let whole = b.instant("alice", shares).unwrap();
            let fees: u128 = (0..200)
                .map(|_| {
                    pieces
                        .instant_unbond(&view_with(&view, &pieces), "alice", shares / 200, None)
                        .unwrap()
                        .fee
                })
                .sum();
            assert!(
                fees.abs_diff(whole.fee) <= 200,
                "{buffer} {reserve}: {fees} {}",
                whole.fee
            );
        }
    }

    fn view_with(view: &View, model: &Model) -> View {
        View {
            bank: model.free + model.reserved,
            ..view.clone()
        }
    }

    #[test]
    fn the_instant_fee_is_the_mean_of_its_rate() {
        let mut b = Bench::plain(1);
        b.bond("alice", 99_000_000);
        b.model.params.instant_reserve_bps = 1_000;
        let now = b.now();
        // Target 10,000,000: wholly above, wholly below, across, down to nothing.
        assert_eq!(b.model.instant_fee(50_000_000, 10_000_000, now), 10_000);
        assert_eq!(b.model.instant_fee(10_000_000, 10_000_000, now), 55_000);
        assert_eq!(b.model.instant_fee(5_000_000, 5_000_000, now), 38_750);
        assert_eq!(b.model.instant_fee(15_000_000, 10_000_000, now), 5_000 + 16_250);
        assert_eq!(b.model.instant_fee(15_000_000, 1, now), 1);
        b.model.params.instant_reserve_bps = 0;
        assert_eq!(b.model.instant_fee(15_000_000, 10_001, now), 101);
    }

    /// N5, A6
    #[test]
    fn winding_down_shares_gains_between_batches_and_pool() {
        let mut b = Bench::leaving(3);
        b.pass(5);
        b.harvest(1_000_000);
        b.model.wind_down();
        assert_eq!(b.instant("alice", 10_000), Err(Refusal::WindingDown));
        assert_eq!(
            b.model.bond(&b.view(), "bob", 10_000, None),
            Err(Refusal::WindingDown)
        );
        b.pass(10);
        // `val1` has an entry and keeps its probe; the others are drained to theirs, then emptied without
        // watch.
        let stake = b.chain.clone();
        assert_eq!(b.model.probe(b.now()), 10_000);
        let sent: Vec<(String, u128)> = stake.iter().map(|(v, d)| (v.clone(), d - 10_000)).collect();
        let sent: Vec<(&str, u128)> = sent.iter().map(|(v, d)| (v.as_str(), *d)).collect();
        assert_eq!(b.submit(&sent), None);
        b.pass(UNBONDING + 60);
        b.bank += 9_990_000 + sent.iter().map(|(_, d)| d).sum::<u128>();
        assert_eq!(b.reconcile(), [1]);
        b.model.queue_unbond("alice", "alice", 5_000_000).unwrap();
        let none = Sent::default();
        assert!(b
            .model
            .clone()
            .submit_batch(&b.view(), Some(&b.targets), &none)
            .is_err());
        assert_eq!(
            b.submit(&[("val1", 10_000), ("val2", 10_000), ("val3", 10_000)]),
            Some(2)
        );
        assert_eq!(b.model.stake(), 0);
        let owed = b.model.owed();
        b.pass(5);
        b.bank += 1_000_000;
        let pool = b.model.pool(b.now());
        let stream = b.model.unreleased(b.now());
        b.sync();
        assert_eq!(b.model.unreleased(b.now()), 0);
        assert_eq!(
            b.model.owed(),
            owed + mul_div(1_000_000 + stream, owed, pool + owed)
        );
    }

    #[test]
    fn two_undelegations_with_one_completion_are_one_entry() {
        let mut b = Bench::leaving(3);
        b.model.asked.push(("val1".into(), 500));
        *b.model.delegated.get_mut("val1").unwrap() -= 500;
        b.model.touch("val1");
        let completion_ns = b.now_ns + UNBONDING * NANOS;
        b.model.undelegate_reply(
            &b.view(),
            "val1",
            500,
            Answer::Started {
                amount: 499,
                completion_ns,
            },
        );
        assert_eq!(b.model.entries.len(), 1);
        assert_eq!(b.model.entries[0].amount, 9_990_499);
        assert_eq!(b.model.loss_carry, 1);
    }

    /// A random life on a chain that rounds, slashes, pays late and pays short: nothing underflows, nothing
    /// is paid that is not there, and the books stay below what bank and chain really hold wherever nothing
    /// is being lost.
    #[test]
    fn random_lives_keep_the_invariants() {
        for seed in 1..=60u64 {
            let mut random = generator(seed);
            let mut b = Bench::plain(4);
            b.model.enough = if seed % 2 == 0 {
                Enough::ForAllDue
            } else {
                Enough::ForTheOverdue
            };
            b.model.params.instant_reserve_bps = random() % 200;
            let mut pending: Vec<(u64, u128)> = vec![];
            for step in 0..600 {
                let now = b.now();
                let arrived: u128 = pending.iter().filter(|(at, _)| *at < now).map(|(_, a)| a).sum();
                pending.retain(|(at, _)| *at >= now);
                b.bank += arrived;
                let validator = format!("val{}", random() % 4 + 1);
                let amount = u128::from(random() % 20_000_000) + 10_000;
                let view = b.view();
                match random() % 13 {
                    0 | 1 => {
                        if b.model.bond(&view, "alice", amount, None).is_ok() {
                            b.bank += amount;
                        }
                    }
                    2 | 3 => drop(b.model.queue_unbond("alice", "alice", amount)),
                    4 => drop(b.model.cancel_unbond("alice", None)),
                    5 => {
                        if let Ok(claimed) = b.model.claim(&view, "alice", None) {
                            b.bank -= claimed.paid;
                        }
                    }
                    6 => {
                        if let Ok(exit) = b.model.instant_unbond(&view, "alice", amount / 10, None) {
                            b.bank -= exit.paid;
                        }
                    }
                    7 => drop(b.harvest(amount / 50)),
                    8 => b.bank += amount / 1_000,
                    9 => {
                        let held = b.chain.get(&validator).copied().unwrap_or(0);
                        let part = [1_000_000, 100, 20, 1][(random() % 4) as usize];
                        b.chain.insert(validator.clone(), held - held / part);
                        for (_, amount) in pending.iter_mut().filter(|_| random().is_multiple_of(3)) {
                            *amount -= *amount / part;
                        }
                    }
                    10 => {
                        b.model.begin(&view);
                        let may = b.model.allocatable(now);
                        if may > 0 && !b.model.winding_down {
                            b.model.free -= may;
                            b.bank -= may;
                            *b.model.delegated.entry(validator.clone()).or_default() += may;
                            b.model.touch(&validator);
                            *b.chain.entry(validator.clone()).or_default() += may - u128::from(random() % 2);
                            b.model.delegate_reply(&view, &validator, may, true);
                            b.model.replies_done(&view);
                        }
                    }
                    _ => {
                        b.model.begin(&view);
                        b.model.settle(&view);
                        b.model.close(&view);
                        let need = if b.model.winding_down {
                            b.model.stake()
                        } else {
                            b.model.need(now)
                        };
                        let take = need.min(b.model.stake_on(&validator));
                        if take > 1 {
                            *b.model.delegated.get_mut(&validator).unwrap() -= take;
                            b.model.asked.push((validator.clone(), take));
                            b.model.touch(&validator);
                            b.model.settle(&view);
                            let amount = take - u128::from(random() % 2);
                            let completion_ns = b.now_ns + 3 * DAY * NANOS;
                            let answer = Answer::Started {
                                amount,
                                completion_ns,
                            };
                            b.model.undelegate_reply(&view, &validator, take, answer);
                            b.model.replies_done(&view);
                            *b.chain.get_mut(&validator).unwrap() -= take;
                            let late = if random().is_multiple_of(8) {
                                random() % (3 * DAY)
                            } else {
                                0
                            };
                            pending.push((completion_ns / NANOS + late, amount - u128::from(random() % 2)));
                        }
                    }
                }
                if step == 500 && seed % 3 == 0 {
                    b.model.wind_down();
                }
                b.checked();
                assert!(b.model.stream.end <= b.now() + LONGEST_STREAM);
                b.pass([1, 5, 600, HOUR, 6 * HOUR, DAY][(random() % 6) as usize]);
            }
        }
    }

    fn generator(seed: u64) -> impl FnMut() -> u64 {
        let mut state = seed;
        move || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            state >> 33
        }
    }

    #[test]
    fn stake_goes_where_it_lacks() {
        let mut b = Bench::plain(3);
        b.targets.max_share_bps = 10_000;
        b.targets.members[2].accepting = false;
        b.bond("alice", 99_000_000);
        let view = b.view();
        b.model.begin(&view);
        let check = |b: &Bench, sent: &[(&str, u128)], page: usize| {
            let sent: Vec<(String, u128)> = sent.iter().map(|(v, a)| (v.to_string(), *a)).collect();
            b.model.check_allocate(&view, Some(&b.targets), &sent, page)
        };
        assert_eq!(
            check(&b, &[("val1", 33_300_000), ("val2", 33_300_000)], 8),
            Ok(())
        );
        assert_eq!(check(&b, &[("val2", 33_300_000)], 1), Ok(()));
        assert!(check(&b, &[("val1", 33_300_000)], 8).is_err());
        assert!(check(&b, &[("val1", 33_300_000), ("val2", 33_400_000)], 8).is_err());
        assert!(check(&b, &[("val1", 33_300_000), ("val3", 33_300_000)], 8).is_err());
        b.targets.members[0].weight = 2;
        assert!(check(&b, &[("val2", 24_975_000)], 1).is_err());
        b.targets.members[2].weight = 100;
        assert_eq!(check(&b, &[], 8), Ok(()));
        assert!(check(&b, &[("val1", 10_000)], 8).is_err());
    }

    #[test]
    fn moves_keep_to_budget_locks_and_probe() {
        let mut b = Bench::leaving(3);
        b.targets.members[0].draining = true;
        let budget = b.model.stake() / 20;
        let view = b.view();
        let check = |b: &Bench, sent: &[(&str, &str, u128)]| {
            let sent: Vec<_> = sent
                .iter()
                .map(|(a, b, n)| (a.to_string(), b.to_string(), *n))
                .collect();
            b.model.check_moves(&view, Some(&b.targets), &sent, 8)
        };
        assert_eq!(check(&b, &[("val1", "val2", budget)]), Ok(()));
        assert!(check(&b, &[("val1", "val2", budget + 1)]).is_err());
        assert!(check(&b, &[("val2", "val3", 10_000)]).is_err());
        assert!(check(&b, &[("val1", "val2", 9_999)]).is_err() || b.model.min_move(b.now()) <= 9_999);
        assert!(check(&b, &[("val1", "val2", 20_000), ("val2", "val3", 20_000)]).is_err());
        b.model.locked.insert("val1".into(), b.now_ns + 1);
        assert!(check(&b, &[("val1", "val2", budget)]).is_err());
    }

    #[test]
    fn choices_against_the_rules_are_breaches() {
        let mut b = Bench::plain(3);
        b.targets.max_share_bps = 10_000;
        b.bond("alice", 99_000_000);
        b.stake(&[33_300_000; 3]);
        b.model.queue_unbond("alice", "alice", 20_000_000).unwrap();
        let view = b.view();
        b.model.begin(&view);
        b.model.close(&view);
        let need = b.model.need(b.now());
        assert_eq!(need, 20_000_000 - 100_000 + 80_000);
        let check = |sent: &[(&str, u128)], page: usize| {
            let sent: Vec<(String, u128)> = sent.iter().map(|(v, a)| (v.to_string(), *a)).collect();
            b.model.check_cover(&view, Some(&b.targets), &sent, page)
        };
        // Half of a target is 13,320,000.
        assert_eq!(check(&[("val1", need)], 1), Ok(()));
        assert_eq!(check(&[("val1", need - 1_000)], 8), Ok(()));
        assert!(check(&[("val1", need / 2), ("val2", need / 2)], 8).is_err());
        assert!(check(&[("val1", need + 1)], 8).is_err());
        assert!(check(&[("val1", need - 100_000)], 8).is_err());
        assert!(check(&[("val1", need / 2), ("val1", need / 2)], 8).is_err());
        assert!(check(&[("val1", need - 500), ("val2", 500)], 8).is_err());
        assert!(check(&[], 8).is_err());
    }

    /// V4
    #[test]
    fn targets_sum_exactly_and_stay_below_the_cap() {
        let mut random = generator(7);
        for _ in 0..500 {
            let n = random() % 100 + 1;
            let members = (0..n)
                .map(|i| Member {
                    operator: format!("val{i:03}"),
                    weight: random() % 1_000_000 + 1,
                    accepting: true,
                    draining: i > 0 && random().is_multiple_of(5),
                })
                .collect();
            let targets = Targets {
                members,
                max_share_bps: random() % 9_901 + 100,
            };
            let total = u128::from(random()) * u128::from(random() % 1_000_000);
            let amounts = targets.amounts(total);
            assert_eq!(amounts.values().sum::<u128>(), total);
            for member in &targets.members {
                let amount = amounts[&member.operator];
                assert!(amount <= targets.cap(total));
                assert!(!member.draining || amount == 0);
            }
        }
    }
}

//! What the model is told from outside, and how it refuses.

use super::arithmetic::{DAY, NANOS};
use crate::prelude::*;

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

/// Parameters that bear on the books.
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
            max_move_bps: 300,
            unbonding_estimate: 21 * DAY,
        }
    }
}

/// The staking messages that one message of the hub sent.
#[derive(Clone, Debug, Default)]
pub struct Sent {
    pub undelegations: Vec<(String, u128)>,
    pub delegations: Vec<(String, u128)>,
    /// Source, destination, amount.
    pub redelegations: Vec<(String, String, u128)>,
}

impl Sent {
    /// All that a message went to.
    pub fn validators(&self) -> Vec<&String> {
        let undelegated = self.undelegations.iter().map(|(v, _)| v);
        undelegated.chain(self.placed()).collect()
    }

    /// All whose stake has been added to or moved.
    pub fn placed(&self) -> Vec<&String> {
        let delegated = self.delegations.iter().map(|(v, _)| v);
        let pairs = self.redelegations.iter().flat_map(|(from, to, _)| [from, to]);
        delegated.chain(pairs).collect()
    }
}

/// How an undelegation ended.
#[derive(Clone, Copy, Debug)]
pub enum Answer {
    Failed,
    /// What could be read of the answer.
    Started {
        amount: Option<u128>,
        completion_ns: Option<u64>,
    },
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
    Unauthorized,
    /// A validator that answers, or that has not been silent for long enough.
    NotSilent,
}

/// A choice of the hub that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach(pub String);

pub fn distinct<'a>(names: impl Iterator<Item = &'a String>) -> bool {
    let mut seen = BTreeSet::new();
    names.into_iter().all(|name| seen.insert(name))
}

//! What a place to try facts at can do.

use cosmwasm_std::{CosmosMsg, Empty, QueryRequest, Timestamp};
use floe_probe::{Answered, ExecuteMsg, Glimpse, Seen, Told};

/// Base units of one coin: what one unit of voting power stands for.
pub const COIN: u128 = 1_000_000;
/// Base units of the staking coin that the contract starts with.
pub const FUNDS: u128 = 1_000 * COIN;
/// Base units of other people's stake with each validator.
pub const STAKES: [u128; 3] = [30 * COIN, 20 * COIN, 10 * COIN];
/// The staking coin.
pub const DENOM: &str = "stake";
/// A coin that is not staked.
pub const OTHER_DENOM: &str = "uother";

/// Percent of its stake that a validator loses for missing blocks.
pub const DOWNTIME_PERCENT: u64 = 10;

/// The network that a fact needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Surroundings {
    /// A double signature costs 4 %: at a rate of 0.96 rounding shows.
    Usual,
    /// A double signature costs everything.
    Harsh,
    /// Validators that miss blocks are slashed and jailed.
    Watchful,
}

impl Surroundings {
    pub const ALL: [Surroundings; 3] = [Surroundings::Usual, Surroundings::Harsh, Surroundings::Watchful];

    /// Percent of the stake that a double signature costs.
    pub fn percent(self) -> u64 {
        match self {
            Surroundings::Usual | Surroundings::Watchful => 4,
            Surroundings::Harsh => 100,
        }
    }
}

/// A network with three bonded validators of [`STAKES`] and a probe that holds [`FUNDS`]. Nobody else has to do with
/// these validators, and nothing accrues to the probe but what [`Net::reward`] gives.
pub trait Net {
    /// Seconds.
    fn unbonding(&self) -> u64;
    /// Operator address of the `i`-th validator, 0 to 2.
    fn operator(&self, i: usize) -> String;
    /// Address of the probe.
    fn contract(&self) -> String;
    /// One transaction in which the probe sends the messages; what its replies saw. Messages that fail are rolled back
    /// alone.
    fn forward(&mut self, messages: Vec<CosmosMsg>) -> Vec<Seen>;
    /// One transaction in which the probe sends the messages, none of which may fail: whether it succeeded.
    fn forward_all(&mut self, messages: Vec<CosmosMsg>) -> bool;
    /// One transaction that calls the probe: the events it reports, without those that the chain adds to any transaction
    /// and without the position of the message.
    fn told(&mut self, msg: &ExecuteMsg) -> Vec<Told>;
    /// What the replies of the last forward saw.
    fn seen(&self) -> Vec<Seen>;
    /// Asks from inside the probe.
    fn ask(&self, request: QueryRequest<Empty>) -> Answered;
    /// The block in which something happened last.
    fn height(&self) -> u64;
    fn time(&self) -> Timestamp;
    /// What comes next happens in a block at least that many seconds later.
    fn pass(&mut self, secs: u64);
    /// Transactions that look at the probe's coins, at least one in every block until one is later than `until`.
    fn watch(&mut self, until: Timestamp) -> Vec<Look>;
    /// Rewards of so many base units accrue to the probe's delegation.
    fn reward(&mut self, operator: &str, amount: u128, denom: &str);
    /// The validator has signed twice: it is slashed and tombstoned. Entries and redelegations made at height `since` or
    /// later are charged. `power` is its stake then, in base units; whole coins.
    fn double_sign(&mut self, operator: &str, since: u64, power: u128);
    /// The validator misses blocks until it is slashed and jailed. `power` is its stake shortly before, in base units;
    /// whole coins.
    fn miss_blocks(&mut self, operator: &str, power: u128);
    /// Jails without a slash.
    fn jail(&mut self, operator: &str);
    /// Leaves the validator unbonded.
    fn unbond_validator(&mut self, operator: &str);
    /// From now on the probe's messages to this validator run out of gas.
    fn starve(&mut self, operator: &str);
    /// A proposal that is open to votes.
    fn proposal(&mut self) -> u64;
}

/// What a transaction saw, and when the block before it was.
#[derive(Clone, Debug)]
pub struct Look {
    pub glimpse: Glimpse,
    pub previous: Timestamp,
}

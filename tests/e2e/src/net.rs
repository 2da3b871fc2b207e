//! What a scenario needs of a chain.

use cosmwasm_std::Timestamp;
use floe_client::{Block, Chain};

/// Which chain a scenario needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// Four validators that nothing happens to, unbonding within 40 seconds.
    Usual,
    /// One more, three of which may be hurt.
    Troubled,
    /// The usual one for one scenario alone, so that its clock can be moved: days pass at once. Unbonding takes long enough for
    /// eight batches.
    Own,
}

impl Backend {
    /// A validator of [`Backend::Troubled`] that one scenario may hurt.
    pub const DOWN: usize = 2;
    /// Another.
    pub const TWO_FACED: usize = 3;
    /// A third, which pays for nothing itself.
    pub const COVERED: usize = 4;

    pub const fn validators(self) -> usize {
        match self {
            Backend::Usual | Backend::Own => 4,
            Backend::Troubled => 5,
        }
    }

    /// Seconds.
    pub const fn unbonding(self) -> u64 {
        match self {
            Backend::Usual | Backend::Troubled => 40,
            Backend::Own => 150,
        }
    }
}

/// Ids of the stored contracts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredCodes {
    pub hub: u64,
    pub registry: u64,
    pub collector: u64,
}

/// What validators do wrong.
pub trait Trouble {
    /// Lets a validator miss blocks until it is slashed by a tenth and jailed.
    fn go_down(&mut self, operator: &str);

    /// Ends that: the validator signs again and is back in the bonded set.
    fn come_back(&mut self, operator: &str);

    /// Makes it known that the validator signed twice at a past height. Returns when it is
    /// slashed by a twentieth and tombstoned.
    fn sign_twice(&mut self, operator: &str, height: u64);
}

/// A chain with what only a test may do to it.
pub trait Scene: Trouble {
    fn chain(&self) -> &dyn Chain;

    fn chain_mut(&mut self) -> &mut dyn Chain;

    /// The contracts, stored once.
    fn codes(&mut self) -> StoredCodes;

    /// The contract of the tests that sends what it is told to, stored anew.
    fn probe(&mut self) -> u64;

    /// The backstop, stored anew.
    fn backstop(&mut self) -> u64;

    /// The contracts of stakes and of the gauge, stored anew.
    fn voting(&mut self) -> [u64; 2];

    /// The timelock, stored anew.
    fn timelock(&mut self) -> u64;

    /// Waits for a block of this time or a later one. On [`Backend::Own`] and in memory a day takes no longer than a second.
    fn wait_for_time(&mut self, time: Timestamp);

    /// A proposal of x/gov that changes nothing and is open to votes.
    fn propose(&mut self) -> u64;

    /// What the chain counts for yes and for no on a proposal on which nobody but `voter` has voted.
    fn tally(&mut self, proposal: u64, voter: &str) -> [u128; 2];

    /// Operators of the validators, the strong one first.
    fn operators(&self) -> Vec<String>;

    /// Gives coins of the staking denom.
    fn fund(&mut self, gifts: &[(String, u128)]);

    /// From now on all answers are from the state after the newest block, which is returned.
    fn hold_still(&mut self) -> Block;

    /// Lets the delegations of somebody earn.
    fn earn(&mut self, delegator: &str);
}

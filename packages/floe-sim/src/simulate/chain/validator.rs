//! A validator as the hub meets it.

use cosmwasm_std::Timestamp;
use floe_core::units::{Nanos, Seconds};
use floe_testing::chain::{Dec, SharePool, Undelegation};

/// Where a validator stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Bonded,
    /// Jailed at a height, and unbonded at a time.
    Unbonding {
        height: u64,
        until: Nanos,
    },
    Unbonded,
}

/// All of a validator's tokens, the hub's shares of them, the hub's rewards and entries. Everybody else is one sum.
#[derive(Clone, Debug)]
pub(crate) struct Validator {
    pub operator: String,
    pool: SharePool,
    /// The hub's shares.
    held: Dec,
    /// What they are worth, rounded down; kept, because an observation asks for all of them.
    stake: u128,
    pub standing: Standing,
    pub tombstoned: bool,
    /// The hub's rewards not yet paid out, commission taken, in base units.
    pub pending: u128,
    pub entries: Vec<Undelegation>,
}

impl Validator {
    pub fn bonded(operator: String, others: u128) -> Self {
        Self {
            operator,
            pool: SharePool::new(others),
            held: Dec::default(),
            stake: 0,
            standing: Standing::Bonded,
            tombstoned: false,
            pending: 0,
            entries: Vec::new(),
        }
    }

    /// Everybody's tokens in base units.
    pub fn tokens(&self) -> u128 {
        self.pool.tokens
    }

    /// The hub's stake as `AllDelegations` shows it, in base units.
    pub fn stake(&self) -> u128 {
        self.stake
    }

    /// Whether the hub has a delegation, be it worth nothing.
    pub fn is_delegated(&self) -> bool {
        !self.held.is_zero()
    }

    pub fn held(&self) -> Dec {
        self.held
    }

    /// The hub's shares that `amount` is; none where all tokens are gone or it has fewer.
    pub fn shares_to_unbond(&self, amount: u128) -> Option<Dec> {
        let shares = (amount > 0).then(|| self.pool.shares_of(amount))??;
        (shares <= self.held).then_some(shares)
    }

    /// Adds tokens of the hub and returns the shares issued; none where shares are worth nothing.
    pub fn bond(&mut self, amount: u128) -> Option<Dec> {
        let issued = self.pool.add(amount)?;
        self.held = self.held + issued;
        self.restate();
        Some(issued)
    }

    /// Takes out shares of the hub and returns the tokens that they were; the validator's last shares get all of them.
    pub fn unbond(&mut self, shares: Dec) -> u128 {
        let out = self.pool.remove(shares);
        self.held = self.held - shares;
        self.restate();
        out
    }

    /// An undelegation of before, which pays at this unix second.
    pub fn owe(&mut self, amount: u128, completion: Seconds) {
        let at = Timestamp::from_seconds(completion);
        self.entries.push(Undelegation {
            creation_height: 0,
            completion: at,
            paid_at: at,
            initial: amount,
            balance: amount,
        });
    }

    /// Burns tokens of everybody who is delegated.
    pub fn burn(&mut self, amount: u128) {
        self.pool.tokens -= amount;
        self.restate();
    }

    fn restate(&mut self) {
        self.stake = match self.is_delegated() {
            true => self.pool.tokens_of(self.held),
            false => 0,
        };
    }
}

use floe_core::units::Nanos;

use super::dec::Dec;

/// Where a validator stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Bonded,
    /// Jailed at a height, and unbonded at a time.
    Unbonding {
        height: u64,
        until: Nanos,
    },
    Unbonded,
}

/// One of the hub's undelegations under way, as the chain keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    pub height: u64,
    pub completion: Nanos,
    /// Base units at the start; slashes take a fraction of these.
    pub initial: u128,
    /// Base units that will be paid.
    pub balance: u128,
}

impl Entry {
    /// Whether a slash for an infraction at `height` reaches it.
    pub fn contributed(&self, height: u64, now: Nanos) -> bool {
        self.height >= height && self.completion > now
    }
}

/// A validator: all of its tokens, the hub's shares of them, the hub's rewards and entries. Everybody else is one sum.
#[derive(Clone, Debug)]
pub struct Validator {
    pub operator: String,
    pub tokens: u128,
    shares: Dec,
    /// The hub's shares.
    held: Dec,
    /// What they are worth, rounded down; kept, because an observation asks for all of them.
    stake: u128,
    pub status: Status,
    pub tombstoned: bool,
    /// The hub's rewards not yet paid out, commission taken, in base units.
    pub pending: u128,
    pub entries: Vec<Entry>,
}

impl Validator {
    pub fn bonded(operator: String, others: u128) -> Self {
        Self {
            operator,
            tokens: others,
            shares: Dec::from_int(others),
            held: Dec::default(),
            stake: 0,
            status: Status::Bonded,
            tombstoned: false,
            pending: 0,
            entries: Vec::new(),
        }
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
        if amount == 0 || self.tokens == 0 {
            return None;
        }
        let shares = self.shares.issue(amount, self.tokens);
        (shares <= self.held).then_some(shares)
    }

    /// Adds tokens of the hub and returns the shares issued; none where shares are worth nothing.
    pub fn bond(&mut self, amount: u128) -> Option<Dec> {
        let issued = match (self.shares.is_zero(), self.tokens == 0) {
            (true, _) => Dec::from_int(amount),
            (false, true) => return None,
            (false, false) => self.shares.issue(amount, self.tokens),
        };
        self.tokens += amount;
        self.shares = self.shares + issued;
        self.held = self.held + issued;
        self.restate();
        Some(issued)
    }

    /// Takes out shares of the hub and returns the tokens that they were; the validator's last shares get all of them.
    pub fn unbond(&mut self, shares: Dec) -> u128 {
        let out = if self.shares == shares {
            self.tokens
        } else {
            shares.worth(self.tokens, self.shares)
        };
        self.shares = self.shares - shares;
        self.held = self.held - shares;
        self.tokens -= out;
        self.restate();
        out
    }

    /// Burns tokens of everybody who is delegated.
    pub fn burn(&mut self, amount: u128) {
        self.tokens -= amount;
        self.restate();
    }

    fn restate(&mut self) {
        self.stake = if self.shares.is_zero() {
            0
        } else {
            self.held.worth(self.tokens, self.shares)
        };
    }
}

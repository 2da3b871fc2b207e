//! Staking without a chain: how tokens become shares and shares tokens, and what a slash takes from what is under way. The
//! double keeps these values in its storage, the simulator of `floe-sim` in memory.

use super::dec::share_of;
use super::*;

/// A validator's tokens, and all delegators' shares in them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SharePool {
    /// Base units delegated, after slashes.
    pub tokens: u128,
    pub shares: Dec,
}

impl SharePool {
    /// One share for each token.
    pub fn new(tokens: u128) -> Self {
        let shares = Dec::from_int(tokens);
        Self { tokens, shares }
    }

    /// All tokens were slashed away while shares remain: no delegation can be priced.
    pub fn is_worthless(&self) -> bool {
        self.tokens == 0 && !self.shares.is_zero()
    }

    /// Tokens that `shares` are worth, rounded down.
    pub fn tokens_of(&self, shares: Dec) -> u128 {
        shares.worth(self.tokens, self.shares).whole()
    }

    /// Shares that `amount` tokens are worth, rounded down; none where all tokens are gone.
    pub fn shares_of(&self, amount: u128) -> Option<Dec> {
        (self.tokens > 0).then(|| self.shares.issue(amount, self.tokens))
    }

    /// Adds tokens and returns the shares issued for them: one each for the first; none where shares are worth nothing.
    pub fn add(&mut self, amount: u128) -> Option<Dec> {
        let issued = match self.shares.is_zero() {
            true => Dec::from_int(amount),
            false => self.shares_of(amount)?,
        };
        self.tokens += amount;
        self.shares = self.shares + issued;
        Some(issued)
    }

    /// Removes shares and returns the tokens taken out for them, rounded down; the last shares get all that is left.
    pub fn remove(&mut self, shares: Dec) -> u128 {
        let out = match self.shares == shares {
            true => self.tokens,
            false => self.tokens_of(shares),
        };
        self.shares = self.shares - shares;
        self.tokens -= out;
        out
    }
}

/// One undelegation under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undelegation {
    pub creation_height: u64,
    pub completion: Timestamp,
    /// `completion`, or later if the entry is on hold.
    pub paid_at: Timestamp,
    /// Base units at the start; slashes take a fraction of these.
    pub initial: u128,
    /// Base units that will be paid.
    pub balance: u128,
}

/// Adds to a delegation's undelegations; one of the same height, completion and payment grows instead.
pub fn join(entries: &mut Vec<Undelegation>, new: Undelegation) {
    let same = entries.iter_mut().find(|entry| {
        entry.creation_height == new.creation_height
            && entry.completion == new.completion
            && entry.paid_at == new.paid_at
    });
    match same {
        Some(same) => {
            same.initial += new.initial;
            same.balance += new.balance;
        }
        None => entries.push(new),
    }
}

/// Removes what is due at `now` and returns its balance.
pub fn mature(entries: &mut Vec<Undelegation>, now: Timestamp) -> u128 {
    let mut paid = 0;
    entries.retain(|entry| {
        let due = entry.paid_at <= now;
        paid += if due { entry.balance } else { 0 };
        !due
    });
    paid
}

/// One redelegation under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redelegation {
    pub creation_height: u64,
    pub completion: Timestamp,
    /// Base units moved; slashes of the source take a fraction of these.
    pub initial: u128,
    /// Shares received at the destination.
    pub shares: Dec,
}

/// What a slash takes of what has left its validator: a fraction of everything that began at a height or later and is not
/// over (an entry on hold is not).
#[derive(Clone, Copy, Debug)]
pub struct Reach {
    pub since: u64,
    pub now: Timestamp,
    pub fraction: Decimal,
}

/// Base units: what was asked of a charge and what there was to burn.
#[derive(Clone, Copy, Debug, Default)]
pub struct Charge {
    pub asked: u128,
    pub burned: u128,
}

impl Charge {
    pub fn add(&mut self, other: Self) {
        self.asked += other.asked;
        self.burned += other.burned;
    }
}

impl Reach {
    /// `⌊amount · fraction⌋`.
    pub fn of(&self, amount: u128) -> u128 {
        share_of(amount, self.fraction)
    }

    pub fn leaving(&self, entry: &Undelegation) -> bool {
        entry.creation_height >= self.since && entry.paid_at > self.now
    }

    pub fn moved(&self, entry: &Redelegation) -> bool {
        entry.creation_height >= self.since && entry.completion > self.now
    }

    /// Takes the fraction of each entry's initial balance, at most what is left of it.
    pub fn charge(&self, entries: &mut [Undelegation]) -> Charge {
        let mut charge = Charge::default();
        for entry in entries.iter_mut().filter(|entry| self.leaving(entry)) {
            let asked = self.of(entry.initial);
            let burned = asked.min(entry.balance);
            entry.balance -= burned;
            charge.add(Charge { asked, burned });
        }
        charge
    }

    /// Takes up to `asked` from the entries at a destination, oldest first, and returns what it took.
    pub fn take(&self, entries: &mut [Undelegation], asked: u128) -> u128 {
        let mut left = asked;
        for entry in entries.iter_mut().filter(|entry| self.leaving(entry)) {
            let taken = left.min(entry.balance);
            entry.balance -= taken;
            left -= taken;
        }
        asked - left
    }
}

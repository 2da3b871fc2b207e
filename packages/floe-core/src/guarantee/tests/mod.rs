//! Who pays for a slash, to the unit. The figures are those of the rule's acceptance: four equal validators, a pool of
//! 100,000,000 at rate one, 24,975,000 with each, and a double sign of the first.

mod guilt;
mod random;
mod returns;
mod who_pays;

use rstest::rstest;

use super::*;
use crate::books::Books;
use crate::exits::Moment;
use crate::flight::EntryKey;
use crate::ledger::tests::rules;
use crate::ledger::{Ledger, Position};
use crate::map::SortedMap;
use crate::observe::{Observation, Sighting, PROVISION_MIN};
use crate::stream::Stream;
use crate::units::{DAY, NANOS};

const NOW: u64 = 1_000_000;
const STAKE: u128 = 24_975_000;
const DOUBLE_SIGN: u128 = 1_248_750;
const VALIDATORS: [&str; 4] = ["v1", "v2", "v3", "v4"];

fn native(units: u128) -> Native {
    Native::new(units)
}

fn shares(units: u128) -> Shares {
    Shares::new(units)
}

/// Books and guarantors, as the hub would keep them.
#[derive(Clone, Default)]
struct World {
    ledger: Ledger,
    appointed: Appointed,
    posted: SortedMap<String, Shares>,
    balances: SortedMap<String, Shares>,
    accounts: SortedMap<Payer, Account>,
    debts: Vec<Debt>,
    locks: SortedMap<String, Vec<Lock>>,
    /// Whether a question fails the test.
    mute: bool,
}

impl Guarantors for World {
    fn appointed(&self) -> CoreResult<Appointed> {
        assert!(!self.mute);
        Ok(self.appointed.clone())
    }

    fn account(&self, payer: &Payer) -> CoreResult<Account> {
        Ok(self.accounts.get(payer).copied().unwrap_or_default())
    }

    fn posted(&self, bonds: &str, operator: &str) -> Shares {
        assert_eq!(bonds, "bonds");
        self.posted.get(operator).copied().unwrap_or_default()
    }

    fn balance(&self, contract: &str) -> CoreResult<Shares> {
        Ok(self.balances.get(contract).copied().unwrap_or_default())
    }

    fn debts(&self) -> CoreResult<Vec<Debt>> {
        assert!(!self.mute);
        Ok(self.debts.clone())
    }

    fn incoming(&self, validator: &str) -> CoreResult<Vec<Lock>> {
        Ok(self.locks.get(validator).cloned().unwrap_or_default())
    }
}

/// Four validators with as much stake each and the rest of 100,000,000 free.
fn world() -> World {
    let mut world = World {
        ledger: Ledger {
            books: Books {
                delegated: native(4 * STAKE),
                free: native(100_000),
                supply: shares(100_000_000),
                ..Books::default()
            },
            ..Ledger::default()
        },
        ..World::default()
    };
    for validator in VALIDATORS {
        world.stake(validator, STAKE);
    }
    world
}

impl World {
    fn stake(&mut self, validator: &str, booked: u128) {
        let position = Position {
            booked: native(booked),
            ..Position::default()
        };
        self.ledger.positions.insert(validator.into(), position);
    }

    fn backstop(mut self, balance: u128, cap_bps: u64) -> Self {
        self.appointed.backstop = Some("backstop".into());
        self.appointed.cap_bps = cap_bps;
        self.balances.insert("backstop".into(), shares(balance));
        self
    }

    fn bond(mut self, operator: &str, posted: u128) -> Self {
        self.appointed.bonds = Some("bonds".into());
        self.posted.insert(operator.into(), shares(posted));
        let balance = self.balances.or_default("bonds".into());
        *balance = balance.more(shares(posted));
        self
    }

    /// Undelegates for a batch that has closed, all of it with one validator.
    fn fly(&mut self, validator: &str, completion: u64, amount: u128) {
        self.ledger.undelegate(validator, native(amount)).unwrap();
        self.ledger.answered(validator);
        let key = EntryKey {
            completion: completion * NANOS,
            validator: validator.into(),
        };
        self.ledger.enter(key, native(amount), false).unwrap();
    }

    /// A look at falls of delegations and at coins that have come, saved as the hub saves it.
    fn look_at(&mut self, now: u64, come: u128, falls: &[(&str, u128)]) -> Observation {
        let mut delegations = SortedMap::new();
        for (validator, position) in self.ledger.positions.iter() {
            let fall = falls.iter().find(|(slashed, _)| slashed == validator);
            let shown = position.booked.less(native(fall.map_or(0, |(_, fall)| *fall)));
            delegations.insert(validator.clone(), shown);
        }
        let seen = Sighting {
            at: Moment {
                height: now,
                nanos: now * NANOS,
            },
            last_look: (now - 1) * NANOS,
            bank: self.ledger.books.free.more(native(come)),
            delegations,
        };
        let mut ledger = self.ledger.clone();
        let found = ledger.observe(&seen, &rules(), self).unwrap();
        self.ledger = ledger;
        for mint in &found.mints {
            let balance = self.balances.or_default(mint.payer.contract.clone());
            *balance = balance.plus(mint.shares).unwrap();
            let account = self.accounts.or_default(mint.payer.clone());
            account.returned = account.returned.plus(mint.shares).unwrap();
        }
        for burn in &found.burns {
            let balance = self.balances.or_default(burn.payer.contract.clone());
            *balance = balance.minus(burn.shares).unwrap();
            let account = self.accounts.or_default(burn.payer.clone());
            account.covered = account.covered.plus(burn.shares).unwrap();
        }
        self.debts = found.debts.clone().unwrap_or(std::mem::take(&mut self.debts));
        found
    }

    fn look(&mut self, falls: &[(&str, u128)]) -> Observation {
        self.look_at(NOW, 0, falls)
    }

    fn rate(&self) -> String {
        self.ledger.books.rate(NOW).to_string()
    }

    fn supply(&self) -> u128 {
        self.ledger.books.supply.units()
    }

    fn balance_of(&self, contract: &str) -> u128 {
        self.balances[contract].units()
    }

    /// What may come back, by operator of the bond or none for the backstop, and validator.
    fn owed(&self) -> Vec<(&str, &str, u128)> {
        let debts = self.debts.iter();
        let owed = debts.map(|debt| {
            (
                debt.payer.key.as_str(),
                debt.validator.as_str(),
                debt.amount.units(),
            )
        });
        owed.collect()
    }
}

/// What each guarantor burned, by operator or none for the backstop, and what that was worth.
fn burned(found: &Observation) -> Vec<(&str, u128, u128)> {
    let burns = found.burns.iter();
    let burned = burns.map(|burn| (burn.payer.key.as_str(), burn.shares.units(), burn.native.units()));
    burned.collect()
}

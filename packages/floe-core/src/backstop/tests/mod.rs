//! The backstop alone: deposits, covers, premium, cooling, and random lives.

mod cooling;
mod pool;
mod random;

use super::*;

/// When a test begins, unix seconds.
const START: Seconds = 1_700_000_000;

const fn shares(amount: u128) -> Shares {
    Shares::new(amount)
}

const fn units(amount: u128) -> Units {
    Units::new(amount)
}

/// A backstop and the hub's side of it.
#[derive(Clone, Copy, Debug)]
struct Bench {
    books: BackstopBooks,
    told: GuarantorTold,
    now: Seconds,
}

impl Bench {
    fn new() -> Self {
        Self {
            books: BackstopBooks::default(),
            told: GuarantorTold::default(),
            now: START,
        }
    }

    /// `N = A`, of which somebody has all but nobody's.
    fn with(amount: u128) -> Self {
        let mut bench = Self::new();
        bench.deposit(amount, 0).unwrap();
        bench
    }

    fn deposit(&mut self, amount: u128, owed: u128) -> BackstopResult<u128> {
        let mut books = self.books;
        let (got, _) = books.deposit(self.now, self.told, shares(amount), shares(owed))?;
        self.books = books;
        self.told.balance = self.told.balance.more(shares(amount));
        Ok(got.units())
    }

    fn book(&mut self) -> Booked {
        self.books.book(self.now, self.told).unwrap()
    }

    fn gift(&mut self, amount: u128) {
        self.told.balance = self.told.balance.more(shares(amount));
    }

    fn cover(&mut self, amount: u128) {
        self.told.balance = self.told.balance.minus(shares(amount)).unwrap();
        self.told.covered = self.told.covered.more(shares(amount));
    }

    fn give_back(&mut self, amount: u128) {
        self.told.balance = self.told.balance.more(shares(amount));
        self.told.returned = self.told.returned.more(shares(amount));
    }

    /// As books brought up to date would have it: all units, `A`, and what is not released.
    fn standing(&self) -> (u128, u128, u128) {
        let mut books = self.books;
        books.book(self.now, self.told).unwrap();
        (
            books.units.units(),
            books.assets(self.now).units(),
            books.unreleased(self.now).units(),
        )
    }

    fn worth(&self, amount: u128) -> u128 {
        let mut books = self.books;
        books.book(self.now, self.told).unwrap();
        books.worth(units(amount), self.now).unwrap().units()
    }
}

//! Random lives of a backstop.

use proptest::prelude::*;

use super::*;

const PEOPLE: usize = 3;
/// Who lets all units cool at once, and again and again, and lets them stop before more come: what they are cut by goes to
/// all units that there are, his own included (docs/adr/0161).
const COOLER: usize = 0;

#[derive(Clone, Debug)]
enum Action {
    Deposit {
        who: usize,
        amount: u128,
    },
    /// A part of what somebody has, in a thousandth.
    Begin {
        who: usize,
        part: u128,
    },
    Stop {
        who: usize,
    },
    Withdraw {
        who: usize,
    },
    Gift(u128),
    /// Thousandths of what the hub may burn, and of those what may come back.
    Cover {
        part: u128,
        spared: u128,
    },
    /// Thousandths of what may come back, and what then no longer may.
    Return {
        part: u128,
        trimmed: bool,
    },
    Pass(Seconds),
}

fn actions() -> impl Strategy<Value = Vec<Action>> {
    let who = 0..PEOPLE;
    let part = 0..=1_000_u128;
    let action = prop_oneof![
        (who.clone(), 1..5_000_000_u128).prop_map(|(who, amount)| Action::Deposit { who, amount }),
        (who.clone(), part.clone()).prop_map(|(who, part)| Action::Begin { who, part }),
        who.clone().prop_map(|who| Action::Stop { who }),
        who.prop_map(|who| Action::Withdraw { who }),
        (1..5_000_000_u128).prop_map(Action::Gift),
        (part.clone(), part.clone()).prop_map(|(part, spared)| Action::Cover { part, spared }),
        (part, any::<bool>()).prop_map(|(part, trimmed)| Action::Return { part, trimmed }),
        (0..12 * DAY).prop_map(Action::Pass),
    ];
    prop::collection::vec(action, 1..60)
}

fn terms() -> BackstopTerms {
    BackstopTerms::new(21 * DAY).unwrap()
}

/// A backstop, its people, and what each has paid and was paid.
struct Life {
    bench: Bench,
    people: [BackstopPosition; PEOPLE],
    /// Of the one who made the first deposit.
    founder: Units,
    owed: u128,
    paid: [u128; PEOPLE],
    got: [u128; PEOPLE],
}

impl Life {
    fn new() -> Self {
        let mut bench = Bench::new();
        let founder = units(bench.deposit(3_000_000, 0).unwrap());
        Self {
            bench,
            people: [BackstopPosition::default(); PEOPLE],
            founder,
            owed: 0,
            paid: [0; PEOPLE],
            got: [0; PEOPLE],
        }
    }

    /// A cover lowers what the units have by what it did not find in the premium, a return raises it, and nothing else does
    /// either; together with the premium it is all that is there.
    fn book(&mut self) {
        let bench = &mut self.bench;
        let before = bench.books.assets(bench.now);
        let booked = bench.book();
        let borne = booked.covered.minus(booked.of_premium).unwrap();
        let assets = bench.books.assets(bench.now);
        assert_eq!(
            assets,
            before.plus(booked.returned).unwrap().minus(borne).unwrap()
        );
        let all = assets.plus(bench.books.unreleased(bench.now)).unwrap();
        assert_eq!(all, bench.told.balance);
    }

    /// What a message does to the price: `(A + owed) / N` never falls for those who sent none.
    fn fair(&mut self, message: impl FnOnce(&mut Self) -> BackstopResult<()>) -> BackstopResult<()> {
        self.book();
        let price = |life: &Self| {
            let assets = life.bench.books.assets(life.bench.now).units();
            (assets, assets + life.owed, life.bench.books.units.units())
        };
        let (before, with_owed, all) = price(self);
        let kept = (self.bench, self.people);
        let outcome = message(self);
        if outcome.is_err() {
            (self.bench, self.people) = kept;
        }
        let (assets, after, left) = price(self);
        if left > all {
            assert!(after * all >= with_owed * left, "a deposit took from the others");
        } else {
            assert!(assets * all >= before * left, "an exit took from the others");
        }
        outcome
    }

    fn play(&mut self, action: &Action) {
        let part = |of: u128, thousandths: u128| of * thousandths / 1_000;
        let now = self.bench.now;
        // What is refused is refused; what each refusal is about is tried beside.
        let _ = match *action {
            Action::Deposit { who, amount } => self.fair(|life| {
                if who == COOLER {
                    life.people[who].end_cooling(&mut life.bench.books, now)?;
                }
                let got = life.bench.deposit(amount, life.owed)?;
                life.people[who].units = life.people[who].units.plus(units(got))?;
                life.paid[who] += amount;
                if who == COOLER {
                    life.people[who].begin(&mut life.bench.books, now, None)?;
                }
                Ok(())
            }),
            Action::Begin { who, part: some } => self.fair(|life| {
                let all = life.people[who].units.units();
                let some = (who != COOLER).then(|| units(part(all, some)));
                life.people[who].begin(&mut life.bench.books, now, some)?;
                Ok(())
            }),
            Action::Stop { who: COOLER } => Ok(()),
            Action::Stop { who } => self.fair(|life| {
                life.people[who].stop(&mut life.bench.books, now)?;
                Ok(())
            }),
            Action::Withdraw { who } => self.fair(|life| life.withdraw(who)),
            Action::Gift(amount) => {
                self.bench.gift(amount);
                Ok(())
            }
            Action::Cover { part: some, spared } => {
                let burned = part(self.bench.told.balance.units().saturating_sub(1_000_000), some);
                self.bench.cover(burned);
                self.owed += part(burned, spared);
                Ok(())
            }
            Action::Return { part: some, trimmed } => {
                let back = part(self.owed, some);
                self.bench.give_back(back);
                self.owed = if trimmed { 0 } else { self.owed - back };
                Ok(())
            }
            Action::Pass(secs) => {
                self.bench.now += secs;
                Ok(())
            }
        };
        self.check();
    }

    fn withdraw(&mut self, who: usize) -> BackstopResult<()> {
        let now = self.bench.now;
        let cooling = self.people[who].cooling;
        let worth = |units| self.bench.books.worth(units, now).unwrap();
        let most = cooling.map(|cooling| worth(cooling.units).min(cooling.value));
        let (_, _, out) = self.people[who].withdraw(&mut self.bench.books, now, terms())?;
        assert!(Some(out) <= most, "{out} of {most:?}");
        self.bench.told.balance = self.bench.told.balance.minus(out)?;
        self.got[who] += out.units();
        Ok(())
    }

    fn check(&self) {
        let theirs = Units::sum(self.people.iter().map(|position| position.units)).unwrap();
        let all = theirs.plus(self.founder).unwrap().plus(NOBODYS).unwrap();
        assert_eq!(all, self.bench.books.units);
        for position in &self.people {
            let cooling = position.cooling.map_or(Units::ZERO, |cooling| cooling.units);
            assert!(cooling <= position.units);
        }
        let (_, assets, unreleased) = self.bench.standing();
        assert_eq!(assets + unreleased, self.bench.told.balance.units());
        assert!(assets > 0, "there is always a price");
    }
}

proptest! {
    #[test]
    fn nobody_takes_from_the_others_and_who_only_cools_earns_nothing(actions in actions()) {
        let mut life = Life::new();
        for action in &actions {
            life.play(action);
        }
        // The one who cools leaves with everything, after time enough.
        life.play(&Action::Begin { who: COOLER, part: 0 });
        life.play(&Action::Pass(21 * DAY));
        life.play(&Action::Withdraw { who: COOLER });
        prop_assert!(life.got[COOLER] <= life.paid[COOLER]);
    }

    /// Cut units are worth what they were when they began to cool, or a share less for each rounding, and never more.
    #[test]
    fn a_cut_leaves_what_it_was_worth(
        others in 1_000_000_u128..10_u128.pow(15),
        own in 1_u128..10_u128.pow(15),
        before in 1_000_000_u128..10_u128.pow(15),
        premium in 0_u128..10_u128.pow(15),
    ) {
        let mut books = BackstopBooks {
            units: units(others + own),
            held: shares(before),
            ..BackstopBooks::default()
        };
        let mut position = BackstopPosition { units: units(own), cooling: None };
        position.begin(&mut books, START, None).unwrap();
        let value = position.cooling.unwrap().value;
        books.held = shares(before + premium);
        position.end_cooling(&mut books, START).unwrap();
        let after = books.worth(position.units, START).unwrap();
        prop_assert!(after <= value);
        // One unit less would be worth at most the price of a unit less.
        let unit = books.held.units() / books.units.units() + 2;
        prop_assert!(after.units() + unit >= value.units());
    }
}

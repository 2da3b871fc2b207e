//! Who pays for a slash, to the unit. The figures are those of the rule's acceptance: four equal validators, a pool of
//! 100,000,000 at rate one, 24,975,000 with each, and a double sign of the first.

use rstest::rstest;

use super::*;
use crate::books::Books;
use crate::exits::Moment;
use crate::flight::EntryKey;
use crate::ledger::tests::rules;
use crate::ledger::{Ledger, Position};
use crate::map::SortedMap;
use crate::observe::{Observation, Sighting};
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

#[test]
fn without_a_guarantor_the_holders_bear_a_slash() {
    let mut world = world();
    world.look(&[("v1", DOUBLE_SIGN)]);
    assert_eq!(world.ledger.books.pool(NOW), native(98_751_250));
    assert_eq!((world.supply(), world.rate()), (100_000_000, "0.9875125".into()));
    assert_eq!(world.ledger.books.loss_carry, native(DOUBLE_SIGN));
}

#[rstest]
#[case::whole(10_000, 1_248_750, 98_751_250, "1", 0)]
#[case::a_third(3_000, 900_000, 99_100_000, "0.996480827447023208", 348_750)]
fn a_backstop_pays_up_to_its_cap(
    #[case] cap_bps: u64,
    #[case] paid: u128,
    #[case] supply: u128,
    #[case] rate: &str,
    #[case] carried: u128,
) {
    let mut world = world().backstop(3_000_000, cap_bps);
    let found = world.look(&[("v1", DOUBLE_SIGN)]);
    assert_eq!(burned(&found), [("", paid, paid)]);
    assert_eq!(found.covered, native(paid));
    assert_eq!((world.supply(), world.rate()), (supply, rate.into()));
    assert_eq!(world.balance_of("backstop"), 3_000_000 - paid);
    // What was paid needs no profit to make it good.
    assert_eq!(world.ledger.books.loss_carry, native(carried));
    assert!(world.owed().is_empty());
}

#[test]
fn the_culprits_bond_pays_before_the_backstop_and_no_other_bond_does() {
    let mut world = world()
        .backstop(3_000_000, 10_000)
        .bond("v1", 500_000)
        .bond("v2", 500_000);
    let found = world.look(&[("v1", DOUBLE_SIGN)]);
    assert_eq!(burned(&found), [("v1", 500_000, 500_000), ("", 748_750, 748_750)]);
    assert_eq!(
        (world.balance_of("bonds"), world.balance_of("backstop")),
        (500_000, 2_251_250)
    );
    assert_eq!(world.rate(), "1");
    // It is spent.
    let again = world.look_at(NOW + 1, 0, &[("v1", 100_000), ("v2", 100_000)]);
    assert_eq!(burned(&again), [("v2", 100_000, 100_000), ("", 100_000, 100_000)]);
}

/// 20,000,000 have closed and val1 has undelegated 14,985,000 for them.
fn leaving() -> World {
    let mut world = world().backstop(3_000_000, 10_000);
    let at = Moment { height: 1, nanos: 0 };
    world.ledger.close(1, shares(20_000_000), at, 0).unwrap();
    world.fly("v1", NOW + DAY, 14_985_000);
    world
}

#[test]
fn a_paid_slash_reaches_no_batch_and_what_is_provisioned_is_owed_back() {
    let mut world = leaving();
    let found = world.look(&[("v1", 499_500)]);
    let slash = &found.slashes[0];
    assert_eq!(
        (slash.bonded, slash.provisioned),
        (native(499_500), native(749_250))
    );
    assert_eq!(burned(&found), [("", 1_248_750, 1_248_750)]);
    assert_eq!(found.borne_by_batches, Native::ZERO);
    assert_eq!(world.ledger.batches[&1].payable, native(20_000_000));
    assert_eq!(world.rate(), "1");
    assert_eq!(world.owed(), [("", "v1", 749_250)]);
}

#[test]
fn what_a_spared_entry_brings_returns_as_new_shares() {
    let mut world = leaving();
    world.look(&[("v1", 499_500)]);
    let found = world.look_at(NOW + DAY, 14_985_000, &[]);
    assert_eq!(found.given_back, native(749_250));
    assert_eq!((found.streamed, found.restored), (Native::ZERO, Native::ZERO));
    assert_eq!(world.balance_of("backstop"), 2_500_500);
    assert_eq!(world.rate(), "1");
    assert!(world.owed().is_empty());
    // Returned, and not taken off what it has covered.
    let account = world.accounts[&Payer::backstop("backstop")];
    assert_eq!(
        (account.covered, account.returned),
        (shares(1_248_750), shares(749_250))
    );
}

#[test]
fn an_entry_that_was_slashed_as_provisioned_returns_nothing_and_nothing_stays_owed() {
    let mut world = leaving();
    world.look(&[("v1", 499_500)]);
    let found = world.look_at(NOW + DAY, 14_985_000 - 749_250, &[]);
    assert!(found.mints.is_empty());
    assert_eq!(found.debts, Some(vec![]));
    assert_eq!(world.balance_of("backstop"), 1_751_250);
}

/// A bond of 500,000 against a fall of 500,000 and a provision of 500,000, then a backstop of 600,000 against what is left
/// of that and another fall of 1,000,000.
#[test]
fn each_burn_has_its_part_of_the_provisions() {
    let mut world = world().backstop(1_600_000, 10_000).bond("v1", 500_000);
    let half = STAKE / 2;
    world.stake("v1", half);
    world.ledger.books.delegated = native(3 * STAKE + 2 * half);
    world.stake("v1", 2 * half);
    world.fly("v1", NOW + DAY, half);
    let found = world.look(&[("v1", 500_000), ("v2", 1_000_000)]);
    assert_eq!(found.slashes[0].provisioned, native(500_000));
    assert_eq!(burned(&found), [("v1", 500_000, 500_000), ("", 600_000, 600_000)]);
    assert_eq!(world.owed(), [("v1", "v1", 250_000), ("", "v1", 100_000)]);
    // The entry was spared. What is not owed to guarantors streams to the holders.
    let found = world.look_at(NOW + DAY, half, &[]);
    let back: Vec<_> = found.mints.iter().map(|mint| mint.native.units()).collect();
    assert_eq!(back, [250_000, 100_000]);
    assert_eq!(found.streamed, native(150_000));
    assert!(world.owed().is_empty());
}

#[test]
fn of_two_entries_each_takes_its_part_of_what_is_owed_along() {
    let mut world = world().backstop(2_000_000, 10_000);
    world.fly("v1", NOW + DAY, 5_000_000);
    world.fly("v1", NOW + 2 * DAY, 10_000_000);
    // A tenth of all: 997,500 and 500,000 and 1,000,000, of which the backstop has 1,000,000.
    let found = world.look(&[("v1", 997_500)]);
    assert_eq!(found.slashes[0].provisioned, native(1_500_000));
    let owed = 1_000_000 * 1_500_000 / 2_497_500;
    assert_eq!(world.owed(), [("", "v1", owed)]);
    // The first was slashed as provisioned: its third of the debt goes with it.
    world.look_at(NOW + DAY, 4_500_000, &[]);
    assert_eq!(world.owed(), [("", "v1", owed * 2 / 3)]);
    // The second was spared.
    let found = world.look_at(NOW + 2 * DAY, 10_000_000, &[]);
    assert_eq!(found.given_back, native(owed * 2 / 3));
}

#[test]
fn a_retired_guarantor_is_burned_no_more_and_still_gets_its_returns() {
    let mut world = leaving();
    world.look(&[("v1", 499_500)]);
    world = world.bond("v2", 0);
    world.appointed.backstop = Some("successor".into());
    world.balances.insert("successor".into(), shares(5_000_000));
    let found = world.look_at(NOW + DAY, 14_985_000, &[("v2", 749_251)]);
    assert_eq!(found.mints[0].payer, Payer::backstop("backstop"));
    assert_eq!(found.burns[0].payer, Payer::backstop("successor"));
    assert_eq!(world.balance_of("backstop"), 2_500_500);
    // The successor does not begin with its predecessor's losses.
    let account = world.accounts[&Payer::backstop("successor")];
    assert_eq!(account.covered, shares(749_251));
}

#[test]
fn a_return_is_priced_before_the_gains_and_losses_of_its_look() {
    let mut world = leaving();
    world.look(&[("v1", 499_500)]);
    world.appointed.backstop = None;
    let supply = world.supply();
    // A gift of 10,000,000 streams, and a slash of 9,000,000 is netted with it.
    let found = world.look_at(NOW + DAY, 24_985_000, &[("v2", 9_000_000)]);
    assert_eq!(found.mints[0].shares, shares(749_250));
    assert_eq!(world.supply(), supply + 749_250);
    assert_eq!(found.streamed, native(1_000_000));
    assert_eq!(world.rate(), "1");
}

#[test]
fn where_netting_leaves_less_than_the_sum_all_slashes_are_scaled_alike() {
    let mut world = world()
        .backstop(3_000_000, 10_000)
        .bond("v1", 10_000)
        .bond("v2", 900_000);
    world.fly("v2", NOW + DAY, STAKE / 2);
    // 400,000 with v1, and 600,000 with v2, half of it provisioned; a gift of 750,000.
    let fall = world.ledger.positions["v2"].booked.units();
    assert_eq!(fall, STAKE / 2);
    let found = world.look_at(NOW, 750_000, &[("v1", 400_000), ("v2", 300_000)]);
    assert_eq!(found.slashes[1].provisioned, native(300_000));
    assert_eq!(found.loss, native(250_000));
    assert_eq!(
        burned(&found),
        [
            ("v1", 10_000, 10_000),
            ("v2", 150_000, 150_000),
            ("", 90_000, 90_000)
        ]
    );
    // Half of what v2 paid: the other gains that were set against its provision are the holders'.
    assert_eq!(world.owed(), [("v2", "v2", 75_000)]);
}

#[test]
fn gains_that_holders_do_not_have_yet_are_the_backstops_deductible_and_not_the_bonds() {
    let mut world = world().backstop(3_000_000, 10_000).bond("v1", 100_000);
    world.ledger.books.stream = Stream {
        amount: native(300_000),
        start: NOW,
        end: NOW + DAY,
    };
    let rate = world.ledger.books.rate(NOW);
    let found = world.look(&[("v1", DOUBLE_SIGN)]);
    assert_eq!(found.absorbed, native(300_000));
    let [bond, backstop] = &found.burns[..] else {
        panic!("two burns: {:?}", found.burns)
    };
    assert_eq!((bond.shares, bond.native), (shares(100_000), native(99_700)));
    assert_eq!(backstop.native, native(DOUBLE_SIGN - 300_000 - 99_700));
    assert_eq!(world.ledger.books.loss_carry, native(300_000));
    assert!(world.ledger.books.rate(NOW) <= rate);
    assert_eq!(world.ledger.books.pool(NOW), native(100_000_000 - DOUBLE_SIGN));
}

#[test]
fn a_backstop_keeps_a_million_and_a_small_one_pays_nothing() {
    let mut pays = world().backstop(1_000_001, 10_000);
    assert_eq!(burned(&pays.look(&[("v1", DOUBLE_SIGN)])), [("", 1, 1)]);
    let mut none = world().backstop(1_000_000, 10_000);
    assert!(none.look(&[("v1", DOUBLE_SIGN)]).burns.is_empty());
}

#[test]
fn a_bond_is_bounded_by_what_its_contract_has() {
    let mut world = world().bond("v1", 500_000).bond("v2", 100_000);
    world.balances.insert("bonds".into(), shares(250_000));
    let found = world.look(&[("v1", 200_000), ("v2", 90_000)]);
    assert_eq!(burned(&found), [("v1", 200_000, 200_000), ("v2", 50_000, 50_000)]);
}

#[test]
fn what_came_back_to_a_bond_pays_again() {
    let mut world = world().bond("v1", 50_000);
    let account = Account {
        covered: shares(40_000),
        returned: shares(25_000),
    };
    world.accounts.insert(Payer::bond("bonds", "v1"), account);
    let found = world.look(&[("v1", DOUBLE_SIGN)]);
    assert_eq!(burned(&found), [("v1", 35_000, 35_000)]);
}

#[test]
fn neither_rounding_nor_what_is_written_off_burns_anybody() {
    let mut world = world().backstop(3_000_000, 10_000).bond("v1", 500_000);
    world.mute = true;
    assert_eq!(world.look(&[("v1", 3)]).rounding, native(3));
    let found = world.ledger.write_off_stake(NOW, "v1", &rules()).unwrap();
    assert_eq!((found.covered, found.burns.len()), (Native::ZERO, 0));
    let found = world
        .ledger
        .bring_back(NOW, "v1", native(STAKE), &rules())
        .unwrap();
    assert_eq!(found.given_back, Native::ZERO);
    // An entry whose coins do not come, closed after the grace.
    world.fly("v2", NOW - 3 * DAY, 1_000_000);
    world.look_at(NOW, 0, &[]);
    let found = world.look_at(NOW + 2 * DAY, 0, &[]);
    assert_eq!(found.gross_loss, native(1_000_000));
    assert_eq!(found.covered, Native::ZERO);
}

#[test]
fn a_quiet_look_asks_for_no_guarantor() {
    let mut world = world().backstop(3_000_000, 10_000);
    world.fly("v1", NOW, 1_000_000);
    world.mute = true;
    let found = world.look_at(NOW, 1_500_000, &[]);
    assert_eq!((found.gift, found.debts), (native(500_000), None));
}

fn moved(world: &mut World, from: &str, to: &str, amount: u128, until: u64) {
    let lock = Lock {
        from: from.into(),
        amount: native(amount),
        until,
    };
    world.locks.or_default(to.into()).push(lock);
}

/// A validator's stake was moved to the three others over nine days; then it is slashed for the time before.
#[test]
fn guilt_follows_redelegations() {
    let mut world = world().backstop(3_000_000, 10_000);
    for validator in VALIDATORS {
        world = world.bond(validator, 2_000_000);
    }
    world.stake("v1", 0);
    let third = STAKE / 3;
    for to in ["v2", "v3", "v4"] {
        for part in [third / 2, third - third / 2] {
            moved(&mut world, "v1", to, part, NOW + 1);
        }
        world.stake(to, STAKE + third);
    }
    let charge = DOUBLE_SIGN / 3;
    let falls = ["v2", "v3", "v4"].map(|to| (to, charge));
    let found = world.look(&falls);
    assert!(found.burns.iter().all(|burn| burn.payer.key == "v1"));
    let paid = found.burns.iter().map(|burn| burn.shares.units()).sum::<u128>();
    assert_eq!(paid, DOUBLE_SIGN);
    assert_eq!(world.rate(), "1");
}

#[rstest]
// It fell by a hundredth itself: a hundredth of what it moved is its guilt, rounded up.
#[case::fell(24_975_000, 249_750, NOW + 1, 10_001)]
// A unit that nobody could move tells no fraction.
#[case::gone(1, 0, NOW + 1, 50_001)]
#[case::stands(24_975_000, 0, NOW + 1, 0)]
#[case::finished(0, 0, NOW, 0)]
fn a_source_is_charged_by_the_fraction_that_it_fell(
    #[case] stake: u128,
    #[case] fall: u128,
    #[case] until: u64,
    #[case] charged: u128,
) {
    let mut world = world().bond("v1", 900_000).bond("v2", 900_000);
    world.stake("v1", stake);
    world.ledger.books.delegated = native(3 * STAKE + stake);
    world.ledger.books.supply = shares(100_000 + 3 * STAKE + stake);
    moved(&mut world, "v1", "v2", 1_000_001, until);
    let found = world.look(&[("v1", fall), ("v2", 100_000)]);
    let by = |operator: &str| {
        let burns = found.burns.iter().filter(|burn| burn.payer.key == operator);
        burns.map(|burn| burn.shares.units()).sum::<u128>()
    };
    assert_eq!(by("v1"), fall + charged);
    assert_eq!(by("v2"), 100_000 - charged);
}

#[test]
fn a_source_without_a_bond_leaves_its_guilt_to_the_backstop_and_not_to_where_it_went() {
    let mut world = world().backstop(3_000_000, 10_000).bond("v2", 900_000);
    world.stake("v1", 0);
    moved(&mut world, "v1", "v2", 1_000_000, NOW + 1);
    let found = world.look(&[("v2", 80_000)]);
    assert_eq!(burned(&found), [("v2", 30_000, 30_000), ("", 50_000, 50_000)]);
}

#[test]
fn what_a_depleted_pool_cannot_price_is_shared_by_those_who_wait() {
    let mut world = leaving();
    world.ledger.books.owed = native(100_000_000);
    world.ledger.batches.get_mut(&1).unwrap().payable = native(100_000_000);
    let found = world.look(&[("v1", 499_500)]);
    assert!(found.burns.is_empty());
    assert_eq!(found.borne_by_batches, native(1_248_750));
}

#[test]
fn a_loss_of_everything_burns_no_more_than_is_there() {
    let mut world = world().backstop(3_000_000, 10_000).bond("v1", 500_000);
    let falls = VALIDATORS.map(|validator| (validator, STAKE));
    let found = world.look(&falls);
    assert_eq!(
        burned(&found),
        [("v1", 500_000, 500_000), ("", 2_000_000, 2_000_000)]
    );
    assert_eq!(world.ledger.books.pool(NOW), native(100_000));
    assert_eq!(world.supply(), 97_500_000);
}

#[test]
fn those_who_are_burned_take_their_part_of_earlier_losses_along() {
    let mut world = world().backstop(51_000_000, 10_000);
    world.ledger.books.loss_carry = native(1_000_000);
    world.ledger.books.loss_supply = shares(100_000_000);
    let found = world.look(&[("v1", 10_000_000)]);
    assert_eq!(found.covered, native(10_000_000));
    assert_eq!(world.ledger.books.loss_carry, native(900_000));
    assert_eq!(world.ledger.books.loss_supply, shares(90_000_000));
}

#[test]
fn lenders_reckon_with_the_worst_double_sign_beyond_its_bond_and_the_backstop() {
    let none = world().ledger.standing(NOW, &world()).unwrap();
    // 1,248,750 of 100,000,000, rounded up.
    assert_eq!((none.worst_loss, none.uncovered_bps), (native(DOUBLE_SIGN), 125));
    let mut world = world().backstop(3_000_000, 3_000).bond("v1", 500_000);
    let standing = world.ledger.standing(NOW, &world).unwrap();
    let expected = Standing {
        worst_loss: native(DOUBLE_SIGN),
        // The others are as large and have none.
        bond: native(0),
        backstop: native(900_000),
        uncovered_bps: 35,
    };
    assert_eq!(standing, expected);
    world.stake("v1", STAKE + 4);
    assert_eq!(world.ledger.standing(NOW, &world).unwrap().bond, native(500_000));
    world.stake("v1", STAKE);
    // What is in flight is slashed as well.
    world = world.backstop(3_000_000, 10_000);
    assert_eq!(world.ledger.standing(NOW, &world).unwrap().uncovered_bps, 0);
    world.stake("v2", 2 * STAKE);
    world.fly("v2", NOW + DAY, STAKE);
    world.stake("v2", 2 * STAKE);
    assert_eq!(world.ledger.standing(NOW, &world).unwrap().uncovered_bps, 175);
}

#[rstest]
#[case(999, false)]
#[case(1_000, true)]
#[case(10_000, true)]
#[case(10_001, false)]
fn a_cap_is_between_a_tenth_and_all(#[case] cap_bps: u64, #[case] fine: bool) {
    assert_eq!(check_cap(cap_bps).is_ok(), fine);
}

mod random {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        /// At any rate, with any sizes of guarantors, stream, queue and entries.
        #[test]
        fn the_rate_never_rises_and_a_whole_cover_reaches_no_batch(
            supply in 60_000_000u128..200_000_000,
            bond in 0u128..3_000_000,
            backstop in 0u128..30_000_000,
            cap_bps in 1_000u64..=10_000,
            stream in 0u128..500_000,
            queued in 0u128..10_000_000,
            flying in 0u128..20_000_000,
            falls in prop::array::uniform4(0u128..1_300_000),
            gift in prop_oneof![Just(0u128), 0u128..500_000],
            spared in any::<bool>(),
        ) {
            let mut world = world().backstop(backstop, cap_bps).bond("v1", bond).bond("v2", bond / 2);
            world.ledger.books.supply = shares(supply);
            world.ledger.books.stream = Stream { amount: native(stream), start: NOW - 5, end: NOW + DAY };
            let at = Moment { height: 1, nanos: 0 };
            world.ledger.close(1, shares(queued), at, 0).unwrap();
            if flying > 0 {
                world.fly("v1", NOW + DAY, flying);
            }
            let payable = world.ledger.batches[&1].payable;
            let rate = world.ledger.books.rate(NOW);
            let before = world.supply();
            let falls: Vec<_> = VALIDATORS.into_iter().zip(falls).collect();
            let found = world.look_at(NOW, gift, &falls);
            prop_assert!(world.ledger.books.rate(NOW) <= rate);
            if found.covered.more(found.absorbed) == found.loss {
                prop_assert_eq!(world.ledger.batches[&1].payable, payable);
            }
            let burned: u128 = found.burns.iter().map(|burn| burn.shares.units()).sum();
            prop_assert_eq!(world.supply(), before - burned);
            let paid: u128 = found.burns.iter().map(|burn| burn.native.units()).sum();
            prop_assert_eq!(found.covered, native(paid));
            let owed: u128 = world.owed().iter().map(|(_, _, amount)| amount).sum();
            let provisioned: u128 = found.slashes.iter().map(|slash| slash.provisioned.units()).sum();
            prop_assert!(owed <= provisioned && owed <= paid);

            let rate = world.ledger.books.rate(NOW + DAY);
            let came = if spared { flying } else { flying - provisioned };
            let found = world.look_at(NOW + DAY, came, &[]);
            prop_assert!(world.owed().is_empty());
            let minted: u128 = found.mints.iter().map(|mint| mint.shares.units()).sum();
            prop_assert_eq!(world.supply(), before - burned + minted);
            if spared {
                // Rounded down once for each guarantor.
                prop_assert!(found.given_back.units() <= owed && owed <= found.given_back.units() + 3);
            } else {
                prop_assert_eq!(minted, 0);
            }
            // A new share is rounded down, so that the rate may rise by a unit of the pool for each.
            let after = world.ledger.books.pool(NOW + DAY).units();
            let unit = cosmwasm_std::Decimal::from_ratio(6u128 * (1 + after / before), world.supply());
            prop_assert!(world.ledger.books.rate(NOW + DAY) <= rate + unit);
        }
    }
}

//! Random lives of the backstop at its hub.
//!
//! `FLOE_ACTIONS` actions in lives of [`LIFE`] from `FLOE_SEED` on.

use super::*;

/// Actions of a life.
const LIFE: u64 = 500;
/// Who lets everything cool at once, again and again, and stops before more comes.
const COOLER: &str = "user0";
const PEOPLE: [&str; 4] = [COOLER, "user1", "user2", "user3"];

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap())
}

#[derive(Default)]
struct Counted {
    done: u64,
    refused: u64,
    covers: u64,
    returns: u64,
}

struct Backers {
    s: Suite,
    dice: Random,
    /// What the cooler has paid in and was paid.
    paid: u128,
    got: u128,
    counted: Counted,
}

impl Backers {
    fn new(seed: u64) -> Self {
        let mut plan = setup(4);
        for name in PEOPLE {
            plan = plan.user(name, 1_000_000_000_000);
        }
        plan.guarantors.backstop = Some(3_000_000u128.into());
        let mut s = Suite::new(plan);
        s.depth = Depth::Light;
        for name in PEOPLE {
            s.bond(name, 100_000_000);
        }
        let receivers = json!([{"to": s.addr("backstop"), "weight": 1}]);
        let (gov, hub) = (s.addr("gov"), s.hub.clone());
        let fee = json!({"update_fee": {"bps": 1000, "receivers": receivers}});
        s.exec(&gov, &hub, &fee, &[]).unwrap();
        s.crank();
        Self {
            s,
            dice: Random::new(seed),
            paid: 0,
            got: 0,
            counted: Counted::default(),
        }
    }

    fn amount(&mut self) -> u128 {
        10u128.pow(self.dice.below(8) as u32) * u128::from(1 + self.dice.below(9))
    }

    /// `A / N` before and after a message of somebody else: it never falls, what may come back counted in where units are
    /// bought.
    fn price(&self) -> (u128, u128, u128) {
        let state = self.s.backstop_state();
        let (assets, owed) = (state.assets.u128(), state.owed_shares.u128());
        (assets, assets + owed, state.units.u128())
    }

    fn deposit(&mut self, who: &str) -> Result<(), Failure> {
        let shares = self.amount().min(self.s.shares(who));
        if who == COOLER {
            self.s.backstop(who, &BackstopMsg::Stop {}).ok();
        }
        let (_, before, all) = self.price();
        let outcome = self.s.try_stake(who, shares);
        let (_, after, left) = self.price();
        assert!(after * all >= before * left, "a deposit took from the others");
        if who == COOLER {
            self.paid += if outcome.is_ok() { shares } else { 0 };
            self.s.backstop(who, &BackstopMsg::Begin { units: None }).ok();
        }
        outcome.map(drop)
    }

    fn begin(&mut self, who: &str) -> Result<(), Failure> {
        let all = self.s.backstop_position(who).units.u128();
        let some =
            (who != COOLER && self.dice.once_in(2)).then(|| u128::from(self.dice.below(1_000)) * all / 1_000);
        let units = some.map(Uint128::new);
        self.s.backstop(who, &BackstopMsg::Begin { units }).map(drop)
    }

    fn withdraw(&mut self, who: &str) -> Result<(), Failure> {
        // So that what is measured is the withdrawal and not the look before it.
        self.s.sync();
        let cooling = self.s.backstop_position(who).cooling;
        let most = cooling.map(|cooling| worth(&self.s, cooling.units.u128()).min(cooling.most.u128()));
        let (before, _, all) = self.price();
        let out = self.s.try_leave_backstop(who)?;
        assert!(Some(out) <= most, "{who} got {out} of {most:?}");
        let (after, _, left) = self.price();
        assert!(after * all >= before * left, "a withdrawal took from the others");
        if who == COOLER {
            self.got += out;
        }
        Ok(())
    }

    fn slash(&mut self) {
        let validator = format!("val{}", 1 + self.dice.below(4));
        let slash = Slash::new(
            &self.s.operator(&validator),
            Decimal::permille(1 + self.dice.below(20)),
        );
        let slash = if self.dice.once_in(2) {
            slash.at_height(1)
        } else {
            slash
        };
        let before = self.s.backstop_state();
        self.s.slash_as(&slash);
        if self.dice.once_in(2) {
            self.s.sync();
        }
        self.counted.covers += u64::from(self.s.backstop_state().covered > before.covered);
    }

    fn exit(&mut self, who: &str) -> Result<(), Failure> {
        let shares = self.s.shares(who) / 10;
        self.s.try_queue(who, shares)?;
        self.s.submit_batch();
        Ok(())
    }

    fn act(&mut self) {
        let who = *self.dice.one(&PEOPLE);
        let returned = self.s.backstop_state().returned;
        let outcome = match self.dice.below(20) {
            0..=4 => self.deposit(who),
            5..=7 => self.begin(who),
            8 if who != COOLER => self.s.backstop(who, &BackstopMsg::Stop {}).map(drop),
            9..=11 => self.withdraw(who),
            12 => {
                let coins = self.amount().max(10_000);
                self.s.give_to_backstop(coins);
                Ok(())
            }
            13 => {
                self.s.rewards(1_000_000);
                self.s.harvest();
                Ok(())
            }
            14 => {
                self.slash();
                Ok(())
            }
            15 => self.exit(who),
            16 => self.s.backstop("stranger", &BackstopMsg::Poke {}).map(drop),
            _ => {
                let days = *self.dice.one(&[0, 1, 7, 22]);
                self.s.pass_secs(days * DAY + self.dice.below(DAY));
                self.s.crank();
                Ok(())
            }
        };
        self.counted.done += 1;
        self.counted.refused += u64::from(outcome.is_err());
        self.counted.returns += u64::from(self.s.backstop_state().returned > returned);
        self.check();
    }

    fn check(&self) {
        let [units, assets, _] = books(&self.s);
        let people = PEOPLE.iter().chain([&FOUNDER]);
        let theirs: u128 = people
            .map(|name| self.s.backstop_position(name).units.u128())
            .sum();
        assert_eq!(theirs + 1_000_000, units);
        assert!(assets > 0, "there is always a price");
        assert!(assets <= self.s.shares("backstop"));
    }

    /// The cooler leaves with everything.
    fn end(mut self) -> Counted {
        if self.s.backstop_position(COOLER).units.u128() > 0 {
            self.s.begin(COOLER, None);
            self.s.pass_secs(COOLDOWN);
            // What is worth less than a share stays.
            self.got += self.s.try_leave_backstop(COOLER).unwrap_or(0);
        }
        assert!(
            self.got <= self.paid,
            "cooling earned {} of {}",
            self.got,
            self.paid
        );
        self.counted
    }
}

#[test]
fn in_random_lives_nobody_takes_from_the_others_and_who_only_cools_earns_nothing() {
    let (actions, first) = (number("FLOE_ACTIONS", 1_000), number("FLOE_SEED", 1));
    let mut all = Counted::default();
    for seed in first..first + actions.div_ceil(LIFE) {
        let mut life = Backers::new(seed);
        for _ in 0..LIFE {
            life.act();
        }
        let counted = life.end();
        all.done += counted.done;
        all.refused += counted.refused;
        all.covers += counted.covers;
        all.returns += counted.returns;
    }
    println!(
        "{} actions of a backstop, {} refused, {} covers, {} returns",
        all.done, all.refused, all.covers, all.returns
    );
    assert!(all.covers > 0 && all.returns > 0 && all.refused < all.done / 2);
}

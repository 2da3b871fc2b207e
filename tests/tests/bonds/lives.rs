//! Random lives of operators with bonds at their hub and registry.
//!
//! `FLOE_ACTIONS` actions in lives of [`LIFE`] from `FLOE_SEED` on. What was posted, paid and burned is counted beside the
//! contract, from the answers of the messages alone.

use super::*;

/// Actions of a life.
const LIFE: u64 = 400;
const OPERATORS: [&str; 4] = ["ann", "ben", "cid", "dan"];

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap())
}

/// Of each operator, what came in and what went out.
#[derive(Default)]
struct Counted {
    posted: [u128; 4],
    paid: [u128; 4],
    refused: u64,
    covered: u64,
    withdrawn: u64,
}

struct Life {
    s: Suite,
    dice: Random,
    counted: Counted,
}

impl Life {
    fn new(seed: u64) -> Self {
        let mut s = with_operators(&[], &OPERATORS);
        s.depth = Depth::Light;
        Self {
            s,
            dice: Random::new(seed),
            counted: Counted::default(),
        }
    }

    fn act(&mut self) {
        let n = self.dice.index(OPERATORS.len());
        let name = OPERATORS[n];
        let fine = match self.dice.below(12) {
            0 | 1 => {
                let amount = 1_000 + u128::from(self.dice.below(60_000));
                let before = self.s.bond_of(name).posted.u128();
                let posted = self.s.post_bond(name, amount).is_ok();
                self.counted.posted[n] += self.s.bond_of(name).posted.u128() - before;
                posted
            }
            2 => self.s.try_list(name, name).is_ok(),
            3 => {
                let operator = self.s.operator(name);
                self.s.bonds(name, &BondsMsg::Unlist { operator }).is_ok()
            }
            4 | 5 => self.begin(name),
            6 => self.withdraw(n),
            7 => {
                self.s.slash(name, 1 + self.dice.below(5));
                self.counted.covered += 1;
                true
            }
            8 => {
                self.s.refresh();
                self.check_class();
                true
            }
            9 => {
                self.s.rebalance();
                true
            }
            10 => {
                let days = 1 + self.dice.below(12);
                self.s.pass_days(days);
                true
            }
            _ => {
                self.s.sync();
                true
            }
        };
        self.counted.refused += u64::from(!fine);
        self.check_books();
    }

    /// Never more than what is above the required, whatever is asked.
    fn begin(&mut self, name: &str) -> bool {
        let free = self.s.bond_of(name).free.u128();
        let asked = 1 + u128::from(self.dice.below(80_000));
        let begun = self.s.try_begin_withdraw(name, asked).is_ok();
        assert_eq!(begun, asked <= free, "{name} asked for {asked} of {free}");
        begun
    }

    fn withdraw(&mut self, n: usize) -> bool {
        let name = OPERATORS[n];
        let cooling = self.s.bond_of(name).cooling.u128();
        let Ok(paid) = self.s.try_withdraw_bond(name) else {
            return false;
        };
        assert!(paid <= cooling, "{name} got {paid} of {cooling}");
        let bond = self.s.bond_of(name);
        assert!(bond.carrying >= bond.required, "{name} keeps what is required");
        self.counted.paid[n] += paid;
        self.counted.withdrawn += 1;
        true
    }

    /// What the contract has is what the bonds are, and what was posted is in less out whatever burns.
    fn check_books(&self) {
        let mut all = 0;
        for (n, name) in OPERATORS.iter().enumerate() {
            let bond = self.s.bond_of(name);
            assert_eq!(bond.posted.u128(), self.counted.posted[n] - self.counted.paid[n]);
            assert_eq!(bond.bond, bond.carrying + bond.cooling);
            assert_eq!(bond.bond, bond.posted + bond.returned - bond.covered);
            all += bond.bond.u128();
        }
        assert_eq!(self.s.shares("bonds"), all);
    }

    /// All stake by the targets: the class has at most a tenth of it, and what its bonds carry.
    fn check_class(&self) {
        let total = self.s.books().pool();
        let targets: registry::Targets = self
            .s
            .query(&self.s.registry, &registry::QueryMsg::Targets {})
            .unwrap();
        let amounts = targets.amounts(Native::new(total)).unwrap();
        let of = |name: &&str| {
            amounts
                .get(&self.s.operator(name))
                .map_or(0, |amount| amount.units())
        };
        let class: u128 = OPERATORS.iter().map(|name| of(&name)).sum();
        // Units that rounding leaves go to whoever has room.
        assert!(class <= total / 10 + 4, "{class} of {total}");
        let capacity: u128 = OPERATORS
            .iter()
            .map(|name| self.s.bond_of(name).capacity.u128())
            .sum();
        assert!(class <= capacity + 4, "{class} on bonds for {capacity}");
    }
}

#[test]
fn random_operators_never_take_more_than_is_theirs_and_free() {
    let (actions, seed) = (number("FLOE_ACTIONS", 800), number("FLOE_SEED", 1));
    let mut counted = Counted::default();
    for life in 0..actions.div_ceil(LIFE) {
        let mut one = Life::new(seed + life);
        for _ in 0..LIFE {
            one.act();
        }
        counted.refused += one.counted.refused;
        counted.covered += one.counted.covered;
        counted.withdrawn += one.counted.withdrawn;
    }
    assert!(counted.refused < actions * 3 / 4, "most was refused");
    assert!(counted.covered > 0 && counted.withdrawn > 0, "nothing happened");
}

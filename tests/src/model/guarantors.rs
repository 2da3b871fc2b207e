//! Guarantors: whose own shares pay for a slash, before anybody else bears it, and what comes back to them.

use std::collections::BTreeMap;

use super::arithmetic::{divide_up, mul_div, mul_div_up, BPS, NANOS};
use super::observe::Findings;
use super::{Bonds, Entry, Model};

/// Shares that a backstop keeps.
const KEPT: u128 = 1_000_000;
/// A double sign, in basis points.
const DOUBLE_SIGN: u128 = 500;
/// Booked delegation from which a fall tells a fraction (docs/adr/0009).
const TELLING: u128 = 5_000;

/// Contract, and the operator of a bond or nothing.
pub type Payer = (String, String);

/// Who pays, what was posted, and what each contract has paid and got back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guarantors {
    pub bonds: Option<String>,
    pub backstop: Option<String>,
    pub cap_bps: u128,
    /// By operator.
    pub posted: BTreeMap<String, u128>,
    /// Of bonds that are a contract of their own kind.
    pub ways_out: Bonds,
    pub covered: BTreeMap<Payer, u128>,
    pub returned: BTreeMap<Payer, u128>,
    /// By payer and validator.
    pub owed_back: BTreeMap<(Payer, String), u128>,
    /// Destination → source, amount and seconds of the end of each redelegation.
    pub moved: BTreeMap<String, Vec<(String, u128, u64)>>,
    /// What the look in hand has found.
    pub look: Look,
}

/// What one look has found that bears on guarantors.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// What was provisioned on each entry before the look, by completion and validator.
    pub before: BTreeMap<(u64, String), u128>,
    /// The same of the entries credited, by validator.
    pub credited: BTreeMap<String, u128>,
    /// All that was provisioned on the entries credited, by this look too.
    pub all_credited: u128,
    pub slashes: Vec<Fallen>,
}

/// A slash, as it was before anything was netted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fallen {
    pub validator: String,
    pub booked: u128,
    pub fall: u128,
    pub provision: u128,
}

/// What is left to pay of one slash.
struct Rest {
    validator: String,
    whole: u128,
    provision: u128,
}

impl Model {
    pub fn begin_look(&mut self) {
        let mut look = Look::default();
        for entry in self.entries.iter().filter(|entry| entry.amount > entry.expected) {
            let key = (entry.completion_ns, entry.validator.clone());
            look.before.insert(key, entry.amount - entry.expected);
        }
        self.guarantors.look = look;
    }

    /// An entry has come.
    pub fn credited(&mut self, entry: &Entry) {
        let look = &mut self.guarantors.look;
        look.all_credited += entry.amount - entry.expected;
        let key = (entry.completion_ns, entry.validator.clone());
        let before = look.before.get(&key).copied().unwrap_or(0);
        *look.credited.entry(entry.validator.clone()).or_default() += before;
    }

    /// What is provisioned on a validator's entries in flight: from before the look, and by it.
    fn in_flight(&self, validator: &str) -> (u128, u128) {
        let (mut before, mut made) = (0, 0);
        for entry in self.entries.iter().filter(|entry| entry.validator == validator) {
            let key = (entry.completion_ns, entry.validator.clone());
            let earlier = self.guarantors.look.before.get(&key).copied().unwrap_or(0);
            before += earlier;
            made += entry.amount - entry.expected - earlier;
        }
        (before, made)
    }

    /// Before anything is netted: what comes back to those who paid for what was provisioned before the look, as new shares
    /// at the rate of that time. Of what is owed back only the part stays whose entries are still in flight.
    pub fn give_back(&mut self, pool: u128, found: &mut Findings) {
        let look = self.guarantors.look.clone();
        let (returns, supply) = (found.returns, self.supply);
        for ((payer, validator), owed) in self.guarantors.owed_back.clone() {
            let of_validator = look.before.iter().filter(|((_, of), _)| *of == validator);
            let before: u128 = of_validator.map(|(_, provisioned)| provisioned).sum();
            let credited = look.credited.get(&validator).copied().unwrap_or(0);
            if credited > 0 && pool > 0 {
                let part = mul_div(returns, credited, look.all_credited);
                let back = mul_div(part, owed, before);
                let shares = mul_div(back, supply, pool);
                if shares > 0 {
                    found.returns -= back;
                    self.mint(&payer.0, shares);
                    *self.guarantors.returned.entry(payer.clone()).or_default() += shares;
                }
            }
            let stays = mul_div(owed, self.in_flight(&validator).0, before);
            self.guarantors.owed_back.insert((payer, validator), stays);
        }
        self.guarantors.owed_back.retain(|_, owed| *owed > 0);
    }

    /// Lets bonds, stream and backstop bear a net loss, in this order. Returns what everybody bears, and what guarantors
    /// have paid.
    pub fn bear_slashes(&mut self, now: u64, loss: u128, pool: &mut u128) -> (u128, u128) {
        let mut left = loss;
        let mut rests = vec![];
        if loss > 0 && (self.guarantors.bonds.is_some() || self.guarantors.backstop.is_some()) {
            rests = self.charge_bonds(now, loss, &mut left, pool);
        }
        let absorbed = {
            let rest = self.consume_stream(now, left);
            left - rest
        };
        left -= absorbed;
        self.charge_backstop(rests, &mut left, pool);
        self.shrink_carry();
        (left, loss - absorbed - left)
    }

    /// Every slash is the culprit's first, and the fall is that of a source of moved stake before.
    fn charge_bonds(&mut self, now: u64, loss: u128, left: &mut u128, pool: &mut u128) -> Vec<Rest> {
        let slashes = self.guarantors.look.slashes.clone();
        let sum: u128 = slashes.iter().map(|s| s.fall + s.provision).sum();
        let scaled = |amount: u128| {
            if loss < sum {
                mul_div(amount, loss, sum)
            } else {
                amount
            }
        };
        let mut rests = vec![];
        for slash in &slashes {
            let mut rest = Rest {
                validator: slash.validator.clone(),
                whole: scaled(slash.fall + slash.provision),
                provision: match slash.provision {
                    0 => 0,
                    made => mul_div(scaled(made), self.in_flight(&slash.validator).1, made),
                },
            };
            let mut of_others = 0;
            let mut fall = slash.fall;
            for (source, moved, until) in self
                .guarantors
                .moved
                .get(&slash.validator)
                .cloned()
                .unwrap_or_default()
            {
                if until <= now || self.guarantors.bonds.is_none() {
                    continue;
                }
                let guilt = self.guilt(&source, moved).min(fall);
                fall -= guilt;
                let asked = scaled(guilt);
                of_others += asked;
                let paid = self.burn_bond(&source, asked, left, pool);
                rest.whole -= paid;
            }
            let own = scaled(slash.fall + slash.provision) - of_others;
            let paid = self.burn_bond(&slash.validator, own, left, pool);
            if paid > 0 {
                let part = mul_div(paid, rest.provision, own);
                rest.whole -= paid;
                rest.provision -= part;
                let payer = (self.guarantors.bonds.clone().unwrap(), slash.validator.clone());
                self.owe(payer, &slash.validator, part);
            }
            rests.push(rest);
        }
        rests
    }

    /// What a source has to answer for of what was moved from it.
    fn guilt(&self, source: &str, moved: u128) -> u128 {
        let look = &self.guarantors.look;
        let slash = look.slashes.iter().find(|s| s.validator == source);
        let booked = slash.map_or_else(|| self.stake_on(source), |s| s.booked);
        match slash {
            _ if booked < TELLING => mul_div_up(moved, DOUBLE_SIGN, BPS),
            Some(slash) => mul_div_up(moved, slash.fall, slash.booked),
            None => 0,
        }
    }

    fn burn_bond(&mut self, operator: &str, loss: u128, left: &mut u128, pool: &mut u128) -> u128 {
        let Some(bonds) = self.guarantors.bonds.clone() else {
            return 0;
        };
        let payer = (bonds, operator.to_owned());
        let all = &self.guarantors;
        let of = |map: &BTreeMap<Payer, u128>| map.get(&payer).copied().unwrap_or(0);
        let posted = all.posted.get(operator).copied().unwrap_or(0);
        let bond = (posted + of(&all.returned)).saturating_sub(of(&all.covered));
        let most = bond.min(self.balance(&payer.0));
        self.pay_for(payer, loss, most, left, pool)
    }

    fn charge_backstop(&mut self, rests: Vec<Rest>, left: &mut u128, pool: &mut u128) {
        let whole: u128 = rests.iter().map(|rest| rest.whole).sum();
        let Some(backstop) = self.guarantors.backstop.clone() else {
            return;
        };
        if whole == 0 {
            return;
        }
        let balance = self.balance(&backstop);
        let most = mul_div(balance, self.guarantors.cap_bps, BPS).min(balance.saturating_sub(KEPT));
        let payer = (backstop, String::new());
        let paid = self.pay_for(payer.clone(), whole, most, left, pool);
        for rest in rests {
            let part = mul_div(paid, rest.provision, whole);
            self.owe(payer.clone(), &rest.validator, part);
        }
    }

    /// Burns what a loss is worth, at most so much, and returns what that pays of it. `pool` still has what nobody has
    /// borne yet.
    fn pay_for(&mut self, payer: Payer, loss: u128, most: u128, left: &mut u128, pool: &mut u128) -> u128 {
        let loss = loss.min(*left);
        if loss == 0 || most == 0 || *pool == 0 {
            return 0;
        }
        use cosmwasm_std::Uint256;
        let wide = |a: u128, b: u128| Uint256::from(a) * Uint256::from(b);
        let wanted = wide(loss, self.supply) / Uint256::from(*pool);
        let (shares, paid) = if wanted <= Uint256::from(most) {
            (super::narrow(wanted), loss)
        } else {
            let worth = divide_up(wide(most, *pool), Uint256::from(self.supply));
            (most, super::narrow(worth).min(loss))
        };
        self.burn(&payer.0.clone(), shares);
        *self.guarantors.covered.entry(payer).or_default() += shares;
        *left -= paid;
        *pool -= paid;
        paid
    }

    fn owe(&mut self, payer: Payer, validator: &str, amount: u128) {
        if amount > 0 {
            *self
                .guarantors
                .owed_back
                .entry((payer, validator.to_owned()))
                .or_default() += amount;
        }
    }

    /// The owner names another guarantor, or another cap; everybody looks first.
    pub fn regulate(&mut self, view: &super::View, change: impl FnOnce(&mut Guarantors)) {
        self.observe(view);
        change(&mut self.guarantors);
    }

    /// Seconds of the end of a redelegation, rounded up.
    pub fn remember_move(&mut self, from: &str, to: &str, amount: u128, until_ns: u64) {
        let moves = self.guarantors.moved.entry(to.to_owned()).or_default();
        moves.push((from.to_owned(), amount, until_ns.div_ceil(NANOS)));
    }
}

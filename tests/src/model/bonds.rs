//! Bonds of operators, from the page: what was posted, what stake requires, and the way out.

use std::collections::BTreeMap;

use super::arithmetic::{mul_div_up, BPS};
use super::{Model, View};

/// What one contract of bonds keeps beside `posted`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bonds {
    /// Of the stake that a bond may carry, in basis points.
    pub bond_bps: u128,
    /// Seconds.
    pub cooldown: u64,
    /// By operator.
    pub cooling: BTreeMap<String, CoolingShares>,
}

/// Shares on their way out: they carry no stake and still burn, after the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoolingShares {
    pub shares: u128,
    /// Seconds from which they may leave.
    pub ready: u64,
    pub account: String,
}

/// A bond at a moment, as the contract is asked for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BondNow {
    pub posted: u128,
    pub whole: u128,
    pub rest: u128,
    /// What is left of the shares that cool.
    pub cooling: u128,
    pub at_risk: u128,
    /// None: no number of shares is worth that.
    pub required: Option<u128>,
}

impl BondNow {
    /// What may begin to cool.
    pub fn free(&self) -> u128 {
        self.required
            .map_or(0, |required| self.rest.saturating_sub(required))
    }
}

impl Model {
    /// `posted + returned − covered`, of which what cools burns last.
    pub fn bond_now(&self, now: u64, operator: &str) -> BondNow {
        let all = &self.guarantors;
        let payer = (all.bonds.clone().unwrap_or_default(), operator.to_owned());
        let of = |map: &BTreeMap<_, u128>| map.get(&payer).copied().unwrap_or(0);
        let posted = all.posted.get(operator).copied().unwrap_or(0);
        let whole = (posted + of(&all.returned)).saturating_sub(of(&all.covered));
        let cooling = all.ways_out.cooling.get(operator);
        let cooling = cooling.map_or(0, |cooling| cooling.shares.min(whole));
        let at_risk = self.reached(now, operator);
        BondNow {
            posted,
            whole,
            rest: whole - cooling,
            cooling,
            at_risk,
            required: self.required(now, at_risk),
        }
    }

    /// All that a slash of a validator reaches: stake there, written off or not, entries in flight, and what was moved away
    /// by moves that are not over.
    fn reached(&self, now: u64, operator: &str) -> u128 {
        let silent = self.silent.get(operator).map_or(0, |silent| silent.amount);
        let entries = self.entries.iter().filter(|entry| entry.validator == operator);
        let in_flight: u128 = entries.map(|entry| entry.amount).sum();
        let moves = self.guarantors.moved.values().flatten();
        let away: u128 = moves
            .filter(|(source, _, until)| source == operator && *until > now)
            .map(|(_, amount, _)| amount)
            .sum();
        self.stake_on(operator) + silent + in_flight + away
    }

    /// `⌈at risk · bond_bps / 10⁴ / rate⌉`
    fn required(&self, now: u64, at_risk: u128) -> Option<u128> {
        if at_risk == 0 {
            return Some(0);
        }
        let bps = self.guarantors.ways_out.bond_bps;
        match self.pool(now) {
            0 => None,
            pool => Some(mul_div_up(at_risk * bps, self.supply, pool * BPS)),
        }
    }

    /// `begin_withdraw{operator, shares}` by the operator's own account. What cools already joins and begins anew. Returns
    /// whether it is accepted.
    pub fn begin_withdraw(&mut self, now: u64, operator: &str, account: &str, shares: u128) -> bool {
        let bond = self.bond_now(now, operator);
        if shares == 0 || bond.required.is_none() || shares > bond.free() {
            return false;
        }
        let ways_out = &mut self.guarantors.ways_out;
        let before = ways_out.cooling.get(operator).map_or(0, |cooling| cooling.shares);
        let cooling = CoolingShares {
            shares: before + shares,
            ready: now + ways_out.cooldown,
            account: account.to_owned(),
        };
        ways_out.cooling.insert(operator.to_owned(), cooling);
        true
    }

    /// `withdraw{operator}` by anyone: the hub looks, then the rest must be what is required once more. Returns what is paid,
    /// or nothing where it is refused, which undoes the look.
    pub fn withdraw_bond(&mut self, view: &View, operator: &str) -> Option<u128> {
        let now = view.now();
        let cooling = self.guarantors.ways_out.cooling.get(operator)?.clone();
        if now < cooling.ready {
            return None;
        }
        let before = self.clone();
        self.observe(view);
        let bond = self.bond_now(now, operator);
        if bond.required.is_none_or(|required| bond.rest < required) {
            *self = before;
            return None;
        }
        self.guarantors.ways_out.cooling.remove(operator);
        *self.guarantors.posted.entry(operator.to_owned()).or_default() -= bond.cooling;
        if bond.cooling > 0 {
            let bonds = self.guarantors.bonds.clone().unwrap_or_default();
            self.transfer(&bonds, &cooling.account, bond.cooling);
        }
        Some(bond.cooling)
    }
}

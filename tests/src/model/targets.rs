//! Targets: weight shares under a cap, by water-filling.

use super::arithmetic::{mul_div, BPS};
use crate::prelude::*;

/// What the registry answers.
#[derive(Clone, Debug, Default)]
pub struct Targets {
    pub members: Vec<Member>,
    pub max_share_bps: u64,
}

#[derive(Clone, Debug)]
pub struct Member {
    pub operator: String,
    pub weight: u64,
    /// May receive stake.
    pub accepting: bool,
    /// Its target is zero: removed, or out of the bonded set or too dear for too long.
    pub draining: bool,
}

impl Targets {
    /// Weight shares of `total`, capped, the excess shared among the rest. Sums exactly to `total` unless there is
    /// nobody to hold it. Another way of rounding may differ by as many units as there are validators.
    pub fn amounts(&self, total: u128) -> BTreeMap<String, u128> {
        let mut targets: BTreeMap<String, u128> =
            self.members.iter().map(|m| (m.operator.clone(), 0)).collect();
        let mut open: Vec<&Member> = self.members.iter().filter(|m| !m.draining).collect();
        if open.is_empty() {
            return targets;
        }
        let cap = self.cap(total);
        let mut left = total;
        loop {
            let weights: u128 = open.iter().map(|m| u128::from(m.weight)).sum();
            let share = |m: &Member| mul_div(left, m.weight.into(), weights);
            let (full, rest): (Vec<&Member>, Vec<&Member>) =
                open.iter().copied().partition(|m| share(m) >= cap);
            if full.is_empty() || rest.is_empty() {
                for member in &open {
                    targets.insert(member.operator.clone(), share(member).min(cap));
                }
                break;
            }
            for member in &full {
                targets.insert(member.operator.clone(), cap);
                left -= cap;
            }
            open = rest;
        }
        let mut missing = total - targets.values().sum::<u128>();
        for member in self.members.iter().filter(|m| !m.draining) {
            let target = targets.get_mut(&member.operator).unwrap();
            let more = missing.min(cap - *target).min(self.members.len() as u128);
            *target += more;
            missing -= more;
        }
        targets
    }

    /// The most that one validator is to hold of `total`.
    pub fn cap(&self, total: u128) -> u128 {
        let n = self.holding().max(1);
        mul_div(total, self.max_share_bps.into(), BPS).max(total.div_ceil(n.into()))
    }

    /// How many are not draining.
    pub fn holding(&self) -> u64 {
        self.members.iter().filter(|m| !m.draining).count() as u64
    }

    pub fn find(&self, operator: &str) -> Option<&Member> {
        self.members.iter().find(|m| m.operator == operator)
    }

    pub fn accepts(&self, operator: &str) -> bool {
        self.find(operator).is_some_and(|m| m.accepting && !m.draining)
    }

    /// Also those that the registry no longer knows.
    pub fn drains(&self, operator: &str) -> bool {
        self.find(operator).is_none_or(|m| m.draining)
    }

    /// Units that a different rounding of targets may make.
    pub fn slack(&self) -> u128 {
        self.members.len() as u128 + 1
    }
}

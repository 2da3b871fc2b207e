//! The rules for the choice of redelegations.

use super::arithmetic::{mul_div, BPS, DAY};
use super::silent_rules::Absence;
use super::{rule, Breach, Model, Targets, View};
use crate::prelude::*;

/// What the moves of one transaction are checked against.
struct Plan<'a> {
    targets: &'a Targets,
    /// Targets may be reckoned with or without what is still to be delegated.
    low: BTreeMap<String, u128>,
    high: BTreeMap<String, u128>,
    cap: u128,
    slack: u128,
    probe: u128,
    min_move: u128,
    undelegated: &'a [&'a String],
    now: u64,
}

impl Model {
    /// To be asked before the messages are booked. `undelegated` are the sources of this transaction's undelegations.
    pub fn check_moves(
        &self,
        view: &View,
        targets: Option<&Targets>,
        sent: &[(String, String, u128)],
        undelegated: &[&String],
        page: usize,
    ) -> Result<(), Breach> {
        if sent.is_empty() {
            return Ok(());
        }
        let now = view.now();
        rule!(
            !self.winding_down && now >= self.rebalancing_paused_until,
            "moves are closed: {sent:?}"
        );
        rule!(
            sent.len() <= page,
            "{} redelegations on a page of {page}",
            sent.len()
        );
        let Some(targets) = targets.filter(|t| !t.members.is_empty()) else {
            return Err(Breach(format!("moved without targets: {sent:?}")));
        };
        let total = self.stake() + self.allocatable(now, view.now_ns);
        let plan = Plan {
            targets,
            low: targets.amounts(self.stake()),
            high: targets.amounts(total),
            cap: targets.cap(total),
            slack: targets.slack(),
            probe: self.probe(now),
            min_move: self.min_move(now),
            undelegated,
            now,
        };
        let mut stakes = self.delegated.clone();
        let staked = self.delegated.iter().filter(|(_, stake)| **stake > 0);
        let staked = staked
            .map(|(v, _)| v)
            .filter(|v| self.absence(v) != Absence::Skipped);
        let marks_count = !self.all_marked(staked, now);
        let mut received: BTreeSet<&String> = BTreeSet::new();
        for (from, to, amount) in sent {
            rule!(
                !self.is_locked(from, view.now_ns) && !received.contains(from),
                "{from} is locked"
            );
            rule!(
                !(marks_count && self.is_marked(from, now)) && self.absence(from) != Absence::Skipped,
                "{from} is marked or skipped"
            );
            rule!(
                self.may_receive(targets, to, now),
                "{to} accepts no stake, is marked or skipped"
            );
            self.check_move(&plan, &stakes, (from, to, *amount))?;
            *stakes.entry(from.clone()).or_default() -= amount;
            *stakes.entry(to.clone()).or_default() += amount;
            received.insert(to);
        }
        self.check_budget(now, sent.iter().map(|(_, _, amount)| amount).sum(), plan.slack)
    }

    fn check_move(
        &self,
        plan: &Plan<'_>,
        stakes: &BTreeMap<String, u128>,
        (from, to, amount): (&String, &String, u128),
    ) -> Result<(), Breach> {
        let stake = |v: &String| stakes.get(v).copied().unwrap_or(0);
        let (held, there) = (stake(from), stake(to));
        let (slack, min_move) = (plan.slack, plan.min_move);
        rule!(
            from != to && amount > 0 && amount <= held,
            "{amount} from {from}, which has {held}, to {to}"
        );
        rule!(
            amount == held || amount >= min_move,
            "{amount} from {from} is below {min_move}"
        );
        if self.has_entries(from) {
            rule!(
                held - amount >= plan.probe,
                "{from} has entries and is left {}",
                held - amount
            );
        }
        let aim = plan.high.get(to).copied().unwrap_or(0);
        if plan.targets.drains(from) {
            let residue = held < 2 * min_move;
            rule!(
                residue || there + amount <= plan.cap + slack,
                "{to} rises above the cap {}",
                plan.cap
            );
            rule!(
                !plan.undelegated.contains(&to) && !self.asks(to),
                "{to} is refilled after giving in the same transaction"
            );
            if self.has_entries(to) {
                let free = plan
                    .targets
                    .members
                    .iter()
                    .map(|m| &m.operator)
                    .filter(|v| *v != from && !self.has_entries(v))
                    .filter(|v| self.may_receive(plan.targets, v, plan.now) && self.absence(v).counts())
                    .find(|v| {
                        let aim = plan.low.get(*v).copied().unwrap_or(0);
                        aim.saturating_sub(stake(v)) >= min_move + slack
                    });
                rule!(
                    free.is_none(),
                    "{from} leaves for {to}, which has entries, although {free:?} has none and lacks stake"
                );
            }
            return Ok(());
        }
        rule!(
            !self.has_entries(to) && !plan.undelegated.contains(&to),
            "{from} is moved into {to}, which has entries"
        );
        let keeps = plan.low.get(from).copied().unwrap_or(0);
        rule!(
            held - amount + slack >= keeps,
            "{from} falls below its target {keeps}"
        );
        rule!(there + amount <= aim + slack, "{to} rises above its target {aim}");
        // Whether it is more than a tenth off counts before anything moves.
        let (held, there) = (self.stake_on(from), self.stake_on(to));
        rule!(
            (held + slack) * 10 > keeps * 11,
            "{from} has {held}, within a tenth of its target {keeps}"
        );
        rule!(
            there * 10 < (aim + slack) * 9,
            "{to} has {there}, within a tenth of its target {aim}"
        );
        Ok(())
    }

    fn check_budget(&self, now: u64, moving: u128, slack: u128) -> Result<(), Breach> {
        let budget = self.daily_moves();
        rule!(moving <= budget, "{moving} moved with a budget of {budget}");
        // Days may be counted from any moment, so any stretch of that length may hold the end of one and the start of
        // the next, each with the budget of its time.
        let recent = self.moved.iter().filter(|(at, ..)| at + DAY > now);
        let (mut within, mut largest) = (moving, budget);
        for (_, amount, budget) in recent {
            within += amount;
            largest = largest.max(*budget);
        }
        rule!(
            within <= 2 * largest + slack,
            "{within} moved within a day, budget {largest}"
        );
        Ok(())
    }

    /// What may be redelegated in a day.
    pub fn daily_moves(&self) -> u128 {
        mul_div(self.stake(), self.params.max_move_bps.into(), BPS)
    }
}

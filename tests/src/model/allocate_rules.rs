//! The rules for the choice of delegations.

use super::silent_rules::Absence;
use super::told::distinct;
use super::{rule, Breach, Member, Model, Targets, View};
use crate::prelude::*;

impl Model {
    /// To be asked before the messages are booked.
    pub fn check_allocate(
        &self,
        view: &View,
        targets: Option<&Targets>,
        sent: &[(String, u128)],
        page: usize,
    ) -> Result<(), Breach> {
        let now = view.now();
        let closed = self.winding_down || now < self.delegations_paused_until;
        rule!(sent.is_empty() || !closed, "delegations are closed: {sent:?}");
        rule!(
            sent.len() <= page,
            "{} delegations on a page of {page}",
            sent.len()
        );
        rule!(
            distinct(sent.iter().map(|(v, _)| v)),
            "two delegations to one validator: {sent:?}"
        );
        let Some(targets) = targets.filter(|t| !t.members.is_empty() && !closed) else {
            rule!(sent.is_empty(), "delegated without targets: {sent:?}");
            return Ok(());
        };
        if targets.weight(true) * 3 < targets.weight(false) {
            rule!(sent.is_empty(), "too few accept stake: {sent:?}");
            return Ok(());
        }
        let min_move = self.min_move(now);
        let may = self.allocatable(now, view.now_ns);
        let total: u128 = sent.iter().map(|(_, amount)| amount).sum();
        rule!(total <= may, "{total} delegated of {may}");

        let aims = targets.amounts(self.stake() + may);
        let deficits: BTreeMap<&String, u128> = aims
            .iter()
            .map(|(v, aim)| (v, aim.saturating_sub(self.stake_on(v))))
            .collect();
        let slack = targets.slack();
        for (validator, amount) in sent {
            let lacks = deficits.get(validator).copied().unwrap_or(0);
            rule!(
                self.may_receive(targets, validator, now),
                "{validator} accepts no stake, is marked or skipped"
            );
            rule!(*amount >= min_move, "{amount} to {validator} is below {min_move}");
            rule!(
                *amount <= lacks + slack,
                "{amount} to {validator} lacking {lacks}"
            );
        }
        let must =
            |m: &&Member| self.may_receive(targets, &m.operator, now) && self.absence(&m.operator).counts();
        for member in targets.members.iter().filter(must) {
            let name = &member.operator;
            let given = sent.iter().find(|(v, _)| v == name).map(|(_, amount)| *amount);
            let lacks = deficits[name].saturating_sub(given.unwrap_or(0) + slack);
            let room = sent.len() < page || given.is_some();
            rule!(
                !room || lacks.min(may - total) < min_move,
                "{name} still lacks {lacks} of {}",
                may - total
            );
            let passed = sent
                .iter()
                .find(|(v, _)| given.is_none() && lacks >= min_move && deficits[v] + slack < lacks);
            rule!(
                passed.is_none(),
                "{passed:?} comes before {name}, which lacks {lacks}"
            );
        }
        Ok(())
    }

    /// Accepts stake, and is neither marked, unless all are, nor skipped or silent.
    pub fn may_receive(&self, targets: &Targets, validator: &str, now: u64) -> bool {
        let accepting = targets.members.iter().map(|m| &m.operator);
        let is_left_out = |v: &String| self.absence(v) == Absence::Skipped || self.silent.contains_key(v);
        let accepting = accepting.filter(|v| targets.accepts(v) && !is_left_out(v));
        let marks_count = !self.all_marked(accepting, now);
        targets.accepts(validator)
            && !(marks_count && self.is_marked(validator, now))
            && !is_left_out(&validator.to_owned())
    }
}

impl Targets {
    /// Weight of all that are not draining, or of those of them that accept stake.
    pub fn weight(&self, accepting: bool) -> u64 {
        self.members
            .iter()
            .filter(|m| !m.draining && (m.accepting || !accepting))
            .map(|m| m.weight)
            .sum()
    }
}

//! The rules for the choice of undelegations.

use std::cmp::Reverse;

use super::silent_rules::Absence;
use super::told::distinct;
use super::{rule, Breach, Model, Targets, View};

/// A validator as cover sees it.
struct Source {
    validator: String,
    before: u128,
    after: u128,
    taken: u128,
    /// Half of what it is to hold afterwards.
    half: u128,
    /// How far it stands above what it is to hold afterwards; by its stake alone where there are no targets.
    excess: u128,
    draining: bool,
    /// A message to it failed, or it has not answered for long.
    last: bool,
    locked: bool,
    full: bool,
    absence: Absence,
}

/// What cover had to do and did.
struct Task<'a> {
    sources: Vec<Source>,
    targets: Option<&'a Targets>,
    /// The smallest undelegation.
    smallest: u128,
    probe: u128,
    page: usize,
    /// Nobody may be taken below half of its target: a validator was left out that answered not long ago.
    shallow: bool,
}

impl Model {
    /// To be asked before the messages are booked. `sent` are the undelegations in their order.
    pub fn check_cover(
        &self,
        view: &View,
        targets: Option<&Targets>,
        sent: &[(String, u128)],
        page: usize,
    ) -> Result<(), Breach> {
        let now = view.now();
        rule!(
            sent.len() <= page,
            "{} undelegations on a page of {page}",
            sent.len()
        );
        rule!(
            distinct(sent.iter().map(|(v, _)| v)),
            "two undelegations from one validator: {sent:?}"
        );
        let Some((need, smallest)) = self.to_cover(now) else {
            rule!(
                sent.is_empty(),
                "nothing is to be covered (need {}), sent {sent:?}",
                self.need(now)
            );
            return Ok(());
        };
        for (validator, amount) in sent {
            self.check_undelegation(now, validator, *amount, smallest)?;
        }
        let total: u128 = sent.iter().map(|(_, amount)| amount).sum();
        // docs/adr/0008: as a last resort one validator may be emptied though less is needed.
        let last_resort = |(validator, amount): &(String, u128)| {
            *amount == self.stake_on(validator) && total - amount + smallest <= need
        };
        rule!(
            total <= need || sent.iter().any(last_resort),
            "{total} undelegated for a need of {need}"
        );
        let sources = self.sources(view, targets, sent, need);
        for source in sources.iter().filter(|s| s.taken > 0) {
            rule!(
                source.absence != Absence::Skipped,
                "{} was to be skipped",
                source.validator
            );
        }
        let task = Task {
            shallow: self.recently_skipped,
            sources,
            targets,
            smallest,
            probe: self.probe(now),
            page,
        };
        self.check_complete(&task, need.saturating_sub(total))?;
        if self.winding_down {
            return Ok(());
        }
        task.check_depth()?;
        task.check_order()
    }

    fn check_undelegation(
        &self,
        now: u64,
        validator: &str,
        amount: u128,
        smallest: u128,
    ) -> Result<(), Breach> {
        let (stake, probe) = (self.stake_on(validator), self.probe(now));
        rule!(
            amount > 0 && amount <= stake,
            "{amount} from {validator}, which has {stake}"
        );
        rule!(
            self.entry_count(validator) < self.params.max_entries,
            "{validator} has no free entry"
        );
        if amount < stake {
            rule!(
                amount >= smallest,
                "{amount} from {validator} is below {smallest}"
            );
            rule!(
                stake - amount >= probe,
                "{validator} is left {} below {probe}",
                stake - amount
            );
            return Ok(());
        }
        rule!(
            !self.has_entries(validator),
            "{validator} is emptied while it has entries"
        );
        rule!(
            stake <= 2 * probe,
            "{validator} is emptied of {stake}, probe {probe}"
        );
        Ok(())
    }

    fn sources(
        &self,
        view: &View,
        targets: Option<&Targets>,
        sent: &[(String, u128)],
        need: u128,
    ) -> Vec<Source> {
        let aims = targets
            .map(|t| t.amounts(self.stake() - need.min(self.stake())))
            .unwrap_or_default();
        let source = |(validator, stake): (&String, &u128)| {
            let taken = sent
                .iter()
                .find(|(v, _)| v == validator)
                .map_or(0, |(_, amount)| *amount);
            let aim = aims.get(validator).copied().unwrap_or(0);
            Source {
                validator: validator.clone(),
                before: *stake,
                after: *stake - taken,
                taken,
                half: aim / 2,
                excess: stake.saturating_sub(aim),
                draining: targets.is_some_and(|t| t.drains(validator)),
                last: self.is_marked(validator, view.now()) || self.absence(validator) == Absence::Quiet,
                locked: self.is_locked(validator, view.now_ns),
                full: self.entry_count(validator) >= self.params.max_entries,
                absence: self.absence(validator),
            }
        };
        let staked = self.delegated.iter().filter(|(_, d)| **d > 0);
        staked.map(source).collect()
    }

    /// What is left of the need must be beyond reach.
    fn check_complete(&self, task: &Task<'_>, left: u128) -> Result<(), Breach> {
        if left < task.smallest {
            return Ok(());
        }
        let used = task.used();
        let reachable =
            |s: &&Source| !s.full && !s.last && s.absence.counts() && (s.taken > 0 || used < task.page);
        for source in task.sources.iter().filter(reachable) {
            let name = &source.validator;
            // On a full page nobody has to be taken below half of the target.
            let bottom = if used < task.page && !task.shallow {
                task.probe
            } else {
                task.probe.max(source.half)
            };
            // Winding down, what lies a little above the probe leaves with the probe, not as an entry of its own.
            if self.winding_down && self.has_entries(name) && source.after < 2 * task.probe {
                continue;
            }
            let room = left.min(source.after.saturating_sub(bottom));
            rule!(
                room < task.smallest.max(2),
                "{name} could give {room} of the {left} still needed"
            );
            let emptiable = source.taken == 0
                && !self.has_entries(name)
                && source.before <= 2 * task.probe
                && (!task.shallow || source.draining);
            rule!(
                !emptiable,
                "{name} could be emptied of {} for the {left} still needed",
                source.before
            );
        }
        Ok(())
    }
}

impl Task<'_> {
    fn used(&self) -> usize {
        self.sources.iter().filter(|s| s.taken > 0).count()
    }

    fn slack(&self) -> u128 {
        2 * self.smallest + self.targets.map_or(1, |t| 2 * t.slack())
    }

    /// Below half of a target only where no validator was left out that answered not long ago.
    fn check_depth(&self) -> Result<(), Breach> {
        if !self.shallow || self.targets.is_none() {
            return Ok(());
        }
        for source in self.sources.iter().filter(|s| s.taken > 0) {
            rule!(
                source.after + self.slack() >= source.half,
                "{} goes below half of its target {} while a validator is skipped",
                source.validator,
                source.half
            );
        }
        Ok(())
    }

    /// Draining ones first, then the furthest above their targets, each down to half of its target.
    fn check_order(&self) -> Result<(), Breach> {
        let slack = self.slack();
        let half_way = self
            .sources
            .iter()
            .filter(|s| s.taken > 0 && s.after > self.probe.max(s.half) + slack)
            .count();
        rule!(
            half_way <= 1,
            "{half_way} are touched and not brought down to half of their targets"
        );
        for taken in self.sources.iter().filter(|s| s.taken > 0) {
            for other in self.sources.iter().filter(|s| s.validator != taken.validator) {
                self.check_pair(taken, other)?;
            }
        }
        Ok(())
    }

    fn check_pair(&self, taken: &Source, other: &Source) -> Result<(), Breach> {
        let behind = (other.last && !taken.last) || (other.locked && !taken.locked);
        if other.full || behind || other.absence == Absence::Skipped {
            return Ok(());
        }
        let slack = self.slack();
        let untouched = other.after.saturating_sub(self.probe.max(other.half)) >= slack;
        let better = (other.last, !other.draining, Reverse(other.excess))
            < (
                taken.last,
                !taken.draining,
                Reverse(taken.excess.saturating_add(slack)),
            );
        let (a, b) = (&taken.validator, &other.validator);
        rule!(!(better && untouched), "{a} is touched although {b} comes first");
        let deep = self.targets.is_some() && taken.after + slack < taken.half && self.used() < self.page;
        rule!(
            !(deep && untouched),
            "{a} goes below half of its target although {b} is above"
        );
        Ok(())
    }
}

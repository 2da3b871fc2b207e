//! The crank: an idempotent maintenance call that does everything that is due, in the protocol's order.

use super::fact::Fact;
use super::intent::{Answer, Intent, Report, Rest};
use super::outside::Outside;
use super::work::{Budget, Work};
use crate::allocation::{answers, Targets};
use crate::error::CoreResult;
use crate::units::{Native, Seconds, Shares, DAY};

/// Age of the registry's data in seconds beyond which they are refreshed before anything follows them, and from which on
/// they are not followed even if that fails.
const STALE_AFTER: Seconds = DAY;
const USELESS_AFTER: Seconds = 7 * DAY;

impl Work {
    /// Leaves validators out of this operation, of those named the ones that have not answered for longer than is usual.
    /// One without any message yet counts from its listing.
    pub fn skip(&mut self, validators: Vec<String>, outside: &dyn Outside) {
        let median = answers::median(&self.ledger().positions);
        let usual = answers::usual(self.params.reward.harvest_interval);
        for validator in validators {
            let position = self.ledger().positions.get(&validator);
            let answered = position.map(|p| p.harvested_at).filter(|at| *at > 0);
            // Nothing is sent to one that the registry does not list and nothing is staked with.
            let listed = || outside.listed_at(&validator).unwrap_or(Seconds::MAX);
            let behind = median.saturating_sub(answered.unwrap_or_else(listed));
            if behind > usual {
                self.half_only |= behind < answers::DEEP_SECS;
                self.ledger_mut().positions.or_default(validator).skipped = true;
            }
        }
    }

    /// Everything that is due. Follows an observation. `escrow` are the shares in the open batch; returns those to be
    /// burned. `refresh` is whether a registry whose data are old is refreshed first, for which a message must leave.
    pub fn crank(
        &mut self,
        escrow: Shares,
        max_msgs: usize,
        keeper: &str,
        refresh: bool,
        outside: &dyn Outside,
    ) -> CoreResult<Shares> {
        self.settle()?;
        let (burned, targets) = self.close_and_cover(escrow, max_msgs, outside)?;
        self.settle()?;
        let rest = self.rest(max_msgs, Native::ZERO, Some(keeper.to_owned()));
        if refresh && self.is_registry_stale(outside) {
            self.refresh(rest);
        } else {
            self.follow(&rest, targets.as_ref(), outside)?;
        }
        Ok(burned)
    }

    /// Closes the open batch and undelegates for it. Returns the shares to be burned, and the targets that cover followed.
    pub fn close_and_cover(
        &mut self,
        escrow: Shares,
        max_msgs: usize,
        outside: &dyn Outside,
    ) -> CoreResult<(Shares, Option<Targets>)> {
        let targets = self.targets(outside);
        let burned = self.close(escrow, targets.as_ref())?;
        self.cover(targets.as_ref(), max_msgs)?;
        Ok((burned, targets))
    }

    /// Allocates and moves, after a refresh of the registry if its data are old.
    pub fn rebalance_step(&mut self, smallest: Native, outside: &dyn Outside) -> CoreResult<()> {
        let rest = self.rest(self.page(), smallest, None);
        if self.is_registry_stale(outside) {
            self.refresh(rest);
            return Ok(());
        }
        let targets = self.targets(outside);
        self.follow(&rest, targets.as_ref(), outside)
    }

    /// Goes on after the registry has looked at the chain, by what it says now; if it could not, by what it knew, while
    /// that is younger than a week.
    pub fn go_on(&mut self, rest: Rest, outside: &dyn Outside) -> CoreResult<()> {
        let positions = &mut self.ledger_mut().positions;
        for portion in &rest.report.undelegations {
            let position = positions.or_default(portion.validator.clone());
            position.pending = position.pending.saturating_add(1);
        }
        for validator in &rest.skipped {
            positions.or_default(validator.clone()).skipped = true;
        }
        self.pays_out = rest.pays_out;
        self.report = rest.report.clone();
        let usable = self.registry_age(outside).is_none_or(|age| age < USELESS_AFTER);
        let targets = if usable {
            self.targets(outside)
        } else {
            self.facts.push(Fact::TargetsUnavailable {
                reason: "the registry has not looked at the chain for a week",
            });
            None
        };
        self.follow(&rest, targets.as_ref(), outside)?;
        // What was sent before the refresh has been answered.
        for portion in &rest.report.undelegations {
            self.ledger_mut().answered(&portion.validator);
        }
        Ok(())
    }

    fn rest(&self, max_msgs: usize, smallest: Native, keeper: Option<String>) -> Rest {
        let positions = self.ledger().positions.iter();
        let skipped = positions.filter(|(_, p)| p.skipped);
        Rest {
            max_msgs,
            smallest,
            keeper,
            skipped: skipped.map(|(validator, _)| validator.clone()).collect(),
            pays_out: self.pays_out,
            report: Report::default(),
        }
    }

    /// What follows the targets, and the harvest after it.
    fn follow(&mut self, rest: &Rest, targets: Option<&Targets>, outside: &dyn Outside) -> CoreResult<()> {
        let mut budget = Budget(rest.max_msgs);
        if let Some(targets) = targets {
            self.allocate(targets, &mut budget)?;
            self.rebalance(targets, rest.smallest, &mut budget)?;
        }
        if let Some(keeper) = &rest.keeper {
            let interval = self.params.reward.harvest_interval;
            let before = self.now().saturating_sub(interval);
            self.harvest(Some(before), &mut budget, keeper, outside)?;
            self.report.more = budget.0 == 0 || self.report.undelegations.len() >= rest.max_msgs;
        }
        Ok(())
    }

    /// Seconds since the registry last looked at the chain; none if unknown.
    fn registry_age(&self, outside: &dyn Outside) -> Option<Seconds> {
        let refreshed = outside.refreshed_at()?;
        Some(self.now().saturating_sub(refreshed))
    }

    /// Whether the registry has to look at the chain before its targets are followed. A wind-down follows none.
    fn is_registry_stale(&self, outside: &dyn Outside) -> bool {
        !self.accounts().gates.winding_down()
            && self.registry_age(outside).is_some_and(|age| age > STALE_AFTER)
    }

    /// Has the registry look at the chain; the reply goes on with the rest.
    fn refresh(&mut self, rest: Rest) {
        let rest = Rest {
            report: std::mem::take(&mut self.report),
            ..rest
        };
        self.send(Intent::Refresh(Box::new(rest)), Answer::Always);
    }
}

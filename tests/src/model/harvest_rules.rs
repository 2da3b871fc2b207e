//! The rules for the choice of withdrawals: those that have waited longest.

use super::silent_rules::Absence;
use super::told::distinct;
use super::{rule, Breach, Model, View};

const HARVEST_PAGE: usize = 30;

impl Model {
    fn waiting_since(&self, validator: &str) -> u64 {
        self.harvested.get(validator).copied().unwrap_or(0)
    }

    /// Whether a withdrawal from it earns the keeper's part.
    pub fn has_waited(&self, validator: &str, now: u64) -> bool {
        now - self.waiting_since(validator) >= self.params.harvest_interval
    }

    /// To be asked before the messages in hand are answered. `idle_only`: part of a crank, which waits for the interval.
    /// `busy`: those to which other messages are on their way, which pay them out, unless the last one there or from there failed.
    pub fn check_harvest(
        &self,
        view: &View,
        chosen: &[String],
        busy: &[&String],
        idle_only: bool,
    ) -> Result<(), Breach> {
        let now = view.now();
        let since = |v: &String| {
            let is_paid = busy.contains(&v) && !self.is_doubtful(v);
            if is_paid {
                now
            } else {
                self.waiting_since(v)
            }
        };
        rule!(chosen.len() <= HARVEST_PAGE, "{} harvests at once", chosen.len());
        rule!(
            distinct(chosen.iter()),
            "a validator is harvested twice: {chosen:?}"
        );
        for validator in chosen {
            rule!(
                !idle_only || since(validator) + self.params.harvest_interval <= now,
                "{validator} has waited since {} only",
                since(validator)
            );
            rule!(
                self.absence(validator) != Absence::Skipped && !self.silent.contains_key(validator),
                "{validator} was to be skipped"
            );
            let passed = self
                .delegated
                .iter()
                .filter(|(v, d)| **d > 0 && !chosen.contains(v))
                .filter(|(v, _)| !self.is_marked(v, now) && self.absence(v).counts())
                .find(|(v, _)| since(v) < since(validator));
            rule!(passed.is_none(), "{validator} is harvested before {passed:?}");
        }
        Ok(())
    }
}

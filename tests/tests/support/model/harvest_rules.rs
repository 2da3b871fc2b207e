//! §6 The rules for the choice of withdrawals: those that have waited longest.

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

    /// `idle_only`: part of a crank, which waits for the interval. `busy`: those that the same message pays out otherwise.
    pub fn check_harvest(
        &self,
        view: &View,
        chosen: &[String],
        busy: &[&String],
        idle_only: bool,
    ) -> Result<(), Breach> {
        let now = view.now();
        rule!(chosen.len() <= HARVEST_PAGE, "{} harvests at once", chosen.len());
        rule!(
            distinct(chosen.iter()),
            "a validator is harvested twice: {chosen:?}"
        );
        for validator in chosen {
            rule!(
                !idle_only || self.has_waited(validator, now),
                "{validator} has waited since {} only",
                self.waiting_since(validator)
            );
            rule!(
                self.absence(validator) != Absence::Skipped && !self.silent.contains_key(validator),
                "{validator} was to be skipped"
            );
            let passed = self
                .delegated
                .iter()
                .filter(|(v, d)| **d > 0 && !chosen.contains(v) && !busy.contains(v))
                .filter(|(v, _)| !self.is_marked(v, now) && self.absence(v).counts())
                .find(|(v, _)| self.waiting_since(v) < self.waiting_since(validator));
            rule!(passed.is_none(), "{validator} is harvested before {passed:?}");
        }
        Ok(())
    }
}

//! Who goes first. Keepers do not know each other, but whoever pays for what another has done learns that there is one.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::duty::{Duty, DutyTask};
use crate::settings::KeeperSettings;

/// Whether this keeper leads or follows. One that follows leaves a task alone until nobody has done it for longer than a
/// keeper that leads can need, and leads again after that.
#[derive(Clone, Debug, Default)]
pub struct Turns {
    follows: bool,
    /// Since when each task has been due at every look, unix seconds of the chain's time.
    since: BTreeMap<DutyTask, u64>,
}

impl Turns {
    /// Takes in what is due at a look.
    pub fn see(&mut self, due: &[Duty], now: u64) {
        self.since
            .retain(|task, _| due.iter().any(|duty| duty.task == *task));
        for duty in due {
            self.since.entry(duty.task).or_insert(now);
        }
    }

    /// Whether a duty is this keeper's to do. Nobody waits for anybody after a slash.
    pub fn is_ours(&self, duty: &Duty, now: u64, patience: Duration) -> bool {
        let since = self.since.get(&duty.task).copied().unwrap_or(now);
        !self.follows || duty.is_urgent() || now.saturating_sub(since) >= patience.as_secs()
    }

    /// Another keeper was first.
    pub fn lost(&mut self) {
        self.follows = true;
    }

    /// Nobody else did it.
    pub fn won(&mut self) {
        self.follows = false;
    }
}

/// The longest that a keeper with the same settings needs from when a task is due: it looks, waits, and sends. In seconds
/// of the chain's time.
pub fn patience(settings: &KeeperSettings) -> Duration {
    settings
        .interval
        .saturating_add(settings.jitter.saturating_mul(2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::duty::Reason;

    const PATIENCE: Duration = Duration::from_secs(100);

    fn duty(task: DutyTask) -> Duty {
        Duty::new(task, Vec::new())
    }

    #[test]
    fn a_keeper_leads_until_it_loses() {
        let mut turns = Turns::default();
        turns.see(&[duty(DutyTask::Crank)], 1_000);
        assert!(turns.is_ours(&duty(DutyTask::Crank), 1_000, PATIENCE));
        turns.lost();
        assert!(!turns.is_ours(&duty(DutyTask::Crank), 1_000, PATIENCE));
        turns.won();
        assert!(turns.is_ours(&duty(DutyTask::Crank), 1_000, PATIENCE));
    }

    #[test]
    fn a_keeper_that_follows_steps_in_when_nobody_leads() {
        let mut turns = Turns::default();
        turns.lost();
        for now in [1_000, 1_060, 1_099] {
            turns.see(&[duty(DutyTask::Crank)], now);
            assert!(!turns.is_ours(&duty(DutyTask::Crank), now, PATIENCE));
        }
        turns.see(&[duty(DutyTask::Crank)], 1_100);
        assert!(turns.is_ours(&duty(DutyTask::Crank), 1_100, PATIENCE));
    }

    #[test]
    fn what_another_has_done_is_awaited_anew_when_it_is_due_again() {
        let mut turns = Turns::default();
        turns.lost();
        turns.see(&[duty(DutyTask::Crank)], 1_000);
        turns.see(&[duty(DutyTask::Refresh)], 1_060);
        turns.see(&[duty(DutyTask::Crank)], 1_120);
        assert!(!turns.is_ours(&duty(DutyTask::Crank), 1_120, PATIENCE));
    }

    #[test]
    fn a_slash_is_everybodys() {
        let mut turns = Turns::default();
        turns.lost();
        let slash = Reason::Slash {
            operator: String::new(),
            booked: 2u128.into(),
            found: 1u128.into(),
        };
        assert!(turns.is_ours(&Duty::new(DutyTask::Sync, vec![slash]), 1_000, PATIENCE));
    }
}

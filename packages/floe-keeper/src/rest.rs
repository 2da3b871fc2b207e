//! What is left alone for a while, because it cost a fee and brought nothing.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::duty::{Duty, DutyTask};
use crate::pace;

/// Tasks that failed. Forgotten when the program ends.
#[derive(Clone, Debug, Default)]
pub struct Rests(BTreeMap<DutyTask, Rest>);

#[derive(Clone, Debug)]
struct Rest {
    /// Tries in a row that failed.
    failed: u32,
    /// Unix seconds of the chain's time.
    until: u64,
    /// None: the task rests whatever it is for. Otherwise only for exactly this.
    duty: Option<Duty>,
}

impl Rests {
    /// After a transaction that failed in its block.
    pub fn failed(&mut self, task: DutyTask, now: u64, interval: Duration) {
        self.begin(task, now, interval, None);
    }

    /// After a transaction that succeeded while a message of the contract to the chain did not: the same again would end
    /// in the same way, other work may go on.
    pub fn partly_failed(&mut self, duty: &Duty, now: u64, interval: Duration) {
        self.begin(duty.task, now, interval, Some(duty.clone()));
    }

    fn begin(&mut self, task: DutyTask, now: u64, interval: Duration, duty: Option<Duty>) {
        let earlier = self.0.get(&task).map_or(0, |rest| rest.failed);
        let failed = earlier.saturating_add(1);
        let until = now.saturating_add(pace::after_failures(failed, interval));
        self.0.insert(task, Rest { failed, until, duty });
    }

    /// After success.
    pub fn end(&mut self, task: DutyTask) {
        self.0.remove(&task);
    }

    /// Whether a duty has to wait.
    pub fn hold(&self, duty: &Duty, now: u64) -> bool {
        self.0
            .get(&duty.task)
            .is_some_and(|rest| now < rest.until && rest.duty.as_ref().is_none_or(|resting| resting == duty))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::duty::Reason;

    const MINUTE: Duration = Duration::from_secs(60);

    fn duty(age: u64) -> Duty {
        Duty::new(DutyTask::Sync, vec![Reason::OldObservation { age, limit: 1 }])
    }

    #[test]
    fn a_task_that_failed_rests_twice_as_long_the_second_time() {
        let mut rests = Rests::default();
        rests.failed(DutyTask::Sync, 1_000, MINUTE);
        assert!(rests.hold(&duty(5), 1_059));
        assert!(!rests.hold(&duty(5), 1_060));
        rests.failed(DutyTask::Sync, 1_060, MINUTE);
        assert!(rests.hold(&duty(5), 1_179));
        assert!(!rests.hold(&duty(5), 1_180));
    }

    #[test]
    fn success_ends_a_rest() {
        let mut rests = Rests::default();
        rests.failed(DutyTask::Sync, 1_000, MINUTE);
        rests.end(DutyTask::Sync);
        assert!(!rests.hold(&duty(5), 1_000));
        rests.failed(DutyTask::Sync, 2_000, MINUTE);
        assert!(!rests.hold(&duty(5), 2_060));
    }

    #[test]
    fn after_a_partial_failure_only_the_same_rests() {
        let mut rests = Rests::default();
        rests.partly_failed(&duty(5), 1_000, MINUTE);
        assert!(rests.hold(&duty(5), 1_000));
        assert!(!rests.hold(&duty(6), 1_000));
        assert!(!rests.hold(&Duty::new(DutyTask::Crank, Vec::new()), 1_000));
    }
}

//! Whether the keeper does its work.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Whether the keeper does its work, for `/healthz`. Copies share it.
#[derive(Clone, Debug)]
pub struct Health {
    state: Arc<Mutex<State>>,
    /// How long ago the last good round may be.
    patience: Duration,
}

#[derive(Debug)]
struct State {
    /// End of the last round without an error; of the start before the first.
    good: Instant,
    /// What the last round could not do.
    troubles: Vec<String>,
}

impl Health {
    /// From now on, a round has to end well once in this time.
    pub fn new(patience: Duration) -> Self {
        Self {
            state: Arc::new(Mutex::new(State {
                good: Instant::now(),
                troubles: vec!["the first round has not ended".to_owned()],
            })),
            patience,
        }
    }

    /// A round ended without an error at `now`; `troubles` is what it could not do.
    pub fn ended(&self, now: Instant, troubles: Vec<String>) {
        let mut state = self.state();
        state.good = now;
        state.troubles = troubles;
    }

    /// A round ended with an error.
    pub fn failed(&self, error: String) {
        self.state().troubles = vec![error];
    }

    /// Why the keeper is not well at `now`; empty if it is.
    pub fn reasons(&self, now: Instant) -> Vec<String> {
        let state = self.state();
        let mut reasons = state.troubles.clone();
        let since = now.saturating_duration_since(state.good);
        if since > self.patience {
            reasons.push(format!("no round has ended well for {} s", since.as_secs()));
        }
        reasons
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keeper_is_well_after_its_first_good_round() {
        let (health, now) = (Health::new(Duration::from_secs(60)), Instant::now());
        assert_eq!(health.reasons(now), ["the first round has not ended"]);
        health.ended(now, Vec::new());
        assert_eq!(health.reasons(now), [""; 0]);
    }

    #[test]
    fn a_keeper_that_hangs_says_so_by_itself() {
        let (health, now) = (Health::new(Duration::from_secs(60)), Instant::now());
        health.ended(now, Vec::new());
        let later = now + Duration::from_secs(60);
        assert_eq!(health.reasons(later), [""; 0]);
        let late = now + Duration::from_secs(61);
        assert_eq!(health.reasons(late), ["no round has ended well for 61 s"]);
    }

    #[test]
    fn an_error_stands_until_a_round_ends_well() {
        let (health, now) = (Health::new(Duration::from_secs(60)), Instant::now());
        health.ended(now, Vec::new());
        health.failed("no node answers".to_owned());
        assert_eq!(health.reasons(now), ["no node answers"]);
        health.ended(now, vec!["too dear".to_owned()]);
        assert_eq!(health.reasons(now), ["too dear"]);
    }
}

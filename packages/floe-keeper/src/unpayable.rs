//! Claimants who cannot be paid, such as an exit whose receiver is an account that refuses coins.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::pace;

/// By user. Forgotten when the program ends.
#[derive(Clone, Debug, Default)]
pub struct Unpayable(BTreeMap<String, Try>);

#[derive(Clone, Debug)]
struct Try {
    /// Tries in a row that failed.
    failed: u32,
    /// Unix seconds.
    until: u64,
    why: String,
}

impl Unpayable {
    /// A claim for this user alone would fail.
    pub fn found(&mut self, user: &str, now: u64, interval: Duration, why: String) {
        let earlier = self.0.get(user).map_or(0, |one| one.failed);
        let failed = earlier.saturating_add(1);
        let until = now.saturating_add(pace::after_failures(failed, interval));
        self.0.insert(user.to_owned(), Try { failed, until, why });
    }

    /// Whether a user is left alone for now.
    pub fn hold(&self, user: &str, now: u64) -> bool {
        self.0.get(user).is_some_and(|one| now < one.until)
    }

    /// Who is left out now, in words.
    pub fn lines(&self, now: u64) -> impl Iterator<Item = String> + '_ {
        self.0
            .iter()
            .filter(move |(_, one)| now < one.until)
            .map(|(user, one)| format!("{user} cannot be paid and is left out of claims: {}", one.why))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn who_cannot_be_paid_is_left_alone_longer_each_time_and_told() {
        let mut unpayable = Unpayable::default();
        unpayable.found("gov", 1_000, MINUTE, "blocked".to_owned());
        assert!(unpayable.hold("gov", 1_059) && !unpayable.hold("gov", 1_060));
        assert!(!unpayable.hold("alice", 1_000));
        unpayable.found("gov", 1_060, MINUTE, "blocked".to_owned());
        assert!(unpayable.hold("gov", 1_179) && !unpayable.hold("gov", 1_180));
        let lines: Vec<String> = unpayable.lines(1_179).collect();
        assert_eq!(lines, ["gov cannot be paid and is left out of claims: blocked"]);
        assert_eq!(unpayable.lines(1_180).count(), 0);
    }
}

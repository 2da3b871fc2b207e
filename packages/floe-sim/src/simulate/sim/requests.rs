//! Who waits in the exit queue.

use std::collections::BTreeMap;

use floe_core::units::{Seconds, Shares};

/// Requests that a batch keeps apart. Further ones join these in turn, as several requests of one receiver in one batch
/// are one request in the hub; so memory is bounded and every claim still is one integer division.
pub const KEPT: usize = 16_384;

/// The requests of one batch.
#[derive(Clone, Debug, Default)]
pub(crate) struct Requests {
    /// Shares of each receiver.
    pub shares: Vec<Shares>,
    /// When how many came, oldest first, unix seconds.
    pub times: Vec<(Seconds, u64)>,
    pub count: u64,
}

impl Requests {
    pub fn add(&mut self, shares: Shares, now: Seconds) {
        let place = usize::try_from(self.count).unwrap_or(usize::MAX) % KEPT;
        match self.shares.get_mut(place) {
            Some(kept) => *kept = kept.more(shares),
            None => self.shares.push(shares),
        }
        self.count += 1;
        match self.times.last_mut() {
            Some((time, count)) if *time == now => *count += 1,
            _ => self.times.push((now, 1)),
        }
    }

    pub fn total(&self) -> u128 {
        self.shares.iter().map(|shares| shares.units()).sum()
    }
}

/// Requests of all batches that are not yet paid out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Waiting {
    pub open: Requests,
    pub closed: BTreeMap<u64, Requests>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_keeps_a_bounded_number_of_requests_and_loses_no_share() {
        let mut requests = Requests::default();
        let many = 3 * KEPT + 5;
        for n in 0..many {
            requests.add(Shares::new(7), u64::from(n > KEPT));
        }
        assert_eq!(requests.shares.len(), KEPT);
        assert_eq!(requests.total(), 7 * many as u128);
        assert_eq!(requests.count, many as u64);
        assert_eq!(requests.times.len(), 2);
        assert_eq!(requests.times.iter().map(|(_, n)| n).sum::<u64>(), many as u64);
    }
}

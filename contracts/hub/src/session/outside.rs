//! Answers the engine's queries from the chain, the registry and the storage.

use cosmwasm_std::{Order, QuerierWrapper, StdError, Storage};
use floe_core::allocation::Targets;
use floe_core::engine::{Flying, Outside};
use floe_core::units::{Native, Seconds};
use floe_core::{CoreError, CoreResult, Entry, EntryKey};

use crate::chain;
use crate::positions;
use crate::state::{Wiring, ENTRIES};

/// The contracts and modules around the hub.
pub struct World<'a> {
    pub(super) querier: QuerierWrapper<'a>,
    pub(super) wiring: &'a Wiring,
    pub(super) now: Seconds,
}

impl Outside for World<'_> {
    fn targets(&self) -> Option<Targets> {
        chain::targets(&self.querier, &self.wiring.registry, self.now).ok()
    }

    fn refreshed_at(&self) -> Option<Seconds> {
        floe_api::targets::refreshed_at(&self.querier, &self.wiring.registry).ok()
    }

    fn listed_at(&self, validator: &str) -> Option<Seconds> {
        chain::listed_at(&self.querier, &self.wiring.registry, validator).ok()
    }

    fn collected(&self) -> CoreResult<Native> {
        chain::balance(&self.querier, &self.wiring.collector, &self.wiring.denom).map_err(unanswered)
    }
}

/// Entries as they are stored.
pub(crate) struct Stored<'a>(pub &'a dyn Storage);

impl Flying for Stored<'_> {
    fn entry(&self, key: &EntryKey) -> CoreResult<Option<Entry>> {
        ENTRIES
            .may_load(self.0, (key.completion, &key.validator))
            .map_err(unanswered)
    }

    fn latest(&self, beyond: Native) -> CoreResult<Vec<(EntryKey, Entry)>> {
        let mut latest = Vec::new();
        let mut seen = Native::ZERO;
        for item in positions::entries(self.0, Order::Descending) {
            let (key, entry) = item.map_err(unanswered)?;
            seen = seen.more(entry.expected);
            latest.push((key, entry));
            if seen > beyond {
                break;
            }
        }
        Ok(latest)
    }
}

pub(super) fn unanswered(error: StdError) -> CoreError {
    CoreError::Unanswered(error.to_string())
}

#[cfg(test)]
mod tests {
    use cosmwasm_std::testing::MockStorage;

    use super::*;

    #[test]
    fn the_latest_entries_are_as_few_as_expect_more_than_is_asked_for() {
        let mut storage = MockStorage::new();
        for (completion, expected) in [(1, 10), (2, 20), (3, 30)] {
            let entry = Entry {
                expected: Native::new(expected),
                ..Entry::default()
            };
            ENTRIES.save(&mut storage, (completion, "v"), &entry).unwrap();
        }
        let latest = |beyond: u128| {
            let found = Stored(&storage).latest(Native::new(beyond)).unwrap();
            found
                .into_iter()
                .map(|(key, _)| key.completion)
                .collect::<Vec<_>>()
        };
        assert_eq!(latest(0), [3]);
        assert_eq!(latest(29), [3]);
        assert_eq!(latest(30), [3, 2]);
        assert_eq!(latest(50), [3, 2, 1]);
        assert_eq!(latest(1_000), [3, 2, 1]);
    }
}

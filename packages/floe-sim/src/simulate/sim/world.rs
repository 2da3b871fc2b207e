//! What the engine asks.

use floe_api::registry::RegistrySettings;
use floe_core::allocation::Targets;
use floe_core::engine::{Flying, Outside};
use floe_core::units::{Native, Seconds};
use floe_core::{CoreResult, Entry, EntryKey};
use floe_validator_registry::entry::ListedValidator as Listed;

use super::Sim;

/// Registry and collector.
pub(super) struct World<'a> {
    now: Seconds,
    registry: &'a [Listed],
    params: &'a RegistrySettings,
    refreshed_at: Seconds,
    collected: Native,
}

impl Sim {
    pub(super) fn world(&self) -> World<'_> {
        World {
            now: self.now(),
            registry: &self.registry,
            params: &self.registry_params,
            refreshed_at: self.refreshed_at,
            collected: Native::new(self.chain.collector),
        }
    }
}

impl Outside for World<'_> {
    fn targets(&self) -> Option<Targets> {
        let shares = self.registry.iter();
        let shares = shares.map(|entry| entry.share(self.params, self.now));
        Some(Targets {
            shares: shares.collect(),
            max_share_bps: self.params.max_share_bps,
        })
    }

    fn refreshed_at(&self) -> Option<Seconds> {
        Some(self.refreshed_at)
    }

    fn listed_at(&self, validator: &str) -> Option<Seconds> {
        let mut registry = self.registry.iter();
        let entry = registry.find(|entry| entry.operator == validator)?;
        Some(entry.listed_at)
    }

    fn collected(&self) -> CoreResult<Native> {
        Ok(self.collected)
    }
}

/// All entries in flight are in the state already.
pub(super) struct Loaded;

impl Flying for Loaded {
    fn entry(&self, _: &EntryKey) -> CoreResult<Option<Entry>> {
        Ok(None)
    }

    fn latest(&self, _: Native) -> CoreResult<Vec<(EntryKey, Entry)>> {
        Ok(Vec::new())
    }
}

//! A slash shows only on what is delegated, so a probe stays beside each entry that is worth watching.

use std::collections::BTreeSet;

use floe_core::EntryKey;

use super::effects::Effects;
use super::snapshot::{Amounts, Snapshot};

/// Entries that were too large to go unwatched when they were made.
pub type Watched = BTreeSet<EntryKey>;

/// Entries above twice the probe whose validator the message left with less than a probe, and stake moved onto entries
/// of the same message.
///
/// Only what a message takes away counts: the chain takes probes by slashes, and a growing pool asks for larger ones.
pub fn unwatched(before: &Snapshot, after: &Snapshot, told: &Effects, watched: &mut Watched) -> Vec<String> {
    let pools = told.pools.iter().copied().chain([before.pool(), after.pool()]);
    let probes = pools.map(|pool| Amounts::of(pool, 0).probe);
    let (least, most) = probes.fold((u128::MAX, 0), |(least, most), probe| {
        (least.min(probe), most.max(probe))
    });

    watched.retain(|key| after.entries.contains_key(key));
    for (key, entry) in &after.entries {
        let old = before.entries.get(key).map_or(0, |entry| entry.amount.units());
        if entry.amount.units().saturating_sub(old) > 2 * most {
            watched.insert(key.clone());
        }
    }
    let taken_from = |validator: &str| {
        let undelegated = told.undelegated.iter().any(|(v, _)| v == validator);
        undelegated || told.redelegated.iter().any(|(from, _, _)| from == validator)
    };
    let validators: BTreeSet<&String> = watched.iter().map(|key| &key.validator).collect();
    let mut found: Vec<String> = validators
        .into_iter()
        .filter(|validator| taken_from(validator) && after.stake_on(validator) < least)
        .map(|validator| {
            format!(
                "{validator} has an entry above twice the probe and {} delegated, the probe is {least}",
                after.stake_on(validator)
            )
        })
        .collect();
    found.extend(
        told.redelegated
            .iter()
            .filter(|(_, to, _)| told.undelegated.iter().any(|(validator, _)| validator == to))
            .map(|(from, to, _)| format!("stake of {from} is moved onto the new entry of {to}")),
    );
    found
}

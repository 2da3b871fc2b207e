//! Undelegations as they are stored.

use super::rules::{join, mature};
use super::*;

pub(crate) fn entries(storage: &dyn Storage, delegator: &str, operator: &str) -> Vec<Undelegation> {
    Table::Unbonding
        .get(storage, &[delegator, operator])
        .map(|bytes| decode(&bytes))
        .unwrap_or_default()
}

pub(crate) fn save(storage: &mut dyn Storage, delegator: &str, operator: &str, entries: &[Undelegation]) {
    if entries.is_empty() {
        Table::Unbonding.remove(storage, &[delegator, operator]);
        Table::UnbondingByValidator.remove(storage, &[operator, delegator]);
        return;
    }
    Table::Unbonding.set(storage, &[delegator, operator], &encode(entries));
    Table::UnbondingByValidator.mark(storage, &[operator, delegator]);
}

pub(crate) fn add(storage: &mut dyn Storage, delegator: &str, operator: &str, entry: Undelegation) {
    let mut entries = entries(storage, delegator, operator);
    Table::UnbondingQueue.enqueue(storage, entry.paid_at, &[delegator, operator]);
    join(&mut entries, entry);
    save(storage, delegator, operator, &entries);
}

/// Removes what is due at `now` and returns its balance.
pub(crate) fn complete(storage: &mut dyn Storage, delegator: &str, operator: &str, now: Timestamp) -> u128 {
    let mut entries = entries(storage, delegator, operator);
    let due = mature(&mut entries, now);
    save(storage, delegator, operator, &entries);
    due
}

/// Operator and entries of each of `delegator`'s undelegations.
pub(crate) fn all<'a>(
    storage: &'a dyn Storage,
    delegator: &str,
) -> impl Iterator<Item = (String, Vec<Undelegation>)> + 'a {
    Table::Unbonding
        .scan(storage, &[delegator])
        .map(|(mut parts, bytes)| (parts.remove(0), decode(&bytes)))
}

/// Who undelegates from `operator`.
pub(crate) fn delegators(storage: &dyn Storage, operator: &str) -> Vec<String> {
    Table::UnbondingByValidator
        .scan(storage, &[operator])
        .map(|(mut parts, _)| parts.remove(0))
        .collect()
}

fn encode(entries: &[Undelegation]) -> Vec<u8> {
    let writer = entries.iter().fold(Writer::default(), |writer, entry| {
        writer
            .u64(entry.creation_height)
            .time(entry.completion)
            .time(entry.paid_at)
            .u128(entry.initial)
            .u128(entry.balance)
    });
    writer.0
}

fn decode(bytes: &[u8]) -> Vec<Undelegation> {
    let mut reader = Reader(bytes);
    let mut entries = Vec::new();
    while !reader.is_empty() {
        entries.push(Undelegation {
            creation_height: reader.u64(),
            completion: reader.time(),
            paid_at: reader.time(),
            initial: reader.u128(),
            balance: reader.u128(),
        });
    }
    entries
}

use super::codec::{Reader, Writer};
use super::keys::Table;
use cosmwasm_std::{Storage, Timestamp};

/// One undelegation under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub creation_height: u64,
    pub completion: Timestamp,
    /// `completion`, or later if the entry is on hold.
    pub paid_at: Timestamp,
    /// Base units at the start; slashes take a fraction of these.
    pub initial: u128,
    /// Base units that will be paid.
    pub balance: u128,
}

impl Entry {
    /// Whether a slash for an infraction at `height` reaches the entry at `now`: it is created
    /// no earlier, and not due yet (one on hold stays within reach).
    pub fn contributed(&self, height: u64, now: Timestamp) -> bool {
        self.creation_height >= height && self.paid_at > now
    }
}

pub(crate) fn entries(storage: &dyn Storage, delegator: &str, operator: &str) -> Vec<Entry> {
    Table::Unbonding
        .get(storage, &[delegator, operator])
        .map(|bytes| decode(&bytes))
        .unwrap_or_default()
}

pub(crate) fn save(storage: &mut dyn Storage, delegator: &str, operator: &str, entries: &[Entry]) {
    if entries.is_empty() {
        Table::Unbonding.remove(storage, &[delegator, operator]);
        Table::UnbondingByValidator.remove(storage, &[operator, delegator]);
        return;
    }
    Table::Unbonding.set(storage, &[delegator, operator], &encode(entries));
    Table::UnbondingByValidator.mark(storage, &[operator, delegator]);
}

/// Adds an entry; one of the same height, completion and payment grows instead.
pub(crate) fn add(storage: &mut dyn Storage, delegator: &str, operator: &str, entry: Entry) {
    let mut entries = entries(storage, delegator, operator);
    Table::UnbondingQueue.enqueue(storage, entry.paid_at, &[delegator, operator]);
    let same = entries.iter_mut().find(|e| {
        e.creation_height == entry.creation_height
            && e.completion == entry.completion
            && e.paid_at == entry.paid_at
    });
    match same {
        Some(same) => {
            same.initial += entry.initial;
            same.balance += entry.balance;
        }
        None => entries.push(entry),
    }
    save(storage, delegator, operator, &entries);
}

/// Removes what is due at `now` and returns its balance.
pub(crate) fn complete(storage: &mut dyn Storage, delegator: &str, operator: &str, now: Timestamp) -> u128 {
    let (due, open): (Vec<_>, Vec<_>) = entries(storage, delegator, operator)
        .into_iter()
        .partition(|entry| entry.paid_at <= now);
    save(storage, delegator, operator, &open);
    due.iter().map(|entry| entry.balance).sum()
}

/// Operator and entries of each of `delegator`'s undelegations.
pub(crate) fn all<'a>(
    storage: &'a dyn Storage,
    delegator: &str,
) -> impl Iterator<Item = (String, Vec<Entry>)> + 'a {
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

fn encode(entries: &[Entry]) -> Vec<u8> {
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

fn decode(bytes: &[u8]) -> Vec<Entry> {
    let mut reader = Reader(bytes);
    let mut entries = Vec::new();
    while !reader.is_empty() {
        entries.push(Entry {
            creation_height: reader.u64(),
            completion: reader.time(),
            paid_at: reader.time(),
            initial: reader.u128(),
            balance: reader.u128(),
        });
    }
    entries
}

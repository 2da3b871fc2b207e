use super::codec::{Reader, Writer};
use super::dec::Dec;
use super::keys::Table;
use cosmwasm_std::{Storage, Timestamp};

/// One redelegation under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub creation_height: u64,
    pub completion: Timestamp,
    /// Base units moved; slashes of the source take a fraction of these.
    pub initial: u128,
    /// Shares received at the destination.
    pub shares: Dec,
}

impl Entry {
    /// Whether a slash of the source for an infraction at `height` reaches the entry at `now`.
    pub fn contributed(&self, height: u64, now: Timestamp) -> bool {
        self.creation_height >= height && self.completion > now
    }
}

/// Delegator, source and destination.
pub(crate) type Triple<'a> = [&'a str; 3];

pub(crate) fn entries(storage: &dyn Storage, triple: Triple) -> Vec<Entry> {
    Table::Redelegation
        .get(storage, &triple)
        .map(|bytes| decode(&bytes))
        .unwrap_or_default()
}

fn save(storage: &mut dyn Storage, triple: Triple, entries: &[Entry]) {
    let [delegator, source, destination] = triple;
    let by_destination = [delegator, destination, source];
    let by_source = [source, delegator, destination];
    if entries.is_empty() {
        Table::Redelegation.remove(storage, &triple);
        Table::RedelegationByDestination.remove(storage, &by_destination);
        Table::RedelegationBySource.remove(storage, &by_source);
        return;
    }
    Table::Redelegation.set(storage, &triple, &encode(entries));
    Table::RedelegationByDestination.mark(storage, &by_destination);
    Table::RedelegationBySource.mark(storage, &by_source);
}

pub(crate) fn add(storage: &mut dyn Storage, triple: Triple, entry: Entry) {
    Table::RedelegationQueue.enqueue(storage, entry.completion, &triple);
    let mut entries = entries(storage, triple);
    entries.push(entry);
    save(storage, triple, &entries);
}

/// Removes what is complete at `now`.
pub(crate) fn complete(storage: &mut dyn Storage, triple: Triple, now: Timestamp) {
    let mut entries = entries(storage, triple);
    entries.retain(|entry| entry.completion > now);
    save(storage, triple, &entries);
}

/// Whether `operator` is the destination of an unfinished redelegation of `delegator`.
pub(crate) fn is_receiving(storage: &dyn Storage, delegator: &str, operator: &str) -> bool {
    Table::RedelegationByDestination
        .scan(storage, &[delegator, operator])
        .next()
        .is_some()
}

/// Delegator and destination of each redelegation out of `operator`.
pub(crate) fn out_of(storage: &dyn Storage, operator: &str) -> Vec<(String, String)> {
    Table::RedelegationBySource
        .scan(storage, &[operator])
        .map(|(mut parts, _)| {
            let destination = parts.remove(1);
            (parts.remove(0), destination)
        })
        .collect()
}

/// Source, destination and entries of each of `delegator`'s redelegations.
pub(crate) fn all<'a>(
    storage: &'a dyn Storage,
    delegator: &str,
) -> impl Iterator<Item = (String, String, Vec<Entry>)> + 'a {
    Table::Redelegation
        .scan(storage, &[delegator])
        .map(|(mut parts, bytes)| {
            let destination = parts.remove(1);
            (parts.remove(0), destination, decode(&bytes))
        })
}

fn encode(entries: &[Entry]) -> Vec<u8> {
    let writer = entries.iter().fold(Writer::default(), |writer, entry| {
        writer
            .u64(entry.creation_height)
            .time(entry.completion)
            .u128(entry.initial)
            .dec(entry.shares)
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
            initial: reader.u128(),
            shares: reader.dec(),
        });
    }
    entries
}

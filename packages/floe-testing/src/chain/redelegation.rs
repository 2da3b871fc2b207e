//! Redelegations as they are stored.

use super::*;

/// Delegator, source and destination.
pub(crate) type Triple<'a> = [&'a str; 3];

pub(crate) fn entries(storage: &dyn Storage, triple: Triple) -> Vec<Redelegation> {
    Table::Redelegation
        .get(storage, &triple)
        .map(|bytes| decode(&bytes))
        .unwrap_or_default()
}

fn save(storage: &mut dyn Storage, triple: Triple, entries: &[Redelegation]) {
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

pub(crate) fn add(storage: &mut dyn Storage, triple: Triple, entry: Redelegation) {
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
) -> impl Iterator<Item = (String, String, Vec<Redelegation>)> + 'a {
    Table::Redelegation
        .scan(storage, &[delegator])
        .map(|(mut parts, bytes)| {
            let destination = parts.remove(1);
            (parts.remove(0), destination, decode(&bytes))
        })
}

fn encode(entries: &[Redelegation]) -> Vec<u8> {
    let writer = entries.iter().fold(Writer::default(), |writer, entry| {
        writer
            .u64(entry.creation_height)
            .time(entry.completion)
            .u128(entry.initial)
            .dec(entry.shares)
    });
    writer.0
}

fn decode(bytes: &[u8]) -> Vec<Redelegation> {
    let mut reader = Reader(bytes);
    let mut entries = Vec::new();
    while !reader.is_empty() {
        entries.push(Redelegation {
            creation_height: reader.u64(),
            completion: reader.time(),
            initial: reader.u128(),
            shares: reader.dec(),
        });
    }
    entries
}

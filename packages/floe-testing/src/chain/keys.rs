//! Keys of everything that the modules store.

use cosmwasm_std::Order;

use super::*;

/// Tables of both modules. Every key is `floe-client/`, the table's letter and parts, each ended
/// by `/`; queues have the big-endian time before the parts.
#[derive(Clone, Copy)]
pub(crate) enum Table {
    /// Parameters of the modules.
    Params,
    /// operator → validator
    Validator,
    /// due time, operator: unbonding validators
    ValidatorQueue,
    /// delegator, operator → shares
    Delegation,
    /// delegator, operator → unbonding entries, oldest first
    Unbonding,
    /// operator, delegator: index of `Unbonding`
    UnbondingByValidator,
    /// due time, delegator, operator
    UnbondingQueue,
    /// delegator, source, destination → redelegation entries, oldest first
    Redelegation,
    /// delegator, destination, source: index of `Redelegation`
    RedelegationByDestination,
    /// source, delegator, destination: index of `Redelegation`
    RedelegationBySource,
    /// due time, delegator, source, destination
    RedelegationQueue,
    /// delegator → where its rewards go, if not to itself
    WithdrawAddress,
    /// delegator, operator, denom → rewards not withdrawn yet
    Pending,
    /// denom → remainders of withdrawals
    CommunityPool,
    /// proposal id, voter → JSON of the vote
    Vote,
    /// proposal id: those whose voting period is over
    VotingOver,
}

impl Table {
    pub fn prefix(self, parts: &[&str]) -> Vec<u8> {
        let mut key = b"floe-client/".to_vec();
        key.push(b'a' + self as u8);
        key.push(b'/');
        for part in parts {
            key.extend_from_slice(part.as_bytes());
            key.push(b'/');
        }
        key
    }

    fn due(self, time: Timestamp, parts: &[&str]) -> Vec<u8> {
        let mut key = self.prefix(&[]);
        key.extend(time.nanos().to_be_bytes());
        for part in parts {
            key.extend_from_slice(part.as_bytes());
            key.push(b'/');
        }
        key
    }

    pub fn get(self, storage: &dyn Storage, parts: &[&str]) -> Option<Vec<u8>> {
        storage.get(&self.prefix(parts))
    }

    pub fn has(self, storage: &dyn Storage, parts: &[&str]) -> bool {
        self.get(storage, parts).is_some()
    }

    pub fn set(self, storage: &mut dyn Storage, parts: &[&str], value: &[u8]) {
        storage.set(&self.prefix(parts), value);
    }

    /// Marks a key of an index or a queue; the store keeps no empty values.
    pub fn mark(self, storage: &mut dyn Storage, parts: &[&str]) {
        self.set(storage, parts, &[1]);
    }

    pub fn remove(self, storage: &mut dyn Storage, parts: &[&str]) {
        storage.remove(&self.prefix(parts));
    }

    pub fn enqueue(self, storage: &mut dyn Storage, time: Timestamp, parts: &[&str]) {
        storage.set(&self.due(time, parts), &[1]);
    }

    pub fn unqueue(self, storage: &mut dyn Storage, time: Timestamp, parts: &[&str]) {
        storage.remove(&self.due(time, parts));
    }

    /// Removes and returns the parts of everything that is due at `now`.
    pub fn dequeue(self, storage: &mut dyn Storage, now: Timestamp) -> Vec<Vec<String>> {
        let start = self.prefix(&[]);
        let end = self.due(now.plus_nanos(1), &[]);
        let keys: Vec<Vec<u8>> = storage
            .range(Some(&start), Some(&end), Order::Ascending)
            .map(|(key, _)| key)
            .collect();
        keys.into_iter()
            .map(|key| {
                storage.remove(&key);
                split(&key[start.len() + 8..])
            })
            .collect()
    }

    /// The entries whose first parts are `parts`: their other parts and values, in key order.
    pub fn scan<'a>(
        self,
        storage: &'a dyn Storage,
        parts: &[&str],
    ) -> impl Iterator<Item = (Vec<String>, Vec<u8>)> + 'a {
        let start = self.prefix(parts);
        let mut end = start.clone();
        if let Some(slash) = end.last_mut() {
            *slash += 1;
        }
        let skip = start.len();
        storage
            .range(Some(&start), Some(&end), Order::Ascending)
            .map(move |(key, value)| (split(&key[skip..]), value))
    }
}

fn split(parts: &[u8]) -> Vec<String> {
    String::from_utf8_lossy(parts)
        .trim_end_matches('/')
        .split('/')
        .map(str::to_string)
        .collect()
}

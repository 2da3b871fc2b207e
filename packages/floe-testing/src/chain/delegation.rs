//! Delegations as they are stored.

use super::*;

/// The shares of `delegator` at `operator`; none and zero are the same.
pub(crate) fn shares(storage: &dyn Storage, delegator: &str, operator: &str) -> Option<Dec> {
    Table::Delegation
        .get(storage, &[delegator, operator])
        .map(|bytes| Reader(&bytes).dec())
}

pub(crate) fn save(storage: &mut dyn Storage, delegator: &str, operator: &str, shares: Dec) {
    let parts = [delegator, operator];
    if shares.is_zero() {
        Table::Delegation.remove(storage, &parts);
    } else {
        let bytes = Writer::default().dec(shares).0;
        Table::Delegation.set(storage, &parts, &bytes);
    }
}

/// Operator and shares of each delegation of `delegator`.
pub(crate) fn all<'a>(storage: &'a dyn Storage, delegator: &str) -> impl Iterator<Item = (String, Dec)> + 'a {
    Table::Delegation
        .scan(storage, &[delegator])
        .map(|(mut parts, bytes)| (parts.remove(0), Reader(&bytes).dec()))
}

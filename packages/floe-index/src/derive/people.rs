//! Balances over time.

use std::collections::BTreeMap;

use floe_core::units::Shares;

use super::{DerivedState, Names, TypedBlock};
use crate::row;
use crate::store::tables::{ACCOUNT_TXS, BALANCES};
use crate::store::Changes;

impl DerivedState {
    /// A line of history for each account that a transaction names, and the new balance of each that it changed. `held` is
    /// what they had before.
    pub(crate) fn put_accounts(
        &mut self,
        block: &TypedBlock,
        tx: i64,
        touched: &Names<'_>,
        held: &BTreeMap<&str, Shares>,
        changes: &mut Changes,
    ) {
        for who in touched.iter().copied() {
            let after = self.replay.wallet(who);
            let before = held.get(who).copied().unwrap_or_default();
            changes.put(ACCOUNT_TXS, row![block.height, tx, who, block.time, after]);
            if after == before {
                continue;
            }
            changes.put(BALANCES, row![who, after, block.height, tx]);
            if who != self.roles.hub {
                let change = i64::from(!after.is_zero()).saturating_sub(i64::from(!before.is_zero()));
                self.holders = self.holders.saturating_add(change);
            }
        }
    }
}

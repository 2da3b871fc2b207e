//! Batches and requests.

use floe_core::units::{Native, Shares};

use super::{Place, State};
use crate::row;
use crate::store::tables::{BATCHES, BATCH_TXS, REQUESTS};
use crate::store::Changes;

/// Takes shares, and is not paid yet.
pub const OPEN: &str = "open";
/// Its coins are on their way.
pub const UNBONDING: &str = "unbonding";
/// Its coins are set aside.
pub const SETTLED: &str = "settled";
/// All of it was claimed.
pub const CLAIMED: &str = "claimed";

impl State {
    pub(crate) fn queued(&mut self, at: Place<'_>, who: &str, batch: u64, shares: Shares, changes: &mut Changes) {
        let row = self.batches.entry(batch).or_default();
        if row.state.is_empty() {
            OPEN.clone_into(&mut row.state);
        }
        row.shares = row.shares.more(shares);
        row.open = row.shares;
        let request = self.requests.entry((who.to_owned(), batch)).or_default();
        request.shares = request.shares.more(shares);
        request.queued = request.queued.more(shares);
        self.put_batch(batch, changes);
        self.put_request(at, who, batch, changes);
    }

    pub(crate) fn cancelled(&mut self, at: Place<'_>, who: &str, batch: u64, shares: Shares, changes: &mut Changes) {
        let row = self.batches.entry(batch).or_default();
        row.shares = row.shares.less(shares);
        row.open = row.shares;
        let request = self.requests.entry((who.to_owned(), batch)).or_default();
        request.shares = request.shares.less(shares);
        self.put_batch(batch, changes);
        self.put_request(at, who, batch, changes);
    }

    pub(crate) fn closed(
        &mut self,
        at: Place<'_>,
        batch: u64,
        (shares, payable, estimate): (Shares, Native, u64),
        changes: &mut Changes,
    ) {
        let row = self.batches.entry(batch).or_default();
        UNBONDING.clone_into(&mut row.state);
        (row.shares, row.open, row.payable) = (shares, shares, Some(payable));
        row.closed = Some((at.height, at.time));
        row.estimate = Some(estimate);
        self.moved(at, batch, changes);
    }

    pub(crate) fn repriced(&mut self, at: Place<'_>, batch: u64, payable: Native, changes: &mut Changes) {
        let row = self.batches.entry(batch).or_default();
        row.payable = Some(payable);
        row.repriced = row.repriced.saturating_add(1);
        self.moved(at, batch, changes);
    }

    pub(crate) fn settled(
        &mut self,
        at: Place<'_>,
        batch: u64,
        (shares, payable): (Shares, Native),
        changes: &mut Changes,
    ) {
        let row = self.batches.entry(batch).or_default();
        SETTLED.clone_into(&mut row.state);
        (row.shares, row.open, row.payable) = (shares, shares, Some(payable));
        row.settled = Some((at.height, at.time));
        self.moved(at, batch, changes);
    }

    pub(crate) fn claimed(
        &mut self,
        at: Place<'_>,
        who: &str,
        batch: u64,
        (shares, amount): (Shares, Native),
        changes: &mut Changes,
    ) {
        let row = self.batches.entry(batch).or_default();
        row.open = row.open.less(shares);
        row.claimed = row.claimed.more(amount);
        if row.open.is_zero() {
            CLAIMED.clone_into(&mut row.state);
        }
        let request = self.requests.entry((who.to_owned(), batch)).or_default();
        request.shares = request.shares.less(shares);
        request.claimed = request.claimed.more(shares);
        request.paid = request.paid.more(amount);
        self.put_batch(batch, changes);
        self.put_request(at, who, batch, changes);
    }

    fn moved(&self, at: Place<'_>, batch: u64, changes: &mut Changes) {
        changes.put(BATCH_TXS, row![batch, at.height, at.tx]);
        self.put_batch(batch, changes);
    }

    fn put_batch(&self, batch: u64, changes: &mut Changes) {
        let Some(known) = self.batches.get(&batch) else {
            return;
        };
        changes.put(
            BATCHES,
            row![
                batch,
                known.state.as_str(),
                known.shares,
                known.payable,
                known.open,
                known.claimed,
                known.repriced,
                known.closed.map(|(height, _)| height),
                known.closed.map(|(_, time)| time),
                known.estimate,
                known.settled.map(|(height, _)| height),
                known.settled.map(|(_, time)| time),
            ],
        );
    }

    fn put_request(&self, at: Place<'_>, who: &str, batch: u64, changes: &mut Changes) {
        let Some(known) = self.requests.get(&(who.to_owned(), batch)) else {
            return;
        };
        changes.put(
            REQUESTS,
            row![who, batch, known.shares, known.queued, known.claimed, known.paid, at.height],
        );
    }
}

//! Losses, and who bore them.

use cosmwasm_std::Decimal;
use floe_api::events::HubFact;
use floe_core::units::Native;
use floe_core::Books;

use super::{seconds, State, TypedBlock, TypedTx};
use crate::row;
use crate::store::tables::{LOSSES, LOSS_BEARERS};
use crate::store::Changes;

/// What the observations of a transaction found, added up.
#[derive(Default)]
struct Found {
    loss: Native,
    rounding: Native,
    absorbed: Native,
    by_batches: Native,
    any: bool,
}

impl Found {
    fn of(tx: &TypedTx) -> Self {
        let mut found = Self::default();
        for fact in tx.hub_facts() {
            if let HubFact::LossRecognised {
                loss,
                rounding,
                absorbed,
                borne_by_batches,
            } = fact
            {
                found.any = true;
                found.loss = found.loss.more(*loss);
                found.rounding = found.rounding.more(*rounding);
                found.absorbed = found.absorbed.more(*absorbed);
                found.by_batches = found.by_batches.more(*borne_by_batches);
            }
        }
        found
    }
}

impl State {
    /// After the books have changed, and before the batches have. The rate falls at one moment: between the books before and
    /// those after the transaction, both at its time.
    pub(crate) fn put_losses(&mut self, block: &TypedBlock, tx: &TypedTx, before: &Books, changes: &mut Changes) {
        let found = Found::of(tx);
        if !found.any {
            return;
        }
        let (now, after) = (seconds(block.time), &self.replay.books);
        let (rate_before, rate_after) = (before.rate(now), after.rate(now));
        let step = rate_after.checked_div(rate_before).unwrap_or(Decimal::one());
        let pools = (before.pool(now), after.pool(now));
        self.kept = self.kept.checked_mul(step).unwrap_or(self.kept);
        changes.put(
            LOSSES,
            row![
                block.height,
                tx.tx,
                block.time,
                found.loss,
                found.rounding,
                rate_before.to_string(),
                rate_after.to_string(),
                pools.0,
                pools.1,
                self.kept.to_string(),
            ],
        );
        let rest = found.loss.less(found.absorbed).less(found.by_batches);
        let mut bear = |bearer: &str, batch: u64, amount: Native| {
            if !amount.is_zero() {
                changes.put(LOSS_BEARERS, row![block.height, tx.tx, bearer, batch, amount]);
            }
        };
        bear("stream", 0, found.absorbed);
        bear("batches", 0, found.by_batches);
        bear("holders", 0, rest);
        for fact in tx.hub_facts() {
            if let HubFact::BatchRepriced { batch, payable } = fact {
                let known = self.batches.get(batch).and_then(|known| known.payable);
                bear("batch", *batch, known.unwrap_or_default().less(*payable));
            }
        }
    }
}

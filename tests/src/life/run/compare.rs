//! The hub's books against the model's.

use floe_core::batch::Cover;
use floe_core::Batch as HubBatch;
use floe_testing::suite::books::batches;

use super::reports::{failure, reports, sent};
use super::{obeys, same, Agreement, Life};
use crate::model::{Batch, Model, Stored, View, NANOS};
use crate::prelude::*;

impl Life {
    pub fn coins_of(&self, address: &str) -> u128 {
        self.suite
            .chain
            .balance(&Addr::unchecked(address), &self.suite.denom)
    }

    pub fn nothing_moved(&self, view: &View) -> Agreement {
        same!("the hub's coins", self.bank(), view.bank);
        Ok(())
    }

    /// Every coin of the hub that came or went is accounted for.
    pub fn settled_up(&mut self, view: &View, came: u128, paid: u128, response: &AppResponse) -> Agreement {
        let reports = reports(&self.hub, &response.events);
        for report in &reports {
            *self.events.entry(report.name.clone()).or_default() += 1;
        }
        let failed: Vec<&str> = failure(&reports, "delegate")
            .map(|r| r.text("validator"))
            .collect();
        let delegated: u128 = sent(&reports)
            .delegations
            .iter()
            .filter(|(validator, _)| !failed.contains(&validator.as_str()))
            .map(|(_, amount)| amount)
            .sum();
        let rewards: u128 = reports
            .iter()
            .filter(|r| r.name == "rewards_compounded")
            .map(|r| r.number("amount"))
            .sum();
        same!(
            "the hub's coins",
            self.bank() + paid + delegated,
            view.bank + came + rewards
        );
        Ok(())
    }

    /// Everything that the books hold.
    pub fn compare(&mut self) -> Agreement {
        if !self.suite.broken.is_empty() {
            return Err(format!("broken invariants: {:?}", self.suite.broken));
        }
        obeys(self.model.check(self.bank()))?;
        let view = self.view();
        let books = self.suite.books();
        let model = &self.model;
        same!("B", books.free(), model.free);
        same!("K", books.reserved, model.reserved);
        same!("S", books.supply(), model.supply);
        same!(
            "D by validator",
            delegated(&books),
            model.books(view.now()).delegated
        );
        same!("D", books.delegated(), model.stake());
        same!("entries", entries(&books), model_entries(model));
        same!("U", books.undelegating(), model.undelegating());
        same!("owed", books.owed(), model.owed());
        same!("loss_carry", books.carry.loss_carry.units(), model.loss_carry);
        if model.loss_carry > 0 {
            same!(
                "supply of the carry",
                books.carry.loss_supply.units(),
                model.carry_supply
            );
        }
        same!(
            "short_since",
            books.carry.short_since,
            model.short_since_ns.map(|ns| ns / NANOS)
        );
        same!("unreleased", books.unreleased(), model.unreleased(view.now()));
        let stream = books.stream();
        if !stream.unreleased(view.now()).is_zero() {
            let expected = (model.stream.amount, model.stream.start, model.stream.end);
            same!(
                "stream",
                (stream.amount.units(), stream.start, stream.end),
                expected
            );
            let pace = books.carry.drip;
            same!("cap of the stream", pace.max_apr_bps, model.pace.apr_bps);
            same!("drip time of the stream", pace.secs, model.pace.drip_secs);
        }
        same!("pool", books.pool(), model.pool(view.now()));
        same!("last observation", books.stock.synced_at, model.synced_ns);
        for (validator, position) in &books.positions {
            let paid_out = model.harvested.get(validator).copied().unwrap_or(0);
            if !position.booked.is_zero() {
                same!(format!("payout of {validator}"), position.harvested_at, paid_out);
            }
        }
        same!("open batch", books.queue.open, model.open.id);
        same!("last close", books.queue.last_close, model.last_close);
        if let (Some(from), Some(_)) = (model.open.closes_from, model.last_close) {
            same!("close that the first request fixed", books.queue.due, from);
        }
        same!(
            "marks",
            hub_marks(&books, view.now()),
            model_marks(model, view.now())
        );
        let storage = self.suite.storage();
        let hub_batches = batches(&*storage).unwrap();
        same!("number of batches", hub_batches.len(), model.batches.len());
        for batch in &model.batches {
            same_batch(hub_batches.get(&batch.id), batch)?;
        }
        let asked: BTreeMap<(String, u64), u128> = requests(&*storage)
            .unwrap()
            .into_iter()
            .map(|((who, id), x)| ((who.to_string(), id), x))
            .collect();
        same!("requests", asked, model_requests(model));
        let held: BTreeMap<String, u128> = balances(&*storage)
            .unwrap()
            .into_iter()
            .filter(|(_, shares)| *shares > 0)
            .map(|(who, shares)| (who.to_string(), shares))
            .collect();
        self.compare_guarantors()?;
        let expected = model.books(view.now()).balances;
        for who in held.keys().chain(expected.keys()) {
            same!(format!("balance of {who}"), held.get(who), expected.get(who));
        }
        Ok(())
    }
}

fn delegated(books: &floe_testing::suite::HubBooks) -> BTreeMap<String, u128> {
    books
        .positions
        .iter()
        .filter(|(_, p)| !p.booked.is_zero())
        .map(|(validator, p)| (validator.clone(), p.booked.units()))
        .collect()
}

type EntryLine = (u64, String, u128, u128);

fn entries(books: &floe_testing::suite::HubBooks) -> Vec<EntryLine> {
    books
        .entries
        .iter()
        .map(|(key, e)| {
            (
                key.completion,
                key.validator.clone(),
                e.amount.units(),
                e.expected.units(),
            )
        })
        .collect()
}

fn model_entries(model: &Model) -> Vec<EntryLine> {
    let mut lines: Vec<EntryLine> = model
        .entries
        .iter()
        .map(|e| (e.completion_ns, e.validator.clone(), e.amount, e.expected))
        .collect();
    lines.sort();
    lines
}

fn hub_marks(books: &floe_testing::suite::HubBooks, now: u64) -> BTreeMap<String, u64> {
    books
        .positions
        .iter()
        .filter(|(_, p)| p.marked_until > now)
        .map(|(validator, p)| (validator.clone(), p.marked_until))
        .collect()
}

fn model_marks(model: &Model, now: u64) -> BTreeMap<String, u64> {
    model
        .failing
        .iter()
        .filter(|(_, failing)| failing.marked_until > now)
        .map(|(v, failing)| (v.clone(), failing.marked_until))
        .collect()
}

pub fn model_requests(model: &Model) -> BTreeMap<(String, u64), u128> {
    let open = model
        .open
        .requests
        .iter()
        .map(|(who, shares)| ((who.clone(), model.open.id), *shares));
    let closed = model.batches.iter().flat_map(|b| {
        b.requests
            .iter()
            .map(|(who, shares)| ((who.clone(), b.id), *shares))
    });
    open.chain(closed).collect()
}

fn same_batch(hub: Option<&HubBatch>, model: &Batch) -> Agreement {
    let id = model.id;
    match hub {
        None => return Err(format!("batch {id} is gone, the model has {model:?}")),
        Some(HubBatch::Unbonding(batch)) => {
            same!(format!("batch {id} settled"), false, model.settled);
            same!(
                format!("shares of batch {id}"),
                batch.shares.units(),
                model.shares
            );
            same!(
                format!("payable of batch {id}"),
                batch.payable.units(),
                model.payable
            );
            same!(
                format!("payable at close of batch {id}"),
                batch.ceiling.units(),
                model.payable_at_close
            );
            same!(
                format!("block of batch {id}"),
                batch.closed_height,
                model.closed_height
            );
            let stored = match batch.cover {
                Cover::Missing => Stored::NotYet,
                Cover::Liquid => Stored::NothingInFlight,
                Cover::Until(completion) => Stored::Until(completion),
            };
            same!(format!("what batch {id} waits for"), stored, model.stored);
        }
        Some(HubBatch::Settled(batch)) => {
            same!(format!("batch {id} settled"), true, model.settled);
            same!(
                format!("shares of batch {id}"),
                batch.shares.units(),
                model.shares
            );
            same!(
                format!("payable of batch {id}"),
                batch.payable.units(),
                model.payable
            );
            same!(
                format!("left of batch {id}"),
                batch.left.units(),
                model.payable - model.paid
            );
            same!(
                format!("open shares of batch {id}"),
                batch.open_shares.units(),
                model.requests.values().sum()
            );
        }
    }
    Ok(())
}

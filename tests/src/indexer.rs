//! An indexer: rebuilds balances, books, batches and requests from what the hub reports, and asks it nothing.

use floe_api::events::{read, HubEvent, HubFact, TokenMove};
use floe_core::{Batch, Books, Native, Shares, Stream};

use crate::prelude::*;

/// Someone who reads the hub's events and never asks it anything.
#[derive(Default)]
pub struct Indexer {
    pub balances: BTreeMap<String, u128>,
    token_supply: u128,
    books: Rebuilt,
    /// Shares whose claim is open, and coins.
    pub batches: BTreeMap<u64, IndexedBatch>,
    /// (user, batch) to shares.
    requests: BTreeMap<(String, u64), u128>,
    pub open: u64,
    pub fees: u128,
    pub fee_shares: u128,
    /// Of the fee shares, by receiver.
    pub paid: BTreeMap<String, u128>,
    pub rewards: u128,
}

#[derive(Default, Clone, Debug, PartialEq)]
pub struct Rebuilt {
    delegated: u128,
    undelegating: u128,
    free: u128,
    reserved: u128,
    owed: u128,
    supply: u128,
    stream: Stream,
    loss_carry: u128,
}

#[derive(Clone, Debug, PartialEq)]
pub struct IndexedBatch {
    pub shares: u128,
    pub coins: u128,
    pub settled: bool,
}

fn state(s: &Suite) -> Value {
    s.query(&s.hub, &json!({"state": {}})).unwrap()
}

fn indexed(shares: Shares, coins: Native, settled: bool) -> IndexedBatch {
    IndexedBatch {
        shares: shares.units(),
        coins: coins.units(),
        settled,
    }
}

impl From<Books> for Rebuilt {
    fn from(books: Books) -> Self {
        Self {
            delegated: books.delegated.units(),
            undelegating: books.undelegating.units(),
            free: books.free.units(),
            reserved: books.reserved.units(),
            owed: books.owed.units(),
            supply: books.supply.units(),
            stream: books.stream,
            loss_carry: books.loss_carry.units(),
        }
    }
}

impl Indexer {
    /// After a deployment with this seed.
    pub fn after_deployment(hub: &str, seed: u128) -> Self {
        Self {
            balances: BTreeMap::from([(hub.to_owned(), seed)]),
            token_supply: seed,
            books: Rebuilt {
                free: seed,
                supply: seed,
                ..Rebuilt::default()
            },
            open: 1,
            ..Self::default()
        }
    }

    pub fn read(&mut self, hub: &str, events: &[Event]) {
        for event in events {
            let from_hub = event
                .attributes
                .iter()
                .any(|a| a.key == "_contract_address" && a.value == hub);
            if !from_hub {
                continue;
            }
            let attributes = event
                .attributes
                .iter()
                .map(|a| (a.key.as_str(), a.value.as_str()));
            for fact in read(&event.ty, attributes).unwrap() {
                self.learn(fact);
            }
        }
    }

    fn learn(&mut self, event: HubEvent) {
        match event {
            // Somebody without any may transfer nothing.
            HubEvent::Token(TokenMove::Minted { to, amount }) => {
                self.token_supply += amount.units();
                *self.balances.entry(to).or_default() += amount.units();
            }
            HubEvent::Token(TokenMove::Burned { from, amount }) => {
                self.token_supply -= amount.units();
                *self.balances.entry(from).or_default() -= amount.units();
            }
            HubEvent::Token(TokenMove::Moved { from, to, amount }) => {
                *self.balances.entry(from).or_default() -= amount.units();
                *self.balances.entry(to).or_default() += amount.units();
            }
            HubEvent::Fact(fact) => self.learn_fact(fact),
            HubEvent::Shell(_) => {}
        }
    }

    fn learn_fact(&mut self, fact: HubFact) {
        if let Some(books) = fact.books() {
            self.books = Rebuilt::from(books);
        }
        match fact {
            HubFact::Instantiated { seed, .. } => {
                self.books.free = seed.units();
                self.books.supply = seed.units();
                self.open = 1;
            }
            HubFact::Bonded { amount, shares, .. } => {
                self.books.free += amount.units();
                self.books.supply += shares.units();
            }
            HubFact::RewardsCompounded {
                amount,
                fee,
                fee_shares,
                ..
            } => {
                self.rewards += amount.units();
                self.fees += fee.units();
                self.fee_shares += fee_shares.units();
            }
            HubFact::FeePaid { receiver, shares } => {
                *self.paid.entry(receiver).or_default() += shares.units();
            }
            HubFact::UnbondQueued {
                receiver,
                batch,
                shares,
                ..
            } => *self.requests.entry((receiver, batch)).or_default() += shares.units(),
            HubFact::UnbondCancelled {
                receiver,
                batch,
                shares,
            } => self.take((receiver, batch), shares.units()),
            HubFact::BatchClosed {
                batch,
                shares,
                payable,
                ..
            } => {
                self.batches.insert(batch, indexed(shares, payable, false));
                self.open = batch + 1;
            }
            HubFact::BatchRepriced { batch, payable } => {
                self.batches.get_mut(&batch).unwrap().coins = payable.units();
            }
            HubFact::BatchSettled {
                batch,
                shares,
                payable,
            } => {
                self.batches.insert(batch, indexed(shares, payable, true));
            }
            HubFact::Claimed {
                user,
                batch,
                shares,
                amount,
                remainder,
                ..
            } => {
                let (amount, remainder) = (amount.units(), remainder.units());
                self.books.reserved -= amount + remainder;
                self.books.free += remainder;
                let open = self.batches.get_mut(&batch).unwrap();
                open.shares -= shares.units();
                open.coins -= amount + remainder;
                if open.shares == 0 {
                    self.batches.remove(&batch);
                }
                self.take((user, batch), shares.units());
            }
            // What they change is in the books that follow.
            HubFact::Wired { .. }
            | HubFact::InstantUnbonded { .. }
            | HubFact::LossRecognised { .. }
            | HubFact::LossCovered { .. }
            | HubFact::CoverReturned { .. }
            | HubFact::GainRecognised { .. }
            | HubFact::UndelegationEntered { .. }
            | HubFact::MessageFailed { .. }
            | HubFact::WriteOffAnnounced { .. }
            | HubFact::StakeWrittenOff { .. }
            | HubFact::StakeReturned { .. }
            | HubFact::StakeForgotten { .. }
            | HubFact::Paused { .. }
            | HubFact::Unpaused { .. }
            | HubFact::GuardianRearmed { .. }
            | HubFact::VoteCast { .. }
            | HubFact::WindDownStarted { .. }
            | HubFact::BooksUpdated { .. }
            | HubFact::EntryCredited { .. }
            | HubFact::EntryWrittenOff { .. }
            | HubFact::ValidatorSlashed { .. }
            | HubFact::DepositsHalted { .. }
            | HubFact::DelegationSent { .. }
            | HubFact::UndelegationSent { .. }
            | HubFact::AnswerUnreadable { .. }
            | HubFact::RedelegationSent { .. }
            | HubFact::RedelegationLocked { .. }
            | HubFact::HarvestSent { .. }
            | HubFact::TargetsUnavailable { .. } => {}
        }
    }

    fn take(&mut self, key: (String, u64), shares: u128) {
        let left = self.requests.get_mut(&key).unwrap();
        *left -= shares;
        if *left == 0 {
            self.requests.remove(&key);
        }
    }

    /// Everything an indexer shows, against everything the hub stores.
    pub fn check(&self, s: &Suite, step: usize) {
        use floe_testing::suite::books;
        let storage = s.storage();
        let held = |balances: BTreeMap<String, u128>| -> BTreeMap<String, u128> {
            balances.into_iter().filter(|(_, amount)| *amount > 0).collect()
        };
        let balances = books::balances(&*storage).unwrap();
        let balances = balances
            .into_iter()
            .map(|(holder, amount)| (holder.to_string(), amount))
            .collect();
        assert_eq!(
            held(self.balances.clone()),
            held(balances),
            "balances after step {step}"
        );
        let chain = s.books();
        let expected = Rebuilt {
            delegated: chain.delegated(),
            undelegating: chain.undelegating(),
            free: chain.free(),
            reserved: chain.reserved,
            owed: chain.owed(),
            supply: chain.supply(),
            stream: chain.stream(),
            loss_carry: chain.carry.loss_carry.units(),
        };
        assert_eq!(self.books, expected, "books after step {step}");
        assert_eq!(self.token_supply, chain.supply(), "supply after step {step}");
        let b = &self.books;
        let pool = b.delegated + b.undelegating + b.free - b.owed - b.stream.unreleased(chain.now).units();
        assert_eq!(pool, chain.pool(), "pool after step {step}");
        let rate = Decimal::from_ratio(pool, b.supply);
        assert_eq!(json!(rate), state(s)["exchange_rate"], "rate after step {step}");
        let stored: BTreeMap<u64, IndexedBatch> = books::batches(&*storage)
            .unwrap()
            .into_iter()
            .map(|(id, batch)| match batch {
                Batch::Unbonding(b) => (
                    id,
                    IndexedBatch {
                        shares: b.shares.units(),
                        coins: b.payable.units(),
                        settled: false,
                    },
                ),
                Batch::Settled(b) => (
                    id,
                    IndexedBatch {
                        shares: b.open_shares.units(),
                        coins: b.left.units(),
                        settled: true,
                    },
                ),
            })
            .collect();
        assert_eq!(self.batches, stored, "batches after step {step}");
        assert_eq!(self.open, chain.queue.open);
        let requests = books::requests(&*storage).unwrap();
        let requests = requests
            .into_iter()
            .map(|((user, id), shares)| ((user.to_string(), id), shares))
            .collect();
        assert_eq!(self.requests, requests, "requests after step {step}");
        let totals = chain.carry.totals;
        assert_eq!(
            (self.rewards, self.fees),
            (totals.rewards.units(), totals.fees.units())
        );
    }
}

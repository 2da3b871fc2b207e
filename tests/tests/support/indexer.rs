//! An indexer: rebuilds balances, books, batches and requests from what the hub reports, and asks it nothing.

use std::collections::BTreeMap;

use cosmwasm_std::{Decimal, Event, Uint128};
use floe_core::{Batch, Stream};
use floe_testing::suite::Suite;
use serde_json::{json, Value};

/// Someone who reads the hub's events and never asks it anything.
#[derive(Default)]
pub struct Indexer {
    pub balances: BTreeMap<String, u128>,
    token_supply: u128,
    books: Ledger,
    /// Shares whose claim is open, and coins.
    pub batches: BTreeMap<u64, IndexedBatch>,
    /// (user, batch) to shares.
    requests: BTreeMap<(String, u64), u128>,
    pub open: u64,
    pub fees: u128,
    pub fee_shares: u128,
    pub rewards: u128,
}

#[derive(Default, Clone, Debug, PartialEq)]
pub struct Ledger {
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

/// Values of an event by key.
struct Facts<'a>(BTreeMap<&'a str, &'a str>);

impl Facts<'_> {
    fn text(&self, key: &str) -> String {
        self.0[key].to_owned()
    }
    fn amount(&self, key: &str) -> u128 {
        self.0[key].parse().unwrap()
    }
    fn id(&self) -> u64 {
        self.0["batch"].parse().unwrap()
    }
}

fn state(s: &Suite) -> Value {
    s.query(&s.hub, &json!({"state": {}})).unwrap()
}

impl Indexer {
    /// After a deployment with this seed.
    #[allow(dead_code)] // one reader begins with the events of the deployment itself
    pub fn after_deployment(hub: &str, seed: u128) -> Self {
        Self {
            balances: BTreeMap::from([(hub.to_owned(), seed)]),
            token_supply: seed,
            books: Ledger {
                free: seed,
                supply: seed,
                ..Ledger::default()
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
            let pairs: Vec<_> = event
                .attributes
                .iter()
                .map(|a| (a.key.as_str(), a.value.as_str()))
                .collect();
            match event.ty.strip_prefix("wasm") {
                Some("") => self.token(&pairs),
                Some(name) => self.fact(name, &Facts(pairs.into_iter().collect())),
                None => {}
            }
        }
    }

    /// As any cw20 indexer does it; several actions may stand in one event.
    fn token(&mut self, pairs: &[(&str, &str)]) {
        let starts: Vec<usize> = (0..pairs.len()).filter(|n| pairs[*n].0 == "action").collect();
        for (n, start) in starts.iter().enumerate() {
            let end = starts.get(n + 1).copied().unwrap_or(pairs.len());
            let facts = Facts(pairs[*start..end].iter().copied().collect());
            let moves = match facts.0["action"] {
                "mint" => (false, true),
                "burn" => (true, false),
                "transfer" | "send" | "transfer_from" | "send_from" => (true, true),
                _ => continue,
            };
            let amount = facts.amount("amount");
            match moves {
                (true, false) => self.token_supply -= amount,
                (false, true) => self.token_supply += amount,
                _ => {}
            }
            if moves.0 {
                // Somebody without any may transfer nothing.
                *self.balances.entry(facts.text("from")).or_default() -= amount;
            }
            if moves.1 {
                *self.balances.entry(facts.text("to")).or_default() += amount;
            }
        }
    }

    fn fact(&mut self, name: &str, facts: &Facts<'_>) {
        match name {
            "-floe/instantiated" => {
                self.books.free = facts.amount("seed");
                self.books.supply = facts.amount("seed");
                self.open = 1;
            }
            "-floe/bonded" => {
                assert_eq!(facts.text("denom"), "stake");
                self.books.free += facts.amount("amount");
                self.books.supply += facts.amount("shares");
            }
            "-floe/books_updated" => {
                self.books = Ledger {
                    delegated: facts.amount("delegated"),
                    undelegating: facts.amount("undelegating"),
                    free: facts.amount("free"),
                    reserved: facts.amount("reserved"),
                    owed: facts.amount("owed"),
                    supply: facts.amount("supply"),
                    stream: Stream {
                        amount: Uint128::new(facts.amount("stream_amount")).into(),
                        start: facts.0["stream_start"].parse().unwrap(),
                        end: facts.0["stream_end"].parse().unwrap(),
                    },
                    loss_carry: facts.amount("loss_carry"),
                }
            }
            "-floe/unbond_queued" => {
                *self
                    .requests
                    .entry((facts.text("receiver"), facts.id()))
                    .or_default() += facts.amount("shares");
            }
            "-floe/unbond_cancelled" => {
                self.take((facts.text("receiver"), facts.id()), facts.amount("shares"))
            }
            "-floe/batch_closed" => {
                let (shares, coins) = (facts.amount("shares"), facts.amount("payable"));
                self.batches.insert(
                    facts.id(),
                    IndexedBatch {
                        shares,
                        coins,
                        settled: false,
                    },
                );
                self.open = facts.id() + 1;
            }
            "-floe/batch_repriced" => {
                self.batches.get_mut(&facts.id()).unwrap().coins = facts.amount("payable")
            }
            "-floe/batch_settled" => {
                let (shares, coins) = (facts.amount("shares"), facts.amount("payable"));
                self.batches.insert(
                    facts.id(),
                    IndexedBatch {
                        shares,
                        coins,
                        settled: true,
                    },
                );
            }
            "-floe/claimed" => {
                let (amount, remainder) = (facts.amount("amount"), facts.amount("remainder"));
                self.books.reserved -= amount + remainder;
                self.books.free += remainder;
                let batch = self.batches.get_mut(&facts.id()).unwrap();
                batch.shares -= facts.amount("shares");
                batch.coins -= amount + remainder;
                if batch.shares == 0 {
                    self.batches.remove(&facts.id());
                }
                self.take((facts.text("user"), facts.id()), facts.amount("shares"));
            }
            "-floe/rewards_compounded" => {
                self.rewards += facts.amount("amount");
                self.fees += facts.amount("fee");
                self.fee_shares += facts.amount("fee_shares");
            }
            _ => {}
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
        let expected = Ledger {
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

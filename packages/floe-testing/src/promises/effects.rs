//! What a message did, as its events or its sender report.

use cosmwasm_std::Event;
use floe_api::events::{self, HubEvent, HubFact};
use floe_core::units::Native;
use floe_core::Books;
use serde_json::Value;

/// Names of the messages after which whatever can be settled is.
const SETTLE: [&str; 2] = ["crank", "reconcile"];
/// Names of the messages after which whatever can be closed is.
const CLOSE: [&str; 2] = ["crank", "submit_batch"];

/// One message to the hub that succeeded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Effects {
    /// Whether it settles, and closes, whatever can be.
    pub settles: bool,
    pub closes: bool,
    pub closed: Vec<u64>,
    /// Payables of the batches that it settled.
    pub settled: u128,
    pub undelegated: Vec<(String, u128)>,
    /// Source, destination, amount.
    pub redelegated: Vec<(String, String, u128)>,
    /// Delegations, those that failed included.
    pub delegated: u128,
    /// Coins paid out by instant exits.
    pub paid_instantly: u128,
    /// Rewards brought in.
    pub rewards: u128,
    /// Entries credited or written off.
    pub arrivals: u128,
    /// What guarantors paid, and what came back to them: how often.
    pub covers: u128,
    /// Messages that failed.
    pub failed: usize,
    /// Whether there was a slash, a write-off, a loss beyond rounding or an unreadable answer.
    pub trouble: bool,
    /// The books of the message itself, before the chain answered, and what it had delegated by then.
    pub first: Option<(Books, u128)>,
    /// The pool at each time that the books were written.
    pub pools: Vec<u128>,
}

impl Effects {
    /// Of a message to the hub, JSON, and its events; `ours` are the events of the hub.
    pub fn of(message: &[u8], events: &[Event], hub: &str) -> Self {
        let name = match serde_json::from_slice::<Value>(message) {
            Ok(Value::Object(fields)) => fields.keys().next().cloned().unwrap_or_default(),
            Ok(Value::String(name)) => name,
            _ => String::new(),
        };
        let mut told = Self {
            settles: SETTLE.contains(&name.as_str()),
            closes: CLOSE.contains(&name.as_str()),
            ..Self::default()
        };
        for event in events {
            let own = |a: &&cosmwasm_std::Attribute| a.key == "_contract_address" && a.value != hub;
            if !event.attributes.iter().any(|a| own(&a)) {
                told.hear(event);
            }
        }
        told
    }

    fn hear(&mut self, event: &Event) {
        let Some(name) = event.ty.strip_prefix("wasm-floe/") else {
            return;
        };
        let text = |key: &str| {
            let found = event.attributes.iter().find(|a| a.key == key);
            found.map(|a| a.value.clone()).unwrap_or_default()
        };
        let amount = |key: &str| text(key).parse::<u128>().unwrap_or_default();
        match name {
            "batch_settled" => self.settled += amount("payable"),
            "undelegation_sent" => self.undelegated.push((text("validator"), amount("amount"))),
            "redelegation_sent" => {
                let step = (text("from"), text("to"), amount("amount"));
                self.redelegated.push(step);
            }
            "delegation_sent" => self.delegated += amount("amount"),
            "instant_unbonded" => self.paid_instantly += amount("amount"),
            "rewards_compounded" => self.rewards += amount("amount"),
            "entry_credited" => self.arrivals += 1,
            "loss_covered" | "cover_returned" => self.covers += 1,
            "message_failed" => self.failed += 1,
            "validator_slashed" | "answer_unreadable" => self.trouble = true,
            "entry_written_off" => {
                self.arrivals += 1;
                self.trouble = true;
            }
            "loss_recognised" => self.trouble |= amount("loss") > amount("rounding"),
            _ => {}
        }
        self.read(event);
    }

    fn read(&mut self, event: &Event) {
        let pairs = event
            .attributes
            .iter()
            .map(|a| (a.key.as_str(), a.value.as_str()));
        let Ok(facts) = events::read(&event.ty, pairs) else {
            return;
        };
        for fact in facts {
            let HubEvent::Fact(fact) = fact else { continue };
            if let HubFact::BatchClosed { batch, .. } = fact {
                self.closed.push(batch);
            }
            if let (Some(books), HubFact::BooksUpdated { pool, .. }) = (fact.books(), &fact) {
                self.pools.push(pool.units());
                self.first.get_or_insert((books, self.delegated));
            }
        }
    }

    /// Undelegations together.
    pub fn undelegated(&self) -> Native {
        Native::new(self.undelegated.iter().map(|(_, amount)| amount).sum())
    }

    /// Units that the chain's answers may have rounded away.
    pub fn rounding(&self) -> u128 {
        self.undelegated.len() as u128
    }
}

//! The end of a life: strangers alone pay everybody.

use super::compare::model_requests;
use super::happen::FAULTS;
use super::operators::POSTER;
use super::{same, Agreement, Life, RELAY, STRANGER};
use crate::life::plan::{user, validator, Single, MOST_VALIDATORS, USERS};
use crate::prelude::*;

/// Rounds of cranks and claims after which everything must be over. Entries that a slash has hit unseen are written off
/// one after another, each after its own grace.
const MOST_ROUNDS: u64 = 400;

impl Life {
    /// Nobody with any power acts any more: the chain works again, everyone wants to leave, and strangers' cranks and
    /// claims alone pay them.
    pub fn end(&mut self) -> Agreement {
        for n in 0..MOST_VALIDATORS as u8 {
            let operator = self.operator(n);
            let _ = self.suite.chain.fail(&operator, &FAULTS, false);
            let _ = self.suite.chain.hold(&operator, 0);
        }
        let unbonding = 21 * 86_400;
        self.suite.chain.set_unbonding_secs(unbonding);
        self.operators_leave()?;
        for round in 0..MOST_ROUNDS {
            self.everyone_queues()?;
            let people: BTreeSet<String> = model_requests(&self.model)
                .into_keys()
                .map(|(who, _)| who)
                .collect();
            if people.is_empty() && round > 0 {
                self.alone(STRANGER, Single::Sync, &[])?;
                self.compare()?;
                let now_ns = self.view().now_ns;
                if self.model.entries.iter().all(|e| e.completion_ns > now_ns) {
                    return self.is_over();
                }
            }
            let secs = match round % 4 {
                0 => 6,
                1 => self.model.params.batch_interval + self.model.params.harvest_interval,
                2 => unbonding + 1,
                _ => self.model.params.arrival_grace + 3_600,
            };
            for _ in 0..3 {
                self.crank(STRANGER, None)
                    .map_err(|e| format!("end {round}: {e}"))?;
                self.compare()?;
                self.pass(6, 1);
            }
            self.pass(secs, 1);
            for who in people {
                self.claim_for(STRANGER, &who)
                    .map_err(|e| format!("end {round}: {e}"))?;
                self.compare()?;
            }
            self.pass(6, 1);
        }
        let (books, view) = (self.suite.books().summary(), self.view());
        Err(format!(
            "not everyone has been paid: {books:?}\nnow {}\nbatches {:#?}\nentries {:#?}\ndelegated {:?}",
            view.now_ns, self.model.batches, self.model.entries, self.model.delegated
        ))
    }

    fn everyone_queues(&mut self) -> Agreement {
        let guarantors: Vec<String> = self.suite.guarantors.keys().cloned().collect();
        let names = (0..USERS)
            .map(user)
            .chain(["treasury", "third", STRANGER, RELAY, POSTER].map(String::from))
            .chain((0..MOST_VALIDATORS).map(validator))
            .chain(guarantors);
        self.count_holders();
        for name in names {
            let holder = self.address(&name);
            let shares = self.model.balance(&holder);
            if shares == 0 {
                continue;
            }
            let view = self.view();
            let predicted = self.model.queue_unbond(&view, &holder, &holder, shares);
            let outcome = self.send(&name, &json!({"queue_unbond": {"shares": shares.to_string()}}));
            if self.agree(outcome, predicted)?.is_none() {
                return Err(format!("{name} cannot leave"));
            }
            self.compare()?;
        }
        Ok(())
    }

    fn is_over(&self) -> Agreement {
        let books = self.suite.books();
        same!("coins nobody knows of at the end", books.unknown(), 0);
        same!("K at the end", books.reserved, 0);
        same!("owed at the end", books.owed(), 0);
        same!("S at the end", books.supply(), books.seed);
        same!("batches at the end", self.model.batches.len(), 0);
        let storage = self.suite.storage();
        same!("requests at the end", requests(&*storage).unwrap(), vec![]);
        Ok(())
    }
}

//! What keepers do, and how the messages that the hub then sends end.

use super::reports::{failure, harvests, is_failure, reports, sent, EventReport};
use super::{obeys, same, skipping, Agreement, Life};
use crate::life::plan::Single;
use crate::model::{Absence, Answer, Done, Sent, View, NANOS};
use crate::prelude::*;

impl Life {
    pub fn crank_skipping(&mut self, by: &str, page: Option<u8>, skip: &[String]) -> Agreement {
        self.count_holders();
        let (view, targets) = (self.view(), self.targets());
        let refreshed_at = self.refreshed_at();
        let msg = skipping("crank", json!({ "max_msgs": page }), skip);
        let Some(response) = self.must(by, &msg, skip)? else {
            self.nothing_moved(&view)?;
            let panicking = self.panicking();
            let again = skip.is_empty() && panicking.len() <= 10;
            return if again {
                self.crank_skipping(by, page, &panicking)
            } else {
                Ok(())
            };
        };
        let reports = reports(&self.hub, &response.events);
        let sent = sent(&reports);
        // A caller may lower the page, not raise it.
        let most = self.model.params.max_msgs;
        let page = page.map_or(most, |page| usize::from(page).min(most));
        let harvests = harvests(&reports);
        let used = sent.delegations.len() + sent.redelegations.len() + harvests.len();
        if used > page {
            return Err(format!("{used} messages on a page of {page}"));
        }
        let waited = self.waited(&view, &reports);
        let done = obeys(self.model.crank_exits(&view, targets.as_ref(), &sent, page))?;
        self.reported(&response, &done)?;
        if self.refreshed_at() != refreshed_at {
            // What follows targets waits for the registry, whose answer comes after those of the undelegations.
            self.undelegated(&view, &sent, &reports)?;
            obeys(
                self.model
                    .place_stake(&view, self.targets().as_ref(), &sent, page),
            )?;
            let busy = sent.placed();
            obeys(self.model.check_harvest(&view, &harvests, &busy, true))?;
        } else {
            obeys(self.model.place_stake(&view, targets.as_ref(), &sent, page))?;
            let busy = sent.validators();
            obeys(self.model.check_harvest(&view, &harvests, &busy, true))?;
            self.undelegated(&view, &sent, &reports)?;
        }
        self.placed(&view, &sent, &reports)?;
        self.harvested(&view, &reports, by, waited)?;
        self.model.skip_nobody();
        self.settled_up(&view, 0, 0, &response)
    }

    pub fn alone(&mut self, by: &str, step: Single, skip: &[String]) -> Agreement {
        self.count_holders();
        let (view, targets) = (self.view(), self.targets());
        let msg = match step {
            Single::Sync => json!({"sync": {}}),
            Single::Harvest => skipping("harvest", json!({}), skip),
            Single::Submit => skipping("submit_batch", json!({}), skip),
            Single::Reconcile => json!({"reconcile": {}}),
            Single::Rebalance => skipping("rebalance", json!({}), skip),
        };
        let Some(response) = self.must(by, &msg, skip)? else {
            return self.nothing_moved(&view);
        };
        let reports = reports(&self.hub, &response.events);
        let sent = sent(&reports);
        let harvests = harvests(&reports);
        let waited = self.waited(&view, &reports);
        let mut done = Done::default();
        match step {
            Single::Sync => self.model.observe(&view),
            Single::Harvest => {
                self.model.observe(&view);
                obeys(self.model.check_harvest(&view, &harvests, &[], false))?;
            }
            Single::Submit => done = obeys(self.model.submit_batch(&view, targets.as_ref(), &sent))?,
            Single::Reconcile => done = self.model.reconcile(&view),
            // An old registry looks first.
            Single::Rebalance => obeys(self.model.rebalance(&view, self.targets().as_ref(), &sent))?,
        }
        let counts = [
            sent.undelegations.len(),
            sent.delegations.len() + sent.redelegations.len(),
            harvests.len(),
        ];
        let may = [
            matches!(step, Single::Submit),
            matches!(step, Single::Rebalance),
            matches!(step, Single::Harvest),
        ];
        if counts.iter().zip(may).any(|(count, may)| *count > 0 && !may) {
            return Err(format!("{step:?} sends other messages: {counts:?}"));
        }
        self.reported(&response, &done)?;
        self.replies(&view, &sent, &reports)?;
        self.harvested(&view, &reports, by, waited)?;
        self.model.skip_nobody();
        self.settled_up(&view, 0, 0, &response)
    }

    /// A withdrawal from one validator with all the gas there is: the only one that fails as a whole.
    pub fn harvest_one(&mut self, by: &str, operator: &str) -> Agreement {
        let view = self.view();
        let msg = json!({"harvest": {"validator": operator}});
        self.messages += 1;
        let Ok(response) = self.send(by, &msg) else {
            self.refused += 1;
            return self.nothing_moved(&view);
        };
        let reports = reports(&self.hub, &response.events);
        same!("harvested", harvests(&reports), vec![operator.to_owned()]);
        let waited = self.waited(&view, &reports);
        self.model.observe(&view);
        self.harvested(&view, &reports, by, waited)?;
        self.settled_up(&view, 0, 0, &response)
    }

    pub fn forward(&mut self, by: &str) -> Agreement {
        let view = self.view();
        let (sender, collector) = (self.suite.addr(by), self.suite.collector.clone());
        let msg = collector::ExecuteMsg::Forward {
            keeper: Some(self.user(0)),
        };
        let response = self
            .suite
            .exec(&sender, &collector, &msg, &[])
            .map_err(|failure| format!("forward: {failure:?}"))?;
        self.messages += 1;
        let reports = reports(&self.hub, &response.events);
        self.harvested(&view, &reports, by, None)?;
        self.settled_up(&view, 0, 0, &response)
    }

    /// Validators for which a module panics.
    fn panicking(&self) -> Vec<String> {
        let validators = self.suite.chain.validators().into_iter();
        validators
            .filter(|v| !v.panics.is_empty())
            .map(|v| v.operator)
            .collect()
    }

    /// Whether a module has panicked, which nothing catches.
    pub fn is_panic(&self, failure: &Failure) -> bool {
        failure.kind == "Chain" && failure.text.contains("panicked") && !self.panicking().is_empty()
    }

    /// A keeper's message, which must succeed unless a module panics for a validator that it did not leave out.
    fn must(
        &mut self,
        by: &str,
        msg: &impl Serialize,
        skip: &[String],
    ) -> Result<Option<AppResponse>, String> {
        self.messages += 1;
        let view = self.view();
        self.model.skip(&view, skip);
        let left_out = |v: &String| self.model.absence(v) == Absence::Skipped;
        let avoidable = self.panicking().iter().all(left_out);
        match self.send(by, msg) {
            Ok(response) => Ok(Some(response)),
            Err(failure) if self.is_panic(&failure) && !avoidable => {
                self.model.skip_nobody();
                *self.events.entry("a panic".into()).or_default() += 1;
                Ok(None)
            }
            Err(failure) => Err(format!(
                "{} failed: {failure:?}",
                serde_json::to_string(msg).unwrap()
            )),
        }
    }

    fn reported(&self, response: &AppResponse, done: &Done) -> Agreement {
        let report: CrankReport = cosmwasm_std::from_json(response.data.as_ref().unwrap()).unwrap();
        same!(
            "batches reported as settled",
            report.settled,
            done.settled.clone()
        );
        same!("batch reported as closed", report.closed, done.closed);
        Ok(())
    }

    // ---------------------------------------------------------------------------------------------------
    // Answers of the chain

    pub fn replies(&mut self, view: &View, sent: &Sent, reports: &[EventReport]) -> Agreement {
        self.undelegated(view, sent, reports)?;
        self.placed(view, sent, reports)
    }

    /// How delegations and redelegations have ended.
    fn placed(&mut self, view: &View, sent: &Sent, reports: &[EventReport]) -> Agreement {
        for (validator, amount) in &sent.delegations {
            let failed = failure(reports, "delegate").any(|r| r.text("validator") == validator);
            self.model.delegate_reply(view, validator, *amount, !failed);
            self.model.note_covered(view.now());
        }
        let mut answers = reports
            .iter()
            .filter(|r| r.name == "redelegation_locked" || is_failure(r, "redelegate"));
        for (from, to, amount) in &sent.redelegations {
            let answer = answers.next().ok_or("a redelegation without an answer")?;
            let lock = match answer.name.as_str() {
                "message_failed" => {
                    same!("destination of a failed move", answer.text("validator"), to);
                    None
                }
                _ => {
                    same!(
                        "the move",
                        (answer.text("from"), answer.text("to")),
                        (from.as_str(), to.as_str())
                    );
                    let until = answer.number("until") as u64;
                    Some((until > view.now()).then(|| until * NANOS))
                }
            };
            self.model.redelegate_reply(view, from, to, *amount, lock);
            self.model.note_covered(view.now());
        }
        if let Some(lost) = failure(reports, "reply")
            .chain(failure(reports, "forward"))
            .next()
        {
            return Err(format!(
                "{} failed: {}",
                lost.text("message"),
                lost.text("reason")
            ));
        }
        Ok(())
    }

    fn undelegated(&mut self, view: &View, sent: &Sent, reports: &[EventReport]) -> Agreement {
        let mut answers = reports
            .iter()
            .filter(|r| {
                r.name == "undelegation_entered"
                    || is_failure(r, "undelegate")
                    || (r.name == "answer_unreadable" && r.text("message") == "undelegate")
            })
            .peekable();
        let entries = self.suite.chain.unbonding_entries(&self.suite.hub);
        for (validator, asked) in &sent.undelegations {
            let answer = answers.next().ok_or("an undelegation without an answer")?;
            same!(
                "validator that answers",
                answer.text("validator"),
                validator.as_str()
            );
            let told = match answer.name.as_str() {
                "message_failed" => Answer::Failed,
                "answer_unreadable" => {
                    answers.next().ok_or("an unreadable answer that was not booked")?;
                    Answer::Started {
                        amount: None,
                        completion_ns: None,
                    }
                }
                _ => {
                    let (amount, completion) = (answer.number("amount"), answer.number("completion") as u64);
                    let exists = entries.iter().any(|e| {
                        &e.validator == validator && e.completion.nanos() == completion && e.initial >= amount
                    });
                    if !exists {
                        return Err(format!("the chain has no entry of {amount} for {validator}"));
                    }
                    Answer::Started {
                        amount: Some(amount),
                        completion_ns: Some(completion),
                    }
                }
            };
            self.model.undelegate_reply(view, validator, *asked, told);
            self.model.note_covered(view.now());
        }
        Ok(())
    }

    /// Whether all withdrawals of a message had waited for an interval of harvests; none without any.
    fn waited(&self, view: &View, reports: &[EventReport]) -> Option<bool> {
        let harvests = harvests(reports);
        let waited = harvests.iter().all(|v| self.model.has_waited(v, view.now()));
        (!harvests.is_empty()).then_some(waited)
    }

    /// Withdrawals and what they bring.
    fn harvested(
        &mut self,
        view: &View,
        reports: &[EventReport],
        by: &str,
        waited: Option<bool>,
    ) -> Agreement {
        // Delegation changes say so where they paid out what had waited; the last harvest decides.
        self.model.earned = waited.unwrap_or(self.model.earned);
        for validator in harvests(reports) {
            let failed =
                failure(reports, "withdraw_delegator_reward").any(|r| r.text("validator") == validator);
            self.model.harvest_reply(view, &validator, !failed);
        }
        for gain in reports.iter().filter(|r| r.name == "rewards_compounded") {
            let keeper = self.address(by);
            same!("keeper", gain.text("keeper"), keeper.as_str());
            let keeper = std::mem::take(&mut self.model.earned).then_some(keeper.as_str());
            let minted = self.model.deposit_rewards(view, gain.number("amount"), keeper);
            same!("shares for the fee", gain.number("fee_shares"), minted);
        }
        Ok(())
    }
}

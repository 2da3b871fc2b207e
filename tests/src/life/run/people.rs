//! What depositors do: both accept or both refuse, for the same reason, and the same coins move.

use floe_testing::suite::TxResult;

use super::reports::{reports, sent, settled};
use super::{obeys, same, Agreement, Life};
use crate::life::plan::{user, Part, To};
use crate::model::Refusal;
use crate::prelude::*;

/// Refusals by name. Which of several reasons is named first is not a matter of the accounting; a failure of another
/// kind, an overflow say, would be one of the protocol.
const REASONS: [&str; 18] = [
    "Zero",
    "NothingToPay",
    "InvalidZeroAmount",
    "BelowMinimum",
    "BondCapExceeded",
    "TooFewShares",
    "TooLittleOut",
    "ForbiddenAddress",
    "Paused",
    "WindingDown",
    "Depleted",
    "InsufficientShares",
    "NothingQueued",
    "NoRequest",
    "NoRequests",
    "NothingClaimable",
    "Short",
    "InsufficientLiquidity",
];

/// Whether the hub refuses for a reason of its own; only the token says of a balance that it would overflow.
pub fn is_reason(failure: &Failure, refusal: Refusal) -> bool {
    REASONS.contains(&failure.kind.as_str()) || (refusal == Refusal::Balance && failure.kind == "Overflow")
}

impl Life {
    /// Both accept or both refuse, for the same reason.
    pub fn agree<T>(
        &mut self,
        outcome: TxResult,
        predicted: Result<T, Refusal>,
    ) -> Result<Option<(AppResponse, T)>, String> {
        self.messages += 1;
        match (outcome, predicted) {
            (Ok(response), Ok(done)) => Ok(Some((response, done))),
            (Err(failure), Err(refusal)) if is_reason(&failure, refusal) => {
                self.refused += 1;
                Ok(None)
            }
            (Ok(_), Err(refusal)) => Err(format!("the hub accepts, the model refuses: {refusal:?}")),
            (Err(failure), Ok(_)) => Err(format!("the hub refuses, the model accepts: {failure:?}")),
            (Err(failure), Err(refusal)) => {
                Err(format!("refused by {failure:?}, by the model as {refusal:?}"))
            }
        }
    }

    pub fn bond(&mut self, by: u8, to: To, amount: u128, min_shares: Option<bool>) -> Agreement {
        let view = self.view();
        let (receiver, address) = self.receiver(by, to);
        // One more than the deposit brings, or exactly that.
        let min = min_shares.and_then(|more| {
            let shares = self.model.clone().bond(&view, &address, amount, None).ok()?;
            Some(shares + u128::from(more))
        });
        let predicted = self.model.bond(&view, &address, amount, min);
        let msg = ExecuteMsg::Bond {
            receiver,
            min_shares: min.map(Into::into),
            exec_msg: None,
        };
        let funds = coins(amount, &self.suite.denom);
        let (by, hub) = (self.suite.addr(&user(usize::from(by))), self.suite.hub.clone());
        let outcome = self.suite.exec(&by, &hub, &msg, &funds);
        let Some((response, _)) = self.agree(outcome, predicted)? else {
            return self.nothing_moved(&view);
        };
        self.settled_up(&view, amount, 0, &response)
    }

    pub fn queue(&mut self, by: u8, to: To, part: Part, by_send: bool) -> Agreement {
        let view = self.view();
        let (receiver, address) = self.receiver(by, to);
        let holder = self.user(by);
        let shares = part.of(self.model.balance(&holder), self.model.params.min_unbond);
        let predicted = if self.is_own(&address) && shares > 0 {
            Err(Refusal::BadReceiver)
        } else {
            self.model.queue_unbond(&view, &holder, &address, shares)
        };
        let by = user(usize::from(by));
        let outcome = if by_send {
            self.suite
                .send_shares(&by, shares, &Cw20HookMsg::QueueUnbond { receiver })
        } else {
            self.suite.hub(
                &by,
                &ExecuteMsg::QueueUnbond {
                    shares: shares.into(),
                    receiver,
                },
            )
        };
        let Some((response, ())) = self.agree(outcome, predicted)? else {
            return self.nothing_moved(&view);
        };
        self.settled_up(&view, 0, 0, &response)
    }

    pub fn cancel(&mut self, by: u8, part: Option<Part>) -> Agreement {
        let view = self.view();
        let holder = self.user(by);
        let held = self.model.open.requests.get(&holder).copied().unwrap_or(0);
        let shares = part.map(|part| part.of(held, self.model.params.min_unbond));
        let predicted = self.model.cancel_unbond(&holder, shares);
        let outcome = self.suite.cancel(&user(usize::from(by)), shares);
        self.agree(outcome, predicted)?;
        self.nothing_moved(&view)
    }

    pub fn withdraw(&mut self, by: u8, to: To) -> Agreement {
        let (receiver, address) = self.receiver(by, to);
        let of = self.user(by);
        self.claiming(
            &user(usize::from(by)),
            &of,
            &address,
            None,
            &ExecuteMsg::WithdrawUnbonded { receiver },
        )
    }

    pub fn claim(&mut self, by: u8, which: u8, foreign: bool) -> Agreement {
        let of = self.user(by);
        let mut mine: Vec<u64> = self
            .model
            .batches
            .iter()
            .filter(|b| b.requests.contains_key(&of))
            .map(|b| b.id)
            .collect();
        if self.model.open.requests.contains_key(&of) {
            mine.push(self.model.open.id);
        }
        let mut list: Vec<u64> = mine
            .iter()
            .enumerate()
            .filter(|(n, _)| which & (1 << (n % 8)) != 0)
            .map(|(_, id)| *id)
            .collect();
        list.truncate(50);
        list.reverse();
        if foreign || list.is_empty() {
            list.push(self.model.open.id + 1);
        }
        let msg = ExecuteMsg::Claim {
            batches: Some(list.clone()),
            receiver: None,
        };
        self.claiming(&user(usize::from(by)), &of.clone(), &of, Some(&list), &msg)
    }

    pub fn claim_for(&mut self, by: &str, of: &str) -> Agreement {
        self.claiming(by, of, of, None, &ExecuteMsg::ClaimFor { user: of.into() })
    }

    fn claiming(
        &mut self,
        by: &str,
        of: &str,
        receiver: &str,
        list: Option<&[u64]>,
        msg: &ExecuteMsg,
    ) -> Agreement {
        let (view, targets) = (self.view(), self.targets());
        let unclaimed = self.model.clone();
        let unknown = list.is_some_and(|list| list.iter().any(|id| *id > self.model.open.id));
        let predicted = if self.is_own(receiver) {
            Err(Refusal::BadReceiver)
        } else if unknown {
            Err(Refusal::NoRequest)
        } else {
            self.model.claim(&view, of, list)
        };
        let before = self.coins_of(receiver);
        let outcome = self.suite.hub(by, msg);
        if outcome.as_ref().is_err_and(|failure| self.is_panic(failure)) {
            // It covered what was missing.
            self.model = unclaimed;
            return self.nothing_moved(&view);
        }
        let Some((response, done)) = self.agree(outcome, predicted)? else {
            return self.nothing_moved(&view);
        };
        same!("coins claimed", self.coins_of(receiver) - before, done.paid);
        let reports = reports(&self.hub, &response.events);
        let cleared: BTreeSet<u64> = reports
            .iter()
            .filter(|r| r.name == "claimed")
            .map(|r| r.number("batch") as u64)
            .collect();
        same!("batches claimed", cleared, done.cleared.iter().copied().collect());
        same!("batches settled", settled(&reports), done.settled.clone());
        let sent = sent(&reports);
        if done.covers {
            let page = self.model.params.max_msgs;
            obeys(
                self.model
                    .cover(&view, targets.as_ref(), &sent.undelegations, page),
            )?;
        } else {
            same!("a claim that pays sends", sent.undelegations.len(), 0);
        }
        self.replies(&view, &sent, &reports)?;
        self.settled_up(&view, 0, done.paid, &response)
    }

    pub fn instant(&mut self, by: u8, to: To, part: Part, min_out: Option<bool>, by_send: bool) -> Agreement {
        let view = self.view();
        let (receiver, address) = self.receiver(by, to);
        let holder = self.user(by);
        let shares = part.of(self.model.balance(&holder), self.model.params.min_unbond);
        let min = min_out.and_then(|more| {
            let exit = self
                .model
                .clone()
                .instant_unbond(&view, &holder, shares, None)
                .ok()?;
            Some(exit.paid + u128::from(more))
        });
        let predicted = if self.is_own(&address) && shares > 0 {
            Err(Refusal::BadReceiver)
        } else {
            self.model.instant_unbond(&view, &holder, shares, min)
        };
        let before = self.coins_of(&address);
        let by = user(usize::from(by));
        let min_out = min.map(Into::into);
        let outcome = if by_send {
            self.suite
                .send_shares(&by, shares, &Cw20HookMsg::InstantUnbond { receiver, min_out })
        } else {
            self.suite.hub(
                &by,
                &ExecuteMsg::InstantUnbond {
                    shares: shares.into(),
                    receiver,
                    min_out,
                },
            )
        };
        let Some((response, done)) = self.agree(outcome, predicted)? else {
            return self.nothing_moved(&view);
        };
        same!("coins paid at once", self.coins_of(&address) - before, done.paid);
        self.settled_up(&view, 0, done.paid, &response)
    }

    pub fn transfer(&mut self, by: u8, to: u8, part: Part) -> Agreement {
        let (from, to) = (self.user(by), self.user(to));
        let shares = part.of(self.model.balance(&from), self.model.params.min_unbond);
        let msg = ExecuteMsg::Transfer {
            recipient: to.clone(),
            amount: shares.into(),
        };
        let outcome = self.suite.hub(&user(usize::from(by)), &msg);
        same!(
            "transfer accepted",
            outcome.is_ok(),
            shares <= self.model.balance(&from)
        );
        if outcome.is_ok() && shares > 0 {
            self.model.transfer(&from, &to, shares);
        }
        self.messages += 1;
        Ok(())
    }
}

//! One life: every message goes to the contracts and to the model, and both must then have the same books.

use std::collections::{BTreeMap, BTreeSet};

use cosmwasm_std::{coins, Addr, Decimal, Event};
use cw_multi_test::AppResponse;
use floe_core::batch::Cover;
use floe_core::params::Param;
use floe_core::Batch as HubBatch;
use floe_testing::chain::{Fault, Slash};
use floe_testing::suite::books::{balances, batches, requests};
use floe_testing::suite::{Failure, Outcome, Suite};
use floe_types::collector;
use floe_types::hub::{CrankReport, Cw20HookMsg, Domain, ExecuteMsg, ParamsUpdate};
use floe_types::registry::{self, ValidatorWeight};

use crate::model::{
    Answer, Batch, Breach, Done, Enough, Fee, Member, Model, Params, Refusal, Sent, Stored, Targets, View,
    NANOS,
};
use crate::plan::{user, validator, Part, Single, Start, Step, To, MOST_VALIDATORS, USERS};

const STRANGER: &str = "stranger";
/// Rounds of cranks and claims after which everything must be over. Entries that a slash has hit unseen are written off
/// one after another, each after its own grace.
const MOST_ROUNDS: u64 = 400;
const FAULTS: [Fault; 8] = [
    Fault::Delegate,
    Fault::Undelegate,
    Fault::Redelegate,
    Fault::Withdraw,
    Fault::OutOfGas,
    Fault::UnreadableResponse,
    Fault::EmptyResponse,
    Fault::ShortByOne,
];
const DOMAINS: [Domain; 4] = [
    Domain::Deposits,
    Domain::Delegations,
    Domain::Rebalancing,
    Domain::InstantUnbond,
];

/// What went wrong, in words.
pub type Verdict = Result<(), String>;

macro_rules! same {
    ($what:expr, $hub:expr, $model:expr) => {{
        let (hub, model) = ($hub, $model);
        if hub != model {
            return Err(format!("{}: hub {:?}, model {:?}", $what, hub, model));
        }
    }};
}

/// The hub and the model of it.
pub struct Life {
    pub suite: Suite,
    pub model: Model,
    hub: String,
    /// Messages whose outcome was compared.
    pub messages: u64,
    /// Those that both refused.
    pub refused: u64,
    /// What the hub reported, by kind: shows that the lives are eventful.
    pub events: BTreeMap<String, u64>,
}

/// A report of the hub in the order of the transaction.
struct Report {
    name: String,
    values: BTreeMap<String, String>,
}

impl Report {
    fn text(&self, key: &str) -> &str {
        self.values.get(key).map_or("", String::as_str)
    }

    fn number(&self, key: &str) -> u128 {
        self.text(key).parse().unwrap()
    }
}

impl Life {
    pub fn new(start: &Start) -> Self {
        let setup = start.setup();
        let mut suite = Suite::deploy(&setup).unwrap();
        let deployed = suite.chain.block().time.nanos();
        // The deployment has left nothing to do at the end of its block.
        let nanos = start.nanos;
        suite
            .chain
            .app_mut()
            .update_block(|block| block.time = block.time.plus_nanos(nanos));
        let mut params = Params::defaults(6);
        for (param, value) in &setup.params.numbers {
            set_param(&mut params, *param, value.u128());
        }
        params.bond_cap = start.cap;
        let address = |to: &str| match to.strip_prefix('@') {
            Some(name) => suite.addr(name).to_string(),
            None => to.to_owned(),
        };
        let fee = Fee {
            bps: setup.fee.bps,
            receivers: setup
                .fee
                .receivers
                .iter()
                .map(|r| (address(&r.to), r.weight))
                .collect(),
        };
        let own = [suite.registry.as_str(), suite.collector.as_str()];
        let hub = suite.hub.to_string();
        let mut model = Model::new(&hub, &own, params, fee, start.seed, deployed);
        model.enough = Enough::ForAllDue;
        // The deployment counts as an observation of its block.
        model.observed_height = Some(suite.chain.block().height);
        Self {
            suite,
            model,
            hub,
            messages: 0,
            refused: 0,
            events: BTreeMap::new(),
        }
    }

    // ---------------------------------------------------------------------------------------------------
    // What a message meets

    pub fn view(&self) -> View {
        let block = self.suite.chain.block();
        View {
            now_ns: block.time.nanos(),
            height: block.height,
            bank: self.bank(),
            delegations: self.suite.chain.delegations(&self.suite.hub),
        }
    }

    fn bank(&self) -> u128 {
        self.suite.coins("hub")
    }

    fn targets(&self) -> Option<Targets> {
        let answer: registry::Targets = self
            .suite
            .query(&self.suite.registry, &registry::QueryMsg::Targets {})
            .ok()?;
        if answer.shares.iter().all(|share| share.weight == 0) {
            return None;
        }
        let member = |share: &registry::Share| Member {
            operator: share.operator.clone(),
            weight: share.weight,
            accepting: share.accepting,
            draining: share.weight == 0,
        };
        Some(Targets {
            members: answer.shares.iter().map(member).collect(),
            max_share_bps: answer.max_share_bps,
        })
    }

    pub fn address(&self, name: &str) -> String {
        self.suite.addr(name).to_string()
    }

    fn user(&self, n: u8) -> String {
        self.address(&user(usize::from(n) % USERS))
    }

    fn operator(&self, n: u8) -> String {
        self.suite.operator(&validator(usize::from(n) % MOST_VALIDATORS))
    }

    /// The named receiver, and the address that it is then.
    fn receiver(&self, own: u8, to: To) -> (Option<String>, String) {
        match to {
            To::Self_ => (None, self.user(own)),
            To::User(n) => (Some(self.user(n)), self.user(n)),
            To::Own(n) => {
                let address = self.address(["hub", "registry", "collector"][usize::from(n) % 3]);
                (Some(address.clone()), address)
            }
        }
    }

    fn is_own(&self, address: &str) -> bool {
        self.model.refused_receivers.contains(address)
    }

    // ---------------------------------------------------------------------------------------------------
    // Steps

    pub fn take(&mut self, step: Step) -> Verdict {
        match step {
            Step::Pass { secs, blocks } => self.pass(secs, u64::from(blocks)),
            Step::Bond {
                user,
                to,
                amount,
                min_shares,
            } => self.bond(user, to, amount, min_shares)?,
            Step::BondMin { user, less } => {
                let amount = self.model.params.min_bond - u128::from(less);
                self.bond(user, To::Self_, amount, None)?;
            }
            Step::Queue {
                user,
                to,
                part,
                by_send,
            } => self.queue(user, to, part, by_send)?,
            Step::Cancel { user, part } => self.cancel(user, part)?,
            Step::Withdraw { user, to } => self.withdraw(user, to)?,
            Step::Claim { user, which, foreign } => self.claim(user, which, foreign)?,
            Step::ClaimFor { by, user: of } => {
                let of = self.user(of);
                self.claim_for(&user(usize::from(by)), &of)?;
            }
            Step::Crank { by, page } => self.crank(&user(usize::from(by)), page)?,
            Step::Alone { by, step } => self.alone(&user(usize::from(by)), step)?,
            Step::Forward { by } => self.forward(&user(usize::from(by)))?,
            Step::Instant {
                user,
                to,
                part,
                min_out,
                by_send,
            } => {
                self.instant(user, to, part, min_out, by_send)?;
            }
            Step::Transfer { user, to, part } => self.transfer(user, to, part)?,
            Step::WindDown => self.wind_down()?,
            Step::Pause { .. } | Step::Unpause(_) | Step::Rearm | Step::Params(..) => self.govern(step)?,
            step => {
                self.happen(step);
                self.suite.check_invariants();
            }
        }
        self.compare()
    }

    pub fn pass(&mut self, secs: u64, blocks: u64) {
        self.suite.advance(secs, blocks);
    }

    /// What happens to the chain and the registry; only what the hub sees of it matters.
    fn happen(&mut self, step: Step) {
        let hub = self.suite.hub.clone();
        let denom = self.suite.denom.clone();
        let height = self.suite.chain.block().height;
        match step {
            Step::Gift { to, amount } => {
                let to = self
                    .suite
                    .addr(["hub", "registry", "collector"][usize::from(to) % 3]);
                self.suite.chain.fund(&to, &coins(amount, denom));
            }
            Step::Rewards { amount } => {
                let _ = self.suite.chain.rewards_spread(&hub, amount.into());
            }
            Step::RewardsAt { validator, amount } => {
                let operator = self.operator(validator);
                let _ = self.suite.chain.rewards(&hub, &operator, &coins(amount, denom));
            }
            Step::Slash {
                validator,
                bps,
                back,
                power,
                then,
            } => {
                let fraction = Decimal::bps(bps.into());
                let mut slash = Slash::new(&self.operator(validator), fraction);
                if let Some(back) = back {
                    slash = slash.at_height(height.saturating_sub(back.into()));
                }
                if let Some(power) = power {
                    slash = slash.with_power(power);
                }
                slash.jail = matches!(then, 1..=3);
                slash.tombstone = then == 0;
                let _ = self.suite.chain.slash(&slash);
            }
            Step::Jail(n) => drop(self.suite.chain.jail(&self.operator(n))),
            Step::Unjail(n) => drop(self.suite.chain.unjail(&self.operator(n))),
            Step::Unbond(n) => drop(self.suite.chain.unbond_validator(&self.operator(n))),
            Step::Hold { validator, secs } => drop(self.suite.chain.hold(&self.operator(validator), secs)),
            Step::Fault { validator, fault, on } => {
                let fault = FAULTS[usize::from(fault) % FAULTS.len()];
                let _ = self.suite.chain.fail(&self.operator(validator), &[fault], on);
            }
            Step::UnbondingSecs(secs) => self.suite.chain.set_unbonding_secs(secs),
            step => self.register(step),
        }
    }

    fn register(&mut self, step: Step) {
        use registry::ExecuteMsg as Msg;
        let (by, msg) = match step {
            Step::Weight { validator, weight } => {
                let weights = vec![ValidatorWeight {
                    operator: self.operator(validator),
                    weight,
                }];
                ("gov", Msg::SetWeights { weights })
            }
            Step::Remove(n) => (
                "gov",
                Msg::RemoveValidator {
                    operator: self.operator(n),
                },
            ),
            Step::Add { validator, weight } => (
                "gov",
                Msg::AddValidator {
                    operator: self.operator(validator),
                    weight,
                },
            ),
            Step::PauseValidator {
                validator,
                by_guardian,
            } => {
                let by = if by_guardian { "guard" } else { "gov" };
                (
                    by,
                    Msg::PauseValidator {
                        operator: self.operator(validator),
                    },
                )
            }
            Step::ResumeValidator(n) => (
                "gov",
                Msg::ResumeValidator {
                    operator: self.operator(n),
                },
            ),
            Step::Refresh => (STRANGER, Msg::Refresh {}),
            step => unreachable!("{step:?}"),
        };
        let _ = self.suite.registry(by, &msg);
    }

    fn govern(&mut self, step: Step) -> Verdict {
        let now = self.view().now();
        match step {
            Step::Pause { domain, by_guardian } => {
                let domain = DOMAINS[usize::from(domain) % 4];
                let by = if by_guardian { "guard" } else { "gov" };
                let armed = self.suite.books().controls.armed;
                let outcome = self.suite.hub(
                    by,
                    &ExecuteMsg::Pause {
                        domains: vec![domain],
                    },
                );
                same!("pause refused", outcome.is_err(), by_guardian && !armed);
                let until = if by_guardian { now + 7 * 86_400 } else { u64::MAX };
                if outcome.is_ok() {
                    let pause = self.pause(domain);
                    *pause = until.max(*pause);
                }
            }
            Step::Unpause(n) => {
                let domain = DOMAINS[usize::from(n) % 4];
                let halted = domain == Domain::Deposits && now < self.model.halted_until;
                let paused = halted || now < *self.pause(domain);
                let outcome = self.suite.hub(
                    "gov",
                    &ExecuteMsg::Unpause {
                        domains: vec![domain],
                    },
                );
                same!("unpause accepted", outcome.is_ok(), paused);
                if paused {
                    *self.pause(domain) = 0;
                    if domain == Domain::Deposits {
                        self.model.halted_until = 0;
                    }
                }
            }
            Step::Rearm => drop(self.suite.hub("gov", &ExecuteMsg::RearmGuardian {})),
            Step::Params(which, value) => {
                // The growth cap follows a new limit with the next observation, which is never one of the past.
                self.pass(6, 1);
                let (param, value) = parameter(which, value);
                let update = ParamsUpdate::default().with(param, value);
                self.suite
                    .hub("gov", &ExecuteMsg::UpdateParams(update))
                    .map_err(|e| format!("{param:?}: {e:?}"))?;
                set_param(&mut self.model.params, param, value);
            }
            step => unreachable!("{step:?}"),
        }
        self.messages += 1;
        Ok(())
    }

    fn pause(&mut self, domain: Domain) -> &mut u64 {
        match domain {
            Domain::Deposits => &mut self.model.deposits_paused_until,
            Domain::Delegations => &mut self.model.delegations_paused_until,
            Domain::Rebalancing => &mut self.model.rebalancing_paused_until,
            Domain::InstantUnbond => &mut self.model.instant_paused_until,
        }
    }

    fn wind_down(&mut self) -> Verdict {
        let outcome = self.suite.hub("gov", &ExecuteMsg::WindDown {});
        same!("wind-down accepted", outcome.is_ok(), !self.model.winding_down);
        self.model.wind_down();
        self.messages += 1;
        Ok(())
    }

    // ---------------------------------------------------------------------------------------------------
    // Messages

    /// Both accept or both refuse, for the same reason.
    fn agree<T>(
        &mut self,
        outcome: Outcome,
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

    fn bond(&mut self, by: u8, to: To, amount: u128, min_shares: Option<bool>) -> Verdict {
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

    fn queue(&mut self, by: u8, to: To, part: Part, by_send: bool) -> Verdict {
        let view = self.view();
        let (receiver, address) = self.receiver(by, to);
        let holder = self.user(by);
        let shares = part.of(self.model.balance(&holder), self.model.params.min_unbond);
        let predicted = if self.is_own(&address) && shares > 0 {
            Err(Refusal::BadReceiver)
        } else {
            self.model.queue_unbond(&holder, &address, shares)
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

    fn cancel(&mut self, by: u8, part: Option<Part>) -> Verdict {
        let view = self.view();
        let holder = self.user(by);
        let held = self.model.open.requests.get(&holder).copied().unwrap_or(0);
        let shares = part.map(|part| part.of(held, self.model.params.min_unbond));
        let predicted = self.model.cancel_unbond(&holder, shares);
        let outcome = self.suite.cancel(&user(usize::from(by)), shares);
        self.agree(outcome, predicted)?;
        self.nothing_moved(&view)
    }

    fn withdraw(&mut self, by: u8, to: To) -> Verdict {
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

    fn claim(&mut self, by: u8, which: u8, foreign: bool) -> Verdict {
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

    pub fn claim_for(&mut self, by: &str, of: &str) -> Verdict {
        self.claiming(by, of, of, None, &ExecuteMsg::ClaimFor { user: of.into() })
    }

    fn claiming(
        &mut self,
        by: &str,
        of: &str,
        receiver: &str,
        list: Option<&[u64]>,
        msg: &ExecuteMsg,
    ) -> Verdict {
        let (view, targets) = (self.view(), self.targets());
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

    fn instant(&mut self, by: u8, to: To, part: Part, min_out: Option<bool>, by_send: bool) -> Verdict {
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

    fn transfer(&mut self, by: u8, to: u8, part: Part) -> Verdict {
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

    pub fn crank(&mut self, by: &str, page: Option<u8>) -> Verdict {
        let (view, targets) = (self.view(), self.targets());
        let msg = ExecuteMsg::Crank {
            max_msgs: page.map(u32::from),
        };
        let response = self.must(by, &msg)?;
        let reports = reports(&self.hub, &response.events);
        let sent = sent(&reports);
        // A caller may lower the page, not raise it.
        let most = self.model.params.max_msgs;
        let page = page.map_or(most, |page| usize::from(page).min(most));
        let done = obeys(self.model.crank(&view, targets.as_ref(), &sent, page))?;
        let harvests = harvests(&reports);
        let used = sent.delegations.len() + sent.redelegations.len() + harvests.len();
        if used > page {
            return Err(format!("{used} messages on a page of {page}"));
        }
        self.reported(&response, &done)?;
        self.replies(&view, &sent, &reports)?;
        // Validators that other messages have just paid out do not wait.
        obeys(self.model.check_harvest(&view, &harvests, true))?;
        self.harvested(&view, &reports, by)?;
        self.settled_up(&view, 0, 0, &response)
    }

    fn alone(&mut self, by: &str, step: Single) -> Verdict {
        let (view, targets) = (self.view(), self.targets());
        let msg = match step {
            Single::Sync => ExecuteMsg::Sync {},
            Single::Harvest => ExecuteMsg::Harvest {
                validator: None,
                skip: None,
            },
            Single::Submit => ExecuteMsg::SubmitBatch { skip: None },
            Single::Reconcile => ExecuteMsg::Reconcile {},
            Single::Rebalance => ExecuteMsg::Rebalance {
                min_redelegation: None,
                minimum: None,
                skip: None,
            },
        };
        let response = self.must(by, &msg)?;
        let reports = reports(&self.hub, &response.events);
        let sent = sent(&reports);
        let harvests = harvests(&reports);
        let mut done = Done::default();
        match step {
            Single::Sync => self.model.begin(&view),
            Single::Harvest => {
                self.model.begin(&view);
                obeys(self.model.check_harvest(&view, &harvests, false))?;
            }
            Single::Submit => done = obeys(self.model.submit_batch(&view, targets.as_ref(), &sent))?,
            Single::Reconcile => done = self.model.reconcile(&view),
            Single::Rebalance => obeys(self.model.rebalance(&view, targets.as_ref(), &sent))?,
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
        self.harvested(&view, &reports, by)?;
        self.settled_up(&view, 0, 0, &response)
    }

    fn forward(&mut self, by: &str) -> Verdict {
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
        self.harvested(&view, &reports, by)?;
        self.settled_up(&view, 0, 0, &response)
    }

    fn must(&mut self, by: &str, msg: &ExecuteMsg) -> Result<AppResponse, String> {
        self.messages += 1;
        self.suite
            .hub(by, msg)
            .map_err(|failure| format!("{msg:?} failed: {failure:?}"))
    }

    fn reported(&self, response: &AppResponse, done: &Done) -> Verdict {
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

    fn replies(&mut self, view: &View, sent: &Sent, reports: &[Report]) -> Verdict {
        self.undelegated(view, sent, reports)?;
        for (validator, amount) in &sent.delegations {
            let failed = failure(reports, "delegate").any(|r| r.text("validator") == validator);
            self.model.delegate_reply(view, validator, *amount, !failed);
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

    fn undelegated(&mut self, view: &View, sent: &Sent, reports: &[Report]) -> Verdict {
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
                    Answer::Unreadable
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
                        amount,
                        completion_ns: completion,
                    }
                }
            };
            self.model.undelegate_reply(view, validator, *asked, told);
        }
        if !sent.undelegations.is_empty() {
            self.model.replies_done(view);
        }
        Ok(())
    }

    /// Withdrawals and what they bring.
    fn harvested(&mut self, view: &View, reports: &[Report], by: &str) -> Verdict {
        for validator in harvests(reports) {
            let failed =
                failure(reports, "withdraw_delegator_reward").any(|r| r.text("validator") == validator);
            self.model.harvest_reply(view, &validator, !failed);
        }
        for gain in reports.iter().filter(|r| r.name == "rewards_compounded") {
            let keeper = self.address(by);
            same!("keeper", gain.text("keeper"), keeper.as_str());
            let minted = self.model.deposit_rewards(view, gain.number("amount"), &keeper);
            same!("shares for the fee", gain.number("fee_shares"), minted);
        }
        Ok(())
    }

    // ---------------------------------------------------------------------------------------------------
    // Comparison

    pub fn coins_of(&self, address: &str) -> u128 {
        self.suite
            .chain
            .balance(&Addr::unchecked(address), &self.suite.denom)
    }

    fn nothing_moved(&self, view: &View) -> Verdict {
        same!("the hub's coins", self.bank(), view.bank);
        Ok(())
    }

    /// Every coin of the hub that came or went is accounted for.
    fn settled_up(&mut self, view: &View, came: u128, paid: u128, response: &AppResponse) -> Verdict {
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
    pub fn compare(&mut self) -> Verdict {
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
        }
        same!("pool", books.pool(), model.pool(view.now()));
        same!("last observation", books.stock.synced_at, model.synced_ns);
        same!("open batch", books.queue.open, model.open.id);
        same!("last close", books.queue.last_close, model.last_close);
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
        same!("balances", held, model.books(view.now()).balances);
        Ok(())
    }

    // ---------------------------------------------------------------------------------------------------
    // The end

    /// Nobody with any power acts any more: the chain works again, everyone wants to leave, and strangers' cranks and
    /// claims alone pay them.
    pub fn end(&mut self) -> Verdict {
        for n in 0..MOST_VALIDATORS as u8 {
            let operator = self.operator(n);
            let _ = self.suite.chain.fail(&operator, &FAULTS, false);
            let _ = self.suite.chain.hold(&operator, 0);
        }
        let unbonding = 21 * 86_400;
        self.suite.chain.set_unbonding_secs(unbonding);
        for round in 0..MOST_ROUNDS {
            self.everyone_queues()?;
            let people: BTreeSet<String> = model_requests(&self.model)
                .into_keys()
                .map(|(who, _)| who)
                .collect();
            if people.is_empty() && round > 0 {
                self.alone(STRANGER, Single::Sync)?;
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

    fn everyone_queues(&mut self) -> Verdict {
        let names = (0..USERS)
            .map(user)
            .chain(["treasury", "third", STRANGER].map(String::from));
        for name in names {
            let holder = self.address(&name);
            let shares = self.model.balance(&holder);
            if shares == 0 {
                continue;
            }
            let predicted = self.model.queue_unbond(&holder, &holder, shares);
            let outcome = self.suite.try_queue(&name, shares);
            if self.agree(outcome, predicted)?.is_none() {
                return Err(format!("{name} cannot leave"));
            }
            self.compare()?;
        }
        Ok(())
    }

    fn is_over(&self) -> Verdict {
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

// -------------------------------------------------------------------------------------------------------
// Reading what the hub reports and stores

fn reports(hub: &str, events: &[Event]) -> Vec<Report> {
    events
        .iter()
        .filter_map(|event| {
            let name = event.ty.strip_prefix("wasm-floe/")?.to_owned();
            let values: BTreeMap<String, String> = event
                .attributes
                .iter()
                .map(|a| (a.key.clone(), a.value.clone()))
                .collect();
            (values.get("_contract_address").is_some_and(|by| by == hub)).then_some(Report { name, values })
        })
        .collect()
}

fn is_failure(report: &Report, message: &str) -> bool {
    report.name == "message_failed" && report.text("message") == message
}

fn failure<'a>(reports: &'a [Report], message: &'a str) -> impl Iterator<Item = &'a Report> {
    reports.iter().filter(move |r| is_failure(r, message))
}

fn sent(reports: &[Report]) -> Sent {
    let portions = |name: &str| -> Vec<(String, u128)> {
        reports
            .iter()
            .filter(|r| r.name == name)
            .map(|r| (r.text("validator").to_owned(), r.number("amount")))
            .collect()
    };
    let moves = reports.iter().filter(|r| r.name == "redelegation_sent");
    Sent {
        undelegations: portions("undelegation_sent"),
        delegations: portions("delegation_sent"),
        redelegations: moves
            .map(|r| {
                (
                    r.text("from").to_owned(),
                    r.text("to").to_owned(),
                    r.number("amount"),
                )
            })
            .collect(),
    }
}

fn harvests(reports: &[Report]) -> Vec<String> {
    reports
        .iter()
        .filter(|r| r.name == "harvest_sent")
        .map(|r| r.text("validator").to_owned())
        .collect()
}

fn settled(reports: &[Report]) -> Vec<u64> {
    reports
        .iter()
        .filter(|r| r.name == "batch_settled")
        .map(|r| r.number("batch") as u64)
        .collect()
}

fn obeys<T>(checked: Result<T, Breach>) -> Result<T, String> {
    checked.map_err(|breach| format!("against the rules: {}", breach.0))
}

fn delegated(books: &floe_testing::suite::Books) -> BTreeMap<String, u128> {
    books
        .positions
        .iter()
        .filter(|(_, p)| !p.booked.is_zero())
        .map(|(validator, p)| (validator.clone(), p.booked.units()))
        .collect()
}

type EntryLine = (u64, String, u128, u128);

fn entries(books: &floe_testing::suite::Books) -> Vec<EntryLine> {
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

fn hub_marks(books: &floe_testing::suite::Books, now: u64) -> BTreeMap<String, u64> {
    books
        .positions
        .iter()
        .filter(|(_, p)| p.marked_until > now)
        .map(|(validator, p)| (validator.clone(), p.marked_until))
        .collect()
}

fn model_marks(model: &Model, now: u64) -> BTreeMap<String, u64> {
    model
        .marked
        .iter()
        .filter(|(_, until)| **until > now)
        .map(|(v, until)| (v.clone(), *until))
        .collect()
}

fn model_requests(model: &Model) -> BTreeMap<(String, u64), u128> {
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

fn same_batch(hub: Option<&HubBatch>, model: &Batch) -> Verdict {
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
fn is_reason(failure: &Failure, refusal: Refusal) -> bool {
    REASONS.contains(&failure.kind.as_str()) || (refusal == Refusal::Balance && failure.kind == "Overflow")
}

fn set_param(params: &mut Params, param: Param, value: u128) {
    let small = value as u64;
    match param {
        Param::MinBond => params.min_bond = value,
        Param::MinUnbond => params.min_unbond = value,
        Param::BatchInterval => params.batch_interval = small,
        Param::HarvestInterval => params.harvest_interval = small,
        Param::DripSecs => params.drip_secs = small,
        Param::MaxAprBps => params.max_apr_bps = small,
        Param::MaxSyncAge => params.max_sync_age = small,
        Param::ArrivalGrace => params.arrival_grace = small,
        Param::MaxEntries => params.max_entries = value as usize,
        Param::MaxMsgs => params.max_msgs = value as usize,
        Param::InstantReserveBps => params.instant_reserve_bps = small,
        Param::InstantFeeMinBps => params.instant_fee_min_bps = small,
        Param::InstantFeeMaxBps => params.instant_fee_max_bps = small,
        Param::LossHaltBps => params.loss_halt_bps = small,
        Param::MaxMoveBps => params.max_move_bps = small,
        Param::UnbondingEstimate => params.unbonding_estimate = small,
        Param::PauseSecs => {}
    }
}

/// A parameter and a value of it within its bounds.
fn parameter(which: u8, value: u8) -> (Param, u128) {
    let n = u128::from(value);
    match which % 9 {
        0 => (Param::InstantReserveBps, n * 4 % 1_001),
        1 => (Param::DripSecs, 10 + n * n * 17),
        2 => (Param::MaxAprBps, 100 + n * n),
        3 => (Param::ArrivalGrace, 60 + n * n * 8),
        4 => (Param::BatchInterval, 10 + n * n),
        5 => (Param::MaxEntries, 1 + n % 7),
        6 => (Param::MaxMsgs, 1 + n % 8),
        7 => (Param::MinUnbond, 1 + n * n * 15),
        _ => (Param::MaxSyncAge, 60 + n * 300),
    }
}

//! What people do. Every verb ends with a check of the books against the chain.

use std::time::Duration;

use cosmwasm_std::{coins, from_json, Timestamp, Uint128};
use floe_api::hub::{
    BatchResponse, ConfigResponse, CrankReport, ExecuteMsg, PreviewInstantResponse, QueryMsg,
    SolvencyResponse, StateResponse, UserRequest, ValidatorResponse,
};
use floe_api::registry;
use floe_client::views::{BondStatus, ChainValidator, UnbondingEntry};
use floe_client::{ChainExt, Gas, Msg, Pending, Result, Tx, TxOutcome};
use serde::de::DeserializeOwned;

use crate::world::Deployed;

/// Of the chain's time, for what a few cranks bring about.
const PATIENCE: Duration = Duration::from_secs(240);

/// Other people's undelegations of the same block make ours dearer than simulated.
pub(crate) const GAS: Gas = Gas::Simulated {
    percent: 150,
    floor: 4_000_000,
};

impl Deployed<'_> {
    /// Whether it succeeded is in the outcome; the books are checked either way.
    pub fn attempt(&mut self, by: &str, msg: &ExecuteMsg, coins_sent: u128) -> Result<TxOutcome> {
        let funds = if coins_sent == 0 {
            Vec::new()
        } else {
            coins(coins_sent, self.denom())
        };
        let msg = Msg::execute(&self.hub, msg, &funds)?;
        let tx = Tx::new(&self.person(by), vec![msg]).gas(GAS);
        let outcome = self.net.chain_mut().send(&tx);
        self.check();
        outcome
    }

    /// Must succeed with all its messages to the chain.
    pub fn execute(&mut self, by: &str, msg: &ExecuteMsg) -> TxOutcome {
        let outcome = self.attempt(by, msg, 0);
        let outcome = outcome.unwrap_or_else(|error| panic!("{msg:?} by {by}: {error}"));
        for trouble in ["message_failed", "answer_unreadable", "targets_unavailable"] {
            let found = self.facts(&outcome, trouble);
            assert!(found.is_empty(), "{msg:?} by {by}: {trouble} {found:?}");
        }
        outcome
    }

    /// A message to the registry.
    pub fn direct(&mut self, by: &str, msg: &registry::ExecuteMsg) -> TxOutcome {
        let (by, registry) = (self.person(by), self.registry.clone());
        let outcome = self.net.chain_mut().execute(&by, &registry, msg, &[]).unwrap();
        self.check();
        outcome
    }

    /// A message that is under way when this returns.
    pub fn submit(&mut self, by: &str, msg: &ExecuteMsg) -> Pending {
        let msg = Msg::execute(&self.hub, msg, &[]).unwrap();
        let tx = Tx::new(&self.person(by), vec![msg]).gas(GAS);
        self.net.chain_mut().submit(&tx).unwrap()
    }

    /// Deposits and returns the shares minted.
    pub fn bond(&mut self, by: &str, amount: u128) -> u128 {
        let before = self.shares(by);
        let msg = ExecuteMsg::Bond {
            receiver: None,
            min_shares: None,
            exec_msg: None,
        };
        self.attempt(by, &msg, amount)
            .unwrap_or_else(|error| panic!("a deposit by {by}: {error}"));
        self.shares(by) - before
    }

    pub fn queue(&mut self, by: &str, shares: u128) {
        let shares = Uint128::new(shares);
        let receiver = None;
        self.execute(by, &ExecuteMsg::QueueUnbond { shares, receiver });
    }

    /// Claims everything claimable and returns the coins received.
    pub fn claim(&mut self, by: &str) -> u128 {
        let before = self.coins(by);
        self.execute(by, &ExecuteMsg::WithdrawUnbonded { receiver: None });
        self.coins(by) - before
    }

    pub fn sync(&mut self) -> TxOutcome {
        self.execute("keeper", &ExecuteMsg::Sync {})
    }

    /// Withdraws from all validators, and returns what came in beside the outcome.
    pub fn harvest(&mut self) -> (TxOutcome, u128) {
        let (validator, skip) = (None, None);
        let outcome = self.execute("keeper", &ExecuteMsg::Harvest { validator, skip });
        let facts = self.facts(&outcome, "rewards_compounded");
        let gross = facts.iter().map(|fact| fact.amount("amount")).sum();
        (outcome, gross)
    }

    pub fn crank(&mut self) -> (CrankReport, TxOutcome) {
        let outcome = self.execute(
            "keeper",
            &ExecuteMsg::Crank {
                max_msgs: None,
                skip: None,
            },
        );
        (report(&outcome), outcome)
    }

    /// Cranks until the reports say something, block after block.
    pub fn crank_until(&mut self, what: &str, mut done: impl FnMut(&Self, &CrankReport) -> bool) {
        let end = self.now() + PATIENCE.as_secs();
        loop {
            let (report, _) = self.crank();
            if done(self, &report) {
                return;
            }
            assert!(self.now() < end, "{what} has not come: {report:?}");
            self.net.chain_mut().next_block().unwrap();
        }
    }

    /// Cranks until nothing is left to do at once: deposits are where they should be.
    pub fn crank_till_idle(&mut self) {
        self.crank_until("rest", |_, report| report.is_idle());
    }

    /// Cranks until the open batch has closed, and returns its number.
    pub fn close(&mut self) -> u64 {
        let mut closed = None;
        self.crank_until("a close", |_, report| {
            closed = report.closed;
            closed.is_some()
        });
        closed.unwrap()
    }

    /// Cranks whenever an undelegation ends, until all are booked and no batch is unsettled.
    pub fn mature(&mut self) {
        while let Some(next) = self.next_completion() {
            self.net.wait_for_time(next);
            self.net.chain_mut().next_block().unwrap();
            self.crank();
        }
        self.crank_until("the settlement", |world, _| {
            world.payables().is_empty() && world.solvency().undelegating.is_zero()
        });
    }

    fn next_completion(&self) -> Option<Timestamp> {
        let entries = self.net.chain().unbonding(&self.hub).unwrap();
        entries.iter().map(|entry| entry.completion).min()
    }

    /// Waits until no gain is unreleased.
    pub fn let_drip(&mut self) {
        let end = self.now() + PATIENCE.as_secs();
        while !self.solvency().unreleased.is_zero() {
            assert!(
                self.now() < end,
                "the stream has not ended: {:?}",
                self.solvency()
            );
            self.net.chain_mut().next_block().unwrap();
        }
    }

    pub fn pass_blocks(&mut self, blocks: u32) {
        for _ in 0..blocks {
            self.net.chain_mut().next_block().unwrap();
        }
    }

    pub fn pass_secs(&mut self, secs: u64) {
        self.wait_until(self.now() + secs);
    }

    /// Unix seconds.
    pub fn wait_until(&mut self, time: u64) {
        self.net.wait_for_time(Timestamp::from_seconds(time));
    }

    /// Unix seconds.
    pub fn now(&self) -> u64 {
        self.net.chain().block().unwrap().time.seconds()
    }

    pub fn height(&self) -> u64 {
        self.net.chain().block().unwrap().height
    }

    pub fn ask<T: DeserializeOwned>(&self, msg: &QueryMsg) -> T {
        self.net.chain().query(&self.hub, msg).unwrap()
    }

    pub fn shares(&self, of: &str) -> u128 {
        self.shares_of(&self.address(of))
    }

    pub fn coins(&self, of: &str) -> u128 {
        self.net.chain().stake_balance(&self.address(of)).unwrap()
    }

    pub fn solvency(&self) -> SolvencyResponse {
        self.ask(&QueryMsg::Solvency {})
    }

    pub fn state(&self) -> StateResponse {
        self.ask(&QueryMsg::State {})
    }

    pub fn config(&self) -> ConfigResponse {
        self.ask(&QueryMsg::Config {})
    }

    pub fn batch(&self, id: u64) -> BatchResponse {
        self.ask(&QueryMsg::PreviousBatch(id))
    }

    /// Shares that somebody has in a batch.
    pub fn request(&self, by: &str, batch: u64) -> u128 {
        let all: Vec<UserRequest> = self.ask(&QueryMsg::UnbondRequestsByUser {
            user: self.address(by),
            start_after: None,
            limit: Some(100),
        });
        let found = all.iter().find(|request| request.id == batch);
        found.map_or(0, |request| request.shares.u128())
    }

    /// Of the unsettled batches, oldest first.
    pub fn payables(&self) -> Vec<u128> {
        let all: Vec<BatchResponse> = self.ask(&QueryMsg::Unreconciled {});
        all.iter().map(|batch| batch.amount_unclaimed.u128()).collect()
    }

    pub fn preview_instant(&self, shares: u128) -> PreviewInstantResponse {
        let shares = Uint128::new(shares);
        self.ask(&QueryMsg::PreviewInstant { shares })
    }

    /// The hub's books of a validator.
    pub fn booked(&self, operator: &str) -> ValidatorResponse {
        let all: Vec<ValidatorResponse> = self.ask(&QueryMsg::Validators {
            start_after: None,
            limit: Some(100),
        });
        let found = all.into_iter().find(|validator| validator.operator == operator);
        found.unwrap_or_else(|| panic!("the hub does not know {operator}"))
    }

    /// What the chain says is delegated to a validator.
    pub fn staked(&self, operator: &str) -> u128 {
        let all = self.net.chain().delegated(&self.hub).unwrap();
        all.get(operator).copied().unwrap_or_default()
    }

    /// What the chain undelegates from a validator, oldest first.
    pub fn entries_at(&self, operator: &str) -> Vec<UnbondingEntry> {
        let mut entries = self.net.chain().unbonding(&self.hub).unwrap();
        entries.retain(|entry| entry.operator == operator);
        entries
    }

    /// Rewards that wait at the validators, rounded down at each.
    pub fn pending(&self) -> u128 {
        let rewards = self.net.chain().pending_rewards(&self.hub).unwrap();
        let amounts = rewards.iter().map(|reward| reward.amount.to_uint_floor());
        amounts
            .map(|amount| amount.to_string().parse::<u128>().unwrap())
            .sum()
    }

    pub fn is_bonded(&self, operator: &str) -> bool {
        let all = self.net.chain().validators().unwrap();
        let bonded = |v: &ChainValidator| v.operator == operator && v.status == BondStatus::Bonded;
        all.iter().any(bonded)
    }

    /// What the registry says of a validator, none if it is not listed.
    pub fn listed(&self, operator: &str) -> Option<registry::ValidatorResponse> {
        let msg = registry::QueryMsg::Validators {
            start_after: None,
            limit: Some(100),
        };
        let all: Vec<registry::ValidatorResponse> = self.net.chain().query(&self.registry, &msg).unwrap();
        all.into_iter().find(|validator| validator.operator == operator)
    }

    /// The only event of a kind, as the hub reported it: `slashed` for `wasm-floe/slashed`.
    pub fn fact(&self, outcome: &TxOutcome, name: &str) -> EventFact {
        let all = self.facts(outcome, name);
        let [one] = all.as_slice() else {
            panic!("one {name} expected, not {all:?}")
        };
        one.clone()
    }

    /// All events of a kind.
    pub fn facts(&self, outcome: &TxOutcome, name: &str) -> Vec<EventFact> {
        let kind = format!("wasm-floe/{name}");
        let events = outcome.events_of(&self.hub, &kind);
        events.map(|event| EventFact(event.attributes.clone())).collect()
    }
}

/// The attributes of an event.
#[derive(Clone, Debug)]
pub struct EventFact(Vec<(String, String)>);

impl EventFact {
    pub fn text(&self, key: &str) -> &str {
        let found = self.0.iter().find(|(name, _)| name == key);
        found.map_or_else(|| panic!("no {key} in {self:?}"), |(_, value)| value)
    }

    pub fn amount(&self, key: &str) -> u128 {
        self.text(key).parse().unwrap()
    }
}

/// What a crank or a step did.
pub fn report(outcome: &TxOutcome) -> CrankReport {
    from_json(outcome.data(0).expect("a report")).unwrap()
}

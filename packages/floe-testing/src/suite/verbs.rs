//! Verbs of users, keepers and the chain. Those that must succeed panic otherwise; `try_` gives the outcome.

use cosmwasm_std::{coin, coins, from_json, Decimal, Uint128};
use cw_multi_test::AppResponse;
use floe_api::hub::{CrankReport, Cw20HookMsg, ExecuteMsg, QueryMsg};
use floe_api::registry;
use floe_core::units::DAY;
use serde::de::DeserializeOwned;

use crate::chain::{ModuleFault, Slash};
use crate::suite::{Failure, Suite, TxResult};

fn must<T>(what: &str, outcome: Result<T, Failure>) -> T {
    outcome.unwrap_or_else(|failure| panic!("{what} failed: {failure:?}"))
}

impl Suite {
    /// A message to the hub, without coins.
    pub fn hub(&mut self, by: &str, msg: &ExecuteMsg) -> TxResult {
        let (by, hub) = (self.addr(by), self.hub.clone());
        self.exec(&by, &hub, msg, &[])
    }

    /// A message to the registry.
    pub fn registry(&mut self, by: &str, msg: &registry::ExecuteMsg) -> TxResult {
        let (by, registry) = (self.addr(by), self.registry.clone());
        self.exec(&by, &registry, msg, &[])
    }

    pub fn ask<T: DeserializeOwned>(&self, msg: &QueryMsg) -> T {
        must("query", self.query(&self.hub, msg))
    }

    pub fn try_bond(&mut self, by: &str, amount: u128) -> TxResult {
        let funds = coins(amount, &self.denom);
        let (by, hub) = (self.addr(by), self.hub.clone());
        let msg = ExecuteMsg::Bond {
            receiver: None,
            min_shares: None,
            exec_msg: None,
        };
        self.exec(&by, &hub, &msg, if amount == 0 { &[] } else { &funds })
    }

    /// Deposits and returns the shares minted.
    pub fn bond(&mut self, by: &str, amount: u128) -> u128 {
        let before = self.shares(by);
        must("bond", self.try_bond(by, amount));
        self.shares(by) - before
    }

    pub fn try_queue(&mut self, by: &str, shares: u128) -> TxResult {
        self.hub(
            by,
            &ExecuteMsg::QueueUnbond {
                shares: shares.into(),
                receiver: None,
            },
        )
    }

    pub fn queue(&mut self, by: &str, shares: u128) {
        must("queue_unbond", self.try_queue(by, shares));
    }

    pub fn cancel(&mut self, by: &str, shares: Option<u128>) -> TxResult {
        self.hub(
            by,
            &ExecuteMsg::CancelUnbond {
                shares: shares.map(Uint128::new),
            },
        )
    }

    pub fn try_instant(&mut self, by: &str, shares: u128) -> TxResult {
        self.hub(
            by,
            &ExecuteMsg::InstantUnbond {
                shares: shares.into(),
                receiver: None,
                min_out: None,
            },
        )
    }

    /// Leaves at once and returns the coins received.
    pub fn instant(&mut self, by: &str, shares: u128) -> u128 {
        let before = self.coins(by);
        must("instant_unbond", self.try_instant(by, shares));
        self.coins(by) - before
    }

    pub fn try_claim(&mut self, by: &str) -> TxResult {
        self.hub(by, &ExecuteMsg::WithdrawUnbonded { receiver: None })
    }

    /// Claims everything claimable and returns the coins received.
    pub fn claim(&mut self, by: &str) -> u128 {
        let before = self.coins(by);
        must("withdraw_unbonded", self.try_claim(by));
        self.coins(by) - before
    }

    /// A step by a stranger, and what it reports.
    fn step(&mut self, msg: &ExecuteMsg) -> CrankReport {
        let response = must("a step", self.hub("stranger", msg));
        report(&response)
    }

    pub fn crank(&mut self) -> CrankReport {
        self.step(&ExecuteMsg::Crank {
            max_msgs: None,
            skip: None,
        })
    }

    /// Observes, and checks that the books then say what the chain says.
    pub fn sync(&mut self) {
        self.step(&ExecuteMsg::Sync {});
        self.check_delegations();
    }

    pub fn harvest(&mut self) -> CrankReport {
        self.step(&ExecuteMsg::Harvest {
            validator: None,
            skip: None,
        })
    }

    pub fn submit_batch(&mut self) -> CrankReport {
        self.step(&ExecuteMsg::SubmitBatch { skip: None })
    }

    pub fn reconcile(&mut self) -> CrankReport {
        self.step(&ExecuteMsg::Reconcile {})
    }

    pub fn rebalance(&mut self) -> CrankReport {
        self.step(&ExecuteMsg::Rebalance {
            min_redelegation: None,
            minimum: None,
            skip: None,
        })
    }

    /// Right after an observation the booked delegations are the chain's.
    pub fn check_delegations(&self) {
        let booked = self.books().positions;
        let mut shown = self.chain.delegations(&self.hub);
        for (validator, position) in booked {
            let chain = shown.remove(&validator).unwrap_or_default();
            assert_eq!(position.booked.units(), chain, "booked delegation to {validator}");
        }
        assert!(
            shown.values().all(|amount| *amount == 0),
            "unbooked delegations: {shown:?}"
        );
    }

    pub fn next_block(&mut self) {
        let secs = self.chain.config().block_secs;
        self.advance(secs, 1);
    }

    pub fn pass_secs(&mut self, secs: u64) {
        self.advance(secs, 1);
    }

    pub fn pass_days(&mut self, days: u64) {
        self.advance(days * DAY, 1);
    }

    /// Rewards for the hub's delegations, spread by amount.
    pub fn rewards(&mut self, amount: u128) {
        let hub = self.hub.clone();
        if let Err(error) = self.chain.rewards_spread(&hub, amount.into()) {
            panic!("rewards failed: {error}");
        }
    }

    /// Rewards in any denom at one validator.
    pub fn rewards_at(&mut self, validator: &str, amount: u128, denom: &str) {
        let (hub, operator) = (self.hub.clone(), self.operator(validator));
        if let Err(error) = self.chain.rewards(&hub, &operator, &[coin(amount, denom)]) {
            panic!("rewards failed: {error}");
        }
    }

    /// Slashes for an infraction in the previous block.
    pub fn slash(&mut self, validator: &str, percent: u64) {
        let slash = Slash::new(&self.operator(validator), Decimal::percent(percent));
        self.slash_as(&slash);
    }

    pub fn slash_as(&mut self, slash: &Slash) {
        if let Err(error) = self.chain.slash(slash) {
            panic!("slash failed: {error}");
        }
        self.check_invariants();
    }

    pub fn jail(&mut self, validator: &str) {
        let operator = self.operator(validator);
        if let Err(error) = self.chain.jail(&operator) {
            panic!("jail failed: {error}");
        }
    }

    pub fn unjail(&mut self, validator: &str) {
        let operator = self.operator(validator);
        if let Err(error) = self.chain.unjail(&operator) {
            panic!("unjail failed: {error}");
        }
    }

    pub fn hold(&mut self, validator: &str, secs: u64) {
        let operator = self.operator(validator);
        if let Err(error) = self.chain.hold(&operator, secs) {
            panic!("hold failed: {error}");
        }
    }

    pub fn fail(&mut self, validator: &str, faults: &[ModuleFault], on: bool) {
        let operator = self.operator(validator);
        if let Err(error) = self.chain.fail(&operator, faults, on) {
            panic!("fail failed: {error}");
        }
    }

    pub fn refresh(&mut self) {
        must(
            "refresh",
            self.registry("stranger", &registry::ExecuteMsg::Refresh {}),
        );
    }

    /// Gives coins of the staking denom, made from nothing, to an address.
    pub fn gift(&mut self, to: &str, amount: u128) {
        let to = self.addr(to);
        self.chain.fund(&to, &coins(amount, &self.denom));
        self.check_invariants();
    }

    /// A token `send` of shares to the hub with a message.
    pub fn send_shares(&mut self, by: &str, shares: u128, hook: &Cw20HookMsg) -> TxResult {
        let msg =
            cosmwasm_std::to_json_binary(hook).map_err(|error| Failure::new("Std", error.to_string()))?;
        let contract = self.hub.to_string();
        self.hub(
            by,
            &ExecuteMsg::Send {
                contract,
                amount: shares.into(),
                msg,
            },
        )
    }
}

/// What a crank or step answered.
pub fn report(response: &AppResponse) -> CrankReport {
    response
        .data
        .as_ref()
        .and_then(|data| from_json(data).ok())
        .unwrap_or_default()
}

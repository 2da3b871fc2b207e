//! The timelock as proposers and holders use it.

use cosmwasm_std::{to_json_binary, Addr, WasmMsg};
use floe_api::hub;
use floe_api::ownership::OwnershipAction;
use floe_api::timelock::{
    ExecuteMsg, InstantiateMsg, ObjectionResponse, ProposedMsg, QueryMsg, TimelockHookMsg,
    TimelockProposalResponse, WasmAct,
};
use floe_core::units::DAY;
use serde::{Deserialize, Serialize};

use crate::suite::{codes, Failure, Suite, TxResult};

/// The name of the timelock.
pub const TIMELOCK: &str = "timelock";

/// A timelock that owns the protocol. Addresses are names with an `@`.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(default, deny_unknown_fields)]
pub struct TimelockSetup {
    pub proposers: Vec<String>,
    pub cancellers: Vec<String>,
    /// In seconds.
    pub short: u64,
    /// In seconds.
    pub exit: u64,
}

impl Default for TimelockSetup {
    fn default() -> Self {
        Self {
            proposers: vec!["@proposer".to_owned()],
            cancellers: vec!["@canceller".to_owned()],
            short: 4 * DAY,
            exit: 25 * DAY,
        }
    }
}

/// A message of a proposal that calls a contract without coins.
///
/// # Errors
/// When the message cannot be written as JSON.
pub fn calling(contract: &Addr, msg: &impl Serialize) -> Result<ProposedMsg, Failure> {
    let msg = to_json_binary(msg).map_err(|error| Failure::new("Std", error.to_string()))?;
    Ok(ProposedMsg::Wasm(WasmAct::Execute {
        contract_addr: contract.to_string(),
        msg,
        funds: Vec::new(),
    }))
}

impl Suite {
    /// Creates a timelock that is its own admin and owns nothing yet.
    ///
    /// # Errors
    /// When the contract refuses it.
    pub fn try_timelock(&mut self, terms: &TimelockSetup) -> Result<Addr, Failure> {
        let code = self.chain.store_code(codes::timelock());
        let creator = self.chain.account("deployer");
        let resolve = |names: &[String]| {
            let addresses = names.iter().map(|name| match name.strip_prefix('@') {
                Some(name) => self.chain.account(name).to_string(),
                None => name.clone(),
            });
            addresses.collect()
        };
        let msg = InstantiateMsg {
            proposers: resolve(&terms.proposers),
            cancellers: resolve(&terms.cancellers),
            hub: self.hub.to_string(),
            short: terms.short,
            exit: terms.exit,
        };
        let address = self
            .chain
            .instantiate(code, &creator, &msg, &[], TIMELOCK, Some(&creator))
            .map_err(|error| Failure::of(&error))?;
        self.guarantors.insert(TIMELOCK.to_owned(), address.clone());
        self.give_code(&creator, &address, &address)?;
        Ok(address)
    }

    /// Lets somebody else replace a contract's code.
    ///
    /// # Errors
    /// When the sender may not.
    pub fn give_code(&mut self, by: &Addr, contract: &Addr, to: &Addr) -> Result<(), Failure> {
        let msg = WasmMsg::UpdateAdmin {
            contract_addr: contract.to_string(),
            admin: to.to_string(),
        };
        let done = self.chain.execute_msgs(by, vec![msg.into()]);
        done.map(drop).map_err(|error| Failure::of(&error))
    }

    /// Creates a timelock and hands the protocol over to it: owner and admin of hub, registry and collector.
    ///
    /// # Errors
    /// When one of the contracts refuses it.
    pub fn try_hand_over(&mut self, owner: &Addr, terms: &TimelockSetup) -> Result<(), Failure> {
        let timelock = self.try_timelock(terms)?;
        let admin = self.chain.account("admin");
        let offer = hub::ExecuteMsg::UpdateOwnership(OwnershipAction::TransferOwnership {
            new_owner: timelock.to_string(),
            expiry: None,
        });
        for contract in [self.hub.clone(), self.registry.clone(), self.collector.clone()] {
            // The message is the same of all three.
            self.exec(owner, &contract, &offer, &[])?;
            // The hub creates the others, and its admin is theirs.
            self.give_code(&admin, &contract, &timelock)?;
        }
        self.exec(owner, &timelock, &ExecuteMsg::Accept {}, &[]).map(drop)
    }

    /// A message to the timelock.
    ///
    /// # Errors
    /// When it refuses it.
    pub fn timelock(&mut self, by: &str, msg: &ExecuteMsg) -> TxResult {
        let (by, to) = (self.addr(by), self.addr(TIMELOCK));
        self.exec(&by, &to, msg, &[])
    }

    /// Queues a proposal; its number.
    ///
    /// # Errors
    /// When the timelock refuses it.
    pub fn try_propose(&mut self, by: &str, msgs: Vec<ProposedMsg>) -> Result<u64, Failure> {
        let msg = ExecuteMsg::Queue {
            title: "a change".to_owned(),
            link: None,
            msgs,
        };
        let queued = self.timelock(by, &msg)?;
        let told = queued.events.iter().flat_map(|event| &event.attributes);
        told.rev()
            .filter(|a| a.key == "id")
            .find_map(|a| a.value.parse().ok())
            .ok_or_else(|| Failure::new("Error", "no proposal was reported"))
    }

    /// Sends shares that object to a proposal.
    ///
    /// # Errors
    /// When one of the contracts refuses it.
    pub fn try_object(&mut self, by: &str, id: u64, shares: u128) -> TxResult {
        let hook = TimelockHookMsg::Object { id };
        let msg = to_json_binary(&hook).map_err(|error| Failure::new("Std", error.to_string()))?;
        let contract = self.addr(TIMELOCK).to_string();
        let amount = shares.into();
        self.hub(
            by,
            &hub::ExecuteMsg::Send {
                contract,
                amount,
                msg,
            },
        )
    }

    /// Has a proposal executed by a stranger.
    ///
    /// # Errors
    /// When the timelock or one of the messages is refused.
    pub fn try_enact(&mut self, id: u64) -> TxResult {
        self.timelock("stranger", &ExecuteMsg::Execute { id })
    }

    pub fn proposal(&self, id: u64) -> TimelockProposalResponse {
        let question = QueryMsg::Proposal {
            id: Some(id),
            proposal_id: None,
        };
        let answer = self.query(&self.addr(TIMELOCK), &question);
        answer.unwrap_or_else(|failure| panic!("the timelock does not answer: {failure:?}"))
    }

    pub fn objection_of(&self, id: u64, user: &str) -> ObjectionResponse {
        let user = self.addr(user).to_string();
        let answer = self.query(&self.addr(TIMELOCK), &QueryMsg::Objection { id, user });
        answer.unwrap_or_else(|failure| panic!("the timelock does not answer: {failure:?}"))
    }
}

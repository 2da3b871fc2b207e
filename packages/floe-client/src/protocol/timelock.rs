//! The timelock: an owner that waits, and waits longer when holders object.

use cosmwasm_std::{to_json_binary, Binary, Uint128};
use floe_api::timelock::{
    ConfigResponse, Cw3ProposalList, ExecuteMsg, ObjectionResponse, ProposedMsg, QueryMsg, ThresholdResponse,
    TimelockHookMsg, TimelockProposalResponse,
};

use super::client::contract_client;
use super::HubClient;
use crate::{Chain, ChainExt, Error, Msg, Result};

contract_client! {
    /// The timelock at an address. What each does and who may is told by the enums in `floe_api::timelock`.
    TimelockClient
    asks QueryMsg {
        config() -> ConfigResponse = Config;
        /// In full.
        proposal(id: Option<u64>) -> TimelockProposalResponse = Proposal without proposal_id;
        /// A page, ascending by number.
        proposals(start_after: Option<u64>, limit: Option<u32>) -> Vec<TimelockProposalResponse> = Proposals;
        objection(id: u64, user: &str) -> ObjectionResponse = Objection;
        /// A page, ascending by address.
        objections(id: u64, start_after: Option<String>, limit: Option<u32>) -> Vec<ObjectionResponse> = Objections;
        /// A page in cw3's shape.
        list_proposals(start_after: Option<u64>, limit: Option<u32>) -> Cw3ProposalList = ListProposals;
        /// In cw3's shape.
        threshold() -> ThresholdResponse = Threshold;
    }
    sends ExecuteMsg {
        /// The hub's.
        receive(sender: &str, amount: Uint128, msg: Binary) = Receive;
        queue(title: &str, link: Option<String>, msgs: Vec<ProposedMsg>) = Queue;
        retract(id: u64) = Retract;
        leave(id: u64) = Leave;
        execute(id: u64) = Execute;
        cancel(id: u64) = Cancel;
        accept() = Accept;
        /// A proposal's.
        update_times(short: Option<u64>, exit: Option<u64>) = UpdateTimes;
        /// A proposal's.
        add_proposer(address: &str) = AddProposer;
        /// A proposal's.
        remove_proposer(address: &str) = RemoveProposer;
        /// A proposal's.
        add_canceller(address: &str) = AddCanceller;
        /// A proposal's.
        remove_canceller(address: &str) = RemoveCanceller;
    }
}

impl TimelockClient<'_> {
    /// Sends shares of the hub's token that object to a proposal.
    ///
    /// # Errors
    /// None in practice.
    pub fn object(&self, hub: &HubClient<'_>, id: u64, shares: Uint128) -> Result<Msg> {
        let hook = to_json_binary(&TimelockHookMsg::Object { id });
        let hook = hook.map_err(|error| Error::unreadable("a message", error))?;
        hub.send(self.address, shares, hook)
    }
}

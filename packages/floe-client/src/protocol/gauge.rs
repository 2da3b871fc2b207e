//! The gauge: stakers steer the weights of validators and the hub's votes in x/gov.

use cosmwasm_std::Decimal;
use floe_api::gauge::{
    ConfigResponse, ExecuteMsg, GaugeBallotResponse, GaugeProposalResponse, GaugeVotesResponse,
    GaugeWeightsResponse, QueryMsg,
};
use floe_api::hub::VoteChoice;
use floe_api::stake::StakeChangedHookMsg;

use super::client::contract_client;
use crate::{Chain, ChainExt, Msg, Result};

contract_client! {
    /// The gauge at an address. What each does and who may is told by the enums in `floe_api::gauge`.
    GaugeClient
    asks QueryMsg {
        config() -> ConfigResponse = Config;
        proposal(proposal_id: u64) -> GaugeProposalResponse = Proposal;
        /// A page, descending.
        proposals(start_after: Option<u64>, limit: Option<u32>) -> Vec<GaugeProposalResponse> = Proposals;
        ballot(proposal_id: u64, user: &str) -> GaugeBallotResponse = Ballot;
        votes(user: &str) -> GaugeVotesResponse = Votes;
        /// What `apply` would set now.
        weights() -> GaugeWeightsResponse = Weights;
    }
    sends ExecuteMsg {
        /// Opens a proposal of x/gov here.
        open(proposal_id: u64) = Open;
        /// The contract's own.
        prove(proposal_id: u64) = Prove;
        vote(proposal_id: u64, votes: Vec<(Decimal, VoteChoice)>) = Vote;
        /// Has the hub vote as was voted.
        cast(proposal_id: u64) = Cast;
        /// Votes for validators from the next epoch on.
        set_votes(votes: Vec<(String, u64)>) = SetVotes;
        poke(user: &str) = Poke;
        apply() = Apply;
        /// That of the contract with the power.
        stake_change_hook(change: StakeChangedHookMsg) = StakeChangeHook(change);
    }
}

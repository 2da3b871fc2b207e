//! Answers of the timelock beside those in cw3's shapes.

use cosmwasm_schema::cw_serde;
use floe_core::units::Shares;
use floe_core::wait::WaitClass;

use super::{Cw3Proposal, ProposedMsg};

#[cw_serde]
pub struct ConfigResponse {
    pub hub: String,
    pub registry: String,
    pub collector: String,
    pub proposers: Vec<String>,
    pub cancellers: Vec<String>,
    /// In seconds.
    pub short: u64,
    /// In seconds.
    pub exit: u64,
    /// Shares of all who object, to whatever proposal. They leave only to them.
    pub locked: Shares,
}

/// Where a proposal stands.
#[cw_serde]
#[derive(Copy)]
pub enum ProposalStatus {
    /// It is not due.
    Waiting,
    /// It is due, and exits of the batch that it waits for are not settled.
    ExitsPending,
    /// It can be executed.
    Due,
    Executed,
    Cancelled,
    Expired,
}

#[cw_serde]
pub struct TimelockProposalResponse {
    pub id: u64,
    pub title: String,
    pub link: Option<String>,
    pub proposer: String,
    pub msgs: Vec<ProposedMsg>,
    pub class: WaitClass,
    pub status: ProposalStatus,
    /// Unix seconds.
    pub queued: u64,
    /// The first second in which it may be executed, unix seconds; never falls.
    pub due: u64,
    /// The first second in which it no longer may, unix seconds.
    pub expires: u64,
    /// Shares that object and are here, and those that objected and went to the exit queue.
    pub locked: Shares,
    pub left: Shares,
    /// Both in basis points of the supply now.
    pub objections_bps: u64,
    /// When they first reached 100, unix seconds; null = never yet.
    pub objected: Option<u64>,
    /// The batch of exits that it waits for, and until when at most, unix seconds; null = none.
    pub mark: Option<u64>,
    pub mark_until: Option<u64>,
}

/// A proposal in one of two shapes.
#[cw_serde]
#[serde(untagged)]
pub enum ProposalAnswer {
    /// Asked for under `id`.
    Full(TimelockProposalResponse),
    /// Asked for under `proposal_id`.
    Cw3(Cw3Proposal),
}

#[cw_serde]
pub struct ObjectionResponse {
    pub id: u64,
    pub user: String,
    /// Shares that object and are here.
    pub locked: Shares,
    /// Shares that objected and went to the exit queue.
    pub left: Shares,
    /// From when on those that are here may be retracted or leave, unix seconds; null = none are.
    pub free_at: Option<u64>,
}

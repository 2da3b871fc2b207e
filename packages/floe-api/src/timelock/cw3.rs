//! Answers in the shapes of cw3, for interfaces that are there. They are closed.

use cosmwasm_schema::cw_serde;
use cw_utils::{Expiration, ThresholdResponse};

use super::ProposedMsg;

/// cw3's names for where a proposal stands.
#[cw_serde]
#[derive(Copy)]
pub enum Cw3Status {
    /// Never here: voting has not begun.
    Pending,
    /// It waits.
    Open,
    /// It was cancelled, or has expired.
    Rejected,
    /// It can be executed.
    Passed,
    Executed,
}

/// A proposal as cw3 shows it.
#[cw_serde]
#[serde(deny_unknown_fields)]
pub struct Cw3Proposal {
    pub id: u64,
    pub title: String,
    /// The proposal's link, empty where it has none.
    pub description: String,
    pub msgs: Vec<ProposedMsg>,
    pub status: Cw3Status,
    /// When it can no longer be executed.
    pub expires: Expiration,
    pub threshold: ThresholdResponse,
    pub proposer: String,
    /// Always null: proposing costs no deposit.
    pub deposit: (),
}

/// A page of them.
#[cw_serde]
#[serde(deny_unknown_fields)]
pub struct Cw3ProposalList {
    pub proposals: Vec<Cw3Proposal>,
}

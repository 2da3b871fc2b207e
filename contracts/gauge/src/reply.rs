//! What has become of messages that were sent.

use cosmwasm_std::{CosmosMsg, Reply, ReplyOn, Response, SubMsg, SubMsgResult};
use packed_store::packed::{pack, unpack};

use crate::error::{ContractError, ContractResult};
use crate::events::Fact;

/// The message to itself that proves a proposal open.
pub const PROOF_REPLY: u64 = 1;
/// The hub's vote inside it.
pub const PROBE_REPLY: u64 = 2;
/// The hub's vote as was voted.
pub const CAST_REPLY: u64 = 3;

/// What wasmd shows of an error that a contract returns in a reply.
const REDACTED: &str = "codespace: wasm, code: 5";

/// A message about a proposal, without a gas limit: with one, who opens could choose what fails.
pub fn about(id: u64, msg: impl Into<CosmosMsg>, proposal_id: u64, reply_on: ReplyOn) -> SubMsg {
    SubMsg {
        id,
        msg: msg.into(),
        payload: pack(&proposal_id).into(),
        gas_limit: None,
        reply_on,
    }
}

/// # Errors
/// [`ContractError::NotInVotingPeriod`] unless the proof has failed by its own error; [`ContractError::Proven`], which is that
/// error, for a vote of the hub that has succeeded.
pub fn reply(reply: &Reply) -> ContractResult<Response> {
    let proposal_id = unpack("payload", &reply.payload)?;
    let failure = match &reply.result {
        SubMsgResult::Ok(_) => None,
        SubMsgResult::Err(reason) => Some(reason.as_str()),
    };
    match (reply.id, failure) {
        (PROOF_REPLY, Some(reason)) if is_proof(reason) => Ok(Response::new()),
        (PROOF_REPLY, _) => Err(ContractError::NotInVotingPeriod { proposal_id }),
        (PROBE_REPLY, None) => Err(ContractError::Proven),
        // The proof then succeeds, and that proves nothing.
        (PROBE_REPLY, Some(_)) | (_, None) => Ok(Response::new()),
        (_, Some(_)) => Ok(Response::new().add_event(Fact::CastFailed { proposal_id })),
    }
}

/// Whether an error of the proof is its own. The proof fails in the reply to the hub's vote alone; whatever else can go wrong
/// before (the depth of calls, a panic of the machine) has another code.
fn is_proof(reason: &str) -> bool {
    reason == REDACTED || reason.contains(&ContractError::Proven.to_string())
}

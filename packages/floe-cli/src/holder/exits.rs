//! When exits pay.

use anyhow::Result;
use cosmwasm_std::Uint128;
use floe_types::hub::{ConfigResponse, PendingBatchResponse, QueryMsg, RequestState, UserRequestDetails};
use serde::Serialize;

use crate::protocol::Protocol;

/// Estimates for an exit that is queued now, in unix seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Schedule {
    /// When its batch may close, which fixes the price.
    pub closes: u64,
    /// When it pays, at the latest if nothing is slashed.
    pub pays: u64,
}

impl Schedule {
    pub fn ask(protocol: &Protocol<'_>, now: u64) -> Result<Self> {
        let batch: PendingBatchResponse = protocol.hub(&QueryMsg::PendingBatch {})?;
        let config: ConfigResponse = protocol.hub(&QueryMsg::Config {})?;
        let closes = batch.est_unbond_start_time.max(now);
        Ok(Self {
            closes,
            pays: closes.saturating_add(config.unbond_period),
        })
    }
}

/// A request on its way out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Exit {
    pub batch: u64,
    pub state: State,
    pub shares: Uint128,
    /// Worth now, in base units; fixed once it is claimable.
    pub amount: Uint128,
    /// Unix seconds: when its batch may close while it is queued, when it pays while it unbonds.
    pub estimate: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Can be cancelled.
    Queued,
    Unbonding,
    Claimable,
}

impl From<UserRequestDetails> for Exit {
    fn from(details: UserRequestDetails) -> Self {
        Self {
            batch: details.id,
            state: match details.state {
                RequestState::Pending => State::Queued,
                RequestState::Unbonding => State::Unbonding,
                RequestState::Completed => State::Claimable,
            },
            shares: details.shares,
            amount: details.amount,
            estimate: details.estimated_time,
        }
    }
}

/// All exits of an account, by batch.
pub fn of(protocol: &Protocol<'_>, user: &str) -> Result<Vec<Exit>> {
    let requests = protocol.requests(user)?;
    Ok(requests.into_iter().map(Exit::from).collect())
}

/// The sum of what can be claimed.
pub fn claimable(exits: &[Exit]) -> Uint128 {
    let settled = exits.iter().filter(|exit| exit.state == State::Claimable);
    settled.fold(Uint128::zero(), |sum, exit| sum.saturating_add(exit.amount))
}

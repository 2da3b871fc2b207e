//! When exits pay.

use anyhow::Result;
use cosmwasm_std::Uint128;
use floe_api::hub::{RequestState, UserRequestDetails};
use floe_client::Protocol;
use serde::Serialize;

use crate::losses::{self, Loss};

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
        let batch = protocol.hub().pending_batch()?;
        let config = protocol.hub().config()?;
        let closes = batch.est_unbond_start_time.max(now);
        Ok(Self {
            closes,
            pays: closes.saturating_add(config.unbond_period),
        })
    }
}

/// A request on its way out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PendingExit {
    pub batch: u64,
    pub state: ExitState,
    pub shares: Uint128,
    /// Worth now, in base units; fixed once it is claimable.
    pub amount: Uint128,
    /// What it was when its batch closed, where losses have lowered it since and the node still knows; then it is more
    /// than the amount.
    pub at_close: Option<Uint128>,
    /// Unix seconds: when its batch may close while it is queued, when it pays while it unbonds.
    pub estimate: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ExitState {
    /// Can be cancelled.
    Queued,
    Unbonding,
    Claimable,
}

impl From<UserRequestDetails> for PendingExit {
    fn from(details: UserRequestDetails) -> Self {
        Self {
            batch: details.id,
            state: match details.state {
                RequestState::Pending => ExitState::Queued,
                RequestState::Unbonding => ExitState::Unbonding,
                RequestState::Completed => ExitState::Claimable,
            },
            shares: details.shares,
            amount: details.amount,
            at_close: None,
            estimate: details.estimated_time,
        }
    }
}

/// All exits of an account, by batch.
pub fn of(protocol: &Protocol<'_>, user: &str) -> Result<Vec<PendingExit>> {
    let requests = protocol.hub().requests(user)?;
    Ok(requests.into_iter().map(PendingExit::from).collect())
}

/// All exits of an account, those that losses have lowered since their close with what they were then. `losses` are all
/// that are known.
///
/// # Errors
/// When the hub does not answer. What the node has forgotten of the past is left out.
pub fn with_losses(protocol: &Protocol<'_>, user: &str, losses: &[Loss]) -> Result<Vec<PendingExit>> {
    let mut exits = of(protocol, user)?;
    let config = protocol.hub().config()?;
    // An estimate is that of the close, or earlier. So this is the close, or earlier.
    let closed = |exit: &PendingExit| {
        exit.estimate
            .saturating_sub(config.unbond_period)
            .saturating_sub(1)
    };
    let touched = |exit: &&PendingExit| {
        exit.state != ExitState::Queued && losses.iter().any(|loss| loss.time > closed(exit))
    };
    let batches: Vec<u64> = exits.iter().filter(touched).map(|exit| exit.batch).collect();
    let Some(from) = exits.iter().filter(touched).map(closed).min() else {
        return Ok(exits);
    };
    if let Ok(closes) = losses::at_close(protocol, &batches, from) {
        for exit in &mut exits {
            let was = closes.part(exit.batch, exit.shares);
            exit.at_close = was.filter(|was| *was > exit.amount);
        }
    }
    Ok(exits)
}

/// The sum of what can be claimed.
pub fn claimable(exits: &[PendingExit]) -> Uint128 {
    let settled = exits.iter().filter(|exit| exit.state == ExitState::Claimable);
    settled.fold(Uint128::zero(), |sum, exit| sum.saturating_add(exit.amount))
}

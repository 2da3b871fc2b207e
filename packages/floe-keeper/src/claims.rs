//! Exits that can be paid, of those whom the keeper looks after.

use std::collections::BTreeMap;

use anyhow::Result;
use floe_api::hub::{BatchRequest, BatchResponse, RequestState};
use floe_client::protocol::{is_full, PAGE};
use floe_client::Protocol;

use crate::sight::Claimable;

/// Lists asked for in one look.
const LISTS: u32 = 10;

/// Where the next look goes on among everybody's requests. The requests of ten thousand small holders are not read
/// again in every round.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    /// The batch being read.
    batch: Option<u64>,
    /// The last user read of it.
    user: Option<String>,
}

/// Those named in the settings.
pub fn of_named(protocol: &Protocol<'_>, users: &[String]) -> Result<Vec<Claimable>> {
    let mut found = Vec::new();
    for user in users {
        let requests = protocol.hub().requests(user)?;
        let ready = requests
            .iter()
            .filter(|request| request.state == RequestState::Completed);
        let amounts: Vec<u128> = ready.map(|request| request.amount.u128()).collect();
        if !amounts.is_empty() {
            found.push(Claimable {
                user: user.clone(),
                amount: amounts.iter().fold(0, |sum, x| sum.saturating_add(*x)),
                named: true,
            });
        }
    }
    Ok(found)
}

/// Everybody's, some lists from the cursor on, which then stands behind them. A user's requests in several batches are
/// added up as far as one look reaches.
pub fn of_everybody(protocol: &Protocol<'_>, cursor: &mut Cursor) -> Result<Vec<Claimable>> {
    let mut found: BTreeMap<String, u128> = BTreeMap::new();
    let mut lists = 0;
    for batch in settled(protocol, cursor)? {
        loop {
            if lists >= LISTS {
                return Ok(claimable(found));
            }
            lists = lists.saturating_add(1);
            let after = cursor.user.clone().filter(|_| cursor.batch == Some(batch.id));
            let requests = protocol
                .hub()
                .unbond_requests_by_batch(batch.id, after, Some(PAGE))?;
            for request in &requests {
                let sum = found.entry(request.user.clone()).or_default();
                *sum = sum.saturating_add(worth(request, &batch));
            }
            let full = is_full(requests.len());
            let last = requests.into_iter().next_back().filter(|_| full);
            match last {
                Some(last) => {
                    *cursor = Cursor {
                        batch: Some(batch.id),
                        user: Some(last.user),
                    }
                }
                None => {
                    *cursor = Cursor {
                        batch: batch.id.checked_add(1),
                        user: None,
                    };
                    break;
                }
            }
        }
    }
    *cursor = Cursor::default();
    Ok(claimable(found))
}

/// A page of settled batches from the cursor on.
fn settled(protocol: &Protocol<'_>, cursor: &Cursor) -> Result<Vec<BatchResponse>> {
    let after = cursor.batch.and_then(|id| id.checked_sub(1));
    let mut batches = protocol.hub().previous_batches(after, Some(PAGE))?;
    batches.retain(|batch| batch.reconciled);
    Ok(batches)
}

fn worth(request: &BatchRequest, batch: &BatchResponse) -> u128 {
    let payable = batch.amount_unclaimed;
    payable
        .checked_multiply_ratio(request.shares, batch.total_shares)
        .map_or(0, |amount| amount.u128())
}

fn claimable(found: BTreeMap<String, u128>) -> Vec<Claimable> {
    let claimable = found.into_iter().map(|(user, amount)| Claimable {
        user,
        amount,
        named: false,
    });
    claimable.collect()
}

//! What exits were worth when their batches closed.

use std::collections::BTreeMap;

use anyhow::{bail, Result};
use cosmwasm_std::Uint128;
use floe_api::events::{HubEvent, HubFact};
use floe_client::ChainExt;
use floe_core::convert::mul_div_floor;
use floe_core::units::Seconds;

use super::steps::height_at;
use crate::protocol::Protocol;
use crate::report::reading;

/// Shares and payable of batches when they closed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Closes(BTreeMap<u64, (Uint128, Uint128)>);

impl Closes {
    /// The part of that many shares in what their batch was to be paid at its close, rounded down; none if it is not known.
    pub fn part(&self, batch: u64, shares: Uint128) -> Option<Uint128> {
        let (all, payable) = self.0.get(&batch)?;
        let part = mul_div_floor(shares.u128(), payable.u128(), all.u128()).ok()?;
        Some(part.into())
    }
}

/// The closes of batches, which were after a time.
///
/// # Errors
/// When the node has forgotten that time.
pub fn at_close(protocol: &Protocol<'_>, batches: &[u64], after: Seconds) -> Result<Closes> {
    let (chain, hub) = (protocol.chain, protocol.contracts.hub.as_str());
    let mut found = Closes::default();
    if batches.is_empty() {
        return Ok(found);
    }
    let from = height_at(chain, after)?;
    chain.history(hub, from, |tx| {
        let (facts, _) = reading::facts(hub, &tx.events);
        for fact in facts {
            if let HubEvent::Fact(HubFact::BatchClosed {
                batch,
                shares,
                payable,
                ..
            }) = fact
            {
                if batches.contains(&batch) {
                    found.0.insert(batch, (shares.into(), payable.into()));
                }
            }
        }
        Ok(found.0.len() < batches.len())
    })?;
    if found.0.len() < batches.len() {
        bail!("the node does not know all closes since then");
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_batch_is_rounded_down() {
        let closes = Closes(BTreeMap::from([(3, (Uint128::new(30), Uint128::new(61)))]));
        assert_eq!(closes.part(3, Uint128::new(10)), Some(Uint128::new(20)));
        assert_eq!(closes.part(4, Uint128::new(10)), None);
    }
}

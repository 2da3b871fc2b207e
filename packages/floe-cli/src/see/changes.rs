//! What owners, guardians and governors have done, from the events of all three contracts.

use anyhow::Result;
use floe_client::history::time_of;
use floe_client::{Chain, ChainExt, ContractKind, Protocol, TxEvent};
use floe_core::units::Seconds;
use serde::Serialize;

use crate::told::{self, Wording};

/// Events of every day: what holders and keepers do, what the chain does, and what follows from it.
const EVERYDAY: [&str; 36] = [
    "answer_unreadable",
    "batch_closed",
    "batch_repriced",
    "batch_settled",
    "bonded",
    "bonded_changed",
    "books_updated",
    "claimed",
    "commission_changed",
    "cover_returned",
    "dear_changed",
    "delegation_sent",
    "entry_credited",
    "entry_written_off",
    "fee_paid",
    "gain_recognised",
    "harvest_sent",
    "instant_unbonded",
    "loss_covered",
    "loss_recognised",
    "message_failed",
    "redelegation_locked",
    "redelegation_sent",
    "registry_refreshed",
    "rewards_compounded",
    "rewards_forwarded",
    "short_changed",
    "stake_returned",
    "targets_unavailable",
    "unbond_cancelled",
    "unbond_queued",
    "undelegation_entered",
    "undelegation_sent",
    "validator_dropped",
    "validator_slashed",
    "vote_cast",
];

/// Something that was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProtocolChange {
    /// Unix seconds.
    pub time: Seconds,
    pub height: u64,
    pub tx: String,
    /// `hub`, `registry` or `collector`.
    pub contract: &'static str,
    pub event: String,
    /// Who has sent the message, where the chain shows it. Behind it can be a DAO or x/gov.
    pub by: Option<String>,
    pub what: String,
    /// Of a setting: its name.
    pub setting: Option<String>,
}

/// Whether an event is a decision of somebody with a power. Votes of the hub are; they are told only where that is asked for.
fn is_decision(name: &str, votes: bool) -> bool {
    match name {
        "vote_cast" => votes,
        name => !EVERYDAY.contains(&name),
    }
}

/// All changes from a height on, oldest first.
///
/// # Errors
/// When the node has forgotten a block whose time is needed.
pub fn since(
    protocol: &Protocol<'_>,
    from: u64,
    votes: bool,
    units: &Wording,
) -> Result<Vec<ProtocolChange>> {
    let mut found = Vec::new();
    for contract in ContractKind::ALL {
        of(protocol, contract, from, votes, units, &mut found)?;
    }
    // Stable: within a block a contract's own order stays.
    found.sort_by_key(|change| change.height);
    Ok(found)
}

fn of(
    protocol: &Protocol<'_>,
    contract: ContractKind,
    from: u64,
    votes: bool,
    units: &Wording,
    found: &mut Vec<ProtocolChange>,
) -> Result<()> {
    let chain: &dyn Chain = protocol.chain;
    let address = protocol.contracts.address(contract);
    let mut known: Option<(u64, Seconds)> = None;
    chain.history(address, from, |tx| {
        for event in tx.events.iter().filter(|event| event.contract() == Some(address)) {
            let Some(name) = told::name(event).filter(|name| is_decision(name, votes)) else {
                continue;
            };
            let Some(what) = units.event(event) else { continue };
            let time = match known {
                Some((height, time)) if height == tx.height => time,
                _ => time_of(chain, tx.height)?,
            };
            known = Some((tx.height, time));
            found.push(ProtocolChange {
                time,
                height: tx.height,
                tx: tx.hash.clone(),
                contract: contract.name(),
                event: name.to_owned(),
                by: sender(event, &tx.events),
                what,
                setting: (name == told::CONFIG_CHANGED)
                    .then(|| event.attribute("name").unwrap_or_default().to_owned()),
            });
        }
        Ok(true)
    })?;
    Ok(())
}

/// Who has sent the message that an event came of.
pub fn sender(event: &TxEvent, all: &[TxEvent]) -> Option<String> {
    let of_message = all
        .iter()
        .filter(|other| other.kind == "message" && other.message == event.message);
    let mut senders = of_message.filter_map(|other| other.attribute("sender"));
    senders.next().map(floe_client::text::plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happens_every_day_is_declared() {
        for name in EVERYDAY {
            assert!(floe_api::events::about(name).is_some(), "{name}");
        }
    }

    #[test]
    fn an_event_that_nobody_has_thought_of_is_told() {
        assert!(is_decision("config_changed", false));
        assert!(is_decision("something_new", false));
        assert!(!is_decision("bonded", true));
        assert!(!is_decision("vote_cast", false) && is_decision("vote_cast", true));
    }
}

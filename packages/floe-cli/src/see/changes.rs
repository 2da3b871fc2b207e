//! What owners, guardians and governors have done, from the events of all three contracts.

use anyhow::Result;
use cosmwasm_std::Decimal;
use floe_client::history::time_of;
use floe_client::{Chain, ChainExt, ContractKind, Protocol, TxEvent};
use floe_core::units::Seconds;
use serde::{Deserialize, Serialize};

use crate::see::{owning_timelock, share};
use crate::told::{self, Wording};

/// Events of every day: what holders and keepers do, what the chain does, and what follows from it.
const EVERYDAY: [&str; 42] = [
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
    "proposal_left",
    "proposal_marked",
    "proposal_objected",
    "proposal_postponed",
    "proposal_retracted",
    "proposal_unmarked",
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

const VOTE_CAST: &str = "vote_cast";

/// Who has sent what no transaction did.
const ITSELF: &str = "the chain itself, as for a proposal of x/gov that has passed";

/// Something that was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProtocolChange {
    /// Unix seconds.
    pub time: Seconds,
    pub height: u64,
    /// Empty for what the chain did of itself.
    pub tx: String,
    /// `hub`, `registry`, `collector`, or `timelock` for the one that owns the hub.
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
        VOTE_CAST => votes,
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
    let timelock = owning_timelock(protocol)?.map(|(timelock, _)| timelock);
    let three = ContractKind::ALL.map(|kind| (kind.name(), protocol.contracts.address(kind)));
    let fourth = timelock.as_deref().map(|timelock| ("timelock", timelock));
    for contract in three.into_iter().chain(fourth) {
        let asked = Asked {
            contract,
            timelock: timelock.as_deref(),
            votes,
        };
        of(protocol.chain, &asked, from, units, &mut found)?;
    }
    // Stable: within a block a contract's own order stays.
    found.sort_by_key(|change| change.height);
    Ok(found)
}

/// Whose decisions are looked for.
struct Asked<'a> {
    /// Name and address.
    contract: (&'static str, &'a str),
    timelock: Option<&'a str>,
    votes: bool,
}

fn of(
    chain: &dyn Chain,
    asked: &Asked<'_>,
    from: u64,
    units: &Wording,
    found: &mut Vec<ProtocolChange>,
) -> Result<()> {
    let (contract, address) = asked.contract;
    let mut known: Option<(u64, Seconds)> = None;
    chain.history(address, from, |tx| {
        for event in tx.events.iter().filter(|event| event.contract() == Some(address)) {
            let Some(name) = told::name(event).filter(|name| is_decision(name, asked.votes)) else {
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
                contract,
                event: name.to_owned(),
                by: match tx.hash.is_empty() {
                    true => Some(ITSELF.to_owned()),
                    false => {
                        by_proposal(event, &tx.events, asked.timelock).or_else(|| sender(event, &tx.events))
                    }
                },
                what: match (name == VOTE_CAST)
                    .then(|| how(event, &tx.events, address))
                    .flatten()
                {
                    Some(how) => format!("{what}, {how}"),
                    None => what,
                },
                setting: (name == told::CONFIG_CHANGED)
                    .then(|| event.attribute("name").unwrap_or_default().to_owned()),
            });
        }
        Ok(true)
    })?;
    Ok(())
}

/// The proposal of the timelock whose execution an event came of; anybody may have sent that.
fn by_proposal(event: &TxEvent, all: &[TxEvent], timelock: Option<&str>) -> Option<String> {
    let timelock = timelock.filter(|timelock| event.contract() != Some(timelock))?;
    let executed = all.iter().find(|other| {
        other.contract() == Some(timelock)
            && other.message == event.message
            && told::name(other) == Some("proposal_executed")
    })?;
    let id = floe_client::text::plain(executed.attribute("id")?);
    Some(format!("proposal {id} of the timelock"))
}

/// How somebody has voted with the message that an event came of, as x/gov reports it; none where it does not.
fn how(event: &TxEvent, all: &[TxEvent], voter: &str) -> Option<String> {
    let voted = all.iter().find(|other| {
        other.kind == "proposal_vote"
            && other.message == event.message
            && other.attribute("voter") == Some(voter)
            && other.attribute("proposal_id") == event.attribute("proposal_id")
    })?;
    options(voted.attribute("option")?)
}

/// An option of x/gov by its number, and the part of the vote that it has.
#[derive(Deserialize)]
struct WeightedOption {
    option: usize,
    weight: Decimal,
}

/// `yes 60.00 %, abstain 40.00 %` of what x/gov writes of weighted options.
fn options(text: &str) -> Option<String> {
    // From 1 on, as `VoteOption` of cosmos.gov.v1 has them.
    const NAMES: [&str; 4] = ["yes", "abstain", "no", "no with veto"];
    let options: Vec<WeightedOption> = serde_json::from_str(text).ok()?;
    let parts: Option<Vec<String>> = options
        .iter()
        .map(|one| {
            let name = NAMES.get(one.option.checked_sub(1)?)?;
            Some(format!("{name} {}", share(one.weight)))
        })
        .collect();
    parts
        .filter(|parts| !parts.is_empty())
        .map(|parts| parts.join(", "))
}

/// Who has sent the message that an event came of.
fn sender(event: &TxEvent, all: &[TxEvent]) -> Option<String> {
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
    fn votes_are_told_as_x_gov_writes_them() {
        let one = r#"[{"option":1,"weight":"1.000000000000000000"}]"#;
        assert_eq!(options(one).as_deref(), Some("yes 100.00 %"));
        let two = r#"[{"option":4,"weight":"0.25"},{"option":2,"weight":"0.75"}]"#;
        assert_eq!(
            options(two).as_deref(),
            Some("no with veto 25.00 %, abstain 75.00 %")
        );
        for none in [
            "[]",
            r#"[{"option":0,"weight":"1"}]"#,
            r#"[{"option":5,"weight":"1"}]"#,
            "yes",
        ] {
            assert_eq!(options(none), None, "{none}");
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

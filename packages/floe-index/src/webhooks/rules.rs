//! What a rule waits for.

use floe_api::events::{HubEvent, HubFact, TimelockFact};
use floe_client::history;
use floe_client::TxEvent;
use serde_json::{json, Value};

use crate::error::{IndexError, Result};

/// A rule: what happens, and who is told.
#[derive(Clone, PartialEq, Eq)]
pub struct Rule {
    /// Distinct; where the rule stands is kept under it.
    pub name: String,
    pub trigger: Trigger,
    /// Where messages are posted.
    pub url: String,
    /// The key of the signature.
    pub secret: String,
}

impl std::fmt::Debug for Rule {
    /// Without the secret, and without the address, which may contain one.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rule")
            .field("name", &self.name)
            .field("trigger", &self.trigger)
            .finish_non_exhaustive()
    }
}

/// What a rule waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// An observation found a loss of at least that many base units.
    Loss { least: u128 },
    /// A validator was found with less stake than booked.
    Slash,
    /// An operation was paused, or a loss halted deposits.
    Pause,
    /// Exits lack coins.
    Short,
    /// A batch of this address can be claimed; none: any batch.
    Settled { address: Option<String> },
    /// A message of the hub failed.
    Failed,
    /// A timelock has queued a proposal.
    Proposal,
    /// Bonds and backstop pay less of the worst loss than so many basis points, after having paid as much or more.
    Coverage { least_bps: i64 },
    /// Any event of this name.
    Event { name: String },
}

impl Trigger {
    /// From its name and the words beside it in a configuration.
    ///
    /// # Errors
    /// For a name that there is none of.
    pub fn parse(name: &str, word: Option<&str>) -> Result<Self> {
        let bad = |reason: &str| IndexError::Config {
            what: format!("rule {name}"),
            reason: reason.to_owned(),
        };
        Ok(match name {
            "loss" => Self::Loss {
                least: match word {
                    None => 1,
                    Some(word) => word
                        .parse()
                        .map_err(|_| bad("the least loss is no number of base units"))?,
                },
            },
            "slash" => Self::Slash,
            "pause" => Self::Pause,
            "short" => Self::Short,
            "settled" => Self::Settled {
                address: word.map(str::to_owned),
            },
            "failed" => Self::Failed,
            "proposal" => Self::Proposal,
            "coverage" => {
                let least = word.and_then(|word| word.parse().ok()).filter(|least| *least > 0);
                Self::Coverage {
                    least_bps: least
                        .ok_or_else(|| bad("say below how many basis points of the worst loss"))?,
                }
            }
            "event" => Self::Event {
                name: word.ok_or_else(|| bad("name the event"))?.to_owned(),
            },
            _ => {
                return Err(bad(
                    "expected loss, slash, pause, short, settled, failed, proposal, coverage or event",
                ))
            }
        })
    }

    /// Whether it looks at what the hub says at proofs, and not at events.
    pub(super) const fn is_of_coverage(&self) -> bool {
        matches!(self, Self::Coverage { .. })
    }

    /// What is to be told of an event; none if the rule does not wait for it. Facts are the hub's alone: another contract may
    /// name its events as it likes.
    pub(super) fn matches(&self, hub: &str, event: &Occurrence) -> Option<Value> {
        match self {
            Self::Proposal => return proposal(event),
            Self::Coverage { least_bps } => return fell_below(*least_bps, event),
            Self::Loss { .. }
            | Self::Slash
            | Self::Pause
            | Self::Short
            | Self::Settled { .. }
            | Self::Failed
            | Self::Event { .. } => {}
        }
        if event.contract != hub && !matches!(self, Self::Event { .. }) {
            return None;
        }
        if let Self::Event { name } = self {
            return (event.kind.strip_prefix("wasm-floe/")? == name).then(|| json!(event.attributes));
        }
        let raw = TxEvent {
            kind: event.kind.clone(),
            attributes: event.attributes.clone(),
            message: None,
        };
        let (facts, _) = history::facts(hub, &[raw]);
        facts.iter().find_map(|fact| match fact {
            HubEvent::Fact(fact) => self.matches_fact(fact),
            HubEvent::Token(_) | HubEvent::Shell(_) => None,
        })
    }

    #[allow(clippy::wildcard_enum_match_arm, reason = "a rule waits for one kind of fact")]
    fn matches_fact(&self, fact: &HubFact) -> Option<Value> {
        match (self, fact) {
            (Self::Loss { least }, HubFact::LossRecognised { loss, absorbed, .. })
                if loss.units() >= *least =>
            {
                Some(json!({ "loss": loss, "absorbed": absorbed }))
            }
            (
                Self::Slash,
                HubFact::ValidatorSlashed {
                    validator,
                    bonded,
                    provisioned,
                },
            ) => Some(json!({ "validator": validator, "bonded": bonded, "provisioned": provisioned })),
            (Self::Pause, HubFact::Paused { domain, by, until }) => {
                Some(json!({ "operation": domain, "by": by, "until": until }))
            }
            (Self::Pause, HubFact::DepositsHalted { until, loss }) => {
                Some(json!({ "operation": "deposits", "by": "loss", "until": until, "loss": loss }))
            }
            (
                Self::Short,
                HubFact::BooksUpdated {
                    short_since: Some(since),
                    ..
                },
            ) => Some(json!({ "since": since })),
            (Self::Settled { .. }, HubFact::BatchSettled { batch, payable, .. }) => {
                Some(json!({ "batch": batch, "payable": payable }))
            }
            (
                Self::Failed,
                HubFact::MessageFailed {
                    message,
                    validator,
                    reason,
                },
            ) => Some(json!({ "message": message, "validator": validator, "reason": reason })),
            _ => None,
        }
    }
}

/// Of a contract that is configured, and not the hub, whose events have other names.
fn proposal(event: &Occurrence) -> Option<Value> {
    let pairs = event.attributes.iter();
    let pairs: Vec<_> = pairs.map(|(key, value)| (key.as_str(), value.as_str())).collect();
    let Some(TimelockFact::Queued {
        id,
        proposer,
        title,
        class,
        due,
        expires,
        ..
    }) = TimelockFact::read(&event.kind, &pairs).ok().flatten()
    else {
        return None;
    };
    Some(json!({
        "contract": event.contract, "proposal": id, "proposer": proposer, "title": title, "class": class, "due": due,
        "expires": expires,
    }))
}

/// Told once when it falls below, and again only after it was no longer below.
fn fell_below(least_bps: i64, event: &Occurrence) -> Option<Value> {
    let said = |name: &str| {
        let found = event.attributes.iter().find(|(key, _)| key == name);
        found.and_then(|(_, value)| value.parse::<i64>().ok())
    };
    let (now, before) = (said("coverage_bps")?, said("before_bps"));
    let fell = now < least_bps && before.is_none_or(|before| before >= least_bps);
    let worst_loss = event.attributes.iter().find(|(key, _)| key == "worst_loss");
    fell.then(|| {
        json!({
            "coverage_bps": now, "before_bps": before, "least_bps": least_bps,
            "worst_loss": worst_loss.map(|(_, value)| value), "worst_uncovered_bps": said("worst_uncovered_bps"),
        })
    })
}

/// An event with its place.
#[derive(Clone, Debug)]
pub struct Occurrence {
    pub place: [i64; 3],
    /// Unix nanoseconds.
    pub time: i64,
    pub tx: String,
    pub contract: String,
    pub kind: String,
    pub attributes: Vec<(String, String)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(kind: &str, attributes: &[(&str, &str)]) -> Occurrence {
        let all = [("_contract_address", "hub")]
            .into_iter()
            .chain(attributes.iter().copied());
        Occurrence {
            place: [1, 0, 0],
            time: 0,
            tx: "AB".to_owned(),
            contract: "hub".to_owned(),
            kind: kind.to_owned(),
            attributes: all
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .collect(),
        }
    }

    #[test]
    fn a_rule_waits_for_its_kind_of_fact_alone() {
        let lost = event(
            "wasm-floe/loss_recognised",
            &[
                ("loss", "70"),
                ("rounding", "1"),
                ("absorbed", "5"),
                ("covered", "0"),
                ("borne_by_batches", "3"),
            ],
        );
        assert!(Trigger::Loss { least: 70 }.matches("hub", &lost).is_some());
        assert!(Trigger::Loss { least: 71 }.matches("hub", &lost).is_none());
        assert!(Trigger::Slash.matches("hub", &lost).is_none());
        assert!(Trigger::Loss { least: 70 }.matches("another", &lost).is_none());
        let paused = event(
            "wasm-floe/paused",
            &[("by", "owner"), ("domain", "deposits"), ("until", "none")],
        );
        assert_eq!(
            Trigger::Pause.matches("hub", &paused),
            Some(json!({ "operation": "deposits", "by": "owner", "until": null }))
        );
        let named = Trigger::parse("event", Some("paused")).unwrap();
        assert!(named.matches("hub", &paused).is_some() && named.matches("hub", &lost).is_none());
    }

    #[test]
    fn a_proposal_is_told_with_the_time_that_is_left_to_object() {
        let mut queued = event(
            "wasm-floe/proposal_queued",
            &[
                ("id", "3"),
                ("proposer", "alice"),
                ("title", "A lower fee"),
                ("class", "short"),
                ("messages", "1"),
                ("due", "1700000000"),
                ("expires", "1700600000"),
            ],
        );
        queued.contract = "timelock".to_owned();
        let rule = Trigger::parse("proposal", None).unwrap();
        assert_eq!(
            rule.matches("hub", &queued),
            Some(json!({
                "contract": "timelock", "proposal": 3, "proposer": "alice", "title": "A lower fee", "class": "short",
                "due": 1_700_000_000, "expires": 1_700_600_000,
            }))
        );
        queued.kind = "wasm-floe/proposal_executed".to_owned();
        assert_eq!(rule.matches("hub", &queued), None);
    }

    #[test]
    fn coverage_is_told_when_it_falls_below_and_not_while_it_stays_there() {
        let said = |now: &'static str, before: Option<&'static str>| {
            let attributes = [
                ("coverage_bps", now),
                ("worst_loss", "5000"),
                ("worst_uncovered_bps", "12"),
            ];
            let all: Vec<_> = attributes
                .into_iter()
                .chain(before.map(|bps| ("before_bps", bps)))
                .collect();
            event("coverage", &all)
        };
        let rule = Trigger::parse("coverage", Some("9000")).unwrap();
        assert_eq!(
            rule.matches("hub", &said("8999", Some("9000"))),
            Some(json!({
                "coverage_bps": 8999, "before_bps": 9000, "least_bps": 9000, "worst_loss": "5000",
                "worst_uncovered_bps": 12,
            }))
        );
        assert!(rule.matches("hub", &said("0", None)).is_some());
        for (now, before) in [("9000", "9100"), ("8000", "8999"), ("9500", "8000")] {
            assert_eq!(
                rule.matches("hub", &said(now, Some(before))),
                None,
                "{before} to {now}"
            );
        }
        for word in [None, Some("much"), Some("0"), Some("-1")] {
            let refused = Trigger::parse("coverage", word).unwrap_err().to_string();
            assert!(refused.contains("basis points"), "{refused}");
        }
    }

    #[test]
    fn a_rule_of_no_kind_is_refused_in_words() {
        assert!(Trigger::parse("moon", None)
            .unwrap_err()
            .to_string()
            .contains("expected loss"));
        assert!(Trigger::parse("loss", Some("much")).is_err());
        assert!(Trigger::parse("event", None).is_err());
    }
}

//! The events of the contracts: each declared once, from which come its value, its writing, its reading and its
//! description for other languages (`schema/events.json`).
//!
//! Token moves are the plain `wasm` events of cw20, see [`TokenMove`]; all other facts are events `wasm-floe/<name>`.

mod backstop;
mod bonds;
mod collector;
mod declare;
mod gauge;
mod hub;
mod registry;
mod shell;
mod stake;
mod timelock;
mod token;

pub use backstop::BackstopFact;
pub use bonds::BondsFact;
pub use collector::CollectorFact;
use declare::events;
pub use declare::{kinds, EventAbout, EventError, Kind};
pub use gauge::GaugeFact;
pub use hub::HubFact;
pub use registry::RegistryFact;
use serde_json::{json, Value};
pub use shell::ShellFact;
pub use stake::StakeFact;
pub use timelock::TimelockFact;
pub use token::TokenMove;

/// What an event of the hub says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HubEvent {
    Token(TokenMove),
    Fact(HubFact),
    Shell(ShellFact),
}

/// What an event of the hub says, in its order: nothing in events of others, several where one plain event is about several
/// token moves. `attributes` are those of one event; whether it is the hub's own is for the caller to check by
/// `_contract_address`.
///
/// Attributes may come in the order of their emission or sorted by key, as wasmd hands on those of messages between
/// contracts; only the order of equal keys counts.
///
/// # Errors
/// [`EventError`] when a known event lacks a field or has an unreadable one.
pub fn read<'a>(
    kind: &str,
    attributes: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Vec<HubEvent>, EventError> {
    let pairs: Vec<(&str, &str)> = attributes.into_iter().collect();
    if kind == "wasm" {
        return Ok(token::moves(&pairs)?.into_iter().map(HubEvent::Token).collect());
    }
    let fact = HubFact::read(kind, &pairs)?.map(HubEvent::Fact);
    let shared = ShellFact::read(kind, &pairs)?.map(HubEvent::Shell);
    Ok(fact.into_iter().chain(shared).collect())
}

/// What is declared of all events of all contracts.
fn all() -> impl Iterator<Item = &'static EventAbout> {
    let contracts = [
        HubFact::<String>::ABOUT,
        RegistryFact::<String>::ABOUT,
        CollectorFact::<String>::ABOUT,
        BackstopFact::<String>::ABOUT,
        BondsFact::<String>::ABOUT,
        TimelockFact::<String>::ABOUT,
        StakeFact::<String>::ABOUT,
        GaugeFact::<String>::ABOUT,
        ShellFact::<String>::ABOUT,
    ];
    contracts.into_iter().flatten()
}

/// What is declared of an event; none if there is none of this name.
pub fn about(name: &str) -> Option<&'static EventAbout> {
    all().find(|event| event.name == name)
}

/// All that there is to know of events, for other languages.
pub fn description() -> Value {
    let facts: Vec<Value> = all().map(EventAbout::described).collect();
    json!({ "events": facts, "token": token::described() })
}

#[cfg(test)]
mod tests {
    use cosmwasm_std::{Decimal, Event};
    use floe_core::units::{Native, Shares};

    use super::*;

    fn pairs(event: &Event) -> Vec<(&str, &str)> {
        let pairs = event.attributes.iter();
        pairs.map(|a| (a.key.as_str(), a.value.as_str())).collect()
    }

    #[test]
    fn what_is_written_is_read_back_in_any_order() {
        let hub: [HubFact; 2] = [
            HubFact::Bonded {
                sender: "a".into(),
                receiver: "b".into(),
                amount: Native::MAX,
                denom: "stake".into(),
                shares: Shares::new(0),
            },
            HubFact::Paused {
                by: "guardian".into(),
                domain: "deposits".into(),
                until: None,
            },
        ];
        for fact in hub {
            let event = Event::from(fact.clone());
            let mut attributes = pairs(&event);
            attributes.reverse();
            let kind = ["wasm-", &event.ty].concat();
            assert_eq!(read(&kind, attributes), Ok(vec![HubEvent::Fact(fact)]));
        }
        let registry: RegistryFact = RegistryFact::ValidatorAdded {
            operator: "v".into(),
            weight: u64::MAX,
            commission: Decimal::percent(5),
            bonded: true,
        };
        let event = Event::from(registry.clone());
        let back = RegistryFact::read("wasm-floe/validator_added", &pairs(&event));
        assert_eq!(back, Ok(Some(registry)));
        let shared: ShellFact = ShellFact::Migrated {
            from: "1".into(),
            to: "2".into(),
        };
        let event = Event::from(shared.clone());
        let back = read("wasm-floe/migrated", pairs(&event));
        assert_eq!(back, Ok(vec![HubEvent::Shell(shared)]));
        assert!(CollectorFact::read(
            "wasm-floe/foreign_sent",
            &[("denom", "d"), ("amount", "x"), ("to", "t")]
        )
        .is_err());
    }

    #[test]
    fn no_two_events_share_a_name_and_no_event_has_a_key_twice() {
        let all: Vec<&EventAbout> = all().collect();
        let distinct = |mut names: Vec<&'static str>| {
            let count = names.len();
            names.sort_unstable();
            names.dedup();
            names.len() == count
        };
        assert!(distinct(all.iter().map(|event| event.name).collect()));
        for event in &all {
            assert!(
                distinct(event.attributes.iter().map(|(key, ..)| *key).collect()),
                "{}",
                event.name
            );
        }
    }
}

//! Everything the registry reports, in one place.

use std::fmt::Display;

use cosmwasm_std::{Addr, Decimal, Event};
use floe_core::units::Seconds;

use crate::entry::Entry;

/// A fact, in the past tense. Becomes the event `wasm-floe/<name>`.
pub enum Fact<'a> {
    Instantiated {
        hub: &'a Addr,
        owner: &'a str,
    },
    ValidatorAdded {
        entry: &'a Entry,
    },
    ValidatorReactivated {
        operator: &'a str,
        old_weight: u64,
        weight: u64,
    },
    WeightSet {
        operator: &'a str,
        old_weight: u64,
        weight: u64,
    },
    /// It drains from here on.
    ValidatorRemoved {
        operator: &'a str,
    },
    /// Drained and forgotten.
    ValidatorDropped {
        operator: &'a str,
    },
    ValidatorPaused {
        operator: &'a str,
        by: &'a str,
        until: Option<Seconds>,
    },
    ValidatorResumed {
        operator: &'a str,
    },
    BondedChanged {
        operator: &'a str,
        bonded: bool,
        since: Seconds,
    },
    CommissionChanged {
        operator: &'a str,
        old: Decimal,
        new: Decimal,
    },
    /// Its commission went above the maximum, or came back below it.
    DearChanged {
        operator: &'a str,
        since: Option<Seconds>,
    },
    RegistryRefreshed {
        validators: usize,
        changes: usize,
    },
    ConfigChanged {
        name: &'a str,
        old: &'a str,
        new: &'a str,
    },
    OwnershipUpdated {
        old_owner: String,
        owner: String,
        pending_owner: String,
    },
    Migrated {
        from: &'a str,
        to: &'a str,
    },
}

struct Builder(Event);

impl Builder {
    fn named(name: &str) -> Self {
        Self(Event::new(format!("floe/{name}")))
    }

    fn with(self, key: &str, value: impl Display) -> Self {
        Self(self.0.add_attribute(key, value.to_string()))
    }
}

impl From<Fact<'_>> for Event {
    fn from(fact: Fact<'_>) -> Event {
        built(fact).0
    }
}

fn built(fact: Fact<'_>) -> Builder {
    match fact {
        Fact::ValidatorAdded { entry } => Builder::named("validator_added")
            .with("operator", &entry.operator)
            .with("weight", entry.weight)
            .with("commission", entry.commission)
            .with("bonded", entry.bonded),
        Fact::ValidatorReactivated {
            operator,
            old_weight,
            weight,
        } => Builder::named("validator_reactivated")
            .with("operator", operator)
            .with("old_weight", old_weight)
            .with("weight", weight),
        Fact::WeightSet {
            operator,
            old_weight,
            weight,
        } => Builder::named("weight_set")
            .with("operator", operator)
            .with("old_weight", old_weight)
            .with("weight", weight),
        Fact::ValidatorRemoved { operator } => Builder::named("validator_removed").with("operator", operator),
        Fact::ValidatorDropped { operator } => Builder::named("validator_dropped").with("operator", operator),
        Fact::ValidatorPaused { operator, by, until } => Builder::named("validator_paused")
            .with("operator", operator)
            .with("by", by)
            .with(
                "until",
                until.map_or_else(|| "none".to_owned(), |time| time.to_string()),
            ),
        Fact::ValidatorResumed { operator } => Builder::named("validator_resumed").with("operator", operator),
        Fact::BondedChanged {
            operator,
            bonded,
            since,
        } => Builder::named("bonded_changed")
            .with("operator", operator)
            .with("bonded", bonded)
            .with("since", since),
        Fact::CommissionChanged { operator, old, new } => Builder::named("commission_changed")
            .with("operator", operator)
            .with("old", old)
            .with("new", new),
        Fact::DearChanged { operator, since } => {
            Builder::named("dear_changed").with("operator", operator).with(
                "since",
                since.map_or_else(|| "none".to_owned(), |time| time.to_string()),
            )
        }
        Fact::RegistryRefreshed { validators, changes } => Builder::named("registry_refreshed")
            .with("validators", validators)
            .with("changes", changes),
        Fact::Instantiated { hub, owner } => Builder::named("registry_instantiated")
            .with("hub", hub)
            .with("owner", owner),
        Fact::ConfigChanged { name, old, new } => Builder::named("config_changed")
            .with("name", name)
            .with("old", old)
            .with("new", new),
        Fact::OwnershipUpdated {
            old_owner,
            owner,
            pending_owner,
        } => Builder::named("ownership_updated")
            .with("old_owner", old_owner)
            .with("owner", owner)
            .with("pending_owner", pending_owner),
        Fact::Migrated { from, to } => Builder::named("migrated").with("from", from).with("to", to),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(
        Fact::Instantiated { hub: &Addr::unchecked("h"), owner: "o" },
        "floe/registry_instantiated hub=h owner=o"
    )]
    #[case(
        Fact::ValidatorAdded { entry: &Entry::new("v".into(), 3, Decimal::percent(5), true, 9) },
        "floe/validator_added operator=v weight=3 commission=0.05 bonded=true"
    )]
    #[case(
        Fact::ValidatorReactivated { operator: "v", old_weight: 1, weight: 2 },
        "floe/validator_reactivated operator=v old_weight=1 weight=2"
    )]
    #[case(
        Fact::WeightSet { operator: "v", old_weight: 1, weight: 2 },
        "floe/weight_set operator=v old_weight=1 weight=2"
    )]
    #[case(Fact::ValidatorRemoved { operator: "v" }, "floe/validator_removed operator=v")]
    #[case(Fact::ValidatorDropped { operator: "v" }, "floe/validator_dropped operator=v")]
    #[case(
        Fact::ValidatorPaused { operator: "v", by: "owner", until: None },
        "floe/validator_paused operator=v by=owner until=none"
    )]
    #[case(
        Fact::ValidatorPaused { operator: "v", by: "guardian", until: Some(7) },
        "floe/validator_paused operator=v by=guardian until=7"
    )]
    #[case(Fact::ValidatorResumed { operator: "v" }, "floe/validator_resumed operator=v")]
    #[case(
        Fact::BondedChanged { operator: "v", bonded: false, since: 7 },
        "floe/bonded_changed operator=v bonded=false since=7"
    )]
    #[case(
        Fact::CommissionChanged { operator: "v", old: Decimal::percent(5), new: Decimal::percent(10) },
        "floe/commission_changed operator=v old=0.05 new=0.1"
    )]
    #[case(
        Fact::DearChanged { operator: "v", since: Some(7) },
        "floe/dear_changed operator=v since=7"
    )]
    #[case(
        Fact::DearChanged { operator: "v", since: None },
        "floe/dear_changed operator=v since=none"
    )]
    #[case(
        Fact::RegistryRefreshed { validators: 3, changes: 1 },
        "floe/registry_refreshed validators=3 changes=1"
    )]
    #[case(
        Fact::ConfigChanged { name: "max_share_bps", old: "1", new: "2" },
        "floe/config_changed name=max_share_bps old=1 new=2"
    )]
    #[case(
        Fact::OwnershipUpdated { old_owner: "a".into(), owner: "a".into(), pending_owner: "b".into() },
        "floe/ownership_updated old_owner=a owner=a pending_owner=b"
    )]
    #[case(Fact::Migrated { from: "1", to: "2" }, "floe/migrated from=1 to=2")]
    fn every_fact_has_its_event(#[case] fact: Fact<'_>, #[case] golden: &str) {
        assert_eq!(crate::fixture::line(&fact.into()), golden);
    }
}

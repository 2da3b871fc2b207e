//! Everything the collector reports, in one place. Amounts and denom apart, so that nothing needs to be parsed.

use std::fmt::Display;

use cosmwasm_std::{Addr, Coin, Event};

/// A fact, in the past tense. Becomes the event `wasm-floe/<name>`.
pub enum Fact<'a> {
    Instantiated {
        hub: &'a Addr,
        owner: &'a str,
        denom: &'a str,
    },
    RewardsForwarded {
        coin: &'a Coin,
        keeper: &'a str,
    },
    ForeignSent {
        coin: &'a Coin,
        to: &'a Addr,
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
        Fact::Instantiated { hub, owner, denom } => Builder::named("collector_instantiated")
            .with("hub", hub)
            .with("owner", owner)
            .with("denom", denom),
        Fact::RewardsForwarded { coin, keeper } => Builder::named("rewards_forwarded")
            .with("amount", coin.amount)
            .with("denom", &coin.denom)
            .with("keeper", keeper),
        Fact::ForeignSent { coin, to } => Builder::named("foreign_sent")
            .with("denom", &coin.denom)
            .with("amount", coin.amount)
            .with("to", to),
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
    use cosmwasm_std::coin;
    use rstest::rstest;

    #[rstest]
    #[case(
        Fact::Instantiated { hub: &Addr::unchecked("h"), owner: "o", denom: "stake" },
        "floe/collector_instantiated hub=h owner=o denom=stake"
    )]
    #[case(
        Fact::RewardsForwarded { coin: &coin(5, "stake"), keeper: "k" },
        "floe/rewards_forwarded amount=5 denom=stake keeper=k"
    )]
    #[case(
        Fact::ForeignSent { coin: &coin(5, "ibc/1"), to: &Addr::unchecked("t") },
        "floe/foreign_sent denom=ibc/1 amount=5 to=t"
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

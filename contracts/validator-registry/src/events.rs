//! What the registry reports: the events are declared in `floe_api::events`.

use floe_api::events::RegistryFact;

use crate::entry::ListedValidator;

/// A fact that is to be written.
pub(crate) type Fact<'a> = RegistryFact<&'a str>;

/// That a validator was added.
pub fn added(entry: &ListedValidator) -> Fact<'_> {
    Fact::ValidatorAdded {
        operator: &entry.operator,
        weight: entry.weight,
        commission: entry.commission,
        bonded: entry.bonded,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cosmwasm_std::Decimal;
    use floe_core::units::Shares;
    use rstest::rstest;

    #[rstest]
    #[case(
        Fact::Instantiated { hub: "h", owner: "o" },
        "floe/registry_instantiated hub=h owner=o"
    )]
    #[case(
        Fact::ValidatorAdded { operator: "v", weight: 3, commission: Decimal::percent(5), bonded: true },
        "floe/validator_added operator=v weight=3 commission=0.05 bonded=true"
    )]
    #[case(
        Fact::ValidatorReactivated { operator: "v", old_weight: 1, weight: 2 },
        "floe/validator_reactivated operator=v old_weight=1 weight=2"
    )]
    #[case(
        Fact::WeightSet { by: "owner", operator: "v", old_weight: 1, weight: 2 },
        "floe/weight_set by=owner operator=v old_weight=1 weight=2"
    )]
    #[case(
        Fact::ValidatorListed { operator: "v", bond: Shares::new(7), commission: Decimal::percent(5), bonded: true },
        "floe/validator_listed operator=v bond=7 commission=0.05 bonded=true"
    )]
    #[case(
        Fact::ValidatorUnlisted { operator: "v", reason: "bond" },
        "floe/validator_unlisted operator=v reason=bond"
    )]
    #[case(Fact::ShortChanged { operator: "v", short: true }, "floe/short_changed operator=v short=true")]
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
    fn every_fact_has_its_event(#[case] fact: Fact<'_>, #[case] golden: &str) {
        assert_eq!(crate::fixture::line(&fact.into()), golden);
    }
}

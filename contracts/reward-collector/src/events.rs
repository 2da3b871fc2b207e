//! What the collector reports: the events are declared in `floe_api::events`.

use floe_api::events::CollectorFact;

/// A fact that is to be written.
pub(crate) type Fact<'a> = CollectorFact<&'a str>;

#[cfg(test)]
mod tests {
    use super::*;
    use cosmwasm_std::Uint128;
    use rstest::rstest;

    #[rstest]
    #[case(
        Fact::Instantiated { hub: "h", owner: "o", denom: "stake" },
        "floe/collector_instantiated hub=h owner=o denom=stake"
    )]
    #[case(
        Fact::RewardsForwarded { amount: Uint128::new(5).into(), denom: "stake", keeper: "k" },
        "floe/rewards_forwarded amount=5 denom=stake keeper=k"
    )]
    #[case(
        Fact::ForeignSent { denom: "ibc/1", amount: Uint128::new(5).into(), to: "t" },
        "floe/foreign_sent denom=ibc/1 amount=5 to=t"
    )]
    #[case(
        Fact::ForeignSold { denom: "ibc/1", amount: Uint128::new(5).into(), swapper: "s" },
        "floe/foreign_sold denom=ibc/1 amount=5 swapper=s"
    )]
    fn every_fact_has_its_event(#[case] fact: Fact<'_>, #[case] golden: &str) {
        assert_eq!(crate::fixture::line(&fact.into()), golden);
    }
}

//! What the chain holds less than the books say.

use std::collections::BTreeMap;

use crate::sight::Sight;

/// Base units that rounding may take from a validator between two observations: three, and one for each of at most
/// thirty messages of a crank. A smaller slash is booked by whatever observes next.
const ROUNDING: u128 = 33;

/// Seconds before its completion from which an undelegation is not compared any more, as the chain may have paid it in a
/// block after the one in which the books were read.
const ARRIVING: u64 = 30;

/// A fall of what is delegated to a validator. An observation books it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fall {
    pub operator: String,
    pub booked: u128,
    pub found: u128,
}

/// Falls larger than rounding. None while the books change under the reader's eyes.
pub fn falls(sight: &Sight) -> Vec<Fall> {
    if !sight.steady {
        return Vec::new();
    }
    let fall = |validator: &floe_api::hub::ValidatorResponse| Fall {
        operator: validator.operator.clone(),
        booked: validator.delegated.u128(),
        found: sight
            .delegated
            .get(&validator.operator)
            .copied()
            .unwrap_or_default(),
    };
    let mut falls: Vec<Fall> = sight.booked.iter().map(fall).collect();
    falls.retain(|fall| fall.booked.saturating_sub(fall.found) > ROUNDING);
    falls
}

/// What undelegations in flight will bring less than the hub expects, base units by operator.
///
/// No contract can ask for them, so a sync does not help: the hub learns of it when they arrive.
pub fn deficits(sight: &Sight) -> BTreeMap<String, u128> {
    if !sight.steady {
        return BTreeMap::new();
    }
    let horizon = sight.now().saturating_add(ARRIVING);
    let mut deficits = BTreeMap::new();
    for validator in &sight.booked {
        let in_flight = validator.entries.iter().filter(|e| e.completion > horizon);
        let expected = in_flight.fold(0u128, |sum, e| sum.saturating_add(e.expected.u128()));
        let on_chain = sight
            .unbonding
            .iter()
            .filter(|e| e.operator == validator.operator);
        let found = on_chain.fold(0u128, |sum, e| sum.saturating_add(e.balance));
        let deficit = expected.saturating_sub(found);
        // A unit an entry is rounding.
        if deficit > u128::try_from(validator.entries.len()).unwrap_or_default() {
            deficits.insert(validator.operator.clone(), deficit);
        }
    }
    deficits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{at_rest, undelegate, NOW};
    use rstest::rstest;

    #[rstest]
    #[case::whole(NOW + 1_000, 1_000_000, None)]
    #[case::rounding(NOW + 1_000, 999_999, None)]
    #[case::slashed(NOW + 1_000, 950_000, Some(50_000))]
    #[case::about_to_arrive(NOW + 30, 0, None)]
    fn a_slashed_undelegation_is_a_deficit(
        #[case] completion: u64,
        #[case] balance: u128,
        #[case] expected: Option<u128>,
    ) {
        let mut sight = at_rest();
        undelegate(&mut sight, completion);
        sight.unbonding[0].balance = balance;
        assert_eq!(deficits(&sight).get("val1").copied(), expected);
    }

    #[test]
    fn what_was_provisioned_is_no_deficit() {
        let mut sight = at_rest();
        undelegate(&mut sight, NOW + 1_000);
        sight.booked[0].entries[0].expected = 950_000u128.into();
        sight.unbonding[0].balance = 950_000;
        assert!(deficits(&sight).is_empty());
    }
}

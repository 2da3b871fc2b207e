//! What a validator may become.

use super::*;
use rstest::rstest;

const NOW: Seconds = 1_000_000;

fn entry(status: ListedStatus) -> ListedValidator {
    ListedValidator {
        status,
        ..ListedValidator::new("v".into(), 7, Decimal::percent(5), true, NOW)
    }
}

fn until(until: Seconds) -> ListedStatus {
    ListedStatus::Paused(ListedPause::Guardian { until })
}

#[rstest]
#[case::active(ListedStatus::Active, true, "0.05", true)]
#[case::at_the_commission_limit(ListedStatus::Active, true, "0.2", true)]
#[case::above_the_commission_limit(ListedStatus::Active, true, "0.200000000000000001", false)]
#[case::outside_the_bonded_set(ListedStatus::Active, false, "0.05", false)]
#[case::paused_by_the_owner(ListedStatus::Paused(ListedPause::Owner), true, "0.05", false)]
#[case::paused_by_the_guardian(until(NOW + 1), true, "0.05", false)]
#[case::pause_over(until(NOW), true, "0.05", true)]
#[case::draining(ListedStatus::Draining, true, "0.05", false)]
fn a_validator_accepts_stake_when_active_bonded_and_not_too_expensive(
    #[case] status: ListedStatus,
    #[case] bonded: bool,
    #[case] commission: Decimal,
    #[case] accepts: bool,
) {
    let entry = ListedValidator {
        bonded,
        commission,
        ..entry(status)
    };
    assert_eq!(entry.share(&RegistrySettings::default(), NOW).accepting, accepts);
    assert_eq!(
        entry.response(&RegistrySettings::default(), NOW).accepting,
        accepts
    );
}

#[rstest]
#[case::bonded_for_long(ListedStatus::Active, true, 10_000_000, 7)]
#[case::unbonded_at_the_grace(ListedStatus::Active, false, 259_200, 7)]
#[case::unbonded_beyond_the_grace(ListedStatus::Active, false, 259_201, 0)]
#[case::paused_keeps_its_stake(ListedStatus::Paused(ListedPause::Owner), true, 10_000_000, 7)]
#[case::paused_and_gone(ListedStatus::Paused(ListedPause::Owner), false, 259_201, 0)]
#[case::draining(ListedStatus::Draining, true, 0, 0)]
fn the_target_is_zero_when_draining_or_outside_the_bonded_set_beyond_the_grace(
    #[case] status: ListedStatus,
    #[case] bonded: bool,
    #[case] after: Seconds,
    #[case] weight: u64,
) {
    let entry = ListedValidator {
        bonded,
        ..entry(status)
    };
    assert_eq!(
        entry.share(&RegistrySettings::default(), NOW + after).weight,
        weight
    );
}

#[rstest]
#[case::at_the_grace(259_200, 7)]
#[case::beyond_the_grace(259_201, 0)]
fn one_that_is_too_expensive_for_longer_than_the_grace_is_left(#[case] after: Seconds, #[case] weight: u64) {
    let params = RegistrySettings::default();
    let mut entry = entry(ListedStatus::Active);
    entry.see_commission(Decimal::percent(21), NOW);
    assert!(entry.see_price(&params, NOW));
    assert!(!entry.see_price(&params, NOW + 5), "it is dear already");
    assert_eq!(entry.share(&params, NOW + after).weight, weight);
    // Outside the bonded set for longer, that counts.
    entry.bonded = false;
    entry.since = NOW - 1;
    assert_eq!(entry.share(&params, NOW + 259_200).weight, 0);
    entry.bonded = true;
    entry.see_commission(Decimal::percent(20), NOW);
    assert!(entry.see_price(&params, NOW + 9));
    assert_eq!(
        (entry.dear_since, entry.share(&params, u64::MAX).weight),
        (None, 7)
    );
}

#[rstest]
#[case(ListedStatus::Active, ValidatorStatus::Active)]
#[case(ListedStatus::Paused(ListedPause::Owner), ValidatorStatus::Paused { until: None })]
#[case(until(NOW + 1), ValidatorStatus::Paused { until: Some(NOW + 1) })]
#[case(until(NOW), ValidatorStatus::Active)]
#[case(ListedStatus::Draining, ValidatorStatus::Draining)]
fn a_pause_that_has_ended_shows_as_active(#[case] status: ListedStatus, #[case] shown: ValidatorStatus) {
    assert_eq!(
        entry(status).response(&RegistrySettings::default(), NOW).status,
        shown
    );
}

/// Every step from every status: what it becomes, or which error.
#[rstest]
#[case(ListedStatus::Active, Ok(ListedStatus::Paused(ListedPause::Owner)), Ok(until(NOW + 9)), Err("not paused"), Ok(()))]
#[case(ListedStatus::Paused(ListedPause::Owner), Err("paused"), Err("paused"), Ok(ListedStatus::Active), Ok(()))]
#[case(until(NOW + 5), Ok(ListedStatus::Paused(ListedPause::Owner)), Ok(until(NOW + 9)), Ok(ListedStatus::Active), Ok(()))]
#[case(until(NOW + 50), Ok(ListedStatus::Paused(ListedPause::Owner)), Ok(until(NOW + 50)), Ok(ListedStatus::Active), Ok(()))]
#[case(until(NOW), Ok(ListedStatus::Paused(ListedPause::Owner)), Ok(until(NOW + 9)), Err("not paused"), Ok(()))]
#[case(
    ListedStatus::Draining,
    Err("draining"),
    Err("draining"),
    Err("draining"),
    Err("draining")
)]
fn every_step_from_every_status(
    #[case] from: ListedStatus,
    #[case] by_owner: Result<ListedStatus, &str>,
    #[case] by_guardian: Result<ListedStatus, &str>,
    #[case] resumed: Result<ListedStatus, &str>,
    #[case] drained: Result<(), &str>,
) {
    fn step(
        from: &ListedStatus,
        f: impl Fn(&mut ListedValidator) -> ContractResult<()>,
    ) -> Result<ListedStatus, &'static str> {
        let mut after = entry(from.clone());
        f(&mut after).map(|()| after.status.clone()).map_err(|error| {
            assert_eq!(after, entry(from.clone()), "a refused step changes nothing");
            let operator = "v".to_owned();
            match error {
                e if e
                    == ContractError::NotPaused {
                        operator: operator.clone(),
                    } =>
                {
                    "not paused"
                }
                e if e
                    == ContractError::AlreadyPaused {
                        operator: operator.clone(),
                    } =>
                {
                    "paused"
                }
                e if e == ContractError::Draining { operator } => "draining",
                e => panic!("{e:?}"),
            }
        })
    }
    assert_eq!(step(&from, ListedValidator::pause_by_owner), by_owner);
    assert_eq!(
        step(&from, |e| e.pause_by_guardian(NOW + 9).map(|_| ())),
        by_guardian
    );
    assert_eq!(step(&from, |e| e.resume(NOW)), resumed);
    assert_eq!(
        step(&from, ListedValidator::drain),
        drained.map(|()| ListedStatus::Draining)
    );
    assert_eq!(
        step(&from, |e| {
            e.adopt(7);
            Ok(())
        }),
        // A pause stays: only an open one is taken over while it is paused.
        Ok(match from {
            ListedStatus::Draining => ListedStatus::Active,
            ListedStatus::Active | ListedStatus::Paused(_) => from.clone(),
        })
    );
}

#[test]
fn since_moves_only_when_the_bonded_state_changes() {
    let mut v = entry(ListedStatus::Active);
    assert!(!v.see_bonded(true, NOW + 1));
    assert_eq!(v.since, NOW);
    assert!(v.see_bonded(false, NOW + 2));
    assert_eq!((v.bonded, v.since), (false, NOW + 2));
    assert!(!v.see_bonded(false, NOW + 3));
    assert_eq!(v.since, NOW + 2);
}

#[rstest]
#[case(0, false)]
#[case(1, true)]
#[case(1_000_000, true)]
#[case(1_000_001, false)]
fn a_weight_goes_from_one_to_a_million(#[case] weight: u64, #[case] fine: bool) {
    let refused = ContractError::WeightOutOfBounds {
        operator: "v".into(),
        weight,
        max: 1_000_000,
    };
    assert_eq!(
        check_weight("v", weight),
        if fine { Ok(()) } else { Err(refused) }
    );
}

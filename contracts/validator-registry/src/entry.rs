//! A validator in the registry and what may become of it. Pure: neither storage nor chain.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Decimal;
use floe_api::registry::{RegistrySettings, ValidatorResponse, ValidatorStatus, MAX_WEIGHT};
use floe_api::targets::StandingShare;
use floe_core::allocation::Share;
use floe_core::units::Seconds;
use packed_store::packed;

use crate::error::{ContractError, ContractResult};

/// The state that the owner gives a validator.
#[cw_serde]
pub enum ListedStatus {
    Active,
    Paused(ListedPause),
    /// Its stake is to leave; the entry goes once the hub has nothing there.
    Draining,
}

packed!(enum ListedStatus { Active, 1 = Paused(pause), 2 = Draining });

/// Who paused it, and so how the pause ends.
#[cw_serde]
pub enum ListedPause {
    /// Lasts until the owner resumes it.
    Owner,
    /// Ends by itself at `until`, unix seconds.
    Guardian { until: Seconds },
}

packed!(enum ListedPause { Owner, 1 = Guardian { until } });

#[cw_serde]
pub struct ListedValidator {
    pub operator: String,
    /// Relative, 1 to 1,000,000.
    pub weight: u64,
    pub status: ListedStatus,
    /// As last seen; the chain lists it for bonded validators only.
    pub commission: Decimal,
    /// Whether it was in the bonded set when last seen.
    pub bonded: bool,
    /// Since when `bonded` has its value, unix seconds.
    pub since: Seconds,
    /// Since when it was seen above the maximum of commissions, without a break; none while it is not. Unix seconds.
    pub dear_since: Option<Seconds>,
    /// When it was added, unix seconds.
    pub listed_at: Seconds,
}

packed!(struct ListedValidator {
    operator, weight, status, commission, bonded, since, dear_since, listed_at,
});

impl ListedValidator {
    /// A new entry, active, its time outside or inside the bonded set counted from now.
    pub fn new(operator: String, weight: u64, commission: Decimal, bonded: bool, now: Seconds) -> Self {
        Self {
            operator,
            weight,
            status: ListedStatus::Active,
            commission,
            bonded,
            since: now,
            dear_since: None,
            listed_at: now,
        }
    }

    pub fn is_draining(&self) -> bool {
        self.status == ListedStatus::Draining
    }

    /// The pause in force: a guardian's pause is over in the second it names.
    pub fn pause_at(&self, now: Seconds) -> Option<&ListedPause> {
        match &self.status {
            ListedStatus::Paused(ListedPause::Guardian { until }) if *until <= now => None,
            ListedStatus::Paused(pause) => Some(pause),
            ListedStatus::Active | ListedStatus::Draining => None,
        }
    }

    /// Its part in the hub's targets at any time, until something about it changes. It may receive stake when it is
    /// active, bonded and not too expensive; its stake is to leave when it is draining, or outside the bonded set or too
    /// expensive for longer than the grace.
    pub fn standing(&self, params: &RegistrySettings) -> StandingShare {
        let unpaused_from = match &self.status {
            ListedStatus::Active => Some(0),
            ListedStatus::Paused(ListedPause::Guardian { until }) => Some(*until),
            ListedStatus::Paused(ListedPause::Owner) | ListedStatus::Draining => None,
        };
        let eligible = self.bonded && self.commission <= params.max_commission;
        StandingShare {
            operator: self.operator.clone(),
            weight: if self.is_draining() { 0 } else { self.weight },
            accepts_from: unpaused_from.filter(|_| eligible),
            leaves_after: self
                .unfit_since()
                .map(|since| since.saturating_add(params.inactive_grace)),
        }
    }

    /// Since when it should not have stake: outside the bonded set or too expensive, whichever is longer ago.
    fn unfit_since(&self) -> Option<Seconds> {
        let unbonded = (!self.bonded).then_some(self.since);
        unbonded.into_iter().chain(self.dear_since).min()
    }

    /// Its part in the hub's targets at `now`.
    pub fn share(&self, params: &RegistrySettings, now: Seconds) -> Share {
        self.standing(params).at(now)
    }

    /// As queries show it: a pause that has ended counts as active.
    pub fn response(self, params: &RegistrySettings, now: Seconds) -> ValidatorResponse {
        let status = match (&self.status, self.pause_at(now)) {
            (ListedStatus::Draining, _) => ValidatorStatus::Draining,
            (_, None) => ValidatorStatus::Active,
            (_, Some(ListedPause::Owner)) => ValidatorStatus::Paused { until: None },
            (_, Some(ListedPause::Guardian { until })) => ValidatorStatus::Paused { until: Some(*until) },
        };
        ValidatorResponse {
            accepting: self.share(params, now).accepting,
            operator: self.operator,
            weight: self.weight,
            status,
            commission: self.commission,
            bonded: self.bonded,
            since: self.since,
            dear_since: self.dear_since,
            listed_at: self.listed_at,
        }
    }

    /// Takes over the weight and ends the draining.
    pub fn reactivate(&mut self, weight: u64) {
        self.weight = weight;
        self.status = ListedStatus::Active;
    }

    /// # Errors
    /// [`ContractError::Draining`] when it is draining already.
    pub fn drain(&mut self) -> ContractResult<()> {
        self.refuse_draining()?;
        self.status = ListedStatus::Draining;
        Ok(())
    }

    /// Pauses until lifted, also over a pause of the guardian.
    ///
    /// # Errors
    /// [`ContractError::Draining`]; [`ContractError::AlreadyPaused`] when the owner has paused it.
    pub fn pause_by_owner(&mut self) -> ContractResult<()> {
        self.refuse_pausing()?;
        self.status = ListedStatus::Paused(ListedPause::Owner);
        Ok(())
    }

    /// Pauses until the given time, or until its earlier pause by the guardian ends if that is later. Returns the end.
    ///
    /// # Errors
    /// [`ContractError::Draining`]; [`ContractError::AlreadyPaused`] when the owner has paused it, which the guardian
    /// cannot shorten.
    pub fn pause_by_guardian(&mut self, until: Seconds) -> ContractResult<Seconds> {
        self.refuse_pausing()?;
        let until = match self.status {
            ListedStatus::Paused(ListedPause::Guardian { until: earlier }) => until.max(earlier),
            ListedStatus::Active | ListedStatus::Paused(ListedPause::Owner) | ListedStatus::Draining => until,
        };
        self.status = ListedStatus::Paused(ListedPause::Guardian { until });
        Ok(until)
    }

    /// # Errors
    /// [`ContractError::Draining`]; [`ContractError::NotPaused`] also when the guardian's pause has ended.
    pub fn resume(&mut self, now: Seconds) -> ContractResult<()> {
        self.refuse_draining()?;
        if self.pause_at(now).is_none() {
            return Err(ContractError::NotPaused {
                operator: self.operator.clone(),
            });
        }
        self.status = ListedStatus::Active;
        Ok(())
    }

    /// Takes over whether it is bonded; `since` moves only when that changed. Returns whether it did.
    pub fn see_bonded(&mut self, bonded: bool, now: Seconds) -> bool {
        let changed = self.bonded != bonded;
        if changed {
            self.bonded = bonded;
            self.since = now;
        }
        changed
    }

    /// Compares its commission with the maximum. Outside the bonded set the last one known counts. Returns whether that
    /// changed anything.
    pub fn see_price(&mut self, params: &RegistrySettings, now: Seconds) -> bool {
        let dear = self.commission > params.max_commission;
        let changed = dear != self.dear_since.is_some();
        if changed {
            self.dear_since = dear.then_some(now);
        }
        changed
    }

    /// Takes over the commission and returns the old one if it was another.
    pub fn see_commission(&mut self, commission: Decimal) -> Option<Decimal> {
        let old = std::mem::replace(&mut self.commission, commission);
        (old != commission).then_some(old)
    }

    /// # Errors
    /// [`ContractError::Draining`].
    pub fn refuse_draining(&self) -> ContractResult<()> {
        if self.is_draining() {
            return Err(ContractError::Draining {
                operator: self.operator.clone(),
            });
        }
        Ok(())
    }

    fn refuse_pausing(&self) -> ContractResult<()> {
        self.refuse_draining()?;
        if self.status == ListedStatus::Paused(ListedPause::Owner) {
            return Err(ContractError::AlreadyPaused {
                operator: self.operator.clone(),
            });
        }
        Ok(())
    }
}

/// # Errors
/// [`ContractError::WeightOutOfBounds`] unless the weight is 1 to 1,000,000.
pub fn check_weight(operator: &str, weight: u64) -> ContractResult<()> {
    if weight == 0 || weight > MAX_WEIGHT {
        return Err(ContractError::WeightOutOfBounds {
            operator: operator.to_owned(),
            weight,
            max: MAX_WEIGHT,
        });
    }
    Ok(())
}

/// # Errors
/// [`ContractError::NotListed`].
pub fn find<'a>(
    entries: &'a mut [ListedValidator],
    operator: &str,
) -> ContractResult<&'a mut ListedValidator> {
    entries
        .iter_mut()
        .find(|e| e.operator == operator)
        .ok_or_else(|| ContractError::NotListed {
            operator: operator.to_owned(),
        })
}

#[cfg(test)]
mod tests {
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
    fn one_that_is_too_expensive_for_longer_than_the_grace_is_left(
        #[case] after: Seconds,
        #[case] weight: u64,
    ) {
        let params = RegistrySettings::default();
        let mut entry = entry(ListedStatus::Active);
        entry.see_commission(Decimal::percent(21));
        assert!(entry.see_price(&params, NOW));
        assert!(!entry.see_price(&params, NOW + 5), "it is dear already");
        assert_eq!(entry.share(&params, NOW + after).weight, weight);
        // Outside the bonded set for longer, that counts.
        entry.bonded = false;
        entry.since = NOW - 1;
        assert_eq!(entry.share(&params, NOW + 259_200).weight, 0);
        entry.bonded = true;
        entry.see_commission(Decimal::percent(20));
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
                e.reactivate(7);
                Ok(())
            }),
            Ok(ListedStatus::Active)
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
}

//! A validator in the registry and what may become of it. Pure: neither storage nor chain.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Decimal;
use floe_api::registry::{RegistrySettings, ValidatorClass, ValidatorResponse, ValidatorStatus, MAX_WEIGHT};
use floe_api::targets::StandingShare;
use floe_core::allocation::Share;
use floe_core::units::Seconds;
use packed_store::packed;

use crate::error::{ContractError, ContractResult};
use crate::record::Record;

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

/// Who put it here, and so who says what becomes of it.
#[cw_serde]
pub enum ListedClass {
    /// The owner.
    Curated,
    /// The lister, by its bond.
    Open(OpenTerms),
}

packed!(enum ListedClass { Curated, 1 = Open(terms) });

/// What `refresh` and the lister have found out about an open validator.
#[cw_serde]
#[derive(Default)]
pub struct OpenTerms {
    /// Its stake is to leave: the lister said so, its bond is gone or was displaced, or it was too expensive. Beside the
    /// status, so that who comes back does not lose a pause.
    pub unlisted: bool,
    /// Its bond is below half of what its stake requires, so that it receives none.
    pub short: bool,
}

packed!(struct OpenTerms { unlisted, short });

#[cw_serde]
pub struct ListedValidator {
    pub operator: String,
    /// In force: of a curated one relative, 1 to 1,000,000; of an open one in parts of all stake
    /// ([`PARTS`](floe_core::allocation::class::PARTS)), set by `refresh`.
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
    /// The owner's weight, which the steward does not touch; zero for an open one.
    pub base: u64,
    pub class: ListedClass,
    pub record: Record,
}

packed!(struct ListedValidator {
    operator, weight, status, commission, bonded, since, dear_since, listed_at, base, class, record,
});

impl ListedValidator {
    /// A new curated entry, active, its time outside or inside the bonded set counted from now.
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
            base: weight,
            class: ListedClass::Curated,
            record: Record::default(),
        }
    }

    /// A new open entry, without weight until the next refresh.
    pub fn open(operator: String, commission: Decimal, bonded: bool, now: Seconds) -> Self {
        Self {
            class: ListedClass::Open(OpenTerms::default()),
            ..Self::new(operator, 0, commission, bonded, now)
        }
    }

    /// What is known of an open one; none of a curated one.
    pub fn terms(&self) -> Option<&OpenTerms> {
        match &self.class {
            ListedClass::Curated => None,
            ListedClass::Open(terms) => Some(terms),
        }
    }

    pub fn is_open(&self) -> bool {
        self.terms().is_some()
    }

    /// Open, and not on its way out.
    pub fn is_listed_open(&self) -> bool {
        self.is_open() && !self.is_draining()
    }

    pub fn is_draining(&self) -> bool {
        self.status == ListedStatus::Draining || self.terms().is_some_and(|terms| terms.unlisted)
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
        let short = self.terms().is_some_and(|terms| terms.short);
        let eligible =
            self.bonded && self.commission <= params.max_commission && !short && !self.is_draining();
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
            _ if self.is_draining() => ValidatorStatus::Draining,
            (_, None) => ValidatorStatus::Active,
            (_, Some(ListedPause::Owner)) => ValidatorStatus::Paused { until: None },
            (_, Some(ListedPause::Guardian { until })) => ValidatorStatus::Paused { until: Some(*until) },
        };
        ValidatorResponse {
            accepting: self.share(params, now).accepting,
            class: match self.class {
                ListedClass::Curated => ValidatorClass::Curated,
                ListedClass::Open(_) => ValidatorClass::Open,
            },
            bonded_share: self
                .record
                .bonded_share(self.bonded, self.since, self.listed_at, now),
            highest_commission: self.record.highest(self.commission, now),
            short: self.terms().is_some_and(|terms| terms.short),
            operator: self.operator,
            weight: self.weight,
            base: self.base,
            status,
            commission: self.commission,
            bonded: self.bonded,
            since: self.since,
            dear_since: self.dear_since,
            listed_at: self.listed_at,
        }
    }

    /// Makes it curated, with the owner's weight, and ends the draining. A pause stays.
    pub fn adopt(&mut self, weight: u64) {
        (self.weight, self.base) = (weight, weight);
        self.class = ListedClass::Curated;
        if self.status == ListedStatus::Draining {
            self.status = ListedStatus::Active;
        }
    }

    /// Takes an open one that is on its way out back, without weight until the next refresh. A pause stays.
    pub fn relist(&mut self) {
        self.weight = 0;
        self.class = ListedClass::Open(OpenTerms::default());
    }

    /// Starts draining an open one. Returns whether it was one that did not.
    pub fn unlist(&mut self) -> bool {
        let draining = self.is_draining();
        match &mut self.class {
            ListedClass::Open(terms) if !draining => {
                terms.unlisted = true;
                true
            }
            ListedClass::Open(_) | ListedClass::Curated => false,
        }
    }

    /// Takes over whether the bond of an open one is below half of what is required. Returns whether that changed.
    pub fn see_short(&mut self, short: bool) -> bool {
        match &mut self.class {
            ListedClass::Open(terms) => std::mem::replace(&mut terms.short, short) != short,
            ListedClass::Curated => false,
        }
    }

    /// By the owner, who may also remove an open one that is on its way out.
    ///
    /// # Errors
    /// [`ContractError::Draining`] when the owner has removed it already.
    pub fn drain(&mut self) -> ContractResult<()> {
        if self.status == ListedStatus::Draining {
            self.refuse_draining()?;
        }
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
            self.record.turn(bonded, self.since, now);
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
    pub fn see_commission(&mut self, commission: Decimal, now: Seconds) -> Option<Decimal> {
        let old = std::mem::replace(&mut self.commission, commission);
        if old == commission {
            return None;
        }
        self.record.had(old, now);
        Some(old)
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
mod tests;

//! Validators, as registry and hub report of them.

use cosmwasm_std::Decimal;
use floe_api::events::RegistryFact;
use floe_core::units::Native;

use super::keys::operator;
use super::{Place, State};
use crate::row;
use crate::store::tables::{COMMISSIONS, SLASHES, VALIDATORS};
use crate::store::Changes;

impl State {
    pub(crate) fn registry_fact(&mut self, at: Place<'_>, fact: &RegistryFact, changes: &mut Changes) {
        let Some(whose) = operator(fact) else {
            return;
        };
        let known = self.validators.entry(whose.to_owned()).or_default();
        match fact {
            RegistryFact::ValidatorAdded {
                weight,
                commission,
                bonded,
                ..
            } => {
                known.listed = true;
                known.weight = Some(*weight);
                known.bonded = Some(*bonded);
                known.commission = Some(*commission);
                put_commission(at, whose, *commission, changes);
            }
            RegistryFact::ValidatorReactivated { weight, .. } | RegistryFact::WeightSet { weight, .. } => {
                known.listed = true;
                known.weight = Some(*weight);
            }
            RegistryFact::ValidatorRemoved { .. } => known.weight = Some(0),
            RegistryFact::ValidatorDropped { .. } => {
                known.listed = false;
                known.weight = None;
            }
            RegistryFact::ValidatorPaused { until, .. } => {
                known.paused = true;
                known.paused_until = *until;
            }
            RegistryFact::ValidatorResumed { .. } => {
                known.paused = false;
                known.paused_until = None;
            }
            RegistryFact::BondedChanged { bonded, .. } => known.bonded = Some(*bonded),
            RegistryFact::CommissionChanged { new, .. } => {
                known.commission = Some(*new);
                put_commission(at, whose, *new, changes);
            }
            RegistryFact::DearChanged { since, .. } => known.dear_since = *since,
            RegistryFact::Instantiated { .. } | RegistryFact::RegistryRefreshed { .. } => {}
        }
        self.put_validator(at, whose, changes);
    }

    pub(crate) fn slashed(&mut self, at: Place<'_>, whose: &str, bonded: Native, provisioned: Native, changes: &mut Changes) {
        changes.put(
            SLASHES,
            row![at.height, at.tx, at.idx, at.seq, at.time, whose, bonded, provisioned],
        );
        let known = self.validators.entry(whose.to_owned()).or_default();
        known.slashed = known.slashed.more(bonded).more(provisioned);
        self.put_validator(at, whose, changes);
    }

    fn put_validator(&self, at: Place<'_>, whose: &str, changes: &mut Changes) {
        let Some(known) = self.validators.get(whose) else {
            return;
        };
        changes.put(
            VALIDATORS,
            row![
                whose,
                known.listed,
                known.weight,
                known.commission.map(|part| part.to_string()),
                known.bonded,
                known.dear_since,
                known.paused,
                known.paused_until,
                known.slashed,
                at.height,
            ],
        );
    }
}

fn put_commission(at: Place<'_>, whose: &str, commission: Decimal, changes: &mut Changes) {
    changes.put(
        COMMISSIONS,
        row![whose, at.height, at.tx, at.time, commission.to_string()],
    );
}

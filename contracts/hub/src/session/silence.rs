use cosmwasm_std::{Response, Storage};
use floe_core::silence::{self, Silence, Step};
use floe_core::units::Native;

use crate::chain;
use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::session::Session;
use crate::state::{ValidatorLoss, CONTROLS, SILENT};

impl Session<'_> {
    /// Announces the write-off of a validator's stake, or books it.
    ///
    /// # Errors
    /// When the validator has not been silent for long enough, or others have.
    pub fn write_off(
        mut self,
        storage: &mut dyn Storage,
        validator: &str,
        by_owner: bool,
    ) -> ContractResult<Response> {
        let now = self.seconds();
        let known = SILENT.may_load(storage, validator)?;
        let positions = &self.now.ledger.positions;
        let step = silence::write_off(now, validator, positions, known, by_owner)
            .map_err(|reason| refused(validator, reason))?;
        let mut silence = known.unwrap_or_default();
        if step == Step::Announce {
            silence.announced_at = now;
            SILENT.save(storage, validator, &silence)?;
            self.note(Fact::WriteOffAnnounced {
                validator,
                from: now.saturating_add(silence::NOTICE),
            });
            return Ok(Response::new().add_events(self.events));
        }
        self.observe(Native::ZERO)?;
        let rules = self.rules();
        let before = self.now.ledger.books.delegated;
        let found = self.now.ledger.write_off_stake(now, validator, &rules)?;
        let amount = before.less(self.now.ledger.books.delegated);
        self.take_in(&found)?;
        let loss = ValidatorLoss {
            total: amount,
            last: now,
        };
        self.losses.push((validator.to_owned(), loss));
        let controls = &mut self.now.controls;
        controls.set_silent(controls.silent().plus(amount)?, true);
        let silence = Silence {
            written_off_at: now,
            amount,
            ..silence
        };
        SILENT.save(storage, validator, &silence)?;
        self.note(Fact::StakeWrittenOff { validator, amount });
        self.finish(storage)
    }

    /// Books what the chain shows at a validator that was written off and has answered.
    pub fn bring_back(
        mut self,
        storage: &mut dyn Storage,
        validator: &str,
        silence: Silence,
    ) -> ContractResult<Response> {
        let hub = &self.env.contract.address;
        let shown = chain::delegations(&self.querier, hub, &self.wiring.denom)?;
        let amount = shown.get(validator).copied().unwrap_or_default();
        let (now, rules) = (self.seconds(), self.rules());
        let found = self.now.ledger.bring_back(now, validator, amount, &rules)?;
        self.take_in(&found)?;
        self.silent.retain(|silent| silent != validator);
        let controls = &mut self.now.controls;
        controls.set_silent(controls.silent().less(silence.counted()), !self.silent.is_empty());
        SILENT.remove(storage, validator);
        self.note(Fact::StakeReturned { validator, amount });
        self.finish(storage)
    }
}

/// No longer prices deposits as if the validator's stake were there. It still comes back if it ever answers.
///
/// # Errors
/// When nothing of it is written off, or for less than 90 days.
pub fn forget(storage: &mut dyn Storage, validator: &str, now: u64) -> ContractResult<Response> {
    let mut silence = SILENT.may_load(storage, validator)?.unwrap_or_default();
    let amount = silence.counted();
    silence.forget(now).map_err(|reason| refused(validator, reason))?;
    SILENT.save(storage, validator, &silence)?;
    let mut controls = CONTROLS.load(storage)?;
    controls.set_silent(controls.silent().less(amount), true);
    CONTROLS.save(storage, &controls)?;
    let fact = Fact::StakeForgotten { validator, amount };
    Ok(Response::new().add_event(fact))
}

fn refused(validator: &str, reason: &'static str) -> ContractError {
    ContractError::NotSilent {
        validator: validator.to_owned(),
        reason,
    }
}

//! What the owner and the guardian do, and what anybody may against silent stake.

use super::reports::{reports, settled};
use super::{same, Agreement, Life, STRANGER};
use crate::life::plan::Step;
use crate::model::{Params, WrittenOff};
use crate::prelude::*;

const DOMAINS: [Domain; 4] = [
    Domain::Deposits,
    Domain::Delegations,
    Domain::Rebalancing,
    Domain::InstantUnbond,
];

impl Life {
    pub fn govern(&mut self, step: Step) -> Agreement {
        self.messages += 1;
        match step {
            Step::Pause { domain, by_guardian } => self.pause(domain, by_guardian),
            Step::Unpause(domain) => self.unpause(domain),
            Step::Rearm => {
                let _ = self.suite.hub("gov", &ExecuteMsg::RearmGuardian {});
                Ok(())
            }
            Step::Params(which, value) => self.update_params(which, value),
            Step::Fee(bps) => {
                let now = self.view().now();
                let outcome = self.suite.hub(
                    "gov",
                    &ExecuteMsg::UpdateFee {
                        bps: Some(bps),
                        receivers: None,
                    },
                );
                outcome.map_err(|e| format!("update_fee: {e:?}"))?;
                self.model.update_fee(now, Some(bps), None);
                Ok(())
            }
            Step::WindDown => {
                let view = self.view();
                let predicted = self.model.wind_down(&view).ok();
                let outcome = self.suite.hub("gov", &ExecuteMsg::WindDown {}).ok();
                let paid = outcome.map(|response| settled(&reports(&self.hub, &response.events)));
                same!("wind-down accepted, and batches settled", paid, predicted);
                Ok(())
            }
            Step::Guarantor(what, size) => {
                self.change_guarantor(what, size);
                Ok(())
            }
            Step::WriteOff { by_owner, validator } => self.write_off(by_owner, validator),
            Step::Forget(n) => {
                let (view, validator) = (self.view(), self.operator(n));
                let predicted = self.model.forget(&view, &validator);
                let outcome = self.send("gov", &json!({"forget": {"validator": validator}}));
                same!("forget accepted", outcome.is_ok(), predicted.is_ok());
                Ok(())
            }
            step => unreachable!("{step:?}"),
        }
    }

    fn pause(&mut self, domain: u8, by_guardian: bool) -> Agreement {
        let domain = DOMAINS[usize::from(domain) % 4];
        let by = if by_guardian { "guard" } else { "gov" };
        let now = self.view().now();
        let armed = self.suite.books().controls.armed;
        let domains = vec![domain];
        let outcome = self.suite.hub(by, &ExecuteMsg::Pause { domains });
        same!("pause refused", outcome.is_err(), by_guardian && !armed);
        let until = if by_guardian { now + 7 * 86_400 } else { u64::MAX };
        if outcome.is_ok() {
            let pause = self.pause_of(domain);
            *pause = until.max(*pause);
        }
        Ok(())
    }

    fn unpause(&mut self, domain: u8) -> Agreement {
        let domain = DOMAINS[usize::from(domain) % 4];
        let now = self.view().now();
        let halted = domain == Domain::Deposits && now < self.model.halted_until;
        let paused = halted || now < *self.pause_of(domain);
        let domains = vec![domain];
        let outcome = self.suite.hub("gov", &ExecuteMsg::Unpause { domains });
        same!("unpause accepted", outcome.is_ok(), paused);
        if paused {
            *self.pause_of(domain) = 0;
            if domain == Domain::Deposits {
                self.model.halted_until = 0;
            }
        }
        Ok(())
    }

    fn pause_of(&mut self, domain: Domain) -> &mut u64 {
        match domain {
            Domain::Deposits => &mut self.model.deposits_paused_until,
            Domain::Delegations => &mut self.model.delegations_paused_until,
            Domain::Rebalancing => &mut self.model.rebalancing_paused_until,
            Domain::InstantUnbond => &mut self.model.instant_paused_until,
        }
    }

    fn update_params(&mut self, which: u8, value: u8) -> Agreement {
        let view = self.view();
        let (param, value) = parameter(&self.model.params, which, value);
        let update = ParamsUpdate::default().with(param, value);
        self.suite
            .hub("gov", &ExecuteMsg::UpdateParams(update))
            .map_err(|e| format!("{param:?}: {e:?}"))?;
        self.model
            .update_params(&view, |params| set_param(params, param, value));
        Ok(())
    }

    fn write_off(&mut self, by_owner: bool, validator: u8) -> Agreement {
        let (view, validator) = (self.view(), self.operator(validator));
        let by = if by_owner { "gov" } else { STRANGER };
        let predicted = self.model.write_off(&view, &validator, by_owner);
        let outcome = self.send(by, &json!({"write_off": {"validator": validator}}));
        match (outcome, predicted) {
            (Ok(_), Ok(done)) => {
                let name = match done {
                    WrittenOff::Announced => "a write-off announced",
                    WrittenOff::Booked { .. } => "a write-off",
                };
                *self.events.entry(name.into()).or_default() += 1;
                Ok(())
            }
            (Err(_), Err(_)) => {
                self.refused += 1;
                Ok(())
            }
            (outcome, predicted) => Err(format!(
                "write_off of {validator}: hub {:?}, model {predicted:?}",
                outcome.err()
            )),
        }
    }
}

pub fn set_param(params: &mut Params, param: Param, value: u128) {
    let small = value as u64;
    match param {
        Param::MinBond => params.min_bond = value,
        Param::MinUnbond => params.min_unbond = value,
        Param::BatchInterval => params.batch_interval = small,
        Param::HarvestInterval => params.harvest_interval = small,
        Param::DripSecs => params.drip_secs = small,
        Param::MaxAprBps => params.max_apr_bps = small,
        Param::MaxSyncAge => params.max_sync_age = small,
        Param::ArrivalGrace => params.arrival_grace = small,
        Param::MaxEntries => params.max_entries = value as usize,
        Param::MaxMsgs => params.max_msgs = value as usize,
        Param::InstantReserveBps => params.instant_reserve_bps = small,
        Param::InstantFeeMinBps => params.instant_fee_min_bps = small,
        Param::InstantFeeMaxBps => params.instant_fee_max_bps = small,
        Param::LossHaltBps => params.loss_halt_bps = small,
        Param::MaxMoveBps => params.max_move_bps = small,
        Param::UnbondingEstimate => params.unbonding_estimate = small,
        Param::PauseSecs => {}
    }
}

/// A parameter and a value of it within its bounds, those to other parameters included.
fn parameter(present: &Params, which: u8, value: u8) -> (Param, u128) {
    let n = u128::from(value);
    match which % 14 {
        0 => (Param::InstantReserveBps, n * 4 % 1_001),
        1 => (
            Param::DripSecs,
            (10 + n * n * 17).max(present.harvest_interval.into()),
        ),
        2 => (Param::MaxAprBps, 3_000 + n * n),
        3 => (Param::ArrivalGrace, 60 + n * n * 8),
        4 => (Param::BatchInterval, 10 + n * n * 3),
        5 => (Param::MaxEntries, 3 + n % 7),
        6 => (Param::MaxMsgs, 2 + n % 8),
        7 => (Param::MinUnbond, 1 + n * n * 15),
        8 => (Param::MaxSyncAge, 60 + n * 300),
        9 => (
            Param::HarvestInterval,
            (10 + n * n * 9).min(present.drip_secs.into()),
        ),
        10 => (Param::UnbondingEstimate, 10 + n * n * 100),
        11 => (Param::MaxMoveBps, 10 + n % 391),
        12 => (
            Param::InstantFeeMinBps,
            (5 + n).min(present.instant_fee_max_bps.into()),
        ),
        _ => (Param::LossHaltBps, 100 + n * 38),
    }
}

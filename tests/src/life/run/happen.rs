//! What happens to the chain and the registry; only what the hub sees of it matters.

use floe_api::registry::ValidatorWeight;

use super::{Life, STRANGER};
use crate::life::plan::Step;
use crate::prelude::*;

pub const FAULTS: [ModuleFault; 8] = [
    ModuleFault::Delegate,
    ModuleFault::Undelegate,
    ModuleFault::Redelegate,
    ModuleFault::Withdraw,
    ModuleFault::OutOfGas,
    ModuleFault::UnreadableResponse,
    ModuleFault::EmptyResponse,
    ModuleFault::ShortByOne,
];

impl Life {
    /// What happens to the chain and the registry; only what the hub sees of it matters.
    pub fn happen(&mut self, step: Step) {
        let hub = self.suite.hub.clone();
        let denom = self.suite.denom.clone();
        let height = self.suite.chain.block().height;
        match step {
            Step::Gift { to, amount } => {
                let to = self
                    .suite
                    .addr(["hub", "registry", "collector"][usize::from(to) % 3]);
                self.suite.chain.fund(&to, &coins(amount, denom));
            }
            Step::Rewards { amount } => {
                let _ = self.suite.chain.rewards_spread(&hub, amount.into());
            }
            Step::RewardsAt { validator, amount } => {
                let operator = self.operator(validator);
                let _ = self.suite.chain.rewards(&hub, &operator, &coins(amount, denom));
            }
            Step::Slash {
                validator,
                bps,
                back,
                power,
                then,
            } => {
                let fraction = Decimal::bps(bps.into());
                let mut slash = Slash::new(&self.operator(validator), fraction);
                if let Some(back) = back {
                    slash = slash.at_height(height.saturating_sub(back.into()));
                }
                if let Some(power) = power {
                    slash = slash.with_power(power);
                }
                slash.jail = matches!(then, 1..=3);
                slash.tombstone = then == 0;
                let _ = self.suite.chain.slash(&slash);
            }
            Step::Jail(n) => drop(self.suite.chain.jail(&self.operator(n))),
            Step::Unjail(n) => drop(self.suite.chain.unjail(&self.operator(n))),
            Step::Unbond(n) => drop(self.suite.chain.unbond_validator(&self.operator(n))),
            Step::Hold { validator, secs } => drop(self.suite.chain.hold(&self.operator(validator), secs)),
            Step::Fault { validator, fault, on } => {
                let fault = FAULTS[usize::from(fault) % FAULTS.len()];
                let _ = self.suite.chain.fail(&self.operator(validator), &[fault], on);
            }
            Step::Panic { validator, fault } => {
                let fault = FAULTS[usize::from(fault) % 4];
                let _ = self.suite.chain.panic(&self.operator(validator), &[fault]);
            }
            Step::Commission { validator, percent } => {
                let rate = Decimal::percent(u64::from(percent).min(100));
                let _ = self.suite.chain.set_commission(&self.operator(validator), rate);
            }
            Step::Mute { validator, on } => {
                let _ = self.suite.chain.fail(&self.operator(validator), &FAULTS[..4], on);
            }
            Step::UnbondingSecs(secs) => self.suite.chain.set_unbonding_secs(secs),
            step => self.register(step),
        }
    }

    fn register(&mut self, step: Step) {
        use registry::ExecuteMsg as Msg;
        let (by, msg) = match step {
            Step::Weight { validator, weight } => {
                let weights = vec![ValidatorWeight {
                    operator: self.operator(validator),
                    weight,
                }];
                ("gov", Msg::SetWeights { weights })
            }
            Step::Remove(n) => (
                "gov",
                Msg::RemoveValidator {
                    operator: self.operator(n),
                },
            ),
            Step::Add { validator, weight } => (
                "gov",
                Msg::AddValidator {
                    operator: self.operator(validator),
                    weight,
                },
            ),
            Step::PauseValidator {
                validator,
                by_guardian,
            } => {
                let by = if by_guardian { "guard" } else { "gov" };
                (
                    by,
                    Msg::PauseValidator {
                        operator: self.operator(validator),
                    },
                )
            }
            Step::ResumeValidator(n) => (
                "gov",
                Msg::ResumeValidator {
                    operator: self.operator(n),
                },
            ),
            Step::Refresh => (STRANGER, Msg::Refresh {}),
            step => unreachable!("{step:?}"),
        };
        let added = match &msg {
            Msg::AddValidator { operator, .. } => Some(operator.clone()),
            _ => None,
        };
        let outcome = self.suite.registry(by, &msg);
        if let (Ok(_), Some(operator)) = (outcome, added) {
            let now = self.view().now();
            self.model.listed.insert(operator, now);
        }
    }
}

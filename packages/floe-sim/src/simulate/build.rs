//! From a scenario to the protocol on its chain.

use anyhow::Result;
use floe_core::units::Native;
use floe_validator_registry::entry::ListedValidator;

use super::chain::{Chain, Genesis, Validator};
use super::course::START;
use super::random::{float, whole};
use super::scenario::{Scenario, Weights, COIN};
use super::sim::{Deployment, Sim};

/// Greatest weight in the registry.
const HEAVIEST: f64 = 1_000_000.0;
/// The seed of the hub, in base units.
pub const SEED: u64 = COIN;

/// A validator as the scenario describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Share {
    /// In the registry.
    pub weight: u64,
    /// Other people's stake in base units.
    pub others: u64,
}

/// Weights and other people's stake, the heaviest first.
pub fn shares(scenario: &Scenario) -> Vec<Share> {
    let validators = &scenario.validators;
    let parts: Vec<f64> = (1..=validators.count)
        .map(|rank| match validators.weights {
            Weights::Equal => 1.0,
            Weights::Zipf { exponent } => libm::pow(f64::from(rank), -exponent),
        })
        .collect();
    let total: f64 = parts.iter().sum();
    let stake = float(validators.other_stake) / total;
    parts
        .iter()
        .map(|part| Share {
            weight: whole(part * HEAVIEST).max(1),
            others: whole(part * stake).max(1) * COIN,
        })
        .collect()
}

/// The simulation of a scenario; the operators are as many as its validators.
pub fn simulation(scenario: &Scenario, operators: &[String]) -> Result<Sim> {
    let shares = shares(scenario);
    let named = || operators.iter().cloned().zip(&shares);
    let chain = Chain::new(Genesis {
        time: START,
        unbonding: scenario.chain.unbonding,
        max_entries: scenario.chain.max_entries,
        validators: named()
            .map(|(operator, share)| Validator::bonded(operator, share.others.into()))
            .collect(),
    });
    let commission = scenario.validators.commission();
    let mut sim = Sim::deploy(
        chain,
        Deployment {
            params: scenario.hub_params()?,
            fee_bps: scenario.fee.bps,
            seed: Native::new(SEED.into()),
            registry: named()
                .map(|(operator, share)| {
                    ListedValidator::new(operator, share.weight, commission, true, START)
                })
                .collect(),
            registry_params: scenario.registry_params()?,
        },
    );
    let guarantors = &scenario.guarantors;
    let coins = |coins: u64| Native::new(u128::from(coins) * u128::from(COIN));
    let (backstop, bond) = (coins(guarantors.backstop), coins(guarantors.bond));
    sim.pledge(backstop, bond, operators, scenario.params.cap_bps)?;
    if guarantors.coverage_bps > 0 {
        sim.appoint_backstop();
    }
    Ok(sim)
}

/// Names of validators where nothing else is asked for, in the order of their places.
pub fn operators(scenario: &Scenario) -> Vec<String> {
    (1..=scenario.validators.count)
        .map(|n| format!("validator{n:03}"))
        .collect()
}

//! The scenario file. Unknown fields are refused, and every number has limits that an error names.

mod check;
mod sweep;

use cosmwasm_std::Decimal;
use floe_api::hub::ParamsUpdate;
use floe_api::registry::RegistryParams;
use serde::Deserialize;

pub(crate) use sweep::{read, Variant};

/// Base units of one coin; the coin has six decimals.
pub const COIN: u64 = 1_000_000;
pub const DECIMALS: u8 = 6;

/// Everything that a run depends on.
#[derive(Deserialize, Clone, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scenario {
    /// One line: which question it answers.
    pub title: String,
    /// Days to play, 1 to 7,300.
    pub days: u64,
    /// A whole number; the same seed gives the same run.
    pub seed: u64,
    /// Seconds between two moments at which people act, 60 to 86,400; a whole part of a day.
    #[serde(default = "hour")]
    pub step: u64,
    #[serde(default)]
    pub chain: Chain,
    pub validators: Validators,
    pub holders: Holders,
    pub flows: Flows,
    #[serde(default)]
    pub slashes: Slashes,
    #[serde(default)]
    pub guarantors: GuarantorTerms,
    #[serde(default)]
    pub keeper: Keeper,
    #[serde(default)]
    pub fee: Fee,
    /// The hub's parameters by their names; amounts are texts of base units. What is left out has its default.
    #[serde(default)]
    pub params: ParamsUpdate,
    /// The registry's parameters by their names. What is left out has its default.
    #[serde(default)]
    pub registry: RegistryParams,
}

fn hour() -> u64 {
    3_600
}

#[derive(Deserialize, Clone, Copy, Debug)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Chain {
    /// Seconds from an undelegation to its coins, 60 to 5,184,000.
    pub unbonding: u64,
    /// Seconds between two blocks, 1 to 7,200 and at most `step`.
    pub block: u64,
    /// Unbonding entries per validator, 1 to 100.
    pub max_entries: u32,
    /// Yearly rewards on bonded stake before commission, 0 to 10,000 basis points.
    pub apr_bps: u64,
}

impl Default for Chain {
    fn default() -> Self {
        Self {
            unbonding: 1_814_400,
            block: 6,
            max_entries: 7,
            apr_bps: 1_400,
        }
    }
}

#[derive(Deserialize, Clone, Copy, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct Validators {
    /// In the registry, 1 to 500; the registry contract itself takes at most 100.
    pub count: u32,
    /// Of every validator, 0 to 10,000 basis points.
    #[serde(default = "five_percent")]
    pub commission_bps: u64,
    /// How weights and other people's stake are spread: `{ kind = "equal" }`, or `{ kind = "zipf", exponent = 1.0 }`, where
    /// the n-th has n^-exponent of the first, exponent 0.1 to 3.
    #[serde(default)]
    pub weights: Weights,
    /// Other people's stake in coins, 1 per validator to 10,000,000,000.
    #[serde(default = "network_stake")]
    pub other_stake: u64,
}

fn five_percent() -> u64 {
    500
}

fn network_stake() -> u64 {
    100_000_000
}

impl Validators {
    pub fn commission(&self) -> Decimal {
        Decimal::bps(self.commission_bps)
    }
}

#[derive(Deserialize, Clone, Copy, Debug, Default, PartialEq)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub(crate) enum Weights {
    #[default]
    Equal,
    /// The n-th has the weight n^-exponent, exponent 0.1 to 3.
    Zipf { exponent: f64 },
}

/// Who is there at the start. Each deposits once on the first day.
#[derive(Deserialize, Clone, Copy, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct Holders {
    /// Who deposit on the first day, 1 to 10,000,000.
    pub count: u64,
    /// In coins, together, 1 to 1,000,000,000.
    pub stake: u64,
    /// Shape of their deposits, a size without `mean`, which is `stake / count`.
    pub size: Size,
}

#[derive(Deserialize, Clone, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct Flows {
    /// In the mean, 0 to 1,000,000.
    pub deposits_per_day: f64,
    /// A size, in coins.
    pub deposit: Size,
    /// In the mean, 0 to 1,000,000.
    pub exits_per_day: f64,
    /// A size, in coins at the rate of the moment.
    pub exit: Size,
    /// Exits that try to leave at once, 0 to 10,000 basis points. Refused ones queue.
    #[serde(default)]
    pub instant_bps: u64,
    #[serde(default)]
    pub season: Option<Season>,
    #[serde(default)]
    pub run: Option<BankRun>,
}

/// Sizes, with their mean in coins, 0.001 to 1,000,000,000.
#[derive(Deserialize, Clone, Copy, Debug, PartialEq)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub(crate) enum Size {
    /// Sigma of the logarithm, 0 to 4.
    Lognormal {
        #[serde(default)]
        mean: f64,
        sigma: f64,
    },
    /// Tail index, 1.05 to 10; the smaller, the fatter.
    Pareto {
        #[serde(default)]
        mean: f64,
        alpha: f64,
    },
}

impl Size {
    pub fn mean(self) -> f64 {
        match self {
            Self::Lognormal { mean, .. } | Self::Pareto { mean, .. } => mean,
        }
    }
}

/// Deposits swell while exits ebb, and the other way round, in a sine.
#[derive(Deserialize, Clone, Copy, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct Season {
    /// Days of a whole wave, 1 to 3,650.
    pub days: f64,
    /// Part of the mean, 0 to 10,000 basis points.
    pub amplitude_bps: u64,
}

/// Some of the holders leave, whatever the others do.
#[derive(Deserialize, Clone, Copy, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct BankRun {
    /// It begins on this day, 0 to 7,300.
    pub day: u64,
    /// Hours over which they leave, 1 to 2,400.
    pub hours: u64,
    /// Part of the shares of all holders, 1 to 10,000 basis points.
    pub bps: u64,
    /// How many exits that is, 1 to 10,000,000.
    pub exits: u64,
}

#[derive(Deserialize, Clone, Debug)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Slashes {
    /// Per validator and year, 0 to 100.
    pub downtime_per_year: f64,
    /// Part of the stake that it costs, 1 to 10,000 basis points.
    pub downtime_bps: u64,
    /// Seconds in jail, 60 to 31,536,000.
    pub downtime_jail: u64,
    /// Per validator and year, 0 to 100. Jailed for good.
    pub double_sign_per_year: f64,
    /// Part of the stake that it costs, 1 to 10,000 basis points.
    pub double_sign_bps: u64,
    /// Age of the evidence in seconds, drawn evenly from 0 up to this, 0 to 1,814,400.
    pub evidence_age: u64,
    /// Several validators at once.
    pub events: Vec<Event>,
}

impl Default for Slashes {
    fn default() -> Self {
        Self {
            downtime_per_year: 0.0,
            downtime_bps: 1,
            downtime_jail: 600,
            double_sign_per_year: 0.0,
            double_sign_bps: 500,
            evidence_age: 86_400,
            events: Vec::new(),
        }
    }
}

/// A correlated slash: the heaviest validators at one moment.
#[derive(Deserialize, Clone, Copy, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct Event {
    /// When it happens, 0 to 7,300.
    pub day: u64,
    /// How many of the heaviest, 1 to the number of validators.
    pub validators: u32,
    /// Part of the stake that it costs, 1 to 10,000 basis points.
    pub bps: u64,
    /// Whether they are jailed for good.
    #[serde(default)]
    pub tombstone: bool,
}

/// Who pays for slashes before the holders, in coins at the start, 0 to 1,000,000,000. `params.cap_bps` is the part of the
/// backstop that one look may take.
#[derive(Deserialize, Clone, Copy, Debug, Default)]
#[serde(default, deny_unknown_fields)]
pub struct GuarantorTerms {
    /// Of the backstop, in coins, 0 to 1,000,000,000.
    pub backstop: u64,
    /// What the backstop is to pay of the worst double sign, in basis points of that, 0 to 100,000: at the beginning of each
    /// day others stake in it what lacks.
    pub coverage_bps: u64,
    /// Of each validator's bond, in coins, 0 to 1,000,000,000.
    pub bond: u64,
}

#[derive(Deserialize, Clone, Copy, Debug)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Keeper {
    /// Seconds between cranks, `step` to 2,592,000; rounded up to whole steps.
    pub interval: u64,
    /// Seconds between refreshes of the registry, `step` to 2,592,000.
    pub refresh: u64,
    /// Times a year that it is down, 0 to 365.
    pub outages_per_year: f64,
    /// Hours that it is down then, 1 to 8,760.
    pub outage_hours: u64,
}

impl Default for Keeper {
    fn default() -> Self {
        Self {
            interval: 21_600,
            refresh: 86_400,
            outages_per_year: 0.0,
            outage_hours: 24,
        }
    }
}

#[derive(Deserialize, Clone, Copy, Debug)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Fee {
    /// Part of the net profit, 0 to 1,000 basis points.
    pub bps: u64,
}

impl Default for Fee {
    fn default() -> Self {
        Self { bps: 500 }
    }
}

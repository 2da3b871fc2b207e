//! The validator registry: where stake should be.

use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::Decimal;
pub use floe_core::allocation::{Share, Targets};
use floe_core::parameters;
use floe_core::params::{
    Bounds,
    Figure::{Days, Percent, Plain},
};
use floe_core::units::Seconds;
use schemars::gen::SchemaGenerator;
use schemars::schema::Schema;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};
use thiserror::Error;

use crate::ownership::OwnershipAction;
use crate::params::{object, property};

/// Validators in one registry at most.
pub const MAX_VALIDATORS: usize = 100;
/// Open validators that are listed at most, those on their way out not counted.
pub const MAX_OPEN: usize = 30;
/// Open validators on their way out at most, for one more to be listed: whoever lists and is displaced again and again must
/// not fill the registry.
pub const MAX_OPEN_LEAVING: usize = 10;
/// Weights go from one to this.
pub const MAX_WEIGHT: u64 = 1_000_000;

/// A validator and its relative weight.
#[cw_serde]
#[derive(Default)]
#[serde(deny_unknown_fields)]
pub struct ValidatorWeight {
    pub operator: String,
    /// Relative, 1 to 1,000,000.
    pub weight: u64,
}

/// Validators that are not draining below which no removal may bring the set, unless fewer were there: with three and the
/// greatest `max_share_bps` no one holds more than about a third.
pub const MIN_SET: usize = 3;

const UPDATE: &str = "Settings; a field left out keeps its value, at instantiation its default.";

parameters! {
    /// The registry's parameters as they stand.
    flat RegistrySettings by RegistryParam,
    /// Settings; a field left out keeps its value, at instantiation its default.
    update RegistryParams;

    "Commission above which a validator receives no stake" max_commission: Decimal, 0 = MaxCommission in Fraction,
        default Percent(20), from Percent(0), to Percent(30),
        because "above it a validator gets no more stake, and after `inactive_grace` loses what it has";
    "Largest share of one validator, raised to an equal share where the set is too small for it" max_share_bps: u64,
        1 = MaxShareBps in BasisPoints, default Plain(2_000), from Plain(100), to Plain(3_400),
        because "a double sign of one validator should not cost more than a known part, about a third at the most";
    "Time outside the bonded set after which a validator's stake is moved on" inactive_grace: Seconds,
        2 = InactiveGrace in Seconds, default Days(3), from Plain(10), to Days(30),
        because "long enough to come back from a downtime jail, short enough not to earn nothing for weeks";
    "Largest share of all open validators together" open_share_bps: u64, 3 = OpenShareBps in BasisPoints,
        default Plain(1_000), from Plain(0), to Plain(3_300),
        because "what strangers' validators may hold: a third at the most leaves those that the owner chose the majority of two";
}

impl JsonSchema for RegistryParams {
    fn schema_name() -> String {
        "RegistryParams".into()
    }

    fn json_schema(gen: &mut SchemaGenerator) -> Schema {
        object(
            UPDATE,
            RegistryParam::ALL.map(|param| property(gen, &param.about())),
        )
    }
}

impl RegistryParam {
    /// A value as on the wire.
    pub fn shown(self, value: u128) -> String {
        match self {
            Self::MaxCommission => Decimal::raw(value).to_string(),
            Self::MaxShareBps | Self::InactiveGrace | Self::OpenShareBps => value.to_string(),
        }
    }
}

/// A parameter of the registry outside its bounds, in its own unit.
#[derive(Error, Clone, Copy, Debug, PartialEq, Eq)]
#[error("{} is {}, allowed is {} to {}", .param.name(), .param.shown(*.value), .param.shown(*.min), .param.shown(*.max))]
pub struct OutOfBounds {
    pub param: RegistryParam,
    pub value: u128,
    pub min: u128,
    pub max: u128,
}

impl RegistrySettings {
    /// These parameters with the given ones replaced. What is left out stays, also a value that a later version's bounds
    /// exclude.
    ///
    /// # Errors
    /// [`OutOfBounds`], naming the first offender.
    pub fn updated(&self, update: &RegistryParams) -> Result<Self, OutOfBounds> {
        let mut new = self.clone();
        for (param, value) in update.given() {
            let Bounds { min, max, .. } = param.bounds(0);
            if value < min || value > max {
                return Err(OutOfBounds {
                    param,
                    value,
                    min,
                    max,
                });
            }
            new.set(param, value);
        }
        Ok(new)
    }

    /// Name, old and new value of every parameter in which `new` differs.
    pub fn changes(&self, new: &Self) -> Vec<(&'static str, String, String)> {
        let differing = RegistryParam::ALL
            .into_iter()
            .filter(|param| self.get(*param) != new.get(*param));
        let shown = |param: RegistryParam| {
            (
                param.name(),
                param.shown(self.get(param)),
                param.shown(new.get(param)),
            )
        };
        differing.map(shown).collect()
    }
}

#[cw_serde]
#[serde(deny_unknown_fields)]
pub struct InstantiateMsg {
    pub owner: String,
    /// 1 to 100 validators that the chain knows.
    pub validators: Vec<ValidatorWeight>,
    pub params: RegistryParams,
}

#[cw_serde]
#[serde(deny_unknown_fields)]
pub enum ExecuteMsg {
    /// Adds a validator that the chain knows, as a curated one; an open one becomes curated. Owner.
    AddValidator { operator: String, weight: u64 },
    /// Sets the weights of listed curated validators; the others keep theirs. By the owner the base, too, which is the
    /// owner's own weight; by the steward only the weight in force.
    SetWeights { weights: Vec<ValidatorWeight> },
    /// Starts draining a validator; the entry goes when the hub has neither stake nor entries there. The lister cannot list
    /// it any more. Owner.
    RemoveValidator { operator: String },
    /// Lists an open validator by its bond, or takes one back that is on its way out. A full class gives place only to a bond
    /// of twice its smallest. Lister.
    ListValidator { operator: String },
    /// Starts draining an open validator. Lister.
    UnlistValidator { operator: String },
    /// Stops new stake to a validator, its present stake stays. Owner: until resumed. Guardian: for the hub's
    /// `pause_secs`, once per validator and arming.
    PauseValidator { operator: String },
    /// Ends a pause. Owner.
    ResumeValidator { operator: String },
    /// Reads the chain's bonded set, updates every validator and drops drained ones. Anyone.
    Refresh {},
    /// Owner.
    UpdateParams(RegistryParams),
    /// Replaces roles; a field that is left out leaves its role, null removes it. Owner.
    UpdateRoles {
        /// Sets weights of curated validators.
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
        steward: Option<Option<String>>,
        /// The contract of operators' bonds, which lists open validators.
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
        lister: Option<Option<String>>,
    },
    /// Owner, and the proposed owner to accept.
    UpdateOwnership(OwnershipAction),
}

#[cw_serde]
#[serde(deny_unknown_fields)]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// In the order of their addition.
    #[returns(Vec<ValidatorResponse>)]
    Validators {
        /// Operator address.
        start_after: Option<String>,
        /// Default 10, at most 100.
        limit: Option<u32>,
    },
    #[returns(ValidatorResponse)]
    Validator { operator: String },
    /// Weights, acceptance and cap of all validators, from which the hub computes amounts.
    #[returns(Targets)]
    Targets {},
    #[returns(ConfigResponse)]
    Config {},
    #[returns(crate::ownership::OwnershipResponse)]
    Ownership {},
}

/// What the registry wants of a validator.
#[cw_serde]
pub enum ValidatorStatus {
    /// Receives stake while bonded and not too expensive.
    Active,
    /// Receives no new stake.
    Paused {
        /// When the pause ends by itself, unix seconds; null = until lifted.
        until: Option<u64>,
    },
    /// Its stake is to leave.
    Draining,
}

/// Tells null, which is given, from a field that is left out.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Who put a validator into the registry.
#[cw_serde]
#[derive(Copy)]
pub enum ValidatorClass {
    /// The owner.
    Curated,
    /// The lister, by its bond.
    Open,
}

#[cw_serde]
pub struct ValidatorResponse {
    pub operator: String,
    pub class: ValidatorClass,
    /// The weight in force: of a curated one relative to the others, of an open one the part of all stake in 10^-12.
    pub weight: u64,
    /// The owner's weight; zero for an open one.
    pub base: u64,
    pub status: ValidatorStatus,
    /// Commission at the last refresh.
    pub commission: Decimal,
    /// Whether it was in the bonded set at the last refresh.
    pub bonded: bool,
    /// Since when `bonded` has its value, unix seconds.
    pub since: u64,
    /// Since when its commission was seen above the maximum, unix seconds; null while it is not.
    pub dear_since: Option<u64>,
    /// When it was added, unix seconds.
    pub listed_at: u64,
    /// Whether it receives stake now.
    pub accepting: bool,
    /// Share of the last 30 days, or of the time since it was added, that it was seen in the bonded set.
    pub bonded_share: Decimal,
    /// Highest commission seen in the last 30 days.
    pub highest_commission: Decimal,
    /// Of an open one: whether its bond was below half of what its stake requires at the last refresh, so that it receives
    /// none.
    pub short: bool,
}

#[cw_serde]
pub struct ConfigResponse {
    pub hub: String,
    pub max_commission: Decimal,
    pub max_share_bps: u64,
    pub inactive_grace: u64,
    pub open_share_bps: u64,
    pub steward: Option<String>,
    pub lister: Option<String>,
    /// Time of the last refresh, unix seconds.
    pub refreshed_at: u64,
}

impl ConfigResponse {
    /// The parameters in it.
    pub const fn settings(&self) -> RegistrySettings {
        RegistrySettings {
            max_commission: self.max_commission,
            max_share_bps: self.max_share_bps,
            inactive_grace: self.inactive_grace,
            open_share_bps: self.open_share_bps,
        }
    }
}

#[cw_serde]
#[serde(deny_unknown_fields)]
pub struct MigrateMsg {
    pub params: Option<RegistryParams>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn update(json: &str) -> RegistryParams {
        cosmwasm_std::from_json(json.as_bytes()).unwrap()
    }

    #[test]
    fn an_update_of_nothing_keeps_the_defaults() {
        let params = RegistrySettings::default()
            .updated(&RegistryParams::default())
            .unwrap();
        assert_eq!(
            params,
            RegistrySettings {
                max_commission: Decimal::percent(20),
                max_share_bps: 2_000,
                inactive_grace: 259_200,
                open_share_bps: 1_000,
            }
        );
        assert_eq!(RegistrySettings::default().changes(&params), []);
    }

    #[rstest]
    #[case(r#"{"max_commission":"0"}"#)]
    #[case(r#"{"max_commission":"0.3"}"#)]
    #[case(r#"{"max_share_bps":100}"#)]
    #[case(r#"{"max_share_bps":3400}"#)]
    #[case(r#"{"inactive_grace":10}"#)]
    #[case(r#"{"inactive_grace":2592000}"#)]
    #[case(r#"{"open_share_bps":0}"#)]
    #[case(r#"{"open_share_bps":3300}"#)]
    fn every_parameter_is_accepted_at_its_bounds_and_changes_alone(#[case] json: &str) {
        let params = RegistrySettings::default().updated(&update(json)).unwrap();
        assert_eq!(RegistrySettings::default().changes(&params).len(), 1);
    }

    #[rstest]
    #[case(r#"{"max_share_bps":99}"#, RegistryParam::MaxShareBps, 99, 100, 3_400)]
    #[case(r#"{"max_share_bps":3401}"#, RegistryParam::MaxShareBps, 3_401, 100, 3_400)]
    #[case(r#"{"inactive_grace":9}"#, RegistryParam::InactiveGrace, 9, 10, 2_592_000)]
    #[case(r#"{"open_share_bps":3301}"#, RegistryParam::OpenShareBps, 3_301, 0, 3_300)]
    #[case(
        r#"{"inactive_grace":2592001}"#,
        RegistryParam::InactiveGrace,
        2_592_001,
        10,
        2_592_000
    )]
    fn every_parameter_is_refused_one_beyond_its_bounds(
        #[case] json: &str,
        #[case] param: RegistryParam,
        #[case] value: u128,
        #[case] min: u128,
        #[case] max: u128,
    ) {
        assert_eq!(
            RegistrySettings::default().updated(&update(json)),
            Err(OutOfBounds {
                param,
                value,
                min,
                max
            })
        );
    }

    #[test]
    fn a_commission_limit_above_the_greatest_is_refused() {
        let refused = RegistrySettings::default()
            .updated(&update(r#"{"max_commission":"0.300000000000000001"}"#))
            .unwrap_err();
        assert_eq!(
            refused.to_string(),
            "max_commission is 0.300000000000000001, allowed is 0 to 0.3"
        );
    }

    #[test]
    fn what_an_update_leaves_out_stays_whatever_the_bounds_say() {
        let older = RegistrySettings {
            max_commission: Decimal::one(),
            max_share_bps: 10_000,
            inactive_grace: 1,
            open_share_bps: 9_999,
        };
        assert_eq!(older.updated(&RegistryParams::default()), Ok(older.clone()));
        let new = older.updated(&update(r#"{"max_share_bps":3400}"#)).unwrap();
        assert_eq!(
            new,
            RegistrySettings {
                max_share_bps: 3_400,
                ..older.clone()
            }
        );
        assert!(older.updated(&update(r#"{"max_commission":"1"}"#)).is_err());
    }
}

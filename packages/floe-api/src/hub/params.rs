//! Parameter updates. Read field by field into a map: a struct of nineteen optional fields would have a decoder with more
//! locals than the virtual machine accepts.

use cosmwasm_std::Uint128;
use floe_core::params::Param;
use floe_core::SortedMap;
use schemars::gen::SchemaGenerator;
use schemars::schema::Schema;
use schemars::JsonSchema;
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use packed_store::wire::{self, Fault, Field, Json};

/// Parameters to set; what is left out (or null) stays as it is, at instantiation at its default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParamsUpdate {
    pub numbers: SortedMap<Param, Uint128>,
    /// Largest pool that still takes deposits. Here null means: no cap.
    pub bond_cap: Option<Option<Uint128>>,
    /// At most four further denoms under which `redemption_rate` answers, for 1:1 wrappers of the token.
    pub rate_denoms: Option<Vec<String>>,
}

impl ParamsUpdate {
    /// Adds one numeric parameter.
    #[must_use]
    pub fn with(mut self, param: Param, value: impl Into<Uint128>) -> Self {
        self.numbers.insert(param, value.into());
        self
    }
}

const BOND_CAP: &str = "bond_cap";
const RATE_DENOMS: &str = "rate_denoms";

impl<'de> Deserialize<'de> for ParamsUpdate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        wire::value(deserializer)
    }
}

impl Field for ParamsUpdate {
    fn read(json: Json, fault: &mut Fault) -> Self {
        let mut update = Self::default();
        let Json::Object(fields) = json else {
            fault.note("expected an object of parameters".into());
            return update;
        };
        for (name, value) in fields {
            let mut inner = Fault::default();
            match (
                name.as_str(),
                Param::ALL.into_iter().find(|param| param.name() == name),
            ) {
                (BOND_CAP, _) => update.bond_cap = Some(Field::read(value, &mut inner)),
                (RATE_DENOMS, _) => update.rate_denoms = Field::read(value, &mut inner),
                (_, Some(param)) => {
                    let read = if param.is_amount() {
                        Option::<Uint128>::read(value, &mut inner)
                    } else {
                        Option::<u64>::read(value, &mut inner).map(Uint128::from)
                    };
                    if let Some(value) = read {
                        update.numbers.insert(param, value);
                    }
                }
                (_, None) => fault.note(format!("unknown field `{name}`")),
            }
            fault.within(&name, inner);
        }
        update
    }
}

impl Serialize for ParamsUpdate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (param, value) in self.numbers.iter() {
            if param.is_amount() {
                map.serialize_entry(param.name(), value)?;
            } else {
                let value = u64::try_from(value.u128()).map_err(serde::ser::Error::custom)?;
                map.serialize_entry(param.name(), &value)?;
            }
        }
        if let Some(cap) = &self.bond_cap {
            map.serialize_entry(BOND_CAP, cap)?;
        }
        if let Some(denoms) = &self.rate_denoms {
            map.serialize_entry(RATE_DENOMS, denoms)?;
        }
        map.end()
    }
}

impl JsonSchema for ParamsUpdate {
    fn schema_name() -> String {
        "ParamsUpdate".into()
    }

    fn json_schema(gen: &mut SchemaGenerator) -> Schema {
        Described::json_schema(gen)
    }
}

/// Parameters to set; what is left out (or null) stays as it is, at instantiation at its default.
#[allow(dead_code)]
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Described {
    /// Smallest deposit in base units; 1,000 to 100 coins, default 0.01 coin.
    min_bond: Option<Uint128>,
    /// Largest pool that still takes deposits, in base units. Here null means: no cap.
    bond_cap: Option<Uint128>,
    /// Smallest exit in token units that is not a whole balance; 1 to one coin, default 0.01 coin.
    min_unbond: Option<Uint128>,
    /// Least time between two closes in seconds; 10 to 259,200, default 86,400.
    batch_interval: Option<u64>,
    /// Seconds after which a validator's rewards are withdrawn by a crank; 10 to 604,800, default 86,400.
    harvest_interval: Option<u64>,
    /// Seconds over which a gain is released; `harvest_interval` to 1,209,600, default 86,400.
    drip_secs: Option<u64>,
    /// Fastest growth by gains in basis points a year; 3,000 to 100,000, default 5,000.
    max_apr_bps: Option<u64>,
    /// Age in seconds of the last observation from which a deposit observes first; 60 to 86,400, default 21,600.
    max_sync_age: Option<u64>,
    /// Seconds that coins of a due entry may be missing; 60 to 604,800, default 86,400.
    arrival_grace: Option<u64>,
    /// The chain's unbonding entries per validator; 3 to 100, default 7.
    max_entries: Option<u64>,
    /// Staking messages in one transaction; 2 to 30, default 8.
    max_msgs: Option<u64>,
    /// Kept liquid for instant exits, in basis points of the pool; 0 to 1,000, default 0.
    instant_reserve_bps: Option<u64>,
    /// Instant fee with a full buffer in basis points; 5 to `instant_fee_max_bps`, default 10.
    instant_fee_min_bps: Option<u64>,
    /// Instant fee with an empty buffer in basis points; `instant_fee_min_bps` to 300, default 100.
    instant_fee_max_bps: Option<u64>,
    /// Loss in basis points of the pool from which deposits pause themselves; 100 to 10,000, default 1,000.
    loss_halt_bps: Option<u64>,
    /// Redelegations a day in basis points of all stake; 10 to 400, default 300.
    max_move_bps: Option<u64>,
    /// Unbonding time shown to people, in seconds; 10 to 7,776,000, default 1,814,400.
    unbonding_estimate: Option<u64>,
    /// Length of a guardian's pause in seconds; 3,600 to 1,209,600, default 604,800.
    pause_secs: Option<u64>,
    /// At most four further denoms under which `redemption_rate` answers, for 1:1 wrappers of the token.
    rate_denoms: Option<Vec<String>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(json: &str) -> Result<ParamsUpdate, cosmwasm_std::StdError> {
        cosmwasm_std::from_json(json.as_bytes())
    }

    #[test]
    fn fields_left_out_and_nulls_change_nothing_but_a_null_cap_removes_it() {
        assert_eq!(parse("{}").unwrap(), ParamsUpdate::default());
        assert_eq!(
            parse(r#"{"min_bond":null,"rate_denoms":null}"#).unwrap(),
            ParamsUpdate::default()
        );
        assert_eq!(parse(r#"{"bond_cap":null}"#).unwrap().bond_cap, Some(None));
        let update = parse(r#"{"bond_cap":"5","drip_secs":20,"min_bond":"1000"}"#).unwrap();
        assert_eq!(update.bond_cap, Some(Some(Uint128::new(5))));
        assert_eq!(update.numbers[&Param::DripSecs], Uint128::new(20));
        assert_eq!(update.numbers[&Param::MinBond], Uint128::new(1_000));
    }

    #[test]
    fn unknown_doubled_and_mistyped_fields_are_errors() {
        for bad in [
            r#"{"min_bonds":"5"}"#,
            r#"{"drip_secs":20,"drip_secs":21}"#,
            r#"{"drip_secs":"20"}"#,
            r#"{"min_bond":20}"#,
            r#"{"drip_secs":-1}"#,
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_update_survives_the_wire() {
        let update = ParamsUpdate {
            bond_cap: Some(None),
            rate_denoms: Some(vec!["factory/x".into()]),
            ..Default::default()
        }
        .with(Param::MinBond, 5_000u128)
        .with(Param::MaxMsgs, 3u128);
        let json = cosmwasm_std::to_json_vec(&update).unwrap();
        assert_eq!(cosmwasm_std::from_json::<ParamsUpdate>(&json).unwrap(), update);
    }

    #[test]
    fn the_described_fields_are_those_that_are_read() {
        let schema = serde_json::to_value(schemars::schema_for!(ParamsUpdate)).unwrap();
        let mut described: Vec<_> = schema["properties"]
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect();
        let mut read: Vec<_> = Param::ALL.iter().map(|p| p.name().to_owned()).collect();
        read.extend([BOND_CAP.to_owned(), RATE_DENOMS.to_owned()]);
        described.sort();
        read.sort();
        assert_eq!(described, read);
    }
}

//! Parameter updates. Read field by field into a map: a struct of nineteen optional fields would have a decoder with more
//! locals than the virtual machine accepts.

use cosmwasm_std::Uint128;
use floe_core::params::Param;
use floe_core::SortedMap;
use packed_store::wire::{self, Fault, Field, Json};
use schemars::gen::SchemaGenerator;
use schemars::schema::Schema;
use schemars::JsonSchema;
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::params::{object, property};

/// Parameters to set; what is left out (or null) stays as it is, at instantiation at its default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParamsUpdate {
    pub numbers: SortedMap<Param, Uint128>,
    /// Largest pool that still takes deposits. Here null means: no cap.
    pub bond_cap: Option<Option<Uint128>>,
    /// At most four further denoms under which `redemption_rate` answers, for 1:1 wrappers of the token.
    pub rate_denoms: Option<Vec<String>>,
    /// Part of the backstop that one look may take, in basis points.
    pub cap_bps: Option<u64>,
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
const CAP_BPS: &str = "cap_bps";

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
                (CAP_BPS, _) => update.cap_bps = Field::read(value, &mut inner),
                (_, Some(param)) => {
                    let read = if param.measure().is_amount() {
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
            if param.measure().is_amount() {
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
        if let Some(cap) = &self.cap_bps {
            map.serialize_entry(CAP_BPS, cap)?;
        }
        map.end()
    }
}

impl JsonSchema for ParamsUpdate {
    fn schema_name() -> String {
        "ParamsUpdate".into()
    }

    fn json_schema(gen: &mut SchemaGenerator) -> Schema {
        let described = |schema: Schema, description: &str| {
            let mut schema = schema.into_object();
            schema.metadata().description = Some(description.to_owned());
            Schema::from(schema)
        };
        let cap = described(
            gen.subschema_for::<Option<Uint128>>(),
            "Largest pool that still takes deposits, in base units. Here null means: no cap.",
        );
        let denoms = described(
            gen.subschema_for::<Option<Vec<String>>>(),
            "At most four further denoms under which `redemption_rate` answers, for 1:1 wrappers of the token.",
        );
        let taken = described(
            gen.subschema_for::<Option<u64>>(),
            "Part of the backstop that one look may take, in basis points: 1,000 to 10,000, at first all.",
        );
        let numbers = Param::ALL.map(|param| property(gen, &param.about()));
        object(
            "Parameters to set; what is left out (or null) stays as it is, at instantiation at its default.",
            numbers
                .into_iter()
                .chain([(BOND_CAP, cap), (RATE_DENOMS, denoms), (CAP_BPS, taken)]),
        )
    }
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
            cap_bps: Some(3_000),
            ..Default::default()
        }
        .with(Param::MinBond, 5_000u128)
        .with(Param::MaxMsgs, 3u128);
        let json = cosmwasm_std::to_json_vec(&update).unwrap();
        assert_eq!(cosmwasm_std::from_json::<ParamsUpdate>(&json).unwrap(), update);
    }
}

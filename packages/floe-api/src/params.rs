//! What is said of parameters: in the schemas, and in the tables of the documentation. All of it comes from their
//! declarations ([`floe_core::params::About`]).

use cosmwasm_std::{Decimal, Uint128};
use floe_core::params::{About, Figure, Measure};
use schemars::gen::SchemaGenerator;
use schemars::schema::{InstanceType, ObjectValidation, Schema, SchemaObject};
use schemars::Map;
use serde_json::Value;

/// Of a coin with this many decimals the tables speak.
pub const TABLE_DECIMALS: u8 = 6;

/// The schema of an object of optional parameters.
pub fn object(description: &str, properties: impl IntoIterator<Item = (&'static str, Schema)>) -> Schema {
    let properties = properties
        .into_iter()
        .map(|(name, schema)| (name.to_owned(), schema));
    let mut schema = SchemaObject {
        instance_type: Some(InstanceType::Object.into()),
        object: Some(Box::new(ObjectValidation {
            properties: properties.collect(),
            additional_properties: Some(Box::new(Schema::Bool(false))),
            ..ObjectValidation::default()
        })),
        ..SchemaObject::default()
    };
    schema.metadata().description = Some(description.to_owned());
    schema.into()
}

/// The schema of one optional parameter. Limits of plain numbers are the schema's `minimum` and `maximum`; those of strings
/// `x-minimum` and `x-maximum`. The default is `x-default`, as `default` would say what a field means that is left out,
/// which in an update is to change nothing.
pub fn property(gen: &mut SchemaGenerator, about: &About) -> (&'static str, Schema) {
    let mut limits: Map<String, Value> = Map::new();
    let mut schema = match about.measure {
        Measure::Coins | Measure::Shares => gen.subschema_for::<Option<Uint128>>(),
        Measure::Fraction => gen.subschema_for::<Option<Decimal>>(),
        Measure::Seconds | Measure::BasisPoints | Measure::Count => gen.subschema_for::<Option<u64>>(),
    }
    .into_object();
    match about.measure {
        Measure::Coins | Measure::Shares | Measure::Fraction => {
            for (key, figure) in [
                ("x-minimum", about.least),
                ("x-maximum", about.most),
                ("x-default", about.default),
            ] {
                limits.insert(key.into(), text(figure).replace(',', "").into());
            }
        }
        Measure::Seconds | Measure::BasisPoints | Measure::Count => {
            let number = |figure: Figure| u64::try_from(figure.units(0)).unwrap_or(u64::MAX);
            let limit = |figure| serde_json::Number::from(number(figure)).as_f64();
            schema.number().minimum = limit(about.least);
            schema.number().maximum = limit(about.most);
            limits.insert("x-default".into(), number(about.default).into());
        }
    }
    for (key, other) in [("x-at-least", about.at_least), ("x-at-most", about.at_most)] {
        if let Some(other) = other {
            limits.insert(key.into(), other.into());
        }
    }
    limits.insert("x-unit".into(), unit(about.measure).into());
    schema.extensions = limits;
    schema.metadata().description = Some(sentence(about));
    (about.name, schema.into())
}

/// Meaning, unit, limits and default in a sentence.
fn sentence(about: &About) -> String {
    let unit = match about.measure {
        Measure::Coins => "in base units, ",
        Measure::Shares => "in base units of the token, ",
        Measure::Seconds => "in seconds, ",
        Measure::BasisPoints => "in basis points, ",
        Measure::Count | Measure::Fraction => "",
    };
    let limit =
        |other: Option<&str>, figure| other.map_or_else(|| text(figure), |other| format!("`{other}`"));
    format!(
        "{}; {unit}{} to {}, default {}.",
        about.meaning,
        limit(about.at_least, about.least),
        limit(about.at_most, about.most),
        text(about.default)
    )
}

const fn unit(measure: Measure) -> &'static str {
    match measure {
        Measure::Coins => "coins",
        Measure::Shares => "shares",
        Measure::Seconds => "seconds",
        Measure::BasisPoints => "basis_points",
        Measure::Count => "count",
        Measure::Fraction => "fraction",
    }
}

fn text(figure: Figure) -> String {
    match figure {
        Figure::Plain(units) => grouped(units),
        Figure::Days(_) => grouped(figure.units(0)),
        Figure::Cent => "0.01 coin".to_owned(),
        Figure::Coins(1) => "1 coin".to_owned(),
        Figure::Coins(coins) => format!("{} coins", grouped(coins)),
        Figure::Percent(percent) => Decimal::percent(percent).to_string(),
    }
}

/// The parameter's row in a table of the documentation: name, default, least, most, why.
pub fn row(about: &About) -> String {
    let shown = |figure: Figure| match figure {
        Figure::Percent(_) => text(figure),
        Figure::Plain(_) | Figure::Days(_) | Figure::Cent | Figure::Coins(_) => {
            grouped(figure.units(TABLE_DECIMALS))
        }
    };
    format!(
        "| `{}` | {} | {} | {} | {} |",
        about.name,
        shown(about.default),
        shown(about.least),
        shown(about.most),
        about.why
    )
}

/// With a comma before every three digits.
fn grouped(number: u128) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in (1..=digits.len()).rev().zip(digits.chars()) {
        out.push(digit);
        if place % 3 == 1 && place > 1 {
            out.push(',');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use floe_core::params::Param;

    use super::*;
    use crate::hub::ParamsUpdate;
    use crate::registry::RegistryParams;

    fn properties(schema: schemars::schema::RootSchema) -> Value {
        serde_json::to_value(schema).unwrap()["properties"].take()
    }

    #[test]
    fn the_schema_has_the_bounds_of_the_code_as_numbers() {
        let hub = properties(schemars::schema_for!(ParamsUpdate));
        for param in Param::ALL
            .into_iter()
            .filter(|param| !param.measure().is_amount())
        {
            let (found, bounds) = (&hub[param.name()], param.bounds(6));
            let number = |key: &str| found[key].as_f64().unwrap().to_string();
            let expected = [bounds.min, bounds.max, bounds.default].map(|number| number.to_string());
            let read = ["minimum", "maximum", "x-default"].map(number);
            assert_eq!(read, expected, "{}", param.name());
        }
        assert_eq!(hub["drip_secs"]["x-at-least"], "harvest_interval");
        assert_eq!(hub["instant_fee_min_bps"]["x-at-most"], "instant_fee_max_bps");
        let sentence = "Smallest deposit; in base units, 1,000 to 100 coins, default 0.01 coin.";
        assert_eq!(hub["min_bond"]["description"], sentence);
        assert_eq!(hub["min_bond"]["x-maximum"], "100 coins");
        let registry = properties(schemars::schema_for!(RegistryParams));
        assert_eq!(registry["max_share_bps"]["maximum"], 3_400.0);
        assert_eq!(registry["max_commission"]["x-maximum"], "0.3");
    }

    #[test]
    fn digits_are_grouped_by_three() {
        let grouped = [0, 999, 1_000, 1_234_567].map(grouped);
        assert_eq!(grouped, ["0", "999", "1,000", "1,234,567"]);
    }
}

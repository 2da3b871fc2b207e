//! `floe params`: every parameter with its value, its bounds, what it means, and when it was changed last.

mod modules;

use anyhow::Result;
use floe_api::registry::RegistryParam;
use floe_client::{when, Protocol};
use floe_core::guarantee::{MAX_CAP_BPS, MIN_CAP_BPS};
use floe_core::params::{About, Bounds, Measure, Param};
use serde::Serialize;

use super::changes::{self, ProtocolChange};
use crate::admin::{present, BOND_CAP, CAP_BPS, RATE_DENOMS};
use crate::context::Context;
use crate::exit::ExitCode;
use crate::input::{hint, WrongInput};
use crate::told::Wording;

#[derive(clap::Args)]
#[command(after_help = "Examples:\n  floe params\n  floe params min_bond drip_secs --json")]
pub struct ParamsArgs {
    /// Only these; otherwise all.
    #[arg(value_name = "NAME")]
    names: Vec<String>,
}

/// Numbers are in the parameter's own unit: base units, seconds, basis points, a count, or 10^-18 of a part.
#[derive(Clone, Debug, Serialize)]
struct Shown {
    contract: &'static str,
    name: &'static str,
    meaning: &'static str,
    why: &'static str,
    value: String,
    /// None: whoever creates the contract has to say it.
    default: Option<String>,
    /// None: it has no bounds that a vote could meet.
    least: Option<String>,
    most: Option<String>,
    /// As people write them.
    #[serde(skip)]
    words: Words,
    /// None: as it was deployed, or the node cannot tell.
    changed: Option<ProtocolChange>,
}

#[derive(Clone, Debug)]
struct Words {
    value: String,
    /// Bounds and default, or who can change it.
    bounds: String,
}

#[derive(Serialize)]
struct Listed {
    params: Vec<Shown>,
    /// Why it is not known when they were changed; none where it is.
    history: Option<String>,
}

/// All names, those of contracts that this protocol may not have included.
fn names() -> impl Iterator<Item = &'static str> {
    let hub = Param::ALL.into_iter().map(Param::name);
    hub.chain([BOND_CAP, RATE_DENOMS, CAP_BPS])
        .chain(RegistryParam::ALL.into_iter().map(RegistryParam::name))
        .chain(modules::SETTINGS.iter().map(|setting| setting.name))
}

pub fn run(args: ParamsArgs, context: &mut Context<'_>) -> Result<ExitCode> {
    if let Some(wrong) = args
        .names
        .iter()
        .find(|given| !names().any(|name| name == *given))
    {
        return WrongInput::refuse(
            floe_client::ErrorCode::Input,
            format!(
                "there is no parameter {}{}",
                crate::input::cited(wrong),
                hint(wrong, names())
            ),
        );
    }
    let deployed = context.deployment()?.and_then(|record| record.height);
    let units = Wording::of(context)?;
    let protocol = context.protocol()?;
    let known = changes::since(&protocol, deployed.unwrap_or(0), false, &units);
    let (known, history) = match known {
        Ok(known) => (known, None),
        // For information: a node that keeps no history still tells the values.
        Err(error) => (Vec::new(), Some(format!("{error:#}"))),
    };
    let units = Sheet {
        units: &units,
        known: &known,
    };
    let mut params = units.hub(&protocol)?;
    params.extend(units.registry(&protocol)?);
    params.extend(units.modules(&protocol)?);
    params.retain(|param| args.names.is_empty() || args.names.iter().any(|name| name == param.name));
    let listed = Listed { params, history };
    context.show(&listed, lines)?;
    Ok(ExitCode::Done)
}

/// What every parameter is shown with.
struct Sheet<'a> {
    units: &'a Wording,
    known: &'a [ProtocolChange],
}

impl Sheet<'_> {
    fn hub(&self, protocol: &Protocol<'_>) -> Result<Vec<Shown>> {
        let powers = protocol.hub().powers()?;
        let decimals = self.units.token.exponent;
        let present = present(&powers, decimals)?;
        let numbers = Param::ALL.into_iter().map(|param| {
            let bounds = present.bounds(param, decimals);
            self.declared("hub", &param.about(), present.get(param), bounds)
        });
        let mut shown: Vec<Shown> = numbers.collect();
        let cap = powers.bond_cap;
        shown.push(self.free(
            BOND_CAP,
            "Largest pool that still takes deposits",
            "an owner can let a new protocol grow slowly; leaving is never capped",
            cap.map_or("none".to_owned(), |cap| cap.to_string()),
            cap.map_or("none".to_owned(), |cap| self.units.coin.show(cap)),
        ));
        let denoms = match powers.rate_denoms.is_empty() {
            true => "none".to_owned(),
            false => powers.rate_denoms.join(","),
        };
        shown.push(self.free(
            RATE_DENOMS,
            "Further denoms, four at most, under which `redemption_rate` answers",
            "for 1:1 wrappers of the token",
            denoms.clone(),
            denoms,
        ));
        shown.push(self.declared_as(
            ("hub", CAP_BPS),
            (
                "Part of the backstop that one look may take",
                "who protects may want to lose a part at most to one event",
            ),
            Measure::BasisPoints,
            protocol.hub().guarantees()?.cap_bps.into(),
            Bounds {
                default: MAX_CAP_BPS.into(),
                min: MIN_CAP_BPS.into(),
                max: MAX_CAP_BPS.into(),
            },
        ));
        Ok(shown)
    }

    fn registry(&self, protocol: &Protocol<'_>) -> Result<Vec<Shown>> {
        let settings = protocol.registry().config()?.settings();
        let shown = RegistryParam::ALL.into_iter().map(|param| {
            let bounds = param.bounds(0);
            self.declared("registry", &param.about(), settings.get(param), bounds)
        });
        Ok(shown.collect())
    }

    fn modules(&self, protocol: &Protocol<'_>) -> Result<Vec<Shown>> {
        let shown = modules::values(protocol)?
            .into_iter()
            .map(|(setting, value)| Shown {
                contract: setting.contract,
                name: setting.name,
                meaning: setting.meaning,
                why: "",
                value: value.to_string(),
                default: None,
                least: None,
                most: None,
                words: Words {
                    value: format!(
                        "{}, of the {}",
                        self.units.measured(setting.measure, value),
                        setting.contract
                    ),
                    bounds: setting.changes.to_owned(),
                },
                changed: None,
            });
        Ok(shown.collect())
    }

    fn declared(&self, contract: &'static str, about: &About, value: u128, bounds: Bounds) -> Shown {
        let said = (about.meaning, about.why);
        self.declared_as((contract, about.name), said, about.measure, value, bounds)
    }

    fn declared_as(
        &self,
        (contract, name): (&'static str, &'static str),
        (meaning, why): (&'static str, &'static str),
        measure: Measure,
        value: u128,
        bounds: Bounds,
    ) -> Shown {
        let words = |value: u128| self.units.measured(measure, value);
        Shown {
            contract,
            name,
            meaning,
            why,
            value: value.to_string(),
            default: Some(bounds.default.to_string()),
            least: Some(bounds.min.to_string()),
            most: Some(bounds.max.to_string()),
            words: Words {
                value: words(value),
                bounds: format!(
                    "{} to {}, default {}",
                    words(bounds.min),
                    words(bounds.max),
                    words(bounds.default)
                ),
            },
            changed: self.changed(contract, name),
        }
    }

    /// Of the hub, without bounds.
    fn free(
        &self,
        name: &'static str,
        meaning: &'static str,
        why: &'static str,
        value: String,
        words: String,
    ) -> Shown {
        Shown {
            contract: "hub",
            name,
            meaning,
            why,
            value,
            default: Some("none".to_owned()),
            least: None,
            most: None,
            words: Words {
                value: words,
                bounds: "no bounds, default none".to_owned(),
            },
            changed: self.changed("hub", name),
        }
    }

    fn changed(&self, contract: &str, name: &str) -> Option<ProtocolChange> {
        let mut latest = self.known.iter().rev();
        let own =
            |change: &&ProtocolChange| change.contract == contract && change.setting.as_deref() == Some(name);
        latest.find(own).cloned()
    }
}

fn lines(listed: &Listed) -> Vec<String> {
    let mut lines = Vec::new();
    for param in &listed.params {
        let changed = match &param.changed {
            Some(change) => format!(
                "; set in block {} at {}{}",
                change.height,
                when::utc(change.time),
                change
                    .by
                    .as_ref()
                    .map(|by| format!(" by {by}"))
                    .unwrap_or_default()
            ),
            // That of a module is told by its bounds.
            None if param.default.is_none() => String::new(),
            None if listed.history.is_some() => "; when it was set is not known".to_owned(),
            None => "; as deployed".to_owned(),
        };
        lines.push(format!("{:<20} {}", param.name, param.words.value));
        lines.push(format!("    {}", param.meaning));
        lines.push(format!("    {}{changed}", param.words.bounds));
    }
    lines.extend(
        listed
            .history
            .iter()
            .map(|reason| format!("When they were changed is not known: {reason}")),
    );
    lines
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    /// What somebody who creates a contract may say that is no address.
    fn created_with(contract: &str) -> BTreeSet<String> {
        let file = format!("{}/../../schema/{contract}.json", env!("CARGO_MANIFEST_DIR"));
        let schema: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        let fields = schema["instantiate"]["properties"].as_object().unwrap();
        let number = |field: &Value| {
            let kind = &field["type"];
            kind == "integer"
                || kind
                    .as_array()
                    .is_some_and(|kinds| kinds.contains(&"integer".into()))
        };
        let named = fields.iter().filter(|(_, field)| number(field));
        named.map(|(name, _)| name.clone()).collect()
    }

    #[test]
    fn every_number_that_a_module_is_created_with_is_shown() {
        for contract in ["backstop", "bonds", "timelock", "gauge", "stake"] {
            let shown = modules::SETTINGS
                .iter()
                .filter(|setting| setting.contract == contract);
            let shown: BTreeSet<String> = shown.map(|setting| setting.name.to_owned()).collect();
            assert_eq!(shown, created_with(contract), "{contract}");
        }
    }
}

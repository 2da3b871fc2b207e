//! `floe params`: every parameter with its value, its bounds, what it means, and when it was changed last.

use anyhow::{Context as _, Result};
use floe_api::registry::RegistryParam;
use floe_client::{protocol, when, Protocol};
use floe_core::params::{About, Bounds, Param, Params};
use serde::Serialize;

use super::changes::{self, ProtocolChange};
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
    default: String,
    least: String,
    most: String,
    /// As people write them.
    #[serde(skip)]
    words: Words,
    /// None: as it was deployed, or the node cannot tell.
    changed: Option<ProtocolChange>,
}

#[derive(Clone, Debug)]
struct Words {
    value: String,
    default: String,
    least: String,
    most: String,
}

#[derive(Serialize)]
struct Listed {
    params: Vec<Shown>,
    /// Why it is not known when they were changed; none where it is.
    history: Option<String>,
}

pub fn run(args: ParamsArgs, context: &mut Context<'_>) -> Result<ExitCode> {
    let names = || {
        let hub = Param::ALL.into_iter().map(Param::name);
        hub.chain(RegistryParam::ALL.into_iter().map(RegistryParam::name))
    };
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
    let mut params = hub(&protocol, &units, &known)?;
    params.extend(registry(&protocol, &units, &known)?);
    params.retain(|param| args.names.is_empty() || args.names.iter().any(|name| name == param.name));
    let listed = Listed { params, history };
    context.show(&listed, lines)?;
    Ok(ExitCode::Done)
}

fn hub(protocol: &Protocol<'_>, units: &Wording, known: &[ProtocolChange]) -> Result<Vec<Shown>> {
    let powers = protocol.hub().powers()?;
    let decimals = units.token.exponent;
    let mut present = Params::defaults(decimals);
    for param in Param::ALL {
        let value = protocol::param(&powers, param)
            .with_context(|| format!("the hub has no parameter {}; it is another version", param.name()))?;
        present.set(param, value.u128());
    }
    let shown = Param::ALL.into_iter().map(|param| {
        let bounds = present.bounds(param, decimals);
        shown("hub", &param.about(), present.get(param), bounds, units, known)
    });
    Ok(shown.collect())
}

fn registry(protocol: &Protocol<'_>, units: &Wording, known: &[ProtocolChange]) -> Result<Vec<Shown>> {
    let settings = protocol.registry().config()?.settings();
    let shown = RegistryParam::ALL.into_iter().map(|param| {
        let bounds = param.bounds(0);
        shown(
            "registry",
            &param.about(),
            settings.get(param),
            bounds,
            units,
            known,
        )
    });
    Ok(shown.collect())
}

fn shown(
    contract: &'static str,
    about: &About,
    value: u128,
    bounds: Bounds,
    units: &Wording,
    known: &[ProtocolChange],
) -> Shown {
    let words = |value: u128| units.measured(about.measure, value);
    let changes = known.iter().rev();
    let mut own =
        changes.filter(|change| change.contract == contract && change.setting.as_deref() == Some(about.name));
    Shown {
        contract,
        name: about.name,
        meaning: about.meaning,
        why: about.why,
        value: value.to_string(),
        default: bounds.default.to_string(),
        least: bounds.min.to_string(),
        most: bounds.max.to_string(),
        words: Words {
            value: words(value),
            default: words(bounds.default),
            least: words(bounds.min),
            most: words(bounds.max),
        },
        changed: own.next().cloned(),
    }
}

fn lines(listed: &Listed) -> Vec<String> {
    let mut lines = Vec::new();
    for param in &listed.params {
        let changed = match &param.changed {
            Some(change) => format!(
                "set in block {} at {}{}",
                change.height,
                when::utc(change.time),
                change
                    .by
                    .as_ref()
                    .map(|by| format!(" by {by}"))
                    .unwrap_or_default()
            ),
            None if listed.history.is_some() => "when it was set is not known".to_owned(),
            None => "as deployed".to_owned(),
        };
        lines.push(format!("{:<20} {}", param.name, param.words.value));
        lines.push(format!("    {}", param.meaning));
        lines.push(format!(
            "    {} to {}, default {}; {changed}",
            param.words.least, param.words.most, param.words.default
        ));
    }
    lines.extend(
        listed
            .history
            .iter()
            .map(|reason| format!("When they were changed is not known: {reason}")),
    );
    lines
}

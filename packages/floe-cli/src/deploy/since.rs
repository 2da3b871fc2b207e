//! What owners have changed since the deployment, as the record tells it.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use floe_api::hub::{FeeConfig, PowersResponse, RegistryInit};
use floe_api::registry::{RegistrySettings, ValidatorStatus};
use floe_client::protocol::{self, DeploymentRecord};
use floe_client::when;
use floe_client::{ContractKind, Protocol};
use floe_core::params::{Param, Params};
use serde_json::Value;

use super::checks::Checks;

/// Whom the fee goes to and how much it is, against the record, which has to be edited after a vote. A higher fee that was
/// set counts as set, also before it is taken.
pub fn fee(powers: &PowersResponse, record: Option<&DeploymentRecord>, checks: &mut Checks) {
    let set = FeeConfig {
        bps: powers.fee_rise.as_ref().map_or(powers.fee.bps, |rise| rise.bps),
        receivers: powers.fee.receivers.clone(),
    };
    if let Some(rise) = &powers.fee_rise {
        checks.warn(
            "fee",
            format!(
                "it is {} basis points and rises to {} at {}",
                powers.fee.bps,
                rise.bps,
                when::utc(rise.from)
            ),
        );
    }
    let recorded = record.and_then(|record| record.fee.clone().or_else(|| field(record, "fee")));
    let Some(recorded) = recorded else {
        checks.warn(
            "fee",
            format!("{}; no record says what it should be", fee_text(&set)),
        );
        return;
    };
    checks.same("fee", &fee_text(&set), &fee_text(&recorded));
}

fn fee_text(fee: &FeeConfig) -> String {
    let mut receivers = fee.receivers.clone();
    receivers.sort_by(|a, b| a.to.cmp(&b.to));
    let receivers: Vec<String> = receivers
        .iter()
        .map(|receiver| format!("{}:{}", receiver.to, receiver.weight))
        .collect();
    format!("{} basis points to {}", fee.bps, receivers.join(", "))
}

/// A contract that is offered is one message away from another owner.
pub fn handovers(protocol: &Protocol<'_>, checks: &mut Checks) -> Result<()> {
    for contract in ContractKind::ALL {
        let what = format!("hand-over of the {}", contract.name());
        match protocol.ownership(contract)?.pending_owner {
            None => checks.note(what, true, "none is pending"),
            Some(to) => checks.note(
                what,
                false,
                format!("it is offered to {to}, who can accept it; `floe status` shows the owner, who can offer it to somebody else"),
            ),
        }
    }
    Ok(())
}

/// What is closed for a while or for good.
pub fn pauses(powers: &PowersResponse, checks: &mut Checks) {
    for pause in &powers.pauses {
        let until = match pause.until {
            Some(until) => format!("until {}", when::utc(until)),
            None => "until the owner lifts it".to_owned(),
        };
        checks.warn(format!("paused: {}", pause.domain.name()), until);
    }
    if powers.pauses.is_empty() {
        checks.note("pauses", true, "nothing is paused");
    }
    if powers.guardian.is_some() && !powers.guardian_armed {
        checks.warn("guardian", "used up until the owner re-arms it");
    }
    if powers.winding_down {
        checks.warn(
            "wind-down",
            "the protocol is winding down, which cannot be undone",
        );
    }
}

/// Parameters, weights and the set of validators: what has changed is told, and is no fault.
pub fn settings(
    protocol: &Protocol<'_>,
    powers: &PowersResponse,
    record: Option<&DeploymentRecord>,
    checks: &mut Checks,
) -> Result<()> {
    let Some(record) = record.filter(|record| message(record).is_some()) else {
        checks.warn(
            "settings",
            "no record says what was deployed; parameters and weights are compared with their bounds only",
        );
        return Ok(());
    };
    let decimals = protocol.hub().token_info()?.decimals;
    let before = checks.0.len();
    of_hub(powers, record, decimals, checks)?;
    of_registry(protocol, record, checks)?;
    if checks.0.len() == before {
        checks.note(
            "settings",
            true,
            "parameters and weights are those of the deployment",
        );
    }
    Ok(())
}

fn of_hub(
    powers: &PowersResponse,
    record: &DeploymentRecord,
    decimals: u8,
    checks: &mut Checks,
) -> Result<()> {
    let given = message(record).and_then(|msg| msg.get("params"));
    let mut params = Params::defaults(decimals);
    for param in Param::ALL {
        if let Some(value) = given
            .and_then(|given| given.get(param.name()))
            .filter(|value| !value.is_null())
        {
            params.set(
                param,
                units(value).with_context(|| format!("{} in the record", param.name()))?,
            );
        }
    }
    for param in Param::ALL {
        let found = protocol::param(powers, param).map(|value| value.u128());
        if let Some(found) = found.filter(|found| *found != params.get(param)) {
            changed(
                param.name(),
                &params.get(param).to_string(),
                &found.to_string(),
                checks,
            );
        }
    }
    let cap = given
        .and_then(|given| given.get("bond_cap"))
        .filter(|value| !value.is_null());
    let cap = cap
        .map(units)
        .transpose()?
        .map_or("none".to_owned(), |cap| cap.to_string());
    let found = powers.bond_cap.map_or("none".to_owned(), |cap| cap.to_string());
    changed("bond_cap", &cap, &found, checks);
    let denoms = given
        .and_then(|given| given.get("rate_denoms"))
        .and_then(Value::as_array);
    let denoms: Vec<&str> = denoms.into_iter().flatten().filter_map(Value::as_str).collect();
    changed("rate_denoms", &list(&denoms), &list(&powers.rate_denoms), checks);
    Ok(())
}

fn of_registry(protocol: &Protocol<'_>, record: &DeploymentRecord, checks: &mut Checks) -> Result<()> {
    let Some(given) = field::<RegistryInit>(record, "registry") else {
        return Ok(());
    };
    let now = protocol.registry().config()?.settings();
    let then = RegistrySettings::default().updated(&given.params)?;
    for (name, was, is) in then.changes(&now) {
        changed(name, &was, &is, checks);
    }
    let mut then: BTreeMap<String, u64> = given
        .validators
        .into_iter()
        .map(|given| (given.operator, given.weight))
        .collect();
    for listed in protocol.registry().listed()? {
        let what = format!("validator {}", listed.operator);
        let was = then
            .remove(&listed.operator)
            .map_or("not listed".to_owned(), weight);
        let is = match listed.status {
            ValidatorStatus::Active => weight(listed.weight),
            ValidatorStatus::Paused { .. } => format!("{}, paused", weight(listed.weight)),
            ValidatorStatus::Draining => "removed, its stake is moved on".to_owned(),
        };
        changed(&what, &was, &is, checks);
    }
    for (operator, was) in then {
        changed(
            &format!("validator {operator}"),
            &weight(was),
            "not listed",
            checks,
        );
    }
    Ok(())
}

fn weight(weight: u64) -> String {
    format!("weight {weight}")
}

fn list<T: AsRef<str>>(items: &[T]) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    if items.is_empty() {
        "none".to_owned()
    } else {
        items.join(", ")
    }
}

/// Warns where the two differ.
fn changed(what: &str, was: &str, is: &str, checks: &mut Checks) {
    if was != is {
        checks.warn(what, format!("is {is}, was {was} when it was deployed"));
    }
}

/// A number as JSON writes it: a string if it is an amount.
fn units(value: &Value) -> Result<u128> {
    let text = value.as_str().map(str::to_owned);
    Ok(text.unwrap_or_else(|| value.to_string()).parse()?)
}

/// The message that created the hub.
fn message(record: &DeploymentRecord) -> Option<&Value> {
    record.message.as_ref()?.get("msg")
}

fn field<T: serde::de::DeserializeOwned>(record: &DeploymentRecord, name: &str) -> Option<T> {
    serde_json::from_value(message(record)?.get(name)?.clone()).ok()
}

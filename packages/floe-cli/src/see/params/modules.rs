//! What the contracts beside the three were created with: settings that no vote changes, and the times of a timelock.

use anyhow::Result;
use floe_client::{ContractKind, Protocol};
use floe_core::params::Measure;

use crate::see::answered;

/// A setting of a contract beside the three.
pub struct ModuleSetting {
    pub contract: &'static str,
    pub name: &'static str,
    pub measure: Measure,
    /// Without unit and full stop.
    pub meaning: &'static str,
    /// Who can change it.
    pub changes: &'static str,
}

const FIXED: &str = "fixed when the contract was created";
const LONGER: &str = "a proposal of the timelock's own can only make it longer";

const fn setting(
    contract: &'static str,
    name: &'static str,
    measure: Measure,
    meaning: &'static str,
    changes: &'static str,
) -> ModuleSetting {
    ModuleSetting {
        contract,
        name,
        measure,
        meaning,
        changes,
    }
}

/// All that there are.
pub const SETTINGS: [ModuleSetting; 8] = [
    setting(
        "backstop",
        "cooldown",
        Measure::Seconds,
        "Time between the beginning of a withdrawal and the first moment at which it pays",
        FIXED,
    ),
    setting(
        "bonds",
        "bond_bps",
        Measure::BasisPoints,
        "Bond that an open validator needs for its stake",
        FIXED,
    ),
    setting(
        "bonds",
        "cooldown",
        Measure::Seconds,
        "Time between the beginning of a withdrawal and its payment, in which the bond still burns",
        FIXED,
    ),
    setting(
        "timelock",
        "short",
        Measure::Seconds,
        "Time that proposals wait which can be undone",
        LONGER,
    ),
    setting(
        "timelock",
        "exit",
        Measure::Seconds,
        "Time that all others wait, and those that holders object to; leaving should fit into it",
        LONGER,
    ),
    setting(
        "gauge",
        "quorum_bps",
        Measure::BasisPoints,
        "Part of all power that must have voted before the hub votes",
        FIXED,
    ),
    setting(
        "gauge",
        "alpha_bps",
        Measure::BasisPoints,
        "Part of the weights that votes move; the rest is the owner's",
        FIXED,
    ),
    setting(
        "stake",
        "unstaking",
        Measure::Seconds,
        "Time between the end of a stake and its payment",
        FIXED,
    ),
];

/// What those of them have that belong to this protocol: bonds and backstop of the hub, a timelock that owns it, a gauge that
/// governs it, and the stakes that the gauge takes its power from.
///
/// # Errors
/// When the node does not answer.
pub fn values(protocol: &Protocol<'_>) -> Result<Vec<(&'static ModuleSetting, u128)>> {
    let mut found = Vec::new();
    let mut tell = |contract: &str, name: &str, value: u64| {
        let setting = SETTINGS
            .iter()
            .find(|setting| setting.contract == contract && setting.name == name);
        found.extend(setting.map(|setting| (setting, u128::from(value))));
    };
    let guarantees = protocol.hub().guarantees()?;
    if let Some(backstop) = guarantees.backstop {
        let config = protocol.backstop(&backstop.contract).config()?;
        tell("backstop", "cooldown", config.cooldown);
    }
    if let Some(bonds) = guarantees.bonds {
        let config = protocol.bonds(&bonds.contract).config()?;
        tell("bonds", "bond_bps", config.bond_bps);
        tell("bonds", "cooldown", config.cooldown);
    }
    let owner = protocol.ownership(ContractKind::Hub)?.owner;
    if let Some(owner) = owner {
        if let Some(config) = answered(protocol.timelock(&owner).config())? {
            tell("timelock", "short", config.short);
            tell("timelock", "exit", config.exit);
        }
    }
    let governor = protocol.hub().powers()?.governor;
    if let Some(governor) = governor {
        if let Some(config) = answered(protocol.gauge(&governor).config())? {
            tell("gauge", "quorum_bps", config.quorum_bps);
            tell("gauge", "alpha_bps", config.alpha_bps);
            if let Some(principal) = answered(protocol.stake(&config.power).principal())? {
                tell("stake", "unstaking", principal.unstaking);
            }
        }
    }
    Ok(found)
}

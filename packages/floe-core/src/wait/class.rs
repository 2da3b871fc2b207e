//! How long a message of a proposal must wait, by where it goes and by its name.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How long a proposal waits. A proposal has the longest class of its messages: so what is brief is brief among its like
/// only.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "snake_case")]
pub enum WaitClass {
    /// Protects, and waits for the short time whoever objects.
    Brief,
    /// Waits for the short time, and longer where holders object.
    Short,
    /// Waits until everybody can have left, and longer where holders object.
    Long,
}

impl WaitClass {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Brief => "brief",
            Self::Short => "short",
            Self::Long => "long",
        }
    }
}

/// To whom a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GovernedTarget {
    Hub,
    Registry,
    /// The collector, the timelock itself, guarantors, and whatever else there is.
    Other,
}

/// What a message does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GovernedAct<'a> {
    /// Calls with a message of that name.
    Call { name: &'a str, coins: bool },
    /// Replaces code, or who may.
    Code,
}

/// Messages to the hub that are brief.
pub const HUB_BRIEF: [&str; 4] = ["pause", "rearm_guardian", "vote", "vote_weighted"];
/// Messages to the hub that are short.
pub const HUB_SHORT: [&str; 3] = ["update_params", "update_fee", "unpause"];
/// Messages to the hub that are long. All others would use what is held for objectors.
pub const HUB_LONG: [&str; 5] = [
    "update_roles",
    "update_ownership",
    "wind_down",
    "write_off",
    "forget",
];

const REGISTRY_BRIEF: [&str; 1] = ["pause_validator"];
const REGISTRY_SHORT: [&str; 5] = [
    "update_params",
    "set_weights",
    "add_validator",
    "remove_validator",
    "resume_validator",
];

/// The class of a message; none where it cannot be part of a proposal: the hub takes what is its owner's to send, without
/// coins, so that shares of objectors leave only to them.
pub fn class_of(target: GovernedTarget, act: GovernedAct<'_>) -> Option<WaitClass> {
    let GovernedAct::Call { name, coins } = act else {
        return Some(WaitClass::Long);
    };
    match target {
        GovernedTarget::Hub if coins => None,
        GovernedTarget::Hub if HUB_BRIEF.contains(&name) => Some(WaitClass::Brief),
        GovernedTarget::Hub if HUB_SHORT.contains(&name) => Some(WaitClass::Short),
        GovernedTarget::Hub if HUB_LONG.contains(&name) => Some(WaitClass::Long),
        GovernedTarget::Hub => None,
        GovernedTarget::Registry if REGISTRY_BRIEF.contains(&name) => Some(WaitClass::Brief),
        GovernedTarget::Registry if REGISTRY_SHORT.contains(&name) => Some(WaitClass::Short),
        GovernedTarget::Registry | GovernedTarget::Other => Some(WaitClass::Long),
    }
}

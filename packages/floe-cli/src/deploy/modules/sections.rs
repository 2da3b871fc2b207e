//! What a deployment says of the modules that it has beside the three contracts.

use floe_client::protocol::ModuleKind;
use floe_client::views::StakingRules;
use floe_core::units::DAY;
use serde::Deserialize;

use crate::deploy::timelock;

/// How long short proposals wait, in seconds, where nothing else is said.
const USUAL_SHORT: u64 = 4 * DAY;
/// How long unstaking takes, in seconds, where nothing else is said: the least that the gauge takes, so that who votes can leave
/// soon.
const USUAL_UNSTAKING: u64 = DAY;

/// What is deployed beside the three contracts.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ModulesSection {
    pub backstop: Option<BackstopSection>,
    pub bonds: Option<BondsSection>,
    pub stake: Option<StakeSection>,
    pub gauge: Option<GaugeSection>,
    pub timelock: Option<TimelockSection>,
}

impl ModulesSection {
    /// Whether one is asked for.
    pub const fn has(&self, module: ModuleKind) -> bool {
        match module {
            ModuleKind::Backstop => self.backstop.is_some(),
            ModuleKind::Bonds => self.bonds.is_some(),
            ModuleKind::Stake => self.stake.is_some(),
            ModuleKind::Gauge => self.gauge.is_some(),
            ModuleKind::Timelock => self.timelock.is_some(),
        }
    }

    /// How long who stakes the token waits before he can leave, in seconds.
    pub fn unstaking(&self) -> u64 {
        self.stake.as_ref().map_or(0, StakeSection::unstaking)
    }
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackstopSection {
    /// Seconds; otherwise the chain's unbonding time and a day.
    pub cooldown: Option<u64>,
    /// Its weight among the fee's receivers, which it joins; otherwise it is none.
    pub fee_weight: Option<u64>,
}

impl BackstopSection {
    pub fn cooldown(self, chain: &StakingRules) -> u64 {
        usual_cooldown(self.cooldown, chain)
    }
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BondsSection {
    /// What a bond must be of the stake that it may carry, in basis points; otherwise the contract's default.
    pub bond_bps: Option<u64>,
    /// Seconds; otherwise the chain's unbonding time and a day.
    pub cooldown: Option<u64>,
}

impl BondsSection {
    pub fn cooldown(self, chain: &StakingRules) -> u64 {
        usual_cooldown(self.cooldown, chain)
    }
}

/// What is at risk when a cooldown begins is over when it ends.
fn usual_cooldown(given: Option<u64>, chain: &StakingRules) -> u64 {
    given.unwrap_or_else(|| chain.unbonding_secs.saturating_add(DAY))
}

/// Where the hub's token is staked, for power in the gauge and for streams of rewards.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StakeSection {
    /// Seconds, 0 to 90 days; otherwise a day, the least that a gauge takes.
    pub unstaking: Option<u64>,
    /// Who may add streams of rewards and listeners; otherwise the owner of the three contracts.
    pub owner: Option<String>,
}

impl StakeSection {
    pub fn unstaking(&self) -> u64 {
        self.unstaking.unwrap_or(USUAL_UNSTAKING)
    }
}

/// The governor of the hub and the steward of the registry.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GaugeSection {
    /// The contract that says who has which power; otherwise the stake that is deployed with it.
    pub power: Option<String>,
    /// In basis points of the power; otherwise the contract's default.
    pub quorum_bps: Option<u64>,
    /// The part of a weight that votes decide, in basis points; otherwise the contract's default.
    pub alpha_bps: Option<u64>,
}

/// The owner of the three contracts and their admin.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimelockSection {
    /// One to five.
    pub proposers: Vec<String>,
    /// None to five.
    #[serde(default)]
    pub cancellers: Vec<String>,
    /// Seconds, 2 to 30 days; otherwise four days.
    pub short: Option<u64>,
    /// Seconds, up to 90 days; otherwise as long as leaving may take.
    pub exit: Option<u64>,
}

impl TimelockSection {
    pub fn short(&self) -> u64 {
        self.short.unwrap_or(USUAL_SHORT)
    }

    /// `unstaking`: how long who stakes the token waits before he can leave, in seconds.
    pub fn exit(&self, chain: &StakingRules, unstaking: u64) -> u64 {
        let leaving = timelock::leaving(chain.unbonding_secs, unstaking);
        self.exit.unwrap_or(leaving)
    }
}

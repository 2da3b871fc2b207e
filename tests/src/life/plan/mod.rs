//! What a random life consists of: the protocol it starts from and the steps it takes.

mod moods;
mod random;

use floe_api::hub::FeeConfig;
use floe_api::registry::RegistryParams;
use floe_testing::suite::ValidatorSetup;
use proptest::prelude::*;
use proptest::strategy::ValueTree;

use crate::prelude::*;

pub use moods::{step, MOODS};
pub use random::{amount, chain, keepers, operators, owners, part, people, start, time};

pub const USERS: usize = 4;
pub const MOST_VALIDATORS: usize = 12;
pub const WEALTH: u128 = 1_000_000_000_000_000;
pub const DAY: u64 = 86_400;

/// The protocol and its chain.
#[derive(Serialize, Deserialize, Clone, Debug)]
pub struct Start {
    pub validators: usize,
    pub weights: Vec<u64>,
    pub seed: u128,
    pub unbonding: u64,
    /// The hub's and the chain's entries per validator.
    pub entries: (u32, u32),
    pub msgs: u32,
    pub batch_interval: u64,
    pub harvest_interval: u64,
    pub grace: u64,
    pub drip: u64,
    pub apr: u64,
    pub sync_age: u64,
    pub reserve: u64,
    pub instant_fee: (u64, u64),
    pub loss_halt: u64,
    pub max_move: u64,
    pub estimate: u64,
    pub min_unbond: u128,
    pub cap: Option<u128>,
    pub fee: u64,
    /// Weights of treasury, keeper and a third receiver; zero = not among them.
    pub receivers: (u64, u64, u64),
    pub max_share: u64,
    pub inactive_grace: u64,
    pub nanos: u64,
    #[serde(default)]
    pub guarantors: Pledged,
}

/// Guarantors at the beginning, in coins deposited for them.
#[derive(Serialize, Deserialize, Clone, Debug, Default, PartialEq, Eq)]
pub struct Pledged {
    pub backstop: Option<u128>,
    /// Validator and amount.
    pub bonds: Vec<(u8, u128)>,
    pub cap_bps: Option<u64>,
    /// With these the bonds are the contract itself; without, a stand-in.
    #[serde(default)]
    pub vouched: Option<Vouched>,
    /// With this cooldown, in seconds, the backstop is the contract itself; without, a stand-in.
    #[serde(default)]
    pub cooldown: Option<u64>,
}

/// Terms of a contract of bonds.
#[derive(Serialize, Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vouched {
    pub bond_bps: u64,
    /// Of the cooldown.
    pub days: u8,
}

/// A part of what there is, with its edges.
#[derive(Serialize, Deserialize, Clone, Copy, Debug)]
pub enum Part {
    Zero,
    One,
    BelowMin,
    Min,
    Percent(u8),
    /// As much as there is of this many units.
    Units(u128),
    All,
    TooMuch,
}

impl Part {
    pub fn of(self, all: u128, min: u128) -> u128 {
        match self {
            Part::Zero => 0,
            Part::One => 1,
            Part::BelowMin => min.saturating_sub(1),
            Part::Min => min,
            Part::Percent(n) => all * u128::from(n) / 100,
            Part::Units(units) => units.min(all),
            Part::All => all,
            Part::TooMuch => all + 1,
        }
    }
}

/// Who shares or coins go to: users, then hub, registry, collector.
#[derive(Serialize, Deserialize, Clone, Copy, Debug)]
pub enum To {
    Self_,
    User(u8),
    Own(u8),
}

#[derive(Serialize, Deserialize, Clone, Copy, Debug)]
pub enum Single {
    Sync,
    Harvest,
    Submit,
    Reconcile,
    Rebalance,
}

#[derive(Serialize, Deserialize, Clone, Copy, Debug)]
pub enum Step {
    Pass {
        secs: u64,
        blocks: u8,
    },
    Bond {
        user: u8,
        to: To,
        amount: u128,
        min_shares: Option<bool>,
    },
    BondMin {
        user: u8,
        less: u8,
    },
    Queue {
        user: u8,
        to: To,
        part: Part,
        by_send: bool,
    },
    Cancel {
        user: u8,
        part: Option<Part>,
    },
    Withdraw {
        user: u8,
        to: To,
    },
    /// Batches by position among the user's requests, as bits; `foreign` adds one that is not the user's.
    Claim {
        user: u8,
        which: u8,
        foreign: bool,
    },
    ClaimFor {
        by: u8,
        user: u8,
    },
    Crank {
        by: u8,
        page: Option<u8>,
    },
    /// Validators by position, as bits.
    CrankSkipping {
        by: u8,
        page: Option<u8>,
        which: u16,
    },
    Alone {
        by: u8,
        step: Single,
    },
    AloneSkipping {
        by: u8,
        step: Single,
        which: u16,
    },
    /// A single step, or a crank, by another contract.
    Relayed(Option<Single>),
    HarvestOne {
        by: u8,
        validator: u8,
    },
    Forward {
        by: u8,
    },
    Instant {
        user: u8,
        to: To,
        part: Part,
        min_out: Option<bool>,
        by_send: bool,
    },
    Transfer {
        user: u8,
        to: u8,
        part: Part,
    },
    /// To hub, registry or collector.
    Gift {
        to: u8,
        amount: u128,
    },
    Rewards {
        amount: u128,
    },
    RewardsAt {
        validator: u8,
        amount: u128,
    },
    Slash {
        validator: u8,
        bps: u16,
        back: Option<u16>,
        power: Option<u128>,
        then: u8,
    },
    Jail(u8),
    Unjail(u8),
    Unbond(u8),
    Hold {
        validator: u8,
        secs: u64,
    },
    Fault {
        validator: u8,
        fault: u8,
        on: bool,
    },
    /// The module panics at one kind of message for a validator.
    Panic {
        validator: u8,
        fault: u8,
    },
    Commission {
        validator: u8,
        percent: u8,
    },
    /// A validator refuses every message, or none any more.
    Mute {
        validator: u8,
        on: bool,
    },
    Weight {
        validator: u8,
        weight: u64,
    },
    Remove(u8),
    Add {
        validator: u8,
        weight: u64,
    },
    PauseValidator {
        validator: u8,
        by_guardian: bool,
    },
    ResumeValidator(u8),
    Refresh,
    Pause {
        domain: u8,
        by_guardian: bool,
    },
    Unpause(u8),
    Rearm,
    UnbondingSecs(u64),
    Params(u8, u8),
    /// Basis points.
    Fee(u64),
    WriteOff {
        by_owner: bool,
        validator: u8,
    },
    Forget(u8),
    /// What the owner changes about guarantors, of what size.
    Guarantor(u8, u8),
    /// What an operator does with its bond, how much of it.
    Operator {
        what: u8,
        validator: u8,
        size: u8,
    },
    WindDown,
}

impl Start {
    /// Values out of their bounds, as in lives that are older than these, are brought inside.
    pub fn setup(&self) -> Setup {
        let mut receivers = vec![];
        let (treasury, keeper, third) = self.receivers;
        for (to, weight) in [("@treasury", treasury), ("keeper", keeper), ("@third", third)] {
            if weight > 0 {
                receivers.push(FeeReceiver {
                    to: to.into(),
                    weight,
                });
            }
        }
        let params = ParamsUpdate {
            bond_cap: self.cap.map(|cap| Some(cap.into())),
            ..ParamsUpdate::default()
        };
        let params = params
            .with(Param::MinBond, 1_000u128)
            .with(Param::MinUnbond, self.min_unbond)
            .with(Param::BatchInterval, self.batch_interval.min(3 * DAY))
            .with(Param::HarvestInterval, self.harvest_interval)
            .with(Param::DripSecs, self.drip.max(self.harvest_interval))
            .with(Param::MaxAprBps, self.apr.max(3_000))
            .with(Param::MaxSyncAge, self.sync_age)
            .with(Param::ArrivalGrace, self.grace)
            .with(Param::MaxEntries, self.entries.0.max(3))
            .with(Param::MaxMsgs, self.msgs.max(2))
            .with(Param::InstantReserveBps, self.reserve)
            .with(Param::InstantFeeMinBps, self.instant_fee.0)
            .with(Param::InstantFeeMaxBps, self.instant_fee.1)
            .with(Param::LossHaltBps, self.loss_halt)
            .with(Param::MaxMoveBps, self.max_move.min(400))
            .with(Param::UnbondingEstimate, self.estimate);
        let users: BTreeMap<_, _> = (0..USERS).map(|n| (user(n), WEALTH.into())).collect();
        let validators = (0..self.validators)
            .map(|n| ValidatorSetup {
                weight: self.weights[n],
                // Small ones too, on which a slash is not diluted by other people's stake.
                power: if n % 3 == 2 {
                    1_000_000u128
                } else {
                    1_000_000_000_000u128
                }
                .into(),
                ..ValidatorSetup::named(validator(n))
            })
            .collect();
        Setup {
            unbonding_secs: self.unbonding,
            max_entries: self.entries.1,
            validators,
            users,
            seed: self.seed.into(),
            fee: FeeConfig {
                bps: self.fee,
                receivers,
            },
            params,
            registry_params: RegistryParams {
                max_share_bps: Some(self.max_share.min(3_400)),
                inactive_grace: Some(self.inactive_grace),
                ..RegistryParams::default()
            },
            ..Setup::default()
        }
    }
}

pub fn user(n: usize) -> String {
    format!("user{n}")
}

pub fn validator(n: usize) -> String {
    format!("val{n}")
}

/// The life of a number: always the same one.
pub fn life(number: u64, steps: usize) -> (Start, Vec<Step>) {
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&number.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy =
        (0..MOODS, start()).prop_flat_map(move |(mood, start)| (Just(start), vec(step(mood), steps)));
    strategy.new_tree(&mut runner).unwrap().current()
}

/// A number from the environment.
pub fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect(name))
}

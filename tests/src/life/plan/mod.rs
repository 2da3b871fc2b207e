//! What a random life consists of: the protocol it starts from and the steps it takes.

mod moods;

use std::collections::BTreeMap;

use floe_api::hub::{FeeConfig, FeeReceiver, ParamsUpdate};
use floe_api::registry::RegistryParams;
use floe_core::params::Param;
use floe_testing::suite::{Setup, ValidatorSetup};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

pub use moods::{step, MOODS};
use serde::{Deserialize, Serialize};

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
    WindDown,
}

pub fn start() -> impl Strategy<Value = Start> {
    let chain = (
        1..=MOST_VALIDATORS,
        vec(
            prop_oneof![3 => Just(1u64), 2 => 1..=20u64, 1 => 1..=1_000_000u64],
            MOST_VALIDATORS,
        ),
        prop_oneof![2 => Just(1_000_000u128), 1 => 1_000_000..=10_000_000_000u128],
        prop_oneof![2 => 10..=600u64, 2 => Just(21 * DAY), 1 => 600..=5 * DAY],
        prop_oneof![4 => (3..=7u32).prop_map(|n| (n, n)), 1 => (3..=7u32, 1..=7u32)],
        2..=8u32,
        prop_oneof![2 => 10..=120u64, 1 => 120..=2 * DAY],
        prop_oneof![2 => 10..=600u64, 1 => 600..=2 * DAY],
        0..1_000_000_000u64,
    );
    let rules = (
        prop_oneof![2 => 60..=600u64, 1 => 600..=2 * DAY],
        prop_oneof![1 => 10..=600u64, 2 => 600..=2 * DAY],
        prop_oneof![1 => 3_000..=5_000u64, 2 => 5_000..=100_000u64],
        60..=DAY,
        prop_oneof![1 => Just(0u64), 2 => 0..=1_000u64],
        (5..=300u64, 5..=300u64).prop_map(|(a, b)| (a.min(b), a.max(b))),
        100..=10_000u64,
        10..=400u64,
        prop_oneof![1 => 10..=1_000u64, 1 => Just(21 * DAY)],
        prop_oneof![1 => Just(1u128), 1 => 1..=1_000_000u128],
        option::weighted(0.1, 2_000_000..=100_000_000_000u128),
    );
    let fee = (
        prop_oneof![1 => Just(0u64), 4 => 0..=1_000u64],
        (1..=10u64, 0..=3u64, 0..=3u64),
        prop_oneof![1 => Just(2_000u64), 1 => 100..=3_400u64],
        prop_oneof![1 => 10..=1_000u64, 1 => Just(3 * DAY)],
    );
    (chain, rules, fee, pledged()).prop_map(|(chain, rules, fee, guarantors)| Start {
        guarantors,
        validators: chain.0,
        weights: chain.1,
        seed: chain.2,
        unbonding: chain.3,
        entries: chain.4,
        msgs: chain.5,
        batch_interval: chain.6,
        harvest_interval: chain.7,
        nanos: chain.8,
        grace: rules.0,
        drip: rules.1,
        apr: rules.2,
        sync_age: rules.3,
        reserve: rules.4,
        instant_fee: rules.5,
        loss_halt: rules.6,
        max_move: rules.7,
        estimate: rules.8,
        min_unbond: rules.9,
        cap: rules.10,
        fee: fee.0,
        receivers: fee.1,
        max_share: fee.2,
        inactive_grace: fee.3,
    })
}

/// Guarantors of all sizes, in half of the lives none.
fn pledged() -> impl Strategy<Value = Pledged> {
    let size = || prop_oneof![1 => Just(1_000_000u128), 3 => 10_000..=10_000_000u128, 2 => 10_000_000..=100_000_000_000u128];
    let some = (
        option::weighted(0.8, size()),
        vec((0..MOST_VALIDATORS as u8, size()), 0..4),
        option::weighted(0.5, 1_000..=10_000u64),
    );
    prop_oneof![
        1 => Just(Pledged::default()),
        1 => some.prop_map(|(backstop, bonds, cap_bps)| Pledged { backstop, bonds, cap_bps }),
    ]
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

pub fn part() -> impl Strategy<Value = Part> {
    prop_oneof![
        1 => Just(Part::Zero),
        2 => Just(Part::One),
        1 => Just(Part::BelowMin),
        2 => Just(Part::Min),
        14 => (1..=99u8).prop_map(Part::Percent),
        5 => Just(Part::All),
        1 => Just(Part::TooMuch),
    ]
}

fn to() -> impl Strategy<Value = To> {
    prop_oneof![16 => Just(To::Self_), 3 => (0..USERS as u8).prop_map(To::User), 1 => (0..3u8).prop_map(To::Own)]
}

pub fn amount() -> impl Strategy<Value = u128> {
    prop_oneof![
        1 => 1..=100u128,
        2 => 1_000..=100_000u128,
        4 => 100_000..=100_000_000u128,
        2 => 100_000_000..=1_000_000_000_000u128,
    ]
}

pub fn time() -> impl Strategy<Value = Step> {
    let secs = prop_oneof![
        2 => Just(0u64),
        10 => 1..=60u64,
        6 => 60..=7_200u64,
        6 => 7_200..=3 * DAY,
        2 => 3 * DAY..=30 * DAY,
        1 => 30 * DAY..=60 * DAY,
    ];
    (secs, prop_oneof![6 => Just(1u8), 1 => 1..=5u8]).prop_map(|(secs, blocks)| Step::Pass { secs, blocks })
}

pub fn people(u: std::ops::Range<u8>) -> impl Strategy<Value = Step> {
    let some = || option::weighted(0.1, any::<bool>());
    prop_oneof![
        16 => (u.clone(), to(), amount(), some())
            .prop_map(|(user, to, amount, min_shares)| Step::Bond { user, to, amount, min_shares }),
        1 => (u.clone(), 0..=2u8).prop_map(|(user, less)| Step::BondMin { user, less }),
        14 => (u.clone(), to(), part(), any::<bool>())
            .prop_map(|(user, to, part, by_send)| Step::Queue { user, to, part, by_send }),
        3 => (u.clone(), option::of(part())).prop_map(|(user, part)| Step::Cancel { user, part }),
        5 => (u.clone(), to()).prop_map(|(user, to)| Step::Withdraw { user, to }),
        2 => (u.clone(), any::<u8>(), any::<bool>())
            .prop_map(|(user, which, foreign)| Step::Claim { user, which, foreign: foreign && which % 4 == 0 }),
        4 => (u.clone(), u.clone()).prop_map(|(by, user)| Step::ClaimFor { by, user }),
        5 => (u.clone(), to(), part(), some(), any::<bool>()).prop_map(|(user, to, part, min_out, by_send)| {
            Step::Instant { user, to, part, min_out, by_send }
        }),
        2 => (u.clone(), u, part()).prop_map(|(user, to, part)| Step::Transfer { user, to, part }),
    ]
}

pub fn keepers(u: std::ops::Range<u8>) -> impl Strategy<Value = Step> {
    let single = || {
        prop_oneof![
            Just(Single::Sync),
            Just(Single::Harvest),
            Just(Single::Submit),
            Just(Single::Reconcile),
            Just(Single::Rebalance)
        ]
    };
    prop_oneof![
        10 => (u.clone(), option::weighted(0.3, 1..=10u8)).prop_map(|(by, page)| Step::Crank { by, page }),
        8 => (u.clone(), single()).prop_map(|(by, step)| Step::Alone { by, step }),
        1 => u.clone().prop_map(|by| Step::Forward { by }),
        1 => option::of(single()).prop_map(Step::Relayed),
        1 => (u.clone(), 0..MOST_VALIDATORS as u8)
            .prop_map(|(by, validator)| Step::HarvestOne { by, validator }),
    ]
}

pub fn chain(v: std::ops::Range<u8>) -> impl Strategy<Value = Step> {
    let bps = prop_oneof![2 => 1..=100u16, 4 => 100..=1_000u16, 2 => 1_000..=9_999u16, 1 => Just(10_000u16)];
    let back = prop_oneof![3 => Just(None), 1 => Just(Some(0u16)), 4 => (1..=200u16).prop_map(Some)];
    prop_oneof![
        5 => amount().prop_map(|amount| Step::Rewards { amount }),
        2 => (v.clone(), amount()).prop_map(|(validator, amount)| Step::RewardsAt { validator, amount }),
        3 => (0..3u8, amount()).prop_map(|(to, amount)| Step::Gift { to, amount }),
        6 => (v.clone(), bps, back, option::weighted(0.3, amount()), 0..10u8).prop_map(
            |(validator, bps, back, power, then)| Step::Slash { validator, bps, back, power, then }
        ),
        1 => v.clone().prop_map(Step::Jail),
        2 => v.clone().prop_map(Step::Unjail),
        1 => v.clone().prop_map(Step::Unbond),
        2 => (v.clone(), prop_oneof![1 => Just(0u64), 2 => 1..=3 * DAY])
            .prop_map(|(validator, secs)| Step::Hold { validator, secs }),
        4 => (v.clone(), 0..8u8, any::<bool>()).prop_map(|(validator, fault, on)| Step::Fault { validator, fault, on }),
        1 => prop_oneof![10..=600u64, Just(21 * DAY)].prop_map(Step::UnbondingSecs),
        1 => (v.clone(), 0..=100u8).prop_map(|(validator, percent)| Step::Commission { validator, percent }),
    ]
}

pub fn owners(v: std::ops::Range<u8>) -> impl Strategy<Value = Step> {
    let weight = || prop_oneof![Just(1u64), 1..=50u64];
    prop_oneof![
        4 => (v.clone(), weight()).prop_map(|(validator, weight)| Step::Weight { validator, weight }),
        3 => v.clone().prop_map(Step::Remove),
        3 => (v.clone(), weight()).prop_map(|(validator, weight)| Step::Add { validator, weight }),
        2 => (v.clone(), any::<bool>())
            .prop_map(|(validator, by_guardian)| Step::PauseValidator { validator, by_guardian }),
        3 => v.prop_map(Step::ResumeValidator),
        6 => Just(Step::Refresh),
        2 => (0..4u8, any::<bool>()).prop_map(|(domain, by_guardian)| Step::Pause { domain, by_guardian }),
        4 => (0..4u8).prop_map(Step::Unpause),
        1 => Just(Step::Rearm),
        5 => (any::<u8>(), any::<u8>()).prop_map(|(param, value)| Step::Params(param, value)),
        1 => (0..=1_000u64).prop_map(Step::Fee),
        3 => (any::<u8>(), any::<u8>()).prop_map(|(what, size)| Step::Guarantor(what, size)),
    ]
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

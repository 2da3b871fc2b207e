//! What random lives are made of, and how often.

use proptest::option;
use proptest::prelude::*;

use super::*;
use crate::prelude::*;

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
        option::weighted(0.6, (10..=1_000u64, 1..=25u8)),
    );
    prop_oneof![
        1 => Just(Pledged::default()),
        1 => some.prop_map(|(backstop, bonds, cap_bps, vouched)| {
            let vouched = vouched.map(|(bond_bps, days)| Vouched { bond_bps, days });
            Pledged { backstop, bonds, cap_bps, vouched, cooldown: None }
        }),
    ]
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
        2 => operators(0..MOST_VALIDATORS as u8),
    ]
}

/// Bonds are posted, let go and withdrawn.
pub fn operators(v: std::ops::Range<u8>) -> impl Strategy<Value = Step> {
    (any::<u8>(), v, any::<u8>()).prop_map(|(what, validator, size)| Step::Operator {
        what,
        validator,
        size,
    })
}

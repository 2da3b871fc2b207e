//! Kinds of lives, and how often what happens in each.

use proptest::prelude::*;

use super::{
    chain, keepers, operators, owners, people, time, Part, Single, Step, To, DAY, MOST_VALIDATORS, USERS,
};

/// Exits of all kinds, dust among them, and single steps rather than cranks.
fn leavers(u: std::ops::Range<u8>) -> impl Strategy<Value = Step> {
    let dust =
        || prop_oneof![2 => Just(Part::One), 2 => Just(Part::Min), 1 => (1..=3u8).prop_map(Part::Percent)];
    let submit = u.clone().prop_map(|by| Step::Alone {
        by,
        step: Single::Submit,
    });
    let instant = (u.clone(), (1..=30u8).prop_map(Part::Percent)).prop_map(|(user, part)| Step::Instant {
        user,
        to: To::Self_,
        part,
        min_out: None,
        by_send: false,
    });
    let queue = (u.clone(), dust(), any::<bool>()).prop_map(|(user, part, by_send)| Step::Queue {
        user,
        to: To::Self_,
        part,
        by_send,
    });
    let cancel = u.clone().prop_map(|user| Step::Cancel { user, part: None });
    prop_oneof![6 => instant, 4 => queue, 1 => cancel, 3 => submit, 4 => keepers(u)]
}

/// The validators of a life in which some fall silent.
const FEW: std::ops::Range<u8> = 0..3;

/// What it takes to write off stake: a validator that answers nobody, others that do, and much time.
fn silence(u: std::ops::Range<u8>) -> impl Strategy<Value = Step> {
    let crank = u.clone().prop_map(|by| Step::Crank { by, page: None });
    let harvest = u.clone().prop_map(|by| Step::Alone {
        by,
        step: Single::Harvest,
    });
    let which = || prop_oneof![2 => FEW.prop_map(|n| 1u16 << n), 1 => any::<u16>()];
    let by = u.clone();
    let skipped = (by, which(), 0..4u8).prop_map(|(by, which, step)| match step {
        0 => Step::AloneSkipping {
            by,
            step: Single::Harvest,
            which,
        },
        1 => Step::AloneSkipping {
            by,
            step: Single::Submit,
            which,
        },
        2 => Step::AloneSkipping {
            by,
            step: Single::Rebalance,
            which,
        },
        _ => Step::CrankSkipping {
            by,
            page: None,
            which,
        },
    });
    prop_oneof![
        6 => (4 * DAY..=20 * DAY).prop_map(|secs| Step::Pass { secs, blocks: 1 }),
        1 => (20 * DAY..=90 * DAY).prop_map(|secs| Step::Pass { secs, blocks: 1 }),
        2 => (FEW, 0..5u8).prop_map(|(validator, on)| Step::Mute { validator, on: on > 0 }),
        1 => (FEW, 0..4u8).prop_map(|(validator, fault)| Step::Panic { validator, fault }),
        6 => crank,
        4 => harvest,
        4 => skipped,
        6 => (FEW, any::<bool>()).prop_map(|(validator, by_owner)| Step::WriteOff { by_owner, validator }),
        2 => FEW.prop_map(Step::Forget),
        2 => (u, FEW).prop_map(|(by, validator)| Step::HarvestOne { by, validator }),
    ]
}

/// Guarantors, slashes of validators with entries in flight that are mostly spared, and time for these to come home.
fn guarantees(u: std::ops::Range<u8>) -> impl Strategy<Value = Step> {
    let crank = u.clone().prop_map(|by| Step::Crank { by, page: None });
    let queue = (u.clone(), 1..=40u8).prop_map(|(user, part)| Step::Queue {
        user,
        to: To::Self_,
        part: Part::Percent(part),
        by_send: false,
    });
    let submit = u.prop_map(|by| Step::Alone {
        by,
        step: Single::Submit,
    });
    let slash = (FEW, 10..=1_000u16, 0..8u8).prop_map(|(validator, bps, back)| Step::Slash {
        validator,
        bps,
        back: Some(20).filter(|_| back == 0),
        power: None,
        then: 4,
    });
    prop_oneof![
        6 => (3_600..=3 * DAY).prop_map(|secs| Step::Pass { secs, blocks: 3 }),
        2 => (10 * DAY..=22 * DAY).prop_map(|secs| Step::Pass { secs, blocks: 2 }),
        6 => crank,
        4 => queue,
        3 => submit,
        5 => slash,
        2 => (any::<u8>(), any::<u8>()).prop_map(|(what, size)| Step::Guarantor(what, size)),
        6 => operators(FEW),
    ]
}

/// How eventful lives differ: as it comes, a rush for the exits, a broken chain, a busy owner, an early wind-down, many
/// small exits, silent validators, a keeper that comes late, guarantors who are needed.
pub const MOODS: usize = 9;

pub fn step(mood: usize) -> impl Strategy<Value = Step> {
    let users = 0..USERS as u8;
    let validators = 0..MOST_VALIDATORS as u8;
    let [pass, people_, keepers_, chain_, owners_, down, leavers_, silence_, guarantees_] = [
        [240, 300, 200, 150, 80, 1, 0, 0, 0],
        [300, 400, 250, 30, 10, 0, 0, 0, 0],
        [240, 200, 200, 330, 40, 0, 0, 0, 0],
        [200, 250, 300, 80, 200, 0, 0, 0, 0],
        [250, 250, 250, 120, 40, 20, 0, 0, 0],
        [250, 150, 50, 60, 40, 1, 450, 0, 0],
        [100, 120, 60, 20, 20, 1, 0, 400, 0],
        [500, 300, 40, 120, 40, 1, 60, 0, 0],
        [60, 200, 60, 20, 20, 1, 0, 0, 500],
    ][mood];
    prop_oneof![
        pass => time(),
        people_ => people(users.clone()),
        keepers_ => keepers(users.clone()),
        chain_ => chain(validators.clone()),
        owners_ => owners(validators),
        down => Just(Step::WindDown),
        leavers_ => leavers(users.clone()),
        silence_ => silence(users.clone()),
        guarantees_ => guarantees(users),
    ]
}

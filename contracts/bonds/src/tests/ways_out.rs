//! What may leave, and what burns before it does.

use floe_contract::ShellError;
use floe_core::Shares;

use crate::error::ContractError;
use crate::fixture::{lines, op, Fixture, COOLDOWN};
use crate::state::POSTED;

fn posted(f: &Fixture, name: &str) -> u128 {
    POSTED.load(&f.deps.storage, &op(name)).unwrap().units()
}

fn required(name: &str, asked: u128, free: u128, required: u128) -> ContractError {
    ContractError::Required {
        operator: op(name),
        asked: Shares::new(asked),
        free: Shares::new(free),
        required: Shares::new(required),
    }
}

#[test]
fn what_is_above_the_required_cools_and_is_paid_to_the_account_that_began() {
    let mut f = Fixture::new();
    f.deps.querier.stake("ann", 10_000_000, &[]);
    f.post("stranger", "ann", 600_000).unwrap();
    assert_eq!(
        f.begin("ann", "ann", 100_001),
        Err(required("ann", 100_001, 100_000, 500_000))
    );
    let (ann, ready) = (f.addr("ann"), f.now() + COOLDOWN);
    assert_eq!(
        lines(&f.begin("ann", "ann", 100_000).unwrap()),
        [format!(
            "floe/bond_cooling_begun operator={} account={ann} shares=100000 ready={ready}",
            op("ann")
        )]
    );
    // It carries no stake any more.
    let bond = f.bond("ann");
    assert_eq!((bond.bond.units(), bond.carrying.units()), (600_000, 500_000));
    assert_eq!((bond.cooling.units(), bond.ready), (100_000, Some(ready)));
    assert_eq!(bond.capacity.units(), 10_000_000);
    assert_eq!(f.begin("ann", "ann", 1), Err(required("ann", 1, 0, 500_000)));

    f.pass(COOLDOWN - 1);
    let early = ContractError::StillCooling {
        operator: op("ann"),
        ready,
    };
    assert_eq!(f.withdraw("ann", |_| ()), Err(early));
    f.pass(1);
    assert_eq!(f.withdraw("ann", |_| ()), Ok((ann, 100_000)));
    assert_eq!(posted(&f, "ann"), 500_000);
    let nothing = ContractError::NotCooling { operator: op("ann") };
    assert_eq!(f.withdraw("ann", |_| ()), Err(nothing));
}

#[test]
fn a_bond_of_exactly_what_is_required_lets_nothing_begin_and_neither_do_entries() {
    let mut f = Fixture::new();
    f.deps.querier.stake("ann", 10_000_000, &[]);
    f.post("ann", "ann", 500_000).unwrap();
    assert_eq!(f.begin("ann", "ann", 1), Err(required("ann", 1, 0, 500_000)));
    // Drained into entries: still nothing.
    f.deps.querier.stake("ann", 0, &[4_000_000, 6_000_000]);
    assert_eq!(f.begin("ann", "ann", 1), Err(required("ann", 1, 0, 500_000)));
    f.deps.querier.stake("ann", 0, &[6_000_000]);
    assert_eq!(
        f.begin("ann", "ann", 200_001),
        Err(required("ann", 200_001, 200_000, 300_000))
    );
    f.deps.querier.stake("ann", 0, &[]);
    f.begin("ann", "ann", 500_000).unwrap();
}

#[test]
fn what_was_moved_away_is_at_risk_until_the_move_is_over() {
    let mut f = Fixture::new();
    let until = f.now() + 1_000;
    f.deps.querier.moved("ann", "ben", 10_000_000, until);
    f.post("ann", "ann", 500_000).unwrap();
    assert_eq!(f.bond("ann").at_risk.units(), 10_000_000);
    assert_eq!(f.begin("ann", "ann", 1), Err(required("ann", 1, 0, 500_000)));
    f.pass(1_000);
    f.begin("ann", "ann", 500_000).unwrap();
}

#[test]
fn stake_that_was_written_off_requires_its_bond_even_when_the_owner_gave_it_up() {
    let mut f = Fixture::new();
    f.post("ann", "ann", 500_000).unwrap();
    for forgotten in [false, true] {
        f.deps.querier.written_off("ann", 10_000_000, forgotten);
        assert_eq!(f.bond("ann").at_risk.units(), 10_000_000);
        assert_eq!(f.begin("ann", "ann", 1), Err(required("ann", 1, 0, 500_000)));
    }
    // It has answered, and its stake has left.
    f.deps.querier.stake("ann", 0, &[]);
    f.begin("ann", "ann", 500_000).unwrap();
}

#[test]
fn a_withdrawal_that_is_ready_pays_what_the_look_in_its_transaction_leaves() {
    let mut f = Fixture::new();
    f.deps.querier.stake("ann", 10_000_000, &[]);
    f.post("ann", "ann", 600_000).unwrap();
    f.begin("ann", "ann", 100_000).unwrap();
    f.pass(COOLDOWN);
    // The slash takes the rest, and of what cools 40,000.
    let refused = f.withdraw("ann", |f| {
        f.cover("ann", 540_000);
        f.deps.querier.stake("ann", 9_460_000, &[]);
    });
    let still = ContractError::StillRequired {
        operator: op("ann"),
        carrying: Shares::ZERO,
        required: Shares::new(473_000),
    };
    assert_eq!(refused, Err(still));
    // Once its stake has left it gets what is left.
    f.deps.querier.stake("ann", 0, &[]);
    let ann = f.addr("ann");
    assert_eq!(f.withdraw("ann", |_| ()), Ok((ann, 60_000)));
    assert_eq!(posted(&f, "ann"), 540_000, "less only by what was paid");
    assert_eq!(f.bond("ann").bond.units(), 0);
}

#[test]
fn a_bond_that_burned_whole_pays_nothing_and_what_comes_back_is_a_bond_again() {
    let mut f = Fixture::new();
    f.post("ann", "ann", 100_000).unwrap();
    f.begin("ann", "ann", 100_000).unwrap();
    f.pass(COOLDOWN);
    let nobody = f.addr("nobody");
    assert_eq!(f.withdraw("ann", |f| f.cover("ann", 100_000)), Ok((nobody, 0)));
    assert_eq!(posted(&f, "ann"), 100_000);
    f.give_back("ann", 30_000);
    let bond = f.bond("ann");
    assert_eq!((bond.carrying.units(), bond.free.units()), (30_000, 30_000));
    f.begin("ann", "ann", 30_000).unwrap();
    f.pass(COOLDOWN);
    let ann = f.addr("ann");
    assert_eq!(f.withdraw("ann", |_| ()), Ok((ann, 30_000)));
    assert_eq!(f.bond("ann").bond.units(), 0);
}

#[test]
fn who_begins_again_begins_anew_with_all_of_it() {
    let mut f = Fixture::new();
    f.post("ann", "ann", 100_000).unwrap();
    f.begin("ann", "ann", 60_000).unwrap();
    f.pass(COOLDOWN - 1);
    f.begin("ann", "ann", 40_000).unwrap();
    f.pass(1);
    assert!(matches!(
        f.withdraw("ann", |_| ()),
        Err(ContractError::StillCooling { .. })
    ));
    f.pass(COOLDOWN);
    let ann = f.addr("ann");
    assert_eq!(f.withdraw("ann", |_| ()), Ok((ann, 100_000)));
}

#[test]
fn nothing_begins_with_nothing_and_a_stranger_begins_nothing() {
    let mut f = Fixture::new();
    f.post("stranger", "ann", 100_000).unwrap();
    let before = f.dump();
    let zero = ShellError::Zero { field: "shares" };
    assert_eq!(f.begin("ann", "ann", 0), Err(zero.into()));
    let refused = ShellError::Unauthorized {
        role: "operator's own account",
    };
    assert_eq!(f.begin("stranger", "ann", 1), Err(refused.into()));
    assert_eq!(f.dump(), before);
}

/// The rest of what a depleted pool holds is worth nothing, and nobody is held there by it.
#[test]
fn without_a_price_what_carries_no_stake_may_still_leave() {
    let mut f = Fixture::new();
    f.post("ann", "ann", 100_000).unwrap();
    f.deps.querier.rate(0, 100_000_000);
    f.begin("ann", "ann", 100_000).unwrap();
    f.deps.querier.stake("ann", 1, &[]);
    f.pass(COOLDOWN);
    assert!(matches!(f.withdraw("ann", |_| ()), Err(ContractError::Core(_))));
    f.deps.querier.stake("ann", 0, &[]);
    let ann = f.addr("ann");
    assert_eq!(f.withdraw("ann", |_| ()), Ok((ann, 100_000)));
}

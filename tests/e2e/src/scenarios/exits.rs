use floe_chain::Error;
use floe_core::params::Param;
use floe_types::hub::ExecuteMsg;

use crate::net::Net;
use crate::world::{Plan, World};

pub fn exits_are_paid_at_maturity_to_their_owners(net: &mut dyn Net) {
    let mut world = World::deploy(net, &Plan::new("exits"));
    world.bond("alice", 3_000_000_000);
    world.bond("bob", 2_000_000_000);
    world.crank_till_idle();

    world.queue("alice", 1_000_000_003);
    world.queue("bob", 900_000_000);
    let shares = Some(400_000_000u128.into());
    world.execute("bob", &ExecuteMsg::CancelUnbond { shares });
    assert_eq!(world.shares("bob"), 1_500_000_000);
    let free = world.solvency().free.u128();
    let batch = world.close();
    let (from_alice, from_bob) = (1_000_000_003, 500_000_000);
    let payable = from_alice + from_bob;
    assert_eq!(
        world.batch(batch).amount_unclaimed.u128(),
        payable,
        "the rate is one"
    );

    // The chain has undelegated exactly what is missing beside the floor.
    let books = world.solvency();
    let floor = books.pool.u128() / 1_000;
    let entries = world.net.chain().unbonding(&world.hub).unwrap();
    let undelegated: u128 = entries.iter().map(|entry| entry.initial).sum();
    assert_eq!(undelegated, payable - (free - floor));
    assert_eq!(books.undelegating.u128(), undelegated);

    // Nothing is paid before its time.
    let early = world.attempt("alice", &ExecuteMsg::WithdrawUnbonded { receiver: None }, 0);
    assert!(matches!(early, Err(Error::Contract { .. })), "{early:?}");
    assert!(!world.batch(batch).reconciled);
    world.mature();
    assert!(world.batch(batch).reconciled);
    assert_eq!(world.claim("alice"), from_alice);
    let (keeper, bob) = (world.coins("keeper"), world.coins("bob"));
    let user = world.address("bob");
    world.execute("keeper", &ExecuteMsg::ClaimFor { user });
    assert_eq!(
        (world.coins("keeper"), world.coins("bob")),
        (keeper, bob + from_bob)
    );
    assert_eq!(world.solvency().reserved.u128(), 0);
    world.check_rate_against_the_chain();
}

pub fn an_instant_exit_pays_what_was_previewed(net: &mut dyn Net) {
    let plan = Plan::new("instant").with(Param::InstantReserveBps, 1_000);
    let mut world = World::deploy(net, &plan);
    world.bond("alice", 5_000_000_000);
    world.crank_till_idle();
    let before = world.solvency();
    assert_eq!(before.free.u128(), before.pool.u128() / 10, "the reserve");

    let preview = world.preview_instant(200_000_000);
    assert_eq!((preview.amount + preview.fee).u128(), 200_000_000);
    let coins = world.coins("alice");
    let msg = |shares: u128| ExecuteMsg::InstantUnbond {
        shares: shares.into(),
        receiver: None,
        min_out: None,
    };
    let outcome = world.execute("alice", &msg(200_000_000));
    assert_eq!(world.coins("alice") - coins, preview.amount.u128());
    assert_eq!(
        world.fact(&outcome, "instant_unbonded").amount("fee"),
        preview.fee.u128()
    );
    let after = world.solvency();
    assert_eq!(after.free, before.free - preview.amount);
    assert_eq!(after.pool + after.unreleased, before.pool - preview.amount);

    // Beyond the buffer it is refused and nothing changes.
    let refused = world.attempt("alice", &msg(after.free.u128() + 1_000_000), 0);
    assert!(matches!(refused, Err(Error::Contract { .. })), "{refused:?}");
    assert_eq!(world.snapshot().books.free, after.free);
    world.check_rate_against_the_chain();
}

pub fn deposits_pay_exits_without_undelegation(net: &mut dyn Net) {
    let mut world = World::deploy(net, &Plan::new("netting"));
    world.bond("alice", 5_000_000_000);
    world.crank_till_idle();
    let staked = world.solvency().delegated;

    world.queue("alice", 1_000_000_000);
    world.bond("bob", 2_000_000_000);
    let batch = world.close();
    assert!(world.net.chain().unbonding(&world.hub).unwrap().is_empty());
    // Not in the block of its close, but in the next.
    world.crank_until("the settlement", |world, _| world.batch(batch).reconciled);
    assert_eq!(world.claim("alice"), 1_000_000_000);
    assert!(world.net.chain().unbonding(&world.hub).unwrap().is_empty());
    world.crank_till_idle();
    assert!(
        world.solvency().delegated > staked,
        "the rest of the deposit is delegated"
    );
    world.check_rate_against_the_chain();
}

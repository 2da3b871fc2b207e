//! Exits from the queue to the payment.

use std::collections::BTreeMap;

use floe_api::hub::ExecuteMsg;
use floe_client::Error;
use floe_core::params::Param;

use crate::net::Scene;
use crate::world::{Deployed, ScenarioPlan};

pub fn exits_are_paid_at_maturity_to_their_owners(net: &mut dyn Scene) {
    let mut world = Deployed::deploy(net, &ScenarioPlan::new("exits"));
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

pub fn an_instant_exit_pays_what_was_previewed(net: &mut dyn Scene) {
    let plan = ScenarioPlan::new("instant").with(Param::InstantReserveBps, 1_000);
    let mut world = Deployed::deploy(net, &plan);
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

pub fn deposits_pay_exits_without_undelegation(net: &mut dyn Scene) {
    let mut world = Deployed::deploy(net, &ScenarioPlan::new("netting"));
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

/// What is played, and how many of the same days an undelegation takes: so long is a day where it takes seconds.
const DAYS: u64 = 30;
const UNBONDING_DAYS: u64 = 21;
/// Days between two queued exits; a batch closes with each at the most.
const QUEUED_EVERY: u64 = 5;

/// A month in which somebody leaves at once with the smallest move every day, and cranks. The entries that the chain
/// makes are those that the batches need: one each, as one validator has enough for it.
pub fn small_exits_at_once_use_no_entries(net: &mut dyn Scene) {
    let plan = ScenarioPlan::new("month").with(Param::InstantReserveBps, 1_000);
    let mut world = Deployed::deploy(net, &plan);
    world.bond("alice", 4_000_000_000);
    world.bond("bob", 2_000_000_000);
    world.crank_till_idle();

    let begin = world.now();
    let unbonding = world.net.chain().staking_params().unwrap().unbonding_secs;
    // What was undelegated, by validator and height; what has been paid is remembered.
    let mut made = BTreeMap::new();
    let mut closed = Vec::new();
    for day in 1..=DAYS {
        world.wait_until(begin + day * unbonding / UNBONDING_DAYS);
        if day % QUEUED_EVERY == 1 {
            world.queue("bob", 50_000_000);
        }
        world.leave_at_once("alice");
        let (report, _) = world.crank();
        closed.extend(report.closed);
        assert!(report.need.is_zero(), "day {day}: {report:?}");
        let entries = world.net.chain().unbonding(&world.hub).unwrap();
        let entries = entries.into_iter();
        made.extend(entries.map(|entry| ((entry.operator, entry.creation_height), entry.initial)));
        assert_eq!(made.len(), closed.len(), "day {day}: {report:?} {made:?}");
    }
    assert!(closed.len() > 3, "{closed:?}");
    if !world.solvency().escrow.is_zero() {
        closed.push(world.close());
    }

    // They were enough, and nothing was undelegated for the reserve.
    world.mature();
    let payables = closed.iter().map(|id| world.batch(*id).amount_unclaimed.u128());
    let payable: u128 = payables.sum();
    assert!(made.values().sum::<u128>() <= payable, "{made:?} for {payable}");
    assert_eq!(world.claim("bob"), payable);
    world.check_rate_against_the_chain();
}

impl Deployed<'_> {
    /// Leaves at once with as little as the hub would undelegate. It is refused in the block at whose end the chain pays an
    /// undelegation.
    fn leave_at_once(&mut self, by: &str) {
        let smallest = (self.solvency().pool.u128() / 10_000).max(1_000);
        let msg = ExecuteMsg::InstantUnbond {
            shares: smallest.into(),
            receiver: None,
            min_out: None,
        };
        loop {
            match self.attempt(by, &msg, 0) {
                Ok(_) => return,
                Err(Error::Contract { text, .. }) if text.contains("coins of a due undelegation") => {
                    self.pass_blocks(1);
                }
                Err(error) => panic!("{msg:?} by {by}: {error}"),
            }
        }
    }
}

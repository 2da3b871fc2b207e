//! Slashes, before and after an exit.

use floe_api::registry;
use floe_client::{ChainExt, TxOutcome};

use crate::net::{Backend, Scene};
use crate::world::{Deployed, ScenarioPlan, BATCH_INTERVAL};

/// What is known of a validator just before it is slashed.
struct Before {
    operator: String,
    staked: u128,
    pool: u128,
    /// Of the unsettled batches.
    payables: Vec<u128>,
}

impl Before {
    fn of(world: &Deployed, operator: &str) -> Self {
        let solvency = world.solvency();
        assert!(
            solvency.unreleased.is_zero(),
            "no stream absorbs a part of the loss"
        );
        Self {
            operator: operator.to_owned(),
            staked: world.staked(operator),
            pool: solvency.pool.u128(),
            payables: world.payables(),
        }
    }

    /// Compares what the hub found with what the chain did, and how the loss was shared.
    fn check_loss(&self, world: &Deployed, seen: &TxOutcome, provisioned: u128) {
        let fall = self.staked - world.staked(&self.operator);
        let slash = world.fact(seen, "validator_slashed");
        assert_eq!(slash.text("validator"), self.operator);
        assert_eq!(
            (slash.amount("bonded"), slash.amount("provisioned")),
            (fall, provisioned)
        );

        let (loss, equity) = (fall + provisioned, self.pool + self.payables.iter().sum::<u128>());
        let after = world.solvency();
        // Rounding of the other validators is a unit each at most, and the pool's.
        let rounding = world.fact(seen, "loss_recognised").amount("rounding");
        assert!(rounding <= 3, "{seen:?}");
        let left = equity - rounding;
        let payables = self.payables.iter().map(|payable| payable * (left - loss) / left);
        let payables: Vec<u128> = payables.collect();
        assert_eq!(world.payables(), payables);
        let owed: u128 = payables.iter().sum();
        assert_eq!((after.owed.u128(), after.pool.u128()), (owed, left - loss - owed));
    }
}

/// `⌈amount · fall / staked⌉`: what an entry is expected to have lost.
fn provision(amount: u128, fall: u128, staked: u128) -> u128 {
    (amount * fall).div_ceil(staked)
}

pub fn a_downtime_slash_is_shared_with_the_exits_in_flight(net: &mut dyn Scene) {
    let plan = ScenarioPlan::new("downtime").validators(&[(Backend::DOWN, 1), (0, 1), (1, 1)]);
    let mut world = Deployed::deploy(net, &plan);
    let victim = world.operators[0].clone();
    world.bond("alice", 6_000_000_000);
    world.bond("bob", 3_000_000_000);
    world.crank_till_idle();
    world.queue("alice", 2_000_000_000);
    let batch = world.close();
    let entries = world.entries_at(&victim);
    let [entry] = entries.as_slice() else {
        panic!("one entry expected, not {entries:?}")
    };

    world.pass_blocks(4);

    let before = Before::of(&world, &victim);
    world.net.go_down(&victim);
    assert!(!world.is_bonded(&victim));
    let fall = before.staked - world.staked(&victim);
    // A tenth, but for whole coins of voting power and rounding.
    assert!(
        fall.abs_diff(before.staked / 10) <= before.staked / 100_000,
        "{fall}"
    );
    let seen = world.sync();
    world.check_delegations(true);
    before.check_loss(&world, &seen, provision(entry.initial, fall, before.staked));
    let reduced = world.batch(batch).amount_unclaimed.u128();
    assert!(reduced < 2_000_000_000);

    // No new stake while it is out of the set.
    world.direct("keeper", &registry::ExecuteMsg::Refresh {});
    assert!(!world.listed(&victim).unwrap().accepting);
    let staked = world.staked(&victim);
    world.bond("carol", 1_000_000_000);
    world.crank_till_idle();
    assert_eq!(world.staked(&victim), staked);

    world.net.come_back(&victim);
    world.direct("keeper", &registry::ExecuteMsg::Refresh {});
    assert!(world.listed(&victim).unwrap().accepting);

    // The entry was made before the downtime: the chain pays it in full, and the provision comes back.
    if world
        .entries_at(&victim)
        .iter()
        .any(|now| now.completion == entry.completion)
    {
        assert_eq!(world.entries_at(&victim)[0].balance, entry.initial);
    }
    world.mature();
    let restored = world.batch(batch).amount_unclaimed.u128();
    assert!(
        reduced < restored && restored < 2_000_000_000,
        "{reduced} {restored}"
    );
    assert_eq!(world.claim("alice"), restored);
    world.check_rate_against_the_chain();
    assert_eq!(
        world.booked(&victim).cumulative_loss.u128(),
        before.staked - staked + provision(entry.initial, fall, before.staked)
    );
}

pub fn a_double_sign_takes_from_later_exits_only(net: &mut dyn Scene) {
    let plan = ScenarioPlan::new("double sign").validators(&[(Backend::TWO_FACED, 1), (0, 1)]);
    let mut world = Deployed::deploy(net, &plan);
    let victim = world.operators[0].clone();
    world.bond("alice", 6_000_000_000);
    world.bond("bob", 6_000_000_000);
    world.crank_till_idle();

    // One entry before the infraction and one after it.
    world.queue("alice", 600_000_000);
    world.close();
    let first = world.entries_at(&victim).remove(0);
    world.pass_blocks(4);
    let infraction = world.height();
    world.pass_blocks(2);
    // So large that both validators must give.
    world.queue("bob", 5_500_000_000);
    world.pass_secs(BATCH_INTERVAL);
    world.close();
    let second = world.entries_at(&victim).remove(1);
    assert!(first.creation_height + 1 < infraction && infraction < second.creation_height);

    let before = Before::of(&world, &victim);
    world.net.sign_twice(&victim, infraction);
    assert!(!world.is_bonded(&victim));
    let left: Vec<u128> = world
        .entries_at(&victim)
        .iter()
        .map(|entry| entry.balance)
        .collect();
    assert_eq!(left, [first.initial, second.initial - second.initial / 20]);
    let fall = before.staked - world.staked(&victim);
    assert!(
        fall.abs_diff(before.staked / 20) <= before.staked / 100_000,
        "{fall}"
    );
    let seen = world.sync();
    world.check_delegations(true);
    let provisions = [&first, &second].map(|entry| provision(entry.initial, fall, before.staked));
    before.check_loss(&world, &seen, provisions.iter().sum());
    // Slashes are of whole coins of voting power: the fraction seen on the stake is a little smaller.
    let expected = world.booked(&victim).entries[1].expected.u128();
    assert!(
        expected.abs_diff(left[1]) <= second.initial / 100_000,
        "{expected} {left:?}"
    );

    world.direct("keeper", &registry::ExecuteMsg::Refresh {});
    assert!(!world.listed(&victim).unwrap().accepting);
    world.mature();
    // Nobody has lost more than the slashed part of everything.
    for (name, asked) in [("alice", 600_000_000), ("bob", 5_500_000_000)] {
        let paid = world.claim(name);
        assert!(
            paid < asked && paid > asked * 95 / 100,
            "{name}: {paid} for {asked}"
        );
    }
    world.check_rate_against_the_chain();
    // It stays out for good.
    assert!(!world.is_bonded(&victim));
    let bonded = world.net.chain().validators().unwrap();
    assert!(bonded.iter().any(|v| v.operator == victim && v.jailed));
    assert_eq!(
        world.net.chain().delegated(&world.hub).unwrap()[&victim],
        world.booked(&victim).delegated.u128()
    );
}

//! Validators that come, go and move.

use floe_api::hub::{ExecuteMsg, ParamsUpdate};
use floe_api::registry::{self, ValidatorWeight};
use floe_core::params::Param;

use crate::net::Scene;
use crate::world::{Deployed, ScenarioPlan};

/// Entries that the chain allows for one delegator and validator.
const MAX_ENTRIES: usize = 7;

pub fn a_change_of_weights_moves_stake_and_locks_it(net: &mut dyn Scene) {
    let all = [(0, 340), (1, 340), (2, 160), (3, 160)];
    let mut world = Deployed::deploy(net, &ScenarioPlan::new("weights").validators(&all));
    world.bond("alice", 8_000_000_000);
    world.crank_till_idle();
    let grown = world.operators[3].clone();
    let start = world.staked(&grown);

    // More than a tenth too much on one, more than a tenth too little on another, and less than half a day's budget.
    world.set_weights(&[3_400, 3_400, 1_415, 1_785]);
    world.crank_till_idle();
    world.check_delegations(false);
    let shrunk = world.operators[2].clone();
    let booked = world.booked(&shrunk);
    assert_eq!(world.staked(&shrunk), booked.target.u128());
    let moved = world.staked(&grown) - start;
    let moves = world.net.chain().redelegations(&world.hub).unwrap();
    assert_eq!(moves.iter().map(|entry| entry.initial).sum::<u128>(), moved);
    assert!(moves.iter().all(|entry| entry.destination == grown));

    // The way back is closed until the chain's own redelegations have ended.
    world.set_weights(&[340, 340, 160, 160]);
    let (report, _) = world.crank();
    assert!(report.redelegations.is_empty(), "{report:?}");
    let end = moves.iter().map(|entry| entry.completion).max().unwrap();
    let locked = world.booked(&grown).locked_until.expect("a lock");
    assert!(locked >= end.seconds(), "{locked} {end}");
    world.wait_until(locked + 60);
    world.crank_until("the way back", |world, _| world.staked(&grown) == start);
    let moves = world.net.chain().redelegations(&world.hub).unwrap();
    assert!(moves.iter().all(|entry| entry.source == grown), "{moves:?}");
    assert_eq!(moves.iter().map(|entry| entry.initial).sum::<u128>(), moved);
    world.check_rate_against_the_chain();
}

pub fn a_removed_validator_is_emptied_and_forgotten(net: &mut dyn Scene) {
    // A part of the whole that leaves in one day.
    let all = [(0, 33), (1, 33), (2, 33), (3, 3)];
    let mut world = Deployed::deploy(net, &ScenarioPlan::new("removal").validators(&all));
    world.bond("alice", 8_000_000_000);
    world.crank_till_idle();
    let leaving = world.operators[3].clone();
    let stake = world.staked(&leaving);
    assert!(stake > 0);
    world.direct(
        "owner",
        &registry::ExecuteMsg::RemoveValidator {
            operator: leaving.clone(),
        },
    );
    // An exit takes from it first; while that is in flight, the validator is not gone.
    world.queue("alice", 100_000_000);
    world.close();
    let entry = world.entries_at(&leaving).remove(0);
    world.crank_till_idle();
    assert!(world.staked(&leaving) < stake);
    world.direct("keeper", &registry::ExecuteMsg::Refresh {});
    assert!(
        world.listed(&leaving).is_some(),
        "an entry of {} is in flight",
        entry.initial
    );
    world.mature();
    assert_eq!(world.claim("alice"), 100_000_000);
    world.crank_until("the last of its stake to leave", |world, _| {
        world.staked(&leaving) == 0
    });
    world.direct("keeper", &registry::ExecuteMsg::Refresh {});
    assert_eq!(world.listed(&leaving), None);

    // It gets nothing any more.
    world.bond("bob", 1_000_000_000);
    world.crank_till_idle();
    assert_eq!(world.staked(&leaving), 0);
    world.check_rate_against_the_chain();
}

pub fn the_eighth_undelegation_waits_and_nothing_fails(net: &mut dyn Scene) {
    let plan = ScenarioPlan::new("entries").validators(&[(0, 1)]);
    let mut world = Deployed::deploy(net, &plan);
    let only = world.operators[0].clone();
    world.bond("alice", 9_000_000_000);
    world.crank_till_idle();
    for count in 1..=MAX_ENTRIES {
        world.queue("alice", 100_000_000);
        world.close();
        assert_eq!(world.entries_at(&only).len(), count);
    }
    world.queue("alice", 100_000_000);
    let eighth = world.close();
    assert_eq!(world.entries_at(&only).len(), MAX_ENTRIES);
    let (report, _) = world.crank();
    assert!(
        report.undelegations.is_empty() && !report.need.is_zero(),
        "{report:?}"
    );

    // A hub that believes in more entries asks, is refused by the chain, and goes on as before.
    world.set_max_entries(100);
    let before = world.snapshot();
    let outcome = world
        .attempt("keeper", &ExecuteMsg::SubmitBatch { skip: None }, 0)
        .unwrap();
    let failed = world.fact(&outcome, "message_failed");
    assert_eq!(
        (failed.text("message"), failed.text("validator")),
        ("undelegate", only.as_str())
    );
    assert_eq!(world.snapshot().delegated, before.delegated);
    assert_eq!(world.snapshot().books, before.books);
    world.set_max_entries(u128::try_from(MAX_ENTRIES).unwrap());

    let entries = world.entries_at(&only);
    let (first, last) = (&entries[0], &entries[MAX_ENTRIES - 1]);
    world.wait_until(first.completion.seconds() + 1);
    world.crank_until("the eighth undelegation", |world, _| {
        let newest = world.entries_at(&only).pop();
        newest.is_some_and(|newest| newest.creation_height > last.creation_height)
    });
    assert!(!world.batch(eighth).reconciled);
    assert!(world.claim("alice") >= 100_000_000, "the first batch is paid");
    world.check_rate_against_the_chain();
}

impl Deployed<'_> {
    pub(crate) fn set_weights(&mut self, weights: &[u64]) {
        let operators = self.operators.iter().zip(weights);
        let weights = operators
            .map(|(operator, weight)| ValidatorWeight {
                operator: operator.clone(),
                weight: *weight,
            })
            .collect();
        self.direct("owner", &registry::ExecuteMsg::SetWeights { weights });
    }

    fn set_max_entries(&mut self, most: u128) {
        let update = ParamsUpdate::default().with(Param::MaxEntries, most);
        self.execute("owner", &ExecuteMsg::UpdateParams(update));
    }
}

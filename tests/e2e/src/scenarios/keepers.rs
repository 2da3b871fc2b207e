//! Several keepers at once.

use floe_api::hub::{CrankReport, ExecuteMsg};

use crate::net::Scene;
use crate::verbs::report;
use crate::world::{Deployed, ScenarioPlan};

/// Two keepers send at once, so that both transactions were simulated on the same state.
pub fn keepers_in_one_block_do_not_harm_each_other(net: &mut dyn Scene) {
    let mut world = Deployed::deploy(net, &ScenarioPlan::new("keepers"));
    world.bond("alice", 4_000_000_000);
    let reports = crank_twice(&mut world);
    let delegated: u128 = world
        .net
        .chain()
        .delegations(&world.hub)
        .unwrap()
        .iter()
        .map(|d| d.amount)
        .sum();
    let sent: u128 = reports
        .iter()
        .flat_map(|report| &report.delegations)
        .map(|portion| portion.amount.units())
        .sum();
    assert_eq!(delegated, sent);

    for round in 1..=2 {
        world.queue("alice", 500_000_000);
        world.bond("bob", 100_000_000 * round);
        // The interval may not be over yet.
        let closed = loop {
            let reports = crank_twice(&mut world);
            let closed: Vec<u64> = reports.iter().filter_map(|report| report.closed).collect();
            if !closed.is_empty() {
                break closed;
            }
        };
        assert_eq!(closed.len(), 1, "a batch closes once");
    }
    world.mature();
    assert_eq!(world.claim("alice"), 1_000_000_000);
    world.check_rate_against_the_chain();
}

fn crank_twice(world: &mut Deployed) -> Vec<CrankReport> {
    let msg = ExecuteMsg::Crank {
        max_msgs: None,
        skip: None,
    };
    let pending = ["keeper", "keeper2"].map(|keeper| world.submit(keeper, &msg));
    let outcomes = pending.map(|pending| world.net.chain_mut().confirm(&pending).unwrap());
    world.check();
    world.check_delegations(false);
    outcomes.iter().map(report).collect()
}

//! The validator set: who may be in it, and where stake goes, stays and leaves.

mod moves;
mod set;
mod targets;

use floe_api::registry::Targets;
use floe_core::units::{Native, DAY};
use floe_testing::suite::ValidatorSetup;
use floe_tests::prelude::*;
use floe_tests::staking::*;

/// Cranks and refreshes once a day, at most this often, until the registry has dropped the validator.
fn crank_until_dropped(s: &mut Suite, validator: &str, most: u64) -> u64 {
    let operator = s.operator(validator);
    for day in 0..most {
        s.crank();
        s.refresh();
        if !listed(s).contains(&operator) {
            return day;
        }
        s.pass_days(1);
    }
    panic!(
        "{validator} is still listed with {} and {:?}",
        stake(s, validator),
        entries(s, validator)
    );
}

/// A pool of 100,000,000; 2,997,000 have just been moved from val1 to val2.
fn just_moved_to_the_second() -> Suite {
    let mut plan = setup(3);
    plan.older_share_bps = Some(10_000);
    let mut s = hundred_million_of(plan);
    s.next_block();
    set_weights(&mut s, &[("val2", 2)]);
    s.rebalance();
    assert_eq!(stake(&s, "val2"), 36_297_000);
    s.next_block();
    s
}

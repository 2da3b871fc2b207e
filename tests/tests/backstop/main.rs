//! The backstop with the hub: what its stakers bear, earn and can do to each other.

mod attacks;
mod lives;
mod losses;

use floe_api::backstop::{ExecuteMsg as BackstopMsg, QueryMsg as BackstopQuery};
use floe_core::units::DAY;
use floe_testing::suite::backstop::FOUNDER;
use floe_testing::suite::GuarantorSetup;
use floe_tests::prelude::*;
use floe_tests::staking::*;

/// The cooldown of the setups here: the chain's unbonding time and a day.
const COOLDOWN: u64 = UNBONDING + DAY;
const ONE: &str = "1.000000000000000000";

/// Four equal validators in a pool at rate one, of which 3,000,000 shares are the backstop's.
fn with_backstop(pool: u128) -> Suite {
    let mut plan = setup(4);
    plan.guarantors = GuarantorSetup {
        backstop: Some(3_000_000u128.into()),
        ..GuarantorSetup::default()
    };
    let mut s = Suite::new(plan);
    s.bond("alice", pool - 4_000_000);
    s.rebalance();
    assert_eq!((s.books().pool(), s.books().supply()), (pool, pool));
    s.next_block();
    s
}

/// `N`, `A` and the unreleased premium, in full: `A` and premium are the balance.
fn books(s: &Suite) -> [u128; 3] {
    let state = s.backstop_state();
    assert_eq!(state.assets + state.unreleased, state.balance);
    assert_eq!(state.balance.u128(), s.shares("backstop"));
    [state.units, state.assets, state.unreleased].map(|amount| amount.u128())
}

fn worth(s: &Suite, units: u128) -> u128 {
    let amount = units.into();
    s.ask_backstop::<Uint128>(&BackstopQuery::ConvertToAssets { amount })
        .u128()
}

//! The histories in which messages fail: each goes on whatever failed, as people and keepers would.

use cosmwasm_std::{Decimal, Uint128};
use floe_core::params::Param;
use floe_core::units::DAY;
use floe_testing::chain::Slash;
use floe_testing::suite::{Setup, Suite};
use floe_types::hub::ExecuteMsg;
use floe_types::{collector, registry};

use crate::audit::Stage;
use crate::injector::Injector;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum History {
    Life,
    Slashed,
    WoundDown,
}

pub const PEOPLE: [&str; 3] = ["alice", "bob", "carol"];
pub const WEALTH: u128 = 1_000_000_000;

fn setup() -> Setup {
    let setup = PEOPLE.iter().fold(Setup::default().validators(4), |setup, name| {
        setup.user(name, WEALTH)
    });
    setup.params(|p| {
        p.with(Param::MaxAprBps, 100_000u128)
            .with(Param::BatchInterval, 10u128)
            .with(Param::InstantReserveBps, 100u128)
            .with(Param::MaxMoveBps, 2_500u128)
    })
}

impl History {
    pub fn begin(self, injector: &Injector) -> Stage {
        let mut plan = setup();
        plan.registry_params.max_share_bps = Some(10_000);
        let mut suite = Suite::new(plan);
        suite.heard = Some(Vec::new());
        let own = vec![suite.hub.clone(), suite.collector.clone()];
        suite.chain.watch(Some(injector.watcher(own)));
        Stage::new(suite, injector.clone())
    }

    pub fn play(self, stage: &mut Stage) {
        growing(stage);
        match self {
            History::Life => life(stage),
            History::Slashed => slashed(stage),
            History::WoundDown => wound_down(stage),
        }
    }
}

/// Deposits, the first delegations, a harvest, an exit in flight.
fn growing(stage: &mut Stage) {
    stage.bond("alice", 60_000_000);
    stage.bond("bob", 30_000_000);
    stage.crank("first delegations");
    stage.suite.pass_secs(DAY);
    stage.rewards(900_000);
    stage.crank("harvest");
    stage.suite.pass_secs(DAY);
    stage.crank("second delegations");
    stage.queue("alice", 20_000_000);
    stage.step("cover", &ExecuteMsg::SubmitBatch {});
    stage.suite.next_block();
}

fn weights(stage: &mut Stage, weights: [u64; 4]) {
    let weights = weights
        .into_iter()
        .enumerate()
        .map(|(n, weight)| registry::ValidatorWeight {
            operator: stage.suite.operator(&format!("val{}", n + 1)),
            weight,
        });
    let msg = registry::ExecuteMsg::SetWeights {
        weights: weights.collect(),
    };
    stage.suite.registry("gov", &msg).unwrap();
}

fn life(stage: &mut Stage) {
    stage.bond("carol", 10_000_000);
    stage.instant("carol", 1_000_000);
    weights(stage, [1, 1, 1, 3]);
    stage.step(
        "rebalance",
        &ExecuteMsg::Rebalance {
            min_redelegation: None,
            minimum: None,
        },
    );
    stage.suite.pass_secs(DAY);
    stage.queue("bob", 5_000_000);
    stage.crank("close and cover");
    let operator = stage.suite.operator("val3");
    stage
        .suite
        .registry("gov", &registry::ExecuteMsg::RemoveValidator { operator })
        .unwrap();
    stage.suite.pass_secs(DAY);
    stage.rewards(300_000);
    stage.crank("drain");
    stage.suite.gift("collector", 50_000);
    stage.forward();
    stage.suite.pass_secs(DAY);
    stage.step("single harvest", &ExecuteMsg::Harvest {});
    stage.queue("carol", 4_000_000);
    stage.crank("third batch");
    stage.suite.pass_secs(19 * DAY);
    stage.suite.next_block();
    stage.crank("first arrivals");
    stage.claim("alice");
    stage.suite.pass_secs(3 * DAY);
    stage.suite.next_block();
    stage.claim("bob");
    stage.crank("late");
    stage.claim("carol");
}

fn slashed(stage: &mut Stage) {
    let slash = Slash::new(&stage.suite.operator("val1"), Decimal::percent(5)).at_height(1);
    stage.suite.slash_as(&slash.and_jail());
    stage.step("slash", &ExecuteMsg::Sync {});
    stage.suite.refresh();
    stage.bond("carol", 10_000_000);
    stage.queue("bob", 8_000_000);
    stage.crank("after the slash");
    stage.suite.pass_secs(4 * DAY);
    stage.suite.refresh();
    stage.rewards(200_000);
    stage.crank("moving on");
    stage.suite.next_block();
    let slash = Slash::new(&stage.suite.operator("val2"), Decimal::percent(40)).at_height(1);
    stage.suite.slash_as(&slash);
    stage.suite.pass_secs(22 * DAY);
    stage.suite.next_block();
    // Whatever is missing is covered by the claims themselves.
    stage.claim("alice");
    stage.suite.next_block();
    stage.claim("bob");
    stage.suite.pass_secs(22 * DAY);
    stage.suite.next_block();
    stage.claim("alice");
    stage.claim("bob");
}

fn wound_down(stage: &mut Stage) {
    stage.bond("carol", 10_000_000);
    stage.suite.pass_secs(DAY);
    stage.rewards(300_000);
    stage.injector.message("wind down");
    stage.suite.hub("gov", &ExecuteMsg::WindDown {}).unwrap();
    stage.queue("bob", 7_000_000);
    stage.crank("unwind");
    stage.suite.pass_secs(DAY);
    stage.crank("unwind more");
    stage.suite.pass_secs(22 * DAY);
    stage.suite.next_block();
    stage.crank("arrivals");
    stage.claim("alice");
    stage.suite.pass_secs(DAY);
    stage.crank("the probes");
    stage.claim("bob");
    stage.suite.pass_secs(22 * DAY);
    stage.suite.next_block();
    stage.crank("the last");
}

/// Messages of the histories; those that an injected fault makes fail are simply sent again in the next block.
impl Stage {
    fn twice(
        &mut self,
        phase: &'static str,
        mut send: impl FnMut(&mut Suite) -> floe_testing::suite::Outcome,
    ) {
        self.injector.message(phase);
        let first = send(&mut self.suite);
        if first.is_err() {
            self.suite.next_block();
            self.injector.message(phase);
            let _ = send(&mut self.suite);
        }
    }

    pub fn step(&mut self, phase: &'static str, msg: &ExecuteMsg) {
        self.injector.message(phase);
        self.suite
            .hub("stranger", msg)
            .unwrap_or_else(|failure| panic!("{phase}: {failure:?}"));
    }

    pub fn crank(&mut self, phase: &'static str) {
        self.step(phase, &ExecuteMsg::Crank { max_msgs: None });
    }

    fn bond(&mut self, by: &str, amount: u128) {
        self.injector.message("bond");
        self.suite.bond(by, amount);
    }

    fn queue(&mut self, by: &str, shares: u128) {
        self.injector.message("queue");
        self.suite.queue(by, shares);
    }

    fn instant(&mut self, by: &str, shares: u128) {
        self.twice("instant", |s| s.try_instant(by, shares));
    }

    fn claim(&mut self, by: &str) {
        self.twice("claim", |s| s.try_claim(by));
    }

    fn forward(&mut self) {
        let (by, collector) = (self.suite.addr("stranger"), self.suite.collector.clone());
        let msg = collector::ExecuteMsg::Forward { keeper: None };
        self.twice("forward", |s| s.exec(&by, &collector, &msg, &[]));
    }

    /// Rewards, where anything is staked.
    fn rewards(&mut self, amount: u128) {
        let hub = self.suite.hub.clone();
        if self
            .suite
            .chain
            .rewards_spread(&hub, Uint128::new(amount))
            .is_ok()
        {
            self.rewards += amount;
        }
    }
}

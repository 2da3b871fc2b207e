//! The histories in which messages fail: each goes on whatever failed, as people and keepers would.

use floe_core::units::DAY;

use crate::fault::audit::AuditScene;
use crate::fault::injector::Injector;
use crate::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultHistory {
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
            .with(Param::UnbondingEstimate, 10u128)
            .with(Param::InstantReserveBps, 100u128)
            .with(Param::MaxMoveBps, 400u128)
    })
}

impl FaultHistory {
    pub fn begin(self, injector: &Injector) -> AuditScene {
        let mut plan = setup();
        plan.older_share_bps = Some(10_000);
        let mut suite = Suite::new(plan);
        suite.heard = Some(Vec::new());
        let own = vec![suite.hub.clone(), suite.collector.clone()];
        suite.chain.watch(Some(injector.watcher(own)));
        AuditScene::new(suite, injector.clone())
    }

    pub fn play(self, scene: &mut AuditScene) {
        growing(scene);
        match self {
            FaultHistory::Life => life(scene),
            FaultHistory::Slashed => slashed(scene),
            FaultHistory::WoundDown => wound_down(scene),
        }
    }
}

/// Deposits, the first delegations, a harvest, an exit in flight.
fn growing(scene: &mut AuditScene) {
    scene.bond("alice", 60_000_000);
    scene.bond("bob", 30_000_000);
    scene.crank("first delegations");
    scene.suite.pass_secs(DAY);
    scene.rewards(900_000);
    scene.crank("harvest");
    scene.suite.pass_secs(DAY);
    scene.crank("second delegations");
    scene.queue("alice", 20_000_000);
    scene.step("cover", &ExecuteMsg::SubmitBatch { skip: None });
    scene.suite.next_block();
}

fn weights(scene: &mut AuditScene, weights: [u64; 4]) {
    let weights = weights
        .into_iter()
        .enumerate()
        .map(|(n, weight)| registry::ValidatorWeight {
            operator: scene.suite.operator(&format!("val{}", n + 1)),
            weight,
        });
    let msg = registry::ExecuteMsg::SetWeights {
        weights: weights.collect(),
    };
    scene.suite.registry("gov", &msg).unwrap();
}

fn life(scene: &mut AuditScene) {
    scene.bond("carol", 10_000_000);
    scene.instant("carol", 1_000_000);
    weights(scene, [1, 1, 1, 3]);
    scene.step(
        "rebalance",
        &ExecuteMsg::Rebalance {
            min_redelegation: None,
            minimum: None,
            skip: None,
        },
    );
    scene.suite.pass_secs(DAY);
    scene.queue("bob", 5_000_000);
    scene.crank("close and cover");
    let operator = scene.suite.operator("val3");
    scene
        .suite
        .registry("gov", &registry::ExecuteMsg::RemoveValidator { operator })
        .unwrap();
    scene.suite.pass_secs(DAY);
    scene.rewards(300_000);
    scene.crank("drain");
    scene.suite.gift("collector", 50_000);
    scene.forward();
    scene.suite.pass_secs(DAY);
    scene.step(
        "single harvest",
        &ExecuteMsg::Harvest {
            validator: None,
            skip: None,
        },
    );
    scene.queue("carol", 4_000_000);
    scene.crank("third batch");
    scene.suite.pass_secs(19 * DAY);
    scene.suite.next_block();
    scene.crank("first arrivals");
    scene.claim("alice");
    scene.suite.pass_secs(3 * DAY);
    scene.suite.next_block();
    scene.claim("bob");
    scene.crank("late");
    scene.claim("carol");
}

fn slashed(scene: &mut AuditScene) {
    let slash = Slash::new(&scene.suite.operator("val1"), Decimal::percent(5)).at_height(1);
    scene.suite.slash_as(&slash.and_jail());
    scene.step("slash", &ExecuteMsg::Sync {});
    scene.suite.refresh();
    scene.bond("carol", 10_000_000);
    scene.queue("bob", 8_000_000);
    scene.crank("after the slash");
    scene.suite.pass_secs(4 * DAY);
    scene.suite.refresh();
    scene.rewards(200_000);
    scene.crank("moving on");
    scene.suite.next_block();
    let slash = Slash::new(&scene.suite.operator("val2"), Decimal::percent(40)).at_height(1);
    scene.suite.slash_as(&slash);
    scene.suite.pass_secs(22 * DAY);
    scene.suite.next_block();
    // Whatever is missing is covered by the claims themselves.
    scene.claim("alice");
    scene.suite.next_block();
    scene.claim("bob");
    scene.suite.pass_secs(22 * DAY);
    scene.suite.next_block();
    scene.claim("alice");
    scene.claim("bob");
}

fn wound_down(scene: &mut AuditScene) {
    scene.bond("carol", 10_000_000);
    scene.suite.pass_secs(DAY);
    scene.rewards(300_000);
    scene.injector.message("wind down");
    scene.suite.hub("gov", &ExecuteMsg::WindDown {}).unwrap();
    scene.queue("bob", 7_000_000);
    scene.crank("unwind");
    scene.suite.pass_secs(DAY);
    scene.crank("unwind more");
    scene.suite.pass_secs(22 * DAY);
    scene.suite.next_block();
    scene.crank("arrivals");
    scene.claim("alice");
    scene.suite.pass_secs(DAY);
    scene.crank("the probes");
    scene.claim("bob");
    scene.suite.pass_secs(22 * DAY);
    scene.suite.next_block();
    scene.crank("the last");
}

/// Messages of the histories; those that an injected fault makes fail are simply sent again in the next block.
impl AuditScene {
    fn twice(
        &mut self,
        phase: &'static str,
        mut send: impl FnMut(&mut Suite) -> floe_testing::suite::TxResult,
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
        self.step(
            phase,
            &ExecuteMsg::Crank {
                max_msgs: None,
                skip: None,
            },
        );
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

//! Scenarios played on the simulation and on the contracts side by side, compared after every message. Both run the same
//! engine; what can differ is the chain, the mapping to it, the shortcut of quiet observations, and who holds what.

use std::collections::BTreeMap;

use anyhow::Result;
use cosmwasm_std::Uint128;
use floe_api::hub::{ExecuteMsg, FeeConfig, FeeReceiver};
use floe_core::units::{Native, Seconds, Shares};
use floe_core::{Batch, Books, Entry, EntryKey, Position};
use floe_testing::chain::Slash as ChainSlash;
use floe_testing::suite::books::batches;
use floe_testing::suite::{Depth, GuarantorSetup, Setup, Suite, ValidatorSetup};
use rstest::rstest;

use super::build;
use super::chain::Slash;
use super::course::{Course, START};
use super::scenario::{self, Scenario};
use super::sim::{Crank, Outcome, Sim};
use super::stage::Stage;

/// Both of them.
struct Twin {
    sim: Sim,
    suite: Suite,
    operators: Vec<String>,
    /// Every exit has a receiver of its own.
    receivers: u64,
    /// Requests by batch: numbers of their receivers.
    open: Vec<u64>,
    closed: BTreeMap<u64, Vec<u64>>,
    compared: u64,
}

impl Twin {
    fn new(scenario: &Scenario) -> Self {
        let suite = Suite::new(setup(scenario));
        let operators: Vec<String> = (0..scenario.validators.count)
            .map(|n| suite.operator(&name(n)))
            .collect();
        let sim = build::simulation(scenario, &operators).unwrap();
        let mut twin = Self {
            sim,
            suite,
            operators,
            receivers: 0,
            open: Vec::new(),
            closed: BTreeMap::new(),
            compared: 0,
        };
        twin.suite.depth = Depth::Light;
        twin.compare("deployment");
        twin
    }

    fn receiver(&mut self) -> (u64, String) {
        self.receivers += 1;
        let name = format!("receiver{}", self.receivers);
        (self.receivers, self.suite.chain.account(&name).to_string())
    }

    fn compare(&mut self, after: &str) {
        self.compared += 1;
        let (sim, real) = (&self.sim, self.suite.books());
        for (what, mine, real) in [
            ("now", u128::from(sim.now()), u128::from(real.now)),
            ("bank", sim.chain.bank, real.bank),
            ("pool", sim.pool().units(), real.pool()),
            ("escrow", sim.escrow.units(), real.escrow()),
            ("fees", sim.fees.units(), self.suite.shares("treasury")),
            ("held", sim.held.units(), self.suite.shares("crowd")),
            (
                "guarantors",
                sim.pledges.held().unwrap().units(),
                ["backstop", "bonds"]
                    .map(|name| self.suite.shares(name))
                    .iter()
                    .sum(),
            ),
            ("collector", sim.chain.collector, self.suite.coins("collector")),
        ] {
            assert_eq!(mine, real, "{what} after {after}, message {}", self.compared);
        }
        let (ledger, accounts, carry) = (sim.ledger(), sim.accounts(), &real.carry);
        let books = Books {
            reserved: Native::new(real.reserved),
            drip: carry.drip,
            loss_carry: carry.loss_carry,
            loss_supply: carry.loss_supply,
            ..real.stock.books(&real.flow)
        };
        assert_eq!(ledger.books, books, "books after {after}");
        assert_eq!(ledger.short_since, carry.short_since, "short after {after}");
        assert_eq!(accounts.totals, carry.totals, "totals after {after}");
        assert_eq!(accounts.queue, real.queue, "queue after {after}");
        assert_eq!(accounts.gates, real.controls.gates, "gates after {after}");
        let mine: BTreeMap<EntryKey, Entry> = ledger.entries.iter().map(|(k, e)| (k.clone(), *e)).collect();
        assert_eq!(mine, real.entries, "entries after {after}");
        let own = ledger.positions.iter().map(|(v, p)| (v.clone(), p.clone()));
        assert_eq!(
            lively(own),
            lively(real.positions.into_iter()),
            "positions after {after}"
        );
        self.compare_batches(after);
    }

    fn compare_batches(&self, after: &str) {
        let unsettled = self.sim.ledger().batches.iter();
        let mut mine: BTreeMap<u64, Batch> = unsettled
            .map(|(id, batch)| (*id, Batch::Unbonding(batch.clone())))
            .collect();
        let settled = self.sim.settled.iter();
        mine.extend(settled.map(|(id, batch)| (*id, Batch::Settled(batch.clone()))));
        let real = batches(&*self.suite.storage()).unwrap();
        assert_eq!(mine, real, "batches after {after}");
    }

    /// Requests of batches that the contracts have closed since the last time.
    fn follow_queue(&mut self) {
        let open = self.suite.books().queue.open;
        if open > 1 && !self.open.is_empty() && self.suite.books().escrow() == 0 {
            self.closed.insert(open - 1, std::mem::take(&mut self.open));
        }
    }
}

/// Positions that matter: the simulation forgets an empty one at another moment than the hub.
fn lively(positions: impl Iterator<Item = (String, Position)>) -> BTreeMap<String, Position> {
    positions.filter(|(_, position)| !position.is_empty()).collect()
}

fn name(n: u32) -> String {
    format!("val{}", n + 1)
}

fn setup(scenario: &Scenario) -> Setup {
    let shares = build::shares(scenario);
    let validators = (0..).zip(&shares).map(|(n, share)| ValidatorSetup {
        name: name(n),
        weight: share.weight,
        commission: scenario.validators.commission(),
        power: Uint128::new(share.others.into()),
    });
    Setup {
        unbonding_secs: scenario.chain.unbonding,
        max_entries: scenario.chain.max_entries,
        start_time: START,
        block_secs: scenario.chain.block,
        validators: validators.collect(),
        seed: Uint128::new(build::SEED.into()),
        fee: FeeConfig {
            bps: scenario.fee.bps,
            receivers: vec![FeeReceiver {
                to: "@treasury".into(),
                weight: 1,
            }],
        },
        params: scenario.params.clone(),
        registry_params: scenario.registry.clone(),
        guarantors: guarantors(scenario),
        ..Setup::default()
    }
    .user("crowd", u128::MAX / 4)
}

fn guarantors(scenario: &Scenario) -> GuarantorSetup {
    let coins = |coins: u64| Some(Uint128::from(coins * scenario::COIN)).filter(|units| !units.is_zero());
    let bond = coins(scenario.guarantors.bond);
    GuarantorSetup {
        backstop: coins(scenario.guarantors.backstop),
        cooldown: None,
        bond_terms: None,
        bonds: (0..scenario.validators.count)
            .filter_map(|n| bond.map(|bond| (name(n), bond)))
            .collect(),
    }
}

impl Stage for Twin {
    fn sim(&mut self) -> &mut Sim {
        &mut self.sim
    }

    fn advance(&mut self, secs: Seconds, blocks: u64) -> Result<()> {
        self.suite.advance(secs, blocks);
        self.sim.advance(secs, blocks)?;
        assert_eq!(self.sim.chain.height, self.suite.chain.block().height);
        self.compare("time");
        Ok(())
    }

    fn accrue(&mut self, place: usize, units: u128) -> Result<()> {
        let (hub, denom) = (self.suite.hub.clone(), self.suite.denom.clone());
        let coin = cosmwasm_std::coin(units, denom);
        self.suite.chain.rewards(&hub, &self.operators[place], &[coin])?;
        self.sim.accrue(place, units)
    }

    fn slash(&mut self, slash: &Slash) -> Result<()> {
        let real =
            ChainSlash::new(&self.operators[slash.validator], slash.fraction()).at_height(slash.height);
        let outcome = self.suite.chain.slash(&real)?;
        let burned = self.sim.chain.slash(slash)?;
        assert_eq!(
            burned,
            outcome.entries + outcome.redelegations + outcome.bonded,
            "burned"
        );
        let shown = self.suite.chain.delegations(&self.suite.hub);
        for validator in self.sim.chain.validators() {
            let real = shown.get(&validator.operator).copied().unwrap_or_default();
            assert_eq!(validator.stake(), real, "stake after a slash");
        }
        Ok(())
    }

    fn jail(&mut self, place: usize) -> Result<()> {
        self.suite.chain.jail(&self.operators[place])?;
        self.sim.jail(place)
    }

    fn tombstone(&mut self, place: usize) -> Result<()> {
        self.suite.chain.tombstone(&self.operators[place])?;
        self.sim.tombstone(place)
    }

    fn unjail(&mut self, place: usize) -> Result<()> {
        self.suite.chain.unjail(&self.operators[place])?;
        self.sim.unjail(place)
    }

    fn refresh(&mut self) -> Result<()> {
        self.suite.refresh();
        self.sim.refresh()
    }

    fn bond(&mut self, amount: Native) -> Outcome<Shares> {
        let mine = self.sim.bond(amount)?;
        let real = self.suite.try_bond("crowd", amount.units());
        assert_eq!(
            mine.is_ok(),
            real.is_ok(),
            "a deposit of {amount}: {mine:?}, {real:?}"
        );
        self.compare("a deposit");
        Ok(mine)
    }

    fn queue(&mut self, shares: Shares) -> Outcome<()> {
        let (number, receiver) = self.receiver();
        let mine = self.sim.queue(shares)?;
        let real = self.suite.hub(
            "crowd",
            &ExecuteMsg::QueueUnbond {
                shares: shares.into(),
                receiver: Some(receiver),
            },
        );
        assert_eq!(mine.is_ok(), real.is_ok(), "an exit: {mine:?}, {real:?}");
        if real.is_ok() {
            self.open.push(number);
        }
        self.compare("an exit");
        Ok(mine)
    }

    fn instant(&mut self, shares: Shares) -> Outcome<Native> {
        let (number, receiver) = self.receiver();
        let mine = self.sim.instant(shares)?;
        let real = self.suite.hub(
            "crowd",
            &ExecuteMsg::InstantUnbond {
                shares: shares.into(),
                receiver: Some(receiver),
                min_out: None,
            },
        );
        assert_eq!(mine.is_ok(), real.is_ok(), "an instant exit: {mine:?}, {real:?}");
        let paid = self.suite.coins(&format!("receiver{number}"));
        assert_eq!(mine.unwrap_or_default().units(), paid, "payout");
        self.compare("an instant exit");
        Ok(mine)
    }

    fn crank(&mut self) -> Result<Crank> {
        let mine = self.sim.crank()?;
        let real = self.suite.crank();
        let counts = Crank {
            closed: real.closed.is_some(),
            settled: real.settled.len(),
            undelegations: real.undelegations.len(),
            delegations: real.delegations.len(),
            redelegations: real.redelegations.len(),
            harvests: real.harvests.len(),
            forwarded: real.forwarded,
            more: real.more,
        };
        assert_eq!(mine, counts, "the crank's report");
        self.follow_queue();
        self.compare("a crank");
        Ok(mine)
    }

    fn claim(&mut self) -> Result<Native> {
        let mine = self.sim.claim()?;
        let mut real = 0;
        loop {
            let head = self.suite.books().queue.head;
            let Some(id) = self.closed.keys().next().copied().filter(|id| *id < head) else {
                break;
            };
            for number in self.closed.remove(&id).unwrap_or_default() {
                let name = format!("receiver{number}");
                real += self.suite.claim(&name);
            }
        }
        assert_eq!(mine.units(), real, "claims");
        self.compare("claims");
        Ok(mine)
    }
}

/// Two months on a chain with few validators and large blocks; `more` goes to the end of the file.
fn small(more: &str) -> Scenario {
    let text = format!(
        r#"
        title = "small"
        days = 60
        seed = 7
        step = 10800
        chain = {{ block = 1800, unbonding = 1209600 }}
        validators = {{ count = 5, other_stake = 3000000, weights = {{ kind = "zipf", exponent = 0.7 }} }}
        holders = {{ count = 20, stake = 200000, size = {{ kind = "pareto", alpha = 1.5 }} }}
        keeper = {{ interval = 21600 }}
        {more}
        "#
    );
    scenario::read(&text).unwrap().remove(0).scenario
}

const FLOWS: &str = r#"
    [flows]
    deposits_per_day = 3.0
    deposit = { kind = "lognormal", mean = 500.0, sigma = 1.5 }
    exits_per_day = 3.0
    exit = { kind = "lognormal", mean = 700.0, sigma = 1.0 }
"#;

fn played(scenario: &Scenario) -> Course<'_, Twin> {
    let mut course = Course::new(scenario, Twin::new(scenario));
    for day in 0..scenario.days {
        course.day(day).unwrap();
    }
    course
}

#[test]
fn without_slashes_the_simulation_and_the_contracts_agree_on_every_figure() {
    let scenario = small(FLOWS);
    let course = played(&scenario);
    assert_eq!(course.meter.slashes, 0);
    assert!(course.meter.batches > 20 && course.meter.waits.total() > 80);
    assert!(course.stage.compared > 1_000, "{}", course.stage.compared);
    let usage = &course.stage.sim.usage;
    assert!(usage.undelegations > 10 && usage.delegations > 50 && usage.harvests > 30);
}

#[test]
fn with_slashes_jail_and_instant_exits_the_simulation_and_the_contracts_agree_on_every_figure() {
    let scenario = small(&format!(
        "{FLOWS}
        instant_bps = 3000
        season = {{ days = 30.0, amplitude_bps = 8000 }}
        run = {{ day = 30, hours = 24, bps = 4000, exits = 9 }}
        [slashes]
        downtime_per_year = 8.0
        downtime_bps = 100
        downtime_jail = 400000
        double_sign_per_year = 2.0
        evidence_age = 864000
        events = [{{ day = 33, validators = 2, bps = 700 }}]
        [params]
        instant_reserve_bps = 300
        loss_halt_bps = 100
        [registry]
        inactive_grace = 86400
        "
    ));
    let course = played(&scenario);
    let meter = &course.meter;
    assert!(
        meter.slashes >= 4 && meter.drawdown > 0 && meter.worst_exit > 0,
        "{}",
        meter.slashes
    );
    assert!(meter.instants.count > 5 && meter.refusals("instant exit") > 0);
    assert!(meter.refusals("deposit") > 0, "a large loss halts deposits");
    assert!(course.stage.sim.usage.redelegations > 0);
}

/// The same slashes, paid by bonds and a backstop as far as they go.
#[test]
fn with_guarantors_the_simulation_and_the_contracts_agree_on_every_figure() {
    let scenario = small(&format!(
        "{FLOWS}
        run = {{ day = 30, hours = 24, bps = 4000, exits = 9 }}
        [guarantors]
        backstop = 20000
        bond = 200
        [slashes]
        downtime_per_year = 8.0
        downtime_bps = 100
        downtime_jail = 400000
        double_sign_per_year = 2.0
        evidence_age = 864000
        events = [{{ day = 33, validators = 2, bps = 700 }}]
        [params]
        cap_bps = 5000
        "
    ));
    let course = played(&scenario);
    let totals = course.stage.sim.accounts().totals;
    assert!(course.meter.slashes >= 4 && !totals.covered.is_zero());
    assert!(totals.covered < totals.losses, "{totals:?}");
}

#[rstest]
#[case::rare_cranks_and_short_intervals(
    "keeper.interval = 259200\nparams = { batch_interval = 3600, max_sync_age = 3600 }"
)]
#[case::few_entries_and_messages(
    "params = { max_entries = 3, max_msgs = 2, drip_secs = 1209600, max_apr_bps = 3000 }"
)]
#[case::a_cap_and_outages(
    "keeper.outages_per_year = 60.0\nparams = { bond_cap = \"200500000000\", harvest_interval = 604800, drip_secs = 604800 }"
)]
fn under_other_settings_they_agree_too(#[case] settings: &str) {
    let mut scenario = small(&format!(
        "{FLOWS}\n[slashes]\ndowntime_per_year = 4.0\ndowntime_bps = 50"
    ));
    let changed = toml::from_str::<toml::Table>(settings).unwrap();
    scenario = with(&scenario, &changed);
    let course = played(&scenario);
    assert!(course.meter.batches > 5, "{}", course.meter.batches);
}

/// A scenario with keeper and parameters replaced.
fn with(scenario: &Scenario, changed: &toml::Table) -> Scenario {
    let mut scenario = scenario.clone();
    if let Some(keeper) = changed.get("keeper") {
        scenario.keeper = keeper.clone().try_into().unwrap();
    }
    if let Some(params) = changed.get("params") {
        scenario.params = params.clone().try_into().unwrap();
    }
    scenario.check().unwrap();
    scenario
}

/// Draining leaves single units behind that the chain may refuse to move, which marks the destination.
#[test]
fn remains_of_tombstoned_validators_that_the_chain_refuses_to_move_agree_too() {
    let text = r#"
        title = "remains"
        days = 120
        seed = 33
        step = 10800
        chain = { block = 1800, unbonding = 1209600 }
        validators = { count = 30, other_stake = 30000000, weights = { kind = "zipf", exponent = 0.5 } }
        holders = { count = 50, stake = 2000000, size = { kind = "pareto", alpha = 1.5 } }
        keeper = { interval = 21600 }
        [flows]
        deposits_per_day = 8.0
        deposit = { kind = "lognormal", mean = 900.0, sigma = 1.5 }
        exits_per_day = 8.0
        exit = { kind = "lognormal", mean = 900.0, sigma = 1.0 }
        [slashes]
        downtime_per_year = 3.0
        downtime_bps = 1
        double_sign_per_year = 0.6
        evidence_age = 86400
    "#;
    let scenario = scenario::read(text).unwrap().remove(0).scenario;
    let course = played(&scenario);
    let usage = &course.stage.sim.usage;
    assert!(usage.redelegations > 20 && course.meter.slashes > 20);
}

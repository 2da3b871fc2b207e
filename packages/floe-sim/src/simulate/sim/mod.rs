//! The protocol on the simulated chain: the engine of `floe-core`, driven as the hub drives it.
//!
//! Nothing is decided here. `flows` are the messages of holders, `messages` has the chain do what the engine intends and
//! books its answers, `observe` cuts observations short that find nothing, `world` answers the engine's questions. The
//! tests drive the contracts side by side with it and compare the books after every message.

mod flows;
mod guarantors;
mod messages;
mod observe;
mod requests;
mod world;

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use floe_api::registry::RegistrySettings;
use floe_core::allocation::{Locks, Mark};
use floe_core::engine::{Accounts, Message, Report, State, Work};
use floe_core::exits::Moment;
use floe_core::units::{Native, Seconds, Shares, NANOS};
use floe_core::{Books, Ledger, Params, Settled, SortedMap};
use floe_validator_registry::entry::ListedValidator;

use super::chain::{Chain, Standing};
use super::gas::Usage;

pub(crate) use flows::Outcome;
pub(crate) use guarantors::{Pledged, Pledges};
pub(crate) use requests::{Requests, Waiting};

/// Whom the engine credits harvests to.
const KEEPER: &str = "keeper";

/// What holders brought and took since the start, in base units, beside the hub's own totals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flows {
    /// Without the seed.
    pub deposits: Native,
    /// Claims paid.
    pub claims: Native,
    /// Fees of instant exits.
    pub instant_fees: Native,
}

/// A batch that a crank or a claim funded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Settlement {
    /// What it was worth at its close.
    pub promised: Native,
    /// What it is paid.
    pub payable: Native,
    /// How long how many requests waited, in seconds.
    pub waits: Vec<(Seconds, u64)>,
}

/// What a crank did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Crank {
    pub closed: bool,
    pub settled: usize,
    pub undelegations: usize,
    pub delegations: usize,
    pub redelegations: usize,
    pub harvests: usize,
    pub forwarded: bool,
    /// Whether another crank would find work at once.
    pub more: bool,
}

impl Crank {
    pub fn is_idle(&self) -> bool {
        let nothing = Self {
            more: self.more,
            ..Self::default()
        };
        *self == nothing
    }
}

impl From<Report> for Crank {
    fn from(report: Report) -> Self {
        Self {
            closed: report.closed.is_some(),
            settled: report.settled.len(),
            undelegations: report.undelegations.len(),
            delegations: report.delegations.len(),
            redelegations: report.redelegations.len(),
            harvests: report.harvests.len(),
            forwarded: report.forwarded,
            more: report.more,
        }
    }
}

/// The protocol on its chain.
pub(crate) struct Sim {
    pub chain: Chain,
    pub params: Params,
    fee_bps: u64,
    pub state: State,
    pub flows: Flows,
    /// The chain's count of changes that the last observation has seen.
    seen: Option<u64>,
    locks: Locks,
    pub pledges: Pledges,
    /// What is known against validators, by operator.
    marks: BTreeMap<String, Mark>,
    registry: Vec<ListedValidator>,
    /// Unix seconds of the registry's last refresh.
    refreshed_at: Seconds,
    registry_params: RegistrySettings,
    pub seed: Shares,
    /// Shares of the fee's receivers.
    pub fees: Shares,
    /// Shares of the holders.
    pub held: Shares,
    /// Shares in the open batch.
    pub escrow: Shares,
    pub waiting: Waiting,
    pub settled: BTreeMap<u64, Settled>,
    /// What batches were worth at their close, until they settle.
    pub promised: BTreeMap<u64, Native>,
    /// Batches settled since somebody last took note of them.
    pub settlements: Vec<Settlement>,
    pub usage: Usage,
}

/// What a protocol begins with.
pub(crate) struct Deployment {
    pub params: Params,
    pub fee_bps: u64,
    pub seed: Native,
    pub registry: Vec<ListedValidator>,
    pub registry_params: RegistrySettings,
}

impl Sim {
    /// The seed is priced at one.
    pub fn deploy(mut chain: Chain, deployment: Deployment) -> Self {
        let seed = Shares::new(deployment.seed.units());
        chain.bank = deployment.seed.units();
        let books = Books {
            free: deployment.seed,
            supply: seed,
            ..Books::default()
        };
        let mut accounts = Accounts::new(books, SortedMap::new(), None);
        accounts.synced = Moment {
            height: chain.height,
            nanos: chain.time,
        };
        Self {
            params: deployment.params,
            fee_bps: deployment.fee_bps,
            state: State::new(accounts, SortedMap::new(), SortedMap::new()),
            flows: Flows::default(),
            seen: None,
            locks: Locks::default(),
            pledges: Pledges::default(),
            marks: BTreeMap::new(),
            registry: deployment.registry,
            refreshed_at: chain.time / NANOS,
            registry_params: deployment.registry_params,
            seed,
            fees: Shares::ZERO,
            held: Shares::ZERO,
            escrow: Shares::ZERO,
            waiting: Waiting::default(),
            settled: BTreeMap::new(),
            promised: BTreeMap::new(),
            settlements: Vec::new(),
            usage: Usage::default(),
            chain,
        }
    }

    pub fn now(&self) -> Seconds {
        self.chain.time / NANOS
    }

    pub fn accounts(&self) -> &Accounts {
        self.state.accounts()
    }

    pub fn ledger(&self) -> &Ledger {
        self.state.ledger()
    }

    pub fn pool(&self) -> Native {
        self.ledger().books.pool(self.now())
    }

    fn moment(&self) -> Moment {
        Moment {
            height: self.chain.height,
            nanos: self.chain.time,
        }
    }

    /// The registry looks at the chain.
    pub fn refresh(&mut self) -> Result<()> {
        let now = self.now();
        self.usage.refresh(self.registry.len());
        self.refreshed_at = now;
        for entry in &mut self.registry {
            let place = self.chain.place(&entry.operator).context("the registry")?;
            let bonded = self.chain.validator(place)?.standing == Standing::Bonded;
            entry.see_bonded(bonded, now);
            entry.see_price(&self.registry_params, now);
        }
        Ok(())
    }

    /// Everything that is due; then the messages, as the chain runs them.
    pub fn crank(&mut self) -> Result<Crank> {
        let mut work = self.begin();
        self.observe(&mut work)?;
        let page = work.page();
        let burned = work.crank(self.escrow, page, KEEPER, true, &self.world())?;
        let (report, messages) = self.end(work)?;
        if !burned.is_zero() {
            self.note_close(burned)?;
        }
        let report = self.run(messages)?.unwrap_or(report).into();
        self.usage.crank(&report, self.registry.len());
        Ok(report)
    }

    /// An operation on the state, which it has until its end.
    fn begin(&mut self) -> Work {
        let state = std::mem::take(&mut self.state);
        let mut work = Work::new(self.moment(), self.params.clone(), state);
        work.locks = std::mem::take(&mut self.locks);
        work
    }

    fn end(&mut self, mut work: Work) -> Result<(Report, Vec<Message>)> {
        self.pledges.book(&mut work)?;
        self.state = work.state;
        self.locks = work.locks;
        // A mark goes with the position that the observation has forgotten.
        let positions = &self.state.ledger().positions;
        self.marks
            .retain(|validator, _| positions.get(validator).is_some_and(|p| p.marked_until > 0));
        for (id, batch) in work.settled {
            self.note_settlement(id, batch);
        }
        Ok((work.report, work.messages))
    }

    fn note_close(&mut self, burned: Shares) -> Result<()> {
        self.escrow = self.escrow.minus(burned)?;
        let id = self.accounts().queue.open.saturating_sub(1);
        let batch = self.ledger().batches.get(&id).context("no batch was closed")?;
        self.promised.insert(id, batch.payable);
        let requests = std::mem::take(&mut self.waiting.open);
        self.waiting.closed.insert(id, requests);
        Ok(())
    }

    fn note_settlement(&mut self, id: u64, batch: Settled) {
        let now = self.now();
        let requests = self.waiting.closed.get(&id);
        let times = requests.map(|r| r.times.as_slice()).unwrap_or_default();
        self.settlements.push(Settlement {
            promised: self.promised.remove(&id).unwrap_or_default(),
            payable: batch.payable,
            waits: times
                .iter()
                .map(|(time, count)| (now.saturating_sub(*time), *count))
                .collect(),
        });
        self.settled.insert(id, batch);
    }
}

//! The hub: what its sessions do around `floe-core`, in the same order, without storage, messages and names.
//!
//! Counterparts: `flows` is `contracts/hub/src/execute`, `observe` and `steps` are the files of these names in
//! `contracts/hub/src/session`, `reply` is `contracts/hub/src/reply.rs`. Nothing is decided here that `floe-core` does
//! not decide. The tests drive the contracts side by side with it and compare the books after every message.

mod flows;
mod observe;
mod reply;
mod requests;
mod steps;

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use floe_core::allocation::{Locks, Mark, Targets};
use floe_core::exits::{close_due_at, interval_in_force, Moment};
use floe_core::ledger::Rules;
use floe_core::units::{Nanos, Native, Seconds, Shares, NANOS};
use floe_core::{Ledger, Params, Settled};
use floe_validator_registry::entry::Entry;
use floe_validator_registry::params::Params as RegistryParams;

use super::chain::Chain;
use super::gas::Usage;

pub use flows::{Outcome, Refusal};
pub use requests::{Requests, Waiting};
pub use steps::{Crank, Settlement};

/// What an observation may change and a refused message gives back.
#[derive(Clone, Debug, Default)]
pub struct Books {
    pub ledger: Ledger,
    pub totals: Totals,
    /// Time and height of the last observation.
    pub synced: (Nanos, u64),
    /// The chain's count of changes that the last observation has seen.
    seen: Option<u64>,
    /// Deposits are halted before this time, unix seconds.
    pub halted_until: Seconds,
}

/// Running totals in base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// By holders, without the seed.
    pub deposits: Native,
    /// Harvested, before fees.
    pub rewards: Native,
    /// Net gains of observations.
    pub gains: Native,
    /// Net losses of observations and of rounding in replies.
    pub losses: Native,
    /// Claims paid.
    pub claims: Native,
    /// Paid out by instant exits.
    pub instant: Native,
    /// Fees of instant exits.
    pub instant_fees: Native,
}

/// Numbers of the exit queue, as the hub keeps them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Queue {
    pub open: u64,
    pub head: u64,
    /// Unix seconds of the last close.
    pub last_close: Option<Seconds>,
    /// When the open batch may close, as its first request has fixed it.
    pub due: Option<Seconds>,
}

/// The protocol on its chain.
pub struct Sim {
    pub chain: Chain,
    pub params: Params,
    fee_bps: u64,
    pub books: Books,
    pub queue: Queue,
    /// Start of the current day of redelegations and stake moved since.
    moved: (Seconds, Native),
    locks: Locks,
    /// What is known against validators, by operator.
    marks: BTreeMap<String, Mark>,
    registry: Vec<Entry>,
    /// Unix seconds of the registry's last refresh.
    refreshed_at: Seconds,
    registry_params: RegistryParams,
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
pub struct Deployment {
    pub params: Params,
    pub fee_bps: u64,
    pub seed: Native,
    pub registry: Vec<Entry>,
    pub registry_params: RegistryParams,
}

impl Sim {
    /// Counterpart: `contracts/hub/src/instantiate.rs`. The seed is priced at one.
    pub fn deploy(mut chain: Chain, deployment: Deployment) -> Self {
        let seed = Shares::new(deployment.seed.units());
        let refreshed_at = chain.time / NANOS;
        chain.bank = deployment.seed.units();
        let mut books = Books {
            synced: (chain.time, chain.height),
            ..Books::default()
        };
        books.ledger.books.free = deployment.seed;
        books.ledger.books.supply = seed;
        Self {
            chain,
            params: deployment.params,
            fee_bps: deployment.fee_bps,
            books,
            queue: Queue {
                open: 1,
                head: 1,
                last_close: None,
                due: None,
            },
            moved: (0, Native::ZERO),
            locks: Locks::default(),
            marks: BTreeMap::new(),
            registry: deployment.registry,
            refreshed_at,
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
        }
    }

    pub fn now(&self) -> Seconds {
        self.chain.time / NANOS
    }

    pub fn ledger(&self) -> &Ledger {
        &self.books.ledger
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

    fn rules(&self) -> Rules {
        Rules::of(&self.params, false)
    }

    /// Counterpart: `targets` in the registry's `query.rs`, and `Session::targets`, which takes no wishes for none.
    fn targets(&self) -> Option<Targets> {
        let now = self.now();
        let targets = Targets {
            shares: self
                .registry
                .iter()
                .map(|entry| entry.share(&self.registry_params, now))
                .collect(),
            max_share_bps: self.registry_params.max_share_bps,
        };
        targets
            .shares
            .iter()
            .any(|share| share.weight > 0)
            .then_some(targets)
    }

    /// When the open batch may close. Counterpart: `Session::close_due_at`.
    fn close_due_at(&self, targets: Option<&Targets>) -> Seconds {
        let interval = interval_in_force(&self.params, targets.map_or(0, Targets::count), false);
        close_due_at(self.queue.last_close, self.queue.due, interval)
    }

    /// Counterpart: the registry's `refresh`.
    pub fn refresh(&mut self) -> Result<()> {
        let now = self.now();
        self.usage.refresh(self.registry.len());
        self.refreshed_at = now;
        for entry in &mut self.registry {
            let place = self.chain.place(&entry.operator).context("the registry")?;
            let bonded = self.chain.validator(place)?.status == super::chain::Status::Bonded;
            entry.see_bonded(bonded, now);
            entry.see_price(&self.registry_params, now);
        }
        Ok(())
    }
}

//! The sums at the end: what people and the chain say against what the hub says.

use std::collections::BTreeMap;

use cosmwasm_std::Addr;
use floe_api::hub::ExecuteMsg;
use floe_core::convert::mul_div_floor;
use floe_core::Batch;
use floe_testing::suite::books::{balances, batches, requests};
use floe_testing::suite::{Depth, HubBooks};

use super::format;
use super::world::World;

/// Every coin of the protocol, in base units.
#[derive(Clone, Debug)]
pub(crate) struct Audit {
    pub books: HubBooks,
    pub seed: u128,
    /// By users and seed apart.
    pub deposited: u128,
    pub paid: u128,
    pub rewards: u128,
    pub gifts: u128,
    pub slashed: u128,
    /// What the chain's rounding took; negative where it gave.
    pub rounding: i128,
    pub bank: u128,
    pub collector: u128,
    pub pending: u128,
    pub staked: u128,
    pub leaving: u128,
    pub shares: BTreeMap<Addr, u128>,
    /// Worth of requests by user.
    pub queued: BTreeMap<Addr, u128>,
    pub checks: Vec<Check>,
}

/// One statement that holds or does not.
#[derive(Clone, Debug)]
pub(crate) struct Check {
    pub name: &'static str,
    pub holds: bool,
    pub detail: String,
}

impl Audit {
    /// Observes once more, checks every invariant, and adds up.
    pub fn of(world: &mut World) -> Self {
        if let Err(failure) = world.suite.hub("keeper", &ExecuteMsg::Sync {}) {
            world
                .failures
                .push(format!("the last sync was refused: {}", failure.text));
        }
        world.suite.depth = Depth::Full;
        world.suite.check_invariants();
        let books = world.suite.books();
        let mut audit = Self {
            seed: books.seed,
            deposited: world.people.values().map(|person| person.deposited).sum(),
            paid: world.people.values().map(|person| person.paid).sum(),
            rewards: world.accrued,
            gifts: world.gifts.0 + world.gifts.1,
            slashed: world.slashed,
            rounding: 0,
            bank: books.bank,
            collector: world.suite.coins("collector"),
            pending: pending(world),
            staked: world.staked(),
            leaving: world.leaving(),
            shares: balances(&*world.suite.storage()).unwrap_or_default(),
            queued: queued(world, &books),
            checks: Vec::new(),
            books,
        };
        audit.rounding = audit.rounding(world);
        audit.checks = audit.checks(world);
        audit
    }

    /// Coins that exist according to the chain.
    pub fn inside(&self) -> u128 {
        self.bank + self.collector + self.pending + self.staked + self.leaving
    }

    /// Coins that should exist according to the people, the slashes and the hub's account of rounding.
    pub fn should_be(&self) -> i128 {
        let gained = self.seed + self.deposited + self.rewards + self.gifts;
        format::difference(gained, self.paid + self.slashed) - self.rounding
    }

    /// What the hub holds by its own books.
    fn booked(&self) -> u128 {
        self.books.delegated() + self.books.undelegating() + self.books.free() + self.books.reserved
    }

    /// The hub's own net loss, without slashes, gifts to it, and what it holds back for losses that may come.
    fn rounding(&self, world: &World) -> i128 {
        let held_back = format::difference(self.bank + self.staked + self.leaving, self.booked());
        let known = format::difference(self.slashed, world.gifts.0);
        self.net_loss() - known - held_back
    }

    /// Losses less gains as the hub has recognised them.
    fn net_loss(&self) -> i128 {
        let totals = &self.books.carry.totals;
        format::difference(totals.losses.units(), totals.gains.units())
    }

    fn checks(&self, world: &World) -> Vec<Check> {
        let coins = |name, a: i128, b: i128| Check {
            name,
            holds: a == b,
            detail: format!("{} = {}", plain(a), plain(b)),
        };
        let totals = &self.books.carry.totals;
        let signed = |units: u128| format::difference(units, 0);
        let hub_story =
            signed(self.seed + self.deposited + totals.rewards.units()) - signed(self.paid) - self.net_loss();
        let harvested = totals.rewards.units() + self.collector + self.pending;
        let holders: u128 = self.shares.values().sum();
        let claims = self.claims();
        let worth = self.books.pool() + self.books.owed() + self.books.reserved;
        let most = u128::from(world.moves + world.suite.sent) * 3;
        let unknown = self.books.unknown();
        vec![
            coins(
                "in + rewards - losses - out = inside",
                self.should_be(),
                signed(self.inside()),
            ),
            coins("the same by the hub's books", hub_story, signed(self.booked())),
            coins(
                "rewards accrued = harvested + waiting",
                signed(self.rewards + world.gifts.1),
                signed(harvested),
            ),
            coins(
                "D = delegations on the chain",
                signed(self.books.delegated()),
                signed(self.staked),
            ),
            coins(
                "B + K + unknown = bank",
                signed(self.books.free() + self.books.reserved + unknown),
                signed(self.bank),
            ),
            coins(
                "S = sum of all balances",
                signed(self.books.supply()),
                signed(holders),
            ),
            at_most("all that can be asked for <= pool + owed + K", claims, worth),
            at_most(
                "rounding <= 3 units a message",
                self.rounding.unsigned_abs(),
                most,
            ),
            none("messages that must not be refused", &world.failures),
            none("invariants after every message", &world.suite.broken),
        ]
    }

    /// What everybody, the hub for its seed included, could ask for.
    fn claims(&self) -> u128 {
        let free = self
            .shares
            .values()
            .map(|shares| self.value(*shares))
            .sum::<u128>();
        let escrow = self.value(self.books.escrow());
        // The hub's own balance holds the escrow, which the requests count as well.
        (free + self.queued.values().sum::<u128>()).saturating_sub(escrow)
    }

    /// Worth of shares at the rate of now, rounded down.
    pub fn value(&self, shares: u128) -> u128 {
        mul_div_floor(shares, self.books.pool(), self.books.supply()).unwrap_or_default()
    }

    pub fn sound(&self) -> bool {
        self.checks.iter().all(|check| check.holds)
    }
}

fn at_most(name: &'static str, a: u128, b: u128) -> Check {
    Check {
        name,
        holds: a <= b,
        detail: format!("{} <= {}", format::grouped(a), format::grouped(b)),
    }
}

fn none(name: &'static str, found: &[String]) -> Check {
    let detail = match found.first() {
        Some(first) => format!("{} broken, first: {first}", found.len()),
        None => "none broken".into(),
    };
    Check {
        name,
        holds: found.is_empty(),
        detail,
    }
}

fn plain(units: i128) -> String {
    let sign = if units < 0 { "-" } else { "" };
    format!("{sign}{}", format::grouped(units.unsigned_abs()))
}

/// Whole units of rewards that nobody has withdrawn.
fn pending(world: &World) -> u128 {
    let rewards = world.suite.chain.pending_rewards(&world.suite.hub);
    let whole = rewards.values().filter_map(|coins| coins.get(&world.suite.denom));
    whole
        .map(|amount| amount.to_uint_floor().to_string().parse().unwrap_or(0))
        .sum()
}

/// What each user's requests are worth: in the open batch at the rate, later by what the batch is to pay.
fn queued(world: &World, books: &HubBooks) -> BTreeMap<Addr, u128> {
    let storage = world.suite.storage();
    let batches = batches(&*storage).unwrap_or_default();
    let mut worth: BTreeMap<Addr, u128> = BTreeMap::new();
    for ((user, id), shares) in requests(&*storage).unwrap_or_default() {
        let (paid, of) = match batches.get(&id) {
            Some(Batch::Unbonding(batch)) => (batch.payable.units(), batch.shares.units()),
            Some(Batch::Settled(batch)) => (batch.payable.units(), batch.shares.units()),
            None => (books.pool(), books.supply()),
        };
        *worth.entry(user).or_default() += mul_div_floor(shares, paid, of).unwrap_or_default();
    }
    worth
}

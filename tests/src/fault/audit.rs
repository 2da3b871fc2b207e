//! What must be true when strangers have brought everything right again.

use floe_core::units::DAY;

use crate::fault::histories::{FaultHistory, PEOPLE, WEALTH};
use crate::fault::injector::Injector;
use crate::prelude::*;

/// Rounds of strangers' cranks and claims in which everybody is paid.
const MOST_ROUNDS: u64 = 60;

/// A history under way.
pub struct AuditScene {
    pub suite: Suite,
    pub injector: Injector,
    pub rewards: u128,
    /// Rounds of strangers' cranks that it took.
    rounds: u64,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultOutcome {
    /// Coins of all people and of the protocol, delegated ones included, less the rewards that the chain paid.
    pub total: u128,
    /// What each batch was owed at its close and paid.
    pub batches: BTreeMap<u64, (u128, u128)>,
    pub rounds: u64,
}

impl FaultOutcome {
    /// Against the history without faults.
    pub fn compare(&self, calm: &FaultOutcome, history: FaultHistory) {
        if history != FaultHistory::Slashed {
            assert_eq!(self.total, calm.total, "coins have come or gone");
        }
        assert!(
            self.rounds <= calm.rounds + 12,
            "it took {} rounds instead of {}",
            self.rounds,
            calm.rounds
        );
    }
}

impl AuditScene {
    pub fn new(suite: Suite, injector: Injector) -> Self {
        Self {
            suite,
            injector,
            rewards: 0,
            rounds: 0,
        }
    }

    /// Everybody leaves; strangers crank and claim for them.
    pub fn recover(&mut self) {
        for round in 0..MOST_ROUNDS {
            for name in PEOPLE.into_iter().chain(["treasury"]) {
                let shares = self.suite.shares(name);
                if shares > 0 {
                    self.suite.queue(name, shares);
                }
            }
            self.suite.crank();
            self.suite.next_block();
            self.suite.harvest();
            self.suite.pass_secs(11 * DAY);
            self.suite.next_block();
            self.suite.crank();
            for name in PEOPLE.into_iter().chain(["treasury"]) {
                let user = self.suite.addr(name).to_string();
                let _ = self.suite.hub("stranger", &ExecuteMsg::ClaimFor { user });
            }
            if self.is_over() {
                self.rounds = round;
                return;
            }
        }
        panic!("not everybody has been paid: {:?}", self.suite.books().summary());
    }

    fn is_over(&self) -> bool {
        let books = self.suite.books();
        let storage = self.suite.storage();
        let pending = self.suite.chain.pending_rewards(&self.suite.hub);
        let whole = |coins: &BTreeMap<String, cosmwasm_std::Decimal256>| {
            coins
                .values()
                .any(|amount| *amount >= cosmwasm_std::Decimal256::one())
        };
        books.supply() == books.seed
            && requests(&*storage).unwrap().is_empty()
            && books.entries.is_empty()
            && self.suite.coins("collector") == 0
            && !pending.values().any(whole)
    }

    pub fn audit(mut self) -> FaultOutcome {
        self.suite.sync();
        let books = self.suite.books();
        assert_eq!(
            (books.unknown(), books.owed(), books.reserved),
            (0, 0, 0),
            "{:?}",
            books.summary()
        );
        assert!(self.suite.chain.unbonding_entries(&self.suite.hub).is_empty());
        let holders = balances(&*self.suite.storage()).unwrap();
        assert_eq!(holders.values().sum::<u128>(), books.seed);
        let heard = self.suite.heard.take().unwrap();
        let batches = batches(&heard);
        losses_are_named(&heard, &batches);
        self.everybody_has_what_was_told(&heard);
        let people: u128 = PEOPLE
            .iter()
            .chain(&["treasury"])
            .map(|name| self.suite.coins(name))
            .sum();
        FaultOutcome {
            total: people + books.bank + books.delegated() - self.rewards,
            batches,
            rounds: self.rounds,
        }
    }

    /// Coins of each are those at the start, less deposits, plus what events say was paid.
    fn everybody_has_what_was_told(&self, heard: &[Event]) {
        for name in PEOPLE {
            let address = self.suite.addr(name).to_string();
            let sum = |event: &str, who: &str, amount: &str| -> u128 {
                let of = told(heard, event).filter(|facts| facts[who] == address);
                of.map(|facts| facts[amount].parse::<u128>().unwrap()).sum()
            };
            let out = sum("bonded", "sender", "amount");
            let back = sum("claimed", "receiver", "amount") + sum("instant_unbonded", "receiver", "amount");
            assert_eq!(self.suite.coins(name), WEALTH - out + back, "coins of {name}");
        }
    }
}

type Facts<'a> = BTreeMap<&'a str, &'a str>;

fn told<'a>(heard: &'a [Event], name: &'a str) -> impl Iterator<Item = Facts<'a>> {
    heard
        .iter()
        .filter(move |event| event.ty.strip_prefix("wasm-floe/") == Some(name))
        .map(|event| {
            event
                .attributes
                .iter()
                .map(|a| (a.key.as_str(), a.value.as_str()))
                .collect()
        })
}

fn number(facts: &Facts<'_>, key: &str) -> u128 {
    facts[key].parse().unwrap()
}

/// By number: owed at the close, and paid in the end. Every batch is paid out whole, each claim its exact part.
fn batches(heard: &[Event]) -> BTreeMap<u64, (u128, u128)> {
    let mut found = BTreeMap::new();
    let mut shares = BTreeMap::new();
    for facts in told(heard, "batch_closed") {
        let id: u64 = facts["batch"].parse().unwrap();
        found.insert(id, (number(&facts, "payable"), 0));
        shares.insert(id, number(&facts, "shares"));
    }
    for facts in told(heard, "batch_settled") {
        found.get_mut(&facts["batch"].parse().unwrap()).unwrap().1 = number(&facts, "payable");
    }
    let mut left: BTreeMap<u64, u128> = found.iter().map(|(id, (_, paid))| (*id, *paid)).collect();
    for facts in told(heard, "claimed") {
        let id: u64 = facts["batch"].parse().unwrap();
        let part = number(&facts, "shares") * found[&id].1 / shares[&id];
        assert_eq!(number(&facts, "amount"), part, "a claim of batch {id}");
        *left.get_mut(&id).unwrap() -= part + number(&facts, "remainder");
    }
    assert!(left.values().all(|rest| *rest == 0), "unpaid: {left:?}");
    found
}

/// What batches were paid less than at their close is what the loss events say they bore, less what was restored.
fn losses_are_named(heard: &[Event], batches: &BTreeMap<u64, (u128, u128)>) {
    let owed: u128 = batches.values().map(|(owed, _)| owed).sum();
    let paid: u128 = batches.values().map(|(_, paid)| paid).sum();
    let borne: u128 = told(heard, "loss_recognised")
        .map(|f| number(&f, "borne_by_batches"))
        .sum();
    let restored: u128 = told(heard, "gain_recognised")
        .map(|f| number(&f, "restored"))
        .sum();
    let wound_down = told(heard, "wind_down_started").next().is_some();
    if wound_down {
        // Gains are shared with those who wait.
        assert!(
            paid + borne >= owed + restored,
            "{paid} + {borne} < {owed} + {restored}"
        );
    } else {
        assert_eq!(paid + borne, owed + restored, "losses without a name");
    }
}

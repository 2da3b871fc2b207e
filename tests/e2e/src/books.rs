//! The hub's books against the chain's own answers.

use std::collections::BTreeMap;

use cosmwasm_std::{Decimal, Uint128, Uint256};
use floe_api::hub::{BatchResponse, QueryMsg, SolvencyResponse, StateResponse, ValidatorResponse};
use floe_client::views::UnbondingEntry;
use floe_client::ChainExt;
use serde_json::Value;

use crate::world::Deployed;

/// What an undelegation was last seen to pay, by operator, completion in whole seconds rounded up,
/// and initial amount.
pub(crate) type Seen = BTreeMap<(String, u64, u128), u128>;

/// Units that the chain's shares may take from a delegation, and claims from what a batch shows.
const ROUNDING: u128 = 3;

/// Readings in search of two that are equal.
const READINGS: u32 = 60;

/// Books and chain at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct BooksSnapshot {
    /// Without what passes with time: `pool` and `unreleased` are zero.
    pub books: SolvencyResponse,
    pub positions: Vec<ValidatorResponse>,
    /// Payables of unsettled batches.
    pub unsettled: u128,
    /// Left in settled batches.
    pub settled: u128,
    /// Token balances of everybody.
    pub shares: u128,
    pub bank: u128,
    pub delegated: BTreeMap<String, u128>,
    pub unbonding: Vec<UnbondingEntry>,
    /// Whether one share of each validator is one unit.
    pub whole_shares: bool,
}

impl Deployed<'_> {
    /// A running chain goes on between two questions, so they are asked until two rounds agree.
    pub fn snapshot(&self) -> BooksSnapshot {
        let mut last = self.read();
        for _ in 0..READINGS {
            let next = self.read();
            if next == last {
                return next;
            }
            last = next;
        }
        panic!("books and chain do not stand still");
    }

    fn read(&self) -> BooksSnapshot {
        let chain = self.net.chain();
        let mut books = self.solvency();
        (books.pool, books.unreleased) = (Uint128::zero(), Uint128::zero());
        let batches: Vec<BatchResponse> = self.ask(&QueryMsg::PreviousBatches {
            start_after: None,
            limit: Some(100),
        });
        let open = |settled: bool| {
            let chosen = batches.iter().filter(move |batch| batch.reconciled == settled);
            chosen.map(|batch| batch.amount_unclaimed.u128()).sum()
        };
        let validators = chain.validators().unwrap();
        let ours = |operator: &String| self.operators.contains(operator);
        BooksSnapshot {
            positions: self.ask(&QueryMsg::Validators {
                start_after: None,
                limit: Some(100),
            }),
            unsettled: open(false),
            settled: open(true),
            shares: self.all_shares(),
            bank: chain.stake_balance(&self.hub).unwrap(),
            delegated: chain.delegated(&self.hub).unwrap(),
            unbonding: chain.unbonding(&self.hub).unwrap(),
            whole_shares: validators.iter().filter(|v| ours(&v.operator)).all(|v| {
                v.shares.atomics() == Uint256::from(v.tokens) * Uint256::from(Decimal::one().atomics())
            }),
            books,
        }
    }

    fn all_shares(&self) -> u128 {
        let answer: Value = self.ask(&QueryMsg::AllAccounts {
            start_after: None,
            limit: Some(100),
        });
        let accounts = answer["accounts"].as_array().unwrap();
        let balance = |account: &Value| -> u128 {
            let address = account.as_str().unwrap().to_owned();
            let answer: Value = self.ask(&QueryMsg::Balance { address });
            answer["balance"].as_str().unwrap().parse().unwrap()
        };
        accounts.iter().map(balance).sum()
    }

    /// Sums of the books, coins against the bank, entries and delegations against the staking module.
    pub fn check(&mut self) {
        let now = self.snapshot();
        let books = &now.books;
        assert!(books.healthy, "{now:?}");
        assert_eq!(books.bank.u128(), now.bank, "{now:?}");
        assert_eq!(books.owed.u128(), now.unsettled, "owed: {now:?}");
        // What is left of a batch is shown in the ratio of its shares, rounded down.
        let rounded = books.reserved.u128().checked_sub(now.settled);
        assert!(rounded.is_some_and(|units| units <= ROUNDING), "K: {now:?}");
        assert_eq!(books.supply.u128(), now.shares, "S: {now:?}");
        let booked: u128 = now.positions.iter().map(|p| p.delegated.u128()).sum();
        assert_eq!(books.delegated.u128(), booked, "D: {now:?}");
        let entries = now.positions.iter().flat_map(|p| &p.entries);
        let expected: u128 = entries.map(|entry| entry.expected.u128()).sum();
        assert_eq!(books.undelegating.u128(), expected, "U: {now:?}");

        let arrived = self.arrived(&now);
        let known = books.free.u128() + books.reserved.u128();
        assert_eq!(now.bank, known + arrived, "bank: {now:?}");
        self.check_price();
    }

    /// What matured entries have paid and the books do not know yet. All entries that the books know
    /// are the chain's; those the chain has no more are the oldest ones.
    fn arrived(&mut self, now: &BooksSnapshot) -> u128 {
        let mut arrived = 0;
        let mut matched = 0;
        for position in &now.positions {
            let on_chain: Vec<_> = now
                .unbonding
                .iter()
                .filter(|entry| entry.operator == position.operator)
                .collect();
            let paid = position.entries.len().checked_sub(on_chain.len());
            let paid =
                paid.unwrap_or_else(|| panic!("the chain has entries that the books have not: {now:?}"));
            matched += on_chain.len();
            let id = |amount: u128, completion: u64| (position.operator.clone(), completion, amount);
            for (booked, entry) in position.entries[paid..].iter().zip(on_chain) {
                let completion = entry.completion.nanos().div_ceil(1_000_000_000);
                assert_eq!(
                    (booked.amount.u128(), booked.completion),
                    (entry.initial, completion),
                    "entries of {}: {now:?}",
                    position.operator
                );
                self.seen.insert(id(entry.initial, completion), entry.balance);
            }
            for booked in &position.entries[..paid] {
                let amount = booked.amount.u128();
                let seen = self.seen.get(&id(amount, booked.completion));
                arrived += seen.copied().unwrap_or(amount);
            }
        }
        assert_eq!(
            matched,
            now.unbonding.len(),
            "entries the books do not know: {now:?}"
        );
        arrived
    }

    /// The rate that everybody reads is pool over supply, rounded down.
    fn check_price(&self) {
        let state: StateResponse = self.state();
        let rate = Decimal::from_ratio(state.total_native, state.total_usteak);
        assert_eq!(state.exchange_rate, rate, "{state:?}");
        let solvency = self.solvency();
        let assets = solvency.delegated + solvency.undelegating + solvency.free;
        assert_eq!(
            assets,
            solvency.pool + solvency.owed + solvency.unreleased,
            "{solvency:?}"
        );
    }

    /// The booked delegations are the chain's: always where nothing was slashed since the last look,
    /// to the unit if shares are whole or the look was the last thing.
    pub fn check_delegations(&self, looked: bool) {
        let now = self.snapshot();
        let tolerance = if looked || now.whole_shares { 0 } else { ROUNDING };
        let mut on_chain = now.delegated.clone();
        for position in &now.positions {
            let staked = on_chain.remove(&position.operator).unwrap_or_default();
            let booked = position.delegated.u128();
            assert!(
                staked <= booked && booked <= staked + tolerance,
                "{} has {staked}, the books say {booked}: {now:?}",
                position.operator
            );
        }
        assert!(
            on_chain.values().all(|staked| *staked == 0),
            "unbooked: {on_chain:?}"
        );
    }

    /// Looks, and then computes the rate from nothing but the chain's answers, what is owed and what
    /// is not released yet. Only where the books expect of every entry what the chain will pay.
    pub fn check_rate_against_the_chain(&mut self) {
        self.sync();
        self.check_delegations(true);
        let (now, solvency) = (self.snapshot(), self.solvency());
        let staked: u128 = now.delegated.values().sum();
        let coming: u128 = now.unbonding.iter().map(|entry| entry.balance).sum();
        let owned = staked + coming + now.bank - now.books.reserved.u128() - now.unsettled;
        assert_eq!(
            owned,
            (solvency.pool + solvency.unreleased).u128(),
            "{now:?} {solvency:?}"
        );
    }
}

//! The hub's accounts, rebuilt from what it reported.

use std::collections::BTreeMap;

use floe_api::events::{HubEvent, HubFact, TokenMove};
use floe_core::convert::mul_div_floor;
use floe_core::units::{Native, Seconds, Shares};
use floe_core::Books;

/// A closed batch that is not yet fully claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosedBatch {
    /// All of its shares, and what they are to be paid together.
    pub shares: Shares,
    pub payable: Native,
    /// Shares whose claim is open.
    pub open: Shares,
    pub settled: bool,
}

/// Running totals of everything that has moved coins or shares since the beginning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CoinFlows {
    pub deposits: Native,
    /// Harvested, before fees.
    pub rewards: Native,
    /// Fees in base units at the rate of their harvest.
    pub fees: Native,
    /// Gifts, returns and late arrivals.
    pub other_gains: Native,
    /// Slashes and what was written off, with what rounding took in observations.
    pub losses: Native,
    /// Part of the losses that guarantors paid, and part of the other gains that went back to them.
    pub covered: Native,
    pub given_back: Native,
    /// Units that the chain undelegated less than asked.
    pub rounding: Native,
    /// Fixed for batches when they were closed, with what repricing changed afterwards.
    pub exits: Native,
    /// Paid by claims.
    pub claimed: Native,
    /// Paid by instant exits, after their fee.
    pub instant: Native,
    pub instant_fees: Native,
    /// Shares minted for deposits.
    pub minted: Shares,
    pub fee_shares: Shares,
    /// Shares burned by closing batches.
    pub closed: Shares,
    /// Shares burned by instant exits.
    pub instant_shares: Shares,
    /// Shares that guarantors lost and got back.
    pub covered_shares: Shares,
    pub returned_shares: Shares,
}

/// Something that the history takes away without ever having brought it: its beginning is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    pub height: u64,
    /// Whose account it is.
    pub account: String,
    pub missing: u128,
}

/// Books, balances, batches and requests after the facts so far.
#[derive(Clone, Debug, Default)]
pub struct Replay {
    hub: String,
    pub seed: Shares,
    pub books: Books,
    pub balances: BTreeMap<String, Shares>,
    pub batches: BTreeMap<u64, ClosedBatch>,
    /// (user, batch) → shares.
    pub requests: BTreeMap<(String, u64), Shares>,
    /// Of the open batch.
    pub open: u64,
    pub flows: CoinFlows,
    pub gaps: Vec<Gap>,
    height: u64,
}

impl Replay {
    /// Right after the instantiation with this seed, whose shares the hub holds.
    pub fn after_deployment(hub: &str, seed: Shares) -> Self {
        let mut replay = Self {
            hub: hub.to_owned(),
            ..Self::default()
        };
        replay.begin(seed);
        replay
    }

    fn begin(&mut self, seed: Shares) {
        self.seed = seed;
        self.books = Books {
            free: Native::new(seed.units()),
            supply: seed,
            ..Books::default()
        };
        self.balances = BTreeMap::from([(self.hub.clone(), seed)]);
        self.open = 1;
    }

    /// Books what one transaction reported.
    pub fn apply_all(&mut self, height: u64, facts: &[HubEvent]) {
        self.height = height;
        for fact in facts {
            self.apply(fact);
        }
    }

    fn apply(&mut self, event: &HubEvent) {
        match event {
            HubEvent::Token(moved) => self.apply_move(moved),
            HubEvent::Fact(fact) => self.apply_fact(fact),
            HubEvent::Shell(_) => {}
        }
    }

    fn apply_move(&mut self, moved: &TokenMove) {
        match moved {
            TokenMove::Minted { to, amount } => self.credit(to, *amount),
            TokenMove::Burned { from, amount } => self.debit(from, *amount),
            TokenMove::Moved { from, to, amount } => {
                self.debit(from, *amount);
                self.credit(to, *amount);
            }
        }
    }

    fn apply_fact(&mut self, fact: &HubFact) {
        if let Some(books) = fact.books() {
            self.books = books;
        }
        match fact {
            HubFact::Instantiated { seed, .. } => self.begin(*seed),
            HubFact::Bonded { amount, shares, .. } => {
                self.books.free = self.books.free.more(*amount);
                self.books.supply = self.books.supply.more(*shares);
                self.flows.deposits = self.flows.deposits.more(*amount);
                self.flows.minted = self.flows.minted.more(*shares);
            }
            HubFact::InstantUnbonded {
                shares, amount, fee, ..
            } => {
                self.flows.instant = self.flows.instant.more(*amount);
                self.flows.instant_fees = self.flows.instant_fees.more(*fee);
                self.flows.instant_shares = self.flows.instant_shares.more(*shares);
            }
            HubFact::LossRecognised { loss, .. } => self.flows.losses = self.flows.losses.more(*loss),
            HubFact::GainRecognised {
                restored, streamed, ..
            } => {
                self.flows.other_gains = self.flows.other_gains.more(*restored).more(*streamed);
            }
            HubFact::LossCovered { shares, native, .. } => {
                self.flows.covered = self.flows.covered.more(*native);
                self.flows.covered_shares = self.flows.covered_shares.more(*shares);
            }
            HubFact::CoverReturned { shares, native, .. } => {
                self.flows.returned_shares = self.flows.returned_shares.more(*shares);
                self.flows.other_gains = self.flows.other_gains.more(*native);
                self.flows.given_back = self.flows.given_back.more(*native);
            }
            HubFact::RewardsCompounded {
                amount,
                fee,
                fee_shares,
                ..
            } => {
                self.flows.rewards = self.flows.rewards.more(*amount);
                self.flows.fees = self.flows.fees.more(*fee);
                self.flows.fee_shares = self.flows.fee_shares.more(*fee_shares);
            }
            HubFact::UndelegationEntered { amount, asked, .. } => {
                self.flows.rounding = self.flows.rounding.more(asked.less(*amount));
            }
            HubFact::UnbondQueued {
                receiver,
                batch,
                shares,
                ..
            } => {
                let request = self.requests.entry((receiver.clone(), *batch)).or_default();
                *request = request.more(*shares);
            }
            HubFact::UnbondCancelled {
                receiver,
                batch,
                shares,
            } => self.take_request(receiver, *batch, *shares),
            HubFact::BatchClosed {
                batch,
                shares,
                payable,
                ..
            } => {
                self.batches.insert(*batch, closed(*shares, *payable, false));
                self.open = batch.saturating_add(1);
                self.flows.closed = self.flows.closed.more(*shares);
                self.flows.exits = self.flows.exits.more(*payable);
            }
            HubFact::BatchRepriced { batch, payable } => self.reprice(*batch, *payable),
            HubFact::BatchSettled {
                batch,
                shares,
                payable,
            } => {
                self.reprice(*batch, *payable);
                self.batches.insert(*batch, closed(*shares, *payable, true));
            }
            HubFact::Claimed {
                user,
                batch,
                shares,
                amount,
                remainder,
                ..
            } => {
                self.books.reserved = self.books.reserved.less(amount.more(*remainder));
                self.books.free = self.books.free.more(*remainder);
                self.flows.claimed = self.flows.claimed.more(*amount);
                self.flows.exits = self.flows.exits.less(*remainder);
                self.close_claim(*batch, *shares);
                self.take_request(user, *batch, *shares);
            }
            // Its mint is a fact of its own.
            HubFact::FeePaid { .. } => {}
            // What they change is in the books that follow.
            HubFact::Wired { .. }
            | HubFact::MessageFailed { .. }
            | HubFact::WriteOffAnnounced { .. }
            | HubFact::StakeWrittenOff { .. }
            | HubFact::StakeReturned { .. }
            | HubFact::StakeForgotten { .. }
            | HubFact::Paused { .. }
            | HubFact::Unpaused { .. }
            | HubFact::GuardianRearmed { .. }
            | HubFact::VoteCast { .. }
            | HubFact::WindDownStarted { .. }
            | HubFact::BooksUpdated { .. }
            | HubFact::EntryCredited { .. }
            | HubFact::EntryWrittenOff { .. }
            | HubFact::ValidatorSlashed { .. }
            | HubFact::DepositsHalted { .. }
            | HubFact::DelegationSent { .. }
            | HubFact::UndelegationSent { .. }
            | HubFact::AnswerUnreadable { .. }
            | HubFact::RedelegationSent { .. }
            | HubFact::RedelegationLocked { .. }
            | HubFact::HarvestSent { .. }
            | HubFact::TargetsUnavailable { .. } => {}
        }
    }

    fn reprice(&mut self, batch: u64, payable: Native) {
        let Some(known) = self.batches.get_mut(&batch) else {
            return;
        };
        let exits = self.flows.exits.more(payable).less(known.payable);
        self.flows.exits = exits;
        known.payable = payable;
    }

    fn close_claim(&mut self, batch: u64, shares: Shares) {
        let Some(known) = self.batches.get_mut(&batch) else {
            return;
        };
        known.open = known.open.less(shares);
        if known.open.is_zero() {
            self.batches.remove(&batch);
        }
    }

    fn credit(&mut self, to: &str, amount: Shares) {
        let balance = self.balances.entry(to.to_owned()).or_default();
        *balance = balance.more(amount);
    }

    fn debit(&mut self, from: &str, amount: Shares) {
        let balance = self.balances.entry(from.to_owned()).or_default();
        let missing = amount.less(*balance);
        *balance = balance.less(amount);
        self.note_gap(from, missing);
    }

    fn take_request(&mut self, user: &str, batch: u64, shares: Shares) {
        let key = (user.to_owned(), batch);
        let request = self.requests.get(&key).copied().unwrap_or_default();
        let left = request.less(shares);
        if left.is_zero() {
            self.requests.remove(&key);
        } else {
            self.requests.insert(key, left);
        }
        self.note_gap(user, shares.less(request));
    }

    fn note_gap(&mut self, account: &str, missing: Shares) {
        if !missing.is_zero() {
            self.gaps.push(Gap {
                height: self.height,
                account: account.to_owned(),
                missing: missing.units(),
            });
        }
    }

    /// Shares in somebody's wallet.
    pub fn wallet(&self, address: &str) -> Shares {
        self.balances.get(address).copied().unwrap_or_default()
    }

    /// Somebody's requests by batch.
    pub fn requests_of<'a>(&'a self, address: &'a str) -> impl Iterator<Item = (u64, Shares)> + 'a {
        self.requests
            .range((address.to_owned(), 0)..=(address.to_owned(), u64::MAX))
            .map(|((_, batch), shares)| (*batch, *shares))
    }

    /// What a request is worth: at the rate while its batch is open, its part of what the batch is paid afterwards.
    pub fn request_value(&self, batch: u64, shares: Shares, now: Seconds) -> Native {
        match self.batches.get(&batch) {
            None => self.value_of(shares, now),
            Some(closed) => mul_div_floor(shares.units(), closed.payable.units(), closed.shares.units())
                .map(Native::new)
                .unwrap_or_default(),
        }
    }

    /// What shares are worth, rounded down.
    pub fn value_of(&self, shares: Shares, now: Seconds) -> Native {
        self.books.native_for(shares, now).unwrap_or_default()
    }

    /// All coins: stake, undelegations, free and ring-fenced coins.
    pub fn coins(&self) -> Native {
        self.books.assets().more(self.books.reserved)
    }

    /// Coins and shares that the books show beyond what the flows explain; both zero where nothing is missing.
    pub fn unexplained(&self) -> (i128, i128) {
        let f = &self.flows;
        let brought = [
            Native::new(self.seed.units()),
            f.deposits,
            f.rewards,
            f.other_gains,
        ];
        let took = [f.losses, f.rounding, f.instant, f.claimed];
        let coins = difference(
            self.coins().units(),
            total(brought.map(Native::units)),
            total(took.map(Native::units)),
        );
        let minted = [self.seed, f.minted, f.fee_shares, f.returned_shares];
        let burned = [f.closed, f.instant_shares, f.covered_shares];
        let shares = difference(
            self.books.supply.units(),
            total(minted.map(Shares::units)),
            total(burned.map(Shares::units)),
        );
        (coins, shares)
    }
}

fn closed(shares: Shares, payable: Native, settled: bool) -> ClosedBatch {
    ClosedBatch {
        shares,
        payable,
        open: shares,
        settled,
    }
}

fn total<const N: usize>(units: [u128; N]) -> u128 {
    units.into_iter().fold(0, u128::saturating_add)
}

/// `held − (brought − took)`.
fn difference(held: u128, brought: u128, took: u128) -> i128 {
    signed(held)
        .saturating_sub(signed(brought))
        .saturating_add(signed(took))
}

/// With room for a sign; amounts beyond 127 bits saturate.
pub fn signed(units: u128) -> i128 {
    i128::try_from(units).unwrap_or(i128::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cosmwasm_std::Decimal;

    fn bonded(amount: u128) -> [HubEvent; 2] {
        [
            HubEvent::Token(TokenMove::Minted {
                to: "alice".into(),
                amount: Shares::new(amount),
            }),
            HubEvent::Fact(HubFact::Bonded {
                sender: "alice".into(),
                receiver: "alice".into(),
                amount: Native::new(amount),
                denom: "stake".into(),
                shares: Shares::new(amount),
            }),
        ]
    }

    fn moved(amount: u128) -> HubEvent {
        HubEvent::Token(TokenMove::Moved {
            from: "alice".into(),
            to: "bob".into(),
            amount: Shares::new(amount),
        })
    }

    #[test]
    fn deposits_and_transfers_add_up() {
        let mut replay = Replay::after_deployment("hub", Shares::new(100));
        replay.apply_all(1, &bonded(50));
        replay.apply_all(2, &[moved(20)]);
        assert_eq!(replay.wallet("alice").units(), 30);
        assert_eq!(replay.wallet("bob").units(), 20);
        assert_eq!(replay.books.supply.units(), 150);
        assert_eq!(replay.unexplained(), (0, 0));
        assert_eq!(replay.gaps, []);
    }

    #[test]
    fn what_nobody_was_seen_to_receive_is_a_gap() {
        let mut replay = Replay::after_deployment("hub", Shares::new(100));
        replay.apply_all(7, &[moved(20)]);
        assert_eq!(
            replay.gaps,
            [Gap {
                height: 7,
                account: "alice".into(),
                missing: 20
            }]
        );
    }

    #[test]
    fn books_that_the_flows_do_not_explain_show_it() {
        let mut replay = Replay::after_deployment("hub", Shares::new(100));
        let zero = Native::ZERO;
        let updated = HubEvent::Fact(HubFact::BooksUpdated {
            delegated: zero,
            undelegating: zero,
            free: Native::new(130),
            reserved: zero,
            owed: zero,
            supply: Shares::new(90),
            stream_amount: zero,
            stream_start: 0,
            stream_end: 0,
            loss_carry: zero,
            pool: Native::new(130),
            rate: Decimal::from_ratio(13u128, 9u128),
            short_since: None,
        });
        replay.apply_all(1, &[updated]);
        assert_eq!(replay.unexplained(), (30, -10));
    }

    #[test]
    fn a_request_is_worth_its_part_of_the_batch_once_that_is_closed() {
        let mut replay = Replay::after_deployment("hub", Shares::new(100));
        let queued = HubEvent::Fact(HubFact::UnbondQueued {
            sender: "alice".into(),
            receiver: "alice".into(),
            batch: 1,
            shares: Shares::new(10),
        });
        replay.apply_all(1, &[queued]);
        assert_eq!(replay.request_value(1, Shares::new(10), 0).units(), 10);
        let closed = HubEvent::Fact(HubFact::BatchClosed {
            batch: 1,
            shares: Shares::new(30),
            payable: Native::new(61),
            estimate: 0,
        });
        replay.apply_all(2, &[closed]);
        assert_eq!(replay.request_value(1, Shares::new(10), 0).units(), 20);
        let repriced = HubEvent::Fact(HubFact::BatchRepriced {
            batch: 1,
            payable: Native::new(29),
        });
        replay.apply_all(3, &[repriced]);
        assert_eq!(replay.request_value(1, Shares::new(10), 0).units(), 9);
        assert_eq!(replay.flows.exits.units(), 29);
    }
}

//! One holder's history: what came in, what went out, and what it earned in between.

use cosmwasm_std::{Decimal, Int128, Uint128};
use floe_api::events::{HubEvent, HubFact, TokenMove};
use floe_core::units::{Native, Seconds, Shares};
use serde::Serialize;

use crate::replay::{signed, Replay};

/// What a movement was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MovementKind {
    /// Coins deposited, shares received.
    Deposit,
    /// The holder's coins, somebody else's shares.
    DepositFor,
    TransferIn,
    TransferOut,
    /// Shares to a contract that keeps them for the holder: staked, objecting, or standing for slashes.
    Lodged,
    /// Shares from such a contract. What it pays beyond what was lodged is told as this, too.
    Returned,
    /// Shares of a performance fee.
    FeeIncome,
    Queue,
    /// The holder's shares, somebody else's request.
    QueueFor,
    /// Somebody else's shares, the holder's request.
    QueuedBy,
    /// Shares that such a contract kept, the holder's request.
    ReturnedQueued,
    Cancel,
    /// The batch of a request was closed; its price is fixed.
    BatchClosed,
    InstantExit,
    Claim,
    /// Coins of somebody else's claim.
    ClaimReceived,
    /// Coins of somebody else's instant exit.
    InstantReceived,
    /// The holder's part of a loss.
    Loss,
}

/// One movement. Amounts are base units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Movement {
    /// Unix seconds.
    pub time: Seconds,
    pub height: u64,
    pub tx: String,
    pub kind: MovementKind,
    /// The other side, where there is one.
    pub with: Option<String>,
    pub batch: Option<u64>,
    pub shares: Uint128,
    /// Coins paid or received, where there are any.
    pub coins: Uint128,
    /// What entered (or, negative, left) the holder's account here by this movement, at its own price.
    pub flow: Int128,
    /// Cost of an instant exit.
    pub fee: Uint128,
    /// Native per share after the transaction.
    pub rate: Decimal,
}

/// CoinFlows since the beginning, in base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    pub deposited: u128,
    /// Shares received from others, at the rate of the moment.
    pub received: u128,
    /// Shares from contracts that keep them for the holder, at the rate of the moment.
    pub returned: u128,
    pub fee_income: u128,
    /// Shares given to others.
    pub given: u128,
    /// Shares to contracts that keep them for the holder.
    pub lodged: u128,
    pub claimed: u128,
    pub instant: u128,
    pub instant_fees: u128,
    /// The holder's part of losses.
    pub losses: u128,
}

impl Sums {
    /// What of the change of worth between two moments no flow between them explains, if it was lost.
    pub fn lost_since(&self, before: &Self, worth_before: u128, worth: u128) -> u128 {
        let brought = self.inflow().saturating_sub(before.inflow());
        let took = self.outflow().saturating_sub(before.outflow());
        let fees = self.instant_fees.saturating_sub(before.instant_fees);
        let expected = worth_before.saturating_add(brought);
        expected.saturating_sub(took.saturating_add(fees).saturating_add(worth))
    }

    pub fn inflow(&self) -> u128 {
        self.deposited
            .saturating_add(self.received)
            .saturating_add(self.returned)
            .saturating_add(self.fee_income)
    }

    pub fn outflow(&self) -> u128 {
        self.given
            .saturating_add(self.lodged)
            .saturating_add(self.claimed)
            .saturating_add(self.instant)
    }
}

/// Where and when a transaction was.
#[derive(Clone, Copy, Debug)]
pub struct TxPlace<'a> {
    pub time: Seconds,
    pub height: u64,
    pub hash: &'a str,
}

/// Follows one address.
pub struct Holder {
    pub address: String,
    hub: String,
    custodians: Vec<String>,
    pub movements: Vec<Movement>,
    pub sums: Sums,
}

impl Holder {
    /// `custodians` keep shares for their owners.
    pub fn new(address: &str, hub: &str, custodians: &[String]) -> Self {
        Self {
            address: address.to_owned(),
            hub: hub.to_owned(),
            custodians: custodians.to_vec(),
            movements: Vec::new(),
            sums: Sums::default(),
        }
    }

    /// Takes down what a transaction did to the account. `after` has already booked it.
    pub fn record(&mut self, facts: &[HubEvent], after: &Replay, place: TxPlace<'_>) {
        let mut reading = Reading {
            holder: self,
            after,
            place,
            leaving: None,
            fees: Shares::ZERO,
        };
        for fact in facts {
            reading.read(fact);
        }
        reading.finish();
    }

    /// What the account is worth: wallet, requests of the open batch, and parts of closed ones.
    pub fn value(&self, replay: &Replay, now: Seconds) -> Native {
        let wallet = replay.value_of(replay.wallet(&self.address), now);
        replay
            .requests_of(&self.address)
            .map(|(batch, shares)| replay.request_value(batch, shares, now))
            .fold(wallet, Native::more)
    }
}

/// One transaction as the holder sees it. A token move stands before the fact that explains it.
struct Reading<'a> {
    holder: &'a mut Holder,
    after: &'a Replay,
    place: TxPlace<'a>,
    /// The last shares that went to the hub or were burned, and whose they were.
    leaving: Option<(String, Shares)>,
    /// Of all fees together.
    fees: Shares,
}

impl Reading<'_> {
    fn read(&mut self, event: &HubEvent) {
        match event {
            HubEvent::Token(TokenMove::Burned { from, amount }) if *from != self.holder.hub => {
                self.leaving = Some((from.clone(), *amount));
            }
            HubEvent::Token(TokenMove::Moved { from, to, amount }) => self.token_move(from, to, *amount),
            HubEvent::Fact(fact) => self.read_fact(fact),
            HubEvent::Token(_) | HubEvent::Shell(_) => {}
        }
    }

    fn read_fact(&mut self, fact: &HubFact) {
        self.fee(fact);
        self.deposit(fact);
        self.queue(fact);
        self.cancel(fact);
        self.batch_closed(fact);
        self.instant(fact);
        self.claim(fact);
    }

    fn fee(&mut self, fact: &HubFact) {
        let HubFact::FeePaid { receiver, shares } = fact else {
            return;
        };
        if self.is_holder(receiver) {
            self.fees = self.fees.more(*shares);
        }
    }

    fn is_holder(&self, address: &str) -> bool {
        self.holder.address == address
    }

    fn keeps_shares(&self, address: &str) -> bool {
        self.holder.custodians.iter().any(|known| known == address)
    }

    fn token_move(&mut self, from: &str, to: &str, amount: Shares) {
        if to == self.holder.hub {
            self.leaving = Some((from.to_owned(), amount));
            return;
        }
        if from == self.holder.hub || from == to || amount.is_zero() {
            return;
        }
        if self.is_holder(from) {
            let kind = match self.keeps_shares(to) {
                true => MovementKind::Lodged,
                false => MovementKind::TransferOut,
            };
            self.shares_out(kind, to, None, amount);
        } else if self.is_holder(to) {
            let kind = match self.keeps_shares(from) {
                true => MovementKind::Returned,
                false => MovementKind::TransferIn,
            };
            self.shares_in(kind, from, None, amount);
        }
    }

    fn deposit(&mut self, fact: &HubFact) {
        let HubFact::Bonded {
            sender,
            receiver,
            amount,
            shares,
            ..
        } = fact
        else {
            return;
        };
        let coins = amount.units();
        if self.is_holder(receiver) {
            let sums = &mut self.holder.sums;
            sums.deposited = sums.deposited.saturating_add(coins);
            let mut line = self.line(MovementKind::Deposit, *shares);
            line.with = (sender != receiver).then(|| sender.clone());
            line.coins = coins.into();
            line.flow = Int128::new(signed(coins));
            self.holder.movements.push(line);
        } else if self.is_holder(sender) {
            let mut line = self.line(MovementKind::DepositFor, *shares);
            line.with = Some(receiver.clone());
            line.coins = coins.into();
            self.holder.movements.push(line);
        }
    }

    fn queue(&mut self, fact: &HubFact) {
        let HubFact::UnbondQueued {
            sender,
            receiver,
            batch,
            shares,
        } = fact
        else {
            return;
        };
        let owner = self.take_leaving(*shares).unwrap_or_else(|| sender.clone());
        match (self.is_holder(&owner), self.is_holder(receiver)) {
            (true, true) => self.inside(MovementKind::Queue, *batch, *shares),
            (true, false) => self.shares_out(MovementKind::QueueFor, receiver, Some(*batch), *shares),
            (false, true) => {
                let kind = match self.keeps_shares(&owner) {
                    true => MovementKind::ReturnedQueued,
                    false => MovementKind::QueuedBy,
                };
                self.shares_in(kind, &owner, Some(*batch), *shares);
            }
            (false, false) => {}
        }
    }

    fn cancel(&mut self, fact: &HubFact) {
        let HubFact::UnbondCancelled {
            receiver,
            batch,
            shares,
        } = fact
        else {
            return;
        };
        if self.is_holder(receiver) {
            self.inside(MovementKind::Cancel, *batch, *shares);
        }
    }

    fn batch_closed(&mut self, fact: &HubFact) {
        let HubFact::BatchClosed { batch, .. } = *fact else {
            return;
        };
        let address = self.holder.address.clone();
        let request = self.after.requests_of(&address).find(|(id, _)| *id == batch);
        if let Some((_, shares)) = request {
            let mut line = self.line(MovementKind::BatchClosed, shares);
            line.batch = Some(batch);
            line.coins = self.after.request_value(batch, shares, self.place.time).into();
            self.holder.movements.push(line);
        }
    }

    fn instant(&mut self, fact: &HubFact) {
        let HubFact::InstantUnbonded {
            sender,
            receiver,
            shares,
            amount,
            fee,
        } = fact
        else {
            return;
        };
        let owner = self.take_leaving(*shares).unwrap_or_else(|| sender.clone());
        if self.is_holder(&owner) {
            let (coins, fee) = (amount.units(), fee.units());
            let sums = &mut self.holder.sums;
            sums.instant = sums.instant.saturating_add(coins);
            sums.instant_fees = sums.instant_fees.saturating_add(fee);
            let mut line = self.line(MovementKind::InstantExit, *shares);
            line.with = (*receiver != owner).then(|| receiver.clone());
            line.coins = coins.into();
            line.flow = Int128::new(signed(coins).saturating_neg());
            line.fee = fee.into();
            self.holder.movements.push(line);
        } else if self.is_holder(receiver) {
            let mut line = self.line(MovementKind::InstantReceived, *shares);
            line.with = Some(owner);
            line.coins = (*amount).into();
            self.holder.movements.push(line);
        }
    }

    fn claim(&mut self, fact: &HubFact) {
        let HubFact::Claimed {
            user,
            receiver,
            batch,
            shares,
            amount,
            ..
        } = fact
        else {
            return;
        };
        if self.is_holder(user) {
            let coins = amount.units();
            let sums = &mut self.holder.sums;
            sums.claimed = sums.claimed.saturating_add(coins);
            let mut line = self.line(MovementKind::Claim, *shares);
            line.with = (receiver != user).then(|| receiver.clone());
            line.batch = Some(*batch);
            line.coins = coins.into();
            line.flow = Int128::new(signed(coins).saturating_neg());
            self.holder.movements.push(line);
        } else if self.is_holder(receiver) {
            let mut line = self.line(MovementKind::ClaimReceived, *shares);
            line.with = Some(user.clone());
            line.batch = Some(*batch);
            line.coins = (*amount).into();
            self.holder.movements.push(line);
        }
    }

    /// Fees are one line.
    fn finish(self) {
        let fees = self.fees;
        if fees.is_zero() {
            return;
        }
        let worth = self.worth(fees);
        let sums = &mut self.holder.sums;
        sums.fee_income = sums.fee_income.saturating_add(worth);
        let mut line = self.line(MovementKind::FeeIncome, fees);
        line.flow = Int128::new(signed(worth));
        self.holder.movements.push(line);
    }

    /// Whose shares have just gone to the hub or been burned.
    fn take_leaving(&mut self, shares: Shares) -> Option<String> {
        let (owner, _) = self.leaving.take().filter(|(_, amount)| *amount == shares)?;
        Some(owner)
    }

    fn shares_in(&mut self, kind: MovementKind, from: &str, batch: Option<u64>, shares: Shares) {
        let worth = self.worth(shares);
        let kept = self.keeps_shares(from);
        let sums = &mut self.holder.sums;
        let sum = if kept {
            &mut sums.returned
        } else {
            &mut sums.received
        };
        *sum = sum.saturating_add(worth);
        self.with_other(kind, from, batch, shares, signed(worth));
    }

    fn shares_out(&mut self, kind: MovementKind, to: &str, batch: Option<u64>, shares: Shares) {
        let worth = self.worth(shares);
        let kept = self.keeps_shares(to);
        let sums = &mut self.holder.sums;
        let sum = if kept { &mut sums.lodged } else { &mut sums.given };
        *sum = sum.saturating_add(worth);
        self.with_other(kind, to, batch, shares, signed(worth).saturating_neg());
    }

    fn with_other(
        &mut self,
        kind: MovementKind,
        other: &str,
        batch: Option<u64>,
        shares: Shares,
        flow: i128,
    ) {
        let mut line = self.line(kind, shares);
        line.with = Some(other.to_owned());
        line.batch = batch;
        line.flow = Int128::new(flow);
        self.holder.movements.push(line);
    }

    /// Between the holder's wallet and the holder's request.
    fn inside(&mut self, kind: MovementKind, batch: u64, shares: Shares) {
        let mut line = self.line(kind, shares);
        line.batch = Some(batch);
        self.holder.movements.push(line);
    }

    fn worth(&self, shares: Shares) -> u128 {
        self.after.value_of(shares, self.place.time).units()
    }

    fn line(&self, kind: MovementKind, shares: Shares) -> Movement {
        Movement {
            time: self.place.time,
            height: self.place.height,
            tx: self.place.hash.to_owned(),
            kind,
            with: None,
            batch: None,
            shares: shares.into(),
            coins: Uint128::zero(),
            flow: Int128::zero(),
            fee: Uint128::zero(),
            rate: self.after.books.rate(self.place.time),
        }
    }
}

//! The report itself, without a chain: of transactions that come one after the other and are kept nowhere.

use std::collections::BTreeMap;

use anyhow::Result;
use cosmwasm_std::Uint128;
use floe_client::history::Past;
use floe_client::statement::{holder_periods, protocol_periods, Movement, Story, Walk};
use floe_client::{when, ErrorCode};
use floe_core::units::Seconds;

use super::crowd::{ExitsSoFar, HolderCrowd};
use super::{audit, lots, Evidence, HistoryReport, Question, Unreadable};
use crate::input::WrongInput;

/// A report that is being made.
pub struct Telling<'e> {
    question: &'e Question,
    evidence: &'e Evidence,
    /// From the first transaction on, whose time is the beginning where none is known.
    begun: Option<Begun>,
    /// Of the first transaction for which the dates make no sense.
    refused: Option<anyhow::Error>,
    transactions: usize,
    /// Of the protocol alone.
    exits: Option<ExitsSoFar>,
    unreadable: Vec<Unreadable>,
}

struct Begun {
    from: Seconds,
    to: Seconds,
    bounds: Vec<Seconds>,
    walk: Walk,
    /// Paid to the chain between two bounds, of the staking coin.
    fees: Vec<Uint128>,
}

impl<'e> Telling<'e> {
    /// Before the first transaction.
    pub fn new(question: &'e Question, evidence: &'e Evidence) -> Self {
        Self {
            question,
            evidence,
            begun: None,
            refused: None,
            transactions: 0,
            exits: question.address.is_none().then(ExitsSoFar::default),
            unreadable: Vec::new(),
        }
    }

    /// The next transaction.
    pub fn step(&mut self, past: &Past) {
        self.transactions = self.transactions.saturating_add(1);
        if let Some(exits) = &mut self.exits {
            exits.step(past);
        }
        self.unreadable
            .extend(past.unreadable.iter().map(|error| Unreadable {
                height: past.height,
                tx: past.hash.clone(),
                reason: error.to_string(),
            }));
        if self.begun.is_none() && self.refused.is_none() {
            match begin(self.question, self.evidence, past.time) {
                Ok(begun) => self.begun = Some(begun),
                Err(error) => self.refused = Some(error),
            }
        }
        if let Some(begun) = &mut self.begun {
            begun.walk.step(past);
            begun.pay(self.question, self.evidence, past);
        }
    }

    /// After the last transaction.
    ///
    /// # Errors
    /// When there is nothing between the dates.
    pub fn end(mut self) -> Result<HistoryReport> {
        if let Some(error) = self.refused {
            return Err(error);
        }
        let (question, evidence) = (self.question, self.evidence);
        let mut begun = match self.begun.take() {
            Some(begun) => begun,
            None => begin(question, evidence, evidence.now)?,
        };
        begun.walk.end();
        let Begun {
            from, to, walk, fees, ..
        } = begun;
        let address = question.address.as_deref();
        let differences = audit::compare(&walk.replay, &evidence.chain, address);
        let before_end = |movement: &Movement| movement.time < to || to == evidence.now;
        let (parts, asked) = (question.by.is_some(), address.is_some());
        let (whole, periods) = protocol_periods(&walk.snapshots);
        let (holder, holder_periods) = holder_periods(&walk.snapshots);
        let exits = self.exits.as_ref();
        let crowd = exits.map(|exits| HolderCrowd::of(exits, &walk.replay, &evidence.hub));
        let mut movements = walk.holder.map(|holder| holder.movements).unwrap_or_default();
        movements.retain(before_end);
        let lots = question.lots.then(|| {
            let mut lots = lots::of(&movements, question.prices.as_ref());
            lots.gone.retain(|gone| gone.time >= from);
            lots
        });
        movements.retain(|movement| movement.time >= from);
        Ok(HistoryReport {
            transaction_fees: fees
                .iter()
                .fold(Uint128::zero(), |sum, fee| sum.saturating_add(*fee)),
            period_fees: if parts { fees } else { Vec::new() },
            lots: lots.filter(|_| asked),
            crowd,
            hub: evidence.hub.clone(),
            address: question.address.clone(),
            height: evidence.height,
            transactions: self.transactions,
            whole: whole.filter(|_| !asked),
            periods: if parts && !asked { periods } else { Vec::new() },
            holder: holder.filter(|_| asked),
            holder_periods: if parts && asked {
                holder_periods
            } else {
                Vec::new()
            },
            movements,
            unreadable: self.unreadable,
            differences,
        })
    }
}

/// `first` is the time of the first transaction, or now.
fn begin(question: &Question, evidence: &Evidence, first: Seconds) -> Result<Begun> {
    let start = evidence.begins.unwrap_or(first);
    let (asked_from, asked_to) = (
        question.from.unwrap_or(start),
        question.to.unwrap_or(evidence.now),
    );
    let (from, to) = (asked_from.max(start), asked_to.min(evidence.now));
    if asked_from > evidence.now {
        return WrongInput::refuse(
            ErrorCode::Date,
            format!(
                "--from is {}, which is yet to come: the history goes from {} to {}",
                when::utc(asked_from),
                when::utc(start),
                when::utc(evidence.now)
            ),
        );
    }
    if from > to {
        return WrongInput::refuse(
            ErrorCode::Date,
            format!(
                "there is nothing between {} and {}: the history goes from {} to {}",
                when::utc(asked_from.min(asked_to)),
                when::utc(asked_to.max(asked_from)),
                when::utc(start),
                when::utc(evidence.now)
            ),
        );
    }
    let mut bounds = vec![from];
    if let Some(calendar) = question.by {
        bounds.extend(calendar.between(from, to)?);
    }
    bounds.push(to);
    let story = Story {
        hub: &evidence.hub,
        seed: evidence.seed,
        custodians: &evidence.custodians,
        now: evidence.now,
        books: BTreeMap::new(),
    };
    Ok(Begun {
        walk: Walk::begin(story, question.address.as_deref(), &bounds),
        fees: vec![Uint128::zero(); bounds.len().saturating_sub(1)],
        from,
        to,
        bounds,
    })
}

impl Begun {
    /// What the holder has paid to the chain for a transaction belongs to its part.
    fn pay(&mut self, question: &Question, evidence: &Evidence, past: &Past) {
        let own = past
            .paid
            .as_ref()
            .filter(|paid| Some(&paid.payer) == question.address.as_ref());
        let Some(paid) = own else {
            return;
        };
        let coins = paid.fee.iter().filter(|coin| coin.denom == evidence.denom);
        let sum = coins.fold(Uint128::zero(), |sum, coin| sum.saturating_add(coin.amount));
        let parts = self.bounds.iter().zip(self.bounds.iter().skip(1));
        for (fee, (from, to)) in self.fees.iter_mut().zip(parts) {
            if past.time >= *from && (past.time < *to || *to == evidence.now) {
                *fee = fee.saturating_add(sum);
            }
        }
    }
}

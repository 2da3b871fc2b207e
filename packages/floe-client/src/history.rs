//! The one reader of events: the hub's transactions with the facts in them.

use cosmwasm_std::{Coin, Uint128};
use floe_api::events::{self, BackstopFact, BondsFact, EventError, HubEvent, HubFact};
use floe_core::units::Seconds;
use floe_core::Books;

use crate::{Chain, ChainExt, Error, PastTx, Result, TxEvent, TxOutcome};

/// A transaction of the past in which the hub reported something.
#[derive(Clone, Debug)]
pub struct Past {
    pub height: u64,
    /// Unix seconds of its block.
    pub time: Seconds,
    pub hash: String,
    /// What was paid for it, and by whom; none where the chain shows nothing of it.
    pub paid: Option<PaidFee>,
    pub facts: Vec<HubEvent>,
    /// What is wrong with events that could not be read.
    pub unreadable: Vec<EventError>,
    /// The books right before it, for a history that is not whole; none: those that the history gives.
    pub before: Option<Books>,
}

/// The fee of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaidFee {
    pub payer: String,
    pub fee: Vec<Coin>,
}

impl PaidFee {
    /// Of a transaction that says that it pays this. Who has paid is told by the event that the SDK writes of it.
    pub fn of(events: &[TxEvent], fee: &[Coin]) -> Option<Self> {
        let own = events.iter().filter(|event| event.kind == "tx");
        let payer = own.filter_map(|event| event.attribute("fee_payer")).next()?;
        Some(Self {
            payer: payer.to_owned(),
            fee: fee.to_vec(),
        })
    }
}

fn paid(tx: &PastTx) -> Option<PaidFee> {
    PaidFee::of(&tx.events, &tx.gas.as_ref()?.fee)
}

/// Whether a transaction is one of those that [`each`] tells of: it executed this contract.
pub fn executes(contract: &str, event: &TxEvent) -> bool {
    event.kind == "execute" && event.contract() == Some(contract)
}

impl Past {
    /// Base units that it recognised as lost, rounding included; none if nothing was.
    pub fn lost(&self) -> Option<u128> {
        let losses = self.facts.iter().filter_map(|fact| {
            let HubEvent::Fact(HubFact::LossRecognised { loss, .. }) = fact else {
                return None;
            };
            Some(loss.units())
        });
        losses.reduce(u128::saturating_add)
    }
}

/// All transactions that executed the hub, from a height to another, both included, oldest first, one after the other: what
/// `visit` does not keep is gone. Events that cannot be read are noted and passed over.
///
/// # Errors
/// When the node has forgotten a block whose time is needed; of `visit`.
pub fn each(
    chain: &dyn Chain,
    hub: &str,
    (from, to): (u64, u64),
    mut visit: impl FnMut(Past) -> Result<()>,
) -> Result<()> {
    let mut last: Option<(u64, Seconds)> = None;
    chain.history(hub, from, |tx| {
        if tx.height > to {
            return Ok(false);
        }
        let time = match last {
            Some((height, time)) if height == tx.height => time,
            _ => time_of(chain, tx.height)?,
        };
        last = Some((tx.height, time));
        let (facts, unreadable) = facts(hub, &tx.events);
        visit(Past {
            height: tx.height,
            time,
            paid: paid(&tx),
            hash: tx.hash,
            facts,
            unreadable,
            before: None,
        })?;
        Ok(true)
    })
}

/// The same as a list.
///
/// # Errors
/// As for [`each`].
pub fn history(chain: &dyn Chain, hub: &str, from: u64, to: u64) -> Result<Vec<Past>> {
    let mut found = Vec::new();
    each(chain, hub, (from, to), |past| {
        found.push(past);
        Ok(())
    })?;
    Ok(found)
}

/// Unix seconds of a block.
pub fn time_of(chain: &dyn Chain, height: u64) -> Result<Seconds> {
    let block = chain.block_at(height).map_err(|error| Error::NoTime {
        height,
        source: Box::new(error),
    })?;
    Ok(block.time.seconds())
}

/// Facts in events of the hub, and what is wrong with those that cannot be read.
pub fn facts(hub: &str, events: &[TxEvent]) -> (Vec<HubEvent>, Vec<EventError>) {
    let (mut facts, mut unreadable) = (Vec::new(), Vec::new());
    for event in events.iter().filter(|event| event.contract() == Some(hub)) {
        let attributes = event
            .attributes
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()));
        match events::read(&event.kind, attributes) {
            Ok(read) => facts.extend(read),
            Err(error) => unreadable.push(error),
        }
    }
    (facts, unreadable)
}

/// Sums of amounts in the facts that a contract reported in a transaction; `of` picks them from a fact of the right kind.
pub fn sums<const N: usize>(
    outcome: &TxOutcome,
    contract: &str,
    of: impl Fn(&HubFact) -> Option<[u128; N]>,
) -> [Uint128; N] {
    let (facts, _) = facts(contract, &outcome.events);
    let own = facts.iter().filter_map(|event| match event {
        HubEvent::Fact(fact) => Some(fact),
        HubEvent::Token(_) | HubEvent::Shell(_) => None,
    });
    own.filter_map(of)
        .fold([Uint128::zero(); N], |mut sums, amounts| {
            for (sum, amount) in sums.iter_mut().zip(amounts) {
                *sum = sum.saturating_add(amount.into());
            }
            sums
        })
}

/// The same of what a transaction of its kind always reports; `event` is its name.
///
/// # Errors
/// [`Error::Doubtful`] if one of them is zero: the node may have made up what it shows.
pub fn sums_surely<const N: usize>(
    outcome: &TxOutcome,
    contract: &str,
    event: &str,
    of: impl Fn(&HubFact) -> Option<[u128; N]>,
) -> Result<[Uint128; N]> {
    let sums = sums(outcome, contract, of);
    surely(outcome, contract, event, "floe balance", sums)
}

/// The first of a backstop's facts in a transaction that always reports it; `event` is its name, `of` picks its amounts.
///
/// # Errors
/// [`Error::Doubtful`] if there is none, or one of the amounts is zero.
pub fn backstop_surely<const N: usize>(
    outcome: &TxOutcome,
    contract: &str,
    event: &str,
    of: impl Fn(&BackstopFact) -> Option<[u128; N]>,
) -> Result<[Uint128; N]> {
    let found = first(outcome, contract, BackstopFact::read, of).unwrap_or([0; N]);
    surely(
        outcome,
        contract,
        event,
        "floe protect status",
        found.map(Uint128::new),
    )
}

/// The same of the contract of operators' bonds.
///
/// # Errors
/// As for [`backstop_surely`].
pub fn bonds_surely<const N: usize>(
    outcome: &TxOutcome,
    contract: &str,
    event: &str,
    of: impl Fn(&BondsFact) -> Option<[u128; N]>,
) -> Result<[Uint128; N]> {
    let found = first(outcome, contract, BondsFact::read, of).unwrap_or([0; N]);
    surely(
        outcome,
        contract,
        event,
        "floe operator status",
        found.map(Uint128::new),
    )
}

/// What a transaction always reports of the contract of operators' bonds, where zeros are answers, too.
///
/// # Errors
/// [`Error::Doubtful`] if it reports none.
pub fn bonds_reported<T>(
    outcome: &TxOutcome,
    contract: &str,
    event: &str,
    of: impl Fn(&BondsFact) -> Option<T>,
) -> Result<T> {
    let found = first(outcome, contract, BondsFact::read, of);
    found.ok_or_else(|| doubtful(outcome, contract, event, "floe operator status"))
}

/// What `of` picks from the first fact of a contract that it knows. One that cannot be read is passed over.
fn first<F, T>(
    outcome: &TxOutcome,
    contract: &str,
    read: impl Fn(&str, &[(&str, &str)]) -> std::result::Result<Option<F>, EventError>,
    of: impl Fn(&F) -> Option<T>,
) -> Option<T> {
    contract_facts(outcome, contract, read).iter().find_map(of)
}

/// The facts that a contract has reported in a transaction, in their order; `read` knows its events. One that cannot be read
/// is passed over.
pub fn contract_facts<F>(
    outcome: &TxOutcome,
    contract: &str,
    read: impl Fn(&str, &[(&str, &str)]) -> std::result::Result<Option<F>, EventError>,
) -> Vec<F> {
    let own = outcome.events.iter();
    let own = own.filter(|event| event.contract() == Some(contract));
    let facts = own.filter_map(|event| {
        let pairs = event.attributes.iter();
        let pairs: Vec<_> = pairs.map(|(key, value)| (key.as_str(), value.as_str())).collect();
        read(&event.kind, &pairs).ok().flatten()
    });
    facts.collect()
}

/// Amounts that a transaction has reported, none of which may be zero; `look` is the command that shows what is there.
fn surely<const N: usize>(
    outcome: &TxOutcome,
    contract: &str,
    event: &str,
    look: &str,
    amounts: [Uint128; N],
) -> Result<[Uint128; N]> {
    if !amounts.iter().any(Uint128::is_zero) {
        return Ok(amounts);
    }
    Err(doubtful(outcome, contract, event, look))
}

/// That a transaction reports nothing of what it always does: the node may have made up what it shows. `event` is its name,
/// `look` the command that shows what is there.
pub fn doubtful(outcome: &TxOutcome, contract: &str, event: &str, look: &str) -> Error {
    Error::Doubtful {
        reason: format!(
            "a node shows transaction {} in block {}, but nothing of what {contract} did there ({event}); look at `{look}` \
             with another node before sending again",
            outcome.hash, outcome.height
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use floe_api::events::TokenMove;
    use floe_core::units::Shares;

    fn event(kind: &str, attributes: &[(&str, &str)]) -> TxEvent {
        let pairs = [("_contract_address", "hub")]
            .into_iter()
            .chain(attributes.iter().copied());
        TxEvent {
            kind: kind.to_owned(),
            attributes: pairs
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .collect(),
            message: Some(0),
        }
    }

    #[test]
    fn who_has_paid_is_read_from_the_chains_own_event() {
        let fee = vec![Coin::new(7_u128, "stake")];
        let gas = Some(crate::GasUse {
            wanted: 2,
            used: 1,
            fee: fee.clone(),
        });
        let mut tx = PastTx {
            height: 1,
            hash: String::new(),
            events: vec![
                event("tx", &[("fee", "7stake")]),
                event("tx", &[("fee_payer", "alice")]),
            ],
            gas,
        };
        let payer = "alice".to_owned();
        assert_eq!(paid(&tx), Some(PaidFee { payer, fee }));
        tx.events.clear();
        assert_eq!(paid(&tx), None);
    }

    #[test]
    fn an_event_that_cannot_be_read_takes_no_other_one_with_it() {
        let events = [
            event("wasm", &[("action", "mint"), ("amount", "3"), ("to", "alice")]),
            event("wasm", &[("action", "mint"), ("amount", "4")]),
            event(
                "wasm-floe/fee_paid",
                &[("receiver", "alice"), ("shares", "three")],
            ),
            event("wasm", &[("action", "burn"), ("amount", "2"), ("from", "alice")]),
        ];
        let (facts, unreadable) = facts("hub", &events);
        let minted = HubEvent::Token(TokenMove::Minted {
            to: "alice".to_owned(),
            amount: Shares::new(3),
        });
        let burned = HubEvent::Token(TokenMove::Burned {
            from: "alice".to_owned(),
            amount: Shares::new(2),
        });
        assert_eq!(facts, [minted, burned]);
        let texts: Vec<String> = unreadable.iter().map(ToString::to_string).collect();
        assert_eq!(
            texts,
            [
                "event wasm has 0 of `to` for 1 actions that have one",
                "event fee_paid: `shares` is `three`, which is no amount, time or number of a batch"
            ]
        );
    }
}

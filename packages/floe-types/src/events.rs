//! The hub's events, read back: what an indexer or a report needs to follow the protocol without asking it anything.
//!
//! Token moves come from the plain `wasm` events, as any cw20 indexer reads them; the protocol's own facts from the
//! events `wasm-floe/…`. Facts that no account depends on are left out.

use std::collections::BTreeMap;
use std::str::FromStr;

use floe_core::units::{Native, Seconds, Shares};
use floe_core::{Books, Stream};
use thiserror::Error;

/// What begins the names of the protocol's own events.
const OWN: &str = "wasm-floe/";

/// A fact that changes somebody's account or the books. Amounts are base units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    Minted {
        to: String,
        amount: Shares,
    },
    Burned {
        from: String,
        amount: Shares,
    },
    /// A transfer or a send, with or without an allowance.
    Moved {
        from: String,
        to: String,
        amount: Shares,
    },
    Instantiated {
        seed: Shares,
    },
    Bonded {
        sender: String,
        receiver: String,
        amount: Native,
        shares: Shares,
    },
    UnbondQueued {
        sender: String,
        receiver: String,
        batch: u64,
        shares: Shares,
    },
    UnbondCancelled {
        receiver: String,
        batch: u64,
        shares: Shares,
    },
    InstantUnbonded {
        sender: String,
        receiver: String,
        shares: Shares,
        /// Paid out, after the fee.
        amount: Native,
        fee: Native,
    },
    BatchClosed {
        batch: u64,
        shares: Shares,
        payable: Native,
        /// Unix seconds.
        estimate: Seconds,
    },
    BatchRepriced {
        batch: u64,
        payable: Native,
    },
    BatchSettled {
        batch: u64,
        shares: Shares,
        payable: Native,
    },
    Claimed {
        user: String,
        receiver: String,
        batch: u64,
        shares: Shares,
        amount: Native,
        /// What rounding left in the emptied batch, given back to the free coins.
        remainder: Native,
    },
    /// All of the books, after a session.
    BooksUpdated(Box<Books>),
    /// Net of the gains of the same observation.
    LossRecognised {
        loss: Native,
    },
    /// Net of the losses of the same observation: what unsettled batches got back, and what went to the stream.
    GainRecognised {
        restored: Native,
        streamed: Native,
    },
    RewardsCompounded {
        keeper: String,
        amount: Native,
        fee: Native,
        fee_shares: Shares,
    },
    /// The chain may undelegate a unit less than asked.
    UndelegationEntered {
        validator: String,
        amount: Native,
        asked: Native,
    },
}

/// An event of the hub that is not what its name promises.
#[derive(Error, Clone, Debug, PartialEq, Eq)]
pub enum EventError {
    #[error("event {event} has no `{key}`; it comes from another version of the hub")]
    Missing { event: String, key: &'static str },
    #[error(
        "event {event}: `{key}` is {value:?}, which is no number; it comes from another version of the hub"
    )]
    Malformed {
        event: String,
        key: &'static str,
        value: String,
    },
}

type EventResult<T> = Result<T, EventError>;

/// Facts in an event of the hub, in their order: none in events that change no account, several where one plain event
/// tells of several token moves. `attributes` are those of one event, in the order of their emission; whether it is the
/// hub's own is for the caller to check by `_contract_address`.
///
/// # Errors
/// [`EventError`] when a known event lacks a field or has an unreadable one.
pub fn read<'a>(
    kind: &str,
    attributes: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> EventResult<Vec<Fact>> {
    let pairs: Vec<(&str, &str)> = attributes.into_iter().collect();
    if kind == "wasm" {
        return moves(&pairs);
    }
    let Some(name) = kind.strip_prefix(OWN) else {
        return Ok(Vec::new());
    };
    let fields = Fields::new(name, &pairs);
    let fact = match exits(name, &fields)? {
        Some(fact) => Some(fact),
        None => findings(name, &fields)?,
    };
    Ok(fact.into_iter().collect())
}

/// Several actions may stand in one event, each from its `action` to the next.
fn moves(pairs: &[(&str, &str)]) -> EventResult<Vec<Fact>> {
    let mut facts = Vec::new();
    let starts_action = |(key, _): &(&str, &str)| *key == "action";
    let mut rest = pairs;
    while let Some(start) = rest.iter().position(starts_action) {
        let action = rest.get(start..).unwrap_or_default();
        let end = action.iter().skip(1).position(starts_action);
        let (one, after) = match end {
            Some(end) => action.split_at(end.saturating_add(1).min(action.len())),
            None => (action, [].as_slice()),
        };
        facts.extend(token_move(one)?);
        rest = after;
    }
    Ok(facts)
}

fn token_move(pairs: &[(&str, &str)]) -> EventResult<Option<Fact>> {
    let fields = Fields::new("wasm", pairs);
    Ok(Some(match fields.text("action")?.as_str() {
        "mint" => Fact::Minted {
            to: fields.text("to")?,
            amount: fields.shares("amount")?,
        },
        "burn" => Fact::Burned {
            from: fields.text("from")?,
            amount: fields.shares("amount")?,
        },
        "transfer" | "send" | "transfer_from" | "send_from" => Fact::Moved {
            from: fields.text("from")?,
            to: fields.text("to")?,
            amount: fields.shares("amount")?,
        },
        _ => return Ok(None),
    }))
}

fn exits(name: &str, fields: &Fields<'_>) -> EventResult<Option<Fact>> {
    Ok(Some(match name {
        "bonded" => Fact::Bonded {
            sender: fields.text("sender")?,
            receiver: fields.text("receiver")?,
            amount: fields.native("amount")?,
            shares: fields.shares("shares")?,
        },
        "unbond_queued" => Fact::UnbondQueued {
            sender: fields.text("sender")?,
            receiver: fields.text("receiver")?,
            batch: fields.number("batch")?,
            shares: fields.shares("shares")?,
        },
        "unbond_cancelled" => Fact::UnbondCancelled {
            receiver: fields.text("receiver")?,
            batch: fields.number("batch")?,
            shares: fields.shares("shares")?,
        },
        "instant_unbonded" => Fact::InstantUnbonded {
            sender: fields.text("sender")?,
            receiver: fields.text("receiver")?,
            shares: fields.shares("shares")?,
            amount: fields.native("amount")?,
            fee: fields.native("fee")?,
        },
        "batch_closed" => Fact::BatchClosed {
            batch: fields.number("batch")?,
            shares: fields.shares("shares")?,
            payable: fields.native("payable")?,
            estimate: fields.number("estimate")?,
        },
        "batch_repriced" => Fact::BatchRepriced {
            batch: fields.number("batch")?,
            payable: fields.native("payable")?,
        },
        "batch_settled" => Fact::BatchSettled {
            batch: fields.number("batch")?,
            shares: fields.shares("shares")?,
            payable: fields.native("payable")?,
        },
        "claimed" => Fact::Claimed {
            user: fields.text("user")?,
            receiver: fields.text("receiver")?,
            batch: fields.number("batch")?,
            shares: fields.shares("shares")?,
            amount: fields.native("amount")?,
            remainder: fields.native("remainder")?,
        },
        _ => return Ok(None),
    }))
}

fn findings(name: &str, fields: &Fields<'_>) -> EventResult<Option<Fact>> {
    Ok(Some(match name {
        "instantiated" => Fact::Instantiated {
            seed: fields.shares("seed")?,
        },
        "books_updated" => Fact::BooksUpdated(Box::new(books(fields)?)),
        "loss_recognised" => Fact::LossRecognised {
            loss: fields.native("loss")?,
        },
        "gain_recognised" => Fact::GainRecognised {
            restored: fields.native("restored")?,
            streamed: fields.native("streamed")?,
        },
        "rewards_compounded" => Fact::RewardsCompounded {
            keeper: fields.text("keeper")?,
            amount: fields.native("amount")?,
            fee: fields.native("fee")?,
            fee_shares: fields.shares("fee_shares")?,
        },
        "undelegation_entered" => Fact::UndelegationEntered {
            validator: fields.text("validator")?,
            amount: fields.native("amount")?,
            asked: fields.native("asked")?,
        },
        _ => return Ok(None),
    }))
}

fn books(fields: &Fields<'_>) -> EventResult<Books> {
    Ok(Books {
        delegated: fields.native("delegated")?,
        undelegating: fields.native("undelegating")?,
        free: fields.native("free")?,
        reserved: fields.native("reserved")?,
        owed: fields.native("owed")?,
        supply: fields.shares("supply")?,
        stream: Stream {
            amount: fields.native("stream_amount")?,
            start: fields.number("stream_start")?,
            end: fields.number("stream_end")?,
        },
        loss_carry: fields.native("loss_carry")?,
        ..Books::default()
    })
}

/// Values by key; the first of a repeated one counts.
struct Fields<'a> {
    event: &'a str,
    values: BTreeMap<&'a str, &'a str>,
}

impl<'a> Fields<'a> {
    fn new(event: &'a str, pairs: &[(&'a str, &'a str)]) -> Self {
        Self {
            event,
            values: pairs.iter().rev().copied().collect(),
        }
    }

    fn get(&self, key: &'static str) -> EventResult<&'a str> {
        let value = self.values.get(key).copied();
        value.ok_or_else(|| EventError::Missing {
            event: self.event.to_owned(),
            key,
        })
    }

    fn text(&self, key: &'static str) -> EventResult<String> {
        self.get(key).map(str::to_owned)
    }

    fn number<T: FromStr>(&self, key: &'static str) -> EventResult<T> {
        let value = self.get(key)?;
        value.parse().map_err(|_| EventError::Malformed {
            event: self.event.to_owned(),
            key,
            value: value.to_owned(),
        })
    }

    fn native(&self, key: &'static str) -> EventResult<Native> {
        self.number(key).map(Native::new)
    }

    fn shares(&self, key: &'static str) -> EventResult<Shares> {
        self.number(key).map(Shares::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_plain_event_may_tell_of_several_moves() {
        let attributes = [
            ("_contract_address", "hub"),
            ("action", "transfer"),
            ("from", "alice"),
            ("to", "hub"),
            ("amount", "5"),
            ("action", "increase_allowance"),
            ("amount", "9"),
            ("action", "mint"),
            ("to", "bob"),
            ("amount", "3"),
            ("msg_index", "0"),
        ];
        let moved = Fact::Moved {
            from: "alice".into(),
            to: "hub".into(),
            amount: Shares::new(5),
        };
        let minted = Fact::Minted {
            to: "bob".into(),
            amount: Shares::new(3),
        };
        assert_eq!(read("wasm", attributes), Ok(vec![moved, minted]));
    }

    #[test]
    fn events_that_change_no_account_are_passed_over() {
        assert_eq!(read("wasm-floe/harvest_sent", [("validator", "v")]), Ok(vec![]));
        assert_eq!(read("transfer", [("amount", "5stake")]), Ok(vec![]));
        assert_eq!(read("wasm", [("_contract_address", "hub")]), Ok(vec![]));
    }

    #[test]
    fn a_known_event_with_a_missing_or_unreadable_field_is_an_error_that_names_both() {
        assert_eq!(
            read("wasm-floe/batch_repriced", [("batch", "1")]),
            Err(EventError::Missing {
                event: "batch_repriced".into(),
                key: "payable"
            })
        );
        assert_eq!(
            read("wasm-floe/batch_repriced", [("batch", "1"), ("payable", "-1")]),
            Err(EventError::Malformed {
                event: "batch_repriced".into(),
                key: "payable",
                value: "-1".into()
            })
        );
    }
}

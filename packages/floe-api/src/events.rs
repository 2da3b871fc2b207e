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
    /// A part of a loss that a guarantor has paid; its burn of the same shares is a [`Fact::Burned`].
    LossCovered {
        guarantor: String,
        shares: Shares,
        native: Native,
    },
    /// A gain that went back to the guarantor who had paid for it; its mint of the same shares is a [`Fact::Minted`].
    CoverReturned {
        guarantor: String,
        shares: Shares,
        native: Native,
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
    /// Shares of a fee for one of its receivers; the mint of the same shares is a [`Fact::Minted`].
    FeePaid {
        receiver: String,
        shares: Shares,
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
    #[error("event {event} has no `{key}`")]
    Missing { event: String, key: &'static str },
    /// The value is quoted with control characters escaped.
    #[error("event {event}: `{key}` is `{}`, which is no amount, time or number of a batch", .value.escape_debug())]
    Malformed {
        event: String,
        key: &'static str,
        value: String,
    },
    /// Which value is which action's cannot be told.
    #[error("event wasm has {values} of `{key}` for {actions} actions that have one")]
    Unpaired {
        key: &'static str,
        values: usize,
        actions: usize,
    },
}

type EventResult<T> = Result<T, EventError>;

/// Facts in an event of the hub, in their order: none in events that change no account, several where one plain event
/// tells of several token moves. `attributes` are those of one event; whether it is the hub's own is for the caller to
/// check by `_contract_address`.
///
/// Attributes may come in the order of their emission or sorted by key, as wasmd hands on those of messages between
/// contracts; only the order of equal keys counts.
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

/// What a plain event may say of a token move.
const MOVE_KEYS: [&str; 3] = ["from", "to", "amount"];

/// Keys of [`MOVE_KEYS`] that an action of the token has.
fn keys_of(action: &str) -> &'static [&'static str] {
    match action {
        "mint" => &["to", "amount"],
        "burn" | "burn_from" => &["from", "amount"],
        "transfer" | "send" | "transfer_from" | "send_from" => &MOVE_KEYS,
        "increase_allowance" | "decrease_allowance" => &["amount"],
        _ => &[],
    }
}

/// Several actions may stand in one event: the k-th value of a key belongs to the k-th action that has the key.
fn moves(pairs: &[(&str, &str)]) -> EventResult<Vec<Fact>> {
    let values = |key| {
        let of_key = pairs.iter().filter(move |(name, _)| *name == key);
        of_key.map(|(_, value)| *value)
    };
    let mut fields: Vec<(&str, Fields<'_>)> = values("action")
        .map(|action| (action, Fields::new("wasm", &[])))
        .collect();
    if !fields.iter().any(|(action, _)| is_move(action)) {
        return Ok(Vec::new());
    }
    for key in MOVE_KEYS {
        let mut having: Vec<&mut Fields<'_>> = fields
            .iter_mut()
            .filter(|(action, _)| keys_of(action).contains(&key))
            .map(|(_, fields)| fields)
            .collect();
        let (found, actions) = (values(key).count(), having.len());
        if found != actions {
            return Err(EventError::Unpaired {
                key,
                values: found,
                actions,
            });
        }
        for (fields, value) in having.iter_mut().zip(values(key)) {
            fields.values.insert(key, value);
        }
    }
    let facts = fields.iter().map(|(action, fields)| token_move(action, fields));
    facts.filter_map(Result::transpose).collect()
}

fn is_move(action: &str) -> bool {
    matches!(
        action,
        "mint" | "burn" | "burn_from" | "transfer" | "send" | "transfer_from" | "send_from"
    )
}

fn token_move(action: &str, fields: &Fields<'_>) -> EventResult<Option<Fact>> {
    Ok(Some(match action {
        "mint" => Fact::Minted {
            to: fields.text("to")?,
            amount: fields.shares("amount")?,
        },
        "burn" | "burn_from" => Fact::Burned {
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
        "loss_covered" => Fact::LossCovered {
            guarantor: fields.text("guarantor")?,
            shares: fields.shares("shares")?,
            native: fields.native("native")?,
        },
        "cover_returned" => Fact::CoverReturned {
            guarantor: fields.text("guarantor")?,
            shares: fields.shares("shares")?,
            native: fields.native("native")?,
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
        "fee_paid" => Fact::FeePaid {
            receiver: fields.text("receiver")?,
            shares: fields.shares("shares")?,
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

    fn moved(from: &str, to: &str, amount: u128) -> Fact {
        Fact::Moved {
            from: from.into(),
            to: to.into(),
            amount: Shares::new(amount),
        }
    }

    fn minted(to: &str, amount: u128) -> Fact {
        Fact::Minted {
            to: to.into(),
            amount: Shares::new(amount),
        }
    }

    fn burned(from: &str, amount: u128) -> Fact {
        Fact::Burned {
            from: from.into(),
            amount: Shares::new(amount),
        }
    }

    /// The attributes in the order given, and as wasmd sorts them.
    fn both_orders<'a>(attributes: &[(&'a str, &'a str)]) -> [Vec<(&'a str, &'a str)>; 2] {
        let mut sorted = attributes.to_vec();
        sorted.sort_by(|a, b| a.0.cmp(b.0));
        assert_ne!(sorted, attributes);
        [attributes.to_vec(), sorted]
    }

    #[test]
    fn one_plain_event_may_tell_of_several_moves_in_either_order() {
        let attributes = [
            ("_contract_address", "hub"),
            ("action", "transfer_from"),
            ("from", "alice"),
            ("to", "hub"),
            ("by", "carol"),
            ("amount", "5"),
            ("action", "increase_allowance"),
            ("owner", "alice"),
            ("spender", "carol"),
            ("amount", "9"),
            ("action", "mint"),
            ("to", "bob"),
            ("amount", "3"),
            ("action", "update_marketing"),
            ("action", "burn"),
            ("from", "dora"),
            ("amount", "1"),
            ("msg_index", "0"),
        ];
        for order in both_orders(&attributes) {
            let expected = vec![moved("alice", "hub", 5), minted("bob", 3), burned("dora", 1)];
            assert_eq!(read("wasm", order), Ok(expected));
        }
    }

    #[test]
    fn a_fee_of_several_receivers_is_read_in_either_order() {
        let attributes = [
            ("action", "mint"),
            ("to", "treasury"),
            ("amount", "111091"),
            ("action", "mint"),
            ("to", "keeper"),
            ("amount", "12343"),
        ];
        for order in both_orders(&attributes) {
            let expected = vec![minted("treasury", 111_091), minted("keeper", 12_343)];
            assert_eq!(read("wasm", order), Ok(expected));
        }
        let told = [("receiver", "treasury"), ("shares", "111091")];
        let fact = Fact::FeePaid {
            receiver: "treasury".into(),
            shares: Shares::new(111_091),
        };
        assert_eq!(read("wasm-floe/fee_paid", told), Ok(vec![fact]));
    }

    #[test]
    fn values_that_fit_to_no_action_are_an_error_and_not_a_guess() {
        let lacks_one = [
            ("action", "mint"),
            ("action", "burn"),
            ("amount", "1"),
            ("from", "a"),
            ("to", "b"),
        ];
        let unpaired = EventError::Unpaired {
            key: "amount",
            values: 1,
            actions: 2,
        };
        let text = "event wasm has 1 of `amount` for 2 actions that have one";
        assert_eq!(unpaired.to_string(), text);
        assert_eq!(read("wasm", lacks_one), Err(unpaired));
        let of_a_stranger = [
            ("action", "mint"),
            ("to", "b"),
            ("amount", "1"),
            ("action", "wrap"),
            ("amount", "2"),
        ];
        for order in both_orders(&of_a_stranger) {
            assert!(read("wasm", order).is_err());
        }
        let unknown = [("action", "wrap"), ("amount", "2")];
        assert_eq!(read("wasm", unknown), Ok(vec![]));
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
        let malformed = EventError::Malformed {
            event: "batch_repriced".into(),
            key: "payable",
            value: "-\u{1b}1".into(),
        };
        let text =
            "event batch_repriced: `payable` is `-\\u{1b}1`, which is no amount, time or number of a batch";
        assert_eq!(malformed.to_string(), text);
        let told = [("batch", "1"), ("payable", "-\u{1b}1")];
        assert_eq!(read("wasm-floe/batch_repriced", told), Err(malformed));
    }
}

//! Token moves, as the plain `wasm` events of cw20 have them.

use floe_core::units::Shares;
use serde_json::{json, Value};

use super::declare::{EventError, Fields};

/// Shares that came, went or moved, in base units of the token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenMove {
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
}

/// Actions of the token, and the keys of [`KEYS`] that each has.
const ACTIONS: [(&str, &[&str]); 9] = [
    ("mint", &["to", "amount"]),
    ("burn", &["from", "amount"]),
    ("burn_from", &["from", "amount"]),
    ("transfer", &KEYS),
    ("send", &KEYS),
    ("transfer_from", &KEYS),
    ("send_from", &KEYS),
    ("increase_allowance", &["amount"]),
    ("decrease_allowance", &["amount"]),
];

/// What a plain event may say of a token move.
const KEYS: [&str; 3] = ["from", "to", "amount"];

fn keys_of(action: &str) -> &'static [&'static str] {
    let found = ACTIONS.iter().find(|(name, _)| *name == action);
    found.map_or(&[], |(_, keys)| keys)
}

/// Actions and their keys, for other languages.
pub(super) fn described() -> Vec<Value> {
    let action = |(name, keys): &(&str, &[&str])| json!({ "action": name, "keys": keys });
    ACTIONS.iter().map(action).collect()
}

/// Several actions may stand in one event: the k-th value of a key belongs to the k-th action that has the key.
pub(super) fn moves(pairs: &[(&str, &str)]) -> Result<Vec<TokenMove>, EventError> {
    let values = |key| {
        let of_key = pairs.iter().filter(move |(name, _)| *name == key);
        of_key.map(|(_, value)| *value)
    };
    let mut fields: Vec<(&str, Fields<'_>)> = values("action")
        .map(|action| (action, Fields::new("wasm", &[])))
        .collect();
    if !fields.iter().any(|(action, _)| keys_of(action).len() > 1) {
        return Ok(Vec::new());
    }
    for key in KEYS {
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

fn token_move(action: &str, fields: &Fields<'_>) -> Result<Option<TokenMove>, EventError> {
    Ok(Some(match action {
        "mint" => TokenMove::Minted {
            to: fields.take("to")?,
            amount: fields.take("amount")?,
        },
        "burn" | "burn_from" => TokenMove::Burned {
            from: fields.take("from")?,
            amount: fields.take("amount")?,
        },
        "transfer" | "send" | "transfer_from" | "send_from" => TokenMove::Moved {
            from: fields.take("from")?,
            to: fields.take("to")?,
            amount: fields.take("amount")?,
        },
        _ => return Ok(None),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::{read, HubEvent, HubFact};

    fn moved(from: &str, to: &str, amount: u128) -> HubEvent {
        HubEvent::Token(TokenMove::Moved {
            from: from.into(),
            to: to.into(),
            amount: Shares::new(amount),
        })
    }

    fn minted(to: &str, amount: u128) -> HubEvent {
        HubEvent::Token(TokenMove::Minted {
            to: to.into(),
            amount: Shares::new(amount),
        })
    }

    fn burned(from: &str, amount: u128) -> HubEvent {
        HubEvent::Token(TokenMove::Burned {
            from: from.into(),
            amount: Shares::new(amount),
        })
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
        let fact = HubEvent::Fact(HubFact::FeePaid {
            receiver: "treasury".into(),
            shares: Shares::new(111_091),
        });
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
    fn events_of_others_are_passed_over() {
        assert_eq!(read("wasm-floe/weight_set", [("operator", "v")]), Ok(vec![]));
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

//! Queries of the chain's modules, over `abci_query`.

use cosmrs::proto::prost::Message;
use cosmwasm_std::{Binary, HexBinary};
use serde_json::json;

use super::endpoints::Next;
use super::rpc::Queried;
use super::Live;
use crate::refusal::NodeRefusal;
use crate::text::plain;
use crate::{Error, Result};

/// What an answer may be before it is read. In protobuf an entry of two bytes becomes one of hundreds in memory.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    pub bytes: usize,
    /// On all levels together.
    pub fields: usize,
}

/// A page of 200 validators has about 200 kB, at most 730 kB with the longest descriptions, and 6,000 fields.
const LIST: Size = Size {
    bytes: 1024 * 1024,
    fields: 20_000,
};

/// An answer of a contract is one field, of what nobody here reads as protobuf.
pub(super) const TEXT: Size = Size {
    bytes: 1024 * 1024,
    fields: usize::MAX,
};

/// Levels of messages in messages that are counted; no answer has more.
const DEPTH: u32 = 10;

impl Size {
    fn check(self, path: &str, value: &[u8]) -> Result<()> {
        let bad = |reason: String| Err(Error::unreadable(path, reason));
        if value.len() > self.bytes {
            return bad(format!("it has {} bytes, more than {}", value.len(), self.bytes));
        }
        if self.fields < usize::MAX && fields(value, DEPTH).is_none_or(|count| count > self.fields) {
            return bad(format!(
                "it has more than {} fields, or none that can be read",
                self.fields
            ));
        }
        Ok(())
    }
}

/// How many fields a message has together with the messages in it, as far as bytes can be told from messages: what could be a
/// message is counted as one. None for what is no message.
fn fields(mut rest: &[u8], depth: u32) -> Option<usize> {
    let mut count = 0usize;
    while !rest.is_empty() {
        let tag = varint(&mut rest)?;
        count = count.saturating_add(1);
        let skipped = match tag & 7 {
            0 => {
                varint(&mut rest)?;
                continue;
            }
            1 => 8,
            2 => usize::try_from(varint(&mut rest)?).ok()?,
            5 => 4,
            _ => return None,
        };
        let (inner, after) = rest.split_at_checked(skipped)?;
        rest = after;
        if let (2, Some(depth)) = (tag & 7, depth.checked_sub(1)) {
            count = count.saturating_add(fields(inner, depth).unwrap_or_default());
        }
    }
    Some(count)
}

/// Takes a number of up to ten bytes off.
fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0u64;
    for shift in (0..70u32).step_by(7) {
        let (first, after) = rest.split_first()?;
        *rest = after;
        let bits = u64::from(first & 0x7f);
        number |= bits.checked_shl(shift).unwrap_or_default();
        if first & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

impl Live {
    /// Sends a protobuf query. Never answered from a state older than the last transaction
    /// confirmed here: a node that lags behind it is given time, or passed over.
    pub(super) fn ask<Q: Message, A: Message + Default>(&self, path: &str, query: &Q) -> Result<A> {
        self.ask_up_to(LIST, path, query)
    }

    /// The same for answers that may be larger.
    pub(super) fn ask_up_to<Q: Message, A: Message + Default>(
        &self,
        limit: Size,
        path: &str,
        query: &Q,
    ) -> Result<A> {
        let read = |value: Vec<u8>| {
            limit.check(path, &value)?;
            A::decode(value.as_slice()).map_err(|error| Error::unreadable(path, error))
        };
        let query = query.encode_to_vec();
        // What one node says unreadably, another may say better.
        for _ in 1..self.config.endpoints.len() {
            match self.ask_bytes(path, &query).and_then(read) {
                Err(Error::Unreadable { .. }) => self.endpoints.distrust(),
                answer => return answer,
            }
        }
        self.ask_bytes(path, &query).and_then(read)
    }

    fn ask_bytes(&self, path: &str, query: &[u8]) -> Result<Vec<u8>> {
        let params = json!({
            "path": path,
            "data": HexBinary::from(query).to_hex(),
            "height": self.pinned.unwrap_or_default().to_string(),
            "prove": false,
        });
        let mut behind = String::new();
        for _ in 0..self.config.rounds.max(1).saturating_mul(4) {
            let answer =
                self.endpoints.call(
                    "abci_query",
                    &params,
                    |answer: Result<Queried, String>| match answer {
                        Ok(answer) => Next::Done(answer.response),
                        Err(text) => Next::Pass(text),
                    },
                )?;
            if answer.code != 0 {
                return Err(NodeRefusal {
                    codespace: &plain(&answer.codespace),
                    code: answer.code,
                    log: &plain(&answer.log),
                    gas: None,
                }
                .of_query());
            }
            let confirmed = self.confirmed;
            if answer.height >= confirmed {
                let value = Binary::from_base64(&answer.value.unwrap_or_default());
                return Ok(value.map_err(|error| Error::unreadable(path, error))?.into());
            }
            behind = format!(
                "every node is behind height {confirmed}, the last at {}",
                answer.height
            );
            self.endpoints.distrust();
            self.endpoints.pause(self.config.poll);
        }
        Err(Error::Unreachable { tried: behind })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cosmrs::proto::cosmos::bank::v1beta1::QueryAllBalancesResponse;
    use cosmrs::proto::cosmos::base::query::v1beta1::PageResponse;
    use cosmrs::proto::cosmos::base::v1beta1::Coin;

    fn balances(count: usize, denom: &str) -> Vec<u8> {
        let coin = Coin {
            denom: denom.to_owned(),
            amount: "1".to_owned(),
        };
        QueryAllBalancesResponse {
            balances: vec![coin; count],
            pagination: Some(PageResponse {
                next_key: b"more".to_vec(),
                total: 7,
            }),
        }
        .encode_to_vec()
    }

    #[test]
    fn fields_are_counted_on_all_levels() {
        assert_eq!(fields(&[], DEPTH), Some(0));
        // Two coins of two fields, and a page of two; the texts are no messages.
        assert_eq!(fields(&balances(2, "STAKE"), DEPTH), Some(3 + 2 * 2 + 2));
        // On its own level alone.
        assert_eq!(fields(&balances(2, "STAKE"), 0), Some(3));
        for broken in [&[0x0a][..], &[0x0a, 0x05, 0x01], &[0x03], &[0xff; 11]] {
            assert_eq!(fields(broken, DEPTH), None, "{broken:?}");
        }
    }

    #[test]
    fn an_answer_of_too_many_entries_is_refused_before_it_is_read() {
        let refused = LIST.check("a list", &balances(10_000, "STAKE")).unwrap_err();
        assert!(
            refused.to_string().contains("more than 20000 fields"),
            "{refused}"
        );
        LIST.check("a list", &balances(200, "STAKE")).unwrap();
        let refused = LIST
            .check("a list", &balances(200, &"S".repeat(9_000)))
            .unwrap_err();
        assert!(refused.to_string().contains("bytes"), "{refused}");
        // Empty entries, two bytes each.
        assert!(LIST.check("a list", &[0x0a, 0x00].repeat(30_000)).is_err());
        TEXT.check("an answer", &[b'{'; 1_000_000]).unwrap();
    }
}

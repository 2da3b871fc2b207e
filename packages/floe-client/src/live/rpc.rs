//! The six methods of a node that are used, and what they answer. Fields that are not used are not read, so a node of
//! another version is understood as long as these stay.

use std::fmt::{self, Display};
use std::str::FromStr;
use std::time::Duration;

use cosmrs::tendermint::Time;
use serde::de::{DeserializeOwned, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{json, Value};

use super::http::{Http, MAX_BODY};
use crate::text::plain;

/// Why a node has not answered a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// No proper answer came.
    Down(String),
    /// It says no, in its own words.
    Says(String),
}

impl Failure {
    pub fn text(&self) -> &str {
        match self {
            Self::Down(text) | Self::Says(text) => text,
        }
    }
}

#[derive(Deserialize)]
struct Envelope<T> {
    result: Option<T>,
    error: Option<Refused>,
}

#[derive(Deserialize)]
struct Refused {
    #[serde(default)]
    message: String,
    #[serde(default, deserialize_with = "text")]
    data: String,
}

impl Refused {
    fn text(self) -> String {
        match self.data.as_str() {
            "" => plain(&self.message),
            data => plain(&format!("{}: {data}", self.message)),
        }
    }
}

/// Asks one node once.
pub(super) fn ask<T: DeserializeOwned>(
    http: &Http,
    method: &str,
    params: &Value,
    limit: Duration,
) -> Result<T, Failure> {
    ask_up_to(MAX_BODY, http, method, params, limit)
}

/// The same for an answer of that many bytes at most.
pub(super) fn ask_up_to<T: DeserializeOwned>(
    most: u64,
    http: &Http,
    method: &str,
    params: &Value,
    limit: Duration,
) -> Result<T, Failure> {
    let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params }).to_string();
    let (status, body) = http
        .post_up_to(most, request.as_bytes(), limit)
        .map_err(Failure::Down)?;
    let answer: Envelope<T> = serde_json::from_slice(&body).map_err(|error| {
        Failure::Down(match status {
            200 => format!(
                "its answer to {method} cannot be read: {}",
                plain(&error.to_string())
            ),
            status => format!("answered HTTP {status}"),
        })
    })?;
    match answer {
        Envelope {
            error: Some(error), ..
        } => Err(Failure::Says(error.text())),
        Envelope {
            result: Some(result), ..
        } => Ok(result),
        _ => Err(Failure::Down(format!("its answer to {method} is empty"))),
    }
}

/// Of `status`.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Status {
    pub node_info: NodeInfo,
    pub sync_info: SyncInfo,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct NodeInfo {
    pub network: String,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct SyncInfo {
    #[serde(deserialize_with = "number")]
    pub latest_block_height: u64,
    #[serde(deserialize_with = "time")]
    pub latest_block_time: Time,
    #[serde(default)]
    pub catching_up: bool,
    /// The oldest block that the node still has; zero where it does not say.
    #[serde(default, deserialize_with = "number")]
    pub earliest_block_height: u64,
}

/// Of `abci_query`.
#[derive(Debug, Deserialize)]
pub(super) struct Queried {
    pub response: QueryAnswer,
}

#[derive(Debug, Deserialize)]
pub(super) struct QueryAnswer {
    #[serde(default)]
    pub code: u32,
    #[serde(default)]
    pub log: String,
    #[serde(default)]
    pub codespace: String,
    /// Base64.
    #[serde(default)]
    pub value: Option<String>,
    #[serde(deserialize_with = "number")]
    pub height: u64,
}

/// Of `broadcast_tx_sync`.
#[derive(Debug, Deserialize)]
pub(super) struct Taken {
    #[serde(default)]
    pub code: u32,
    #[serde(default)]
    pub log: String,
    #[serde(default)]
    pub codespace: String,
}

/// Of `tx`.
#[derive(Debug, Deserialize)]
pub(super) struct Found {
    /// Upper-case hex.
    pub hash: String,
    #[serde(deserialize_with = "number")]
    pub height: u64,
    /// Base64.
    #[serde(default)]
    pub tx: String,
    pub tx_result: TxResult,
}

#[derive(Debug, Deserialize)]
pub(super) struct TxResult {
    #[serde(default)]
    pub code: u32,
    /// Base64.
    #[serde(default)]
    pub data: Option<String>,
    #[serde(default)]
    pub log: String,
    #[serde(default)]
    pub codespace: String,
    #[serde(default, deserialize_with = "number")]
    pub gas_wanted: i64,
    #[serde(default, deserialize_with = "number")]
    pub gas_used: i64,
    #[serde(default)]
    pub events: Option<Vec<Emitted>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Emitted {
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default)]
    pub attributes: Option<Vec<Attribute>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Attribute {
    pub key: String,
    #[serde(default)]
    pub value: Option<String>,
}

/// Of `tx_search`.
#[derive(Debug, Deserialize)]
pub(super) struct FoundMany {
    #[serde(default)]
    pub txs: Vec<Found>,
}

/// Of `block_search`.
#[derive(Debug, Deserialize)]
pub(super) struct FoundBlocks {
    #[serde(default)]
    pub blocks: Option<Vec<FoundBlock>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct FoundBlock {
    pub block: HeadedBlock,
}

#[derive(Debug, Deserialize)]
pub(super) struct HeadedBlock {
    pub header: NumberedHeader,
}

#[derive(Debug, Deserialize)]
pub(super) struct NumberedHeader {
    #[serde(deserialize_with = "number")]
    pub height: u64,
}

/// Of `header`.
#[derive(Debug, Deserialize)]
pub(super) struct HeaderAnswer {
    pub header: Header,
}

#[derive(Debug, Deserialize)]
pub(super) struct Header {
    #[serde(deserialize_with = "time")]
    pub time: Time,
}

/// Of `blockchain`.
#[derive(Debug, Deserialize)]
pub(super) struct Headers {
    #[serde(default)]
    pub block_metas: Vec<BlockMeta>,
}

#[derive(Debug, Deserialize)]
pub(super) struct BlockMeta {
    pub block_id: BlockId,
    pub header: FullHeader,
}

#[derive(Debug, Deserialize)]
pub(super) struct BlockId {
    /// Upper-case hex; empty before the first block.
    #[serde(default)]
    pub hash: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct FullHeader {
    pub chain_id: String,
    #[serde(deserialize_with = "number")]
    pub height: u64,
    #[serde(deserialize_with = "time")]
    pub time: Time,
    pub last_block_id: BlockId,
}

/// Of `block_results`.
#[derive(Debug, Deserialize)]
pub(super) struct BlockResults {
    #[serde(deserialize_with = "number")]
    pub height: u64,
    #[serde(default)]
    pub txs_results: Option<Vec<BlockTx>>,
    /// Of the whole block, since CometBFT 0.38.
    #[serde(default)]
    pub finalize_block_events: Option<Vec<Emitted>>,
    /// The same before it.
    #[serde(default)]
    pub begin_block_events: Option<Vec<Emitted>>,
    #[serde(default)]
    pub end_block_events: Option<Vec<Emitted>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct BlockTx {
    #[serde(default)]
    pub code: u32,
    #[serde(default)]
    pub events: Option<Vec<Emitted>>,
}

/// Of `block`.
#[derive(Debug, Deserialize)]
pub(super) struct BlockAnswer {
    pub block: BlockBody,
}

#[derive(Debug, Deserialize)]
pub(super) struct BlockBody {
    pub data: BlockData,
}

#[derive(Debug, Deserialize)]
pub(super) struct BlockData {
    /// Base64.
    #[serde(default)]
    pub txs: Option<Vec<String>>,
}

/// Nodes write 64-bit numbers as strings.
fn number<'de, D, N>(deserializer: D) -> Result<N, D::Error>
where
    D: Deserializer<'de>,
    N: FromStr,
    N::Err: Display,
{
    let text = deserializer.deserialize_any(Number)?;
    text.parse().map_err(D::Error::custom)
}

struct Number;

impl Visitor<'_> for Number {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_str<E>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_u64<E>(self, number: u64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_i64<E>(self, number: i64) -> Result<String, E> {
        Ok(number.to_string())
    }
}

/// A text; whatever else stands there is passed over without being kept.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    deserializer.deserialize_any(Text)
}

struct Text;

impl<'de> Visitor<'de> for Text {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_str<E>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_bool<E>(self, _: bool) -> Result<String, E> {
        Ok(String::new())
    }

    fn visit_u64<E>(self, _: u64) -> Result<String, E> {
        Ok(String::new())
    }

    fn visit_i64<E>(self, _: i64) -> Result<String, E> {
        Ok(String::new())
    }

    fn visit_f64<E>(self, _: f64) -> Result<String, E> {
        Ok(String::new())
    }

    fn visit_unit<E>(self) -> Result<String, E> {
        Ok(String::new())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<String, A::Error> {
        IgnoredAny.visit_seq(seq).map(|_| String::new())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<String, A::Error> {
        IgnoredAny.visit_map(map).map(|_| String::new())
    }
}

fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Time, D::Error> {
    let text = String::deserialize(deserializer)?;
    Time::parse_from_rfc3339(&text).map_err(D::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_may_be_written_either_way_and_nothing_else() {
        let read = |height: Value| {
            serde_json::from_value::<QueryAnswer>(json!({ "height": height })).map(|answer| answer.height)
        };
        assert_eq!(read(json!("7")).unwrap(), 7);
        assert_eq!(read(json!(7)).unwrap(), 7);
        for wrong in [
            json!("-1"),
            json!(""),
            json!(null),
            json!("18446744073709551616"),
            json!(1.5),
        ] {
            assert!(read(wrong.clone()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_a_refusal_says_beside_a_text_is_passed_over() {
        for data in [
            json!(null),
            json!([1, "a", {}]),
            json!({ "a": [] }),
            json!(5),
            json!(true),
            json!(0.5),
        ] {
            let refused: Refused = serde_json::from_value(json!({ "message": "no", "data": data })).unwrap();
            assert_eq!(refused.text(), "no");
        }
    }

    #[test]
    fn a_refusal_is_one_harmless_line() {
        let error = json!({ "message": "Internal error", "data": "no\u{1b}[0m\nStaked" });
        let refused: Refused = serde_json::from_value(error).unwrap();
        assert_eq!(refused.text(), "Internal error: no\\u001b[0m\\u000aStaked");
    }
}

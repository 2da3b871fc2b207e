//! Nodes that show a recorded chain otherwise than it was.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;

use floe_hostile::{Manner, Node, Truth};
use serde_json::{json, Value};

use crate::recorded::Recording;

/// What such a node does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lie {
    /// Doubles an amount in each tenth block.
    Amounts,
    /// Leaves out the last event of each block.
    Omission,
    /// Gives results of another block.
    OtherBlock,
    /// Belongs to another chain.
    OtherChain,
    /// Its headers are those of another chain, while its status is not.
    OtherHeaders,
    /// Blocks do not follow each other.
    Fork,
    /// Has forgotten the first blocks.
    Pruned,
    /// Its newest block is far behind the one that it had before.
    GoesBack,
    /// Says that it is far ahead of the chain.
    Ahead,
    /// The hub has other books than its events say.
    Books,
    /// Times of blocks are other ones.
    Times,
    /// Its queries are answered with an error.
    NoState,
}

struct Twisted {
    truth: Arc<Recording>,
    lie: Lie,
    lies: Arc<AtomicBool>,
}

/// A node that lies while the switch is on.
pub fn liar(recording: &Arc<Recording>, lie: Lie) -> (Node, Arc<AtomicBool>) {
    let lies = Arc::new(AtomicBool::new(true));
    let truth = Twisted {
        truth: Arc::clone(recording),
        lie,
        lies: Arc::clone(&lies),
    };
    (Node::start(Arc::new(truth), Manner::Honest, 1), lies)
}

impl Truth for Twisted {
    fn answer(&self, method: &str, params: &Value) -> Result<Value, String> {
        if !self.lies.load(Ordering::Relaxed) {
            return self.truth.answer(method, params);
        }
        if self.lie == Lie::OtherBlock && method == "block_results" {
            let height = number(&params["height"]);
            let mut answer = self.truth.answer(method, &json!({ "height": (height - 1).max(self.truth.first).to_string() }))?;
            answer["height"] = json!(height.to_string());
            return Ok(answer);
        }
        if self.lie == Lie::NoState && method == "abci_query" {
            return Err("version mismatch on immutable IAVL tree; version does not exist".to_owned());
        }
        let mut answer = self.truth.answer(method, params)?;
        self.twist(method, &mut answer);
        Ok(answer)
    }
}

impl Twisted {
    fn twist(&self, method: &str, answer: &mut Value) {
        let info = "sync_info";
        match (self.lie, method) {
            (Lie::Amounts, "block_results") if number(&answer["height"]) % 10 == 0 => amounts(answer),
            (Lie::Omission, "block_results") => {
                for tx in answer["txs_results"].as_array_mut().unwrap() {
                    tx["events"].as_array_mut().unwrap().pop();
                }
            }
            (Lie::OtherChain, "status") => answer["node_info"]["network"] = json!("another-1"),
            (Lie::OtherHeaders, "blockchain") => metas(answer, |header| header["chain_id"] = json!("another-1")),
            (Lie::Fork, "blockchain") => metas(answer, |header| {
                if number(&header["height"]) % 30 == 7 {
                    header["last_block_id"]["hash"] = json!("00".repeat(32));
                }
            }),
            (Lie::Times, "blockchain") => metas(answer, |header| header["time"] = json!("2020-01-01T00:00:00Z")),
            (Lie::Pruned, "status") => answer[info]["earliest_block_height"] = json!((self.truth.first + 30).to_string()),
            (Lie::GoesBack, "status") => {
                let back = self.truth.tip().saturating_sub(60).max(self.truth.first);
                answer[info]["latest_block_height"] = json!(back.to_string());
            }
            (Lie::Ahead, "status") => answer[info]["latest_block_height"] = json!((self.truth.tip() + 1_000).to_string()),
            (Lie::Books, "abci_query") => lie_about_books(answer),
            _ => {}
        }
    }
}

/// Of the first event that has one.
fn amounts(answer: &mut Value) {
    let txs = answer["txs_results"].as_array_mut().unwrap();
    let events = txs.iter_mut().flat_map(|tx| tx["events"].as_array_mut().unwrap());
    let attributes = events.flat_map(|event| event["attributes"].as_array_mut().unwrap());
    for attribute in attributes {
        if attribute["key"] == "amount" {
            let doubled = attribute["value"].as_str().unwrap().parse::<u128>().unwrap() * 2;
            attribute["value"] = json!(doubled.to_string());
            return;
        }
    }
}

fn metas(answer: &mut Value, change: impl Fn(&mut Value)) {
    for meta in answer["block_metas"].as_array_mut().unwrap() {
        change(&mut meta["header"]);
    }
}

fn lie_about_books(answer: &mut Value) {
    use cosmrs::proto::cosmwasm::wasm::v1::QuerySmartContractStateResponse;
    use cosmrs::proto::prost::Message;
    use cosmwasm_std::Binary;
    let bytes = Binary::from_base64(answer["response"]["value"].as_str().unwrap()).unwrap();
    let Ok(mut found) = QuerySmartContractStateResponse::decode(bytes.as_slice()) else {
        return;
    };
    let Ok(mut said) = serde_json::from_slice::<Value>(&found.data) else {
        return;
    };
    if said.get("loss_carry").is_some() {
        said["free"] = json!("123456789");
    }
    found.data = said.to_string().into_bytes();
    answer["response"]["value"] = json!(Binary::from(found.encode_to_vec()).to_base64());
}

fn number(value: &Value) -> u64 {
    value.as_str().and_then(|text| text.parse().ok()).unwrap_or_default()
}

//! One node and its blocks, for who reads a chain from its beginning.
//!
//! Nothing here moves on to another node: whoever compares what nodes say has to know which of them said it.

use std::time::Duration;

use cosmrs::proto::cosmwasm::wasm::v1 as wasm;
use cosmrs::proto::prost::Message;
use cosmwasm_std::{Binary, Coin, HexBinary, Timestamp};
use serde::de::DeserializeOwned;
use serde_json::{json, Value};
use thiserror::Error;

use super::node::Endpoint;
use super::rpc::{self, BlockAnswer, BlockResults, Emitted, Failure, Headers, Queried};
use super::{outcome, sign, timestamp, LiveConfig};
use crate::text::plain;
use crate::{Result, TxEvent};

/// Answers about a block may be this large, in bytes: results of a block may have megabytes.
const MAX_BLOCK: u64 = 64 * 1024 * 1024;

/// Headers that a node gives at once.
const HEADERS: u64 = 20;

/// Why a node gave no answer.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NodeFailure {
    /// No proper answer came, or one that contradicts itself.
    #[error("{0}")]
    Down(String),
    /// It says no, in its own words.
    #[error("{0}")]
    Says(String),
}

impl From<Failure> for NodeFailure {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Down(text) => Self::Down(text),
            Failure::Says(text) => Self::Says(text),
        }
    }
}

impl NodeFailure {
    fn nonsense(what: impl Into<String>) -> Self {
        Self::Down(what.into())
    }
}

/// How far a node is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeTip {
    pub chain_id: String,
    pub height: u64,
    pub time: Timestamp,
    /// The oldest block that it still has.
    pub earliest: u64,
    pub catching_up: bool,
}

/// What names a block and ties it to the one before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockHeader {
    pub chain_id: String,
    pub height: u64,
    pub time: Timestamp,
    /// Upper-case hex.
    pub hash: String,
    /// Of the block before.
    pub parent: String,
}

/// What happened in a transaction, or in the block outside of all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockFacts {
    /// Position of the transaction in its block.
    pub tx: usize,
    pub events: Vec<TxEvent>,
}

/// A transaction as it stands in its block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockTx {
    /// Upper-case hex.
    pub hash: String,
    /// What it says that it pays; nothing for bytes that are no transaction of the chain's own kind.
    pub fee: Vec<Coin>,
}

/// What happened in a block, as far as it was asked for; transactions that failed are not among them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BlockTxs {
    pub height: u64,
    /// Before the first transaction.
    pub begin: Vec<TxEvent>,
    /// Those with events, in their order.
    pub txs: Vec<BlockFacts>,
    /// After the last transaction.
    pub end: Vec<TxEvent>,
}

/// One node, asked about blocks. Its calls block the thread they are made on; it may be shared among threads.
pub struct BlockNode {
    endpoint: Endpoint,
    limit: Duration,
}

impl BlockNode {
    /// # Errors
    /// For what is no address of a node.
    pub fn new(url: &str, config: &LiveConfig) -> Result<Self> {
        Ok(Self {
            endpoint: Endpoint::new(url, config)?,
            limit: config.request_timeout,
        })
    }

    /// Without what it keeps secret.
    pub fn address(&self) -> String {
        self.endpoint.address.to_string()
    }

    pub fn tip(&self) -> std::result::Result<NodeTip, NodeFailure> {
        let status = self.endpoint.status(self.limit)?;
        Ok(NodeTip {
            chain_id: plain(&status.node_info.network),
            height: status.sync_info.latest_block_height,
            time: time(status.sync_info.latest_block_time)?,
            earliest: status.sync_info.earliest_block_height.max(1),
            catching_up: status.sync_info.catching_up,
        })
    }

    /// Headers from a height to another, both included, ascending and without a gap.
    ///
    /// # Errors
    /// Also where the node gives others than those.
    pub fn headers(&self, from: u64, to: u64) -> std::result::Result<Vec<BlockHeader>, NodeFailure> {
        let mut found = Vec::new();
        let mut next = from;
        while next <= to {
            let last = to.min(next.saturating_add(HEADERS.saturating_sub(1)));
            let params = json!({ "minHeight": next.to_string(), "maxHeight": last.to_string() });
            let answer: Headers = self.ask("blockchain", &params)?;
            let mut page = Vec::new();
            for meta in answer.block_metas {
                page.push(BlockHeader {
                    chain_id: plain(&meta.header.chain_id),
                    height: meta.header.height,
                    time: time(meta.header.time)?,
                    hash: plain(&meta.block_id.hash),
                    parent: plain(&meta.header.last_block_id.hash),
                });
            }
            page.sort_by_key(|header| header.height);
            if !page.iter().map(|header| header.height).eq(next..=last) {
                let text = format!("gave other headers than {next} to {last}");
                return Err(NodeFailure::nonsense(text));
            }
            found.append(&mut page);
            next = last.saturating_add(1);
        }
        Ok(found)
    }

    /// What happened in a block, of the events that `wanted` says yes to.
    pub fn results(
        &self,
        height: u64,
        wanted: impl Fn(&TxEvent) -> bool,
    ) -> std::result::Result<BlockTxs, NodeFailure> {
        let answer: BlockResults = self.ask("block_results", &json!({ "height": height.to_string() }))?;
        if answer.height != height {
            let text = format!("gave block {} instead of {height}", answer.height);
            return Err(NodeFailure::nonsense(text));
        }
        let pick = |events: Option<Vec<Emitted>>| -> Vec<TxEvent> {
            let events = events.unwrap_or_default();
            events.iter().map(outcome::event).filter(&wanted).collect()
        };
        let (begun, ended): (Vec<_>, Vec<_>) = pick(answer.finalize_block_events)
            .into_iter()
            .partition(|event| event.attribute("mode") == Some("BeginBlock"));
        let mut found = BlockTxs {
            height,
            begin: [pick(answer.begin_block_events), begun].concat(),
            end: [ended, pick(answer.end_block_events)].concat(),
            txs: Vec::new(),
        };
        for (tx, result) in answer.txs_results.unwrap_or_default().into_iter().enumerate() {
            let events = if result.code == 0 {
                pick(result.events)
            } else {
                Vec::new()
            };
            if !events.is_empty() {
                found.txs.push(BlockFacts { tx, events });
            }
        }
        Ok(found)
    }

    /// The transactions of a block, in their order.
    pub fn txs(&self, height: u64) -> std::result::Result<Vec<BlockTx>, NodeFailure> {
        let answer: BlockAnswer = self.ask("block", &json!({ "height": height.to_string() }))?;
        let txs = answer.block.data.txs.unwrap_or_default();
        let txs = txs.iter().map(|tx| {
            let bytes = Binary::from_base64(tx);
            let bytes = bytes.map_err(|_| NodeFailure::nonsense("gave a transaction that is not base64"))?;
            Ok(BlockTx {
                hash: sign::hash(&bytes),
                fee: outcome::fee(&bytes).unwrap_or_default(),
            })
        });
        txs.collect()
    }

    /// What a contract answers to a query in the state after a block.
    pub fn smart(
        &self,
        contract: &str,
        query: &Value,
        height: u64,
    ) -> std::result::Result<Binary, NodeFailure> {
        let request = wasm::QuerySmartContractStateRequest {
            address: contract.to_owned(),
            query_data: query.to_string().into_bytes(),
        };
        let path = "/cosmwasm.wasm.v1.Query/SmartContractState";
        let value = self.query(path, &request.encode_to_vec(), height)?;
        let answer = wasm::QuerySmartContractStateResponse::decode(value.as_slice());
        let answer = answer.map_err(|_| NodeFailure::nonsense("its answer is no answer of a contract"))?;
        Ok(Binary::from(answer.data))
    }

    /// The block in which a contract was created; none where the node does not say.
    pub fn created(&self, contract: &str) -> std::result::Result<Option<u64>, NodeFailure> {
        let request = wasm::QueryContractInfoRequest {
            address: contract.to_owned(),
        };
        let path = "/cosmwasm.wasm.v1.Query/ContractInfo";
        let value = self.query(path, &request.encode_to_vec(), 0)?;
        let answer = wasm::QueryContractInfoResponse::decode(value.as_slice());
        let answer = answer.map_err(|_| NodeFailure::nonsense("its answer describes no contract"))?;
        let created = answer.contract_info.and_then(|info| info.created);
        Ok(created.map(|at| at.block_height).filter(|height| *height > 0))
    }

    fn query(&self, path: &str, data: &[u8], height: u64) -> std::result::Result<Binary, NodeFailure> {
        let params = json!({
            "path": path,
            "data": HexBinary::from(data).to_hex(),
            "height": height.to_string(),
            "prove": false,
        });
        let answer: Queried = self.ask("abci_query", &params)?;
        let answer = answer.response;
        if answer.code != 0 {
            return Err(NodeFailure::Says(plain(&answer.log)));
        }
        if height > 0 && answer.height != height {
            let text = format!("answered for block {} instead of {height}", answer.height);
            return Err(NodeFailure::nonsense(text));
        }
        let value = Binary::from_base64(&answer.value.unwrap_or_default());
        value.map_err(|_| NodeFailure::nonsense("its answer is not base64"))
    }

    fn ask<T: DeserializeOwned>(&self, method: &str, params: &Value) -> std::result::Result<T, NodeFailure> {
        Ok(rpc::ask_up_to(
            MAX_BLOCK,
            &self.endpoint.http,
            method,
            params,
            self.limit,
        )?)
    }
}

fn time(time: cosmrs::tendermint::Time) -> std::result::Result<Timestamp, NodeFailure> {
    timestamp(time).map_err(|_| NodeFailure::nonsense("gave a time before 1970"))
}

//! A chain over the RPC of its nodes.

mod abci;
mod account;
mod address;
mod blocks;
mod chain;
mod config;
mod encode;
mod endpoints;
mod facts;
mod http;
mod modules;
mod node;
mod numbers;
mod outcome;
mod rpc;
mod send;
mod sign;
mod view;

use std::collections::BTreeMap;
use std::time::Instant;

use cosmrs::tendermint::Time;
use cosmwasm_std::Timestamp;
use serde_json::json;

use self::account::Accounts;
use self::endpoints::{Endpoints, Next};
use self::rpc::HeaderAnswer;
use crate::gas::GasPrice;
use crate::views::Facts;
use crate::{Block, Error, Result};

pub use self::address::shown as shown_address;
pub use self::blocks::{BlockFacts, BlockHeader, BlockNode, BlockTx, BlockTxs, NodeFailure, NodeTip};
pub use self::config::LiveConfig;

/// A chain somewhere else, behind [`Chain`](crate::Chain).
///
/// Its calls block the thread they are made on.
pub struct Live {
    config: LiveConfig,
    endpoints: Endpoints,
    facts: Facts,
    /// None: transactions are free.
    gas_price: Option<GasPrice>,
    accounts: Accounts,
    /// When each transaction was signed here, by its hash.
    signed: BTreeMap<String, Instant>,
    /// Height of the newest transaction confirmed here: no query is answered from before it.
    confirmed: u64,
    /// The block after which all queries look at the chain; none: the newest.
    pinned: Option<u64>,
    /// Gas that a block holds; none: as much as it takes.
    block_gas: Option<u64>,
    /// The least price that the node asks for, where it was compared with the configured one.
    least_price: Option<GasPrice>,
}

impl Live {
    /// Connects to the first node that works, checks that it belongs to the chain, and asks it
    /// what the chain is.
    pub fn connect(config: LiveConfig) -> Result<Self> {
        let mut live = Self {
            endpoints: Endpoints::new(&config)?,
            facts: Facts {
                chain_id: String::new(),
                prefix: String::new(),
                denom: String::new(),
            },
            gas_price: config.gas_price.clone(),
            accounts: Accounts::default(),
            signed: BTreeMap::new(),
            confirmed: 0,
            pinned: None,
            block_gas: None,
            least_price: None,
            config,
        };
        live.endpoints.survey();
        live.facts = live.ask_facts()?;
        live.ask_prices()?;
        live.block_gas = live.ask_block_gas()?;
        Ok(live)
    }

    /// The price of gas where none is configured, and otherwise what it is compared with.
    fn ask_prices(&mut self) -> Result<()> {
        match &self.config.gas_price {
            None => self.gas_price = self.ask_gas_price(&self.facts.denom)?,
            Some(own) => self.least_price = self.ask_gas_price(&own.denom)?,
        }
        Ok(())
    }

    /// What a unit of gas costs; none: nothing.
    pub fn gas_price(&self) -> Option<&GasPrice> {
        self.gas_price.as_ref()
    }

    /// Lets all further queries be answered from the state after the block of this height, so that the answers fit
    /// together; none: from the newest. A node must still have that state.
    pub fn pin(&mut self, height: Option<u64>) -> Result<()> {
        self.pinned = height;
        Ok(())
    }

    pub fn config(&self) -> &LiveConfig {
        &self.config
    }

    fn newest_block(&self) -> Result<Block> {
        let status = self.endpoints.status()?;
        Ok(Block {
            height: status.sync_info.latest_block_height,
            time: timestamp(status.sync_info.latest_block_time)?,
        })
    }

    fn older_block(&self, height: u64) -> Result<Block> {
        let params = json!({ "height": height.to_string() });
        let answer =
            self.endpoints.call(
                "header",
                &params,
                |answer: Result<HeaderAnswer, String>| match answer {
                    Ok(answer) => Next::Done(Some(answer.header)),
                    // Not yet, or not any more.
                    Err(text) if text.contains("height") => Next::Done(None),
                    Err(text) => Next::Pass(text),
                },
            )?;
        let found = answer.ok_or_else(|| Error::not_found(format!("block {height}")))?;
        Ok(Block {
            height,
            time: timestamp(found.time)?,
        })
    }

    /// Waits without being busy.
    fn pause(&self) {
        self.endpoints.pause(self.config.poll);
    }
}

fn timestamp(time: Time) -> Result<Timestamp> {
    let nanos = time.unix_timestamp_nanos();
    let nanos = u64::try_from(nanos).map_err(|error| Error::unreadable("a block's time", error))?;
    Ok(Timestamp::from_nanos(nanos))
}

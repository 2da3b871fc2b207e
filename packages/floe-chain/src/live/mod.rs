//! A chain over the RPC of its nodes.

mod abci;
mod account;
mod chain;
mod config;
mod encode;
mod endpoints;
mod facts;
mod modules;
mod numbers;
mod outcome;
mod send;
mod sign;

use cosmrs::rpc::Client;
use cosmrs::tendermint::Time;
use cosmwasm_std::Timestamp;
use tokio::runtime::Runtime;

use self::account::Accounts;
use self::endpoints::Endpoints;
use crate::gas::GasPrice;
use crate::views::Facts;
use crate::{Block, Error, Result};

pub use self::config::Config;

/// A chain somewhere else, behind [`Chain`](crate::Chain).
///
/// Holds a small runtime for its connections, so it cannot be used inside of another one.
pub struct Live {
    runtime: Runtime,
    config: Config,
    endpoints: Endpoints,
    facts: Facts,
    /// None: transactions are free.
    gas_price: Option<GasPrice>,
    accounts: Accounts,
    /// Height of the newest transaction confirmed here: no query is answered from before it.
    confirmed: u64,
    /// The block after which all queries look at the chain; none: the newest.
    pinned: Option<u32>,
}

impl Live {
    /// Connects to the first node that works, checks that it belongs to the chain, and asks it
    /// what the chain is.
    pub fn connect(config: Config) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Error::Unsupported {
                what: format!("network connections: {error}"),
            })?;
        let mut live = Self {
            runtime,
            endpoints: Endpoints::new(&config)?,
            facts: Facts {
                chain_id: String::new(),
                prefix: String::new(),
                denom: String::new(),
            },
            gas_price: config.gas_price.clone(),
            accounts: Accounts::default(),
            confirmed: 0,
            pinned: None,
            config,
        };
        live.runtime.block_on(live.endpoints.survey());
        live.facts = live.ask_facts()?;
        if live.gas_price.is_none() {
            live.gas_price = live.ask_gas_price()?;
        }
        Ok(live)
    }

    /// What a unit of gas costs; none: nothing.
    pub fn gas_price(&self) -> Option<&GasPrice> {
        self.gas_price.as_ref()
    }

    /// Lets all further queries be answered from the state after the block of this height, so that the answers fit
    /// together; none: from the newest. A node must still have that state.
    pub fn pin(&mut self, height: Option<u64>) -> Result<()> {
        let height = height.map(u32::try_from).transpose();
        self.pinned = height.map_err(|error| Error::bad_value("height", error))?;
        Ok(())
    }

    pub fn config(&self) -> &Config {
        &self.config
    }

    fn newest_block(&self) -> Result<Block> {
        let status = self.runtime.block_on(self.endpoints.status())?;
        Ok(Block {
            height: status.sync_info.latest_block_height.value(),
            time: timestamp(status.sync_info.latest_block_time)?,
        })
    }

    fn older_block(&self, height: u64) -> Result<Block> {
        let at = u32::try_from(height).map_err(|error| Error::bad_value("height", error))?;
        let call = |client: cosmrs::rpc::HttpClient| async move { client.header(at).await };
        let answer = self.runtime.block_on(self.endpoints.call(call))?;
        let found = answer.map_err(|_| Error::not_found(format!("block {height}")))?;
        Ok(Block {
            height,
            time: timestamp(found.header.time)?,
        })
    }

    /// Waits without being busy.
    fn pause(&self) {
        let poll = self.config.poll;
        self.runtime.block_on(async { tokio::time::sleep(poll).await });
    }
}

fn timestamp(time: Time) -> Result<Timestamp> {
    let nanos = time.unix_timestamp_nanos();
    let nanos = u64::try_from(nanos).map_err(|error| Error::unreadable("a block's time", error))?;
    Ok(Timestamp::from_nanos(nanos))
}

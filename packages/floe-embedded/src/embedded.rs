//! The chain in memory with its blocks, times and outcomes.

use std::collections::BTreeMap;

use cosmwasm_std::{Addr, Checksum, Coin, CosmosMsg, Empty, Timestamp, Uint128, WasmMsg};
use floe_testing::chain::{self as double, ChainConfig, ACCOUNT_PREFIX};

use floe_client::backend::check_address;
use floe_client::views::Facts;
use floe_client::{Block, Chain, Code, Error, Msg, MsgAnswer, Pending, Result, Tx, TxEvent, TxOutcome};

use crate::native::{Native, Natives};
use crate::{answer, failure};

/// What cw-multi-test answers to the message that ends a trial, and no contract says.
const END_OF_TRIAL: &str = "Unexpected exec msg Empty";

/// `floe_testing`'s chain behind [`Chain`].
///
/// A transaction happens when it is submitted; `confirm` ends the block it is in. Transactions
/// submitted before the first is confirmed share a block. Gas is not metered and costs nothing.
pub struct Embedded {
    pub(crate) chain: double::ChainDouble,
    pub(crate) facts: Facts,
    /// Outcomes of all transactions, oldest first.
    pub(crate) log: Vec<TxOutcome>,
    /// height → time
    pub(crate) times: BTreeMap<u64, Timestamp>,
    natives: Natives,
}

impl Embedded {
    /// A chain of this configuration without validators.
    pub fn new(config: ChainConfig) -> Self {
        Self::over(double::ChainDouble::new(config))
    }

    /// Over a chain that has been prepared.
    pub fn over(chain: double::ChainDouble) -> Self {
        let facts = Facts {
            chain_id: chain.config().chain_id.clone(),
            prefix: ACCOUNT_PREFIX.to_owned(),
            denom: chain.denom().to_owned(),
        };
        let block = chain.block();
        Self {
            times: BTreeMap::from([(block.height, block.time)]),
            chain,
            facts,
            log: Vec::new(),
            natives: Natives::default(),
        }
    }

    /// The chain itself, for what [`Chain`] does not offer.
    pub fn double(&self) -> &double::ChainDouble {
        &self.chain
    }

    /// To fund, slash, reward, jail, … Let time pass with [`Embedded::advance`].
    pub fn double_mut(&mut self) -> &mut double::ChainDouble {
        &mut self.chain
    }

    /// Makes the Rust of a contract known by the name of its code. The protocol's own contracts are.
    pub fn know(&mut self, name: &str, native: Native) {
        self.natives.add(name, native);
    }

    /// Mints coins.
    pub fn fund(&mut self, address: &str, coins: &[Coin]) {
        self.chain.fund(&Addr::unchecked(address), coins);
    }

    /// Outcomes of all transactions, oldest first.
    pub fn happened(&self) -> &[TxOutcome] {
        &self.log
    }

    /// Forgets the transactions before a height, as a node does that has not indexed them.
    pub fn forget_before(&mut self, height: u64) {
        self.log.retain(|tx| tx.height >= height);
    }

    /// Ends the current block and begins `blocks` further ones within `secs` seconds.
    pub fn advance(&mut self, secs: u64, blocks: u64) -> Result<Block> {
        let mut passed = 0;
        for i in 1..=blocks {
            let till = Uint128::from(secs).multiply_ratio(i, blocks).u128();
            let step = till.saturating_sub(passed);
            passed = till;
            self.step(u64::try_from(step).unwrap_or(u64::MAX))?;
        }
        self.block()
    }

    /// One block, `secs` seconds later.
    pub(crate) fn step(&mut self, secs: u64) -> Result<Block> {
        self.chain
            .advance(secs, 1)
            .map_err(|error| failure::of(&error, None))?;
        let block = self.chain.block();
        self.times.insert(block.height, block.time);
        self.block()
    }

    pub(crate) fn contract(&self, address: &str) -> Result<Addr> {
        check_address(address, &self.facts.prefix)?;
        let address = Addr::unchecked(address);
        self.chain
            .app()
            .contract_data(&address)
            .map_err(|_| Error::not_found(format!("contract {address}")))?;
        Ok(address)
    }

    /// Runs the messages as one transaction.
    pub(crate) fn run(&mut self, sender: &Addr, msgs: &[Msg]) -> Result<Vec<Answered>> {
        let cosmos: Vec<CosmosMsg> = msgs.iter().filter_map(cosmos).cloned().collect();
        let codes: Vec<&Code> = msgs.iter().filter_map(code).collect();
        if !codes.is_empty() && !cosmos.is_empty() {
            return Err(Error::Unsupported {
                what: "storing code together with other messages".to_owned(),
            });
        }
        if cosmos.is_empty() {
            return codes.into_iter().map(|code| self.store_code(code)).collect();
        }
        let responses = match self.chain.execute_msgs(sender, cosmos.clone()) {
            Ok(responses) => responses,
            Err(error) => return Err(failure::of(&error, self.culprit(sender, &cosmos))),
        };
        let pairs = cosmos.iter().zip(responses).enumerate();
        pairs
            .map(|(index, (msg, response))| answer::of(index, msg, response))
            .collect()
    }

    /// Runs the messages and one that must fail, so that nothing remains of them.
    pub(crate) fn try_out(&mut self, sender: &Addr, msgs: &[CosmosMsg]) -> Result<(), anyhow::Error> {
        let end: CosmosMsg = CosmosMsg::Custom(Empty {});
        let msgs = msgs.iter().cloned().chain([end]).collect();
        match self.chain.execute_msgs(sender, msgs) {
            Err(error) if error.root_cause().to_string().starts_with(END_OF_TRIAL) => Ok(()),
            Err(error) => Err(error),
            Ok(_) => Err(anyhow::anyhow!("the message that ends a trial succeeded")),
        }
    }

    /// Which message makes a transaction fail: the last one of the shortest beginning that fails.
    pub(crate) fn culprit(&mut self, sender: &Addr, msgs: &[CosmosMsg]) -> Option<usize> {
        (0..msgs.len()).find(|index| {
            let beginning = msgs.get(..=*index).unwrap_or_default();
            self.try_out(sender, beginning).is_err()
        })
    }

    pub(crate) fn store_code(&mut self, code: &Code) -> Result<Answered> {
        let code_id = self.chain.store_code(self.natives.contract(code)?);
        let checksum = self.code_checksum(code_id)?;
        Ok((Vec::new(), MsgAnswer::Stored { code_id, checksum }))
    }

    /// Checks what a live chain checks before it runs a contract.
    pub(crate) fn sender(&self, tx: &Tx) -> Result<Addr> {
        if tx.msgs.is_empty() {
            return Err(Error::bad_value("messages", "a transaction needs at least one"));
        }
        let sender = tx.signer.address(&self.facts.prefix)?;
        check_address(&sender, &self.facts.prefix)?;
        for msg in &tx.msgs {
            msg.check_addresses(&self.facts.prefix)?;
            match msg {
                Msg::Cosmos(CosmosMsg::Wasm(WasmMsg::Execute { contract_addr, .. })) => {
                    self.contract(contract_addr)?;
                }
                Msg::Cosmos(CosmosMsg::Wasm(WasmMsg::Instantiate { code_id, .. })) => {
                    self.code_checksum(*code_id)?;
                }
                _ => {}
            }
        }
        Ok(Addr::unchecked(sender))
    }

    pub(crate) fn pending(&self, tx: &Tx, sender: &Addr) -> Pending {
        let height = self.chain.block().height;
        let text = format!("{}/{height}/{sender}/{:?}", self.log.len(), tx.msgs);
        Pending {
            hash: Checksum::generate(text.as_bytes()).to_hex().to_uppercase(),
            valid_until: height,
            signer: sender.to_string(),
            sequence: None,
        }
    }

    pub(crate) fn record(&mut self, pending: &Pending, answered: Vec<Answered>) {
        let (events, answers): (Vec<_>, Vec<_>) = answered.into_iter().unzip();
        self.log.push(TxOutcome {
            height: pending.valid_until,
            hash: pending.hash.clone(),
            gas: None,
            events: events.into_iter().flatten().collect(),
            answers,
        });
    }
}

/// Events and answer of one message.
pub(crate) type Answered = (Vec<TxEvent>, MsgAnswer);

pub(crate) fn cosmos(msg: &Msg) -> Option<&CosmosMsg> {
    match msg {
        Msg::Cosmos(msg) => Some(msg),
        Msg::Store(_) => None,
    }
}

pub(crate) fn code(msg: &Msg) -> Option<&Code> {
    match msg {
        Msg::Store(code) => Some(code),
        Msg::Cosmos(_) => None,
    }
}

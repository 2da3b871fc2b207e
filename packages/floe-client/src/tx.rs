//! Messages, transactions, and what becomes of them.

use cosmwasm_std::{
    to_json_binary, BankMsg, Binary, Coin, CosmosMsg, HexBinary, StakingMsg, Timestamp, WasmMsg,
};
use serde::Serialize;

use crate::{Code, Error, Result, Signer};

/// One message of a transaction.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// Uploads code.
    Store(Code),
    /// What a contract could send too: bank, staking, distribution and wasm messages. A live chain also takes any
    /// other message in protobuf.
    Cosmos(CosmosMsg),
}

impl Msg {
    /// To a contract.
    pub fn execute(contract: &str, msg: &impl Serialize, funds: &[Coin]) -> Result<Self> {
        Ok(Self::from(WasmMsg::Execute {
            contract_addr: contract.to_owned(),
            msg: json(msg)?,
            funds: funds.to_vec(),
        }))
    }

    /// A bank transfer.
    pub fn send(to: &str, amount: &[Coin]) -> Self {
        Self::from(BankMsg::Send {
            to_address: to.to_owned(),
            amount: amount.to_vec(),
        })
    }

    /// A delegation of the signer's own coins.
    pub fn delegate(operator: &str, amount: Coin) -> Self {
        Self::from(StakingMsg::Delegate {
            validator: operator.to_owned(),
            amount,
        })
    }
}

impl From<CosmosMsg> for Msg {
    fn from(msg: CosmosMsg) -> Self {
        Self::Cosmos(msg)
    }
}

impl From<WasmMsg> for Msg {
    fn from(msg: WasmMsg) -> Self {
        Self::Cosmos(msg.into())
    }
}

impl From<BankMsg> for Msg {
    fn from(msg: BankMsg) -> Self {
        Self::Cosmos(msg.into())
    }
}

impl From<StakingMsg> for Msg {
    fn from(msg: StakingMsg) -> Self {
        Self::Cosmos(msg.into())
    }
}

pub(crate) fn json(msg: &impl Serialize) -> Result<Binary> {
    to_json_binary(msg).map_err(|error| Error::bad_value("message", error))
}

/// How much gas a transaction may use. It pays for the limit, not for what it uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gas {
    /// Simulated, times `percent` / 100 rounded up, at least `floor`.
    ///
    /// The floor is for staking messages: other people's undelegations of the same block make ours
    /// dearer than any simulation can know.
    Simulated { percent: u64, floor: u64 },
    /// Exactly this limit; nothing is simulated.
    Limit(u64),
}

impl Default for Gas {
    /// 130 % of the simulation, no floor.
    fn default() -> Self {
        Self::Simulated {
            percent: 130,
            floor: 0,
        }
    }
}

/// What a transaction may use, and pays for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// The limit.
    pub gas: u64,
    pub fee: Vec<Coin>,
}

impl Estimate {
    /// The fee as the chain writes it.
    pub fn coins(&self) -> String {
        let each: Vec<String> = self.fee.iter().map(ToString::to_string).collect();
        each.join(", ")
    }
}

/// Messages of one signer that happen together or not at all.
#[derive(Clone, Debug)]
pub struct Tx {
    pub signer: Signer,
    pub msgs: Vec<Msg>,
    pub gas: Gas,
    pub memo: String,
    /// Who pays the fee, by a grant to the signer; none: the signer.
    pub granter: Option<String>,
    /// Never signed a second time, even where the chain expects another sequence.
    pub once: bool,
}

impl Tx {
    pub fn new(signer: &Signer, msgs: Vec<Msg>) -> Self {
        Self {
            signer: signer.clone(),
            msgs,
            gas: Gas::default(),
            memo: String::new(),
            granter: None,
            once: false,
        }
    }

    #[must_use]
    pub fn gas(mut self, gas: Gas) -> Self {
        self.gas = gas;
        self
    }

    /// For what must not happen twice, whatever a node says.
    #[must_use]
    pub fn once(mut self) -> Self {
        self.once = true;
        self
    }

    #[must_use]
    pub fn memo(mut self, memo: &str) -> Self {
        self.memo = memo.to_owned();
        self
    }
}

/// A transaction the chain has taken and not yet put into a block.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "whether it succeeded is known after `confirm`"]
pub struct Pending {
    /// Upper-case hex.
    pub hash: String,
    /// The last height at which it can land.
    pub valid_until: u64,
    /// Who signed it.
    pub signer: String,
    /// The signer's sequence that it uses up; none: not known, or the chain has none.
    pub sequence: Option<u64>,
}

/// Gas and fee of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GasUse {
    /// The limit.
    pub wanted: u64,
    pub used: u64,
    /// Paid for the limit.
    pub fee: Vec<Coin>,
}

/// Something that happened in a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TxEvent {
    /// `wasm`, `wasm-…`, `transfer`, …
    pub kind: String,
    /// In the order they were emitted.
    pub attributes: Vec<(String, String)>,
    /// Position of the message that caused it, none for fees and the like.
    pub message: Option<usize>,
}

impl TxEvent {
    /// The first value under a key.
    pub fn attribute(&self, key: &str) -> Option<&str> {
        let (_, value) = self.attributes.iter().find(|(name, _)| name == key)?;
        Some(value)
    }

    /// The contract that emitted it, none for the chain's own.
    pub fn contract(&self) -> Option<&str> {
        self.attribute("_contract_address")
    }
}

/// What one message answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MsgAnswer {
    Stored {
        code_id: u64,
        checksum: HexBinary,
    },
    Instantiated {
        contract: String,
        data: Option<Binary>,
    },
    /// Of an execution or a migration: the contract's data.
    Executed {
        data: Option<Binary>,
    },
    /// Of the chain's own messages: the protobuf response.
    Native(Binary),
}

/// A transaction that succeeded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TxOutcome {
    pub height: u64,
    /// Upper-case hex.
    pub hash: String,
    /// None on a chain that does not meter.
    pub gas: Option<GasUse>,
    pub events: Vec<TxEvent>,
    /// One per message.
    pub answers: Vec<MsgAnswer>,
}

impl TxOutcome {
    /// The events of a kind that a contract emitted.
    pub fn events_of<'a>(
        &'a self,
        contract: &'a str,
        kind: &'a str,
    ) -> impl Iterator<Item = &'a TxEvent> + 'a {
        self.events
            .iter()
            .filter(move |event| event.kind == kind && event.contract() == Some(contract))
    }

    /// The protocol's own events of a name, of whichever of its contracts.
    pub fn reported(&self, name: &str) -> impl Iterator<Item = &TxEvent> {
        let kind = format!("wasm-floe/{name}");
        self.events.iter().filter(move |event| event.kind == kind)
    }

    /// Data of the contract that the `index`-th message called.
    pub fn data(&self, index: usize) -> Option<&Binary> {
        match self.answers.get(index)? {
            MsgAnswer::Instantiated { data, .. } | MsgAnswer::Executed { data } => data.as_ref(),
            MsgAnswer::Stored { .. } | MsgAnswer::Native(_) => None,
        }
    }
}

/// A successful transaction of the past that touched a contract, or what the chain did of itself in a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastTx {
    pub height: u64,
    /// Upper-case hex; empty for what no transaction did.
    pub hash: String,
    /// All of its events, not only the contract's.
    pub events: Vec<TxEvent>,
    /// None on a chain that does not meter.
    pub gas: Option<GasUse>,
}

/// A transaction that is in a block, whatever became of it there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundTx {
    pub height: u64,
    /// Upper-case hex.
    pub hash: String,
    /// None on a chain that does not meter.
    pub gas: Option<GasUse>,
    pub events: Vec<TxEvent>,
    /// Why it failed; none if it did not.
    pub failure: Option<Error>,
}

/// A block that exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    pub height: u64,
    pub time: Timestamp,
}

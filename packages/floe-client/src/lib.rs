#![doc = include_str!("../README.md")]
// A wrong sum in a test is a failed test.
#![cfg_attr(test, allow(clippy::arithmetic_side_effects))]
// A new variant must be thought of wherever one is matched.
#![deny(clippy::wildcard_enum_match_arm)]

/// What another implementation of [`Chain`] needs to answer as a live chain does.
pub mod backend {
    pub use crate::refusal::NodeRefusal;
    pub use crate::signer::check_address;
    pub use crate::unsigned::transaction as unsigned_transaction;
}

mod chain;
mod code;
mod error;
mod error_code;
pub mod figures;
pub mod files;
mod gas;
pub mod guard;
pub mod history;
mod live;
pub mod protocol;
mod refusal;
pub mod replay;
mod signer;
pub mod statement;
mod stop;
pub mod text;
mod tx;
mod unsigned;
pub mod views;
pub mod when;

pub use chain::{instantiated, stored, Chain, ChainExt, Instance, Note};
pub use code::Code;
pub use error::{Error, ErrorKind, Happened, Result};
pub use error_code::ErrorCode;
pub use gas::GasPrice;
pub use live::{
    shown_address, BlockFacts, BlockHeader, BlockNode, BlockTx, BlockTxs, Live, LiveConfig, NodeFailure,
    NodeTip,
};
pub use protocol::{ContractKind, Contracts, Protocol};
pub use signer::{check_address, is_operator, module_address, Signer, DEFAULT_PATH};
pub use stop::Stop;
pub use tx::{
    Block, Estimate, FoundTx, Gas, GasUse, Msg, MsgAnswer, PastTx, Pending, Tx, TxEvent, TxOutcome,
};

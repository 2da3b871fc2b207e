#![doc = include_str!("../README.md")]

/// What another implementation of [`Chain`] needs to answer as a live chain does.
pub mod backend {
    pub use crate::refusal::Refusal;
    pub use crate::signer::check_address;
    pub use crate::unsigned::transaction as unsigned_transaction;
}

mod chain;
mod code;
mod error;
mod gas;
mod live;
mod refusal;
mod signer;
mod stop;
pub mod text;
mod tx;
mod unsigned;
pub mod views;

pub use chain::{instantiated, stored, Chain, ChainExt, Instance, Note};
pub use code::Code;
pub use error::{Error, Result};
pub use gas::GasPrice;
pub use live::{shown_address, Config, Live};
pub use signer::{module_address, Signer, DEFAULT_PATH};
pub use stop::Stop;
pub use tx::{Answer, Block, Budget, Event, Gas, GasUse, Msg, PastTx, Pending, Tx, TxOutcome};

#![doc = include_str!("../README.md")]

mod chain;
mod code;
mod embedded;
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
pub use embedded::Embedded;
pub use error::{Error, Result};
pub use floe_testing::chain::ChainConfig;
pub use gas::GasPrice;
pub use live::{shown_address, Config, Live};
pub use signer::{module_address, Signer, DEFAULT_PATH};
pub use stop::Stop;
pub use tx::{Answer, Block, Budget, Event, Gas, GasUse, Msg, PastTx, Pending, Tx, TxOutcome};

//! What is told of a transaction that was sent.

use cosmwasm_std::Coin;
use floe_client::TxOutcome;
use serde::Serialize;

/// What every transaction that was sent tells with `--json`.
#[derive(Clone, Debug, Serialize)]
pub struct TxReceipt {
    pub tx: String,
    pub height: u64,
    /// None on a chain that does not meter.
    pub gas_used: Option<u64>,
    pub fee: Vec<Coin>,
}

impl TxReceipt {
    pub fn of(outcome: &TxOutcome) -> Self {
        Self {
            tx: outcome.hash.clone(),
            height: outcome.height,
            gas_used: outcome.gas.as_ref().map(|gas| gas.used),
            fee: outcome
                .gas
                .as_ref()
                .map(|gas| gas.fee.clone())
                .unwrap_or_default(),
        }
    }

    /// The end of a sentence.
    pub fn place(&self) -> String {
        format!("in block {}, transaction {}", self.height, self.tx)
    }
}

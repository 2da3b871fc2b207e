//! What the hub says about itself that no event does, as it said at the last proof.

use cosmwasm_std::from_json;
use floe_api::hub::{ConfigResponse, PendingBatchResponse};
use floe_client::BlockNode;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::error::Result;
use crate::store::Db;

/// Where it is kept.
const REMARK: &str = "settings";

/// Some of the hub's settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Part of rewards.
    pub fee: String,
    /// The chain's unbonding time, seconds.
    pub unbonding: u64,
    /// Unix seconds at which the open batch may close.
    pub next_close: u64,
}

impl Settings {
    /// None if the node does not say.
    pub fn ask(node: &BlockNode, hub: &str, height: u64) -> Option<Self> {
        let config = node.smart(hub, &json!({ "config": {} }), height).ok()?;
        let config: ConfigResponse = from_json(config).ok()?;
        let pending = node.smart(hub, &json!({ "pending_batch": {} }), height).ok()?;
        let pending: PendingBatchResponse = from_json(pending).ok()?;
        Some(Self {
            fee: config.fee_rate.to_string(),
            unbonding: config.unbond_period,
            next_close: pending.est_unbond_start_time,
        })
    }

    pub async fn keep(&self, db: &Db) -> Result<()> {
        db.set_remark(REMARK, &json!(self).to_string()).await
    }

    pub async fn load(db: &Db) -> Result<Option<Self>> {
        let kept = db.remark(REMARK).await?;
        Ok(kept.and_then(|text| serde_json::from_str(&text).ok()))
    }
}

//! What the timelock reads of its hub and of the chain, and how it writes to contracts.

use cosmwasm_std::{from_json, Addr, Binary, BlockInfo, QuerierWrapper, StdResult, WasmMsg};
use floe_api::ownership::OwnershipResponse;
use floe_api::rate::{Flow, FLOW_KEY};
use floe_api::{ask, exits};
use floe_contract::answer;
use floe_core::units::{Seconds, Shares};
use floe_core::wait::{MarkedBatch, Waiting, UNKNOWN_BATCH};
use floe_core::Batch;
use packed_store::wire::Json;

use crate::error::ContractResult;
use crate::state::Config;

/// The hub's supply; none where it cannot be read.
pub fn supply(querier: &QuerierWrapper, hub: &Addr) -> Option<Shares> {
    let flow: Flow = ask::item(querier, hub, FLOW_KEY, "hub").ok()?;
    Some(flow.supply)
}

/// The number of the hub's open batch, or the one that stands for a batch that cannot be named.
pub fn open_batch(querier: &QuerierWrapper, hub: &Addr) -> u64 {
    exits::query_queue(querier, hub).map_or(UNKNOWN_BATCH, |queue| queue.open)
}

/// That a proposal waits for no exits.
///
/// # Errors
/// [`ExitsPending`](floe_core::wait::WaitRefusal::ExitsPending); when the hub cannot be read, as then nobody knows that they
/// are settled.
pub fn check_exits(
    querier: &QuerierWrapper,
    config: &Config,
    waiting: &Waiting,
    now: Seconds,
) -> ContractResult<()> {
    let Some(batch) = waiting.awaited(now) else {
        return Ok(());
    };
    Ok(waiting.check_exits(seen(querier, config, batch)?, now)?)
}

/// Where a batch stands.
fn seen(querier: &QuerierWrapper, config: &Config, batch: u64) -> StdResult<MarkedBatch> {
    let open = exits::query_queue(querier, &config.hub)?.open;
    if batch > open {
        return Ok(MarkedBatch::Unknown);
    }
    if batch == open {
        let shares = exits::query_open_shares(querier, &config.hub, config.seed)?;
        return Ok(if shares.is_zero() {
            MarkedBatch::OpenEmpty
        } else {
            MarkedBatch::Open
        });
    }
    Ok(match exits::query_batch(querier, &config.hub, batch)? {
        Some(Batch::Unbonding(_)) => MarkedBatch::Unbonding,
        Some(Batch::Settled(_)) | None => MarkedBatch::SettledOrGone,
    })
}

/// Who may replace the code of a contract.
///
/// # Errors
/// When the chain does not answer.
pub fn admin(querier: &QuerierWrapper, contract: &Addr) -> ContractResult<Option<String>> {
    let fields = [("contract_addr", contract.as_str())];
    let mut info: Json = from_json(ask::ask(querier, "wasm", "contract_info", &fields)?)?;
    Ok(match info.remove("admin") {
        Some(Json::Text(admin)) => Some(admin),
        None | Some(Json::Null | Json::Bool(_) | Json::Number(_) | Json::List(_) | Json::Object(_)) => None,
    })
}

/// Whether the ownership of a contract is offered to an address, and the offer has not expired.
///
/// # Errors
/// When the contract does not answer.
pub fn offered(
    querier: &QuerierWrapper,
    block: &BlockInfo,
    contract: &Addr,
    to: &Addr,
) -> ContractResult<bool> {
    let question = call("ownership", &[])?.to_base64();
    let fields = [("contract_addr", contract.as_str()), ("msg", &question)];
    let ownership: OwnershipResponse = from_json(ask::ask(querier, "wasm", "smart", &fields)?)?;
    let expired = ownership
        .pending_expiry
        .is_some_and(|expiry| expiry.is_expired(block));
    Ok(!expired && ownership.pending_owner.as_deref() == Some(to.as_str()))
}

/// A message whose fields are texts.
///
/// # Errors
/// None in practice.
pub fn call(name: &str, fields: &[(&str, &str)]) -> StdResult<Binary> {
    let text = |(name, text): &(&str, &str)| ((*name).to_owned(), Json::Text((*text).to_owned()));
    let fields = Json::Object(fields.iter().map(text).collect());
    answer::json(&Json::Object(vec![(name.to_owned(), fields)]))
}

/// Sends a message without coins.
pub fn to(contract: &Addr, msg: Binary) -> WasmMsg {
    WasmMsg::Execute {
        contract_addr: contract.to_string(),
        msg,
        funds: Vec::new(),
    }
}

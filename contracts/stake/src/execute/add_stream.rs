//! A stream of rewards.

use cosmwasm_std::{DepsMut, Env, Response};
use floe_api::stake::Asset;
use floe_core::stake::{check_secs, RewardStream, MAX_PERIOD, MAX_STREAMS, MIN_PERIOD};

use crate::asset;
use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::state::{AssetStream, STREAMS};

/// # Errors
/// [`ContractError::StreamExists`]; [`ContractError::TooMany`]; an asset that is none; a period out of bounds.
pub fn add_stream(deps: DepsMut, env: &Env, asset: Asset, period: u64) -> ContractResult<Response> {
    let period = check_secs("period", period, MIN_PERIOD, MAX_PERIOD)?;
    let asset = asset::checked(deps.as_ref(), "asset", asset)?;
    let mut streams = STREAMS.load(deps.storage)?;
    if streams.iter().any(|stream| stream.asset == asset) {
        let asset = asset.name().to_owned();
        return Err(ContractError::StreamExists { asset });
    }
    streams.push(AssetStream {
        asset: asset.clone(),
        rewards: RewardStream::new(period, env.block.time.seconds()),
    });
    if streams.len() > MAX_STREAMS {
        return Err(ContractError::TooMany {
            field: "streams",
            given: streams.len(),
            max: MAX_STREAMS,
        });
    }
    STREAMS.save(deps.storage, &streams)?;
    let asset = asset.name();
    Ok(Response::new().add_event(Fact::StreamAdded { asset, period }))
}

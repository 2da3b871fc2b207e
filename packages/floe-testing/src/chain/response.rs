//! Answers to staking messages in protobuf.

use anybuf::Anybuf;
use cosmwasm_std::MsgResponse;

use super::fault::ModuleFault;
use super::undelegate::Undelegated;
use super::*;

/// Seconds of 0001-01-01T00:00:00Z, the completion time of what is complete at once.
const ZERO_TIME_SECS: i64 = -62_135_596_800;

/// `MsgDelegateResponse` and other empty ones.
pub(crate) fn empty() -> Anybuf {
    Anybuf::new()
}

/// `MsgUndelegateResponse`: completion time, coin.
pub(crate) fn undelegated(undelegated: &Undelegated, denom: &str) -> Anybuf {
    Anybuf::new()
        .append_message(1, &timestamp(Some(undelegated.completion)))
        .append_message(2, &coin(denom, &undelegated.amount.to_string()))
}

/// `MsgBeginRedelegateResponse`: completion time.
pub(crate) fn redelegated(completion: Option<Timestamp>) -> Anybuf {
    Anybuf::new().append_message(1, &timestamp(completion))
}

/// `MsgWithdrawDelegatorRewardResponse`: coins.
pub(crate) fn withdrawn(coins: &[Coin]) -> Anybuf {
    let coins: Vec<Anybuf> = coins
        .iter()
        .map(|c| coin(&c.denom, &c.amount.to_string()))
        .collect();
    Anybuf::new().append_repeated_message(1, &coins)
}

/// The response as a reply sees it: in `msg_responses` and, as older contracts read it, in
/// `data`. No events: replies to native messages carry none.
pub(crate) fn respond(type_url: &str, response: Anybuf) -> AppResponse {
    respond_with(type_url, response.into_vec().into())
}

/// The same, unless a fault of the validator spoils it.
pub(crate) fn respond_or_spoil(type_url: &str, response: Anybuf, faults: Faults) -> AppResponse {
    if faults.has(ModuleFault::UnreadableResponse) {
        return respond_with(type_url, vec![0xff; 9].into());
    }
    if faults.has(ModuleFault::EmptyResponse) {
        return respond_with(type_url, Binary::default());
    }
    respond(type_url, response)
}

fn respond_with(type_url: &str, value: Binary) -> AppResponse {
    AppResponse {
        events: vec![],
        data: Some(value.clone()),
        msg_responses: vec![MsgResponse {
            type_url: type_url.to_string(),
            value,
        }],
    }
}

fn timestamp(time: Option<Timestamp>) -> Anybuf {
    let Some(time) = time else {
        return Anybuf::new().append_int64(1, ZERO_TIME_SECS);
    };
    Anybuf::new()
        .append_uint64(1, time.seconds())
        .append_uint64(2, time.subsec_nanos())
}

fn coin(denom: &str, amount: &str) -> Anybuf {
    Anybuf::new().append_string(1, denom).append_string(2, amount)
}

//! From a transaction in a block to its outcome.

use std::str::FromStr;

use cosmrs::proto::cosmos::base::abci::v1beta1::TxMsgData;
use cosmrs::proto::cosmos::tx::v1beta1::{AuthInfo, TxRaw};
use cosmrs::proto::cosmwasm::wasm::v1::{
    MsgExecuteContractResponse, MsgInstantiateContractResponse, MsgMigrateContractResponse,
    MsgStoreCodeResponse,
};
use cosmrs::proto::prost::{DecodeError, Message, Name};
use cosmrs::Any;
use cosmwasm_std::{Binary, Coin, HexBinary, Uint128};

use super::rpc::{Emitted, Found, TxResult};
use super::sign;
use crate::refusal::NodeRefusal;
use crate::text::plain;
use crate::{Error, FoundTx, GasUse, MsgAnswer, PastTx, Result, TxEvent, TxOutcome};

/// Whether a node shows the transaction of this hash. One that shows no bytes is believed as much as one that shows
/// these.
pub(super) fn is_of(found: &Found, hash: &str) -> bool {
    let Ok(tx) = Binary::from_base64(&found.tx) else {
        return false;
    };
    found.hash.eq_ignore_ascii_case(hash) && (tx.is_empty() || sign::hash(&tx) == hash.to_uppercase())
}

/// An error if the transaction failed in its block.
pub(super) fn of(found: &Found) -> Result<TxOutcome> {
    let result = &found.tx_result;
    let gas = gas(found)?;
    if let Some(error) = failure(result, &gas) {
        return Err(error);
    }
    let data = TxMsgData::decode(data(result)?.as_slice()).map_err(unreadable)?;
    let answers = data
        .msg_responses
        .iter()
        .map(answer)
        .collect::<std::result::Result<_, _>>();
    Ok(TxOutcome {
        height: found.height,
        hash: plain(&found.hash),
        gas: Some(gas),
        events: events(found),
        answers: answers.map_err(unreadable)?,
    })
}

/// Why a transaction failed in its block; none if it did not.
fn failure(result: &TxResult, gas: &GasUse) -> Option<Error> {
    let refusal = NodeRefusal {
        codespace: &plain(&result.codespace),
        code: result.code,
        log: &plain(&result.log),
        gas: Some((gas.wanted, gas.used)),
    };
    (result.code != 0).then(|| refusal.at(None))
}

/// A transaction in a block, whatever became of it.
pub(super) fn found(found: &Found) -> Result<FoundTx> {
    let gas = gas(found)?;
    Ok(FoundTx {
        height: found.height,
        hash: plain(&found.hash),
        failure: failure(&found.tx_result, &gas),
        gas: Some(gas),
        events: events(found),
    })
}

pub(super) fn past(found: &Found) -> Result<PastTx> {
    Ok(PastTx {
        height: found.height,
        hash: plain(&found.hash),
        events: events(found),
        gas: Some(gas(found)?),
    })
}

fn data(result: &TxResult) -> Result<Binary> {
    Binary::from_base64(result.data.as_deref().unwrap_or_default()).map_err(unreadable)
}

fn answer(any: &Any) -> std::result::Result<MsgAnswer, DecodeError> {
    let value = any.value.as_slice();
    let data = |bytes: Vec<u8>| (!bytes.is_empty()).then(|| Binary::from(bytes));
    let url = any.type_url.as_str();
    if url == MsgStoreCodeResponse::type_url() {
        let stored = MsgStoreCodeResponse::decode(value)?;
        return Ok(MsgAnswer::Stored {
            code_id: stored.code_id,
            checksum: HexBinary::from(stored.checksum),
        });
    }
    if url == MsgInstantiateContractResponse::type_url() {
        let created = MsgInstantiateContractResponse::decode(value)?;
        return Ok(MsgAnswer::Instantiated {
            contract: created.address,
            data: data(created.data),
        });
    }
    if url == MsgExecuteContractResponse::type_url() {
        let executed = MsgExecuteContractResponse::decode(value)?;
        return Ok(MsgAnswer::Executed {
            data: data(executed.data),
        });
    }
    if url == MsgMigrateContractResponse::type_url() {
        let migrated = MsgMigrateContractResponse::decode(value)?;
        return Ok(MsgAnswer::Executed {
            data: data(migrated.data),
        });
    }
    Ok(MsgAnswer::Native(Binary::from(value)))
}

fn events(found: &Found) -> Vec<TxEvent> {
    found.tx_result.events.iter().flatten().map(event).collect()
}

/// The position of the message, which the chain adds as an attribute, becomes a field.
pub(super) fn event(event: &Emitted) -> TxEvent {
    let mut attributes = Vec::new();
    let mut message = None;
    for attribute in event.attributes.iter().flatten() {
        let (key, value) = (
            attribute.key.as_str(),
            attribute.value.as_deref().unwrap_or_default(),
        );
        match (key, value.parse()) {
            ("msg_index", Ok(index)) => message = Some(index),
            _ => attributes.push((key.to_owned(), value.to_owned())),
        }
    }
    TxEvent {
        kind: event.kind.clone(),
        attributes,
        message,
    }
}

fn gas(found: &Found) -> Result<GasUse> {
    let result = &found.tx_result;
    let tx = Binary::from_base64(&found.tx).map_err(unreadable)?;
    Ok(GasUse {
        wanted: u64::try_from(result.gas_wanted).unwrap_or_default(),
        used: u64::try_from(result.gas_used).unwrap_or_default(),
        fee: fee(tx.as_slice())?,
    })
}

/// What a transaction says that it pays.
///
/// # Errors
/// For bytes that are no transaction, which a chain may put into its blocks.
pub(super) fn fee(tx: &[u8]) -> Result<Vec<Coin>> {
    let raw = TxRaw::decode(tx).map_err(unreadable)?;
    let info = AuthInfo::decode(raw.auth_info_bytes.as_slice()).map_err(unreadable)?;
    let paid = info.fee.unwrap_or_default().amount;
    let coins = paid.into_iter().map(|coin| {
        let amount = Uint128::from_str(&coin.amount).map_err(unreadable)?;
        Ok(Coin {
            denom: coin.denom,
            amount,
        })
    });
    coins.collect()
}

fn unreadable(error: impl ToString) -> Error {
    Error::unreadable("a transaction", error)
}

//! From a transaction in a block to its outcome.

use std::str::FromStr;

use cosmrs::proto::cosmos::base::abci::v1beta1::TxMsgData;
use cosmrs::proto::cosmos::tx::v1beta1::{AuthInfo, TxRaw};
use cosmrs::proto::cosmwasm::wasm::v1::{
    MsgExecuteContractResponse, MsgInstantiateContractResponse, MsgMigrateContractResponse,
    MsgStoreCodeResponse,
};
use cosmrs::proto::prost::{DecodeError, Message, Name};
use cosmrs::rpc::endpoint::tx;
use cosmrs::tendermint::abci;
use cosmrs::Any;
use cosmwasm_std::{Binary, Coin, HexBinary, Uint128};

use crate::refusal::Refusal;
use crate::{Answer, Error, Event, GasUse, PastTx, Result, TxOutcome};

/// An error if the transaction failed in its block.
pub(super) fn of(found: &tx::Response) -> Result<TxOutcome> {
    let result = &found.tx_result;
    let gas = gas(found)?;
    if result.code.is_err() {
        return Err(Refusal {
            codespace: &result.codespace,
            code: result.code.value(),
            log: &result.log,
            gas: Some((gas.wanted, gas.used)),
        }
        .at(None));
    }
    let data = TxMsgData::decode(data(result)?.as_slice()).map_err(unreadable)?;
    let answers = data
        .msg_responses
        .iter()
        .map(answer)
        .collect::<std::result::Result<_, _>>();
    Ok(TxOutcome {
        height: found.height.value(),
        hash: found.hash.to_string(),
        gas: Some(gas),
        events: events(found)?,
        answers: answers.map_err(unreadable)?,
    })
}

pub(super) fn past(found: &tx::Response) -> Result<PastTx> {
    Ok(PastTx {
        height: found.height.value(),
        hash: found.hash.to_string(),
        events: events(found)?,
        gas: Some(gas(found)?),
    })
}

/// The client hands the data on as it is in the JSON: in base64.
fn data(result: &abci::types::ExecTxResult) -> Result<Binary> {
    let text = std::str::from_utf8(&result.data).map_err(unreadable)?;
    Binary::from_base64(text).map_err(unreadable)
}

fn answer(any: &Any) -> std::result::Result<Answer, DecodeError> {
    let value = any.value.as_slice();
    let data = |bytes: Vec<u8>| (!bytes.is_empty()).then(|| Binary::from(bytes));
    let url = any.type_url.as_str();
    if url == MsgStoreCodeResponse::type_url() {
        let stored = MsgStoreCodeResponse::decode(value)?;
        return Ok(Answer::Stored {
            code_id: stored.code_id,
            checksum: HexBinary::from(stored.checksum),
        });
    }
    if url == MsgInstantiateContractResponse::type_url() {
        let created = MsgInstantiateContractResponse::decode(value)?;
        return Ok(Answer::Instantiated {
            contract: created.address,
            data: data(created.data),
        });
    }
    if url == MsgExecuteContractResponse::type_url() {
        let executed = MsgExecuteContractResponse::decode(value)?;
        return Ok(Answer::Executed {
            data: data(executed.data),
        });
    }
    if url == MsgMigrateContractResponse::type_url() {
        let migrated = MsgMigrateContractResponse::decode(value)?;
        return Ok(Answer::Executed {
            data: data(migrated.data),
        });
    }
    Ok(Answer::Native(Binary::from(value)))
}

fn events(found: &tx::Response) -> Result<Vec<Event>> {
    found.tx_result.events.iter().map(event).collect()
}

/// The position of the message, which the chain adds as an attribute, becomes a field.
fn event(event: &abci::Event) -> Result<Event> {
    let mut attributes = Vec::new();
    let mut message = None;
    for attribute in &event.attributes {
        let key = attribute.key_str().map_err(unreadable)?;
        let value = attribute.value_str().map_err(unreadable)?;
        match (key, value.parse()) {
            ("msg_index", Ok(index)) => message = Some(index),
            _ => attributes.push((key.to_owned(), value.to_owned())),
        }
    }
    Ok(Event {
        kind: event.kind.clone(),
        attributes,
        message,
    })
}

fn gas(found: &tx::Response) -> Result<GasUse> {
    let result = &found.tx_result;
    let raw = TxRaw::decode(found.tx.as_slice()).map_err(unreadable)?;
    let info = AuthInfo::decode(raw.auth_info_bytes.as_slice()).map_err(unreadable)?;
    let paid = info.fee.unwrap_or_default().amount;
    let fee = paid.into_iter().map(|coin| {
        let amount = Uint128::from_str(&coin.amount).map_err(unreadable)?;
        Ok(Coin {
            denom: coin.denom,
            amount,
        })
    });
    Ok(GasUse {
        wanted: u64::try_from(result.gas_wanted).unwrap_or_default(),
        used: u64::try_from(result.gas_used).unwrap_or_default(),
        fee: fee.collect::<Result<_>>()?,
    })
}

fn unreadable(error: impl ToString) -> Error {
    Error::unreadable("a transaction", error)
}

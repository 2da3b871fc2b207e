//! Signed transactions and what came of them, in the words of a real node.

use super::queries::garbled;
use super::*;

/// Bytes that code may have.
const MOST_CODE: u64 = 8 << 20;

/// Events of a transaction, and of each of its messages that which says who has sent it, as a real chain adds it.
pub(super) fn events(events: &[TxEvent], bytes: &[u8]) -> Value {
    let sent = TxRaw::decode(bytes).and_then(|raw| TxBody::decode(raw.body_bytes.as_slice()));
    let messages = sent.map(|body| body.messages).unwrap_or_default();
    let senders = messages.iter().enumerate().filter_map(|(index, any)| {
        let (sender, _) = message(any).ok()?;
        Some(json!({ "type": "message", "attributes": [
            { "key": "sender", "value": sender, "index": true },
            { "key": "msg_index", "value": index.to_string(), "index": true },
        ] }))
    });
    let each = events.iter().map(|event| {
        let mut attributes: Vec<Value> = event
            .attributes
            .iter()
            .map(|(key, value)| json!({ "key": key, "value": value, "index": true }))
            .collect();
        if let Some(index) = event.message {
            attributes.push(json!({ "key": "msg_index", "value": index.to_string(), "index": true }));
        }
        json!({ "type": event.kind, "attributes": attributes })
    });
    senders.chain(each).collect()
}

pub(super) fn answers(answers: &[MsgAnswer]) -> String {
    let pack = |url: String, value: Vec<u8>| Any { type_url: url, value };
    let plain = |data: &Option<Binary>| data.as_ref().map(|data| data.to_vec()).unwrap_or_default();
    let each = answers.iter().map(|answer| match answer {
        MsgAnswer::Stored { code_id, checksum } => pack(
            wasm::MsgStoreCodeResponse::type_url(),
            wasm::MsgStoreCodeResponse {
                code_id: *code_id,
                checksum: checksum.to_vec(),
            }
            .encode_to_vec(),
        ),
        MsgAnswer::Instantiated { contract, data } => pack(
            wasm::MsgInstantiateContractResponse::type_url(),
            wasm::MsgInstantiateContractResponse {
                address: contract.clone(),
                data: plain(data),
            }
            .encode_to_vec(),
        ),
        MsgAnswer::Executed { data } => pack(
            wasm::MsgExecuteContractResponse::type_url(),
            wasm::MsgExecuteContractResponse { data: plain(data) }.encode_to_vec(),
        ),
        MsgAnswer::Native(data) => pack("/cosmos.bank.v1beta1.MsgSendResponse".to_owned(), data.to_vec()),
    });
    let data = TxMsgData {
        msg_responses: each.collect(),
        ..TxMsgData::default()
    };
    Binary::from(data.encode_to_vec()).to_base64()
}

/// The messages of a transaction, of whoever sends the first one.
///
/// # Errors
/// When it is none, or has a message that this chain does not know.
pub(super) fn transaction(bytes: &[u8]) -> Result<Tx, Error> {
    let raw = TxRaw::decode(bytes).map_err(garbled)?;
    let body = TxBody::decode(raw.body_bytes.as_slice()).map_err(garbled)?;
    let read: Vec<(String, Msg)> = body.messages.iter().map(message).collect::<Result<_, _>>()?;
    let (senders, msgs): (Vec<String>, Vec<Msg>) = read.into_iter().unzip();
    let sender = senders.first().ok_or_else(|| garbled("it has no message"))?;
    Ok(Tx::new(&Signer::address_only(sender), msgs))
}

fn taken(coins: Vec<ProtoCoin>) -> Result<Vec<Coin>, Error> {
    let read = coins.into_iter().map(|found| {
        let amount: u128 = found.amount.parse().map_err(garbled)?;
        Ok(coin(amount, found.denom))
    });
    read.collect()
}

/// Sender and message.
fn message(any: &Any) -> Result<(String, Msg), Error> {
    let (url, value) = (any.type_url.as_str(), any.value.as_slice());
    if url == wasm::MsgExecuteContract::type_url() {
        let msg = wasm::MsgExecuteContract::decode(value).map_err(garbled)?;
        let execute = WasmMsg::Execute {
            contract_addr: msg.contract,
            msg: msg.msg.into(),
            funds: taken(msg.funds)?,
        };
        return Ok((msg.sender, execute.into()));
    }
    if url == wasm::MsgInstantiateContract::type_url() {
        let msg = wasm::MsgInstantiateContract::decode(value).map_err(garbled)?;
        let instantiate = WasmMsg::Instantiate {
            admin: (!msg.admin.is_empty()).then_some(msg.admin),
            code_id: msg.code_id,
            msg: msg.msg.into(),
            funds: taken(msg.funds)?,
            label: msg.label,
        };
        return Ok((msg.sender, instantiate.into()));
    }
    if url == wasm::MsgMigrateContract::type_url() {
        let msg = wasm::MsgMigrateContract::decode(value).map_err(garbled)?;
        let migrate = WasmMsg::Migrate {
            contract_addr: msg.contract,
            new_code_id: msg.code_id,
            msg: msg.msg.into(),
        };
        return Ok((msg.sender, migrate.into()));
    }
    if url == wasm::MsgUpdateAdmin::type_url() {
        let msg = wasm::MsgUpdateAdmin::decode(value).map_err(garbled)?;
        let update = WasmMsg::UpdateAdmin {
            contract_addr: msg.contract,
            admin: msg.new_admin,
        };
        return Ok((msg.sender, update.into()));
    }
    if url == bank::MsgSend::type_url() {
        let msg = bank::MsgSend::decode(value).map_err(garbled)?;
        let send = BankMsg::Send {
            to_address: msg.to_address,
            amount: taken(msg.amount)?,
        };
        return Ok((msg.from_address, send.into()));
    }
    if url == wasm::MsgClearAdmin::type_url() {
        let msg = wasm::MsgClearAdmin::decode(value).map_err(garbled)?;
        let clear = WasmMsg::ClearAdmin {
            contract_addr: msg.contract,
        };
        return Ok((msg.sender, clear.into()));
    }
    if url != wasm::MsgStoreCode::type_url() {
        return Err(Error::Unsupported {
            what: format!("the message {url}"),
        });
    }
    let msg = wasm::MsgStoreCode::decode(value).map_err(garbled)?;
    let mut wasm = Vec::new();
    GzDecoder::new(msg.wasm_byte_code.as_slice())
        .take(MOST_CODE)
        .read_to_end(&mut wasm)
        .map_err(garbled)?;
    // Its Wasm is the contract's name.
    let code = match String::from_utf8_lossy(&wasm).as_ref() {
        "floe_hub" => Code::hub(),
        "floe_validator_registry" => Code::registry(),
        _ => Code::collector(),
    };
    Ok((msg.sender, Msg::Store(code.with_wasm(wasm))))
}

//! Signed transactions and what came of them, in the words of a real node.

use super::*;

pub(super) fn events(events: &[TxEvent]) -> Value {
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
    each.collect()
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
pub(super) fn transaction(bytes: &[u8]) -> Tx {
    let raw = TxRaw::decode(bytes).unwrap();
    let body = TxBody::decode(raw.body_bytes.as_slice()).unwrap();
    let (senders, msgs): (Vec<String>, Vec<Msg>) = body.messages.iter().map(message).unzip();
    Tx::new(&Signer::address_only(&senders[0]), msgs)
}

fn taken(coins: Vec<ProtoCoin>) -> Vec<Coin> {
    coins
        .into_iter()
        .map(|found| coin(found.amount.parse().unwrap(), found.denom))
        .collect()
}

/// Sender and message.
fn message(any: &Any) -> (String, Msg) {
    let (url, value) = (any.type_url.as_str(), any.value.as_slice());
    if url == wasm::MsgExecuteContract::type_url() {
        let msg = wasm::MsgExecuteContract::decode(value).unwrap();
        let execute = WasmMsg::Execute {
            contract_addr: msg.contract,
            msg: msg.msg.into(),
            funds: taken(msg.funds),
        };
        return (msg.sender, execute.into());
    }
    if url == wasm::MsgInstantiateContract::type_url() {
        let msg = wasm::MsgInstantiateContract::decode(value).unwrap();
        let instantiate = WasmMsg::Instantiate {
            admin: (!msg.admin.is_empty()).then_some(msg.admin),
            code_id: msg.code_id,
            msg: msg.msg.into(),
            funds: taken(msg.funds),
            label: msg.label,
        };
        return (msg.sender, instantiate.into());
    }
    if url == wasm::MsgMigrateContract::type_url() {
        let msg = wasm::MsgMigrateContract::decode(value).unwrap();
        let migrate = WasmMsg::Migrate {
            contract_addr: msg.contract,
            new_code_id: msg.code_id,
            msg: msg.msg.into(),
        };
        return (msg.sender, migrate.into());
    }
    if url == wasm::MsgUpdateAdmin::type_url() {
        let msg = wasm::MsgUpdateAdmin::decode(value).unwrap();
        let update = WasmMsg::UpdateAdmin {
            contract_addr: msg.contract,
            admin: msg.new_admin,
        };
        return (msg.sender, update.into());
    }
    if url == bank::MsgSend::type_url() {
        let msg = bank::MsgSend::decode(value).unwrap();
        let send = BankMsg::Send {
            to_address: msg.to_address,
            amount: taken(msg.amount),
        };
        return (msg.from_address, send.into());
    }
    if url == wasm::MsgClearAdmin::type_url() {
        let msg = wasm::MsgClearAdmin::decode(value).unwrap();
        let clear = WasmMsg::ClearAdmin {
            contract_addr: msg.contract,
        };
        return (msg.sender, clear.into());
    }
    assert_eq!(
        url,
        wasm::MsgStoreCode::type_url(),
        "a message that this world does not know"
    );
    let msg = wasm::MsgStoreCode::decode(value).unwrap();
    let mut wasm = Vec::new();
    GzDecoder::new(msg.wasm_byte_code.as_slice())
        .read_to_end(&mut wasm)
        .unwrap();
    // The Wasm of these tests is its name.
    let code = match String::from_utf8_lossy(&wasm).as_ref() {
        "floe_hub" => Code::hub(),
        "floe_validator_registry" => Code::registry(),
        _ => Code::collector(),
    };
    (msg.sender, Msg::Store(code.with_wasm(wasm)))
}

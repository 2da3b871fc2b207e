//! Messages as protobuf.

use std::io::Write;

use cosmrs::proto::cosmos::bank::v1beta1::MsgSend;
use cosmrs::proto::cosmos::base::v1beta1::Coin as ProtoCoin;
use cosmrs::proto::cosmos::distribution::v1beta1::{MsgSetWithdrawAddress, MsgWithdrawDelegatorReward};
use cosmrs::proto::cosmos::staking::v1beta1::{MsgBeginRedelegate, MsgDelegate, MsgUndelegate};
use cosmrs::proto::cosmwasm::wasm::v1::{
    MsgClearAdmin, MsgExecuteContract, MsgInstantiateContract, MsgMigrateContract, MsgStoreCode,
    MsgUpdateAdmin,
};
use cosmrs::proto::prost::{Message, Name};
use cosmrs::Any;
use cosmwasm_std::{BankMsg, Coin, CosmosMsg, DistributionMsg, StakingMsg, WasmMsg};
use flate2::write::GzEncoder;
use flate2::Compression;

use crate::unsigned::unknown;
use crate::{Code, Error, Msg, Result};

/// First bytes of what is gzipped.
const GZIP: [u8; 2] = [0x1f, 0x8b];

pub(super) fn any(msg: &Msg, sender: &str) -> Result<Any> {
    let sender = sender.to_owned();
    match msg {
        Msg::Store(code) => pack(&MsgStoreCode {
            sender,
            wasm_byte_code: compressed(code)?,
            instantiate_permission: None,
        }),
        Msg::Cosmos(CosmosMsg::Bank(BankMsg::Send { to_address, amount })) => pack(&MsgSend {
            from_address: sender,
            to_address: to_address.clone(),
            amount: coins(amount),
        }),
        Msg::Cosmos(CosmosMsg::Wasm(msg)) => wasm(msg, sender),
        Msg::Cosmos(CosmosMsg::Staking(msg)) => staking(msg, sender),
        Msg::Cosmos(CosmosMsg::Distribution(msg)) => distribution(msg, sender),
        Msg::Cosmos(CosmosMsg::Any(msg)) => Ok(Any {
            type_url: msg.type_url.clone(),
            value: msg.value.to_vec(),
        }),
        Msg::Cosmos(other) => Err(unknown(other)),
    }
}

#[allow(clippy::wildcard_enum_match_arm, reason = "what the SDK may add is refused")]
fn wasm(msg: &WasmMsg, sender: String) -> Result<Any> {
    match msg.clone() {
        WasmMsg::Execute {
            contract_addr,
            msg,
            funds,
        } => pack(&MsgExecuteContract {
            sender,
            contract: contract_addr,
            msg: msg.into(),
            funds: coins(&funds),
        }),
        WasmMsg::Instantiate {
            admin,
            code_id,
            msg,
            funds,
            label,
        } => pack(&MsgInstantiateContract {
            sender,
            admin: admin.unwrap_or_default(),
            code_id,
            label,
            msg: msg.into(),
            funds: coins(&funds),
        }),
        WasmMsg::Migrate {
            contract_addr,
            new_code_id,
            msg,
        } => pack(&MsgMigrateContract {
            sender,
            contract: contract_addr,
            code_id: new_code_id,
            msg: msg.into(),
        }),
        WasmMsg::UpdateAdmin { contract_addr, admin } => pack(&MsgUpdateAdmin {
            sender,
            new_admin: admin,
            contract: contract_addr,
        }),
        WasmMsg::ClearAdmin { contract_addr } => pack(&MsgClearAdmin {
            sender,
            contract: contract_addr,
        }),
        other => Err(unknown(&other)),
    }
}

fn staking(msg: &StakingMsg, sender: String) -> Result<Any> {
    match msg.clone() {
        StakingMsg::Delegate { validator, amount } => pack(&MsgDelegate {
            delegator_address: sender,
            validator_address: validator,
            amount: Some(coin(&amount)),
        }),
        StakingMsg::Undelegate { validator, amount } => pack(&MsgUndelegate {
            delegator_address: sender,
            validator_address: validator,
            amount: Some(coin(&amount)),
        }),
        StakingMsg::Redelegate {
            src_validator,
            dst_validator,
            amount,
        } => pack(&MsgBeginRedelegate {
            delegator_address: sender,
            validator_src_address: src_validator,
            validator_dst_address: dst_validator,
            amount: Some(coin(&amount)),
        }),
        other => Err(unknown(&other)),
    }
}

#[allow(clippy::wildcard_enum_match_arm, reason = "what the SDK may add is refused")]
fn distribution(msg: &DistributionMsg, sender: String) -> Result<Any> {
    match msg.clone() {
        DistributionMsg::WithdrawDelegatorReward { validator } => pack(&MsgWithdrawDelegatorReward {
            delegator_address: sender,
            validator_address: validator,
        }),
        DistributionMsg::SetWithdrawAddress { address } => pack(&MsgSetWithdrawAddress {
            delegator_address: sender,
            withdraw_address: address,
        }),
        other => Err(unknown(&other)),
    }
}

fn pack<M: Message + Name>(msg: &M) -> Result<Any> {
    Ok(Any {
        type_url: M::type_url(),
        value: msg.encode_to_vec(),
    })
}

pub(super) fn coins(coins: &[Coin]) -> Vec<ProtoCoin> {
    coins.iter().map(coin).collect()
}

fn coin(coin: &Coin) -> ProtoCoin {
    ProtoCoin {
        denom: coin.denom.clone(),
        amount: coin.amount.to_string(),
    }
}

/// Gzipped, as a node takes requests of 1 MB at most by default; the chain unpacks it.
fn compressed(code: &Code) -> Result<Vec<u8>> {
    let bytes = code.wasm_bytes()?;
    if bytes.starts_with(&GZIP) {
        return Ok(bytes.to_vec());
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.map_err(|error| Error::bad_value(format!("Wasm of {}", code.name()), error))
}

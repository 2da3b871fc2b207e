//! Transactions as JSON, in the form the SDK's programs print and read.

use cosmwasm_std::{from_json, BankMsg, Binary, Coin, CosmosMsg, DistributionMsg, StakingMsg, WasmMsg};
use serde_json::{json, Value};

use crate::signer::check_address;
use crate::{Error, Estimate, Msg, Result, Tx};

/// What `--generate-only` prints; it can land up to the height `valid_until`.
pub fn transaction(tx: &Tx, sender: &str, budget: &Estimate, valid_until: u64) -> Result<Value> {
    let Estimate { gas, fee } = budget;
    let messages: Vec<Value> = tx
        .msgs
        .iter()
        .map(|msg| message(msg, sender))
        .collect::<Result<_>>()?;
    Ok(json!({
        "body": {
            "messages": messages,
            "memo": tx.memo,
            "timeout_height": valid_until.to_string(),
            "extension_options": [],
            "non_critical_extension_options": [],
        },
        "auth_info": {
            "signer_infos": [],
            "fee": { "amount": coins(fee), "gas_limit": gas.to_string(), "payer": "",
                "granter": tx.granter.as_deref().unwrap_or_default() },
        },
        "signatures": [],
    }))
}

fn message(msg: &Msg, sender: &str) -> Result<Value> {
    match msg {
        Msg::Store(code) => Ok(json!({
            "@type": "/cosmwasm.wasm.v1.MsgStoreCode",
            "sender": sender,
            "wasm_byte_code": Binary::from(code.wasm_bytes()?),
            "instantiate_permission": null,
        })),
        Msg::Cosmos(CosmosMsg::Bank(BankMsg::Send { to_address, amount })) => Ok(json!({
            "@type": "/cosmos.bank.v1beta1.MsgSend",
            "from_address": sender,
            "to_address": to_address,
            "amount": coins(amount),
        })),
        Msg::Cosmos(CosmosMsg::Wasm(msg)) => wasm(msg, sender),
        Msg::Cosmos(CosmosMsg::Staking(msg)) => staking(msg, sender),
        Msg::Cosmos(CosmosMsg::Distribution(msg)) => distribution(msg, sender),
        Msg::Cosmos(other) => Err(unknown(other)),
    }
}

#[allow(clippy::wildcard_enum_match_arm, reason = "what the SDK may add is refused")]
fn wasm(msg: &WasmMsg, sender: &str) -> Result<Value> {
    Ok(match msg {
        WasmMsg::Execute {
            contract_addr,
            msg,
            funds,
        } => json!({
            "@type": "/cosmwasm.wasm.v1.MsgExecuteContract",
            "sender": sender,
            "contract": contract_addr,
            "msg": inner(msg)?,
            "funds": coins(funds),
        }),
        WasmMsg::Instantiate {
            admin,
            code_id,
            msg,
            funds,
            label,
        } => json!({
            "@type": "/cosmwasm.wasm.v1.MsgInstantiateContract",
            "sender": sender,
            "admin": admin.as_deref().unwrap_or_default(),
            "code_id": code_id.to_string(),
            "label": label,
            "msg": inner(msg)?,
            "funds": coins(funds),
        }),
        WasmMsg::Migrate {
            contract_addr,
            new_code_id,
            msg,
        } => json!({
            "@type": "/cosmwasm.wasm.v1.MsgMigrateContract",
            "sender": sender,
            "contract": contract_addr,
            "code_id": new_code_id.to_string(),
            "msg": inner(msg)?,
        }),
        WasmMsg::UpdateAdmin { contract_addr, admin } => json!({
            "@type": "/cosmwasm.wasm.v1.MsgUpdateAdmin",
            "sender": sender,
            "new_admin": admin,
            "contract": contract_addr,
        }),
        WasmMsg::ClearAdmin { contract_addr } => json!({
            "@type": "/cosmwasm.wasm.v1.MsgClearAdmin",
            "sender": sender,
            "contract": contract_addr,
        }),
        other => return Err(unknown(other)),
    })
}

fn staking(msg: &StakingMsg, sender: &str) -> Result<Value> {
    Ok(match msg {
        StakingMsg::Delegate { validator, amount } => json!({
            "@type": "/cosmos.staking.v1beta1.MsgDelegate",
            "delegator_address": sender,
            "validator_address": validator,
            "amount": coin(amount),
        }),
        StakingMsg::Undelegate { validator, amount } => json!({
            "@type": "/cosmos.staking.v1beta1.MsgUndelegate",
            "delegator_address": sender,
            "validator_address": validator,
            "amount": coin(amount),
        }),
        StakingMsg::Redelegate {
            src_validator,
            dst_validator,
            amount,
        } => json!({
            "@type": "/cosmos.staking.v1beta1.MsgBeginRedelegate",
            "delegator_address": sender,
            "validator_src_address": src_validator,
            "validator_dst_address": dst_validator,
            "amount": coin(amount),
        }),
        other => return Err(unknown(other)),
    })
}

#[allow(clippy::wildcard_enum_match_arm, reason = "what the SDK may add is refused")]
fn distribution(msg: &DistributionMsg, sender: &str) -> Result<Value> {
    Ok(match msg {
        DistributionMsg::WithdrawDelegatorReward { validator } => json!({
            "@type": "/cosmos.distribution.v1beta1.MsgWithdrawDelegatorReward",
            "delegator_address": sender,
            "validator_address": validator,
        }),
        DistributionMsg::SetWithdrawAddress { address } => json!({
            "@type": "/cosmos.distribution.v1beta1.MsgSetWithdrawAddress",
            "delegator_address": sender,
            "withdraw_address": address,
        }),
        other => return Err(unknown(other)),
    })
}

pub(crate) fn unknown(msg: &impl std::fmt::Debug) -> Error {
    Error::Unsupported {
        what: format!("sending {msg:?}"),
    }
}

fn inner(msg: &Binary) -> Result<Value> {
    from_json(msg).map_err(|error| Error::bad_value("message", error))
}

fn coins(coins: &[Coin]) -> Vec<Value> {
    coins.iter().map(coin).collect()
}

fn coin(coin: &Coin) -> Value {
    json!({ "denom": coin.denom, "amount": coin.amount })
}

impl Msg {
    /// Refuses recipients and contracts of other chains.
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "the rest names no address that is checked"
    )]
    pub fn check_addresses(&self, prefix: &str) -> Result<()> {
        let Msg::Cosmos(msg) = self else { return Ok(()) };
        match msg {
            CosmosMsg::Bank(BankMsg::Send { to_address, .. }) => check_address(to_address, prefix),
            CosmosMsg::Distribution(DistributionMsg::SetWithdrawAddress { address }) => {
                check_address(address, prefix)
            }
            CosmosMsg::Wasm(msg) => check_wasm(msg, prefix),
            _ => Ok(()),
        }
    }
}

#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "the rest names no address that is checked"
)]
fn check_wasm(msg: &WasmMsg, prefix: &str) -> Result<()> {
    match msg {
        WasmMsg::Execute { contract_addr, .. }
        | WasmMsg::Migrate { contract_addr, .. }
        | WasmMsg::ClearAdmin { contract_addr } => check_address(contract_addr, prefix),
        WasmMsg::UpdateAdmin { contract_addr, admin } => {
            check_address(contract_addr, prefix)?;
            check_address(admin, prefix)
        }
        WasmMsg::Instantiate {
            admin: Some(admin), ..
        } => check_address(admin, prefix),
        _ => Ok(()),
    }
}

//! Registry and collector: the hub creates one after the other and keeps their addresses with what else is fixed.

use cosmwasm_std::{
    Addr, Deps, DepsMut, DistributionMsg, Env, Event, Reply, Response, SubMsg, SubMsgResult, WasmMsg,
};
use cw_utils::parse_instantiate_response_data;
use floe_api::hub::InstantiateMsg;
use floe_api::{collector, registry};
use floe_contract::{answer, ownership, ShellError};
use floe_core::units::Shares;
use packed_store::packed;
use packed_store::packed::{pack, unpack};

use crate::chain;
use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::execute::fee::check_fee_receivers;
use crate::reply::{COLLECTOR_REPLY, REGISTRY_REPLY, WITHDRAW_ADDRESS_REPLY};
use crate::state::{Wiring, FEE, WIRING};

/// What is fixed before the registry exists. It travels with its creation.
struct Terms {
    denom: String,
    decimals: u8,
    seed: Shares,
    rate_denoms: Vec<String>,
    depositors: Option<Addr>,
    collector_code: u64,
}

packed!(struct Terms { denom, decimals, seed, rate_denoms, depositors, collector_code });

/// The same before the collector exists.
struct Half {
    terms: Terms,
    registry: Addr,
}

packed!(struct Half { terms, registry });

/// Under the hub's own hand at first; the reply hands it to the hub's admin, whom the chain does not tell before.
pub fn create_registry(
    env: &Env,
    msg: &InstantiateMsg,
    seed: Shares,
    depositors: Option<Addr>,
) -> ContractResult<SubMsg> {
    let init = registry::InstantiateMsg {
        owner: msg.owner.clone(),
        validators: msg.registry.validators.clone(),
        params: msg.registry.params.clone(),
    };
    let create = WasmMsg::Instantiate {
        admin: Some(env.contract.address.to_string()),
        code_id: msg.registry.code_id,
        msg: answer::json(&init)?,
        funds: Vec::new(),
        label: "floe-validator-registry".into(),
    };
    let terms = Terms {
        denom: msg.denom.clone(),
        decimals: msg.token.decimals,
        seed,
        rate_denoms: msg.params.rate_denoms.clone().unwrap_or_default(),
        depositors,
        collector_code: msg.collector.code_id,
    };
    Ok(SubMsg::reply_on_success(create, REGISTRY_REPLY).with_payload(pack(&terms)))
}

/// The registry exists: hand it to the hub's own admin and create the collector under the same.
pub fn registry_created(deps: DepsMut, env: Env, reply: Reply) -> ContractResult<Response> {
    let registry = created(deps.as_ref(), reply.result)?;
    let terms: Terms = unpack("payload", &reply.payload)?;
    let admin = chain::admin(&deps.querier, &env.contract.address)?;
    let contract_addr = registry.to_string();
    let hand_over = match admin.clone() {
        Some(admin) => WasmMsg::UpdateAdmin { contract_addr, admin },
        None => WasmMsg::ClearAdmin { contract_addr },
    };
    let owner = ownership::query(deps.storage)?.owner;
    let msg = collector::InstantiateMsg {
        owner: owner.unwrap_or_default(),
        denom: terms.denom.clone(),
    };
    let create = WasmMsg::Instantiate {
        admin,
        code_id: terms.collector_code,
        msg: answer::json(&msg)?,
        funds: Vec::new(),
        label: "floe-reward-collector".into(),
    };
    let half = pack(&Half { terms, registry });
    Ok(Response::new()
        .add_message(hand_over)
        .add_submessage(SubMsg::reply_on_success(create, COLLECTOR_REPLY).with_payload(half)))
}

/// The collector exists: rewards go there from now on.
pub fn collector_created(deps: DepsMut, env: Env, reply: Reply) -> ContractResult<Response> {
    let collector = created(deps.as_ref(), reply.result)?;
    let Half { terms, registry } = unpack("payload", &reply.payload)?;
    let wiring = Wiring {
        denom: terms.denom,
        decimals: terms.decimals,
        registry,
        collector,
        seed: terms.seed,
        rate_denoms: terms.rate_denoms,
        depositors: terms.depositors,
    };
    WIRING.save(deps.storage, &wiring)?;
    check_fee_receivers(&FEE.load(deps.storage)?, &wiring, &env.contract.address)?;

    let redirect = DistributionMsg::SetWithdrawAddress {
        address: wiring.collector.to_string(),
    };
    Ok(Response::new()
        .add_submessage(SubMsg::reply_on_error(redirect, WITHDRAW_ADDRESS_REPLY))
        .add_event(Event::from(Fact::Wired {
            registry: wiring.registry.as_str(),
            collector: wiring.collector.as_str(),
        })))
}

/// The chain has refused the withdraw address: the protocol cannot run there.
pub fn withdraw_address_refused(reply: Reply) -> ContractResult<Response> {
    let reason = match reply.result {
        SubMsgResult::Err(reason) => reason,
        SubMsgResult::Ok(_) => return Ok(Response::new()),
    };
    Err(ContractError::WithdrawAddressRefused { reason })
}

fn created(deps: Deps, result: SubMsgResult) -> ContractResult<Addr> {
    let invalid = |reason: String| ShellError::Invalid {
        field: "instantiate response",
        reason,
    };
    let answer = result.into_result().map_err(invalid)?;
    #[allow(deprecated)]
    let data = answer.data.unwrap_or_default();
    let parsed = parse_instantiate_response_data(&data).map_err(|error| invalid(error.to_string()))?;
    Ok(deps.api.addr_validate(&parsed.contract_address)?)
}

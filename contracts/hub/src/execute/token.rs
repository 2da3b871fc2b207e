//! The cw20 side: cw20-base as it is, except where shares would reach the hub itself.

use cosmwasm_std::{from_json, Addr, Binary, DepsMut, Env, MessageInfo, Response, Uint128};
use cw20::{AllowanceResponse, Expiration, Logo};
use cw20_base::allowances::{
    deduct_allowance, execute_decrease_allowance, execute_send_from, execute_transfer_from,
};
use cw20_base::contract::{execute_send, execute_transfer, execute_update_marketing, execute_upload_logo};
use cw20_base::state::{ALLOWANCES, MARKETING_INFO};
use floe_api::hub::Cw20HookMsg;
use floe_contract::ownership;

use crate::error::{ContractError, ContractResult};
use crate::execute::queue::Exit;
use crate::execute::{instant, nonzero_shares, queue};
use crate::token;

pub fn transfer(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    recipient: String,
    amount: Uint128,
) -> ContractResult<Response> {
    refuse_hub(&env, &recipient)?;
    Ok(execute_transfer(deps, env, info, recipient, amount)?)
}

pub fn transfer_from(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    owner: String,
    recipient: String,
    amount: Uint128,
) -> ContractResult<Response> {
    refuse_hub(&env, &recipient)?;
    Ok(execute_transfer_from(deps, env, info, owner, recipient, amount)?)
}

pub fn decrease_allowance(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    spender: String,
    amount: Uint128,
    expires: Option<Expiration>,
) -> ContractResult<Response> {
    let key = ALLOWANCES.key((&info.sender, &Addr::unchecked(spender.as_str())));
    match execute_decrease_allowance(deps, env, info, spender, amount, expires) {
        Err(cw20_base::ContractError::Std(error)) => {
            Err(token::with_key::<AllowanceResponse>(error, &key).into())
        }
        other => Ok(other?),
    }
}

/// To the hub itself the message is handled here, in line: the hub never sends itself a message.
pub fn send(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    contract: String,
    amount: Uint128,
    msg: Binary,
) -> ContractResult<Response> {
    if !is_hub(&env, &contract) {
        return Ok(execute_send(deps, env, info, contract, amount, msg)?);
    }
    let exit = Exit {
        owner: info.sender.clone(),
        actor: info.sender,
        shares: nonzero_shares(amount)?,
    };
    hook(deps, env, exit, &msg, None)
}

pub fn send_from(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    owner: String,
    contract: String,
    amount: Uint128,
    msg: Binary,
) -> ContractResult<Response> {
    if !is_hub(&env, &contract) {
        return Ok(execute_send_from(deps, env, info, owner, contract, amount, msg)?);
    }
    let owner = deps.api.addr_validate(&owner)?;
    deduct_allowance(deps.storage, &owner, &info.sender, &env.block, amount)?;
    let by = Some(info.sender.clone());
    let exit = Exit {
        owner,
        actor: info.sender,
        shares: nonzero_shares(amount)?,
    };
    hook(deps, env, exit, &msg, by)
}

/// One action for one move: queued shares are sent to the hub, those of an instant exit are burned and nothing else.
fn hook(deps: DepsMut, env: Env, exit: Exit, msg: &Binary, by: Option<Addr>) -> ContractResult<Response> {
    match from_json(msg).map_err(|_| ContractError::TokenToHub)? {
        Cw20HookMsg::QueueUnbond { receiver } => {
            let attributes =
                token::send_attributes(&exit.owner, &env.contract.address, by.as_ref(), exit.shares);
            Ok(queue::queue(deps, env, exit, receiver)?.add_attributes(attributes))
        }
        Cw20HookMsg::InstantUnbond { receiver, min_out } => {
            let attributes = token::burn_attributes(&exit.owner, exit.shares);
            Ok(instant::leave(deps, env, exit, receiver, min_out)?.add_attributes(attributes))
        }
    }
}

/// The marketing text and its address. The owner may always change them, whoever the marketing address is.
pub fn update_marketing(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    project: Option<String>,
    description: Option<String>,
    marketing: Option<String>,
) -> ContractResult<Response> {
    let names_another = marketing.is_some();
    as_marketing(deps, info, names_another, |deps, info| {
        execute_update_marketing(deps, env, info, project, description, marketing)
    })
}

/// The logo, by the marketing address or the owner.
pub fn upload_logo(deps: DepsMut, env: Env, info: MessageInfo, logo: Logo) -> ContractResult<Response> {
    as_marketing(deps, info, false, |deps, info| {
        execute_upload_logo(deps, env, info, logo)
    })
}

/// cw20-base lets only the marketing address pass; for the owner's message that is the owner, and afterwards again who
/// it was, unless the message names another.
fn as_marketing(
    mut deps: DepsMut,
    info: MessageInfo,
    names_another: bool,
    message: impl FnOnce(DepsMut, MessageInfo) -> Result<Response, cw20_base::ContractError>,
) -> ContractResult<Response> {
    if !ownership::is_owner(deps.storage, &info.sender)? {
        return Ok(message(deps, info)?);
    }
    let owner = info.sender.clone();
    let mut standing = MARKETING_INFO.may_load(deps.storage)?.unwrap_or_default();
    let before = standing.marketing.replace(owner);
    MARKETING_INFO.save(deps.storage, &standing)?;
    let response = message(deps.branch(), info)?;
    if !names_another {
        let mut standing = MARKETING_INFO.may_load(deps.storage)?.unwrap_or_default();
        standing.marketing = before;
        MARKETING_INFO.save(deps.storage, &standing)?;
    }
    Ok(response)
}

fn is_hub(env: &Env, address: &str) -> bool {
    env.contract.address.as_str() == address
}

/// Shares in the hub's own balance would be counted as escrow that nobody can claim.
fn refuse_hub(env: &Env, recipient: &str) -> ContractResult<()> {
    if is_hub(env, recipient) {
        return Err(ContractError::TokenToHub);
    }
    Ok(())
}

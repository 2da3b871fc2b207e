//! Entry points: they check who may call and with what, and route.

#[cfg(not(feature = "library"))]
use cosmwasm_std::entry_point;
use cosmwasm_std::{Binary, Deps, DepsMut, Env, MessageInfo, Reply, Response};
use floe_api::hub::{ExecuteMsg, InstantiateMsg, MigrateMsg, QueryMsg};
use floe_contract::migration::CodeVersion;
use floe_contract::{funds, ownership};
use packed_store::wire::partly;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use crate::chain;
use crate::error::{ContractError, ContractResult};
use crate::execute::{
    bond, claim, crank, fee, instant, params, pause, queue, rewards, silent, token, update_roles, vote,
    wind_down,
};
use crate::{migrate as migration, query as queries, reply as replies, roles, wiring};

/// Name and version under which the contract records itself, and by which `migrate` knows it again.
pub const CODE: CodeVersion = CodeVersion {
    name: "crates.io:floe-hub",
    version: env!("CARGO_PKG_VERSION"),
};

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn instantiate(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> ContractResult<Response> {
    crate::instantiate::instantiate(deps, env, info, msg)
}

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn execute(deps: DepsMut, env: Env, info: MessageInfo, msg: ExecuteMsg) -> ContractResult<Response> {
    if !matches!(msg, ExecuteMsg::Bond { .. } | ExecuteMsg::DepositRewards { .. }) {
        funds::refuse(&info)?;
    }
    roles::check(deps.as_ref(), &info.sender, roles::role_of(&msg))?;
    match msg {
        ExecuteMsg::Bond {
            exec_msg: Some(_), ..
        } => Err(ContractError::ExecMsgUnsupported),
        ExecuteMsg::Bond {
            receiver,
            min_shares,
            exec_msg: None,
        } => bond::bond(deps, env, info, receiver, min_shares),
        ExecuteMsg::QueueUnbond { shares, receiver } => {
            queue::queue_unbond(deps, env, info, shares, receiver)
        }
        ExecuteMsg::InstantUnbond {
            shares,
            receiver,
            min_out,
        } => instant::instant_unbond(deps, env, info, shares, receiver, min_out),
        ExecuteMsg::CancelUnbond { shares } => queue::cancel_unbond(deps, env, info, shares),
        ExecuteMsg::WithdrawUnbonded { receiver } => claim::claim(deps, env, info, None, receiver),
        ExecuteMsg::Claim { batches, receiver } => claim::claim(deps, env, info, batches, receiver),
        ExecuteMsg::ClaimFor { user } => claim::claim_for(deps, env, user),
        ExecuteMsg::Crank { max_msgs, skip } => crank::crank(deps, env, &info.sender, max_msgs, skip),
        ExecuteMsg::Sync {} => crank::sync(deps, env),
        ExecuteMsg::Harvest { validator, skip } => crank::harvest(deps, env, &info.sender, validator, skip),
        ExecuteMsg::SubmitBatch { skip } => crank::submit_batch(deps, env, skip),
        ExecuteMsg::Reconcile {} => crank::reconcile(deps, env),
        ExecuteMsg::Rebalance {
            min_redelegation,
            minimum,
            skip,
        } => crank::rebalance(deps, env, min_redelegation.into_iter().chain(minimum).max(), skip),
        ExecuteMsg::WriteOff { validator } => {
            let by_owner = ownership::is_owner(deps.storage, &info.sender)?;
            silent::write_off(deps, &env, &validator, by_owner)
        }
        ExecuteMsg::Forget { validator } => {
            silent::forget(deps.storage, &validator, env.block.time.seconds())
        }
        ExecuteMsg::DepositRewards { keeper } => rewards::deposit_rewards(deps, env, info, keeper),
        ExecuteMsg::Pause { domains } => pause::pause(deps, env, info, domains),
        ExecuteMsg::Unpause { domains } => pause::unpause(deps, env, domains),
        ExecuteMsg::RearmGuardian {} => pause::rearm_guardian(deps),
        ExecuteMsg::UpdateParams(update) => params::update_params(deps, env, update),
        ExecuteMsg::UpdateFee { bps, receivers } => fee::update_fee(deps, env, bps, receivers),
        ExecuteMsg::UpdateRoles {
            guardian,
            governor,
            bonds,
            backstop,
        } => update_roles::update_roles(deps, env, guardian, governor, [bonds, backstop]),
        ExecuteMsg::AcceptGuarantor {} => update_roles::accept_guarantor(deps, env, &info.sender),
        ExecuteMsg::WindDown {} => wind_down::wind_down(deps, env),
        ExecuteMsg::Vote {
            proposal_id,
            vote: choice,
        } => Ok(vote::vote(proposal_id, choice)),
        ExecuteMsg::VoteWeighted { proposal_id, votes } => vote::vote_weighted(proposal_id, votes),
        ExecuteMsg::UpdateOwnership(action) => Ok(ownership::update(deps, &env.block, &info.sender, action)?),
        ExecuteMsg::Transfer { recipient, amount } => token::transfer(deps, env, info, recipient, amount),
        ExecuteMsg::Send {
            contract,
            amount,
            msg,
        } => token::send(deps, env, info, contract, amount, msg),
        ExecuteMsg::TransferFrom {
            owner,
            recipient,
            amount,
        } => token::transfer_from(deps, env, info, owner, recipient, amount),
        ExecuteMsg::SendFrom {
            owner,
            contract,
            amount,
            msg,
        } => token::send_from(deps, env, info, owner, contract, amount, msg),
        ExecuteMsg::IncreaseAllowance {
            spender,
            amount,
            expires,
        } => Ok(cw20_base::allowances::execute_increase_allowance(
            deps, env, info, spender, amount, expires,
        )?),
        ExecuteMsg::DecreaseAllowance {
            spender,
            amount,
            expires,
        } => token::decrease_allowance(deps, env, info, spender, amount, expires),
        ExecuteMsg::UpdateMarketing {
            project,
            description,
            marketing,
        } => token::update_marketing(deps, env, info, project, description, marketing),
        ExecuteMsg::UploadLogo(logo) => token::upload_logo(deps, env, info, logo),
        ExecuteMsg::Burn { .. }
        | ExecuteMsg::BurnFrom { .. }
        | ExecuteMsg::Mint { .. }
        | ExecuteMsg::UpdateMinter { .. } => Err(ContractError::TokenFixed),
    }
}

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> ContractResult<Binary> {
    queries::query(deps, env, msg)
}

pub fn reply(deps: DepsMut, env: Env, reply: Reply) -> ContractResult<Response> {
    match reply.id {
        replies::STAKING_REPLY => Ok(replies::staking(deps, env, reply)),
        replies::REGISTRY_REPLY => wiring::registry_created(deps, env, reply),
        replies::COLLECTOR_REPLY => wiring::collector_created(deps, env, reply),
        replies::WITHDRAW_ADDRESS_REPLY => wiring::withdraw_address_refused(reply),
        id => Err(ContractError::UnknownReply { id }),
    }
}

/// A reply as the hub reads it: a decoder of all that it may hold is 14,000 bytes of Wasm (docs/adr/0086).
pub struct PartialReply(pub Reply);

impl<'de> Deserialize<'de> for PartialReply {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let tree = partly(deserializer, &["events"])?;
        chain::reply(tree).map(Self).map_err(D::Error::custom)
    }
}

/// The entry point of replies: what `entry_point` would make of [`reply`], with a message of our own as other entry points
/// have it.
#[cfg(all(target_arch = "wasm32", not(feature = "library")))]
#[export_name = "reply"]
extern "C" fn reply_entry_point(env: u32, msg: u32) -> u32 {
    cosmwasm_std::do_sudo(
        &|deps, env, PartialReply(answer)| reply(deps, env, answer),
        env,
        msg,
    )
}

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn migrate(deps: DepsMut, env: Env, msg: MigrateMsg) -> ContractResult<Response> {
    migration::migrate(deps, env, msg, migration::ACCEPTED)
}

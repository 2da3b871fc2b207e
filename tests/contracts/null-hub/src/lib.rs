//! The floor of the gas measurements: a cw20-base that, on a deposit, updates one item and mints 1:1 to the sender, and
//! on an exit moves the shares to itself and writes one item. No books, no rules, no staking. Never for real coins.

use cosmwasm_schema::cw_serde;
#[cfg(target_arch = "wasm32")]
use cosmwasm_std::entry_point;
use cosmwasm_std::{
    coins, to_json_binary, Addr, BankMsg, Binary, Deps, DepsMut, Empty, Env, MessageInfo, Response, StdError,
    StdResult, Storage, Uint128,
};
use cw20_base::state::BALANCES;
use cw20_base::ContractError;
use cw_storage_plus::{Item, Map};

const SUPPLY: Item<Uint128> = Item::new("supply");
const REQUESTS: Map<&Addr, Uint128> = Map::new("request");

#[cw_serde]
pub enum ExecuteMsg {
    /// Mints as much as the first coin sent.
    Deposit {},
    /// Moves shares to the contract and remembers them.
    Exit {
        amount: Uint128,
    },
    Transfer {
        recipient: String,
        amount: Uint128,
    },
    Send {
        contract: String,
        amount: Uint128,
        msg: Binary,
    },
    Noop {},
    /// Sends one coin of a denom to the sender.
    Pay {
        denom: String,
    },
}

#[cw_serde]
pub enum QueryMsg {
    /// The one item.
    Supply {},
}

#[cfg_attr(target_arch = "wasm32", entry_point)]
pub fn instantiate(deps: DepsMut, _env: Env, _info: MessageInfo, _msg: Empty) -> StdResult<Response> {
    SUPPLY.save(deps.storage, &Uint128::zero())?;
    Ok(Response::new())
}

#[cfg_attr(target_arch = "wasm32", entry_point)]
pub fn execute(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> Result<Response, ContractError> {
    match msg {
        ExecuteMsg::Deposit {} => {
            let amount = info.funds.first().map(|coin| coin.amount).unwrap_or_default();
            SUPPLY.update(deps.storage, |supply| {
                Ok::<_, StdError>(supply.checked_add(amount)?)
            })?;
            add(deps.storage, &info.sender, amount)?;
        }
        ExecuteMsg::Exit { amount } => {
            BALANCES.update(deps.storage, &info.sender, |balance| {
                Ok::<_, StdError>(balance.unwrap_or_default().checked_sub(amount)?)
            })?;
            add(deps.storage, &env.contract.address, amount)?;
            REQUESTS.save(deps.storage, &info.sender, &amount)?;
        }
        ExecuteMsg::Transfer { recipient, amount } => {
            return cw20_base::contract::execute_transfer(deps, env, info, recipient, amount)
        }
        ExecuteMsg::Send {
            contract,
            amount,
            msg,
        } => return cw20_base::contract::execute_send(deps, env, info, contract, amount, msg),
        ExecuteMsg::Noop {} => {}
        ExecuteMsg::Pay { denom } => {
            return Ok(Response::new().add_message(BankMsg::Send {
                to_address: info.sender.into(),
                amount: coins(1, denom),
            }))
        }
    }
    Ok(Response::new())
}

fn add(storage: &mut dyn Storage, to: &Addr, amount: Uint128) -> StdResult<()> {
    BALANCES.update(storage, to, |balance| {
        Ok::<_, StdError>(balance.unwrap_or_default().checked_add(amount)?)
    })?;
    Ok(())
}

#[cfg_attr(target_arch = "wasm32", entry_point)]
pub fn query(deps: Deps, _env: Env, msg: QueryMsg) -> StdResult<Binary> {
    match msg {
        QueryMsg::Supply {} => to_json_binary(&SUPPLY.load(deps.storage)?),
    }
}

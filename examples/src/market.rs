//! A lending market that takes the receipt as collateral and lends half of what it is worth.

use cosmwasm_schema::cw_serde;
#[cfg(target_arch = "wasm32")]
use cosmwasm_std::entry_point;
use cosmwasm_std::{
    coins, to_json_binary, Addr, BankMsg, CosmosMsg, Decimal, Deps, DepsMut, Env, MessageInfo, Reply,
    Response, StdError, StdResult, SubMsg, Uint128, WasmMsg,
};
use cw20::{Cw20ExecuteMsg, Cw20ReceiveMsg};
use cw_storage_plus::{Item, Map};

use crate::rate;

/// Of the worth of the collateral.
const MOST: Decimal = Decimal::percent(50);

#[cw_serde]
pub struct InstantiateMsg {
    /// The hub, which is the receipt's cw20 contract.
    pub hub: String,
    /// What is lent: the coin that the hub stakes.
    pub denom: String,
}

#[cw_serde]
pub enum ExecuteMsg {
    /// Shares as collateral: holders call `send` of the hub with an empty object as message.
    Receive(Cw20ReceiveMsg),
    /// Lends coins.
    Borrow { amount: Uint128 },
    /// Takes coins back.
    Repay {},
    /// Gives shares back.
    Withdraw { shares: Uint128 },
}

#[cw_serde]
#[derive(Default)]
pub struct Loan {
    pub shares: Uint128,
    /// Base units.
    pub debt: Uint128,
}

/// A loan that has become larger, or its collateral smaller, and what goes out if that is allowed.
#[cw_serde]
struct Wish {
    borrower: Addr,
    pays: CosmosMsg,
}

const TERMS: Item<InstantiateMsg> = Item::new("terms");
const LOANS: Map<&Addr, Loan> = Map::new("loans");
/// Between a message and the reply to its `sync`.
const WISH: Item<Wish> = Item::new("wish");
const SYNCED: u64 = 1;

#[cfg_attr(target_arch = "wasm32", entry_point)]
pub fn instantiate(deps: DepsMut, _: Env, _: MessageInfo, msg: InstantiateMsg) -> StdResult<Response> {
    deps.api.addr_validate(&msg.hub)?;
    TERMS.save(deps.storage, &msg)?;
    Ok(Response::new())
}

#[cfg_attr(target_arch = "wasm32", entry_point)]
pub fn execute(deps: DepsMut, _: Env, info: MessageInfo, msg: ExecuteMsg) -> StdResult<Response> {
    let terms = TERMS.load(deps.storage)?;
    let mut loan = |who: &Addr, change: &dyn Fn(&mut Loan) -> StdResult<()>| {
        let mut loan = LOANS.may_load(deps.storage, who)?.unwrap_or_default();
        change(&mut loan)?;
        LOANS.save(deps.storage, who, &loan)
    };
    let sender = &info.sender;
    match msg {
        ExecuteMsg::Receive(sent) => {
            // Only the hub may say that shares have come.
            if sender.as_str() != terms.hub {
                return Err(StdError::generic_err("only shares of the hub are collateral"));
            }
            let owner = deps.api.addr_validate(&sent.sender)?;
            loan(&owner, &|loan| {
                loan.shares = loan.shares.checked_add(sent.amount)?;
                Ok(())
            })?;
            Ok(Response::new())
        }
        ExecuteMsg::Repay {} => {
            let paid = match info.funds.as_slice() {
                [coin] if coin.denom == terms.denom => coin.amount,
                _ => {
                    return Err(StdError::generic_err(
                        "send the coin that was lent, and only that",
                    ))
                }
            };
            loan(sender, &|loan| {
                loan.debt = loan.debt.checked_sub(paid)?;
                Ok(())
            })?;
            Ok(Response::new())
        }
        ExecuteMsg::Borrow { amount } => {
            loan(sender, &|loan| {
                loan.debt = loan.debt.checked_add(amount)?;
                Ok(())
            })?;
            let pays = BankMsg::Send {
                to_address: sender.to_string(),
                amount: coins(amount.u128(), &terms.denom),
            };
            look_first(deps, &terms, sender, pays.into())
        }
        ExecuteMsg::Withdraw { shares } => {
            loan(sender, &|loan| {
                loan.shares = loan.shares.checked_sub(shares)?;
                Ok(())
            })?;
            let pays = Cw20ExecuteMsg::Transfer {
                recipient: sender.to_string(),
                amount: shares,
            };
            let pays = WasmMsg::Execute {
                contract_addr: terms.hub.clone(),
                msg: to_json_binary(&pays)?,
                funds: vec![],
            };
            look_first(deps, &terms, sender, pays.into())
        }
    }
}

/// Has the hub observe the chain before anything is judged by its rate.
fn look_first(
    deps: DepsMut,
    terms: &InstantiateMsg,
    borrower: &Addr,
    pays: CosmosMsg,
) -> StdResult<Response> {
    let borrower = borrower.clone();
    WISH.save(deps.storage, &Wish { borrower, pays })?;
    let sync = WasmMsg::Execute {
        contract_addr: terms.hub.clone(),
        msg: to_json_binary(&floe_api::hub::ExecuteMsg::Sync {})?,
        funds: vec![],
    };
    Ok(Response::new().add_submessage(SubMsg::reply_on_success(sync, SYNCED)))
}

#[cfg_attr(target_arch = "wasm32", entry_point)]
pub fn reply(deps: DepsMut, env: Env, _: Reply) -> StdResult<Response> {
    let wish = WISH.load(deps.storage)?;
    WISH.remove(deps.storage);
    let hub = Addr::unchecked(TERMS.load(deps.storage)?.hub);
    let loan = LOANS.load(deps.storage, &wish.borrower)?;
    let rate = rate::from_storage(&deps.querier, &hub, env.block.time.seconds())?.value;
    let most = loan.shares.mul_floor(rate).mul_floor(MOST);
    if loan.debt > most {
        return Err(StdError::generic_err(format!(
            "a debt of {} is more than the {most} that the collateral allows",
            loan.debt
        )));
    }
    Ok(Response::new().add_message(wish.pays))
}

/// The loan of an address.
#[cfg_attr(target_arch = "wasm32", entry_point)]
pub fn query(deps: Deps, _: Env, borrower: Addr) -> StdResult<cosmwasm_std::Binary> {
    to_json_binary(&LOANS.may_load(deps.storage, &borrower)?.unwrap_or_default())
}

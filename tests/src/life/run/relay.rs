//! A contract that passes messages on: how vaults, schedulers and DAOs call the hub.

use cosmwasm_std::CosmosMsg;
use cw_multi_test::Contract;

use crate::prelude::*;

/// Calls a contract with all coins that came along, and answers what it answers.
#[derive(Serialize, Deserialize, Clone, Debug)]
pub struct Relayed {
    pub to: String,
    pub msg: Binary,
}

pub fn relay() -> Box<dyn Contract<Empty>> {
    Box::new(ContractWrapper::new(execute, instantiate, query).with_reply(reply))
}

fn instantiate(_: DepsMut<'_>, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    Ok(Response::new())
}

fn execute(_: DepsMut<'_>, _: Env, info: MessageInfo, relayed: Relayed) -> StdResult<Response> {
    let call = CosmosMsg::Wasm(WasmMsg::Execute {
        contract_addr: relayed.to,
        msg: relayed.msg,
        funds: info.funds,
    });
    Ok(Response::new().add_submessage(SubMsg::reply_on_success(call, 0)))
}

/// The data of a call comes wrapped as the chain's answer, with the contract's own in its first field.
fn reply(_: DepsMut<'_>, _: Env, reply: Reply) -> StdResult<Response> {
    let SubMsgResult::Ok(response) = reply.result else {
        return Err(StdError::generic_err(
            "told of a failure that it has not asked for",
        ));
    };
    #[allow(deprecated)] // `data` is what the embedded chain fills
    let data = response.data.unwrap_or_default();
    let inner = cw_utils::parse_execute_response_data(&data)
        .map_err(|error| StdError::generic_err(error.to_string()))?;
    let response = Response::new();
    Ok(match inner.data {
        Some(data) => response.set_data(data),
        None => response,
    })
}

fn query(_: Deps<'_>, _: Env, _: Empty) -> StdResult<Binary> {
    to_json_binary(&Empty {})
}

//! A contract that sends what it is told to and records what its replies see.

use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::{
    to_json_binary, Binary, Coin, CosmosMsg, Deps, DepsMut, Empty, Env, MessageInfo, MsgResponse, Reply,
    Response, StdResult, SubMsg, SubMsgResult,
};
use cw_multi_test::{Contract, ContractWrapper};
use cw_storage_plus::Item;

/// What the replies of the last `Forward` saw, in order.
const SEEN: Item<Vec<Seen>> = Item::new("seen");

#[cw_serde]
pub enum ExecuteMsg {
    /// Sends the messages in order. Those that fail are rolled back alone if `tolerant`, and
    /// fail the transaction otherwise.
    Forward {
        messages: Vec<CosmosMsg>,
        tolerant: bool,
    },
}

#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    #[returns(Vec<Seen>)]
    Seen {},
}

/// What a reply saw.
#[cw_serde]
pub struct Seen {
    /// Position of the message, carried in the payload.
    pub payload: Binary,
    /// The error's text as the contract sees it.
    pub error: Option<String>,
    pub responses: Vec<MsgResponse>,
    pub data: Option<Binary>,
    pub events: u32,
    /// The contract's balances when the reply ran.
    pub balances: Vec<Coin>,
}

pub fn contract() -> Box<dyn Contract<Empty>> {
    Box::new(ContractWrapper::new(execute, instantiate, query).with_reply(reply))
}

fn instantiate(_: DepsMut, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    Ok(Response::new())
}

fn execute(deps: DepsMut, _: Env, _: MessageInfo, msg: ExecuteMsg) -> StdResult<Response> {
    let ExecuteMsg::Forward { messages, tolerant } = msg;
    SEEN.save(deps.storage, &vec![])?;
    let messages = messages.into_iter().enumerate().map(|(i, message)| {
        let sub = if tolerant {
            SubMsg::reply_always(message, 0)
        } else {
            SubMsg::reply_on_success(message, 0)
        };
        sub.with_payload(i.to_string().into_bytes())
    });
    Ok(Response::new().add_submessages(messages))
}

fn reply(deps: DepsMut, env: Env, reply: Reply) -> StdResult<Response> {
    #[allow(deprecated)]
    let balances = deps.querier.query_all_balances(env.contract.address)?;
    let mut seen = Seen {
        payload: reply.payload,
        error: None,
        responses: vec![],
        data: None,
        events: 0,
        balances,
    };
    match reply.result {
        #[allow(deprecated)]
        SubMsgResult::Ok(ok) => {
            seen.responses = ok.msg_responses;
            seen.data = ok.data;
            seen.events = ok.events.len() as u32;
        }
        SubMsgResult::Err(error) => seen.error = Some(error),
    }
    let mut all = SEEN.load(deps.storage)?;
    all.push(seen);
    SEEN.save(deps.storage, &all)?;
    Ok(Response::new())
}

fn query(deps: Deps, _: Env, msg: QueryMsg) -> StdResult<Binary> {
    let QueryMsg::Seen {} = msg;
    to_json_binary(&SEEN.load(deps.storage)?)
}

//! A contract that sends what it is told to, records what its replies see, and passes queries on.
//!
//! It knows nothing of staking and nothing of Floe: what it reports is the chain's own doing, so that one list of facts
//! can be tried on the chain in memory and on a real one.

use cosmwasm_schema::cw_serde;
#[cfg(not(feature = "library"))]
use cosmwasm_std::entry_point;
use cosmwasm_std::{
    to_json_binary, Binary, Coin, ContractResult, CosmosMsg, Deps, DepsMut, Empty, Env, Event, MessageInfo,
    MsgResponse, QueryRequest, Reply, Response, StdResult, SubMsg, SubMsgResult, SystemResult, Timestamp,
};
use cw_storage_plus::Item;

/// What the replies of the last `Forward` saw, in order.
const SEEN: Item<Vec<Seen>> = Item::new("seen");

/// One message to send.
#[cw_serde]
pub struct Order {
    pub message: CosmosMsg,
    /// Gas it may use; none: what the transaction has left.
    pub gas_limit: Option<u64>,
}

#[cw_serde]
pub enum ExecuteMsg {
    /// Sends the messages in order. Those that fail are rolled back alone if `tolerant`, and
    /// fail the transaction otherwise.
    Forward { orders: Vec<Order>, tolerant: bool },
    /// Answers a [`Glimpse`] in the data.
    Look {},
    /// Reports a plain event with these attributes and then the other events, all in this order.
    Tell {
        attributes: Vec<(String, String)>,
        events: Vec<Told>,
    },
}

/// An event: its type, and keys with values.
#[cw_serde]
pub struct Told {
    pub kind: String,
    pub attributes: Vec<(String, String)>,
}

#[cw_serde]
pub enum QueryMsg {
    /// What the replies of the last `Forward` saw: `Vec<Seen>`.
    Seen {},
    /// Asks the chain from inside the contract: [`Answered`].
    Ask { request: QueryRequest<Empty> },
}

impl From<Event> for Told {
    fn from(event: Event) -> Self {
        let pairs = event.attributes.into_iter();
        Told {
            kind: event.ty,
            attributes: pairs.map(|pair| (pair.key, pair.value)).collect(),
        }
    }
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
    /// In their order, with the attributes in theirs.
    pub events: Vec<Told>,
    /// The contract's balances when the reply ran.
    pub balances: Vec<Coin>,
}

/// What a transaction sees of its block and of the contract's coins.
#[cw_serde]
pub struct Glimpse {
    pub height: u64,
    pub time: Timestamp,
    pub balances: Vec<Coin>,
}

/// The chain's answer to a query: one of the two.
#[cw_serde]
pub struct Answered {
    pub answer: Option<Binary>,
    pub error: Option<String>,
}

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn instantiate(_: DepsMut, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    Ok(Response::new())
}

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn execute(deps: DepsMut, env: Env, _: MessageInfo, msg: ExecuteMsg) -> StdResult<Response> {
    match msg {
        ExecuteMsg::Forward { orders, tolerant } => forward(deps, orders, tolerant),
        ExecuteMsg::Look {} => {
            let glimpse = Glimpse {
                height: env.block.height,
                time: env.block.time,
                balances: balances(deps.as_ref(), &env)?,
            };
            Ok(Response::new().set_data(to_json_binary(&glimpse)?))
        }
        ExecuteMsg::Tell { attributes, events } => {
            let events = events
                .into_iter()
                .map(|told| Event::new(told.kind).add_attributes(told.attributes));
            Ok(Response::new().add_attributes(attributes).add_events(events))
        }
    }
}

fn forward(deps: DepsMut, orders: Vec<Order>, tolerant: bool) -> StdResult<Response> {
    SEEN.save(deps.storage, &vec![])?;
    let messages = orders.into_iter().enumerate().map(|(i, order)| {
        let mut message = if tolerant {
            SubMsg::reply_always(order.message, 0)
        } else {
            SubMsg::reply_on_success(order.message, 0)
        };
        message.gas_limit = order.gas_limit;
        message.with_payload(i.to_string().into_bytes())
    });
    Ok(Response::new().add_submessages(messages))
}

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn reply(deps: DepsMut, env: Env, reply: Reply) -> StdResult<Response> {
    let mut seen = Seen {
        payload: reply.payload,
        error: None,
        responses: vec![],
        data: None,
        events: vec![],
        balances: balances(deps.as_ref(), &env)?,
    };
    match reply.result {
        #[allow(deprecated, reason = "what older contracts read is a fact too")]
        SubMsgResult::Ok(ok) => {
            seen.responses = ok.msg_responses;
            seen.data = ok.data;
            seen.events = ok.events.into_iter().map(Told::from).collect();
        }
        SubMsgResult::Err(error) => seen.error = Some(error),
    }
    let mut all = SEEN.load(deps.storage)?;
    all.push(seen);
    SEEN.save(deps.storage, &all)?;
    Ok(Response::new())
}

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn query(deps: Deps, _: Env, msg: QueryMsg) -> StdResult<Binary> {
    match msg {
        QueryMsg::Seen {} => to_json_binary(&SEEN.load(deps.storage)?),
        QueryMsg::Ask { request } => {
            let (answer, error) = match deps.querier.raw_query(&to_json_binary(&request)?) {
                SystemResult::Ok(ContractResult::Ok(answer)) => (Some(answer), None),
                SystemResult::Ok(ContractResult::Err(error)) => (None, Some(error)),
                SystemResult::Err(error) => (None, Some(error.to_string())),
            };
            to_json_binary(&Answered { answer, error })
        }
    }
}

fn balances(deps: Deps, env: &Env) -> StdResult<Vec<Coin>> {
    #[allow(deprecated, reason = "the one query for all denoms")]
    deps.querier.query_all_balances(&env.contract.address)
}

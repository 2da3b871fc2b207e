//! Replies: the chain's answers booked. A reply to a staking message never fails, whatever it says.

use cosmwasm_std::{
    from_json, Addr, Binary, Deps, DepsMut, DistributionMsg, Env, Event, Reply, Response, SubMsg,
    SubMsgResponse, SubMsgResult, WasmMsg,
};
use cw_utils::parse_instantiate_response_data;
use floe_core::allocation::{Lock, Move};
use floe_core::flight::EntryKey;
use floe_core::params::MARK_SECS;
use floe_core::units::{Native, NANOS};
use floe_types::collector;
use floe_types::packed::unpack;

use crate::chain;
use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::execute::admin::check_fee_receivers;
use crate::proto::Message;
use crate::session::{Batches, Session};
use crate::staking::Ticket;
use crate::state::{FEE, LOCKS, MARKS, PARAMS, WIRING};

pub const STAKING_REPLY: u64 = 1;
pub const REGISTRY_REPLY: u64 = 2;
pub const COLLECTOR_REPLY: u64 = 3;
pub const WITHDRAW_ADDRESS_REPLY: u64 = 4;

const UNDELEGATE_RESPONSE: &str = "/cosmos.staking.v1beta1.MsgUndelegateResponse";
const REDELEGATE_RESPONSE: &str = "/cosmos.staking.v1beta1.MsgBeginRedelegateResponse";

/// Books the answer to a staking message. An answer that cannot be booked is reported and left to the next observation.
pub fn staking(deps: DepsMut, env: Env, reply: Reply) -> Response {
    let booked = unpack::<Ticket>("payload", &reply.payload)
        .map_err(ContractError::from)
        .and_then(|ticket| book(deps, &env, &ticket, reply.result));
    booked.unwrap_or_else(|error| {
        let reason = error.to_string();
        let fact = Fact::MessageFailed {
            message: "reply",
            validator: "",
            reason: &reason,
        };
        Response::new().add_event(Event::from(fact))
    })
}

fn book(deps: DepsMut, env: &Env, ticket: &Ticket, result: SubMsgResult) -> ContractResult<Response> {
    match result {
        SubMsgResult::Ok(answer) => match ticket {
            Ticket::Undelegate {
                validator,
                amount,
                last,
            } => undelegated(deps, env, validator, *amount, *last, &answer),
            Ticket::Redelegate { step } => redelegated(deps, env, step, &answer),
            Ticket::Delegate { validator, .. } | Ticket::Harvest { validator } => {
                MARKS.remove(deps.storage, validator);
                Ok(Response::new())
            }
            Ticket::Forward {} => Ok(Response::new()),
        },
        SubMsgResult::Err(reason) => failed(deps, env, ticket, &reason),
    }
}

/// Corrects `U` to what the chain will pay, and notes when. An unreadable answer is booked as one unit less than asked
/// and the estimated completion.
fn undelegated(
    deps: DepsMut,
    env: &Env,
    validator: &str,
    asked: Native,
    last: bool,
    answer: &SubMsgResponse,
) -> ContractResult<Response> {
    let read = read_undelegation(answer);
    let amount = read.amount.unwrap_or(asked.less(Native::new(1)));
    let rounded = asked.less(amount);
    let batches = if last || !rounded.is_zero() {
        Batches::Needed
    } else {
        Batches::Untouched
    };
    let mut session = Session::load_reply(deps.storage, deps.querier, env, batches)?;
    let estimate = session.params.exit.unbonding_estimate.saturating_mul(NANOS);
    let key = EntryKey {
        completion: read
            .completion
            .unwrap_or(env.block.time.nanos().saturating_add(estimate)),
        validator: validator.to_owned(),
    };
    session.load_entry(deps.storage, &key)?;
    session.enter(&key, amount, asked, read.completion.is_none())?;
    if last {
        session.note_cover_in_reply(deps.storage)?;
    }
    if read.amount.is_none() || read.completion.is_none() {
        session.note(Fact::AnswerUnreadable {
            validator,
            message: "undelegate",
        });
    }
    session.note(Fact::UndelegationEntered {
        key: &key,
        amount,
        asked,
    });
    let response = session.finish(deps.storage)?;
    MARKS.remove(deps.storage, validator);
    Ok(response)
}

/// Notes until when the destination's stake is locked. The books stay as they are, so they are not even loaded.
fn redelegated(deps: DepsMut, env: &Env, step: &Move, answer: &SubMsgResponse) -> ContractResult<Response> {
    let now = env.block.time.seconds();
    let mut response = Response::new();
    let until = match read_redelegation(answer) {
        Some(until) => until,
        None => {
            let unreadable = Fact::AnswerUnreadable {
                validator: &step.to,
                message: "redelegate",
            };
            response = response.add_event(Event::from(unreadable));
            now.saturating_add(PARAMS.load(deps.storage)?.exit.unbonding_estimate)
        }
    };
    if until > now {
        let mut locks = LOCKS.may_load(deps.storage, &step.to)?.unwrap_or_default();
        locks.retain(|lock| lock.until > now);
        locks.push(Lock {
            from: step.from.clone(),
            until,
        });
        LOCKS.save(deps.storage, &step.to, &locks)?;
    }
    MARKS.remove(deps.storage, &step.to);
    Ok(response.add_event(Event::from(Fact::RedelegationLocked { step, until })))
}

/// Reverses the booking of a failed message and marks its validator.
fn failed(deps: DepsMut, env: &Env, ticket: &Ticket, reason: &str) -> ContractResult<Response> {
    let validator = ticket.validator().unwrap_or_default();
    let event = Event::from(Fact::MessageFailed {
        message: ticket.name(),
        validator,
        reason,
    });
    if validator.is_empty() {
        return Ok(Response::new().add_event(event));
    }
    // Either leaves more to pay batches with, or no undelegation unanswered.
    let notes = matches!(
        ticket,
        Ticket::Undelegate { last: true, .. } | Ticket::Delegate { .. }
    );
    let batches = if notes {
        Batches::Needed
    } else {
        Batches::Untouched
    };
    let mut session = Session::load_reply(deps.storage, deps.querier, env, batches)?;
    if !matches!(ticket, Ticket::Harvest { .. }) {
        session.load_stakes(deps.storage)?;
    }
    let now = session.seconds();
    let ledger = session.ledger_mut();
    let position = ledger.positions.or_default(validator.to_owned());
    match ticket {
        Ticket::Delegate { amount, .. } => {
            position.booked = position.booked.less(*amount);
            ledger.books.delegated = ledger.books.delegated.less(*amount);
            ledger.books.free = ledger.books.free.plus(*amount)?;
        }
        Ticket::Undelegate { amount, .. } => ledger.undelegation_refused(validator, *amount)?,
        Ticket::Redelegate { step } => {
            position.booked = position.booked.less(step.amount);
            let carry = session.carry_mut();
            carry.moved = carry.moved.less(step.amount);
            let source = session.ledger_mut().positions.or_default(step.from.clone());
            source.booked = source.booked.plus(step.amount)?;
        }
        Ticket::Harvest { .. } | Ticket::Forward {} => {}
    }
    if notes {
        session.note_cover_in_reply(deps.storage)?;
    }
    let response = session.finish(deps.storage)?;
    MARKS.save(deps.storage, validator, &now.saturating_add(MARK_SECS))?;
    Ok(response.add_event(event))
}

impl Session<'_> {
    /// Books the entry of an undelegation; what the chain rounded away is a loss.
    fn enter(&mut self, key: &EntryKey, amount: Native, asked: Native, guessed: bool) -> ContractResult<()> {
        let (now, rules) = (self.seconds(), self.rules());
        let ledger = self.ledger_mut();
        ledger.books.undelegating = ledger.books.undelegating.plus(amount)?.less(asked);
        if !amount.is_zero() {
            ledger.enter(key.clone(), amount, guessed)?;
        }
        let rounded = asked.less(amount);
        if !rounded.is_zero() {
            ledger.lose_to_rounding(now, rounded, &rules)?;
            let totals = &mut self.carry_mut().totals;
            totals.losses = totals.losses.plus(rounded)?;
        }
        Ok(())
    }
}

/// What could be read of the answer to an undelegation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Undelegation {
    amount: Option<Native>,
    /// Nanoseconds.
    completion: Option<u64>,
}

fn read_undelegation(answer: &SubMsgResponse) -> Undelegation {
    let Some(value) = response_value(answer, UNDELEGATE_RESPONSE) else {
        return Undelegation::default();
    };
    let message = Message(&value);
    let amount = message.message(2).and_then(|coin| coin.parsed::<u128>(2));
    Undelegation {
        amount: amount.map(Native::new),
        completion: message.message(1).and_then(read_nanos),
    }
}

/// A time after the epoch, in nanoseconds.
fn read_nanos(timestamp: Message) -> Option<u64> {
    let seconds = u64::try_from(given_seconds(timestamp)?).ok()?;
    let nanos = u64::try_from(timestamp.int(2).unwrap_or(0)).ok()?;
    seconds.checked_mul(NANOS)?.checked_add(nanos)
}

/// Completion in unix seconds, rounded up; zero where the chain sets no lock (it answers with the year 1).
fn read_redelegation(answer: &SubMsgResponse) -> Option<u64> {
    let value = response_value(answer, REDELEGATE_RESPONSE)?;
    let completion = Message(&value).message(1)?;
    let nanos = completion.int(2).unwrap_or(0);
    let seconds = given_seconds(completion)?.saturating_add(i64::from(nanos > 0));
    Some(u64::try_from(seconds).unwrap_or(0))
}

/// Seconds of a timestamp; none where the answer has none, or zero, which means the same.
fn given_seconds(timestamp: Message) -> Option<i64> {
    timestamp.int(1).filter(|seconds| *seconds != 0)
}

/// The answer of the given type; chains without typed answers put it into `data`.
fn response_value(answer: &SubMsgResponse, type_url: &str) -> Option<Binary> {
    let typed = answer
        .msg_responses
        .iter()
        .find(|response| response.type_url == type_url);
    #[allow(deprecated)]
    let data = answer.data.clone();
    typed.map(|response| response.value.clone()).or(data)
}

/// The registry exists: hand it to the hub's own admin and create the collector under the same.
pub fn registry_created(deps: DepsMut, env: Env, reply: Reply) -> ContractResult<Response> {
    let registry = created(deps.as_ref(), reply.result)?;
    let mut wiring = WIRING.load(deps.storage)?;
    wiring.registry = registry.clone();
    WIRING.save(deps.storage, &wiring)?;

    let admin = chain::admin(&deps.querier, &env.contract.address)?;
    let hand_over = match &admin {
        Some(admin) => WasmMsg::UpdateAdmin {
            contract_addr: registry.to_string(),
            admin: admin.clone(),
        },
        None => WasmMsg::ClearAdmin {
            contract_addr: registry.to_string(),
        },
    };
    let code_id: u64 = from_json(&reply.payload)?;
    let owner = cw_ownable::get_ownership(deps.storage)?.owner;
    let msg = collector::InstantiateMsg {
        owner: owner.map(String::from).unwrap_or_default(),
        denom: wiring.denom,
    };
    let create = WasmMsg::Instantiate {
        admin,
        code_id,
        msg: cosmwasm_std::to_json_binary(&msg)?,
        funds: Vec::new(),
        label: "floe-reward-collector".into(),
    };
    Ok(Response::new()
        .add_message(hand_over)
        .add_submessage(SubMsg::reply_on_success(create, COLLECTOR_REPLY)))
}

/// The collector exists: rewards go there from now on.
pub fn collector_created(deps: DepsMut, env: Env, reply: Reply) -> ContractResult<Response> {
    let collector = created(deps.as_ref(), reply.result)?;
    let mut wiring = WIRING.load(deps.storage)?;
    wiring.collector = collector.clone();
    WIRING.save(deps.storage, &wiring)?;
    check_fee_receivers(&FEE.load(deps.storage)?, &wiring, &env.contract.address)?;

    let redirect = DistributionMsg::SetWithdrawAddress {
        address: collector.to_string(),
    };
    Ok(Response::new()
        .add_submessage(SubMsg::reply_on_error(redirect, WITHDRAW_ADDRESS_REPLY))
        .add_event(Event::from(Fact::Wired {
            registry: &wiring.registry,
            collector: &collector,
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
    let invalid = |reason: String| ContractError::Invalid {
        field: "instantiate response",
        reason,
    };
    let answer = result.into_result().map_err(invalid)?;
    #[allow(deprecated)]
    let data = answer.data.unwrap_or_default();
    let parsed = parse_instantiate_response_data(&data).map_err(|error| invalid(error.to_string()))?;
    Ok(deps.api.addr_validate(&parsed.contract_address)?)
}

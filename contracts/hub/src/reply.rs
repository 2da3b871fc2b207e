//! Replies: the chain's answers booked. A reply to a staking message never fails, whatever it says.

use cosmwasm_std::{
    from_json, to_json_binary, Addr, Binary, Deps, DepsMut, DistributionMsg, Env, Event, Reply, Response,
    Storage, SubMsg, SubMsgResponse, SubMsgResult, WasmMsg,
};
use cw_utils::parse_instantiate_response_data;
use floe_core::allocation::{Lock, Move};
use floe_core::flight::EntryKey;
use floe_core::units::{Native, Seconds, NANOS};
use floe_types::collector;
use floe_types::packed::unpack;

use crate::chain;
use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::execute::admin::check_fee_receivers;
use crate::proto::Message;
use crate::session::{Batches, Session};
use crate::staking::{Rest, Sent, Ticket};
use crate::state::{FEE, LOCKS, MARKS, PARAMS, PAYOUTS, ROSTER, SILENT, WIRING};

pub const STAKING_REPLY: u64 = 1;
pub const REGISTRY_REPLY: u64 = 2;
pub const COLLECTOR_REPLY: u64 = 3;
pub const WITHDRAW_ADDRESS_REPLY: u64 = 4;

const UNDELEGATE_RESPONSE: &str = "/cosmos.staking.v1beta1.MsgUndelegateResponse";
const REDELEGATE_RESPONSE: &str = "/cosmos.staking.v1beta1.MsgBeginRedelegateResponse";

/// Books the answer to a staking message. An answer that cannot be booked is reported and left to the next observation.
pub fn staking(deps: DepsMut, env: Env, reply: Reply) -> Response {
    let booked = unpack::<Sent>("payload", &reply.payload)
        .map_err(ContractError::from)
        .and_then(|sent| book(deps, &env, &sent, reply.result));
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

fn book(mut deps: DepsMut, env: &Env, sent: &Sent, result: SubMsgResult) -> ContractResult<Response> {
    if let Ticket::Refresh(rest) = &sent.ticket {
        return refreshed(deps, env, rest, result);
    }
    let answer = match result {
        SubMsgResult::Ok(answer) => answer,
        SubMsgResult::Err(reason) => return failed(deps, env, sent, &reason),
    };
    let response = match &sent.ticket {
        Ticket::Undelegate {
            validator,
            amount,
            last,
        } => undelegated(deps.branch(), env, validator, *amount, *last, &answer)?,
        Ticket::Redelegate { step } => redelegated(deps.branch(), env, step, &answer)?,
        Ticket::Withdraw { validator } => returned(deps.branch(), env, validator)?,
        _ => Response::new(),
    };
    succeeded(deps.storage, env, sent)?;
    Ok(response)
}

/// Books the stake of a validator that was written off and has answered.
fn returned(deps: DepsMut, env: &Env, validator: &str) -> ContractResult<Response> {
    let silence = SILENT.may_load(deps.storage, validator)?;
    match silence.filter(|silence| silence.is_written_off()) {
        Some(silence) => {
            let session = Session::load(deps.storage, deps.querier, env)?;
            session.bring_back(deps.storage, validator, silence)
        }
        None => Ok(Response::new()),
    }
}

/// Goes on with what follows the registry's targets. The answer to the sender is the whole report.
fn refreshed(deps: DepsMut, env: &Env, rest: &Rest, result: SubMsgResult) -> ContractResult<Response> {
    let mut session = Session::load(deps.storage, deps.querier, env)?;
    session.load_locks(deps.storage)?;
    if let SubMsgResult::Err(reason) = &result {
        session.note(Fact::MessageFailed {
            message: "refresh",
            validator: "",
            reason,
        });
    }
    session.go_on(rest.clone())?;
    let report = to_json_binary(&session.report)?;
    Ok(session.finish(deps.storage)?.set_data(report))
}

/// Nothing is known against the validators of a message that succeeded any more. Where an earlier message of the
/// transaction went there, which may have failed, it is noted that this one has paid out.
fn succeeded(storage: &mut dyn Storage, env: &Env, sent: &Sent) -> ContractResult<()> {
    let validators = sent.ticket.validators();
    for validator in &validators {
        MARKS.remove(storage, validator);
    }
    if sent.paid.iter().all(Option::is_some) {
        return Ok(());
    }
    let mut payouts = PAYOUTS.load(storage)?;
    for (validator, at) in ROSTER.load(storage)?.iter().zip(&mut payouts) {
        if validators.contains(&validator.as_str()) {
            *at = env.block.time.seconds();
        }
    }
    Ok(PAYOUTS.save(storage, &payouts)?)
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
    session.finish(deps.storage)
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
    Ok(response.add_event(Event::from(Fact::RedelegationLocked { step, until })))
}

/// Reverses the booking of a failed message and marks its validator.
fn failed(deps: DepsMut, env: &Env, sent: &Sent, reason: &str) -> ContractResult<Response> {
    let ticket = &sent.ticket;
    let validators = ticket.validators();
    let event = Event::from(Fact::MessageFailed {
        message: ticket.name(),
        validator: validators.last().copied().unwrap_or_default(),
        reason,
    });
    if validators.is_empty() {
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
    session.load_stakes(deps.storage)?;
    let now = session.seconds();
    let ledger = session.ledger_mut();
    for (validator, paid) in validators.iter().zip(&sent.paid) {
        let position = ledger.positions.or_default((*validator).to_owned());
        position.harvested_at = paid.unwrap_or(position.harvested_at);
    }
    match ticket {
        Ticket::Delegate { validator, amount } => {
            let position = ledger.positions.or_default(validator.clone());
            position.booked = position.booked.less(*amount);
            ledger.books.delegated = ledger.books.delegated.less(*amount);
            ledger.books.free = ledger.books.free.plus(*amount)?;
        }
        Ticket::Undelegate {
            validator, amount, ..
        } => ledger.undelegation_refused(validator, *amount)?,
        Ticket::Redelegate { step } => {
            let to = ledger.positions.or_default(step.to.clone());
            to.booked = to.booked.less(step.amount);
            let from = ledger.positions.or_default(step.from.clone());
            from.booked = from.booked.plus(step.amount)?;
            let carry = session.carry_mut();
            carry.moved = carry.moved.less(step.amount);
        }
        _ => {}
    }
    if notes {
        session.note_cover_in_reply(deps.storage)?;
    }
    let response = session.finish(deps.storage)?;
    mark(deps.storage, ticket, now)?;
    Ok(response.add_event(event))
}

/// Marks the validator of a failed message; of a redelegation the destination, and the source once one to another
/// destination has failed, too.
fn mark(storage: &mut dyn Storage, ticket: &Ticket, now: Seconds) -> ContractResult<()> {
    let known = |storage: &dyn Storage, validator: &str| {
        let mark = MARKS.may_load(storage, validator)?;
        ContractResult::Ok(mark.unwrap_or_default())
    };
    if let Some(validator) = ticket.validators().last() {
        let mut mark = known(storage, validator)?;
        mark.fail(now);
        MARKS.save(storage, validator, &mark)?;
    }
    if let Ticket::Redelegate { step } = ticket {
        let mut mark = known(storage, &step.from)?;
        mark.fail_to(&step.to, now);
        MARKS.save(storage, &step.from, &mark)?;
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;
    use cosmwasm_std::MsgResponse;

    fn read(value: &[u8]) -> Undelegation {
        #[allow(deprecated)]
        let answer = SubMsgResponse {
            events: Vec::new(),
            data: None,
            msg_responses: vec![MsgResponse {
                type_url: UNDELEGATE_RESPONSE.into(),
                value: value.into(),
            }],
        };
        read_undelegation(&answer)
    }

    #[test]
    fn a_readable_completion_is_used_though_the_amount_is_not() {
        // A completion of 5 s and 7 ns; an amount of "42".
        let completion = [0x0a, 4, 0x08, 5, 0x10, 7];
        let amount = [0x12, 4, 0x12, 2, b'4', b'2'];
        let nanos = Some(5 * NANOS + 7);
        let units = Some(Native::new(42));
        for (value, amount, completion) in [
            ([&completion[..], &amount[..]].concat(), units, nanos),
            (completion.to_vec(), None, nanos),
            (amount.to_vec(), units, None),
            (
                [&completion[..], &[0x12, 4, 0x12, 2, b'4', b'x']].concat(),
                None,
                nanos,
            ),
            // The zero time means that there is none.
            ([&[0x0a, 2, 0x08, 0][..], &amount[..]].concat(), units, None),
            (Vec::new(), None, None),
            (vec![0xff; 9], None, None),
        ] {
            assert_eq!(read(&value), Undelegation { amount, completion }, "{value:?}");
        }
    }
}

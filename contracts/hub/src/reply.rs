//! Replies: the chain's answers booked. A reply to a staking message never fails, whatever it says.

use cosmwasm_std::{Binary, DepsMut, Env, Event, Reply, Response, Storage, SubMsgResponse, SubMsgResult};
use floe_api::hub::CrankReport;
use floe_contract::answer;
use floe_core::allocation::{Lock, Move};
use floe_core::engine::{redelegated, Intent, Rest, Sent, Undelegated};
use floe_core::silence::Silence;
use floe_core::units::{Native, NANOS};
use packed_store::packed::unpack;

use crate::error::{ContractError, ContractResult};
use crate::events::{event, Fact};
use crate::execute::silent;
use crate::positions;
use crate::proto::ProtoMessage;
use crate::session::{Batches, Booking, Session, Stored};
use crate::state::{ENTRIES, LOCKS, MARKS, PARAMS, PAYOUTS, ROSTER, SILENT};

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
    if let Intent::Refresh(rest) = &sent.intent {
        return refreshed(deps, env, rest, result);
    }
    let answer = match result {
        SubMsgResult::Ok(answer) => answer,
        SubMsgResult::Err(reason) => return failed(deps, env, sent, &reason),
    };
    let response = match &sent.intent {
        Intent::Undelegate {
            validator,
            amount,
            last,
        } => {
            let read = read_undelegation(&answer);
            let undelegated = Undelegated {
                validator,
                asked: *amount,
                last: *last,
                amount: read.amount,
                completion: read.completion,
            };
            book_undelegated(deps.branch(), env, &undelegated)?
        }
        Intent::Redelegate { step } => book_redelegated(deps.branch(), env, step, &answer)?,
        Intent::Withdraw { validator } => returned(deps.branch(), env, validator)?,
        Intent::Delegate { .. } | Intent::Harvest { .. } | Intent::Forward { .. } | Intent::Refresh(_) => {
            Response::new()
        }
    };
    succeeded(deps.storage, env, sent)?;
    Ok(response)
}

/// Books the stake of a validator that was written off and has answered.
fn returned(deps: DepsMut, env: &Env, validator: &str) -> ContractResult<Response> {
    let silence = SILENT.may_load(deps.storage, validator)?;
    match silence.filter(Silence::is_written_off) {
        Some(silence) => silent::bring_back(deps, env, validator, silence),
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
    let (work, world) = session.split();
    work.go_on(rest.clone(), &world)?;
    let report = CrankReport::from(std::mem::take(&mut work.report));
    Ok(session.finish(deps.storage)?.set_data(answer::json(&report)?))
}

/// Nothing is known against the validators of a message that succeeded any more. Where an earlier message of the
/// transaction went there, which may have failed, it is noted that this one has paid out.
fn succeeded(storage: &mut dyn Storage, env: &Env, sent: &Sent) -> ContractResult<()> {
    let validators = sent.intent.validators();
    for validator in &validators {
        MARKS.remove(storage, validator);
    }
    if !sent.follows_another() {
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

fn book_undelegated(deps: DepsMut, env: &Env, answer: &Undelegated<'_>) -> ContractResult<Response> {
    let mut booking = Booking::load(deps.storage, env, batches(answer.needs_batches()))?;
    let stored = Stored(deps.storage);
    let Booking {
        accounts, params, at, ..
    } = &mut booking;
    let entered = accounts.undelegated(answer, *at, params, &stored)?;
    booking.note_all(entered.facts);
    let response = booking.finish(deps.storage)?;
    if let Some(entry) = entered.entry {
        let key = entered.key;
        ENTRIES.save(deps.storage, (key.completion, &key.validator), &entry)?;
    }
    Ok(response)
}

const fn batches(needed: bool) -> Batches {
    if needed {
        Batches::Needed
    } else {
        Batches::Untouched
    }
}

/// Notes until when the destination's stake is locked. The books stay as they are, so they are not even loaded.
fn book_redelegated(
    deps: DepsMut,
    env: &Env,
    step: &Move,
    answer: &SubMsgResponse,
) -> ContractResult<Response> {
    let now = env.block.time.seconds();
    let completion = read_redelegation(answer);
    let estimate = match completion {
        Some(_) => 0,
        None => PARAMS.load(deps.storage)?.exit.unbonding_estimate,
    };
    let (until, facts) = redelegated(step, completion, estimate, now);
    if until > now {
        let mut locks = LOCKS.may_load(deps.storage, &step.to)?.unwrap_or_default();
        Lock::add(&mut locks, step, until, now);
        LOCKS.save(deps.storage, &step.to, &locks)?;
    }
    Ok(Response::new().add_events(facts.into_iter().map(event)))
}

/// Reverses the booking of a failed message and marks its validator.
fn failed(deps: DepsMut, env: &Env, sent: &Sent, reason: &str) -> ContractResult<Response> {
    let validators = sent.intent.validators();
    let event = Event::from(Fact::MessageFailed {
        message: sent.intent.name(),
        validator: validators.last().copied().unwrap_or_default(),
        reason,
    });
    if validators.is_empty() {
        return Ok(Response::new().add_event(event));
    }
    let mut booking = Booking::load(deps.storage, env, batches(sent.failure_needs_batches()))?;
    let before = positions::load_stakes(deps.storage)?;
    let mut stakes = before.clone();
    let (stored, now) = (Stored(deps.storage), booking.at.seconds());
    let Booking { accounts, params, .. } = &mut booking;
    accounts.failed(sent, &mut stakes, now, params, &stored)?;
    let response = booking.finish(deps.storage)?;
    positions::save(deps.storage, &before, &stakes)?;
    for (validator, refused_by) in sent.intent.blamed() {
        let mut mark = MARKS.may_load(deps.storage, validator)?.unwrap_or_default();
        mark.note(refused_by, now);
        MARKS.save(deps.storage, validator, &mark)?;
    }
    Ok(response.add_event(event))
}

/// What could be read of the answer to an undelegation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct ReadUndelegation {
    amount: Option<Native>,
    /// Nanoseconds.
    completion: Option<u64>,
}

fn read_undelegation(answer: &SubMsgResponse) -> ReadUndelegation {
    let Some(value) = response_value(answer, UNDELEGATE_RESPONSE) else {
        return ReadUndelegation::default();
    };
    let message = ProtoMessage(&value);
    let amount = message.message(2).and_then(|coin| coin.parsed::<u128>(2));
    ReadUndelegation {
        amount: amount.map(Native::new),
        completion: message.message(1).and_then(read_nanos),
    }
}

/// A time after the epoch, in nanoseconds.
fn read_nanos(timestamp: ProtoMessage) -> Option<u64> {
    let seconds = u64::try_from(given_seconds(timestamp)?).ok()?;
    let nanos = u64::try_from(timestamp.int(2).unwrap_or(0)).ok()?;
    seconds.checked_mul(NANOS)?.checked_add(nanos)
}

/// Completion in unix seconds, rounded up; zero where the chain sets no lock (it answers with the year 1).
fn read_redelegation(answer: &SubMsgResponse) -> Option<u64> {
    let value = response_value(answer, REDELEGATE_RESPONSE)?;
    let completion = ProtoMessage(&value).message(1)?;
    let nanos = completion.int(2).unwrap_or(0);
    let seconds = given_seconds(completion)?.saturating_add(i64::from(nanos > 0));
    Some(u64::try_from(seconds).unwrap_or(0))
}

/// Seconds of a timestamp; none where the answer has none, or zero, which means the same.
fn given_seconds(timestamp: ProtoMessage) -> Option<i64> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use cosmwasm_std::MsgResponse;

    fn read(value: &[u8]) -> ReadUndelegation {
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
            assert_eq!(read(&value), ReadUndelegation { amount, completion }, "{value:?}");
        }
    }
}

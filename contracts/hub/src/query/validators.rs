//! `validators` and `stakes`: what the hub has where.

use cosmwasm_std::{Deps, Env, Order, StdResult};
use floe_api::hub::{EntryResponse, SilenceResponse, StakeResponse, ValidatorResponse};
use floe_contract::page;
use floe_core::silence::Silence;
use floe_core::units::{Native, NANOS};

use crate::error::ContractResult;
use crate::positions;
use crate::session::Session;
use crate::state::{LOCKS, LOSSES, SILENT};

pub fn validators(
    deps: Deps,
    env: &Env,
    start_after: Option<String>,
    limit: Option<u32>,
) -> ContractResult<Vec<ValidatorResponse>> {
    let mut session = Session::load(deps.storage, deps.querier, env)?;
    let (work, world) = session.split();
    let amounts = match work.targets(&world) {
        Some(targets) => targets.amounts(work.target_total()?)?,
        None => Default::default(),
    };
    let mut operators: Vec<&String> = session.ledger().positions.keys().chain(amounts.keys()).collect();
    operators.sort();
    operators.dedup();
    operators
        .into_iter()
        .filter(|operator| start_after.as_ref().is_none_or(|after| *operator > after))
        .take(page::size(limit))
        .map(|operator| {
            let target = amounts.get(operator).copied().unwrap_or_default();
            validator(deps, &session, operator, target)
        })
        .collect()
}

fn validator(
    deps: Deps,
    session: &Session<'_>,
    operator: &str,
    target: Native,
) -> ContractResult<ValidatorResponse> {
    let now = session.seconds();
    let position = session
        .ledger()
        .positions
        .get(operator)
        .cloned()
        .unwrap_or_default();
    let loss = LOSSES.may_load(deps.storage, operator)?.unwrap_or_default();
    let locks = LOCKS.may_load(deps.storage, operator)?.unwrap_or_default();
    let entries = session
        .ledger()
        .entries
        .iter()
        .filter(|(key, _)| key.validator == operator)
        .map(|(key, entry)| EntryResponse {
            amount: entry.amount.into(),
            expected: entry.expected.into(),
            completion: key.completion.div_ceil(NANOS),
        })
        .collect();
    Ok(ValidatorResponse {
        operator: operator.to_owned(),
        delegated: position.booked.into(),
        target: target.into(),
        entries,
        cumulative_loss: loss.total.into(),
        last_loss: (loss.last > 0).then_some(loss.last),
        harvested_at: position.harvested_at,
        marked_until: position.marked(now).then_some(position.marked_until),
        locked_until: locks
            .iter()
            .map(|lock| lock.until)
            .max()
            .filter(|until| *until > now),
        silent: SILENT
            .may_load(deps.storage, operator)?
            .map(|silence| SilenceResponse {
                announced_at: silence.announced_at,
                written_off_at: silence.is_written_off().then_some(silence.written_off_at),
                amount: silence.amount.into(),
                forgotten: silence.forgotten,
            }),
    })
}

/// Reads positions and entries once, however many operators are asked for. Stake that is written off counts: it may come
/// back.
pub fn stakes(deps: Deps, operators: &[String]) -> StdResult<Vec<StakeResponse>> {
    let entries = positions::entries(deps.storage, Order::Ascending).collect::<StdResult<_>>()?;
    let positions = positions::load(deps.storage, &entries)?;
    // There are few of them, mostly none; looking for each operator would cost the registry's refresh more than all else.
    let silent: Vec<(String, Silence)> = SILENT
        .range(deps.storage, None, None, Order::Ascending)
        .collect::<StdResult<_>>()?;
    let stake = |operator: &String| {
        let position = positions.get(operator).cloned().unwrap_or_default();
        let written_off = silent.iter().find(|(found, _)| found == operator);
        let written_off = written_off.map(|(_, silence)| silence.amount);
        StakeResponse {
            delegated: position.booked.more(written_off.unwrap_or_default()).into(),
            entries: position.entries,
        }
    };
    Ok(operators.iter().map(stake).collect())
}

//! What a change of the registry does to the stake, by the functions that the contracts call.

use std::collections::BTreeSet;

use anyhow::Result;
use floe_api::hub::{Domain, PowersResponse, ValidatorResponse};
use floe_client::protocol::small_param;
use floe_client::when;
use floe_core::allocation::moves::{moves, Limits};
use floe_core::allocation::{Lock, Locks, Move, Targets};
use floe_core::books::Sizes;
use floe_core::convert::bps_of;
use floe_core::params::Param;
use floe_core::units::{Native, Seconds};
use floe_core::{Position, SortedMap};
use floe_validator_registry::class::standing;

use super::plan::{AdminPlan, Situation};
use super::registry::Book;
use crate::see::{bps, share};

/// Adds to the plan: targets that change, what has to move for them, how fast that may go, what holds it up.
pub fn preview(at: &Situation<'_>, before: &Book, after: &Book, plan: &mut AdminPlan) -> Result<()> {
    let stake = at.protocol.hub().stake()?;
    let powers = at.protocol.hub().powers()?;
    let (old, new) = (targets(before, at.now)?, targets(after, at.now)?);
    let total = Native::sum(stake.iter().map(|s| s.target.into()))?;
    tell_targets(at, plan, &stake, (&old, &new), total)?;
    let steps = steps(at, &powers, &stake, &new, total)?;
    tell_moves(at, plan, &powers, &stake, &steps)?;
    tell_bounds(at, plan, &powers, &stake, &new, &steps);
    Ok(())
}

fn targets(book: &Book, now: Seconds) -> Result<Targets> {
    Ok(standing(&book.entries, &book.params)?.at(now))
}

fn tell_targets(
    at: &Situation<'_>,
    plan: &mut AdminPlan,
    stake: &[ValidatorResponse],
    (old, new): (&Targets, &Targets),
    total: Native,
) -> Result<()> {
    let (old, new) = (old.amounts(total)?, new.amounts(total)?);
    let operators: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let mut changed = false;
    for operator in operators {
        let of = |amounts: &SortedMap<String, Native>| amounts.get(operator).copied().unwrap_or_default();
        let (before, after) = (of(&old), of(&new));
        if before == after {
            continue;
        }
        changed = true;
        let staked = stake
            .iter()
            .find(|s| s.operator == *operator)
            .map(|s| s.delegated);
        plan.tell(
            format!("target of {operator}"),
            format!(
                "{} -> {}; staked {}",
                at.coin.show(before.into()),
                at.coin.show(after.into()),
                at.coin.show(staked.unwrap_or_default())
            ),
        );
    }
    if !changed {
        plan.tell("targets", "all stay as they are");
    }
    Ok(())
}

/// What may be moved a day.
fn daily(powers: &PowersResponse, stake: &[ValidatorResponse]) -> Result<Native> {
    let delegated = Native::sum(stake.iter().map(|s| s.delegated.into()))?;
    Ok(bps_of(delegated, small_param(powers, Param::MaxMoveBps))?)
}

/// All redelegations that the new targets ask for, a day's after the other: stake that stays stops moving within a tenth
/// of its target, so that many small steps move less than one large one.
fn steps(
    at: &Situation<'_>,
    powers: &PowersResponse,
    stake: &[ValidatorResponse],
    targets: &Targets,
    total: Native,
) -> Result<Vec<Move>> {
    let pool = at.protocol.hub().state()?.total_native;
    let sizes = Sizes::of(pool.into(), small_param(powers, Param::InstantReserveBps))?;
    let limits = Limits {
        budget: daily(powers, stake)?,
        min_move: sizes.min_move,
        least: sizes.min_move,
        probe: sizes.probe,
        max_entries: u32::try_from(small_param(powers, Param::MaxEntries)).unwrap_or(u32::MAX),
        max_msgs: usize::MAX,
        now: at.now,
    };
    let (mut positions, locks) = (positions(stake), locks(stake));
    let mut steps = Vec::new();
    loop {
        let day = moves(limits, &positions, total, targets, &locks)?;
        if day.is_empty() {
            return Ok(steps);
        }
        for step in &day {
            let from = positions.or_default(step.from.clone());
            from.booked = from.booked.less(step.amount);
            let to = positions.or_default(step.to.clone());
            to.booked = to.booked.plus(step.amount)?;
        }
        steps.extend(day);
    }
}

fn positions(stake: &[ValidatorResponse]) -> SortedMap<String, Position> {
    let mut positions = SortedMap::new();
    for s in stake {
        let position = Position {
            booked: s.delegated.into(),
            entries: u32::try_from(s.entries.len()).unwrap_or(u32::MAX),
            harvested_at: s.harvested_at,
            marked_until: s.marked_until.unwrap_or_default(),
            ..Position::default()
        };
        positions.insert(s.operator.clone(), position);
    }
    positions
}

/// Where a lock comes from and with how much does not matter, only until when it holds.
fn locks(stake: &[ValidatorResponse]) -> Locks {
    let mut locks = Locks::new();
    for s in stake {
        if let Some(until) = s.locked_until {
            let lock = Lock {
                from: String::new(),
                amount: Native::ZERO,
                until,
            };
            locks.insert(s.operator.clone(), vec![lock]);
        }
    }
    locks
}

fn tell_moves(
    at: &Situation<'_>,
    plan: &mut AdminPlan,
    powers: &PowersResponse,
    stake: &[ValidatorResponse],
    steps: &[Move],
) -> Result<()> {
    if steps.is_empty() {
        plan.tell("moves", "nothing is redelegated; new deposits and exits steer");
        return Ok(());
    }
    let moved = Native::sum(steps.iter().map(|step| step.amount))?;
    let points = small_param(powers, Param::MaxMoveBps);
    let daily = daily(powers, stake)?;
    let days = moved.units().div_ceil(daily.units().max(1));
    plan.tell(
        "moves",
        format!("{} in {} redelegations", at.coin.show(moved.into()), steps.len()),
    );
    plan.tell(
        "at most a day",
        format!(
            "{} (max_move_bps {points}, {} of the stake), so {days} {}",
            at.coin.show(daily.into()),
            bps(points),
            if days == 1 { "day" } else { "days or more" }
        ),
    );
    // No query of the hub tells it.
    plan.tell(
        "not counted",
        "what has been moved today already; the first day may move less by that",
    );
    Ok(())
}

fn tell_bounds(
    at: &Situation<'_>,
    plan: &mut AdminPlan,
    powers: &PowersResponse,
    stake: &[ValidatorResponse],
    targets: &Targets,
    steps: &[Move],
) {
    let taking_part = targets.shares.iter().filter(|share| share.weight > 0).count();
    let equal =
        cosmwasm_std::Decimal::checked_from_ratio(1_u32, u32::try_from(taking_part).unwrap_or(u32::MAX));
    let cap = cosmwasm_std::Decimal::bps(targets.max_share_bps);
    if let Some(equal) = equal.ok().filter(|equal| *equal > cap) {
        plan.tell(
            "cap",
            format!(
                "{}: an equal share, as max_share_bps ({}) is too small for {taking_part} validators",
                share(equal),
                share(cap)
            ),
        );
    } else {
        plan.tell("cap", format!("{} for one validator (max_share_bps)", share(cap)));
    }
    for locked in stake
        .iter()
        .filter(|s| s.locked_until.is_some_and(|until| until > at.now))
    {
        let until = when::utc(locked.locked_until.unwrap_or_default());
        plan.tell(
            "locked",
            format!("stake on {} cannot be redelegated until {until}", locked.operator),
        );
    }
    let paused = powers
        .pauses
        .iter()
        .any(|pause| pause.domain == Domain::Rebalancing);
    if paused && !steps.is_empty() {
        plan.tell("held up", "rebalancing is paused: nothing moves until that ends");
    }
    if targets.mostly_closed() {
        plan.tell(
            "held up",
            "less than a third of the weight accepts stake: new coins stay in the hub",
        );
    }
}

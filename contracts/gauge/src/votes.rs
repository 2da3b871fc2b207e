//! Votes for validators in the sums of their epochs.

use cosmwasm_std::{Addr, StdResult, Storage};
use floe_core::gauge::{bps_of_votes, LASTING_EPOCHS};
use floe_core::units::Units;
use packed_store::stored::Map;

use crate::error::ContractResult;
use crate::state::{GaugeVotes, VoteRow, VoteRows, LAST_SUMS, SUMS, VOTES};

/// Whether votes are put into sums or taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    In,
    Out,
}

fn count(
    storage: &mut dyn Storage,
    sums: &Map<(u64, &str), Units>,
    votes: &VoteRows,
    step: Step,
) -> ContractResult<()> {
    for row in &votes.rows {
        let key = (votes.from, row.operator.as_str());
        let amount = bps_of_votes(votes.power, row.bps);
        let before = sums.may_load(storage, key)?.unwrap_or_default();
        let after = match step {
            Step::In => before.plus(amount)?,
            Step::Out => before.less(amount),
        };
        if after.is_zero() {
            sums.remove(storage, key);
        } else {
            sums.save(storage, key, &after)?;
        }
    }
    Ok(())
}

/// Sets somebody's votes from the next epoch on; no rows: none. Those that count in the present epoch do so until it ends.
///
/// # Errors
/// When the sums cannot be read.
pub fn set(
    storage: &mut dyn Storage,
    user: &Addr,
    epoch: u64,
    power: Units,
    rows: Vec<VoteRow>,
) -> ContractResult<()> {
    let mut votes = VOTES.may_load(storage, user)?.unwrap_or_default();
    votes.last = votes.last.filter(|last| last.from == epoch);
    if let Some(old) = votes.set.take().filter(|old| epoch < old.until()) {
        count(storage, &SUMS, &old, Step::Out)?;
        if old.from <= epoch {
            let last = VoteRows { from: epoch, ..old };
            count(storage, &LAST_SUMS, &last, Step::In)?;
            votes.last = Some(last);
        }
    }
    if !rows.is_empty() {
        let new = VoteRows {
            from: epoch.saturating_add(1),
            power,
            rows,
        };
        count(storage, &SUMS, &new, Step::In)?;
        votes.set = Some(new);
    }
    save(storage, user, &votes)?;
    Ok(())
}

/// Lowers somebody's votes to a power, never raises them. Returns whether any counted more.
///
/// # Errors
/// When the sums cannot be read.
pub fn lower(storage: &mut dyn Storage, user: &Addr, epoch: u64, power: Units) -> ContractResult<bool> {
    let mut votes = VOTES.may_load(storage, user)?.unwrap_or_default();
    let counting = |rows: &VoteRows, until: u64| epoch < until && rows.power > power;
    let mut lowered = false;
    for (rows, sums, once) in [
        (&mut votes.set, &SUMS, false),
        (&mut votes.last, &LAST_SUMS, true),
    ] {
        let Some(old) = rows.take() else { continue };
        let until = match once {
            true => old.from.saturating_add(1),
            false => old.until(),
        };
        if !counting(&old, until) {
            *rows = Some(old);
            continue;
        }
        count(storage, sums, &old, Step::Out)?;
        let new = VoteRows { power, ..old };
        count(storage, sums, &new, Step::In)?;
        *rows = Some(new).filter(|new| !new.power.is_zero());
        lowered = true;
    }
    if lowered {
        save(storage, user, &votes)?;
    }
    Ok(lowered)
}

/// Forgets who has none.
fn save(storage: &mut dyn Storage, user: &Addr, votes: &GaugeVotes) -> StdResult<()> {
    if *votes == GaugeVotes::default() {
        VOTES.remove(storage, user);
        return Ok(());
    }
    VOTES.save(storage, user, votes)
}

/// All votes for a validator that count in an epoch.
///
/// # Errors
/// When the sums cannot be read.
pub fn sum(storage: &dyn Storage, epoch: u64, operator: &str) -> ContractResult<Units> {
    let last = LAST_SUMS.may_load(storage, (epoch, operator))?;
    let mut sum = last.unwrap_or_default();
    let first = epoch.saturating_sub(LASTING_EPOCHS.saturating_sub(1));
    for from in first..=epoch {
        let counted = SUMS.may_load(storage, (from, operator))?;
        sum = sum.plus(counted.unwrap_or_default())?;
    }
    Ok(sum)
}

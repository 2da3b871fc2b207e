//! The class of open validators: who is in it, what each gets, and what that makes of the targets.

use std::collections::BTreeMap;

use cosmwasm_std::{Event, StdError, StdResult};
use floe_api::registry::{RegistrySettings, MAX_OPEN, MAX_OPEN_LEAVING};
use floe_api::targets::{Standing, StandingShare};
use floe_core::allocation::class::{cap_for, curated_parts, open_parts, ClassLimits, CURATED_BESIDE, PARTS};
use floe_core::allocation::Share;
use floe_core::bonds::BondRate;
use floe_core::convert::mul_div_floor;
use floe_core::units::{Native, Shares};
use floe_core::CoreError;

use crate::bonds::Bonds;
use crate::entry::ListedValidator;
use crate::error::{ContractError, ContractResult};
use crate::events::Fact;

/// The hub's books, as far as the class depends on them.
pub struct Backing {
    pub pool: Native,
    pub supply: Shares,
    /// All stake, and free coins.
    pub total: Native,
    /// Operator address → the hub's stake there.
    pub stakes: BTreeMap<String, Native>,
}

/// Whether one more open validator fits beside those on their way out.
///
/// # Errors
/// [`ContractError::ClassLeaving`].
pub fn check_leaving(entries: &[ListedValidator]) -> ContractResult<()> {
    let leaving = entries
        .iter()
        .filter(|entry| entry.is_open() && entry.is_draining())
        .count();
    if leaving < MAX_OPEN_LEAVING {
        return Ok(());
    }
    Err(ContractError::ClassLeaving {
        count: leaving,
        max: MAX_OPEN_LEAVING,
    })
}

/// Makes place in the class for a bond. Gives back whom it has displaced: of the smallest bonds the one listed last.
///
/// # Errors
/// [`ContractError::ClassFull`] when the bond is not twice the smallest.
pub fn make_room(
    entries: &mut [ListedValidator],
    bonds: &Bonds<'_>,
    operator: &str,
    bond: Shares,
) -> ContractResult<Option<String>> {
    if entries.iter().filter(|entry| entry.is_listed_open()).count() < MAX_OPEN {
        return Ok(None);
    }
    let listed = entries.iter_mut().filter(|entry| entry.is_listed_open());
    let listed = listed.map(|entry| (bonds.of(&entry.operator), entry));
    // The first of equal ones, from the end of the order.
    let smallest = listed.rev().min_by_key(|(bond, _)| *bond);
    let Some((smallest, entry)) = smallest else {
        return Ok(None);
    };
    let needed = smallest.more(smallest);
    if bond < needed {
        return Err(ContractError::ClassFull {
            operator: operator.to_owned(),
            bond,
            needed,
        });
    }
    entry.unlist();
    Ok(Some(entry.operator.clone()))
}

/// Unlists open validators that are too expensive: without grace, as nobody chose them.
pub fn judge_commissions(
    entries: &mut [ListedValidator],
    params: &RegistrySettings,
    events: &mut Vec<Event>,
) {
    for entry in entries {
        if entry.commission > params.max_commission {
            unlist(entry, "commission", events);
        }
    }
}

/// Judges the listed open validators by their bonds: without one it drains, below half of what its stake requires it gets no
/// new stake. The others divide what the class may have.
///
/// # Errors
/// [`CoreError::Overflow`] for sums beyond 128 bits.
pub fn judge_bonds(
    entries: &mut [ListedValidator],
    bonds: &Bonds<'_>,
    backing: &Backing,
    params: &RegistrySettings,
    events: &mut Vec<Event>,
) -> Result<(), CoreError> {
    let mut listed: Vec<(Shares, &mut ListedValidator)> = vec![];
    for entry in entries.iter_mut().filter(|entry| entry.is_listed_open()) {
        let bond = bonds.of(&entry.operator);
        if bond.is_zero() {
            unlist(entry, "bond", events);
        } else {
            listed.push((bond, entry));
        }
    }
    let terms = BondRate {
        pool: backing.pool,
        supply: backing.supply,
        bond_bps: bonds.bond_bps,
    };
    let amounts: Vec<Shares> = listed.iter().map(|(bond, _)| *bond).collect();
    let limits = ClassLimits {
        open_share_bps: params.open_share_bps,
        max_share_bps: params.max_share_bps,
        total: backing.total,
        // Nothing is carried where there is no price.
        carried: terms
            .carries(Shares::sum(amounts.iter().copied())?)
            .unwrap_or_default(),
    };
    let parts = open_parts(&amounts, limits)?;
    for ((bond, entry), weight) in listed.into_iter().zip(parts) {
        let stake = backing.stakes.get(&entry.operator).copied().unwrap_or_default();
        // No bond suffices where there is no price.
        let required = terms.required(stake).unwrap_or(Shares::MAX);
        let short = bond.more(bond) < required;
        if entry.see_short(short) {
            let operator = &entry.operator;
            events.push(Fact::ShortChanged { operator, short }.into());
        }
        let old_weight = std::mem::replace(&mut entry.weight, weight);
        if old_weight != weight {
            let fact = Fact::WeightSet {
                by: "bond",
                operator: &entry.operator,
                old_weight,
                weight,
            };
            events.push(fact.into());
        }
    }
    Ok(())
}

fn unlist(entry: &mut ListedValidator, reason: &str, events: &mut Vec<Event>) {
    if entry.unlist() {
        let operator = &entry.operator;
        events.push(Fact::ValidatorUnlisted { operator, reason }.into());
    }
}

/// What the hub reads as targets, at any time to come. Weights are those of the owner while no open validator has one. Beside
/// some they are parts of all stake, each curated one under the cap already, so that however the hub shares out what a capped
/// one cannot take, the class gets no more than its parts. A validator that leaves in time, by its grace, has its weight on top
/// of the whole: before it leaves the class has less than its parts, afterwards not more.
///
/// # Errors
/// None in practice.
pub fn standing(entries: &[ListedValidator], params: &RegistrySettings) -> StdResult<Standing> {
    let mut shares: Vec<StandingShare> = entries.iter().map(|entry| entry.standing(params)).collect();
    let is_open: Vec<bool> = entries.iter().map(ListedValidator::is_open).collect();
    let stays = |share: &&StandingShare| share.weight > 0 && share.leaves_after.is_none();
    let of_class = |open: bool| {
        let all = shares.iter().zip(&is_open);
        all.filter(move |(_, is)| **is == open).map(|(share, _)| share)
    };
    let mut max_share_bps = params.max_share_bps;
    if of_class(true).all(|share| share.weight == 0) {
        return Ok(Standing {
            max_share_bps,
            shares,
        });
    }

    let curated: Vec<Share> = of_class(false)
        .filter(stays)
        .map(|share| share.clone().at(0))
        .collect();
    let beside = curated.len() >= CURATED_BESIDE;
    let open: u64 = of_class(true).filter(stays).map(|share| share.weight).sum();
    let open = open.min(PARTS);
    let weights: u128 = curated.iter().map(|share| u128::from(share.weight)).sum();
    let parts = curated_parts(curated, open, max_share_bps).map_err(refused)?;
    let largest = parts.values().copied().max().unwrap_or_default();
    max_share_bps = cap_for(narrow(largest.units()), max_share_bps);
    for (share, is_open) in shares.iter_mut().zip(is_open) {
        share.weight = match (is_open, parts.get(&share.operator)) {
            // Too few curated ones stay: the hub would give each of the set an equal share.
            (true, _) if !beside => 0,
            (true, _) => share.weight,
            (false, _) if !beside => share.weight,
            (false, Some(part)) => narrow(part.units()),
            (false, None) => {
                let left = u128::from(PARTS.saturating_sub(open));
                let part = mul_div_floor(share.weight.into(), left, weights).map_err(refused)?;
                narrow(part.min(largest.units()))
            }
        };
    }
    if !beside {
        max_share_bps = params.max_share_bps;
    }
    Ok(Standing {
        max_share_bps,
        shares,
    })
}

fn narrow(parts: u128) -> u64 {
    u64::try_from(parts).unwrap_or(u64::MAX)
}

fn refused(error: CoreError) -> StdError {
    StdError::generic_err(error.to_string())
}

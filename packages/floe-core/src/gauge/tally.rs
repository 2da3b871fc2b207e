//! Votes in x/gov: what was voted, from when on it is cast, and how it is split.

use cosmwasm_std::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::convert::{mul_div_ceil, mul_div_floor};
use crate::error::CoreResult;
use crate::units::{Units, BPS};

/// Bounds of the quorum, in basis points of the power.
pub const MIN_QUORUM_BPS: u64 = 500;
pub const MAX_QUORUM_BPS: u64 = 5_000;
/// The part of the hub's supply that must have voted at least: one in so many.
const SUPPLY_PART: u128 = 50;
/// One with eighteen places.
const ONE: u128 = 1_000_000_000_000_000_000;

/// Votes for yes, no, abstain and no with veto.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ballot {
    pub yes: Units,
    pub no: Units,
    pub abstain: Units,
    pub veto: Units,
}

impl Ballot {
    /// A power split by parts of one, each rounded down.
    pub fn split(power: Units, parts: [Decimal; 4]) -> Self {
        let [yes, no, abstain, veto] = parts.map(|part| part_of(power, part));
        Self {
            yes,
            no,
            abstain,
            veto,
        }
    }

    /// In the order of the fields.
    pub const fn all(&self) -> [Units; 4] {
        [self.yes, self.no, self.abstain, self.veto]
    }

    /// All that was voted.
    ///
    /// # Errors
    /// On an overflow.
    pub fn voted(&self) -> CoreResult<Units> {
        Units::sum(self.all())
    }

    /// With one ballot in the place of another, which is in it.
    ///
    /// # Errors
    /// On an overflow.
    pub fn replace(&self, old: &Self, new: &Self) -> CoreResult<Self> {
        let replaced = |sum: Units, old: Units, new: Units| sum.less(old).plus(new);
        Ok(Self {
            yes: replaced(self.yes, old.yes, new.yes)?,
            no: replaced(self.no, old.no, new.no)?,
            abstain: replaced(self.abstain, old.abstain, new.abstain)?,
            veto: replaced(self.veto, old.veto, new.veto)?,
        })
    }

    /// The parts of one that each option has, with eighteen places rounded down, the remainder with the largest. Zeros where
    /// nothing was voted.
    ///
    /// # Errors
    /// On an overflow.
    pub fn parts(&self) -> CoreResult<[Decimal; 4]> {
        let voted = self.voted()?;
        if voted.is_zero() {
            return Ok([Decimal::zero(); 4]);
        }
        let votes = self.all();
        let mut parts = [0; 4];
        let mut left = ONE;
        for (part, votes) in parts.iter_mut().zip(votes) {
            *part = mul_div_floor(votes.units(), ONE, voted.units())?;
            left = left.saturating_sub(*part);
        }
        let most = votes.iter().max().copied().unwrap_or_default();
        let largest = votes.iter().position(|votes| *votes == most);
        if let Some(part) = largest.and_then(|at| parts.get_mut(at)) {
            *part = part.saturating_add(left);
        }
        Ok(parts.map(Decimal::raw))
    }
}

/// `⌊power · part⌋` for a part of at most one.
fn part_of(power: Units, part: Decimal) -> Units {
    let part = part.atomics().u128().min(ONE);
    mul_div_floor(power.units(), part, ONE).map_or(Units::ZERO, Units::new)
}

/// How much must have voted before anything is cast: a part of the power there was when the proposal was opened, and at least a
/// fiftieth of the hub's supply then; both rounded up, and never zero.
///
/// # Errors
/// On an overflow.
pub fn quorum(power: Units, quorum_bps: u64, supply: Units) -> CoreResult<Units> {
    let of_power = mul_div_ceil(power.units(), quorum_bps.into(), BPS)?;
    let of_supply = supply.units().div_ceil(SUPPLY_PART);
    Ok(Units::new(of_power.max(of_supply).max(1)))
}

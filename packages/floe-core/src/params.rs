//! The parameters that governance may set, their defaults and the bounds that bind governance too.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{CoreError, CoreResult};
use crate::stream::Drip;
use crate::units::{Native, Seconds, Shares, DAY};

/// The smallest seed deposit that `instantiate` accepts, in base units.
pub const MIN_SEED: u128 = 1_000_000;
/// The largest performance fee, in basis points of a harvest's net profit.
pub const MAX_FEE_BPS: u64 = 1_000;
/// The largest number of fee receivers.
pub const MAX_FEE_RECEIVERS: usize = 5;
/// The largest number of messages in one page of harvests, and the bound on `max_msgs`.
pub const MAX_PAGE: u32 = 30;
/// How long deposits stay paused after a loss above `loss_halt_bps`, in seconds.
pub const HALT_SECS: Seconds = DAY;
/// The batch interval while winding down, in seconds.
pub const WIND_DOWN_INTERVAL: Seconds = 10;
/// Batches that may wait for settlement at once. A loss rewrites each of them, so their number is bounded; at the
/// bound the open batch keeps collecting.
pub const MAX_UNSETTLED: usize = 366;

/// Deposits.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq, Eq)]
pub struct DepositParams {
    /// Smallest deposit, in base units.
    pub min_bond: Native,
    /// Largest pool that still takes deposits, in base units; none = unlimited.
    pub bond_cap: Option<Native>,
    /// Age of the last observation from which a deposit observes first, in seconds.
    pub max_sync_age: Seconds,
}

/// The exit queue.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq, Eq)]
pub struct ExitParams {
    /// Smallest exit that is not a holder's whole balance, in base units of the token.
    pub min_unbond: Shares,
    /// Least time between two closes, in seconds.
    pub batch_interval: Seconds,
    /// How long coins of a due entry may be missing before they are written off, in seconds.
    pub arrival_grace: Seconds,
    /// The chain's unbonding time as shown to people, in seconds. Only estimates depend on it.
    pub unbonding_estimate: Seconds,
}

/// Rewards.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq, Eq)]
pub struct RewardParams {
    /// Time after which a validator's rewards are worth a withdrawal, in seconds.
    pub harvest_interval: Seconds,
    /// Time over which a gain is released, in seconds.
    pub drip_secs: Seconds,
    /// Growth cap: the fastest release, in basis points of the pool a year.
    pub max_apr_bps: u64,
}

impl RewardParams {
    /// The cap and drip time that a gain brings along.
    pub const fn drip(&self) -> Drip {
        Drip {
            secs: self.drip_secs,
            max_apr_bps: self.max_apr_bps,
        }
    }
}

/// Staking messages.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq, Eq)]
pub struct StakingParams {
    /// The chain's limit of unbonding or redelegation entries per pair.
    pub max_entries: u32,
    /// Staking messages in one transaction.
    pub max_msgs: u32,
    /// Redelegations a day, in basis points of the delegated total.
    pub max_move_bps: u64,
}

/// Instant exit.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq, Eq)]
pub struct InstantParams {
    /// Coins kept liquid for it, in basis points of the pool.
    pub reserve_bps: u64,
    /// Fee while the free buffer is at its target or above, in basis points.
    pub fee_min_bps: u64,
    /// Fee when the buffer is empty, in basis points.
    pub fee_max_bps: u64,
}

/// Brakes.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq, Eq)]
pub struct SafetyParams {
    /// Loss in one observation from which deposits pause themselves, in basis points of the pool.
    pub loss_halt_bps: u64,
    /// Length of a guardian's pause, in seconds.
    pub pause_secs: Seconds,
}

/// All numeric parameters, in groups that are read together.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq, Eq)]
pub struct Params {
    pub deposit: DepositParams,
    pub exit: ExitParams,
    pub reward: RewardParams,
    pub staking: StakingParams,
    pub instant: InstantParams,
    pub safety: SafetyParams,
}

/// A parameter by its name on the wire.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "snake_case")]
pub enum Param {
    MinBond,
    MinUnbond,
    BatchInterval,
    HarvestInterval,
    DripSecs,
    MaxAprBps,
    MaxSyncAge,
    ArrivalGrace,
    MaxEntries,
    MaxMsgs,
    InstantReserveBps,
    InstantFeeMinBps,
    InstantFeeMaxBps,
    LossHaltBps,
    MaxMoveBps,
    UnbondingEstimate,
    PauseSecs,
}

/// Default and inclusive limits of a parameter, in the parameter's own unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    pub default: u128,
    pub min: u128,
    pub max: u128,
}

impl Param {
    pub const ALL: [Param; 17] = [
        Param::MinBond,
        Param::MinUnbond,
        Param::BatchInterval,
        Param::HarvestInterval,
        Param::DripSecs,
        Param::MaxAprBps,
        Param::MaxSyncAge,
        Param::ArrivalGrace,
        Param::MaxEntries,
        Param::MaxMsgs,
        Param::InstantReserveBps,
        Param::InstantFeeMinBps,
        Param::InstantFeeMaxBps,
        Param::LossHaltBps,
        Param::MaxMoveBps,
        Param::UnbondingEstimate,
        Param::PauseSecs,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Param::MinBond => "min_bond",
            Param::MinUnbond => "min_unbond",
            Param::BatchInterval => "batch_interval",
            Param::HarvestInterval => "harvest_interval",
            Param::DripSecs => "drip_secs",
            Param::MaxAprBps => "max_apr_bps",
            Param::MaxSyncAge => "max_sync_age",
            Param::ArrivalGrace => "arrival_grace",
            Param::MaxEntries => "max_entries",
            Param::MaxMsgs => "max_msgs",
            Param::InstantReserveBps => "instant_reserve_bps",
            Param::InstantFeeMinBps => "instant_fee_min_bps",
            Param::InstantFeeMaxBps => "instant_fee_max_bps",
            Param::LossHaltBps => "loss_halt_bps",
            Param::MaxMoveBps => "max_move_bps",
            Param::UnbondingEstimate => "unbonding_estimate",
            Param::PauseSecs => "pause_secs",
        }
    }

    /// Whether the parameter is an amount (a string on the wire) and not a plain number.
    pub const fn is_amount(self) -> bool {
        matches!(self, Param::MinBond | Param::MinUnbond)
    }

    /// Limits of the parameter for a coin of 10^`decimals` base units, without those that another parameter sets
    /// ([`Params::bounds`]).
    pub fn bounds(self, decimals: u8) -> Bounds {
        let coin = 10u128.saturating_pow(u32::from(decimals));
        let cent = coin.saturating_div(100);
        let of = |default, min, max| Bounds { default, min, max };
        let day = u128::from(DAY);
        match self {
            Param::MinBond => {
                let max = coin.saturating_mul(100).max(1_000);
                of(cent.clamp(1_000, max), 1_000, max)
            }
            Param::MinUnbond => of(cent.max(1), 1, coin),
            Param::BatchInterval => of(day, 10, day.saturating_mul(3)),
            Param::HarvestInterval => of(day, 10, day.saturating_mul(7)),
            Param::DripSecs => of(day, 10, day.saturating_mul(14)),
            Param::MaxAprBps => of(5_000, 3_000, 100_000),
            Param::MaxSyncAge => of(21_600, 60, day),
            Param::ArrivalGrace => of(day, 60, day.saturating_mul(7)),
            Param::MaxEntries => of(7, 3, 100),
            Param::MaxMsgs => of(8, 2, u128::from(MAX_PAGE)),
            Param::InstantReserveBps => of(0, 0, 1_000),
            Param::InstantFeeMinBps => of(10, 5, 300),
            Param::InstantFeeMaxBps => of(100, 5, 300),
            Param::LossHaltBps => of(1_000, 100, 10_000),
            Param::MaxMoveBps => of(300, 10, 400),
            Param::UnbondingEstimate => of(day.saturating_mul(21), 10, day.saturating_mul(90)),
            Param::PauseSecs => of(day.saturating_mul(7), 3_600, day.saturating_mul(14)),
        }
    }
}

impl Param {
    /// The parameter whose limits this one sets, itself if it sets none: the instant fees bound each other, and gains are
    /// released over at least the time in which they gather.
    const fn bounded(self) -> Self {
        match self {
            Param::InstantFeeMaxBps => Param::InstantFeeMinBps,
            Param::HarvestInterval => Param::DripSecs,
            other => other,
        }
    }
}

impl Params {
    /// The defaults for a coin of 10^`decimals` base units.
    pub fn defaults(decimals: u8) -> Self {
        let of = |param: Param| param.bounds(decimals).default;
        let small = |param: Param| saturate64(of(param));
        let count = |param: Param| saturate32(of(param));
        Self {
            deposit: DepositParams {
                min_bond: Native::new(of(Param::MinBond)),
                bond_cap: None,
                max_sync_age: small(Param::MaxSyncAge),
            },
            exit: ExitParams {
                min_unbond: Shares::new(of(Param::MinUnbond)),
                batch_interval: small(Param::BatchInterval),
                arrival_grace: small(Param::ArrivalGrace),
                unbonding_estimate: small(Param::UnbondingEstimate),
            },
            reward: RewardParams {
                harvest_interval: small(Param::HarvestInterval),
                drip_secs: small(Param::DripSecs),
                max_apr_bps: small(Param::MaxAprBps),
            },
            staking: StakingParams {
                max_entries: count(Param::MaxEntries),
                max_msgs: count(Param::MaxMsgs),
                max_move_bps: small(Param::MaxMoveBps),
            },
            instant: InstantParams {
                reserve_bps: small(Param::InstantReserveBps),
                fee_min_bps: small(Param::InstantFeeMinBps),
                fee_max_bps: small(Param::InstantFeeMaxBps),
            },
            safety: SafetyParams {
                loss_halt_bps: small(Param::LossHaltBps),
                pause_secs: small(Param::PauseSecs),
            },
        }
    }

    pub fn get(&self, param: Param) -> u128 {
        match param {
            Param::MinBond => self.deposit.min_bond.units(),
            Param::MinUnbond => self.exit.min_unbond.units(),
            Param::BatchInterval => self.exit.batch_interval.into(),
            Param::HarvestInterval => self.reward.harvest_interval.into(),
            Param::DripSecs => self.reward.drip_secs.into(),
            Param::MaxAprBps => self.reward.max_apr_bps.into(),
            Param::MaxSyncAge => self.deposit.max_sync_age.into(),
            Param::ArrivalGrace => self.exit.arrival_grace.into(),
            Param::MaxEntries => self.staking.max_entries.into(),
            Param::MaxMsgs => self.staking.max_msgs.into(),
            Param::InstantReserveBps => self.instant.reserve_bps.into(),
            Param::InstantFeeMinBps => self.instant.fee_min_bps.into(),
            Param::InstantFeeMaxBps => self.instant.fee_max_bps.into(),
            Param::LossHaltBps => self.safety.loss_halt_bps.into(),
            Param::MaxMoveBps => self.staking.max_move_bps.into(),
            Param::UnbondingEstimate => self.exit.unbonding_estimate.into(),
            Param::PauseSecs => self.safety.pause_secs.into(),
        }
    }

    /// Sets one parameter without judging it; call [`Params::validate`] when all are set.
    pub fn set(&mut self, param: Param, value: u128) {
        let small = saturate64(value);
        match param {
            Param::MinBond => self.deposit.min_bond = Native::new(value),
            Param::MinUnbond => self.exit.min_unbond = Shares::new(value),
            Param::BatchInterval => self.exit.batch_interval = small,
            Param::HarvestInterval => self.reward.harvest_interval = small,
            Param::DripSecs => self.reward.drip_secs = small,
            Param::MaxAprBps => self.reward.max_apr_bps = small,
            Param::MaxSyncAge => self.deposit.max_sync_age = small,
            Param::ArrivalGrace => self.exit.arrival_grace = small,
            Param::MaxEntries => self.staking.max_entries = saturate32(value),
            Param::MaxMsgs => self.staking.max_msgs = saturate32(value),
            Param::InstantReserveBps => self.instant.reserve_bps = small,
            Param::InstantFeeMinBps => self.instant.fee_min_bps = small,
            Param::InstantFeeMaxBps => self.instant.fee_max_bps = small,
            Param::LossHaltBps => self.safety.loss_halt_bps = small,
            Param::MaxMoveBps => self.staking.max_move_bps = small,
            Param::UnbondingEstimate => self.exit.unbonding_estimate = small,
            Param::PauseSecs => self.safety.pause_secs = small,
        }
    }

    /// Limits of a parameter as the others stand: the smaller instant fee is at most the larger one, and the drip time
    /// is at least `harvest_interval`, as otherwise a deposit just before a harvest takes part in what others earned.
    pub fn bounds(&self, param: Param, decimals: u8) -> Bounds {
        let mut bounds = param.bounds(decimals);
        match param {
            Param::InstantFeeMinBps => bounds.max = bounds.max.min(self.get(Param::InstantFeeMaxBps)),
            Param::DripSecs => bounds.min = bounds.min.max(self.get(Param::HarvestInterval)),
            _ => {}
        }
        bounds
    }

    /// Checks every parameter against its bounds.
    ///
    /// # Errors
    /// [`CoreError::OutOfBounds`] naming the first offender and its limits.
    pub fn validate(&self, decimals: u8) -> CoreResult<()> {
        self.validate_changed(&Param::ALL, decimals)
    }

    /// Checks the parameters that a message sets, as they all stand after it. What it leaves alone stays, also a value
    /// that a later version's bounds exclude, unless a parameter that it sets bounds that one.
    ///
    /// # Errors
    /// [`CoreError::OutOfBounds`] naming the first offender and its limits.
    pub fn validate_changed(&self, changed: &[Param], decimals: u8) -> CoreResult<()> {
        let check = |param: Param, Bounds { min, max, .. }: Bounds| {
            let value = self.get(param);
            if value < min || value > max {
                return Err(CoreError::OutOfBounds {
                    name: param.name(),
                    value,
                    min,
                    max,
                });
            }
            Ok(())
        };
        for param in changed {
            check(*param, param.bounds(decimals))?;
        }
        for param in changed {
            let bounded = param.bounded();
            check(bounded, self.bounds(bounded, decimals))?;
        }
        Ok(())
    }
}

fn saturate64(value: u128) -> u64 {
    u64::try_from(value).unwrap_or(u64::MAX)
}

fn saturate32(value: u128) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_inside_their_own_bounds_for_every_number_of_decimals() {
        for decimals in 0..=18 {
            Params::defaults(decimals).validate(decimals).unwrap();
        }
    }

    #[test]
    fn every_parameter_is_accepted_at_its_bounds_and_refused_one_beyond() {
        for param in Param::ALL {
            let Bounds { min, max, .. } = param.bounds(6);
            for (value, fine) in [
                (min, true),
                (max, true),
                (max + 1, false),
                (u128::MAX, false),
                (min.wrapping_sub(1), false),
            ] {
                let mut params = Params::defaults(6);
                // The two instant fees bound each other, the harvest interval the drip time.
                if param == Param::HarvestInterval {
                    params.set(Param::DripSecs, 14 * u128::from(DAY));
                }
                if param == Param::DripSecs {
                    params.set(Param::HarvestInterval, 10);
                }
                if param == Param::InstantFeeMinBps {
                    params.set(Param::InstantFeeMaxBps, 300);
                }
                if param == Param::InstantFeeMaxBps {
                    params.set(Param::InstantFeeMinBps, 5);
                }
                params.set(param, value);
                assert_eq!(params.validate(6).is_ok(), fine, "{} = {value}", param.name());
            }
        }
    }

    #[test]
    fn marks_last_a_week_halts_a_day() {
        assert_eq!(HALT_SECS, 86_400);
    }

    #[test]
    fn only_the_two_minima_are_amounts() {
        let amounts: Vec<&str> = Param::ALL
            .into_iter()
            .filter(|p| p.is_amount())
            .map(Param::name)
            .collect();
        assert_eq!(amounts, ["min_bond", "min_unbond"]);
    }

    #[test]
    fn the_smaller_instant_fee_may_not_exceed_the_larger() {
        let mut params = Params::defaults(6);
        params.set(Param::InstantFeeMinBps, 101);
        assert_eq!(
            params.validate(6),
            Err(CoreError::OutOfBounds {
                name: "instant_fee_min_bps",
                value: 101,
                min: 5,
                max: 100
            })
        );
    }

    #[test]
    fn gains_are_released_over_no_less_than_the_time_in_which_they_gather() {
        let week = 7 * u128::from(DAY);
        let mut params = Params::defaults(6);
        params.set(Param::HarvestInterval, week);
        let refused = Err(CoreError::OutOfBounds {
            name: "drip_secs",
            value: DAY.into(),
            min: week,
            max: 2 * week,
        });
        assert_eq!(params.validate(6), refused);
        assert_eq!(params.validate_changed(&[Param::HarvestInterval], 6), refused);
        params.set(Param::DripSecs, week - 1);
        assert!(params.validate_changed(&[Param::DripSecs], 6).is_err());
        params.set(Param::DripSecs, week);
        assert_eq!(params.validate(6), Ok(()));
        assert_eq!(params.bounds(Param::DripSecs, 6).min, week);
        assert_eq!(Params::defaults(6).bounds(Param::InstantFeeMinBps, 6).max, 100);
    }

    #[test]
    fn what_a_message_leaves_alone_stays_whatever_the_bounds_say() {
        let mut params = Params::defaults(6);
        params.set(Param::MaxMoveBps, 2_500);
        params.set(Param::MaxMsgs, 3);
        assert!(params.validate(6).is_err());
        assert_eq!(params.validate_changed(&[Param::MaxMsgs], 6), Ok(()));
        assert!(params.validate_changed(&[Param::MaxMoveBps], 6).is_err());
        // An excluded pair: only who touches either has to mend it.
        params.set(Param::DripSecs, 10);
        assert_eq!(params.validate_changed(&[Param::MaxMsgs], 6), Ok(()));
        assert!(params.validate_changed(&[Param::HarvestInterval], 6).is_err());
        params.set(Param::HarvestInterval, 10);
        assert_eq!(params.validate_changed(&[Param::HarvestInterval], 6), Ok(()));
    }

    #[test]
    fn set_and_get_reach_the_same_field() {
        let mut params = Params::defaults(6);
        for (n, param) in Param::ALL.into_iter().enumerate() {
            params.set(param, 1_000 + n as u128);
        }
        for (n, param) in Param::ALL.into_iter().enumerate() {
            assert_eq!(params.get(param), 1_000 + n as u128, "{}", param.name());
        }
    }
}

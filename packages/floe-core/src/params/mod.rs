//! The parameters that governance may set, their defaults and the bounds that bind governance too.
//!
//! Each is declared once, below: from its declaration come the field, its name, the bounds, the schema of updates and the row
//! of the table in `docs/govern/parameters.md`.

mod declare;

pub use declare::{About, Bounds, Figure, Measure, Value};
use Figure::{Cent, Coins, Days, Plain};

use crate::error::{CoreError, CoreResult};
use crate::parameters;
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

parameters! {
    /// All parameters but the further denoms, in groups that are read together.
    groups Params by Param;

    /// Deposits.
    deposit: DepositParams {
        "Smallest deposit" min_bond: Native, 0 = MinBond(min_bond) in Coins,
            default Cent, from Plain(1_000), to Coins(100),
            because "deposits of a few units would be rounding; the upper bound admits small holders";
        "Largest pool that still takes deposits, in base units; none = unlimited" bond_cap: Option<Native>;
        "Age of the last observation from which a deposit observes first" max_sync_age: Seconds,
            6 = MaxSyncAge(max_sync_age) in Seconds, default Plain(21_600), from Plain(60), to Days(1),
            because "how old a price a deposit may use; twice this, and `get_redemption_rate` refuses";
    }

    /// The exit queue.
    exit: ExitParams {
        "Smallest exit that is not a whole balance" min_unbond: Shares, 1 = MinUnbond(min_unbond) in Shares,
            default Cent, from Plain(1), to Coins(1),
            because "dust requests cost storage; a whole balance is exempt, so no balance is too small to leave";
        "Least time between two closes" batch_interval: Seconds, 2 = BatchInterval(batch_interval) in Seconds,
            default Days(1), from Plain(10), to Days(3),
            because "a batch a day stays below the chain's entries per validator in 21 days when cover uses few \
                validators; three days bound the wait for a rate";
        "How long coins of a due entry may be missing before they are written off" arrival_grace: Seconds,
            7 = ArrivalGrace(arrival_grace) in Seconds, default Days(1), from Plain(60), to Days(7),
            because "another module may hold an entry; after a day missing coins are a loss, a week is the longest that \
                a rate may be wrong";
        "Unbonding time of the chain as shown to people; how often batches may close depends on it, too" unbonding_estimate: Seconds,
            15 = UnbondingEstimate(unbonding_estimate) in Seconds, default Days(21), from Plain(10), to Days(90),
            because "estimates for display and the shortest interval; completions are the chain's own, so a wrong value \
                costs nobody anything";
    }

    /// Rewards.
    reward: RewardParams {
        "Time after which a crank withdraws a validator's rewards" harvest_interval: Seconds,
            3 = HarvestInterval(harvest_interval) in Seconds, default Days(1), from Plain(10), to Days(7),
            because "a withdrawal has a cost per validator; a day's rewards are worth it";
        "Time over which a gain is released" drip_secs: Seconds, 4 = DripSecs(drip_secs) in Seconds,
            default Days(1), from Plain(10), to Days(14), at least HarvestInterval,
            because "at least `harvest_interval`: the rate rises evenly, and a deposit before a harvest takes only its \
                share of the days that it stays";
        "Fastest growth of the pool by gains in a year" max_apr_bps: u64, 5 = MaxAprBps(max_apr_bps) in BasisPoints,
            default Plain(5_000), from Plain(3_000), to Plain(100_000),
            because "above what staking pays nearly anywhere, at its least too, so that it cannot withhold yield; a \
                donation cannot make the rate jump";
    }

    /// Staking messages.
    staking: StakingParams {
        "The chain's limit of unbonding or redelegation entries per pair" max_entries: u32,
            8 = MaxEntries(max_entries) in Count, default Plain(7), from Plain(3), to Plain(100),
            because "the chain's own limit, which a contract cannot query";
        "Staking messages in one transaction" max_msgs: u32, 9 = MaxMsgs(max_msgs) in Count,
            default Plain(8), from Plain(2), to Plain(u128::from(MAX_PAGE)),
            because "an undelegation costs more gas the more complete at the same time; pages of about eight are \
                cheapest";
        "Redelegations a day, as a part of all stake" max_move_bps: u64, 14 = MaxMoveBps(max_move_bps) in BasisPoints,
            default Plain(300), from Plain(10), to Plain(400),
            because "moved stake is locked where it goes; at the most everything moves in 25 portions, 24 days from the first \
                to the last, and leaving takes 22 with the other defaults";
    }

    /// Instant exit.
    instant: InstantParams {
        "Kept liquid for instant exits, as a part of the pool" reserve_bps: u64,
            10 = InstantReserveBps(instant_reserve_bps) in BasisPoints, default Plain(0), from Plain(0), to Plain(1_000),
            because "what is kept liquid for instant exits earns nothing; off by default";
        "Instant fee while the free buffer is at its target or above" fee_min_bps: u64,
            11 = InstantFeeMinBps(instant_fee_min_bps) in BasisPoints, default Plain(10), from Plain(5), to Plain(300),
            at most InstantFeeMaxBps,
            because "never free, or instant exits would avoid losses not yet seen; bounded also by the larger fee";
        "Instant fee when the buffer is empty" fee_max_bps: u64,
            12 = InstantFeeMaxBps(instant_fee_max_bps) in BasisPoints, default Plain(100), from Plain(5), to Plain(300),
            because "at an empty buffer leaving at once should cost more than waiting; 3 % at the most";
    }

    /// What stops damage: the halt after a loss and the guardian's pause.
    safety: SafetyParams {
        "Loss in one observation, as a part of the pool, from which deposits pause themselves" loss_halt_bps: u64,
            13 = LossHaltBps(loss_halt_bps) in BasisPoints, default Plain(1_000), from Plain(100), to Plain(10_000),
            because "circuit breaker: a loss beyond an ordinary slash is looked at before further deposits";
        "Length of a guardian's pause" pause_secs: Seconds, 16 = PauseSecs(pause_secs) in Seconds,
            default Days(7), from Plain(3_600), to Days(14),
            because "long enough for governance to act, short enough to hold nothing up for good";
    }
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

impl Params {
    /// Limits of a parameter as the others stand: the smaller instant fee is at most the larger one, and the drip time
    /// is at least `harvest_interval`, as otherwise a deposit just before a harvest takes part in what others earned.
    pub fn bounds(&self, param: Param, decimals: u8) -> Bounds {
        let mut bounds = param.bounds(decimals);
        if let Some(other) = param.at_most() {
            bounds.max = bounds.max.min(self.get(other));
        }
        if let Some(other) = param.at_least() {
            bounds.min = bounds.min.max(self.get(other));
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
        for param in Param::ALL {
            let decides = |other: Option<Param>| other.is_some_and(|other| changed.contains(&other));
            if decides(Some(param)) || decides(param.at_least()) || decides(param.at_most()) {
                check(param, self.bounds(param, decimals))?;
            }
        }
        Ok(())
    }
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
    fn a_halt_lasts_a_day() {
        assert_eq!(HALT_SECS, 86_400);
    }

    #[test]
    fn only_the_two_minima_are_amounts() {
        let amounts: Vec<&str> = Param::ALL
            .into_iter()
            .filter(|param| param.measure().is_amount())
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

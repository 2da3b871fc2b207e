//! The registry's targets by raw storage read, which the hub makes in every crank.
//!
//! A smart query costs some 66,000 gas before it does anything, and the registry would read and answer JSON. So the
//! registry keeps what its `targets` query answers, for any time to come, under one key, which is frozen.

use cosmwasm_std::{Addr, QuerierWrapper, StdResult};
use floe_core::allocation::{Share, Targets};
use floe_core::units::Seconds;
use packed_store::packed;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ask;

/// Key of [`Standing`] in the registry.
pub const TARGETS_KEY: &str = "targets";

/// Key of the time of the last refresh in the registry, unix seconds.
pub const REFRESHED_KEY: &str = "refreshed";

/// The targets until somebody changes something in the registry; only time is still to be told.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Largest share of one validator in basis points.
    pub max_share_bps: u64,
    /// In the registry's order.
    pub shares: Vec<StandingShare>,
}

packed!(struct Standing { max_share_bps, shares });

/// A validator's part in the set.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq, Eq)]
pub struct StandingShare {
    pub operator: String,
    /// Relative weight; zero = its stake is to leave.
    pub weight: u64,
    /// The second from which on it may receive stake; none = not until something changes.
    pub accepts_from: Option<Seconds>,
    /// The last second in which it keeps its weight; none = it does until something changes.
    pub leaves_after: Option<Seconds>,
}

packed!(struct StandingShare { operator, weight, accepts_from, leaves_after });

impl Standing {
    /// What the registry's `targets` query answers at `now`, in unix seconds.
    pub fn at(self, now: Seconds) -> Targets {
        Targets {
            shares: self.shares.into_iter().map(|share| share.at(now)).collect(),
            max_share_bps: self.max_share_bps,
        }
    }
}

impl StandingShare {
    /// Weight and acceptance at `now`, in unix seconds.
    pub fn at(self, now: Seconds) -> Share {
        let leaves = self.leaves_after.is_some_and(|last| now > last);
        Share {
            operator: self.operator,
            weight: if leaves { 0 } else { self.weight },
            accepting: self.accepts_from.is_some_and(|first| now >= first),
        }
    }
}

/// Exactly what the registry's `targets` query would answer at `now`, the caller's block time in unix seconds.
///
/// # Errors
/// When there is no such item at the address, or it cannot be read.
pub fn query_raw(querier: &QuerierWrapper, registry: &Addr, now: Seconds) -> StdResult<Targets> {
    Ok(ask::item::<Standing>(querier, registry, TARGETS_KEY, "registry")?.at(now))
}

/// When the registry last looked at the chain, unix seconds.
///
/// # Errors
/// As for [`query_raw`].
pub fn refreshed_at(querier: &QuerierWrapper, registry: &Addr) -> StdResult<Seconds> {
    ask::item(querier, registry, REFRESHED_KEY, "registry")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use packed_store::packed::{pack, unpack};

    #[test]
    fn the_bytes_of_the_targets_are_pinned() {
        let share = |operator: &str, weight, accepts_from, leaves_after| StandingShare {
            operator: operator.into(),
            weight,
            accepts_from,
            leaves_after,
        };
        let standing = Standing {
            max_share_bps: 2_000,
            shares: vec![share("a", 1, Some(0), None), share("bc", 300, None, Some(129))],
        };
        let bytes = [
            0xd0, 0x0f, 2, 1, b'a', 1, 1, 0, 0, 2, b'b', b'c', 0xac, 0x02, 0, 1, 0x81, 0x01,
        ];
        assert_eq!(pack(&standing), bytes);
        assert_eq!(unpack::<Standing>(TARGETS_KEY, &bytes), Ok(standing));
    }

    #[rstest]
    #[case::always(Some(0), None, 100, (7, true))]
    #[case::never(None, None, 100, (7, false))]
    #[case::not_yet(Some(101), None, 100, (7, false))]
    #[case::from_that_second_on(Some(100), None, 100, (7, true))]
    #[case::still_in_its_last_second(None, Some(100), 100, (7, false))]
    #[case::gone_in_the_next(None, Some(99), 100, (0, false))]
    fn time_alone_starts_acceptance_and_ends_the_weight(
        #[case] accepts_from: Option<Seconds>,
        #[case] leaves_after: Option<Seconds>,
        #[case] now: Seconds,
        #[case] (weight, accepting): (u64, bool),
    ) {
        let share = StandingShare {
            operator: "v".into(),
            weight: 7,
            accepts_from,
            leaves_after,
        };
        let operator = "v".to_owned();
        assert_eq!(
            share.at(now),
            Share {
                operator,
                weight,
                accepting
            }
        );
    }
}

//! The rate by raw storage read, for contracts that price in every transaction.
//!
//! A smart query costs the reader some 66,000 gas before it does anything, a raw read of one item about 1,400. The few
//! numbers that determine the rate live under the two keys below, which are frozen: they and the fields read here will
//! keep their names and meanings for the life of the protocol.

use cosmwasm_std::{Addr, Decimal, QuerierWrapper, StdResult};
use floe_core::stream::Stream;
use floe_core::units::{Nanos, Native, Seconds, Shares, NANOS};
use floe_core::Books;
use packed_store::packed;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ask;

/// Key of [`Flow`]: what a deposit changes.
pub const FLOW_KEY: &str = "flow";
/// Key of [`Stock`]: what a deposit only reads.
pub const STOCK_KEY: &str = "stock";

/// Supply and free coins; changed by every deposit.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flow {
    /// `S` in token units.
    pub supply: Shares,
    /// `B` in base units.
    pub free: Native,
}

packed!(struct Flow { supply, free });

/// Stake, debts and the stream; changed by observations and what follows from them.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stock {
    /// `D` in base units.
    pub delegated: Native,
    /// `U` in base units.
    pub undelegating: Native,
    /// Owed to unsettled batches, in base units.
    pub owed: Native,
    pub stream: Stream,
    /// Time of the last observation, in nanoseconds since the unix epoch.
    pub synced_at: Nanos,
    /// Block of the last observation.
    pub synced_height: u64,
}

packed!(struct Stock { delegated, undelegating, owed, stream, synced_at, synced_height });

/// A rate and the time of the observation behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RawRate {
    /// Native per share, 18 places, rounded down.
    pub rate: Decimal,
    /// Unix seconds of the last observation.
    pub update_time: Seconds,
}

impl Stock {
    /// Unix seconds of the last observation, rounded down.
    pub const fn synced_secs(&self) -> Seconds {
        self.synced_at / NANOS
    }

    /// Together with what deposits have changed: the books, as far as prices depend on them.
    pub fn books(&self, flow: &Flow) -> Books {
        Books {
            delegated: self.delegated,
            undelegating: self.undelegating,
            free: flow.free,
            owed: self.owed,
            supply: flow.supply,
            stream: self.stream,
            ..Books::default()
        }
    }

    /// The pool together with what deposits have changed.
    pub fn pool(&self, flow: &Flow, now: Seconds) -> Native {
        self.books(flow).pool(now)
    }
}

/// Exactly what the hub's `redemption_rate` would answer at `now`, for about 4,000 gas.
///
/// `now` is the caller's block time in unix seconds.
///
/// # Errors
/// When the address is not a Floe hub.
pub fn query_raw(querier: &QuerierWrapper, hub: &Addr, now: Seconds) -> StdResult<RawRate> {
    let (flow, stock) = query_items(querier, hub)?;
    Ok(RawRate {
        rate: floe_core::convert::rate(stock.pool(&flow, now), flow.supply),
        update_time: stock.synced_secs(),
    })
}

/// The two items.
///
/// # Errors
/// When the address is not a Floe hub.
pub fn query_items(querier: &QuerierWrapper, hub: &Addr) -> StdResult<(Flow, Stock)> {
    let flow = ask::item(querier, hub, FLOW_KEY, "hub")?;
    Ok((flow, ask::item(querier, hub, STOCK_KEY, "hub")?))
}

/// The two numbers whose quotient is the rate, for conversions without the rounding of it: pool and supply.
///
/// # Errors
/// As for [`query_raw`].
pub fn query_pool(querier: &QuerierWrapper, hub: &Addr, now: Seconds) -> StdResult<(Native, Shares)> {
    let (flow, stock) = query_items(querier, hub)?;
    Ok((stock.pool(&flow, now), flow.supply))
}

#[cfg(test)]
mod tests {
    use super::*;
    use packed_store::packed::{pack, unpack};

    #[test]
    fn the_bytes_of_the_frozen_items_are_pinned() {
        let flow = Flow {
            supply: Shares::new(300),
            free: Native::new(1),
        };
        assert_eq!(pack(&flow), [0xac, 0x02, 0x01]);
        let stock = Stock {
            delegated: Native::new(1),
            undelegating: Native::new(2),
            owed: Native::new(128),
            stream: Stream {
                amount: Native::new(4),
                start: 5,
                end: 6,
            },
            synced_at: 7,
            synced_height: 8,
        };
        assert_eq!(pack(&stock), [1, 2, 0x80, 1, 4, 5, 6, 7, 8]);
        assert_eq!(
            unpack::<Stock>(STOCK_KEY, &[1, 2, 0x80, 1, 4, 5, 6, 7, 8]),
            Ok(stock)
        );
    }
}

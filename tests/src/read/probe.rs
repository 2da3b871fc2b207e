//! Reads the rate at every moment of a transaction and judges what was read.

use floe_api::hub::RedemptionRateResponse;
use floe_api::rate;
use floe_api::rate::{Flow, Stock};
use floe_testing::chain::{Instant, Stage, Watcher};
use packed_store::packed::unpack;

use crate::prelude::*;

/// Pool and supply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolAndSupply {
    pub pool: u128,
    pub supply: u128,
    /// Whether the protocol winds down, so that nothing drips.
    pub winding_down: bool,
}

impl PoolAndSupply {
    pub fn of(s: &Suite) -> Self {
        let books = s.books();
        Self {
            pool: books.pool(),
            supply: books.supply(),
            winding_down: books.controls.gates.winding_down(),
        }
    }

    /// Units by which the pool is off what it would be at another rate, rounded up.
    fn off(self, other: PoolAndSupply) -> u128 {
        let cross = |a: u128, b: u128| Uint256::from(a) * Uint256::from(b);
        let (a, b) = (cross(self.pool, other.supply), cross(other.pool, self.supply));
        let difference = a.abs_diff(b);
        let supply = Uint256::from(other.supply.max(1));
        let units = (difference + supply - Uint256::from(1u128)) / supply;
        units
            .try_into()
            .map_or(u128::MAX, |units: cosmwasm_std::Uint128| units.u128())
    }

    fn is_lower(self, other: PoolAndSupply) -> bool {
        let cross = |a: u128, b: u128| Uint256::from(a) * Uint256::from(b);
        cross(self.pool, other.supply) < cross(other.pool, self.supply)
    }

    /// What one share is worth, rounded up.
    fn share(self) -> u128 {
        self.pool.div_ceil(self.supply.max(1))
    }
}

/// One reading.
#[derive(Clone, Debug)]
struct Reading {
    stage: Stage,
    of_hub: bool,
    books: PoolAndSupply,
    smart: (Decimal, u64),
    raw: (Decimal, u64),
}

/// What was read where.
#[derive(Debug, Default)]
pub struct Tally {
    /// By message and stage.
    pub reads: BTreeMap<String, u64>,
    /// Readings of the rate before a message that changed it.
    pub before: u64,
    /// Readings after the hub's first write, exactly the rate after.
    pub after: u64,
    /// Those off by units that the rest of the transaction rounded.
    pub rounded: u64,
    /// Those before rewards that a wind-down releases at once.
    pub unwinding: u64,
    /// Most units by which one was off.
    pub most_units: u128,
    /// By contracts that were given control.
    pub by_contracts: u64,
    /// Transactions that a panic of the chain's undid as a whole.
    pub undone: u64,
}

/// The watcher's readings, shared with the test.
#[derive(Clone, Default)]
pub struct Probe(Rc<RefCell<Vec<Reading>>>);

struct Eye {
    hub: Addr,
    readings: Rc<RefCell<Vec<Reading>>>,
}

impl Watcher for Eye {
    fn see(&mut self, now: &Instant<'_>) -> Option<ModuleFault> {
        let seconds = now.block.time.seconds();
        let msg = QueryMsg::RedemptionRate {
            denom: self.hub.to_string(),
            params: None,
        };
        let smart: RedemptionRateResponse = now.querier.query_wasm_smart(&self.hub, &msg).unwrap();
        let raw = rate::query_raw(&now.querier, &self.hub, seconds).unwrap();
        let item = |key: &str| {
            now.querier
                .query_wasm_raw(&self.hub, key.as_bytes())
                .unwrap()
                .unwrap()
        };
        let flow: Flow = unpack(rate::FLOW_KEY, &item(rate::FLOW_KEY)).unwrap();
        let stock: Stock = unpack(rate::STOCK_KEY, &item(rate::STOCK_KEY)).unwrap();
        self.readings.borrow_mut().push(Reading {
            stage: now.stage,
            of_hub: *now.address == self.hub,
            books: PoolAndSupply {
                pool: stock.pool(&flow, seconds).units(),
                supply: flow.supply.units(),
                winding_down: false,
            },
            smart: (smart.redemption_rate, smart.update_time),
            raw: (raw.rate, raw.update_time),
        });
        None
    }
}

impl Probe {
    /// Watches from now on.
    pub fn on(s: &Suite) -> Self {
        let probe = Self::default();
        s.chain.watch(Some(Box::new(Eye {
            hub: s.hub.clone(),
            readings: probe.0.clone(),
        })));
        probe
    }

    pub fn forget(&self) {
        self.0.borrow_mut().clear();
    }

    /// Every reading is the rate before, until the first one that is not; from then on it is the rate after, but for one
    /// unit and one share for each call of the hub that is still to come: what the chain rounds in an answer, and the
    /// rounding of the fee. Where nothing drips any more, because the protocol winds down, rewards that come later in the
    /// transaction raise the rate when they come: until then it is lower than after.
    pub fn judge(
        &self,
        before: &PoolAndSupply,
        after: &PoolAndSupply,
        name: &str,
        tally: &mut Tally,
    ) -> Result<(), String> {
        let readings = std::mem::take(&mut *self.0.borrow_mut());
        let mut changed = false;
        for (n, reading) in readings.iter().enumerate() {
            if reading.smart != reading.raw {
                return Err(format!("smart and raw differ: {reading:?}"));
            }
            *tally
                .reads
                .entry(format!("{name}: {:?}", reading.stage))
                .or_default() += 1;
            if !changed && (reading.books.pool, reading.books.supply) == (before.pool, before.supply) {
                tally.before += u64::from(before != after);
                continue;
            }
            changed = true;
            let off = reading.books.off(*after);
            let still = |r: &&Reading| r.of_hub && matches!(r.stage, Stage::Execute | Stage::Reply);
            let calls = readings[n..].iter().filter(still).count() as u128;
            if after.winding_down && reading.books.is_lower(*after) {
                tally.unwinding += 1;
                continue;
            }
            if off > calls * (1 + after.share()) {
                return Err(format!(
                    "{reading:?} is neither {before:?} nor {after:?}: off by {off} units with {calls} calls to come"
                ));
            }
            tally.most_units = tally.most_units.max(off);
            if off == 0 {
                tally.after += 1;
            } else {
                tally.rounded += 1;
            }
        }
        Ok(())
    }
}

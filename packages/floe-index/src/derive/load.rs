//! The state from the rows that are there.

use std::collections::btree_map::Entry;

use cosmwasm_std::Decimal;
use floe_client::replay::{ClosedBatch, CoinFlows};
use floe_core::units::{Native, Shares};
use floe_core::{Books, Stream};
use sqlx::FromRow;

use super::batches::SETTLED;
use super::keys::Keys;
use super::{BatchRow, DerivedState, IndexedContracts, RequestRow, ValidatorRow};
use crate::error::Result;
use crate::store::cell::{natural, number, units};
use crate::store::{tables, Db};
use crate::{row_of, rows};

/// Books as they were after a transaction.
#[derive(Clone, Debug, FromRow)]
pub(crate) struct RateRow {
    pub height: i64,
    pub tx: i64,
    pub time: i64,
    pub delegated: String,
    pub undelegating: String,
    pub free: String,
    pub reserved: String,
    pub owed: String,
    pub supply: String,
    pub stream_amount: String,
    pub stream_start: i64,
    pub stream_end: i64,
    pub loss_carry: String,
}

impl RateRow {
    pub fn books(&self) -> Books {
        let coins = |text: &str| Native::new(units(text));
        Books {
            delegated: coins(&self.delegated),
            undelegating: coins(&self.undelegating),
            free: coins(&self.free),
            reserved: coins(&self.reserved),
            owed: coins(&self.owed),
            supply: Shares::new(units(&self.supply)),
            stream: Stream {
                amount: coins(&self.stream_amount),
                start: natural(self.stream_start),
                end: natural(self.stream_end),
            },
            loss_carry: coins(&self.loss_carry),
            ..Books::default()
        }
    }
}

/// Running figures of the whole protocol.
#[derive(Clone, Debug, FromRow)]
pub(crate) struct TotalsRow {
    pub seed: String,
    pub open_batch: i64,
    pub holders: i64,
    pub winding_down: i64,
    pub short_since: Option<i64>,
    pub deposits_halted_until: Option<i64>,
    pub kept: String,
    pub gaps: i64,
    pub unreadable: i64,
    pub deposits: String,
    pub rewards: String,
    pub fees: String,
    pub other_gains: String,
    pub losses: String,
    pub rounding: String,
    pub exits: String,
    pub claimed: String,
    pub instant: String,
    pub instant_fees: String,
    pub minted: String,
    pub fee_shares: String,
    pub closed: String,
    pub instant_shares: String,
    pub covered: String,
    pub given_back: String,
    pub covered_shares: String,
    pub returned_shares: String,
}

impl TotalsRow {
    fn flows(&self) -> CoinFlows {
        let coins = |text: &str| Native::new(units(text));
        let shares = |text: &str| Shares::new(units(text));
        CoinFlows {
            deposits: coins(&self.deposits),
            rewards: coins(&self.rewards),
            fees: coins(&self.fees),
            other_gains: coins(&self.other_gains),
            losses: coins(&self.losses),
            rounding: coins(&self.rounding),
            exits: coins(&self.exits),
            claimed: coins(&self.claimed),
            instant: coins(&self.instant),
            instant_fees: coins(&self.instant_fees),
            minted: shares(&self.minted),
            fee_shares: shares(&self.fee_shares),
            closed: shares(&self.closed),
            instant_shares: shares(&self.instant_shares),
            covered: coins(&self.covered),
            given_back: coins(&self.given_back),
            covered_shares: shares(&self.covered_shares),
            returned_shares: shares(&self.returned_shares),
        }
    }
}

#[derive(FromRow)]
struct StoredBatch {
    state: String,
    shares: String,
    payable: Option<String>,
    open_shares: String,
    claimed: String,
    repriced: i64,
    closed_height: Option<i64>,
    closed_time: Option<i64>,
    estimate: Option<i64>,
    settled_height: Option<i64>,
    settled_time: Option<i64>,
}

impl From<StoredBatch> for BatchRow {
    fn from(row: StoredBatch) -> Self {
        let both = |height: Option<i64>, time: Option<i64>| Some((natural(height?), natural(time?)));
        Self {
            state: row.state,
            shares: Shares::new(units(&row.shares)),
            payable: row.payable.map(|text| Native::new(units(&text))),
            open: Shares::new(units(&row.open_shares)),
            claimed: Native::new(units(&row.claimed)),
            repriced: row.repriced,
            closed: both(row.closed_height, row.closed_time),
            estimate: row.estimate.map(natural),
            settled: both(row.settled_height, row.settled_time),
        }
    }
}

#[derive(FromRow)]
struct StoredValidator {
    listed: i64,
    weight: Option<i64>,
    commission: Option<String>,
    bonded: Option<i64>,
    dear_since: Option<i64>,
    paused: i64,
    paused_until: Option<i64>,
    slashed: String,
}

impl From<StoredValidator> for ValidatorRow {
    fn from(row: StoredValidator) -> Self {
        Self {
            listed: row.listed != 0,
            weight: row.weight.map(natural),
            commission: row.commission.and_then(|text| text.parse().ok()),
            bonded: row.bonded.map(|flag| flag != 0),
            dear_since: row.dear_since.map(natural),
            paused: row.paused != 0,
            paused_until: row.paused_until.map(natural),
            slashed: Native::new(units(&row.slashed)),
        }
    }
}

/// The newest books; none before the first.
pub(crate) async fn newest_rate(db: &Db) -> Result<Option<RateRow>> {
    Ok(row_of!(
        db,
        "SELECT * FROM rates ORDER BY height DESC, tx DESC LIMIT 1"
    )?)
}

pub(crate) async fn totals(db: &Db) -> Result<Option<TotalsRow>> {
    Ok(row_of!(db, "SELECT * FROM totals WHERE id = 1")?)
}

impl DerivedState {
    /// As the last written block left it.
    pub async fn load(db: &Db, roles: IndexedContracts) -> Result<Self> {
        let mut state = Self::new(roles);
        if let Some(rate) = newest_rate(db).await? {
            state.replay.books = rate.books();
        }
        if let Some(totals) = totals(db).await? {
            state.replay.seed = Shares::new(units(&totals.seed));
            state.replay.open = natural(totals.open_batch);
            state.replay.flows = totals.flows();
            state.holders = totals.holders;
            state.winding_down = totals.winding_down != 0;
            state.short_since = totals.short_since.map(natural);
            state.halted_until = totals.deposits_halted_until.map(natural);
            state.kept = totals.kept.parse().unwrap_or(Decimal::one());
            state.gaps = totals.gaps;
            state.unreadable = totals.unreadable;
        }
        state.replay.balances.clear();
        // What repricing changes is a difference to what they were to be paid before.
        let closed: Vec<(i64, String, String, Option<String>, String)> = rows!(
            db,
            "SELECT batch, state, shares, payable, open_shares FROM batches WHERE state IN ('unbonding', 'settled')"
        )?;
        for (batch, stage, shares, payable, open) in closed {
            let known = ClosedBatch {
                shares: Shares::new(units(&shares)),
                payable: Native::new(payable.map_or(0, |text| units(&text))),
                open: Shares::new(units(&open)),
                settled: stage == SETTLED,
            };
            state.replay.batches.insert(natural(batch), known);
        }
        Ok(state)
    }

    /// Reads the rows of these keys that are not in memory.
    pub(crate) async fn fetch(&mut self, db: &Db, keys: Keys) -> Result<()> {
        self.fetch_balances(db, keys.accounts.into_iter().collect())
            .await?;
        self.fetch_requests(db, keys.requests.into_iter().collect())
            .await?;
        for batch in keys.batches {
            if !self.batches.contains_key(&batch) {
                let sql = "SELECT * FROM batches WHERE batch = $1";
                let found: Option<StoredBatch> = row_of!(db, sql, number(batch))?;
                self.batches.extend(found.map(|row| (batch, row.into())));
            }
        }
        for receiver in keys.receivers {
            if let Entry::Vacant(unknown) = self.receivers.entry(receiver) {
                let sql = "SELECT shares FROM fee_receivers WHERE receiver = $1";
                let found: Option<(String,)> = row_of!(db, sql, unknown.key())?;
                let shares = found.map(|(shares,)| Shares::new(units(&shares)));
                unknown.insert(shares.unwrap_or_default());
            }
        }
        for (name, key) in keys.rows {
            if let Some(table) = tables::ALL.iter().find(|table| table.name == name) {
                self.kept_rows.fetch(db, table, key).await?;
            }
        }
        for operator in keys.operators {
            if !self.validators.contains_key(&operator) {
                let sql = "SELECT * FROM validators WHERE operator = $1";
                let found: Option<StoredValidator> = row_of!(db, sql, &operator)?;
                self.validators.extend(found.map(|row| (operator, row.into())));
            }
        }
        Ok(())
    }

    async fn fetch_balances(&mut self, db: &Db, mut accounts: Vec<String>) -> Result<()> {
        accounts.push(self.roles.hub.clone());
        accounts.retain(|account| !self.replay.balances.contains_key(account));
        let found: Vec<(String, String)> = match db {
            Db::Lite(pool) => {
                let list = serde_json::to_string(&accounts).unwrap_or_default();
                let sql =
                    "SELECT address, amount FROM balances WHERE address IN (SELECT value FROM json_each($1))";
                sqlx::query_as(sql).bind(list).fetch_all(pool).await?
            }
            Db::Pg(pool) => {
                let sql = "SELECT address, amount FROM balances WHERE address = ANY($1)";
                sqlx::query_as(sql).bind(&accounts).fetch_all(pool).await?
            }
        };
        let absent = accounts.into_iter().map(|account| (account, Shares::ZERO));
        self.replay.balances.extend(absent);
        let known = found
            .into_iter()
            .map(|(account, text)| (account, Shares::new(units(&text))));
        self.replay.balances.extend(known);
        Ok(())
    }

    async fn fetch_requests(&mut self, db: &Db, keys: Vec<(String, u64)>) -> Result<()> {
        for key in keys {
            if self.requests.contains_key(&key) {
                continue;
            }
            let sql = "SELECT shares, queued, claimed, paid FROM requests WHERE address = $1 AND batch = $2";
            let found: Option<(String, String, String, String)> = row_of!(db, sql, &key.0, number(key.1))?;
            let Some((shares, queued, claimed, paid)) = found else {
                continue;
            };
            let row = RequestRow {
                shares: Shares::new(units(&shares)),
                queued: Shares::new(units(&queued)),
                claimed: Shares::new(units(&claimed)),
                paid: Native::new(units(&paid)),
            };
            self.replay.requests.insert(key.clone(), row.shares);
            self.requests.insert(key, row);
        }
        Ok(())
    }
}

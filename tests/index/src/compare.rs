//! What an index has against what the chain said.

use std::collections::BTreeMap;

use floe_index::store::{tables, Db};
use floe_index::{alarms, rows};

use crate::recorded::ChainSaid;

fn units(text: &str) -> u128 {
    text.parse().unwrap()
}

/// Balances, requests, batches, rate and sums.
pub async fn check(db: &Db, told: &ChainSaid) {
    let at = told.height;
    let found: Vec<(String, String)> = rows!(db, "SELECT address, amount FROM balances").unwrap();
    let held: BTreeMap<String, u128> = found
        .into_iter()
        .map(|(address, amount)| (address, units(&amount)))
        .filter(|(_, amount)| *amount > 0)
        .collect();
    assert_eq!(held, told.balances, "balances at block {at}");

    let found: Vec<(String, i64, String)> = rows!(db, "SELECT address, batch, shares FROM requests").unwrap();
    let requests: BTreeMap<(String, u64), u128> = found
        .into_iter()
        .map(|(address, batch, shares)| ((address, u64::try_from(batch).unwrap()), units(&shares)))
        .filter(|(_, shares)| *shares > 0)
        .collect();
    assert_eq!(requests, told.requests, "requests at block {at}");

    let sql = "SELECT batch, state, open_shares, payable, claimed FROM batches WHERE state IN ('unbonding', 'settled')";
    let found: Vec<(i64, String, String, String, String)> = rows!(db, sql).unwrap();
    let batches: BTreeMap<u64, (bool, u128, u128)> = found
        .into_iter()
        .map(|(batch, state, open, payable, claimed)| {
            let left = units(&payable) - units(&claimed);
            (
                u64::try_from(batch).unwrap(),
                (state == "settled", units(&open), left),
            )
        })
        .collect();
    assert_eq!(batches, told.batches, "batches at block {at}");

    let sql = "SELECT open_batch, holders, rewards, fees, losses, rounding FROM totals";
    let found: Vec<(i64, i64, String, String, String, String)> = rows!(db, sql).unwrap();
    let (open, holders, rewards, fees, losses, rounding) = &found[0];
    assert_eq!(
        u64::try_from(*open).unwrap(),
        told.open_batch,
        "the open batch at block {at}"
    );
    assert_eq!(
        [units(rewards), units(fees), units(losses) + units(rounding)],
        told.totals,
        "rewards, fees and losses at block {at}"
    );
    assert_eq!(
        usize::try_from(*holders).unwrap(),
        told.balances.len() - 1,
        "holders without the hub at block {at}"
    );

    let books = floe_index::derive::DerivedState::load(db, Default::default())
        .await
        .unwrap()
        .books()
        .clone();
    let (now, rate) = &told.rate;
    assert_eq!(books.rate(*now).to_string(), *rate, "the rate after block {at}");
}

/// That the two have the same rows, but for proofs and the like, which depend on when somebody looked.
pub async fn same(a: &Db, b: &Db) {
    for table in tables::ALL {
        if ["proofs", "alarms", "webhooks", "stakes"].contains(&table.name) {
            continue;
        }
        let (left, right) = (a.dump(table).await.unwrap(), b.dump(table).await.unwrap());
        assert_eq!(left.len(), right.len(), "rows of {}", table.name);
        for (left, right) in left.iter().zip(&right) {
            assert_eq!(left, right, "in {}", table.name);
        }
    }
}

/// Kinds of alarms that are on.
pub async fn alarms_of(db: &Db) -> Vec<String> {
    alarms::active(db)
        .await
        .unwrap()
        .into_iter()
        .map(|alarm| alarm.kind)
        .collect()
}

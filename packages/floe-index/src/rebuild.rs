//! Making the derived tables anew from the stored events.

use std::collections::BTreeMap;

use crate::derive::{paid_of, DerivedState, IndexedContracts, Keys, RawBlock, RawEvent, RawTx, TypedBlock};
use crate::error::Result;
use crate::follow::heights_after;
use crate::rows;
use crate::store::cell::natural;
use crate::store::{Changes, Db};

/// Blocks that are derived and written at once.
const BLOCKS: i64 = 200;

/// The remark that a rebuild is under way: one that broke off is begun again.
const UNDER_WAY: &str = "rebuilding";

/// Empties the derived tables and fills them again; says how many blocks there were. Nobody else may write meanwhile.
pub async fn rebuild(db: &Db, roles: &IndexedContracts) -> Result<u64> {
    db.set_remark(UNDER_WAY, "yes").await?;
    db.forget_order().await?;
    db.forget_derived().await?;
    let mut state = DerivedState::new(roles.clone());
    let mut last = -1;
    let mut count = 0_u64;
    loop {
        let blocks = stored_blocks(db, last, BLOCKS).await?;
        let Some(newest) = blocks.last() else {
            break;
        };
        last = i64::try_from(newest.height).unwrap_or(i64::MAX);
        let typed: Vec<TypedBlock> = blocks
            .iter()
            .map(|block| TypedBlock::read(block, roles))
            .collect();
        let mut keys = Keys::default();
        typed.iter().for_each(|block| keys.add(block));
        state.fetch(db, keys).await?;
        let mut changes = Changes::default();
        for block in &typed {
            state.apply(block, &mut changes);
            count = count.saturating_add(1);
        }
        db.write(changes, None).await?;
        state.trim();
    }
    db.make_searchable().await?;
    db.set_remark(UNDER_WAY, "no").await?;
    Ok(count)
}

/// Begins a rebuild again that broke off.
pub(crate) async fn finish(db: &Db, roles: &IndexedContracts) -> Result<()> {
    if db.remark(UNDER_WAY).await?.as_deref() == Some("yes") {
        rebuild(db, roles).await?;
    }
    Ok(())
}

/// Blocks with their events, after a height, ascending.
pub(crate) async fn stored_blocks(db: &Db, after: i64, limit: i64) -> Result<Vec<RawBlock>> {
    let blocks = heights_after(db, after, limit).await?;
    let Some((until, ..)) = blocks.last() else {
        return Ok(Vec::new());
    };
    let sql = "SELECT height, tx, hash, called, payer, fee FROM txs WHERE height > $1 AND height <= $2";
    let txs: Vec<StoredTx> = rows!(db, sql, after, *until)?;
    let mut by_block: BTreeMap<i64, BTreeMap<i64, RawTx>> = BTreeMap::new();
    for (height, tx, hash, called, payer, fee) in txs {
        let raw = RawTx {
            tx,
            hash,
            called: called != 0,
            paid: paid_of(payer, fee.as_deref()),
            events: Vec::new(),
        };
        by_block.entry(height).or_default().insert(tx, raw);
    }
    let sql = "SELECT height, tx, contract, kind, attributes FROM events WHERE height > $1 AND height <= $2 \
               ORDER BY height, tx, idx";
    let events: Vec<(i64, i64, String, String, String)> = rows!(db, sql, after, *until)?;
    for (height, tx, contract, kind, attributes) in events {
        let event = RawEvent {
            contract,
            kind,
            attributes: serde_json::from_str(&attributes).unwrap_or_default(),
        };
        let whose = by_block.get_mut(&height).and_then(|txs| txs.get_mut(&tx));
        if let Some(tx) = whose {
            tx.events.push(event);
        }
    }
    let blocks = blocks.into_iter().map(|(height, hash, time)| RawBlock {
        height: natural(height),
        hash,
        time: natural(time),
        txs: by_block
            .remove(&height)
            .unwrap_or_default()
            .into_values()
            .collect(),
    });
    Ok(blocks.collect())
}

/// Height, position, hash, whether it executed the hub, payer, fee.
type StoredTx = (i64, i64, String, i64, Option<String>, Option<String>);

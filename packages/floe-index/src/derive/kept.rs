//! Rows that one event after the other changes, of tables that are read by their key.

use std::collections::btree_map::Entry;
use std::collections::BTreeMap;

use sqlx::Row;

use crate::error::Result;
use crate::on;
use crate::store::cell::{units, Cell, ColumnKind};
use crate::store::tables::TableAbout;
use crate::store::{Changes, Db};

/// A table's name and the values of its key.
pub(crate) type RowKey = (&'static str, Vec<Cell>);

/// What becomes of a column. Amounts are of at least zero.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Edit {
    Set(Cell),
    Add(u128),
    Less(u128),
}

/// A change of one row, which may be its first one.
#[derive(Clone, Debug)]
pub(crate) struct RowChange {
    table: TableAbout,
    key: Vec<Cell>,
    edits: Vec<(&'static str, Edit)>,
}

impl RowChange {
    /// Of the row with this key.
    pub fn of(table: TableAbout, key: Vec<Cell>) -> Self {
        debug_assert_eq!(key.len(), table.key, "{}", table.name);
        Self {
            table,
            key,
            edits: Vec::new(),
        }
    }

    fn edit(mut self, column: &'static str, edit: Edit) -> Self {
        debug_assert!(
            self.table.columns.iter().any(|(name, _)| *name == column),
            "{} has no {column}",
            self.table.name
        );
        self.edits.push((column, edit));
        self
    }

    pub fn set(self, column: &'static str, value: impl Into<Cell>) -> Self {
        let value = value.into();
        self.edit(column, Edit::Set(value))
    }

    pub fn empty(self, column: &'static str) -> Self {
        self.edit(column, Edit::Set(Cell::Empty))
    }

    pub fn add(self, column: &'static str, amount: u128) -> Self {
        self.edit(column, Edit::Add(amount))
    }

    /// By so much less.
    pub fn less(self, column: &'static str, amount: u128) -> Self {
        self.edit(column, Edit::Less(amount))
    }

    pub fn key(&self) -> RowKey {
        (self.table.name, self.key.clone())
    }

    fn apply(self, row: &mut [Cell]) {
        for (column, edit) in self.edits {
            let named = self.table.columns.iter().zip(row.iter_mut());
            for (_, cell) in named.filter(|((name, _), _)| *name == column) {
                let held = match cell {
                    Cell::Text(text) => units(text),
                    Cell::Empty | Cell::Number(_) => 0,
                };
                *cell = match &edit {
                    Edit::Set(value) => value.clone(),
                    Edit::Add(amount) => held.saturating_add(*amount).into(),
                    Edit::Less(amount) => held.saturating_sub(*amount).into(),
                };
            }
        }
    }
}

/// Rows that were needed lately.
#[derive(Clone, Debug, Default)]
pub(crate) struct KeptRows(BTreeMap<RowKey, Vec<Cell>>);

impl KeptRows {
    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Reads the row of this key unless it is in memory.
    pub async fn fetch(&mut self, db: &Db, table: &TableAbout, key: Vec<Cell>) -> Result<()> {
        if let Entry::Vacant(place) = self.0.entry((table.name, key)) {
            if let Some(row) = stored(db, table, &place.key().1).await? {
                place.insert(row);
            }
        }
        Ok(())
    }

    /// Changes a row, which begins empty, and has it written.
    pub fn change(&mut self, change: RowChange, changes: &mut Changes) {
        let table = change.table;
        let row = self.0.entry(change.key()).or_insert_with(|| {
            let rest = table.columns.iter().skip(table.key).map(|_| Cell::Empty);
            change.key.iter().cloned().chain(rest).collect()
        });
        change.apply(row);
        changes.put(table, row.clone());
    }
}

async fn stored(db: &Db, table: &TableAbout, key: &[Cell]) -> Result<Option<Vec<Cell>>> {
    let names: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
    let named = names.iter().take(table.key).zip(1..);
    let conditions: Vec<String> = named.map(|(name, place)| format!("{name} = ${place}")).collect();
    let sql = format!(
        "SELECT {} FROM {} WHERE {}",
        names.join(", "),
        table.name,
        conditions.join(" AND ")
    );
    on!(db, pool => {
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for cell in key {
            query = match cell {
                Cell::Empty => query.bind(None::<i64>),
                Cell::Number(number) => query.bind(*number),
                Cell::Text(text) => query.bind(text.clone()),
            };
        }
        let Some(found) = query.fetch_optional(pool).await? else {
            return Ok(None);
        };
        let mut row = Vec::with_capacity(names.len());
        for (place, (_, kind)) in table.columns.iter().enumerate() {
            row.push(match kind {
                ColumnKind::Number => found.try_get::<Option<i64>, _>(place)?.into(),
                ColumnKind::Text => found.try_get::<Option<String>, _>(place)?.into(),
            });
        }
        Ok(Some(row))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::row;
    use crate::store::tables::STAKED;

    fn change() -> RowChange {
        RowChange::of(STAKED, row!["contract", "alice"])
    }

    #[test]
    fn a_row_begins_empty_and_keeps_what_is_not_changed() {
        let (mut kept, mut changes) = (KeptRows::default(), Changes::default());
        kept.change(change().set("staked", 7_u128).add("unstaking", 5), &mut changes);
        kept.change(change().less("unstaking", 2).set("ready", 9_u64), &mut changes);
        kept.change(change().less("unstaking", 8), &mut changes);
        let row = kept.0.values().next().unwrap();
        assert_eq!(*row, row!["contract", "alice", 7_u128, 0_u128, 9_u64]);
        assert_eq!(kept.len(), 1);
    }
}

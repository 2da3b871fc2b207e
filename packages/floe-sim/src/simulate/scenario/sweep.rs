//! One file, several runs: every value of `[sweep]` replaces the field of its name.

use anyhow::{bail, ensure, Context, Result};
use serde::Deserialize;
use toml::{Table, Value};

use super::Scenario;

/// Most runs of one file.
const MOST: usize = 64;

/// One run.
#[derive(Clone, Debug)]
pub(crate) struct Variant {
    /// What makes it different, as `params.batch_interval=86400`; empty without a sweep.
    pub label: String,
    pub scenario: Scenario,
}

/// Reads a scenario file and makes its runs, in the order of the values; several swept fields are combined.
///
/// # Errors
/// When the text is no scenario, or one of the runs is outside of its limits.
pub fn read(text: &str) -> Result<Vec<Variant>> {
    let mut table: Table = text.parse().context("this is not TOML")?;
    let axes = match table.remove("sweep") {
        None => Vec::new(),
        Some(Value::Table(sweep)) => axes(&sweep, "")?,
        Some(_) => bail!("sweep is not a table; write [sweep] and fields with lists of values under it"),
    };
    let mut runs = vec![(String::new(), table)];
    for (path, values) in axes {
        let longer = runs.len().saturating_mul(values.len());
        ensure!(
            longer <= MOST,
            "sweep makes {longer} runs, allowed is 1 to {MOST}"
        );
        let mut next = Vec::new();
        for (label, table) in &runs {
            for value in &values {
                let mut table = table.clone();
                set(&mut table, &path, value.clone())?;
                let separator = if label.is_empty() { "" } else { " " };
                next.push((format!("{label}{separator}{path}={value}"), table));
            }
        }
        runs = next;
    }
    runs.into_iter()
        .map(|(label, table)| variant(label, table))
        .collect()
}

fn variant(label: String, table: Table) -> Result<Variant> {
    let scenario =
        Scenario::deserialize(table).map_err(|error| anyhow::anyhow!("{}", error.to_string().trim()));
    let scenario = scenario.and_then(|scenario| scenario.check().map(|()| scenario));
    let scenario = match label.is_empty() {
        true => scenario?,
        false => scenario.with_context(|| format!("the run {label}"))?,
    };
    Ok(Variant { label, scenario })
}

/// Fields with their values, deepest names joined by dots.
fn axes(table: &Table, prefix: &str) -> Result<Vec<(String, Vec<Value>)>> {
    let mut found = Vec::new();
    for (name, value) in table {
        let path = if prefix.is_empty() {
            name.clone()
        } else {
            format!("{prefix}.{name}")
        };
        match value {
            Value::Table(inner) => found.extend(axes(inner, &path)?),
            Value::Array(values) if !values.is_empty() => found.push((path, values.clone())),
            Value::String(_)
            | Value::Integer(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Datetime(_)
            | Value::Array(_) => {
                bail!("sweep.{path} is not a list of values; write {path} = [first, second]")
            }
        }
    }
    Ok(found)
}

fn set(table: &mut Table, path: &str, value: Value) -> Result<()> {
    match path.split_once('.') {
        None => {
            table.insert(path.to_owned(), value);
        }
        Some((name, rest)) => {
            let inner = table
                .entry(name.to_owned())
                .or_insert_with(|| Value::Table(Table::new()));
            let inner = inner
                .as_table_mut()
                .with_context(|| format!("sweep.{path}: {name} is not a table"))?;
            set(inner, rest, value)?;
        }
    }
    Ok(())
}

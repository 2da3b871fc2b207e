//! One line of the answer.

use cosmwasm_std::Uint128;
use floe_core::units::NANOS;
use floe_testing::suite::{Failure, HubBooks, Summary};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::names::Names;
use super::run::{Answer, World};

#[derive(Serialize, Debug)]
pub(crate) struct Output {
    /// Counts all lines of the file.
    pub line: u64,
    /// What happened, expected or not.
    pub ok: bool,
    /// Null, like all that follows the answer, while nothing is deployed.
    pub height: Option<u64>,
    /// Unix seconds.
    pub time: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
    pub books: Option<Summary>,
    pub delegations: Delegations,
    pub entries: Vec<EntryRow>,
    /// The invariants that do not hold, with their numbers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub broken: Vec<String>,
}

/// The hub's booked delegations that are not zero, by `@name` in the order of the setup.
#[derive(Debug, Default)]
pub(crate) struct Delegations(Vec<(String, Uint128)>);

/// An undelegation in flight, as the hub booked it.
#[derive(Serialize, Debug)]
pub(crate) struct EntryRow {
    /// `@name`.
    validator: String,
    amount: Uint128,
    expected: Uint128,
    /// Unix seconds, rounded up.
    completion: u64,
}

impl Serialize for Delegations {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (validator, amount) in &self.0 {
            map.serialize_entry(validator, amount)?;
        }
        map.end()
    }
}

impl Output {
    pub fn new(line: u64, answer: Answer) -> Self {
        let (result, error) = match answer {
            Ok(result) => (Some(result), None),
            Err(failure) => (None, Some(failure)),
        };
        Self {
            line,
            ok: error.is_none(),
            height: None,
            time: None,
            result,
            error,
            books: None,
            delegations: Delegations::default(),
            entries: Vec::new(),
            broken: Vec::new(),
        }
    }

    /// With the block and the books as they stand.
    #[must_use]
    pub fn of(mut self, world: &World) -> Self {
        let block = world.suite.chain.block();
        let books = world.suite.books();
        self.height = Some(block.height);
        self.time = Some(block.time.seconds());
        self.delegations = delegations(&books, &world.names);
        self.entries = entries(&books, &world.names);
        self.books = Some(books.summary());
        self
    }
}

fn delegations(books: &HubBooks, names: &Names) -> Delegations {
    let booked = books
        .positions
        .iter()
        .filter(|(_, position)| !position.booked.is_zero());
    let mut rows: Vec<_> = booked
        .map(|(operator, position)| (names.label(operator), position.booked.into()))
        .collect();
    rows.sort();
    Delegations(
        rows.into_iter()
            .map(|((_, label), amount)| (label, amount))
            .collect(),
    )
}

fn entries(books: &HubBooks, names: &Names) -> Vec<EntryRow> {
    let row = |(key, entry): (&floe_core::EntryKey, &floe_core::Entry)| EntryRow {
        validator: names.label(&key.validator).1,
        amount: entry.amount.into(),
        expected: entry.expected.into(),
        completion: key.completion.div_ceil(NANOS),
    };
    books.entries.iter().map(row).collect()
}

//! What the hub reports, in the order of the transaction.

use crate::model::Sent;
use crate::prelude::*;

/// A report of the hub in the order of the transaction.
pub struct EventReport {
    pub name: String,
    pub values: BTreeMap<String, String>,
}

impl EventReport {
    pub fn text(&self, key: &str) -> &str {
        self.values.get(key).map_or("", String::as_str)
    }

    pub fn number(&self, key: &str) -> u128 {
        self.text(key).parse().unwrap()
    }
}

pub fn reports(hub: &str, events: &[Event]) -> Vec<EventReport> {
    events
        .iter()
        .filter_map(|event| {
            let name = event.ty.strip_prefix("wasm-floe/")?.to_owned();
            let values: BTreeMap<String, String> = event
                .attributes
                .iter()
                .map(|a| (a.key.clone(), a.value.clone()))
                .collect();
            (values.get("_contract_address").is_some_and(|by| by == hub))
                .then_some(EventReport { name, values })
        })
        .collect()
}

pub fn is_failure(report: &EventReport, message: &str) -> bool {
    report.name == "message_failed" && report.text("message") == message
}

pub fn failure<'a>(reports: &'a [EventReport], message: &'a str) -> impl Iterator<Item = &'a EventReport> {
    reports.iter().filter(move |r| is_failure(r, message))
}

pub fn sent(reports: &[EventReport]) -> Sent {
    let portions = |name: &str| -> Vec<(String, u128)> {
        reports
            .iter()
            .filter(|r| r.name == name)
            .map(|r| (r.text("validator").to_owned(), r.number("amount")))
            .collect()
    };
    let moves = reports.iter().filter(|r| r.name == "redelegation_sent");
    Sent {
        undelegations: portions("undelegation_sent"),
        delegations: portions("delegation_sent"),
        redelegations: moves
            .map(|r| {
                (
                    r.text("from").to_owned(),
                    r.text("to").to_owned(),
                    r.number("amount"),
                )
            })
            .collect(),
    }
}

pub fn harvests(reports: &[EventReport]) -> Vec<String> {
    reports
        .iter()
        .filter(|r| r.name == "harvest_sent")
        .map(|r| r.text("validator").to_owned())
        .collect()
}

pub fn settled(reports: &[EventReport]) -> Vec<u64> {
    reports
        .iter()
        .filter(|r| r.name == "batch_settled")
        .map(|r| r.number("batch") as u64)
        .collect()
}

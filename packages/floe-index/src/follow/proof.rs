//! The rebuilt books against the hub's own.

use cosmwasm_std::{from_json, Uint128};
use floe_api::hub::{GuaranteesResponse, GuarantorResponse, SolvencyResponse, ValidatorResponse};
use floe_client::figures::coverage_bps;
use floe_client::protocol::{pages, PAGE};
use floe_client::BlockNode;
use floe_core::Books;
use serde_json::json;

use super::{Nodes, Progress};
use crate::alarms::{self, AlarmKind};
use crate::derive::IndexedContracts;
use crate::error::{IndexError, Result};
use crate::row;
use crate::settings::Settings;
use crate::store::cell::{units, Cell};
use crate::store::tables::{COVERAGE, PROOFS, STAKES};
use crate::store::{Changes, Db};
use crate::{row_of, store};

/// What the hub said of one height.
pub struct Proof {
    /// Of figures that differ: name, ours, the hub's.
    differences: Vec<(String, String)>,
    stakes: Vec<ValidatorResponse>,
    settings: Option<Settings>,
    /// None where the hub does not say.
    guarantees: Option<GuaranteesResponse>,
}

/// None if no node can say, as it does not have that state any more, or not yet. What nodes say differently counts as a
/// difference, and is not kept.
pub fn ask(
    nodes: &Nodes,
    roles: &IndexedContracts,
    (books, balances): (&Books, &[(String, u128)]),
    height: u64,
) -> Option<Proof> {
    let mut proof: Option<Proof> = None;
    for node in nodes.having(height, height, 0) {
        let Some(said) = solvency(node, roles, height) else {
            continue;
        };
        let stakes = stakes(node, roles, height).unwrap_or_default();
        let settings = Settings::ask(node, &roles.hub, height);
        let guarantees = guarantees(node, roles, height);
        let mut found = differences(books, &said, &node.address());
        found.extend(wrong_balances(node, roles, balances, height));
        match &mut proof {
            None => {
                proof = Some(Proof {
                    differences: found,
                    stakes,
                    settings,
                    guarantees,
                });
            }
            Some(known) => {
                known.differences.extend(found);
                if known.stakes != stakes || known.settings != settings || known.guarantees != guarantees {
                    let text = format!("{} says something else than another node", node.address());
                    known.differences.push(("stakes and settings".to_owned(), text));
                    (known.stakes, known.settings, known.guarantees) = (Vec::new(), None, None);
                }
            }
        }
    }
    proof
}

fn solvency(node: &BlockNode, roles: &IndexedContracts, height: u64) -> Option<SolvencyResponse> {
    let answer = node.smart(&roles.hub, &json!({ "solvency": {} }), height).ok()?;
    from_json(answer).ok()
}

/// Of these accounts, those that the hub gives another balance; a move between accounts shows in no total.
fn wrong_balances(
    node: &BlockNode,
    roles: &IndexedContracts,
    balances: &[(String, u128)],
    height: u64,
) -> Vec<(String, String)> {
    let mut wrong = Vec::new();
    for (address, ours) in balances {
        let query = json!({ "balance": { "address": address } });
        let Ok(answer) = node.smart(&roles.hub, &query, height) else {
            continue;
        };
        let Ok(said) = from_json::<cw20::BalanceResponse>(answer) else {
            continue;
        };
        if said.balance.u128() != *ours {
            let text = format!(
                "{ours} by the events, {} by the hub at {}",
                said.balance,
                node.address()
            );
            wrong.push((format!("shares of {address}"), text));
        }
    }
    wrong
}

fn guarantees(node: &BlockNode, roles: &IndexedContracts, height: u64) -> Option<GuaranteesResponse> {
    let answer = node
        .smart(&roles.hub, &json!({ "guarantees": {} }), height)
        .ok()?;
    from_json(answer).ok()
}

/// What the hub said of its guarantors, if it is something else than what is written already.
async fn coverage(db: &Db, at: &Progress, said: &GuaranteesResponse) -> Result<Option<Vec<Cell>>> {
    let both = || [&said.bonds, &said.backstop].into_iter().flatten();
    let balance = |of: &Option<GuarantorResponse>| of.as_ref().map_or(0, |known| known.balance.u128());
    let sum = |of: fn(&GuarantorResponse) -> Uint128| {
        both().fold(0_u128, |sum, known| sum.saturating_add(of(known).u128()))
    };
    let new = row![
        at.height,
        at.time,
        balance(&said.bonds),
        balance(&said.backstop),
        sum(|known| known.covered),
        sum(|known| known.returned),
        said.worst_loss.u128(),
        said.worst_uncovered_bps,
        coverage_bps(said),
    ];
    let sql = "SELECT height, time, bonds, backstop, covered, returned, worst_loss, worst_uncovered_bps, coverage_bps FROM coverage \
               ORDER BY height DESC LIMIT 1";
    type Last = (i64, i64, String, String, String, String, String, i64, i64);
    let last: Option<Last> = row_of!(db, sql)?;
    let last = last.map(|(height, time, a, b, c, d, e, f, g)| row![height, time, a, b, c, d, e, f, g]);
    // A hub that never had a guarantor has nothing to tell.
    let told = last.is_some() || both().next().is_some();
    let same = last.is_some_and(|last| last.iter().skip(2).eq(new.iter().skip(2)));
    Ok((!same && told).then_some(new))
}

fn stakes(node: &BlockNode, roles: &IndexedContracts, height: u64) -> Option<Vec<ValidatorResponse>> {
    let found = pages(|last: Option<&ValidatorResponse>| {
        let after = last.map(|validator| &validator.operator);
        let query = json!({ "validators": { "start_after": after, "limit": PAGE } });
        let said = node.smart(&roles.hub, &query, height);
        let said = said.map_err(|failure| IndexError::Broke(failure.to_string()))?;
        from_json(said).map_err(|error| IndexError::Broke(error.to_string()))
    });
    found.ok()
}

/// Figures that do not depend on the second of asking.
fn differences(books: &Books, said: &SolvencyResponse, node: &str) -> Vec<(String, String)> {
    let pairs = [
        ("stake", books.delegated.units(), said.delegated),
        ("undelegations", books.undelegating.units(), said.undelegating),
        ("free coins", books.free.units(), said.free),
        ("coins set aside", books.reserved.units(), said.reserved),
        ("owed to exits", books.owed.units(), said.owed),
        ("supply", books.supply.units(), said.supply),
        ("losses to make good", books.loss_carry.units(), said.loss_carry),
    ];
    let differing = pairs
        .into_iter()
        .filter(|(_, ours, theirs)| *ours != theirs.u128());
    differing
        .map(|(what, ours, theirs)| {
            (
                what.to_owned(),
                format!("{ours} by the events, {theirs} by the hub at {node}"),
            )
        })
        .collect()
}

impl Proof {
    /// Writes it down, and raises or ends the alarm.
    pub async fn keep(self, db: &Db, at: &Progress) -> Result<()> {
        let told: Vec<String> = self
            .differences
            .iter()
            .map(|(what, text)| format!("{what}: {text}"))
            .collect();
        let told = told.join("; ");
        let mut changes = Changes::default();
        changes.put(
            PROOFS,
            row![at.height, at.time, self.differences.is_empty(), told.as_str()],
        );
        for stake in &self.stakes {
            let in_flight = stake
                .entries
                .iter()
                .fold(0_u128, |sum, entry| sum.saturating_add(entry.expected.u128()));
            let sql = "SELECT delegated, target, in_flight FROM stakes WHERE operator = $1 ORDER BY height DESC LIMIT 1";
            let last: Option<(String, String, String)> = row_of!(db, sql, &stake.operator)?;
            let new = [stake.delegated.u128(), stake.target.u128(), in_flight];
            if last.map(|(a, b, c)| [units(&a), units(&b), units(&c)]) != Some(new) {
                let [delegated, target, in_flight] = new;
                changes.put(
                    STAKES,
                    row![
                        stake.operator.as_str(),
                        at.height,
                        at.time,
                        delegated,
                        target,
                        in_flight
                    ],
                );
            }
        }
        if let Some(said) = &self.guarantees {
            if let Some(row) = coverage(db, at, said).await? {
                changes.put(COVERAGE, row);
            }
        }
        db.write(changes, None).await?;
        if let Some(settings) = &self.settings {
            settings.keep(db).await?;
        }
        if self.differences.is_empty() {
            alarms::end(db, AlarmKind::Books).await
        } else {
            alarms::raise(db, AlarmKind::Books, at.height, &told).await
        }
    }
}

/// The newest height at which the books were proven, with its block's time in unix nanoseconds; none before the first.
pub async fn last_proven(db: &Db) -> Result<Option<(u64, u64)>> {
    let sql = "SELECT height, time FROM proofs WHERE proven = 1 ORDER BY height DESC LIMIT 1";
    let found: Option<(i64, i64)> = row_of!(db, sql)?;
    Ok(found.map(|(height, time)| (store::cell::natural(height), store::cell::natural(time))))
}

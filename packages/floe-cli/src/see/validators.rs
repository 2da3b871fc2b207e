//! `floe validators`: where the stake is and where it should be.

use std::collections::BTreeMap;

use anyhow::Result;
use cosmwasm_std::{Decimal, Uint128};
use floe_api::hub::{EntryResponse, SilenceResponse, ValidatorResponse as Stake};
use floe_api::registry::{ValidatorResponse as Listed, ValidatorStatus as Wish};
use floe_client::views::{BondStatus, ChainValidator as OnChain};
use floe_client::when;
use floe_core::units::Seconds;
use floe_draw::Table;
use serde::Serialize;

use crate::charts::{self, PlotFlags};
use crate::context::Context;
use crate::exit::ExitCode;
use crate::see::figures::Concentration;
use crate::see::share;
use crate::units::Unit;

#[derive(clap::Args)]
pub struct ValidatorsArgs {
    #[command(flatten)]
    plot: PlotFlags,
}

/// Amounts in base units, times in unix seconds.
#[derive(Serialize)]
struct Set {
    time: Seconds,
    delegated: Uint128,
    in_flight: Uint128,
    /// Of the hub's stake as it is.
    concentration: Concentration,
    validators: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    operator: String,
    /// The name it gives itself; empty where it gives none.
    moniker: String,
    delegated: Uint128,
    target: Uint128,
    /// None: the registry does not list it.
    listed: Option<Wishes>,
    /// None: the chain does not know it.
    chain: Option<Condition>,
    cumulative_loss: Uint128,
    last_loss: Option<Seconds>,
    entries: Vec<EntryResponse>,
    marked_until: Option<Seconds>,
    locked_until: Option<Seconds>,
    silent: Option<SilenceResponse>,
}

#[derive(Serialize)]
struct Wishes {
    weight: u64,
    status: Wish,
    accepting: bool,
    bonded_at_refresh: bool,
    /// Part of the last 30 days, or of the time since it was added, in which it was seen in the bonded set.
    bonded_share: Decimal,
    /// Highest commission seen in the last 30 days.
    highest_commission: Decimal,
    /// Unix seconds.
    listed_at: Seconds,
}

#[derive(Serialize)]
struct Condition {
    status: &'static str,
    jailed: bool,
    commission: Decimal,
}

pub fn run(args: ValidatorsArgs, context: &mut Context<'_>) -> Result<ExitCode> {
    args.plot.check(context)?;
    let protocol = context.protocol()?;
    let time = protocol.chain.block()?.time.seconds();
    let set = gather(
        time,
        protocol.hub().stake()?,
        protocol.registry().listed()?,
        protocol.chain.validators()?,
    );
    let coin = context.unit()?;
    args.plot.write(context, |width| {
        let rows: Vec<charts::StakeBar<'_>> = set.validators.iter().map(drawn).collect();
        charts::stake(&rows, &coin, width)
    })?;
    context.show(&set, |set| lines(set, &coin))?;
    Ok(ExitCode::Done)
}

/// Every validator that the registry lists or the hub has stake, undelegations or losses on: listed ones first, in the
/// registry's order.
fn gather(time: Seconds, stake: Vec<Stake>, listed: Vec<Listed>, chain: Vec<OnChain>) -> Set {
    let mut stake: BTreeMap<String, Stake> = stake.into_iter().map(|s| (s.operator.clone(), s)).collect();
    let chain: BTreeMap<String, OnChain> = chain.into_iter().map(|v| (v.operator.clone(), v)).collect();
    let mut rows: Vec<Row> = listed
        .into_iter()
        .map(|listed| {
            let stake = stake.remove(&listed.operator);
            let known = chain.get(&listed.operator);
            row(listed.operator.clone(), Some(listed), stake, known)
        })
        .collect();
    rows.extend(stake.into_iter().map(|(operator, stake)| {
        let known = chain.get(&operator);
        row(operator, None, Some(stake), known)
    }));
    let add = |sum: Uint128, amount: Uint128| sum.saturating_add(amount);
    let in_flight = rows.iter().map(in_flight);
    Set {
        time,
        delegated: rows.iter().map(|row| row.delegated).fold(Uint128::zero(), add),
        in_flight: in_flight.fold(Uint128::zero(), add),
        concentration: Concentration::of(rows.iter().map(|row| row.delegated.u128())),
        validators: rows,
    }
}

fn row(operator: String, listed: Option<Listed>, stake: Option<Stake>, chain: Option<&OnChain>) -> Row {
    let listed = listed.map(|listed| Wishes {
        weight: listed.weight,
        status: listed.status,
        accepting: listed.accepting,
        bonded_at_refresh: listed.bonded,
        bonded_share: listed.bonded_share,
        highest_commission: listed.highest_commission,
        listed_at: listed.listed_at,
    });
    let mut row = Row {
        operator,
        moniker: chain.map(|known| known.moniker.clone()).unwrap_or_default(),
        delegated: Uint128::zero(),
        target: Uint128::zero(),
        listed,
        chain: chain.map(|known| Condition {
            status: match known.status {
                BondStatus::Bonded => "bonded",
                BondStatus::Unbonding => "unbonding",
                BondStatus::Unbonded => "unbonded",
            },
            jailed: known.jailed,
            commission: known.commission,
        }),
        cumulative_loss: Uint128::zero(),
        last_loss: None,
        entries: Vec::new(),
        marked_until: None,
        locked_until: None,
        silent: None,
    };
    if let Some(stake) = stake {
        row.delegated = stake.delegated;
        row.target = stake.target;
        row.cumulative_loss = stake.cumulative_loss;
        row.last_loss = stake.last_loss;
        row.entries = stake.entries;
        row.marked_until = stake.marked_until;
        row.locked_until = stake.locked_until;
        row.silent = stake.silent;
    }
    row
}

fn lines(set: &Set, coin: &Unit) -> Vec<String> {
    let title = format!("The hub's stake in {}", coin.display);
    let columns = [
        "validator",
        "staked",
        "target",
        "off by",
        "weight",
        "registry",
        "chain",
        "commission",
        "most in 30 days",
        "bonded of 30",
        "lost",
        "in flight",
    ];
    let mut table = Table::new(title, &columns);
    for row in &set.validators {
        table.row(cells(row, coin));
    }
    let mut lines = table.lines();
    lines.push(format!(
        "{} staked, {} being undelegated; the largest has {}, the largest {} together hold a third",
        coin.show(set.delegated),
        coin.show(set.in_flight),
        share(set.concentration.largest),
        set.concentration.third
    ));
    lines.extend(set.validators.iter().flat_map(|row| remarks(row, set.time, coin)));
    lines
}

fn name(row: &Row) -> &str {
    if row.moniker.is_empty() {
        &row.operator
    } else {
        &row.moniker
    }
}

fn drawn(row: &Row) -> charts::StakeBar<'_> {
    charts::StakeBar {
        name: name(row),
        staked: row.delegated,
        target: row.target,
        coming_back: in_flight(row),
        jailed: row.chain.as_ref().is_some_and(|chain| chain.jailed),
    }
}

/// What undelegations from there are expected to bring.
fn in_flight(row: &Row) -> Uint128 {
    let expected = row.entries.iter().map(|entry| entry.expected);
    expected.fold(Uint128::zero(), Uint128::saturating_add)
}

fn cells(row: &Row, coin: &Unit) -> [String; 12] {
    let off = match row.delegated.checked_sub(row.target) {
        Ok(over) if over.is_zero() => "0".to_owned(),
        Ok(over) => format!("+{}", coin.number(over)),
        Err(_) => format!("-{}", coin.number(row.target.saturating_sub(row.delegated))),
    };
    let (chain, wishes) = (row.chain.as_ref(), row.listed.as_ref());
    [
        name(row).to_owned(),
        coin.number(row.delegated),
        coin.number(row.target),
        off,
        wishes.map_or("-".to_owned(), |listed| listed.weight.to_string()),
        wish(wishes).to_owned(),
        chain.map_or("unknown".to_owned(), |chain| {
            let jailed = if chain.jailed { ", jailed" } else { "" };
            format!("{}{jailed}", chain.status)
        }),
        chain.map_or("-".to_owned(), |chain| share(chain.commission)),
        wishes.map_or("-".to_owned(), |wishes| share(wishes.highest_commission)),
        wishes.map_or("-".to_owned(), |wishes| share(wishes.bonded_share)),
        coin.number(row.cumulative_loss),
        coin.number(in_flight(row)),
    ]
}

const fn wish(listed: Option<&Wishes>) -> &'static str {
    match listed {
        None => "not listed",
        Some(listed) => match (&listed.status, listed.accepting) {
            (Wish::Draining, _) => "draining",
            (Wish::Paused { .. }, _) => "paused",
            (Wish::Active, true) => "active",
            (Wish::Active, false) => "not accepting",
        },
    }
}

/// What does not fit into the table.
fn remarks(row: &Row, now: Seconds, coin: &Unit) -> Vec<String> {
    let mut remarks = Vec::new();
    if !row.moniker.is_empty() {
        remarks.push(format!("{} is {}", row.moniker, row.operator));
    }
    let mut say = |text: String| remarks.push(format!("{}: {text}", name(row)));
    if let Some(Wishes {
        status: Wish::Paused { until },
        ..
    }) = &row.listed
    {
        match until {
            Some(until) => say(format!("paused by the guardian until {}", when::utc(*until))),
            None => say("paused by the owner until resumed".to_owned()),
        }
    }
    if let Some(last) = row.last_loss {
        say(format!("last loss found at {}", when::utc(last)));
    }
    for entry in &row.entries {
        let cut = if entry.expected < entry.amount {
            format!(" of {} undelegated", coin.number(entry.amount))
        } else {
            String::new()
        };
        say(format!(
            "{}{cut} arrive at {}, in {}",
            coin.show(entry.expected),
            when::utc(entry.completion),
            when::span(entry.completion.saturating_sub(now))
        ));
    }
    if let Some(until) = row.marked_until {
        say(format!("a message failed; avoided until {}", when::utc(until)));
    }
    if let Some(until) = row.locked_until {
        say(format!("stake cannot be redelegated until {}", when::utc(until)));
    }
    if let Some(silence) = &row.silent {
        let what = match (silence.written_off_at, silence.forgotten) {
            (None, _) => format!(
                "its write-off was announced on {}",
                when::utc(silence.announced_at)
            ),
            (Some(at), false) => format!("{} written off on {}", coin.show(silence.amount), when::utc(at)),
            (Some(at), true) => format!(
                "{} written off on {} and given up",
                coin.show(silence.amount),
                when::utc(at)
            ),
        };
        say(format!("answers nobody: {what}"));
    }
    remarks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stake(operator: &str, delegated: u128) -> Stake {
        Stake {
            operator: operator.into(),
            delegated: delegated.into(),
            target: Uint128::new(50),
            entries: vec![EntryResponse {
                amount: Uint128::new(9),
                expected: Uint128::new(7),
                completion: 100,
            }],
            cumulative_loss: Uint128::zero(),
            last_loss: None,
            harvested_at: 0,
            marked_until: None,
            locked_until: None,
            silent: None,
        }
    }

    fn listed(operator: &str) -> Listed {
        Listed {
            operator: operator.into(),
            class: floe_api::registry::ValidatorClass::Curated,
            weight: 3,
            base: 3,
            status: Wish::Active,
            commission: Decimal::percent(5),
            bonded: true,
            since: 0,
            dear_since: None,
            listed_at: 0,
            accepting: true,
            bonded_share: Decimal::one(),
            highest_commission: Decimal::percent(5),
            short: false,
        }
    }

    #[test]
    fn listed_ones_come_first_and_stake_elsewhere_is_not_forgotten() {
        let set = gather(
            0,
            vec![stake("a", 10), stake("z", 30)],
            vec![listed("z"), listed("m")],
            vec![],
        );
        let order: Vec<&str> = set.validators.iter().map(|row| row.operator.as_str()).collect();
        assert_eq!(order, ["z", "m", "a"]);
        assert_eq!((set.delegated.u128(), set.in_flight.u128()), (40, 14));
        assert_eq!(set.concentration.third, 1);
        let text = lines(&set, &Unit::guess("stake")).join("\n");
        assert!(
            text.contains("not listed") && text.contains("7 stake of 9 undelegated"),
            "{text}"
        );
        assert!(text.contains("-20"), "{text}");
    }
}

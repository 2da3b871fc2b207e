//! Reports in words.

use cosmwasm_std::{Decimal, Int128, SignedDecimal, Uint128};
use floe_client::when;
use floe_core::units::YEAR;
use floe_draw::Table;

use super::lots::Lots;
use super::prices::Money;
use super::HistoryReport;
use crate::dates;
use crate::see::{percent, share};
use crate::units::Unit;
use floe_client::statement::{HolderPeriod, Movement, MovementKind, Period};

pub fn of(report: &HistoryReport, coin: &Unit, token: &Unit) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(period) = &report.whole {
        lines.extend(protocol(period, coin, token));
    }
    if let Some(period) = &report.holder {
        let address = report.address.as_deref().unwrap_or_default();
        lines.extend(holder(address, period, coin, token));
        lines.push(row(
            coin,
            "beside it, fees to the chain",
            " ",
            report.transaction_fees,
        ));
    }
    if let Some(crowd) = &report.crowd {
        lines.extend(crowd.lines(coin).into_iter().map(|line| format!("  {line}")));
    }
    if !report.periods.is_empty() {
        lines.extend(period_table(&report.periods, coin));
    }
    if !report.holder_periods.is_empty() {
        lines.extend(holder_table(&report.holder_periods, coin, token));
    }
    if !report.movements.is_empty() {
        lines.extend(movement_table(&report.movements, coin, token));
    }
    if let Some(lots) = &report.lots {
        lines.extend(lot_tables(lots, coin, token));
    }
    lines.extend(report.unreadable.iter().map(|event| {
        format!(
            "NOT READ: block {}, transaction {}: {}; what it told is missing above",
            event.height, event.tx, event.reason
        )
    }));
    lines.extend(verdict(report));
    lines
}

/// A line of an account.
fn row(coin: &Unit, name: &str, sign: &str, amount: Uint128) -> String {
    format!("  {name:<30}{sign}{:>28}", coin.number(amount))
}

fn protocol(p: &Period, coin: &Unit, token: &Unit) -> Vec<String> {
    let row = |name, sign, amount| row(coin, name, sign, amount);
    let mut lines = vec![
        format!(
            "The protocol from {} to {}, in {}",
            when::utc(p.from),
            when::utc(p.to),
            coin.display
        ),
        row("coins at the start", " ", p.opening_coins),
        row("deposits", "+", p.deposits),
        row("rewards, before fees", "+", p.gross_rewards),
        row("gifts, returns, late arrivals", "+", p.other_gains),
        row("losses", "-", p.losses),
        row("rounding of undelegations", "-", p.rounding),
        row("claims", "-", p.claimed),
        row("instant exits", "-", p.instant_exits),
    ];
    if !p.unexplained.is_zero() {
        lines.push(format!(
            "  {:<30} {:>28}",
            "NOT EXPLAINED",
            number(coin, p.unexplained)
        ));
    }
    lines.push(row("coins at the end", "=", p.closing_coins));
    if !p.covered.is_zero() || !p.given_back.is_zero() {
        lines.push(format!(
            "  guarantors paid {} of the losses; {} of the gains went back to them",
            coin.show(p.covered),
            coin.show(p.given_back)
        ));
    }
    lines.extend([
        rate(p),
        gross(p),
        format!(
            "  pool {} -> {}",
            coin.show(p.opening_pool),
            coin.show(p.closing_pool)
        ),
        format!(
            "  supply {} -> {}",
            token.show(p.opening_supply),
            token.show(p.closing_supply)
        ),
        format!(
            "  fees {}, taken as new {}; fees of instant exits {}, left to the holders",
            coin.show(p.fees),
            token.display,
            coin.show(p.instant_fees)
        ),
        format!("  priced for exits {} {}", number(coin, p.exits), coin.display),
    ]);
    lines
}

/// The rate, its return, what of it was lost, and the pace where there is one.
fn rate(p: &Period) -> String {
    let change = p.growth.map(|growth| format!(", {}", percent(growth)));
    let lost = match p.lost.is_zero() {
        true => String::new(),
        false => format!("; losses took {}", share(p.lost.abs_diff(SignedDecimal::zero()))),
    };
    let before = if lost.is_empty() { "" } else { " before losses" };
    let pace = match p.apr {
        Some(apr) => format!("; {} a year{before}", percent(apr)),
        None => "; too short for a yearly rate".to_owned(),
    };
    format!(
        "  rate {} -> {}{}{lost}{pace}",
        p.opening_rate,
        p.closing_rate,
        change.unwrap_or_default()
    )
}

/// What the stake has earned, beside what the holders got of it: the difference is the fee, idle coins and what is not released
/// yet.
fn gross(p: &Period) -> String {
    let pool = p.opening_pool.saturating_add(p.closing_pool);
    let secs = p.to.saturating_sub(p.from);
    let earned = Decimal::checked_from_ratio(p.gross_rewards.saturating_mul(Uint128::new(2)), pool);
    let year = Decimal::checked_from_ratio(YEAR, secs);
    let pace = earned
        .ok()
        .zip(year.ok())
        .and_then(|(earned, year)| earned.checked_mul(year).ok());
    // The mean of two pools says nothing of one that has become another in between.
    let changed = pool > p.opening_pool.min(p.closing_pool).saturating_mul(Uint128::new(3));
    match pace.filter(|_| p.apr.is_some()) {
        Some(_) if changed => {
            "  what the stake earned a year cannot be said where the pool has changed so much; --by day or month tells it of parts".to_owned()
        }
        Some(pace) => format!("  the stake itself earned {} a year before the fee", share(pace)),
        None => "  what the stake earned a year cannot be said of so short a time".to_owned(),
    }
}

/// The sum of several holders; `sound` is whether each agrees with the chain.
pub fn together(p: &HolderPeriod, sound: bool, (coin, token): (&Unit, &Unit)) -> Vec<String> {
    let mut lines = holder("All of them together", p, coin, token);
    lines.push(match sound {
        true => "Each agrees with the chain, to the unit.".to_owned(),
        false => "NOT ALL of them agree with the chain; each says above where.".to_owned(),
    });
    lines
}

/// Lots that are left, and shares that went.
fn lot_tables(lots: &Lots, coin: &Unit, token: &Unit) -> Vec<String> {
    let money = |money: Option<Money>| money.map(|money| money.to_string()).unwrap_or_default();
    let columns = [
        "acquired",
        "by",
        &token.display,
        "cost",
        "cost in money",
        "kept by",
    ];
    let mut left = Table::new(format!("Lots that are left, cost in {}", coin.display), &columns);
    for lot in &lots.left {
        left.row([
            when::utc(lot.acquired),
            what(lot.kind).to_owned(),
            token.number(lot.shares),
            coin.number(lot.cost),
            money(lot.cost_money),
            lot.kept_by.clone().unwrap_or_default(),
        ]);
    }
    let columns = [
        "at",
        "what",
        "acquired",
        &token.display,
        "proceeds",
        "cost",
        "gain",
        "proceeds in money",
        "cost in money",
    ];
    let mut gone = Table::new(
        format!("Shares that went, first in, first out, in {}", coin.display),
        &columns,
    );
    for part in &lots.gone {
        gone.row([
            when::utc(part.time),
            what(part.kind).to_owned(),
            part.acquired
                .map(when::utc)
                .unwrap_or_else(|| "not known".to_owned()),
            token.number(part.shares),
            coin.number(part.proceeds),
            coin.number(part.cost),
            number(coin, part.gain),
            money(part.proceeds_money),
            money(part.cost_money),
        ]);
    }
    let mut lines = left.lines();
    if !lots.gone.is_empty() {
        lines.extend(gone.lines());
    }
    lines
}

fn holder(address: &str, p: &HolderPeriod, coin: &Unit, token: &Unit) -> Vec<String> {
    let row = |name, sign, amount| row(coin, name, sign, amount);
    let mut lines = vec![
        format!(
            "{address} from {} to {}, in {}",
            when::utc(p.from),
            when::utc(p.to),
            coin.display
        ),
        row("worth at the start", " ", p.opening_value),
        row("deposited", "+", p.deposited),
        row("shares from others", "+", p.received),
        row("shares back from modules", "+", p.returned),
        row("shares of fees", "+", p.fee_income),
        row("shares to others", "-", p.given),
        row("shares put with modules", "-", p.lodged),
        row("claimed", "-", p.claimed),
        row("instant exits", "-", p.instant_exits),
        row("their fees", "-", p.instant_fees),
        format!("  {:<30} {:>28}", "rewards", number(coin, p.rewards)),
        row("losses", "-", p.losses),
        row("worth at the end", "=", p.closing_value),
        format!(
            "  {} in the wallet, {} on the way out; rate {} -> {}",
            token.show(p.shares),
            token.show(p.leaving),
            p.opening_rate,
            p.closing_rate
        ),
    ];
    if p.lodged > p.returned {
        lines.push(
            "  what is staked, objects or stands for slashes is the holder's and not in this worth; `floe balance` has it".to_owned(),
        );
    }
    lines
}

fn period_table(periods: &[Period], coin: &Unit) -> Vec<String> {
    let columns = [
        "from",
        "rate at the end",
        "deposits",
        "rewards",
        "fees",
        "gains",
        "losses",
        "exits",
        "instant",
        "pool at the end",
    ];
    let mut table = Table::new(format!("By period, in {}", coin.display), &columns);
    for p in periods {
        table.row([
            dates::day(p.from),
            p.closing_rate.to_string(),
            coin.number(p.deposits),
            coin.number(p.gross_rewards),
            coin.number(p.fees),
            coin.number(p.other_gains),
            coin.number(p.losses.saturating_add(p.rounding)),
            number(coin, p.exits),
            coin.number(p.instant_exits),
            coin.number(p.closing_pool),
        ]);
    }
    table.lines()
}

fn holder_table(periods: &[HolderPeriod], coin: &Unit, token: &Unit) -> Vec<String> {
    let columns = [
        "from",
        "rate at the end",
        &token.display,
        "in",
        "out",
        "fees",
        "rewards",
        "losses",
        "worth at the end",
    ];
    let mut table = Table::new(format!("By period, in {}", coin.display), &columns);
    for p in periods {
        let brought = p
            .deposited
            .saturating_add(p.received)
            .saturating_add(p.returned)
            .saturating_add(p.fee_income);
        let took = p.given.saturating_add(p.lodged);
        let took = took.saturating_add(p.claimed).saturating_add(p.instant_exits);
        table.row([
            dates::day(p.from),
            p.closing_rate.to_string(),
            token.number(p.shares.saturating_add(p.leaving)),
            coin.number(brought),
            coin.number(took),
            coin.number(p.instant_fees),
            number(coin, p.rewards),
            coin.number(p.losses),
            coin.number(p.closing_value),
        ]);
    }
    table.lines()
}

fn movement_table(movements: &[Movement], coin: &Unit, token: &Unit) -> Vec<String> {
    let columns = [
        "at",
        "what",
        &token.display,
        &coin.display,
        "rate",
        "batch",
        "with",
    ];
    let mut table = Table::new("Movements", &columns);
    for m in movements {
        table.row([
            when::utc(m.time),
            what(m.kind).to_owned(),
            token.number(m.shares),
            if m.coins.is_zero() {
                String::new()
            } else {
                coin.number(m.coins)
            },
            m.rate.to_string(),
            m.batch.map(|id| id.to_string()).unwrap_or_default(),
            m.with.clone().unwrap_or_default(),
        ]);
    }
    table.lines()
}

const fn what(kind: MovementKind) -> &'static str {
    match kind {
        MovementKind::Deposit => "deposited",
        MovementKind::DepositFor => "deposited for another",
        MovementKind::TransferIn => "received",
        MovementKind::TransferOut => "sent",
        MovementKind::Lodged => "put with a module",
        MovementKind::Returned => "back from a module",
        MovementKind::ReturnedQueued => "queued by a module",
        MovementKind::FeeIncome => "part of a fee",
        MovementKind::Queue => "queued to leave",
        MovementKind::QueueFor => "queued for another",
        MovementKind::QueuedBy => "queued by another",
        MovementKind::Cancel => "taken back",
        MovementKind::BatchClosed => "price fixed",
        MovementKind::InstantExit => "left at once",
        MovementKind::Claim => "claimed",
        MovementKind::ClaimReceived => "received a claim",
        MovementKind::InstantReceived => "received an instant exit",
        MovementKind::Loss => "lost",
    }
}

fn number(unit: &Unit, amount: Int128) -> String {
    let sign = if amount.is_negative() { "-" } else { "" };
    format!("{sign}{}", unit.number(amount.unsigned_abs()))
}

fn verdict(report: &HistoryReport) -> Vec<String> {
    if report.differences.is_empty() {
        return vec![format!(
            "Agrees with the chain at block {}, to the unit; {} transactions read.",
            report.height, report.transactions
        )];
    }
    let mut lines = vec![format!(
        "DOES NOT AGREE with the chain at block {}; {} transactions read. In base units:",
        report.height, report.transactions
    )];
    lines.extend(report.differences.iter().map(|difference| {
        format!(
            "  {}: history {}, chain {}",
            difference.what, difference.history, difference.chain
        )
    }));
    lines
}

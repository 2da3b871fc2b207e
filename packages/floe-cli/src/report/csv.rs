//! Tables for spreadsheets: base units, unix seconds and UTC, no thousands separators.

use floe_client::when;

use super::holder::{Movement, MovementKind};
use super::periods::{HolderPeriod, Period};
use super::HistoryReport;

/// Movements of a holder, or periods if the report was split or is the protocol's.
pub fn of(report: &HistoryReport, split: bool) -> String {
    match (&report.address, split) {
        (Some(_), false) => movements(&report.movements),
        (Some(_), true) => holder_periods(&report.holder_periods),
        (None, true) => periods(&report.periods),
        (None, false) => periods(report.whole.as_slice()),
    }
}

fn table(head: &str, rows: impl Iterator<Item = Vec<String>>) -> String {
    let rows = rows.map(|cells| format!("{}\n", cells.join(",")));
    std::iter::once(format!("{head}\n")).chain(rows).collect()
}

fn movements(movements: &[Movement]) -> String {
    let head = "time,utc,height,tx,kind,with,batch,shares,coins,flow,fee,rate";
    let row = |m: &Movement| {
        vec![
            m.time.to_string(),
            when::utc(m.time),
            m.height.to_string(),
            m.tx.clone(),
            m.kind.name().to_owned(),
            m.with.clone().unwrap_or_default(),
            m.batch.map(|id| id.to_string()).unwrap_or_default(),
            m.shares.to_string(),
            m.coins.to_string(),
            m.flow.to_string(),
            m.fee.to_string(),
            m.rate.to_string(),
        ]
    };
    table(head, movements.iter().map(row))
}

fn holder_periods(periods: &[HolderPeriod]) -> String {
    let head = "from,to,from_utc,to_utc,opening_rate,closing_rate,opening_value,closing_value,shares,leaving,deposited,\
                received,fee_income,given,claimed,instant_exits,instant_fees,rewards,losses";
    let row = |p: &HolderPeriod| {
        vec![
            p.from.to_string(),
            p.to.to_string(),
            when::utc(p.from),
            when::utc(p.to),
            p.opening_rate.to_string(),
            p.closing_rate.to_string(),
            p.opening_value.to_string(),
            p.closing_value.to_string(),
            p.shares.to_string(),
            p.leaving.to_string(),
            p.deposited.to_string(),
            p.received.to_string(),
            p.fee_income.to_string(),
            p.given.to_string(),
            p.claimed.to_string(),
            p.instant_exits.to_string(),
            p.instant_fees.to_string(),
            p.rewards.to_string(),
            p.losses.to_string(),
        ]
    };
    table(head, periods.iter().map(row))
}

fn periods(periods: &[Period]) -> String {
    let head = "from,to,from_utc,to_utc,opening_rate,closing_rate,opening_pool,closing_pool,opening_supply,\
                closing_supply,opening_coins,closing_coins,deposits,gross_rewards,fees,other_gains,losses,rounding,\
                exits,claimed,instant_exits,instant_fees,unexplained";
    let row = |p: &Period| {
        vec![
            p.from.to_string(),
            p.to.to_string(),
            when::utc(p.from),
            when::utc(p.to),
            p.opening_rate.to_string(),
            p.closing_rate.to_string(),
            p.opening_pool.to_string(),
            p.closing_pool.to_string(),
            p.opening_supply.to_string(),
            p.closing_supply.to_string(),
            p.opening_coins.to_string(),
            p.closing_coins.to_string(),
            p.deposits.to_string(),
            p.gross_rewards.to_string(),
            p.fees.to_string(),
            p.other_gains.to_string(),
            p.losses.to_string(),
            p.rounding.to_string(),
            p.exits.to_string(),
            p.claimed.to_string(),
            p.instant_exits.to_string(),
            p.instant_fees.to_string(),
            p.unexplained.to_string(),
        ]
    };
    table(head, periods.iter().map(row))
}

impl MovementKind {
    /// As in the JSON form.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Deposit => "deposit",
            Self::DepositFor => "deposit_for",
            Self::TransferIn => "transfer_in",
            Self::TransferOut => "transfer_out",
            Self::FeeIncome => "fee_income",
            Self::Queue => "queue",
            Self::QueueFor => "queue_for",
            Self::QueuedBy => "queued_by",
            Self::Cancel => "cancel",
            Self::BatchClosed => "batch_closed",
            Self::InstantExit => "instant_exit",
            Self::Claim => "claim",
            Self::ClaimReceived => "claim_received",
            Self::InstantReceived => "instant_received",
            Self::Loss => "loss",
        }
    }
}

//! What became of the transactions.

use cosmwasm_std::Uint128;
use floe_api::hub::CrankReport;
use floe_client::TxOutcome;
use serde::Serialize;

use crate::duty::{words, Duty, DutyTask, Reason};

/// What became of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DutyOutcome {
    /// In a block, and it did something.
    Done,
    /// In a block, and nothing was left to do: another was first. Its fee is paid. A claim fails then.
    Idle,
    /// In a block, and it failed. Its fee is paid.
    Failed,
    /// Never sent: the chain or a contract says that it would fail.
    Refused,
    /// Void: it missed its last block. Nothing is paid.
    Expired,
    /// It may still land.
    Unclear,
}

impl DutyOutcome {
    pub const ALL: [Self; 6] = [
        Self::Done,
        Self::Idle,
        Self::Failed,
        Self::Refused,
        Self::Expired,
        Self::Unclear,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Idle => "idle",
            Self::Failed => "failed",
            Self::Refused => "refused",
            Self::Expired => "expired",
            Self::Unclear => "unclear",
        }
    }
}

/// A transaction of a keeper.
#[derive(Clone, Debug, Serialize)]
pub struct DutyReceipt {
    pub task: DutyTask,
    pub outcome: DutyOutcome,
    /// What it was for.
    pub why: String,
    /// What it did, or the error.
    pub result: String,
    pub hash: Option<String>,
    pub height: Option<u64>,
    pub gas_used: u64,
    /// Base units.
    pub fee: Uint128,
    /// Messages of the contract to the chain that failed.
    pub failed_messages: usize,
}

impl DutyReceipt {
    /// Of something that is in no block.
    pub fn without_block(task: DutyTask, outcome: DutyOutcome, result: impl ToString) -> Self {
        Self {
            task,
            outcome,
            why: String::new(),
            result: result.to_string(),
            hash: None,
            height: None,
            gas_used: 0,
            fee: Uint128::zero(),
            failed_messages: 0,
        }
    }

    /// Of a transaction in a block; `duty` is unknown after a restart of the program.
    pub fn of(task: DutyTask, duty: Option<&Duty>, outcome: &TxOutcome) -> Self {
        let (done, result) = judge(task, duty, outcome);
        let gas = outcome.gas.as_ref();
        let fee = gas
            .and_then(|gas| gas.fee.first())
            .map_or(Uint128::zero(), |fee| fee.amount);
        Self {
            outcome: if done {
                DutyOutcome::Done
            } else {
                DutyOutcome::Idle
            },
            hash: Some(outcome.hash.clone()),
            height: Some(outcome.height),
            gas_used: gas.map_or(0, |gas| gas.used),
            fee,
            failed_messages: outcome.reported("message_failed").count(),
            ..Self::without_block(task, DutyOutcome::Done, result)
        }
    }

    /// The hash of one that is in a block and has changed something.
    pub fn has_happened(&self) -> Option<String> {
        self.height.and(self.hash.clone())
    }

    /// Task, outcome and result, in words.
    pub fn told(&self) -> String {
        format!("{} {}: {}", self.task, self.outcome.name(), self.result)
    }

    /// One line for people.
    pub fn line(&self, denom: &str) -> String {
        let mut line = self.told();
        if !self.why.is_empty() && self.why != self.result {
            line.push_str(&format!(" (due: {})", self.why));
        }
        if let (Some(hash), Some(height)) = (&self.hash, self.height) {
            let fee = match self.fee.is_zero() {
                true => "no fee".to_owned(),
                false => format!("fee {}{denom}", self.fee),
            };
            line.push_str(&format!("; block {height}, gas {}, {fee}, {hash}", self.gas_used));
        }
        line
    }
}

/// Whether it did anything, and what.
fn judge(task: DutyTask, duty: Option<&Duty>, outcome: &TxOutcome) -> (bool, String) {
    match task {
        DutyTask::Crank => {
            let report: Option<CrankReport> = outcome
                .data(0)
                .and_then(|data| cosmwasm_std::from_json(data).ok());
            match report {
                Some(report) => (!report.is_idle(), words(&report)),
                None => (true, "cranked".to_owned()),
            }
        }
        DutyTask::Sync => {
            let slashes = outcome.reported("validator_slashed").count();
            let for_slash = duty.is_some_and(Duty::is_urgent);
            let words = if slashes > 0 { "booked a slash" } else { "observed" };
            (slashes > 0 || !for_slash, words.to_owned())
        }
        DutyTask::Withdraw => (true, "withdrew".to_owned()),
        DutyTask::Refresh => {
            let changes = outcome
                .reported("registry_refreshed")
                .filter_map(|fact| fact.attribute("changes")?.parse::<u64>().ok())
                .fold(0, u64::saturating_add);
            (changes > 0 || is_for_age(duty), format!("{changes} changes"))
        }
        DutyTask::Claim => {
            let paid = outcome.reported("claimed").count();
            (true, format!("{paid} claims paid"))
        }
        DutyTask::List => {
            let listed = outcome.reported("validator_listed").count();
            (listed > 0, format!("{listed} listed"))
        }
        DutyTask::Poke => {
            let booked = outcome.reported("backstop_premium_booked").count();
            let words = if booked > 0 { "booked premium" } else { "nothing" };
            (booked > 0, words.to_owned())
        }
    }
}

fn is_for_age(duty: Option<&Duty>) -> bool {
    let old = |reason: &Reason| matches!(reason, Reason::OldRegistry { .. });
    duty.is_none_or(|duty| duty.reasons.iter().any(old))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_due_is_told_where_something_else_was_done() {
        let mut receipt = DutyReceipt {
            why: "settle batch 1".to_owned(),
            ..DutyReceipt::without_block(DutyTask::Crank, DutyOutcome::Done, "settle batch 1")
        };
        assert_eq!(receipt.line("stake"), "crank done: settle batch 1");
        receipt.result = "settle batches 1 and 2".to_owned();
        assert_eq!(
            receipt.line("stake"),
            "crank done: settle batches 1 and 2 (due: settle batch 1)"
        );
    }
}

//! What a keeper can have to do, and why.

use std::fmt;

use cosmwasm_std::{Decimal, Uint128};
use floe_api::hub::CrankReport;
use serde::{Deserialize, Serialize};

/// The kinds of transactions a keeper sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DutyTask {
    /// The hub looks at the chain.
    Sync,
    /// The registry looks at the chain.
    Refresh,
    /// One validator's rewards are withdrawn, with all the gas that it takes.
    Withdraw,
    /// The hub does what is due.
    Crank,
    /// Users are paid.
    Claim,
    /// A validator is listed by its bond.
    List,
    /// A backstop books its premium.
    Poke,
}

impl DutyTask {
    pub const ALL: [Self; 7] = [
        Self::Sync,
        Self::Refresh,
        Self::Withdraw,
        Self::Crank,
        Self::Claim,
        Self::List,
        Self::Poke,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Sync => "sync",
            Self::Refresh => "refresh",
            Self::Withdraw => "withdraw",
            Self::Crank => "crank",
            Self::Claim => "claim",
            Self::List => "list",
            Self::Poke => "poke",
        }
    }
}

impl fmt::Display for DutyTask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One transaction that is due, and why.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Duty {
    pub task: DutyTask,
    pub reasons: Vec<Reason>,
}

impl Duty {
    pub fn new(task: DutyTask, reasons: Vec<Reason>) -> Self {
        Self { task, reasons }
    }

    /// Whether it must not wait for anything: until a slash is booked, the rate is too high.
    pub fn is_urgent(&self) -> bool {
        self.reasons
            .iter()
            .any(|reason| matches!(reason, Reason::Slash { .. }))
    }

    /// The reasons in words.
    pub fn why(&self) -> String {
        let reasons: Vec<String> = self.reasons.iter().map(ToString::to_string).collect();
        reasons.join("; ")
    }

    /// Who is to be paid.
    pub fn claimants(&self) -> impl Iterator<Item = &str> {
        self.reasons.iter().filter_map(|reason| {
            let Reason::Claimable { user, .. } = reason else {
                return None;
            };
            Some(user.as_str())
        })
    }

    /// Whose rewards are withdrawn.
    pub fn hampered(&self) -> Option<&str> {
        self.reasons.iter().find_map(|reason| {
            let Reason::Hampered { operator } = reason else {
                return None;
            };
            Some(operator.as_str())
        })
    }

    /// Who is to be listed.
    pub fn unlisted(&self) -> Option<&str> {
        self.reasons.iter().find_map(|reason| {
            let Reason::Unlisted { operator, .. } = reason else {
                return None;
            };
            Some(operator.as_str())
        })
    }

    /// Which backstop is to book its premium.
    pub fn unbooked(&self) -> Option<&str> {
        self.reasons.iter().find_map(|reason| {
            let Reason::Unbooked { backstop, .. } = reason else {
                return None;
            };
            Some(backstop.as_str())
        })
    }

    /// What the hub says a crank would do.
    pub fn preview(&self) -> Option<&CrankReport> {
        self.reasons.iter().find_map(|reason| {
            let Reason::Work { preview } = reason else {
                return None;
            };
            Some(&**preview)
        })
    }
}

/// Why something is due. Amounts are base units, times seconds.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Reason {
    /// A validator holds less than is booked.
    Slash {
        operator: String,
        booked: Uint128,
        found: Uint128,
    },
    /// The last observation is old.
    OldObservation {
        age: u64,
        limit: u64,
    },
    /// The hub has work.
    Work {
        preview: Box<CrankReport>,
    },
    /// The registry's data are old.
    OldRegistry {
        age: u64,
        limit: u64,
    },
    /// A validator joined or left the bonded set.
    Bonded {
        operator: String,
        bonded: bool,
    },
    Commission {
        operator: String,
        old: Decimal,
        new: Decimal,
    },
    /// The last message to a validator failed.
    Hampered {
        operator: String,
    },
    /// A removed validator holds nothing more and can be forgotten.
    Drained {
        operator: String,
    },
    Claimable {
        user: String,
        amount: Uint128,
    },
    /// A validator whose bond suffices is not listed.
    Unlisted {
        operator: String,
        carrying: Uint128,
    },
    /// Premium has come to a backstop, in shares.
    Unbooked {
        backstop: String,
        shares: Uint128,
    },
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Slash {
                operator,
                booked,
                found,
            } => write!(f, "{operator} was slashed: {booked} booked, {found} found"),
            Self::OldObservation { age, limit } => {
                write!(f, "the last observation is {age} s old, the limit is {limit} s")
            }
            Self::Work { preview } => f.write_str(&words(preview)),
            Self::OldRegistry { age, limit } => {
                write!(f, "the registry's data are {age} s old, the limit is {limit} s")
            }
            Self::Bonded { operator, bonded } => {
                let verb = if *bonded { "joined" } else { "left" };
                write!(f, "{operator} {verb} the bonded set")
            }
            Self::Commission { operator, old, new } => {
                write!(f, "the commission of {operator} went from {old} to {new}")
            }
            Self::Hampered { operator } => write!(f, "the last message to {operator} failed"),
            Self::Drained { operator } => write!(f, "{operator} was removed and is empty"),
            Self::Claimable { user, amount } => write!(f, "{user} can be paid {amount}"),
            Self::Unlisted { operator, carrying } => {
                write!(f, "{operator} has a bond of {carrying} shares and is not listed")
            }
            Self::Unbooked { backstop, shares } => {
                write!(
                    f,
                    "{shares} shares of premium came to {backstop} and are not booked"
                )
            }
        }
    }
}

/// What a crank did or would do.
pub fn words(report: &CrankReport) -> String {
    let batches = |ids: &[u64]| ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let mut parts = Vec::new();
    if !report.settled.is_empty() {
        parts.push(format!("settle batch {}", batches(&report.settled)));
    }
    if let Some(id) = report.closed {
        parts.push(format!("close batch {id}"));
    }
    let counted = [
        (report.undelegations.len(), "undelegate"),
        (report.delegations.len(), "delegate"),
        (report.redelegations.len(), "redelegate"),
        (report.harvests.len(), "harvest"),
    ];
    for (count, verb) in counted {
        match count {
            0 => {}
            1 => parts.push(format!("{verb} once")),
            count => parts.push(format!("{verb} {count} times")),
        }
    }
    if report.forwarded {
        parts.push("forward rewards".to_owned());
    }
    if parts.is_empty() {
        return "nothing".to_owned();
    }
    parts.join(", ")
}

//! How the program ends, for scripts.

use std::fmt;

use floe_client::{ErrorKind, Happened};
use floe_sim::Verdict;

/// ExitCode codes. [`ExitCode::of`] finds the one that belongs to an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitCode {
    /// 0: done.
    Done,
    /// 1: a check found something wrong.
    Failed,
    /// 2: flags, configuration, key or amount cannot be used. Nothing was sent.
    Misuse,
    /// 3: no node answers, or it is another chain's. Nothing was sent.
    NoChain,
    /// 4: the chain or a contract refused, or would have. Nothing was changed.
    Refused,
    /// 5: sent, and whether it happened is not known.
    Unclear,
    /// 6: the user said no.
    Declined,
    /// 7: what was sent has happened, and what was to come after it has not: the result could not be written, or a
    /// later step failed.
    Happened,
}

impl From<Verdict> for ExitCode {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Sound => Self::Done,
            Verdict::Broken => Self::Failed,
            Verdict::Unreadable => Self::Misuse,
        }
    }
}

impl ExitCode {
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Misuse => 2,
            Self::NoChain => 3,
            Self::Refused => 4,
            Self::Unclear => 5,
            Self::Declined => 6,
            Self::Happened => 7,
        }
    }

    /// [`ExitCode::Done`] if so, [`ExitCode::Failed`] if not.
    pub const fn when(sound: bool) -> Self {
        if sound {
            Self::Done
        } else {
            Self::Failed
        }
    }

    /// By the error's outermost known cause; misuse where none is known.
    pub fn of(error: &anyhow::Error) -> Self {
        if error.downcast_ref::<Happened>().is_some() {
            return Self::Happened;
        }
        if error.downcast_ref::<Declined>().is_some() {
            return Self::Declined;
        }
        match ErrorKind::of(error.as_ref()) {
            None | Some(ErrorKind::Usage) => Self::Misuse,
            Some(ErrorKind::NoChain) => Self::NoChain,
            Some(ErrorKind::Refused) => Self::Refused,
            Some(ErrorKind::Open) => Self::Unclear,
        }
    }
}

/// The user said no.
#[derive(Debug)]
pub struct Declined;

impl fmt::Display for Declined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not confirmed, and not signed")
    }
}

impl std::error::Error for Declined {}

/// An error with the hashes of what has happened before it, so that nobody does that again.
pub fn after(hashes: &[String], error: anyhow::Error) -> anyhow::Error {
    match Happened::before(hashes, error.as_ref()) {
        Some(happened) => error.context(happened),
        None => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::{anyhow, Context as _};
    use floe_client::Error as ChainError;
    use rstest::rstest;

    fn hash() -> String {
        "AB".to_owned()
    }

    #[rstest]
    #[case(Declined.into(), ExitCode::Declined)]
    #[case(ChainError::not_signed("no").into(), ExitCode::Refused)]
    #[case(anyhow!("a wrong amount"), ExitCode::Misuse)]
    #[case(ChainError::BadKey { reason: hash() }.into(), ExitCode::Misuse)]
    #[case(ChainError::Unreachable { tried: hash() }.into(), ExitCode::NoChain)]
    #[case(ChainError::InsufficientFee { required: hash(), given: hash() }.into(), ExitCode::Refused)]
    #[case(ChainError::NotIncluded { hash: hash(), waited_secs: 1, valid_until: 2 }.into(), ExitCode::Unclear)]
    #[case(ChainError::Undecided { hash: hash(), detail: hash(), valid_until: 2 }.into(), ExitCode::Unclear)]
    #[case(ChainError::Untraceable { hash: hash(), valid_until: 2 }.into(), ExitCode::Unclear)]
    #[case(ChainError::Doubtful { reason: hash() }.into(), ExitCode::Unclear)]
    #[case(ChainError::Unanswered { hash: hash(), detail: hash(), valid_until: 2 }.into(), ExitCode::Unclear)]
    #[case(after(&[hash()], anyhow!("a full disk")), ExitCode::Happened)]
    #[case(after(&[hash()], ChainError::Unreachable { tried: hash() }.into()), ExitCode::Happened)]
    #[case(after(&[hash()], ChainError::NotIncluded { hash: hash(), waited_secs: 1, valid_until: 2 }.into()), ExitCode::Unclear)]
    #[case(after(&[], ChainError::Unreachable { tried: hash() }.into()), ExitCode::NoChain)]
    fn each_kind_of_error_has_its_code(#[case] error: anyhow::Error, #[case] expected: ExitCode) {
        assert_eq!(ExitCode::of(&error), expected);
        assert_eq!(
            ExitCode::of(&Err::<(), _>(error).context("outside").unwrap_err()),
            expected
        );
    }
}

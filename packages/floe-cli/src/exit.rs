//! How the program ends, for scripts.

use std::fmt;

use floe_client::Error as ChainError;
use floe_sim::Verdict;

/// Exit codes. [`Exit::of`] finds the one that belongs to an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
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

impl From<Verdict> for Exit {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Sound => Self::Done,
            Verdict::Broken => Self::Failed,
            Verdict::Unreadable => Self::Misuse,
        }
    }
}

impl Exit {
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

    /// [`Exit::Done`] if so, [`Exit::Failed`] if not.
    pub const fn when(sound: bool) -> Self {
        if sound {
            Self::Done
        } else {
            Self::Failed
        }
    }

    /// By the error's deepest known cause; misuse where none is known.
    pub fn of(error: &anyhow::Error) -> Self {
        if error.downcast_ref::<Happened>().is_some() {
            return Self::Happened;
        }
        if error.downcast_ref::<Declined>().is_some() {
            return Self::Declined;
        }
        if error.downcast_ref::<Doubtful>().is_some() {
            return Self::Unclear;
        }
        if error.downcast_ref::<Refused>().is_some() {
            return Self::Refused;
        }
        let chain = error.chain().find_map(|cause| cause.downcast_ref::<ChainError>());
        match chain {
            None => Self::Misuse,
            Some(
                ChainError::Unreachable { .. }
                | ChainError::Stopped
                | ChainError::WrongChain { .. }
                | ChainError::NoNewBlock { .. },
            ) => Self::NoChain,
            Some(
                ChainError::NotIncluded { .. }
                | ChainError::Unanswered { .. }
                | ChainError::Undecided { .. }
                | ChainError::Untraceable { .. },
            ) => Self::Unclear,
            Some(
                ChainError::WrongPrefix { .. }
                | ChainError::NoKey { .. }
                | ChainError::BadKey { .. }
                | ChainError::BadValue { .. }
                | ChainError::NotNoted { .. },
            ) => Self::Misuse,
            Some(_) => Self::Refused,
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

/// Sent, and what became of it is not what a transaction like it does: one line that says what to look at.
#[derive(Debug)]
pub struct Doubtful(pub String);

impl fmt::Display for Doubtful {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Doubtful {}

/// Hashes of transactions that are in their blocks, around the error of what came after them.
#[derive(Debug)]
pub struct Happened(pub Vec<String>);

impl Happened {
    /// Around an error, unless nothing has happened or the end of another transaction is open, which is more to know.
    pub fn before(hashes: &[String], error: anyhow::Error) -> anyhow::Error {
        if hashes.is_empty() || Exit::of(&error) == Exit::Unclear {
            return error;
        }
        error.context(Self(hashes.to_vec()))
    }
}

impl fmt::Display for Happened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hashes = self.0.join(", ");
        match self.0.len() {
            1 => write!(
                f,
                "transaction {hashes} has happened, do not send it again; what came after it failed"
            ),
            _ => write!(
                f,
                "transactions {hashes} have happened, do not send them again; what came after them failed"
            ),
        }
    }
}

impl std::error::Error for Happened {}

/// What the chain or a contract would refuse, found before anything was sent: one line that says what to do.
#[derive(Debug)]
pub struct Refused(pub String);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::{anyhow, Context as _};
    use rstest::rstest;

    fn hash() -> String {
        "AB".to_owned()
    }

    #[rstest]
    #[case(Declined.into(), Exit::Declined)]
    #[case(Refused("no".to_owned()).into(), Exit::Refused)]
    #[case(anyhow!("a wrong amount"), Exit::Misuse)]
    #[case(ChainError::BadKey { reason: hash() }.into(), Exit::Misuse)]
    #[case(ChainError::Unreachable { tried: hash() }.into(), Exit::NoChain)]
    #[case(ChainError::InsufficientFee { required: hash(), given: hash() }.into(), Exit::Refused)]
    #[case(ChainError::NotIncluded { hash: hash(), waited_secs: 1, valid_until: 2 }.into(), Exit::Unclear)]
    #[case(ChainError::Undecided { hash: hash(), detail: hash(), valid_until: 2 }.into(), Exit::Unclear)]
    #[case(ChainError::Untraceable { hash: hash(), valid_until: 2 }.into(), Exit::Unclear)]
    #[case(Doubtful("it shows nothing".to_owned()).into(), Exit::Unclear)]
    #[case(ChainError::Unanswered { hash: hash(), detail: hash(), valid_until: 2 }.into(), Exit::Unclear)]
    #[case(Happened::before(&[hash()], anyhow!("a full disk")), Exit::Happened)]
    #[case(Happened::before(&[hash()], ChainError::Unreachable { tried: hash() }.into()), Exit::Happened)]
    #[case(Happened::before(&[hash()], ChainError::NotIncluded { hash: hash(), waited_secs: 1, valid_until: 2 }.into()), Exit::Unclear)]
    #[case(Happened::before(&[], ChainError::Unreachable { tried: hash() }.into()), Exit::NoChain)]
    fn each_kind_of_error_has_its_code(#[case] error: anyhow::Error, #[case] expected: Exit) {
        assert_eq!(Exit::of(&error), expected);
        assert_eq!(
            Exit::of(&Err::<(), _>(error).context("outside").unwrap_err()),
            expected
        );
    }
}

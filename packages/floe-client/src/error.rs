//! Why a chain did not do what it was asked, and what a program should make of it.

use thiserror::Error;

use crate::signer::address_fault;
use crate::ErrorCode;

/// Result of everything that talks to a chain.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a chain did not do what it was asked. Each text says what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Error {
    #[error("no node answers: {tried}; check the addresses and the network, or name another node")]
    Unreachable {
        /// Each endpoint with its own reason.
        tried: String,
    },
    #[error("node {endpoint} belongs to chain {found}, not to {expected}; name a node of {expected}")]
    WrongChain {
        endpoint: String,
        expected: String,
        found: String,
    },
    #[error("{}", address_fault(.address, .expected))]
    WrongPrefix { address: String, expected: String },
    #[error("{}", fee_fault(.required, .given))]
    InsufficientFee { required: String, given: String },
    #[error(
        "the account's sequence is {expected}, the transaction has {given}; another program sends with the same \
         key: stop it, or use a key of its own"
    )]
    SequenceMismatch { expected: u64, given: u64 },
    #[error("out of gas: {used} used, {wanted} allowed; raise the gas adjustment or the floor")]
    OutOfGas { wanted: u64, used: u64 },
    #[error("the transaction wants {wanted} gas, a block of this chain holds {limit}; send fewer messages at once")]
    TooMuchGas { wanted: u64, limit: u64 },
    #[error("insufficient funds: {detail}; fund the account or send less")]
    InsufficientFunds { detail: String },
    #[error("account {address} is unknown to the chain; send it some coins first")]
    UnknownAccount { address: String },
    #[error("the contract refused{}: {text}", at(.message))]
    Contract {
        /// Position of the message in its transaction, from zero; none for a query.
        message: Option<usize>,
        /// The contract's own words.
        text: String,
    },
    #[error(
        "transaction {hash} was not in a block after {waited_secs} s; it can still land until height \
         {valid_until}: look for it there before sending again"
    )]
    NotIncluded {
        hash: String,
        waited_secs: u64,
        valid_until: u64,
    },
    #[error("transaction {hash} was in no block up to height {valid_until} and is void; send it again")]
    Expired { hash: String, valid_until: u64 },
    #[error(
        "transaction {hash} was sent, but the connection broke before the node answered ({detail}); look for it \
         until height {valid_until} before sending again"
    )]
    Unanswered {
        hash: String,
        detail: String,
        valid_until: u64,
    },
    #[error(
        "transaction {hash} is signed and has been handed to a node, and whether it happens is not known ({detail}); \
         look for it until height {valid_until} before sending again"
    )]
    Undecided {
        hash: String,
        detail: String,
        valid_until: u64,
    },
    #[error(
        "transaction {hash} can land no more since height {valid_until}, and whether it has is not known: its account \
         has sent something since, and no node finds it; look for it with a node that keeps an index of transactions"
    )]
    Untraceable { hash: String, valid_until: u64 },
    #[error("stopped, as was asked for")]
    Stopped,
    #[error("what was signed has not left, because it could not be noted before: {reason}")]
    NotNoted { reason: String },
    #[error("code upload refused: {text}; let an address with permission or governance store the code")]
    UploadRefused { text: String },
    #[error("the chain refused{}: {codespace} {code}: {text}", at(.message))]
    Refused {
        message: Option<usize>,
        codespace: String,
        code: u32,
        text: String,
    },
    #[error("{what} does not exist on the chain; check the address, id or height")]
    NotFound { what: String },
    #[error("no new block after {waited_secs} s at height {height}; check that the chain runs")]
    NoNewBlock { height: u64, waited_secs: u64 },
    #[error("not reached within {secs} s of the chain's time: {what}; wait longer or look for the cause")]
    NotReached { what: String, secs: u64 },
    #[error(
        "there is no key for {address}; name one with --key-file or --keystore, or print the unsigned transaction with \
         --generate-only"
    )]
    NoKey { address: String },
    #[error("bad key: {reason}")]
    BadKey { reason: String },
    #[error("bad value of {field}: {reason}")]
    BadValue { field: String, reason: String },
    #[error("{address} is the {found} of a protocol; name its hub instead, {hub}")]
    WrongContract {
        address: String,
        found: &'static str,
        hub: String,
    },
    #[error("this chain cannot do it: {what}")]
    Unsupported { what: String },
    #[error("the answer to {what} cannot be read: {reason}; the node may run a version this program does not know")]
    Unreadable { what: String, reason: String },
    /// What was to be sent would fail or cost more than is allowed; found before it was signed. Says what to do.
    #[error("{reason}")]
    NotSigned { reason: String },
    /// In a block, and what is shown of it is not what a transaction like it does. Says what to look at.
    #[error("{reason}")]
    Doubtful { reason: String },
    #[error("the time of block {height} is needed; name a node that keeps all blocks")]
    NoTime { height: u64, source: Box<Error> },
    #[error("{what}: {reason}")]
    File { what: String, reason: String },
}

/// What an error means for whoever asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// A key, value or file cannot be used. Nothing was sent.
    Usage,
    /// No node answers, or it is another chain's. Nothing was sent.
    NoChain,
    /// The chain or a contract refused, or would have. Nothing was changed.
    Refused,
    /// Sent, and whether it happened is not known.
    Open,
}

impl ErrorKind {
    /// Of the outermost [`enum@Error`] among an error and its causes; none where there is none.
    pub fn of<'e>(error: &'e (dyn std::error::Error + 'static)) -> Option<Self> {
        let mut next: Option<&'e (dyn std::error::Error + 'static)> = Some(error);
        while let Some(cause) = next {
            if let Some(error) = cause.downcast_ref::<Error>() {
                return Some(error.kind());
            }
            next = cause.source();
        }
        None
    }
}

/// Hashes of transactions that are in their blocks, around the error of what came after them.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "transaction{} {} ha{} happened, do not send {} again; what came after {} failed",
    if .0.len() == 1 { "" } else { "s" }, .0.join(", "), if .0.len() == 1 { "s" } else { "ve" },
    if .0.len() == 1 { "it" } else { "them" }, if .0.len() == 1 { "it" } else { "them" }
)]
pub struct Happened(pub Vec<String>);

impl Happened {
    /// None if nothing has happened, or the error leaves the end of another transaction open, which is more to know.
    pub fn before(hashes: &[String], error: &(dyn std::error::Error + 'static)) -> Option<Self> {
        let known = !hashes.is_empty() && ErrorKind::of(error) != Some(ErrorKind::Open);
        known.then(|| Self(hashes.to_vec()))
    }
}

impl Error {
    /// What it means for whoever asked.
    pub const fn kind(&self) -> ErrorKind {
        match self {
            Self::Unreachable { .. } | Self::Stopped | Self::WrongChain { .. } | Self::NoNewBlock { .. } => {
                ErrorKind::NoChain
            }
            Self::NotIncluded { .. }
            | Self::Unanswered { .. }
            | Self::Undecided { .. }
            | Self::Untraceable { .. }
            | Self::Doubtful { .. } => ErrorKind::Open,
            Self::WrongPrefix { .. }
            | Self::NoKey { .. }
            | Self::BadKey { .. }
            | Self::BadValue { .. }
            | Self::WrongContract { .. }
            | Self::NotNoted { .. }
            | Self::File { .. } => ErrorKind::Usage,
            Self::NoTime { source, .. } => source.kind(),
            Self::InsufficientFee { .. }
            | Self::SequenceMismatch { .. }
            | Self::OutOfGas { .. }
            | Self::TooMuchGas { .. }
            | Self::InsufficientFunds { .. }
            | Self::UnknownAccount { .. }
            | Self::Contract { .. }
            | Self::Expired { .. }
            | Self::UploadRefused { .. }
            | Self::Refused { .. }
            | Self::NotFound { .. }
            | Self::NotReached { .. }
            | Self::Unsupported { .. }
            | Self::Unreadable { .. }
            | Self::NotSigned { .. } => ErrorKind::Refused,
        }
    }

    /// What it is called for programs.
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::Unreachable { .. } => ErrorCode::Unreachable,
            Self::WrongChain { .. } => ErrorCode::WrongChain,
            Self::WrongPrefix { .. } => ErrorCode::Address,
            Self::InsufficientFee { .. } => ErrorCode::InsufficientFee,
            Self::SequenceMismatch { .. } => ErrorCode::Sequence,
            Self::OutOfGas { .. } => ErrorCode::OutOfGas,
            Self::TooMuchGas { .. } => ErrorCode::TooMuchGas,
            Self::InsufficientFunds { .. } => ErrorCode::InsufficientFunds,
            Self::UnknownAccount { .. } => ErrorCode::UnknownAccount,
            Self::Contract { .. } => ErrorCode::ContractRefused,
            Self::NotIncluded { .. }
            | Self::Unanswered { .. }
            | Self::Undecided { .. }
            | Self::Untraceable { .. }
            | Self::Doubtful { .. } => ErrorCode::Open,
            Self::Expired { .. } => ErrorCode::Expired,
            Self::Stopped => ErrorCode::Stopped,
            Self::NotNoted { .. } | Self::File { .. } => ErrorCode::File,
            Self::UploadRefused { .. } => ErrorCode::UploadRefused,
            Self::Refused { .. } => ErrorCode::ChainRefused,
            Self::NotFound { .. } => ErrorCode::NotFound,
            Self::NoNewBlock { .. } => ErrorCode::Stalled,
            Self::NotReached { .. } => ErrorCode::NotReached,
            Self::NoKey { .. } | Self::BadKey { .. } => ErrorCode::NoKey,
            Self::BadValue { .. } => ErrorCode::Input,
            Self::WrongContract { .. } => ErrorCode::Contract,
            Self::Unsupported { .. } => ErrorCode::Unsupported,
            Self::Unreadable { .. } => ErrorCode::Unreadable,
            Self::NotSigned { .. } => ErrorCode::NotSigned,
            Self::NoTime { source, .. } => source.code(),
        }
    }

    /// Whether a confirmation that ends with this says that the transaction is in a block and failed there, by whatever code
    /// a node shows for it. After any other its end is open; but after [`Error::Expired`], which is void.
    pub const fn is_failure_in_block(&self) -> bool {
        match self {
            Self::Contract { .. }
            | Self::Refused { .. }
            | Self::OutOfGas { .. }
            | Self::InsufficientFunds { .. }
            | Self::InsufficientFee { .. }
            | Self::NotFound { .. }
            | Self::SequenceMismatch { .. }
            | Self::TooMuchGas { .. }
            | Self::UnknownAccount { .. }
            | Self::UploadRefused { .. } => true,
            Self::Unreachable { .. }
            | Self::WrongChain { .. }
            | Self::WrongPrefix { .. }
            | Self::NotIncluded { .. }
            | Self::Expired { .. }
            | Self::Unanswered { .. }
            | Self::Undecided { .. }
            | Self::Untraceable { .. }
            | Self::Stopped
            | Self::NotNoted { .. }
            | Self::NoNewBlock { .. }
            | Self::NotReached { .. }
            | Self::NoKey { .. }
            | Self::BadKey { .. }
            | Self::BadValue { .. }
            | Self::WrongContract { .. }
            | Self::Unsupported { .. }
            | Self::Unreadable { .. }
            | Self::NotSigned { .. }
            | Self::Doubtful { .. }
            | Self::NoTime { .. }
            | Self::File { .. } => false,
        }
    }

    /// Whether no answer came, rather than one that says no.
    pub(crate) const fn is_silence(&self) -> bool {
        matches!(
            self,
            Self::Unreachable { .. } | Self::WrongChain { .. } | Self::Stopped
        )
    }

    /// A value of a field that cannot be used, and why.
    pub fn bad_value(field: impl Into<String>, reason: impl ToString) -> Self {
        Self::BadValue {
            field: field.into(),
            reason: reason.to_string(),
        }
    }

    /// An answer that cannot be read.
    pub fn unreadable(what: impl Into<String>, reason: impl ToString) -> Self {
        Self::Unreadable {
            what: what.into(),
            reason: reason.to_string(),
        }
    }

    /// Found before anything was signed: why, and what to do.
    pub fn not_signed(reason: impl Into<String>) -> Self {
        Self::NotSigned {
            reason: reason.into(),
        }
    }

    /// A file of this program's: what could not be done with it, and why.
    pub fn file(what: impl Into<String>, reason: impl ToString) -> Self {
        Self::File {
            what: what.into(),
            reason: reason.to_string(),
        }
    }

    /// The chain has no such thing.
    pub fn not_found(what: impl Into<String>) -> Self {
        Self::NotFound { what: what.into() }
    }
}

/// Counted from one; the first is most often the only one.
fn at(message: &Option<usize>) -> String {
    let further = message.filter(|index| *index > 0);
    further
        .map(|index| format!(" message {}", index.saturating_add(1)))
        .unwrap_or_default()
}

/// Another coin is no matter of more of it.
fn fee_fault(required: &str, given: &str) -> String {
    let denoms = |coins: &str| -> Vec<String> {
        let each = coins.split(',').map(str::trim);
        each.map(|coin| {
            coin.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.')
                .to_owned()
        })
        .collect()
    };
    let taken = denoms(required);
    let other = denoms(given);
    if given != "nothing" && !other.iter().any(|denom| taken.contains(denom)) {
        return format!(
            "a fee of {given} is in a coin that the node does not take; it asks for {required}: give a gas price in {}",
            taken.join(" or ")
        );
    }
    format!("the fee {given} is below {required}, which the node asks for; raise the gas price")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_happened_is_told_but_an_open_end_is_more_to_know() {
        let (hashes, failed) = (["AB".to_owned(), "CD".to_owned()], Error::Stopped);
        let told = |hashes: &[String]| Happened::before(hashes, &failed).map(|happened| happened.to_string());
        assert_eq!(told(&[]), None);
        let one = "transaction AB has happened, do not send it again; what came after it failed";
        assert_eq!(told(&hashes[..1]).unwrap(), one);
        let both = "transactions AB, CD have happened, do not send them again; what came after them failed";
        assert_eq!(told(&hashes).unwrap(), both);
        let open = Error::Untraceable {
            hash: "EF".to_owned(),
            valid_until: 7,
        };
        assert_eq!(Happened::before(&hashes, &open), None);
    }

    #[test]
    fn advice_about_a_fee_knows_the_coin() {
        let said = |required: &str, given: &str| fee_fault(required, given);
        assert_eq!(
            said("4940stake", "1976uother"),
            "a fee of 1976uother is in a coin that the node does not take; it asks for 4940stake: give a gas price in stake"
        );
        let low = "the fee 1stake is below 2stake, which the node asks for; raise the gas price";
        assert_eq!(said("2stake", "1stake"), low);
        assert!(said("2stake,3uother", "1uother").ends_with("raise the gas price"));
        assert!(said("2stake", "nothing").ends_with("raise the gas price"));
    }

    #[test]
    fn a_message_is_named_by_its_place_from_the_second_on() {
        assert_eq!(at(&Some(0)) + &at(&None), "");
        assert_eq!(at(&Some(1)), " message 2");
    }

    #[test]
    fn a_time_that_is_not_known_is_of_the_kind_of_its_cause() {
        let forgotten = Error::NoTime {
            height: 7,
            source: Box::new(Error::not_found("block 7")),
        };
        assert_eq!(ErrorKind::of(&forgotten), Some(ErrorKind::Refused));
        assert_eq!(ErrorKind::of(&std::fmt::Error), None);
    }
}

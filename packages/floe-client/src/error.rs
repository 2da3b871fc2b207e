use thiserror::Error;

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
    #[error("{address} is not an address with the prefix {expected}; use the form this chain uses")]
    WrongPrefix { address: String, expected: String },
    #[error("the fee {given} is below {required}, which the node asks for; raise the gas price")]
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
        /// Position of the message in its transaction, none for a query.
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
    #[error("there is no key for {address}; give its mnemonic, or build an unsigned transaction")]
    NoKey { address: String },
    #[error("bad key: {reason}")]
    BadKey { reason: String },
    #[error("bad value of {field}: {reason}")]
    BadValue { field: String, reason: String },
    #[error("this chain cannot do it: {what}")]
    Unsupported { what: String },
    #[error("the answer to {what} cannot be read: {reason}; the node may run a version this program does not know")]
    Unreadable { what: String, reason: String },
}

impl Error {
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
            | Self::Unsupported { .. }
            | Self::Unreadable { .. } => false,
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

    /// The chain has no such thing.
    pub fn not_found(what: impl Into<String>) -> Self {
        Self::NotFound { what: what.into() }
    }
}

fn at(message: &Option<usize>) -> String {
    message
        .map(|index| format!(" message {index}"))
        .unwrap_or_default()
}

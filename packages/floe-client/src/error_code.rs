//! What errors are called for programs: names that stay, whatever becomes of their words.

macro_rules! codes {
    ($($variant:ident = $name:literal: $meaning:literal;)*) => {
        /// What an error is called for programs. Names stay; new ones may come.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum ErrorCode {
            $(#[doc = $meaning] $variant,)*
        }

        impl ErrorCode {
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// In words.
            pub const fn meaning(self) -> &'static str {
                match self {
                    $(Self::$variant => $meaning,)*
                }
            }
        }
    };
}

codes! {
    Usage = "usage": "commands or flags are not those that there are";
    Input = "input": "something else that was written cannot be used";
    Amount = "amount": "an amount or its unit cannot be read";
    Address = "address": "an address is mistyped, of another kind, or of another chain";
    Validator = "validator": "no validator, or more than one, is called so";
    Date = "date": "a date or an interval cannot be used";
    Configuration = "configuration": "a file of settings cannot be read or used";
    Contract = "contract": "the hub's address is that of another contract, or no deployment is known";
    NoKey = "no_key": "there is no key to sign with, or it cannot be read";
    NotNamed = "not_named": "nothing is signed for a chain that only a node has named";
    NobodyToAsk = "nobody_to_ask": "something must be confirmed or typed, and nobody is there";
    File = "file": "a file of this program's cannot be read or written";
    Declined = "declined": "the user said no";
    Unreachable = "unreachable": "no node answers";
    WrongChain = "wrong_chain": "a node belongs to another chain";
    Stalled = "stalled": "the chain makes no new blocks";
    Stopped = "stopped": "a signal has ended it";
    NotSigned = "not_signed": "it would fail, and was not signed";
    InsufficientFee = "insufficient_fee": "the fee is too low for the node";
    InsufficientFunds = "insufficient_funds": "the account has less than it pays";
    UnknownAccount = "unknown_account": "the chain has never seen the account";
    OutOfGas = "out_of_gas": "more gas was used than allowed";
    TooMuchGas = "too_much_gas": "a block does not hold that much gas";
    Sequence = "sequence": "another program sends with the same key";
    ContractRefused = "contract_refused": "a contract refused; the message has its words";
    UploadRefused = "upload_refused": "the chain does not take the code";
    ChainRefused = "chain_refused": "a module of the chain refused";
    NotFound = "not_found": "the chain has no such thing";
    NotReached = "not_reached": "something that was waited for did not come";
    Unsupported = "unsupported": "the chain cannot do it";
    Unreadable = "unreadable": "an answer cannot be read";
    Expired = "expired": "it was sent, is in no block, and is void";
    Open = "open": "it was sent, and whether it happens is not known; the message has the hash";
    Happened = "happened": "it has happened, and what was to come after it failed; do not send it again";
}

#[cfg(test)]
mod tests {
    use super::ErrorCode;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_codes_share_a_name_and_each_is_one_word() {
        let names: BTreeSet<_> = ErrorCode::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(names.len(), ErrorCode::ALL.len());
        for name in names {
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{name}");
        }
    }
}

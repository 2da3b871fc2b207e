//! From the codes of a chain's modules to errors.

use crate::Error;

/// What a chain answered to a transaction or a query that it did not accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NodeRefusal<'a> {
    pub codespace: &'a str,
    pub code: u32,
    pub log: &'a str,
    /// Wanted and used, where it is known.
    pub gas: Option<(u64, u64)>,
}

impl NodeRefusal<'_> {
    /// The error of a transaction, with the position of its message where the log does not say it.
    pub fn at(self, message: Option<usize>) -> Error {
        let (found, log) = split_index(self.log);
        let message = found.or(message);
        let text = log.to_owned();
        match (self.codespace, self.code) {
            ("sdk", 5) => Error::InsufficientFunds {
                detail: without(log, ": insufficient funds"),
            },
            ("sdk", 9) => Error::UnknownAccount {
                address: address_in(log).unwrap_or(text),
            },
            ("sdk", 11) => {
                let (wanted, used) = self.gas.or_else(|| gas_in(log)).unwrap_or_default();
                Error::OutOfGas { wanted, used }
            }
            ("sdk", 13) => {
                let (given, required) = fees_in(log).unwrap_or((text.clone(), text));
                Error::InsufficientFee { required, given }
            }
            ("sdk", 32) => match sequences_in(log) {
                Some((expected, given)) => Error::SequenceMismatch { expected, given },
                None => self.other(message, text),
            },
            ("sdk", 41) => match limits_in(log) {
                Some((wanted, limit)) => Error::TooMuchGas { wanted, limit },
                None => self.other(message, text),
            },
            ("wasm", 2) => Error::UploadRefused { text },
            ("sdk", 4) if log.contains("can not create code") => Error::UploadRefused { text },
            ("wasm", 4 | 5 | 9 | 11) => Error::Contract {
                message,
                text: contract_text(log),
            },
            ("wasm", 22) => Error::not_found(format!("contract {}", named_in(log))),
            ("wasm", 28) => Error::not_found(format!("code {}", named_in(log))),
            _ => self.other(message, text),
        }
    }

    /// The error of a query, where the chain wraps the module's own error in one of its own.
    pub fn of_query(self) -> Error {
        from_text(self.log).unwrap_or_else(|| self.at(None))
    }

    fn other(self, message: Option<usize>, text: String) -> Error {
        // Around it stand both addresses, as bytes that no terminal shows.
        let text = match text.contains(NO_GRANT) {
            true => NOT_GRANTED.to_owned(),
            false => text,
        };
        Error::Refused {
            message,
            codespace: self.codespace.to_owned(),
            code: self.code,
            text,
        }
    }
}

/// How x/feegrant ends what it says of a fee that nobody has granted, and what is said instead.
const NO_GRANT: &str = "fee-grant not found";
const NOT_GRANTED: &str =
    "who is to pay the fee has granted this account none, or what was granted is used up";

/// The error of a simulation: a query's, with the gas that was used at the end.
pub(crate) fn of_simulation(error: Error) -> Error {
    let Error::Refused {
        message,
        codespace,
        code,
        text,
    } = error
    else {
        return error;
    };
    let said = match text.rsplit_once(" with gas used: ") {
        Some((said, _)) => said,
        None => &text,
    };
    from_text(said).unwrap_or_else(|| Error::Refused {
        message,
        codespace,
        code,
        text: plain(said).to_owned(),
    })
}

/// Texts of errors at the end of a log, with the codes they have outside of queries.
const KNOWN: [(&str, &str, u32); 13] = [
    (": execute wasm contract failed", "wasm", 5),
    (": instantiate wasm contract failed", "wasm", 4),
    (": migrate wasm contract failed", "wasm", 11),
    (": query wasm contract failed", "wasm", 9),
    (": create wasm contract failed", "wasm", 2),
    (": no such contract", "wasm", 22),
    (": no such code", "wasm", 28),
    (": insufficient funds", "sdk", 5),
    (": key not found", "sdk", 9),
    (": unknown address", "sdk", 9),
    (": out of gas", "sdk", 11),
    (": insufficient fee", "sdk", 13),
    (": incorrect account sequence", "sdk", 32),
];

/// A text without the status of the call around it and the place in the chain's code at its end.
fn plain(log: &str) -> &str {
    let log = log.strip_suffix(": unknown request").unwrap_or(log);
    let log = match log.split_once(" desc = ") {
        Some((status, text)) if status.starts_with("rpc error: code = ") => text,
        _ => log,
    };
    match log.rsplit_once(" [") {
        Some((text, place)) if place.ends_with(']') => text,
        _ => log,
    }
}

fn from_text(log: &str) -> Option<Error> {
    let log = plain(log);
    let (_, codespace, code) = KNOWN.iter().find(|(ending, ..)| log.ends_with(ending))?;
    let refusal = NodeRefusal {
        codespace,
        code: *code,
        log,
        gas: None,
    };
    Some(refusal.at(None))
}

/// Takes `failed to execute message; message index: 2: ` off.
fn split_index(log: &str) -> (Option<usize>, &str) {
    let parts = log
        .strip_prefix("failed to execute message; message index: ")
        .and_then(|rest| rest.split_once(": "));
    match parts {
        Some((index, rest)) => (index.parse().ok(), rest),
        None => (None, log),
    }
}

/// The contract's own words, without what wasmd adds at the end.
pub(crate) fn contract_text(log: &str) -> String {
    let endings = [
        ": execute wasm contract failed",
        ": instantiate wasm contract failed",
        ": migrate wasm contract failed",
        ": query wasm contract failed",
    ];
    let ending = endings.iter().find_map(|ending| log.strip_suffix(ending));
    ending.unwrap_or(log).to_owned()
}

fn without(log: &str, ending: &str) -> String {
    log.strip_suffix(ending).unwrap_or(log).to_owned()
}

/// The address or id in `address wasm1…: no such contract` and `code id 7: no such code`.
fn named_in(log: &str) -> &str {
    let subject = log.split(": ").next().unwrap_or(log);
    subject.rsplit(' ').next().unwrap_or(subject)
}

fn address_in(log: &str) -> Option<String> {
    let found = log
        .split([' ', ':'])
        .find(|word| word.contains('1') && word.len() > 38)?;
    Some(found.to_owned())
}

/// Wanted and used from `out of gas in location: …; gasWanted: 1, gasUsed: 2: out of gas`.
fn gas_in(log: &str) -> Option<(u64, u64)> {
    Some((number_after(log, "gasWanted: ")?, number_after(log, "gasUsed: ")?))
}

/// Given and required from `insufficient fees; got: 1stake required: 2stake: insufficient fee`.
fn fees_in(log: &str) -> Option<(String, String)> {
    let (given, rest) = log.split_once("got: ")?.1.split_once(" required: ")?;
    let required = rest.split(": ").next()?;
    let shown = |fee: &str| {
        if fee.is_empty() {
            "nothing".to_owned()
        } else {
            fee.to_owned()
        }
    };
    Some((shown(given), shown(required)))
}

/// Wanted and limit from `tx gas limit 9 exceeds block max gas 8: invalid gas limit`.
fn limits_in(log: &str) -> Option<(u64, u64)> {
    Some((number_after(log, "gas limit ")?, number_after(log, "max gas ")?))
}

/// Expected and given from `account sequence mismatch, expected 5, got 3: …`.
fn sequences_in(log: &str) -> Option<(u64, u64)> {
    Some((number_after(log, "expected ")?, number_after(log, "got ")?))
}

fn number_after(log: &str, mark: &str) -> Option<u64> {
    let rest = log.split_once(mark)?.1;
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    rest.get(..end)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn contract(message: Option<usize>, text: &str) -> Error {
        Error::Contract {
            message,
            text: text.to_owned(),
        }
    }

    // In the form in which wasmd 0.61 writes its logs.
    #[rstest]
    #[case("sdk", 5, "spendable balance 1stake is smaller than 2stake: insufficient funds",
        Error::InsufficientFunds { detail: "spendable balance 1stake is smaller than 2stake".to_owned() })]
    #[case("sdk", 11, "out of gas in location: ReadFlat; gasWanted: 50, gasUsed: 60: out of gas",
        Error::OutOfGas { wanted: 50, used: 60 })]
    #[case("sdk", 13, "insufficient fees; got: 1stake required: 2stake: insufficient fee",
        Error::InsufficientFee { required: "2stake".to_owned(), given: "1stake".to_owned() })]
    #[case("sdk", 13, "insufficient fees; got:  required: 2stake: insufficient fee",
        Error::InsufficientFee { required: "2stake".to_owned(), given: "nothing".to_owned() })]
    #[case("sdk", 32, "account sequence mismatch, expected 5, got 3: incorrect account sequence",
        Error::SequenceMismatch { expected: 5, given: 3 })]
    #[case("sdk", 41, "tx gas limit 9 exceeds block max gas 8: invalid gas limit",
        Error::TooMuchGas { wanted: 9, limit: 8 })]
    #[case("sdk", 38, "\u{fffd}\u{1}6 does not allow to pay fees for \u{fffd}: fee-grant not found: not found",
        Error::Refused { message: Some(7), codespace: "sdk".to_owned(), code: 38, text: NOT_GRANTED.to_owned() })]
    #[case("sdk", 4, "failed to execute message; message index: 0: can not create code: unauthorized",
        Error::UploadRefused { text: "can not create code: unauthorized".to_owned() })]
    #[case("wasm", 2, "failed to execute message; message index: 0: bulk memory: create wasm contract failed",
        Error::UploadRefused { text: "bulk memory: create wasm contract failed".to_owned() })]
    #[case(
        "wasm",
        5,
        "failed to execute message; message index: 2: only the owner: execute wasm contract failed",
        contract(Some(2), "only the owner")
    )]
    #[case(
        "wasm",
        4,
        "too few: instantiate wasm contract failed",
        contract(Some(7), "too few")
    )]
    #[case("wasm", 22, "failed to execute message; message index: 0: address wasm1x: no such contract",
        Error::NotFound { what: "contract wasm1x".to_owned() })]
    #[case("wasm", 28, "code id 99: no such code", Error::NotFound { what: "code 99".to_owned() })]
    #[case("staking", 27, "failed to execute message; message index: 1: too many entries",
        Error::Refused { message: Some(1), codespace: "staking".to_owned(), code: 27, text: "too many entries".to_owned() })]
    #[case("sdk", 32, "a text nobody knows",
        Error::Refused { message: Some(7), codespace: "sdk".to_owned(), code: 32, text: "a text nobody knows".to_owned() })]
    fn codes_become_errors(
        #[case] codespace: &str,
        #[case] code: u32,
        #[case] log: &str,
        #[case] expected: Error,
    ) {
        let gas = None;
        let refusal = NodeRefusal {
            codespace,
            code,
            log,
            gas,
        };
        assert_eq!(refusal.at(Some(7)), expected);
    }

    #[test]
    fn gas_that_the_block_tells_counts_more_than_the_text() {
        let refusal = NodeRefusal {
            codespace: "sdk",
            code: 11,
            log: "out of gas in location: ReadFlat; gasWanted: 1, gasUsed: 2: out of gas",
            gas: Some((50, 60)),
        };
        assert_eq!(refusal.at(None), Error::OutOfGas { wanted: 50, used: 60 });
    }

    #[rstest]
    #[case("address wasm1x: no such contract: unknown request", Error::NotFound { what: "contract wasm1x".to_owned() })]
    #[case("code id 99: no such code: unknown request", Error::NotFound { what: "code 99".to_owned() })]
    #[case(
        "bad message: query wasm contract failed: unknown request",
        contract(None, "bad message")
    )]
    fn queries_have_their_cause_inside(#[case] log: &str, #[case] expected: Error) {
        let (codespace, code, gas) = ("sdk", 6, None);
        let refusal = NodeRefusal {
            codespace,
            code,
            log,
            gas,
        };
        assert_eq!(refusal.of_query(), expected);
    }

    #[rstest]
    #[case(
        "rpc error: code = Unknown desc = failed to execute message; message index: 1: only the owner: execute \
         wasm contract failed [wasmd/x/wasm/keeper/keeper.go:420] with gas used: '9'",
        contract(Some(1), "only the owner")
    )]
    #[case(
        "account sequence mismatch, expected 5, got 3: incorrect account sequence [x/auth/ante.go:1] with gas used: '7'",
        Error::SequenceMismatch { expected: 5, given: 3 }
    )]
    #[case(
        "rpc error: code = Unknown desc = 256 characters but received 300: memo too large [x/auth/basic.go:68] with gas used: \
         '2042': unknown request",
        Error::Refused {
            message: None,
            codespace: "sdk".to_owned(),
            code: 6,
            text: "256 characters but received 300: memo too large".to_owned(),
        }
    )]
    fn simulations_have_their_cause_inside(#[case] text: &str, #[case] expected: Error) {
        let refused = Error::Refused {
            message: None,
            codespace: "sdk".to_owned(),
            code: 6,
            text: text.to_owned(),
        };
        assert_eq!(of_simulation(refused), expected);
    }
}

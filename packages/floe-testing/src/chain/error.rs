//! Refusals with the codespaces and codes of a chain.

use thiserror::Error;

/// A native message failed.
///
/// Its `Display` is what a contract's reply sees on chain, where texts are redacted. Found
/// through cw-multi-test's error contexts with `downcast_ref`.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("codespace: {codespace}, code: {code}")]
pub struct ChainError {
    pub codespace: &'static str,
    pub code: u32,
    /// The text of the transaction's log.
    pub log: String,
}

impl ChainError {
    fn new(codespace: &'static str, code: u32, log: impl Into<String>) -> Self {
        let log = log.into();
        ChainError { codespace, code, log }
    }

    pub(crate) fn staking(code: u32, log: &str) -> Self {
        Self::new("staking", code, log)
    }

    pub(crate) fn no_validator() -> Self {
        Self::staking(3, "validator does not exist")
    }

    pub(crate) fn no_delegation() -> Self {
        Self::staking(19, "no delegation for (address, validator) tuple")
    }

    pub(crate) fn insufficient_shares() -> Self {
        Self::staking(22, "insufficient delegation shares")
    }

    pub(crate) fn max_unbonding_entries() -> Self {
        Self::staking(
            27,
            "too many unbonding delegation entries for (delegator, validator) tuple",
        )
    }

    pub(crate) fn self_redelegation() -> Self {
        Self::staking(29, "cannot redelegate to the same validator")
    }

    pub(crate) fn tiny_redelegation() -> Self {
        Self::staking(30, "too few tokens to redelegate (truncates to zero tokens)")
    }

    pub(crate) fn bad_redelegation_destination() -> Self {
        Self::staking(31, "redelegation destination validator not found")
    }

    pub(crate) fn transitive_redelegation() -> Self {
        Self::staking(
            32,
            "redelegation to this validator already in progress; first redelegation to this \
             validator must complete before next redelegation",
        )
    }

    pub(crate) fn max_redelegation_entries() -> Self {
        Self::staking(
            33,
            "too many redelegation entries for (delegator, src-validator, dst-validator) tuple",
        )
    }

    pub(crate) fn invalid_exchange_rate() -> Self {
        Self::staking(34, "cannot delegate to validators with invalid (zero) ex-rate")
    }

    pub(crate) fn withdraw_address_disabled() -> Self {
        Self::new("distribution", 8, "set withdraw address disabled")
    }

    pub(crate) fn insufficient_funds(detail: impl std::fmt::Display) -> Self {
        Self::new("sdk", 5, format!("{detail}: insufficient funds"))
    }

    pub(crate) fn invalid_address(detail: impl std::fmt::Display) -> Self {
        Self::new("sdk", 7, format!("{detail}: invalid address"))
    }

    pub(crate) fn out_of_gas() -> Self {
        Self::new("sdk", 11, "SubMsg hit gas limit: out of gas")
    }

    pub(crate) fn invalid_request(detail: impl std::fmt::Display) -> Self {
        Self::new("sdk", 18, format!("{detail}: invalid request"))
    }

    pub(crate) fn not_jailed() -> Self {
        Self::new("slashing", 5, "validator not jailed; cannot be unjailed")
    }

    pub(crate) fn still_jailed() -> Self {
        Self::new("slashing", 4, "validator still jailed; cannot be unjailed")
    }

    pub(crate) fn inactive_proposal(id: &str) -> Self {
        Self::new("gov", 3, format!("{id}: inactive proposal"))
    }

    pub(crate) fn invalid_vote(detail: impl std::fmt::Display) -> Self {
        Self::new("gov", 7, format!("{detail}: invalid vote option"))
    }

    /// What is left of a transaction in which a module panicked.
    pub(crate) fn panicked(what: &str) -> Self {
        Self::new(
            "undefined",
            111_222,
            format!("{what} panicked by a fault of the test: panic"),
        )
    }

    pub(crate) fn is_panic(&self) -> bool {
        (self.codespace, self.code) == ("undefined", 111_222)
    }

    /// What a switched-on [`ModuleFault`](super::ModuleFault) answers; no real module has this code.
    pub(crate) fn refused(what: &str) -> Self {
        Self::new("staking", 999, format!("{what} refused by a fault of the test"))
    }
}

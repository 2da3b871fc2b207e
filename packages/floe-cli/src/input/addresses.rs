//! Addresses of accounts and contracts.

use anyhow::{Context as _, Result};
use floe_client::{check_address, Chain};

/// An address of this chain as it was given; `of` is where: `--receiver`.
///
/// # Errors
/// Says what it is instead: of another chain, a validator's, mistyped.
pub fn account(chain: &dyn Chain, of: &str, given: &str) -> Result<String> {
    check_address(given, &chain.facts().prefix).with_context(|| of.to_owned())?;
    Ok(given.to_owned())
}

//! What is checked before a signature.

use cosmwasm_std::Uint128;

use crate::when;
use crate::{Error, Estimate, Result};

/// A machine whose clock is this far from the newest block's time, in seconds, signs nothing: either it is wrong, and
/// so is every time it shows, or the chain stands still.
pub(crate) const MAX_SKEW: u64 = 600;

/// Whether a machine's clock agrees with the newest block; both in unix seconds.
///
/// # Errors
/// [`Error::NotSigned`] when they are more than ten minutes apart.
pub fn check_clock(clock: u64, block: u64) -> Result<()> {
    if clock.abs_diff(block) <= MAX_SKEW {
        return Ok(());
    }
    let (now, newest) = (when::utc(clock), when::utc(block));
    Err(Error::not_signed(if clock < block {
        format!("this machine's clock says {now}, the newest block is from {newest}; set the clock. It was not signed")
    } else {
        format!(
            "the newest block is from {newest}, {} ago by this machine's clock; the chain stands still, or the clock is \
             wrong: set it, name another node, or wait. It was not signed",
            when::span(clock.saturating_sub(block))
        )
    }))
}

/// The most that a transaction may pay, in base units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaxFee {
    pub denom: String,
    pub amount: Uint128,
}

impl MaxFee {
    /// # Errors
    /// [`Error::NotSigned`] for a larger fee, or one in another denom.
    pub fn check(&self, estimate: &Estimate) -> Result<()> {
        let mut coins = estimate.fee.iter();
        if coins.all(|coin| coin.denom == self.denom && coin.amount <= self.amount) {
            return Ok(());
        }
        Err(Error::not_signed(format!(
            "the fee of {} is more than {}{} (chain.max_fee); raise it if that is right, or name another node. It was \
             not signed",
            estimate.coins(),
            self.amount,
            self.denom
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::same(10_000, 10_000, None)]
    #[case::a_little_late(10_600, 10_000, None)]
    #[case::a_little_early(9_400, 10_000, None)]
    #[case::early(9_399, 10_000, Some("set the clock"))]
    #[case::late(10_601, 10_000, Some("10 min 1 s ago"))]
    #[case::no_clock(0, 1_769_846_700, Some("2026-01-31"))]
    fn a_clock_far_from_the_chain_is_noticed(
        #[case] clock: u64,
        #[case] block: u64,
        #[case] said: Option<&str>,
    ) {
        match (check_clock(clock, block), said) {
            (Ok(()), None) => {}
            (Err(error), Some(said)) => assert!(error.to_string().contains(said), "{error}"),
            (found, _) => panic!("{found:?}"),
        }
    }
}

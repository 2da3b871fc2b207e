//! How a keeper works, and what it may spend.

use std::time::Duration;

use anyhow::{bail, Result};
use cosmwasm_std::Coin;
use floe_client::guard::MaxFee;

use crate::decide::Policy;

/// How a keeper works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeeperSettings {
    /// Between two rounds.
    pub interval: Duration,
    /// The longest wait before sending, so that several keepers do not send at once.
    pub jitter: Duration,
    /// Whose exits are claimed, whatever they are worth.
    pub claim_for: Vec<String>,
    /// Operators that are to be listed whenever their bonds suffice.
    pub list_for: Vec<String>,
    /// Transactions in one round at most.
    pub max_txs: u64,
    /// How many undelegations of others in the same block a crank has gas for.
    pub crowd: u64,
    /// Part of the worst loss that guarantors are to pay, in basis points; 0: none is asked for.
    pub min_coverage_bps: u64,
    pub policy: Policy,
    pub spending: Spending,
}

/// What a keeper may spend, in base units of one denom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spending {
    pub denom: String,
    /// A day's fees; none: as much as it takes.
    pub limit: Option<u128>,
    /// A balance below this is reported.
    pub low_balance: u128,
    /// Of one transaction; none: as much as it takes.
    pub max_fee: Option<MaxFee>,
}

impl Spending {
    /// A fee in base units.
    ///
    /// # Errors
    /// When it is in another denom than that of the limit.
    pub fn fee(&self, coins: &[Coin]) -> Result<u128> {
        let mut sum = 0u128;
        for Coin { denom, amount } in coins {
            if *denom != self.denom && self.limit.is_some() {
                bail!(
                    "fees are paid in {denom}, but keeper.max_fee_per_day is in {}; give it in {denom}",
                    self.denom
                );
            }
            sum = sum.saturating_add(amount.u128());
        }
        Ok(sum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cosmwasm_std::coins;

    fn spending(limit: Option<u128>) -> Spending {
        Spending {
            denom: "uatom".to_owned(),
            limit,
            low_balance: 0,
            max_fee: None,
        }
    }

    #[test]
    fn a_fee_in_another_denom_is_not_counted_against_the_wrong_limit() {
        let fee = coins(7, "uusdc");
        let refused = spending(Some(1)).fee(&fee).unwrap_err().to_string();
        assert!(refused.contains("give it in uusdc"), "{refused}");
        assert_eq!(spending(None).fee(&fee).unwrap(), 7);
        assert_eq!(spending(Some(1)).fee(&[]).unwrap(), 0);
    }
}

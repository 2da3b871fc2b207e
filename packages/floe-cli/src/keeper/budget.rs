use anyhow::{bail, Context as _, Result};
use cosmwasm_std::Coin;

use crate::config::KeeperSettings;
use crate::context::Context;
use crate::units::amount;

/// What a keeper may spend, in base units of one denom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    pub denom: String,
    /// A day's fees; none: as much as it takes.
    pub limit: Option<u128>,
    /// A balance below this is reported.
    pub low_balance: u128,
}

impl Budget {
    /// Amounts are in the staking coin's unit or, where fees are paid in another coin, in base units of that.
    pub fn of(settings: &KeeperSettings, ctx: &Context<'_>) -> Result<Self> {
        let staking = ctx.unit()?;
        let read = |field: &str, text: &Option<String>| -> Result<Option<(String, u128)>> {
            let Some(text) = text else { return Ok(None) };
            let found = amount(text, &staking).map(|(denom, amount)| (denom, amount.u128()));
            found.map(Some).with_context(|| format!("keeper.{field}"))
        };
        let limit = read("max_fee_per_day", &settings.max_fee_per_day)?;
        let low = read("low_balance", &settings.low_balance)?;
        let denoms: Vec<&String> = [&limit, &low]
            .into_iter()
            .flatten()
            .map(|(denom, _)| denom)
            .collect();
        if let [one, other] = denoms.as_slice() {
            if one != other {
                bail!("keeper.max_fee_per_day is in {one}, keeper.low_balance in {other}; use the denom of fees");
            }
        }
        let denom = denoms
            .first()
            .map_or_else(|| ctx.chain.facts().denom.clone(), |denom| (*denom).clone());
        let limit = limit.map(|(_, amount)| amount);
        Ok(Self {
            denom,
            limit,
            low_balance: low.map(|(_, amount)| amount).or(limit).unwrap_or(0),
        })
    }

    /// A fee in base units.
    ///
    /// # Errors
    /// When it is in another denom than the budget's.
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
    use crate::units::Unit;
    use cosmwasm_std::coins;
    use rstest::rstest;

    fn budget(limit: Option<u128>) -> Budget {
        Budget {
            denom: "uatom".to_owned(),
            limit,
            low_balance: 0,
        }
    }

    #[rstest]
    #[case("2.5 atom", "uatom", 2_500_000)]
    #[case("2500uatom", "uatom", 2_500)]
    #[case("300 uusdc", "uusdc", 300)]
    fn amounts_may_be_in_another_coin(#[case] text: &str, #[case] denom: &str, #[case] expected: u128) {
        let unit = Unit::new("uatom", "atom", 6).unwrap();
        assert_eq!(amount(text, &unit).unwrap(), (denom.to_owned(), expected.into()));
    }

    #[rstest]
    #[case("12")]
    #[case("1.5 uusdc")]
    #[case("much")]
    fn amounts_that_mean_nothing_are_refused(#[case] text: &str) {
        let unit = Unit::new("uatom", "atom", 6).unwrap();
        assert!(amount(text, &unit).is_err());
    }

    #[test]
    fn a_fee_in_another_denom_is_not_counted_against_the_wrong_limit() {
        let fee = coins(7, "uusdc");
        let refused = budget(Some(1)).fee(&fee).unwrap_err().to_string();
        assert!(refused.contains("give it in uusdc"), "{refused}");
        assert_eq!(budget(None).fee(&fee).unwrap(), 7);
    }

    #[test]
    fn a_free_transaction_costs_nothing() {
        assert_eq!(budget(Some(1)).fee(&[]).unwrap(), 0);
    }
}

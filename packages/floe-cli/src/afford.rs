//! Whether an account can pay for a transaction: what its messages carry and its fee, together.

use std::collections::BTreeMap;

use anyhow::Result;
use cosmwasm_std::{BankMsg, Coin, CosmosMsg, StakingMsg, Uint128, WasmMsg};
use floe_client::{Error, Gas, Msg, Protocol};

use crate::context::Context;

/// What is taken from the signer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// By denom.
    parts: BTreeMap<String, Part>,
}

/// Base units of one denom; sums saturate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Part {
    /// Carried by messages.
    amount: u128,
    fee: u128,
}

impl Part {
    const fn sum(self) -> u128 {
        self.amount.saturating_add(self.fee)
    }
}

impl Cost {
    pub fn of(msgs: &[Msg], fee: &[Coin]) -> Self {
        let mut cost = Self::default();
        for coin in msgs.iter().flat_map(carried) {
            let part = cost.parts.entry(coin.denom.clone()).or_default();
            part.amount = part.amount.saturating_add(coin.amount.u128());
        }
        cost.add_fee(fee);
        cost
    }

    /// Of coins that are paid, without a fee.
    pub fn of_coin(coin: &Coin) -> Self {
        let part = Part {
            amount: coin.amount.u128(),
            fee: 0,
        };
        Self {
            parts: BTreeMap::from([(coin.denom.clone(), part)]),
        }
    }

    /// A further fee.
    pub fn add_fee(&mut self, fee: &[Coin]) {
        for coin in fee {
            let part = self.parts.entry(coin.denom.clone()).or_default();
            part.fee = part.fee.saturating_add(coin.amount.u128());
        }
    }

    /// # Errors
    /// [`Error::NotSigned`] with both sums, and with what would fit, if the account has less.
    pub fn check(&self, account: &str, context: &Context<'_>) -> Result<()> {
        for (denom, part) in &self.parts {
            let balance = context.chain.balance(account, denom)?;
            if part.sum() > balance {
                let show = |units: u128| {
                    context.shown_coin(&Coin {
                        denom: denom.clone(),
                        amount: units.into(),
                    })
                };
                return Err(Error::not_signed(part.refusal(balance, show)?).into());
            }
        }
        Ok(())
    }

    /// In words, where it can be paid.
    pub fn told(&self, context: &Context<'_>) -> Result<String> {
        let sums = self.parts.iter().map(|(denom, part)| {
            context.shown_coin(&Coin {
                denom: denom.clone(),
                amount: part.sum().into(),
            })
        });
        Ok(sums.collect::<Result<Vec<_>>>()?.join(", "))
    }
}

impl Context<'_> {
    /// The most of a balance of the staking coin that a message can carry so that the account can still pay the fee, and the
    /// gas that the fee is for. `msg` makes the message with an amount.
    ///
    /// # Errors
    /// [`Error::NotSigned`] if the fee is all that there is.
    pub fn all_but_fee(
        &mut self,
        balance: Uint128,
        msg: impl Fn(Uint128, &Protocol<'_>) -> Result<Msg>,
    ) -> Result<(Uint128, Option<Gas>)> {
        // A simulation takes a fee of one unit.
        let most = balance.saturating_sub(Uint128::one());
        let msg = msg(most, &self.protocol()?)?;
        let tx = self.tx(vec![msg])?;
        let own = match tx.granter {
            Some(_) => None,
            None => Some(self.chain.facts().denom.clone()),
        };
        let estimate = self.chain.estimate(&tx)?;
        let fee = estimate
            .fee
            .iter()
            .filter(|coin| Some(&coin.denom) == own.as_ref());
        let fee = fee.fold(Uint128::zero(), |sum, coin| sum.saturating_add(coin.amount));
        let left = balance.saturating_sub(fee);
        if left.is_zero() {
            let unit = self.unit()?;
            return Err(Error::not_signed(format!(
                "the account has {}, and the fee is {}: nothing would be left to send; fund it. It was not signed",
                unit.show(balance),
                unit.show(fee)
            ))
            .into());
        }
        Ok((left, (estimate.gas > 0).then_some(Gas::Limit(estimate.gas))))
    }
}

impl Part {
    fn refusal(self, balance: u128, show: impl Fn(u128) -> Result<String>) -> Result<String> {
        let has = show(balance)?;
        if self.fee == 0 {
            return Ok(format!(
                "{} is more than the account has, {has}; name less. It was not signed",
                show(self.amount)?
            ));
        }
        let fee = show(self.fee)?;
        if self.amount == 0 {
            return Ok(format!(
                "the fee of {fee} is more than the account has, {has}; fund it. It was not signed"
            ));
        }
        let both = format!(
            "{} and the fee of {fee} come to {}, the account has {has}",
            show(self.amount)?,
            show(self.sum())?
        );
        Ok(match balance.checked_sub(self.fee).filter(|left| *left > 0) {
            Some(left) => format!("{both}: {} would fit. It was not signed", show(left)?),
            None => format!("{both}, no more than the fee: fund it. It was not signed"),
        })
    }
}

/// Coins that a message takes from its sender.
#[allow(clippy::wildcard_enum_match_arm, reason = "the rest carries no coins")]
fn carried(msg: &Msg) -> &[Coin] {
    let Msg::Cosmos(msg) = msg else {
        return &[];
    };
    match msg {
        CosmosMsg::Wasm(
            WasmMsg::Execute { funds, .. }
            | WasmMsg::Instantiate { funds, .. }
            | WasmMsg::Instantiate2 { funds, .. },
        ) => funds,
        CosmosMsg::Bank(BankMsg::Send { amount, .. } | BankMsg::Burn { amount }) => amount,
        CosmosMsg::Staking(StakingMsg::Delegate { amount, .. }) => std::slice::from_ref(amount),
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cosmwasm_std::coins;
    use rstest::rstest;

    fn said(amount: u128, fee: u128, balance: u128) -> String {
        let part = Part { amount, fee };
        part.refusal(balance, |units| Ok(format!("{units} stake")))
            .unwrap()
    }

    #[rstest]
    #[case(10_000, 5_341, 12_000, "10000 stake and the fee of 5341 stake come to 15341 stake, the account has 12000 stake: 6659 stake would fit")]
    #[case(
        10_000,
        5_341,
        5_341,
        "come to 15341 stake, the account has 5341 stake, no more than the fee: fund it"
    )]
    #[case(10_000, 5_341, 12, "the account has 12 stake, no more than the fee: fund it")]
    #[case(
        0,
        5_341,
        12,
        "the fee of 5341 stake is more than the account has, 12 stake; fund it"
    )]
    #[case(
        10_000,
        0,
        9_999,
        "10000 stake is more than the account has, 9999 stake; name less"
    )]
    fn a_refusal_names_both_sums_and_what_would_fit(
        #[case] amount: u128,
        #[case] fee: u128,
        #[case] balance: u128,
        #[case] expected: &str,
    ) {
        let said = said(amount, fee, balance);
        assert!(said.contains(expected), "{said}");
        assert!(said.ends_with("It was not signed"), "{said}");
    }

    #[test]
    fn what_all_messages_carry_is_added_up_by_denom() {
        let delegate = Msg::delegate("val", Coin::new(3_u128, "stake"));
        let send = Msg::send("bob", &[Coin::new(5_u128, "stake"), Coin::new(7_u128, "other")]);
        let execute = Msg::execute("hub", &"x", &coins(11, "stake")).unwrap();
        let cost = Cost::of(&[delegate, send, execute], &coins(2, "other"));
        let part = |amount, fee| Part { amount, fee };
        let expected = [
            ("other".to_owned(), part(7, 2)),
            ("stake".to_owned(), part(19, 0)),
        ];
        assert_eq!(cost.parts, BTreeMap::from(expected));
    }
}

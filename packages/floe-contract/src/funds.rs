//! Coins that came with a message: none, or exactly one.

use cosmwasm_std::{MessageInfo, Uint128};

use crate::ShellError;

/// Refuses every coin.
///
/// # Errors
/// [`ShellError::FundsNotAccepted`].
pub fn refuse(info: &MessageInfo) -> Result<(), ShellError> {
    refuse_with(info, "send it without funds")
}

/// Refuses every coin and says what to do instead.
///
/// # Errors
/// [`ShellError::FundsNotAccepted`].
pub fn refuse_with(info: &MessageInfo, instead: &'static str) -> Result<(), ShellError> {
    if info.funds.is_empty() {
        Ok(())
    } else {
        Err(ShellError::FundsNotAccepted { instead })
    }
}

/// The amount of the one coin of a message that takes one, never zero.
///
/// # Errors
/// [`ShellError::NoCoin`]; [`ShellError::WrongDenom`]; [`ShellError::Zero`]; [`ShellError::SeveralCoins`], of whatever
/// denoms.
pub fn one_coin(info: &MessageInfo, denom: &str) -> Result<Uint128, ShellError> {
    let expected = denom.to_owned();
    match info.funds.as_slice() {
        [] => Err(ShellError::NoCoin { expected }),
        [coin] if coin.denom != denom => {
            let sent = coin.denom.clone();
            Err(ShellError::WrongDenom { expected, sent })
        }
        [coin] if coin.amount.is_zero() => Err(ShellError::Zero { field: "amount" }),
        [coin] => Ok(coin.amount),
        coins => {
            let sent = coins.len();
            Err(ShellError::SeveralCoins { expected, sent })
        }
    }
}

#[cfg(test)]
mod tests {
    use cosmwasm_std::testing::message_info;
    use cosmwasm_std::{coin, Addr, Coin};
    use rstest::rstest;

    use super::*;

    fn with(funds: &[Coin]) -> MessageInfo {
        message_info(&Addr::unchecked("s"), funds)
    }

    #[rstest]
    #[case::one(&[coin(5, "stake")], Ok(5))]
    #[case::none(&[], Err("send exactly one coin of stake: no coin was sent"))]
    #[case::zero(&[coin(0, "stake")], Err("amount is zero; give at least one unit"))]
    #[case::another(&[coin(5, "spam")], Err("send exactly one coin of stake: the coin sent is spam"))]
    #[case::another_beside(&[coin(5, "stake"), coin(5, "spam")], Err("send exactly one coin of stake: 2 coins were sent"))]
    fn exactly_one_coin_of_the_denom_is_taken(#[case] funds: &[Coin], #[case] taken: Result<u128, &str>) {
        let got = one_coin(&with(funds), "stake").map(|amount| amount.u128());
        assert_eq!(
            got.map_err(|error| error.to_string()),
            taken.map_err(str::to_owned)
        );
    }

    #[test]
    fn a_coin_where_none_is_taken_is_refused_and_the_refusal_says_what_to_do() {
        assert_eq!(refuse(&with(&[])), Ok(()));
        let text = |refused: Result<(), ShellError>| refused.unwrap_err().to_string();
        let info = with(&[coin(0, "stake")]);
        assert_eq!(
            text(refuse(&info)),
            "this message accepts no coins; send it without funds"
        );
        assert_eq!(
            text(refuse_with(&info, "use bond")),
            "this message accepts no coins; use bond"
        );
    }
}

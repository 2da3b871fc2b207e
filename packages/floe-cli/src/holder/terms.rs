//! What holds for everybody now: units, limits, pauses.

use std::str::FromStr;

use anyhow::{bail, Result};
use cosmwasm_std::{Coin, Decimal, Uint128};
use floe_api::hub::{Domain, PowersResponse, PreviewInstantResponse};
use floe_client::{protocol, when, Error, ErrorCode, Protocol};
use floe_core::params::Param;

use crate::context::Context;
use crate::input::WrongInput;
use crate::units::Unit;

/// The hub's rules at a moment, and how amounts are written.
pub struct HolderTerms {
    pub hub: String,
    pub coin: Unit,
    pub token: Unit,
    pub powers: PowersResponse,
    /// Unix seconds of the newest block.
    pub now: u64,
}

impl HolderTerms {
    pub fn ask(context: &Context<'_>) -> Result<Self> {
        let protocol = context.protocol()?;
        let hub = protocol.contracts.hub.clone();
        Ok(Self {
            coin: context.unit()?,
            token: Unit::token(&hub, &protocol.hub().token_info()?)?,
            powers: protocol.hub().powers()?,
            now: context.chain.block()?.time.seconds(),
            hub,
        })
    }

    /// An amount of the staking coin.
    pub fn coins(&self, amount: Uint128) -> Coin {
        Coin {
            denom: self.coin.denom.clone(),
            amount,
        }
    }

    /// Refuses what is paused now, or closed for good.
    pub fn check_open(&self, domain: Domain) -> Result<()> {
        let what = match domain {
            Domain::Deposits => "deposits",
            Domain::InstantUnbond => "instant exits",
            Domain::Delegations => "delegations",
            Domain::Rebalancing => "redelegations",
        };
        if self.powers.winding_down {
            return refuse("the protocol is winding down: leave with `floe unstake`; nothing was sent");
        }
        let Some(pause) = self.powers.pauses.iter().find(|pause| pause.domain == domain) else {
            return Ok(());
        };
        match pause.until {
            Some(until) => refuse(format!(
                "{what} are paused until {}; try again then. Nothing was sent",
                when::seen_from(self.now, until)
            )),
            None => refuse(format!(
                "{what} are paused until the owner lifts it; try again later. Nothing was sent"
            )),
        }
    }

    /// What an exit at once would pay.
    ///
    /// # Errors
    /// The hub's refusal, with what is free in the coin's unit where that is why.
    pub fn instant(&self, protocol: &Protocol<'_>, shares: Uint128) -> Result<PreviewInstantResponse> {
        let error = match protocol.hub().preview_instant(shares) {
            Ok(preview) => return Ok(preview),
            Err(error) => error,
        };
        let Error::Contract { text, .. } = &error else {
            return Err(error.into());
        };
        match too_little_free(text) {
            Some((needed, free)) => {
                refuse(format!(
                "{} {} can leave at once now, this is {}; name less, or leave by the queue. Nothing was sent",
                if free.is_zero() { "no" } else { "only" },
                if free.is_zero() { self.coin.display.clone() } else { self.coin.show(free) },
                self.coin.show(needed)
            ))
            }
            None => Err(error.into()),
        }
    }

    /// Refuses nothing as an amount of shares.
    pub fn zero_shares<T>(&self) -> Result<T> {
        zero(&self.token)
    }

    /// Zero if the hub does not know the parameter.
    pub fn param(&self, param: Param) -> Uint128 {
        protocol::param(&self.powers, param).unwrap_or_default()
    }
}

/// What is needed and what is free, in base units, of the hub's refusal of an exit at once.
pub fn too_little_free(text: &str) -> Option<(Uint128, Uint128)> {
    let (needed, rest) = text.split_once(" is needed, ")?;
    let (free, _) = rest.split_once(" is free for instant exits")?;
    let needed = needed.rsplit(' ').next()?;
    Some((needed.parse().ok()?, free.parse().ok()?))
}

/// An error that was foreseen.
pub fn refuse<T>(text: impl Into<String>) -> Result<T> {
    Err(Error::not_signed(text.into()).into())
}

/// Refuses nothing as an amount.
pub fn zero<T>(unit: &Unit) -> Result<T> {
    WrongInput::refuse(
        ErrorCode::Amount,
        format!("the amount is zero; name some {}", unit.display),
    )
}

/// Refuses more than there is.
pub fn check_balance(unit: &Unit, wanted: Uint128, balance: Uint128) -> Result<()> {
    if wanted <= balance {
        return Ok(());
    }
    refuse(format!(
        "{} is more than the account has, {}; name less. Nothing was sent",
        unit.show(wanted),
        unit.show(balance)
    ))
}

/// An amount in one or two words.
pub fn joined(words: &[String]) -> String {
    words.join(" ")
}

/// How much less than previewed is accepted, as a fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slippage(Decimal);

impl Slippage {
    /// The least of an expected amount that is accepted, rounded down.
    pub fn least(self, expected: Uint128) -> Uint128 {
        expected.mul_floor(Decimal::one().saturating_sub(self.0))
    }
}

impl FromStr for Slippage {
    type Err = anyhow::Error;

    /// From per cent, 0 to 50.
    fn from_str(text: &str) -> Result<Self> {
        let number = text.trim().trim_end_matches('%').trim();
        let percent = Decimal::from_str(number).ok();
        match percent.and_then(|percent| percent.checked_div(Decimal::from_ratio(100u128, 1u128)).ok()) {
            Some(fraction) if fraction <= Decimal::percent(50) => Ok(Self(fraction)),
            _ => bail!("slippage is {text}; it must be per cent from 0 to 50, such as 0.5"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("0", 1_000, 1_000)]
    #[case("0.5", 1_000, 995)]
    #[case("0.5 %", 1_001, 995)]
    #[case("50", 3, 1)]
    fn the_least_amount_is_rounded_down(#[case] slippage: &str, #[case] expected: u128, #[case] least: u128) {
        let slippage: Slippage = slippage.parse().unwrap();
        assert_eq!(slippage.least(expected.into()).u128(), least);
    }

    #[rstest]
    #[case("51")]
    #[case("-1")]
    #[case("half")]
    #[case("")]
    fn other_slippages_are_refused(#[case] text: &str) {
        assert!(text.parse::<Slippage>().is_err());
    }
}

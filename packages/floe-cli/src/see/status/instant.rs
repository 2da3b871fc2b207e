//! What an exit at once has free, and what it costs.

use anyhow::Result;
use cosmwasm_std::Uint128;
use floe_api::hub::StateResponse;
use floe_client::{Error, Protocol};
use serde::Serialize;

use crate::holder::too_little_free;
use crate::see::share;
use crate::units::Unit;

/// The part of what is free that is left out where the rate has risen between two questions: more than an hour of any gains.
const A_LITTLE: Uint128 = Uint128::new(100_000);

/// An exit at once of all that is free.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum InstantOffer {
    Open {
        /// Base units that can leave at once.
        free: Uint128,
        /// Base units of them that taking all of it would cost.
        fee: Uint128,
    },
    Closed {
        /// The hub's own words.
        closed: String,
    },
}

impl InstantOffer {
    /// The hub says what is free where more is asked for.
    pub fn ask(protocol: &Protocol<'_>, state: &StateResponse) -> Result<Self> {
        let nothing = Self::Open {
            free: Uint128::zero(),
            fee: Uint128::zero(),
        };
        let (pool, supply) = (state.total_native, state.total_usteak);
        if supply.is_zero() {
            return Ok(nothing);
        }
        let free = match preview(protocol, supply)? {
            Ok(open) => return Ok(open),
            Err(closed) => match too_little_free(&closed) {
                Some((_, free)) => free,
                None => return Ok(Self::Closed { closed }),
            },
        };
        let shares = free.checked_mul_floor((supply, pool)).unwrap_or_default();
        if shares.is_zero() {
            return Ok(nothing);
        }
        let mut offer = preview(protocol, shares)?;
        // The rate rises from second to second, so that by now they can be worth more than is free.
        if offer
            .as_ref()
            .is_err_and(|closed| too_little_free(closed).is_some())
        {
            let less = shares.checked_div(A_LITTLE).unwrap_or_default();
            let less = less.saturating_add(Uint128::one());
            offer = preview(protocol, shares.saturating_sub(less))?;
        }
        Ok(offer.unwrap_or_else(|closed| Self::Closed { closed }))
    }

    /// Base units that can leave at once.
    pub fn free(&self) -> Uint128 {
        match self {
            Self::Open { free, .. } => *free,
            Self::Closed { .. } => Uint128::zero(),
        }
    }

    pub fn line(&self, coin: &Unit) -> String {
        let told = match self {
            Self::Closed { closed } => format!("not possible: {closed}"),
            Self::Open { free, .. } if free.is_zero() => "nothing is free; leave by the queue".to_owned(),
            Self::Open { free, fee } => {
                let part = cosmwasm_std::Decimal::checked_from_ratio(*fee, *free).unwrap_or_default();
                format!(
                    "{} can leave now; taking all of it costs {} ({})",
                    coin.show(*free),
                    coin.show(*fee),
                    share(part)
                )
            }
        };
        format!("  at once          {told}")
    }
}

/// What these shares would be paid, or the hub's refusal.
fn preview(protocol: &Protocol<'_>, shares: Uint128) -> Result<Result<InstantOffer, String>> {
    match protocol.hub().preview_instant(shares) {
        Ok(preview) => Ok(Ok(InstantOffer::Open {
            free: preview.amount.saturating_add(preview.fee),
            fee: preview.fee,
        })),
        Err(Error::Contract { text, .. }) => Ok(Err(text)),
        Err(error) => Err(error.into()),
    }
}

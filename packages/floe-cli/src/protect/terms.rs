//! What a backstop is, and how its amounts are written.

use anyhow::{bail, Result};
use cosmwasm_std::Uint128;
use floe_api::backstop::{BackstopPositionResponse, BackstopStateResponse, ConfigResponse};
use floe_api::hub::GuaranteesResponse;

use crate::context::Context;
use crate::holder::terms::{refuse, HolderTerms};
use crate::input::account;
use crate::units::Unit;

/// A backstop at a moment.
pub struct ProtectTerms {
    pub address: String,
    pub of_hub: HolderTerms,
    pub units: Unit,
    pub config: ConfigResponse,
    pub state: BackstopStateResponse,
    pub guarantees: GuaranteesResponse,
}

impl ProtectTerms {
    /// Of the named backstop, otherwise of the hub's.
    ///
    /// # Errors
    /// Where the hub has none, and for one of another hub.
    pub fn ask(named: Option<&str>, context: &Context<'_>) -> Result<Self> {
        let of_hub = HolderTerms::ask(context)?;
        let protocol = context.protocol()?;
        let guarantees = protocol.hub().guarantees()?;
        let own = guarantees.backstop.as_ref().map(|own| own.contract.as_str());
        let given = named
            .map(|given| account(&*context.chain, "--backstop", given))
            .transpose()?;
        let Some(address) = given.as_deref().or(own) else {
            return refuse(match &guarantees.pending_backstop {
                Some(pending) => format!(
                    "the hub has no backstop yet: {pending} is named and has not accepted, which anybody may have it do; \
                     look at it with --backstop. Nothing was sent"
                ),
                None => "the hub has no backstop; name one that was retired with --backstop. Nothing was sent".to_owned(),
            });
        };
        let backstop = protocol.backstop(address);
        let config = backstop.config()?;
        if config.hub != of_hub.hub {
            bail!(
                "{address} is a backstop of {}, not of {}; name another with --backstop",
                config.hub,
                of_hub.hub
            );
        }
        Ok(Self {
            units: Unit::new(&format!("unit:{address}"), "units", of_hub.token.exponent)?,
            state: backstop.state()?,
            address: address.to_owned(),
            config,
            guarantees,
            of_hub,
        })
    }

    /// Whether it is the one that the hub takes shares from.
    pub fn pays(&self) -> bool {
        let own = self.guarantees.backstop.as_ref();
        own.is_some_and(|own| own.contract == self.address)
    }

    /// Whether it is a receiver of the fee.
    pub fn is_paid(&self) -> bool {
        let mut receivers = self.of_hub.powers.fee.receivers.iter();
        receivers.any(|receiver| receiver.to == self.address)
    }

    pub fn position(&self, user: &str, context: &Context<'_>) -> Result<BackstopPositionResponse> {
        Ok(context.protocol()?.backstop(&self.address).position(user)?)
    }

    /// Shares and the coins that they are worth.
    pub fn worth(&self, shares: Uint128, context: &Context<'_>) -> Result<String> {
        let shown = self.of_hub.token.show(shares);
        if shares.is_zero() {
            return Ok(shown);
        }
        let worth = context.protocol()?.hub().preview_unbond(shares)?;
        Ok(format!("{shown}, {} now", self.of_hub.coin.show(worth.amount)))
    }
}

/// Seconds as days and hours.
pub fn days(seconds: u64) -> String {
    let hours = seconds / 3_600;
    match (hours / 24, hours % 24) {
        (0, hours) => format!("{hours} h"),
        (days, 0) => format!("{days} d"),
        (days, hours) => format!("{days} d {hours} h"),
    }
}

/// Basis points as per cent.
pub fn percent(bps: u64) -> String {
    format!("{}.{:02} %", bps / 100, bps % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_parts_read_as_people_write_them() {
        assert_eq!(days(7_200), "2 h");
        assert_eq!(days(86_400), "1 d");
        assert_eq!(days(1_900_800 + 3_600), "22 d 1 h");
        assert_eq!(percent(10_000), "100.00 %");
        assert_eq!(percent(7), "0.07 %");
    }
}

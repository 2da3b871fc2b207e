//! Events and parameters of the protocol in words, by what is declared of them.

use cosmwasm_std::{Decimal, Uint128};
use floe_api::events::{self, HubEvent, Kind, TokenMove};
use floe_api::registry::RegistryParam;
use floe_client::text::plain;
use floe_client::{when, TxEvent};
use floe_core::params::{Measure, Param};

use crate::context::Context;
use crate::see::{bps, share};
use crate::units::Unit;

/// What begins the kinds of the protocol's own events.
const OWN: &str = "wasm-floe/";
/// Reported after everything, and about nothing that has been done.
const BOOKS: &str = "books_updated";
/// A setting with its old and new value.
pub const CONFIG_CHANGED: &str = "config_changed";

/// How amounts of coin and token are written.
#[derive(Clone, Debug)]
pub struct Wording {
    pub coin: Unit,
    pub token: Unit,
}

/// The name of one of the protocol's own events; none of others.
pub fn name(event: &TxEvent) -> Option<&str> {
    event.kind.strip_prefix(OWN)
}

impl Wording {
    pub fn of(context: &Context<'_>) -> anyhow::Result<Self> {
        Ok(Self {
            coin: context.unit()?,
            token: context.token_unit()?,
        })
    }

    /// What one of the protocol's own events says; none of others, and of the books.
    pub fn event(&self, event: &TxEvent) -> Option<String> {
        let name = name(event).filter(|name| *name != BOOKS)?;
        let about = events::about(name)?;
        if name == CONFIG_CHANGED {
            let of = |key: &str| event.attribute(key).unwrap_or_default();
            let setting = of("name");
            return Some(format!(
                "{}: {} -> {}",
                plain(setting),
                self.setting(setting, of("old")),
                self.setting(setting, of("new"))
            ));
        }
        let denom = event.attribute("denom");
        let parts: Vec<String> = about
            .attributes
            .iter()
            .filter_map(|(key, kind, _)| {
                let value = event.attribute(key).filter(|value| !value.is_empty())?;
                Some(format!(
                    "{} {}",
                    key.replace('_', " "),
                    self.value(*kind, value, denom)
                ))
            })
            .collect();
        Some(match parts.is_empty() {
            true => about.meaning.to_owned(),
            false => format!("{}: {}", about.meaning, parts.join(", ")),
        })
    }

    /// Moves of the token in a plain event of the hub.
    pub fn moves(&self, event: &TxEvent) -> Vec<String> {
        let pairs = event
            .attributes
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()));
        let read = events::read(&event.kind, pairs).unwrap_or_default();
        let told = read.into_iter().filter_map(|event| {
            let HubEvent::Token(moved) = event else {
                return None;
            };
            Some(match moved {
                TokenMove::Minted { to, amount } => {
                    format!(
                        "{} are new and belong to {}",
                        self.token.show(amount.into()),
                        plain(&to)
                    )
                }
                TokenMove::Burned { from, amount } => {
                    format!(
                        "{} of {} are burned",
                        self.token.show(amount.into()),
                        plain(&from)
                    )
                }
                TokenMove::Moved { from, to, amount } => format!(
                    "{} went from {} to {}",
                    self.token.show(amount.into()),
                    plain(&from),
                    plain(&to)
                ),
            })
        });
        told.collect()
    }

    fn value(&self, kind: Kind, value: &str, denom: Option<&str>) -> String {
        let shown = match kind {
            Kind::Coins => match denom.filter(|denom| *denom != self.coin.denom) {
                Some(denom) => Some(format!("{} {}", plain(value), plain(denom))),
                None => value.parse().ok().map(|units| self.coin.show(units)),
            },
            Kind::Shares => value.parse().ok().map(|units| self.token.show(units)),
            Kind::Seconds | Kind::Until => value.parse().ok().map(when::utc),
            Kind::Nanos => {
                let nanos: Option<u64> = value.parse().ok();
                nanos.map(|nanos| when::utc(nanos.div_euclid(1_000_000_000)))
            }
            Kind::Address
            | Kind::Validator
            | Kind::Maybe
            | Kind::Units
            | Kind::Denom
            | Kind::Text
            | Kind::Number
            | Kind::Fraction
            | Kind::Flag => None,
        };
        shown.unwrap_or_else(|| plain(value))
    }

    /// A setting's value as events have it.
    fn setting(&self, name: &str, value: &str) -> String {
        let hub = Param::ALL.into_iter().find(|param| param.name() == name);
        let registry = RegistryParam::ALL.into_iter().find(|param| param.name() == name);
        let measure = hub.map(Param::measure).or(registry.map(RegistryParam::measure));
        let number: Option<u128> = value.parse().ok();
        match (measure, number) {
            (Some(measure), Some(number)) => self.measured(measure, number),
            _ => plain(value),
        }
    }

    /// A parameter's value, in its own unit.
    pub fn measured(&self, measure: Measure, value: u128) -> String {
        match measure {
            Measure::Coins => self.coin.show(value.into()),
            Measure::Shares => self.token.show(value.into()),
            Measure::BasisPoints => format!("{value} ({})", bps(saturate(value))),
            Measure::Seconds => format!("{value} s ({})", when::span(saturate(value))),
            Measure::Count => value.to_string(),
            Measure::Fraction => share(Decimal::new(Uint128::new(value))),
        }
    }
}

fn saturate(value: u128) -> u64 {
    u64::try_from(value).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn units() -> Wording {
        Wording {
            coin: Unit::new("uatom", "atom", 6).unwrap(),
            token: Unit::new("cw20:hub", "flATOM", 6).unwrap(),
        }
    }

    fn event(kind: &str, attributes: &[(&str, &str)]) -> TxEvent {
        TxEvent {
            kind: kind.to_owned(),
            attributes: attributes
                .iter()
                .map(|(key, value)| (key.to_string(), value.to_string()))
                .collect(),
            message: None,
        }
    }

    #[rstest]
    #[case::amounts(
        "wasm-floe/unbond_queued",
        &[("sender", "a"), ("receiver", "b"), ("batch", "7"), ("shares", "1500000")],
        Some("shares were put into the open batch: sender a, receiver b, batch 7, shares 1.5 flATOM")
    )]
    #[case::another_coin(
        "wasm-floe/foreign_sent",
        &[("denom", "uosmo"), ("amount", "5"), ("to", "c")],
        Some("a coin that is not the staking coin was sent out: denom uosmo, amount 5 uosmo, to c")
    )]
    #[case::times(
        "wasm-floe/write_off_announced",
        &[("validator", "v"), ("from", "60")],
        Some("the stake with a validator that answers nobody will be written off: validator v, from 1970-01-01 00:01:00 UTC")
    )]
    #[case::nothing_more("wasm-floe/wind_down_started", &[], Some("the protocol winds down for good"))]
    #[case::setting(
        "wasm-floe/config_changed",
        &[("name", "min_bond"), ("old", "1000000"), ("new", "2500000")],
        Some("min_bond: 1 atom -> 2.5 atom")
    )]
    #[case::setting_in_words(
        "wasm-floe/config_changed",
        &[("name", "guardian"), ("old", "none"), ("new", "a")],
        Some("guardian: none -> a")
    )]
    #[case::books("wasm-floe/books_updated", &[("free", "5")], None)]
    #[case::unknown("wasm-floe/nothing_like_it", &[], None)]
    #[case::another("transfer", &[("amount", "5")], None)]
    fn events_are_told_by_their_declaration(
        #[case] kind: &str,
        #[case] attributes: &[(&str, &str)],
        #[case] expected: Option<&str>,
    ) {
        assert_eq!(units().event(&event(kind, attributes)).as_deref(), expected);
    }

    #[test]
    fn moves_of_the_token_are_told_one_by_one() {
        let moved = event(
            "wasm",
            &[
                ("action", "transfer"),
                ("from", "a"),
                ("to", "b"),
                ("amount", "2000000"),
            ],
        );
        assert_eq!(units().moves(&moved), ["2 flATOM went from a to b"]);
    }
}

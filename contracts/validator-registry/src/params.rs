//! The registry's parameters and the bounds that bind governance, instantiation and migration alike.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Decimal;
use floe_api::registry::RegistryParams;
use floe_core::units::{Seconds, DAY};
use packed_store::packed;

use crate::error::{ContractError, ContractResult};

/// Least and greatest `max_share_bps`.
pub const SHARE_BPS: (u64, u64) = (100, 3_400);
/// Greatest `max_commission`, in percent.
pub const COMMISSION_PERCENT: u64 = 30;
/// Validators that are not draining below which no removal may bring the set, unless fewer were there: with three and the
/// greatest `max_share_bps` no one holds more than about a third.
pub const MIN_SET: usize = 3;
/// Least and greatest `inactive_grace` in seconds.
pub const GRACE: (Seconds, Seconds) = (10, 30 * DAY);

#[cw_serde]
pub struct Params {
    /// Commission above which a validator receives no stake.
    pub max_commission: Decimal,
    /// Largest share of one validator in basis points.
    pub max_share_bps: u64,
    /// Seconds outside the bonded set after which a validator's stake is moved on.
    pub inactive_grace: Seconds,
}

packed!(struct Params { max_commission, max_share_bps, inactive_grace });

impl Default for Params {
    fn default() -> Self {
        Self {
            max_commission: Decimal::percent(20),
            max_share_bps: 2_000,
            inactive_grace: 3 * DAY,
        }
    }
}

impl Params {
    /// These parameters with the given ones replaced. What is left out stays, also a value that a later version's bounds
    /// exclude.
    ///
    /// # Errors
    /// [`ContractError::CommissionOutOfBounds`] or [`ContractError::OutOfBounds`], naming the first offender.
    pub fn updated(&self, update: &RegistryParams) -> ContractResult<Self> {
        let most = Decimal::percent(COMMISSION_PERCENT);
        if let Some(value) = update.max_commission.filter(|value| *value > most) {
            return Err(ContractError::CommissionOutOfBounds { value, max: most });
        }
        within("max_share_bps", update.max_share_bps, SHARE_BPS)?;
        within("inactive_grace", update.inactive_grace, GRACE)?;
        Ok(Self {
            max_commission: update.max_commission.unwrap_or(self.max_commission),
            max_share_bps: update.max_share_bps.unwrap_or(self.max_share_bps),
            inactive_grace: update.inactive_grace.unwrap_or(self.inactive_grace),
        })
    }

    /// Name, old and new value of every parameter in which `new` differs.
    pub fn changes(&self, new: &Self) -> Vec<(&'static str, String, String)> {
        let all = [
            (
                "max_commission",
                self.max_commission.to_string(),
                new.max_commission.to_string(),
            ),
            (
                "max_share_bps",
                self.max_share_bps.to_string(),
                new.max_share_bps.to_string(),
            ),
            (
                "inactive_grace",
                self.inactive_grace.to_string(),
                new.inactive_grace.to_string(),
            ),
        ];
        all.into_iter().filter(|(_, old, new)| old != new).collect()
    }
}

fn within(name: &'static str, value: Option<u64>, (min, max): (u64, u64)) -> ContractResult<()> {
    match value.filter(|value| !(min..=max).contains(value)) {
        Some(value) => Err(ContractError::OutOfBounds {
            name,
            value,
            min,
            max,
        }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn update(json: &str) -> RegistryParams {
        cosmwasm_std::from_json(json.as_bytes()).unwrap()
    }

    #[test]
    fn an_update_of_nothing_keeps_the_defaults() {
        let params = Params::default().updated(&RegistryParams::default()).unwrap();
        assert_eq!(
            params,
            Params {
                max_commission: Decimal::percent(20),
                max_share_bps: 2_000,
                inactive_grace: 259_200,
            }
        );
        assert_eq!(Params::default().changes(&params), []);
    }

    #[rstest]
    #[case(r#"{"max_commission":"0"}"#)]
    #[case(r#"{"max_commission":"0.3"}"#)]
    #[case(r#"{"max_share_bps":100}"#)]
    #[case(r#"{"max_share_bps":3400}"#)]
    #[case(r#"{"inactive_grace":10}"#)]
    #[case(r#"{"inactive_grace":2592000}"#)]
    fn every_parameter_is_accepted_at_its_bounds_and_changes_alone(#[case] json: &str) {
        let params = Params::default().updated(&update(json)).unwrap();
        assert_eq!(Params::default().changes(&params).len(), 1);
    }

    #[rstest]
    #[case(r#"{"max_share_bps":99}"#, "max_share_bps", 99, 100, 3_400)]
    #[case(r#"{"max_share_bps":3401}"#, "max_share_bps", 3_401, 100, 3_400)]
    #[case(r#"{"inactive_grace":9}"#, "inactive_grace", 9, 10, 2_592_000)]
    #[case(r#"{"inactive_grace":2592001}"#, "inactive_grace", 2_592_001, 10, 2_592_000)]
    fn every_parameter_is_refused_one_beyond_its_bounds(
        #[case] json: &str,
        #[case] name: &'static str,
        #[case] value: u64,
        #[case] min: u64,
        #[case] max: u64,
    ) {
        assert_eq!(
            Params::default().updated(&update(json)),
            Err(ContractError::OutOfBounds {
                name,
                value,
                min,
                max
            })
        );
    }

    #[test]
    fn a_commission_limit_above_the_greatest_is_refused() {
        let value: Decimal = "0.300000000000000001".parse().unwrap();
        assert_eq!(
            Params::default().updated(&update(r#"{"max_commission":"0.300000000000000001"}"#)),
            Err(ContractError::CommissionOutOfBounds {
                value,
                max: Decimal::percent(30)
            })
        );
    }

    #[test]
    fn what_an_update_leaves_out_stays_whatever_the_bounds_say() {
        let older = Params {
            max_commission: Decimal::one(),
            max_share_bps: 10_000,
            inactive_grace: 1,
        };
        assert_eq!(older.updated(&RegistryParams::default()), Ok(older.clone()));
        let new = older.updated(&update(r#"{"max_share_bps":3400}"#)).unwrap();
        assert_eq!(
            new,
            Params {
                max_share_bps: 3_400,
                ..older.clone()
            }
        );
        assert!(older.updated(&update(r#"{"max_commission":"1"}"#)).is_err());
    }
}

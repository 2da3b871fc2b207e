//! How a parameter outside its bounds is refused. The parameters are declared in `floe_api::registry`.

use cosmwasm_std::Decimal;
use floe_api::registry::{OutOfBounds, RegistryParam};

use crate::error::ContractError;

impl From<OutOfBounds> for ContractError {
    fn from(refused: OutOfBounds) -> Self {
        let number = |value| u64::try_from(value).unwrap_or(u64::MAX);
        match refused.param {
            RegistryParam::MaxCommission => Self::CommissionOutOfBounds {
                value: Decimal::raw(refused.value),
                max: Decimal::raw(refused.max),
            },
            RegistryParam::MaxShareBps | RegistryParam::InactiveGrace | RegistryParam::OpenShareBps => {
                Self::OutOfBounds {
                    name: refused.param.name(),
                    value: number(refused.value),
                    min: number(refused.min),
                    max: number(refused.max),
                }
            }
        }
    }
}

//! Values of parameters in what the hub answers.

use cosmwasm_std::Uint128;
use floe_api::hub::PowersResponse;
use floe_core::params::Param;

/// Value of a parameter in its own unit; none if the hub does not know it, being of another version.
pub fn param(powers: &PowersResponse, name: Param) -> Option<Uint128> {
    let known = powers.params.iter().find(|known| known.name == name.name());
    known.map(|known| known.value)
}

/// The same for anything but an amount: 0 if the hub does not know it, `u64::MAX` if it is larger.
pub fn small_param(powers: &PowersResponse, name: Param) -> u64 {
    let value = param(powers, name).unwrap_or_default();
    u64::try_from(value.u128()).unwrap_or(u64::MAX)
}

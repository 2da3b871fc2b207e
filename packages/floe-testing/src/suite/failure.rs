//! Failures of messages by kind and text.

use floe_backstop::error::ContractError as BackstopError;
use floe_bonds::error::ContractError as BondsError;
use floe_hub::error::ContractError as HubError;
use floe_reward_collector::error::ContractError as CollectorError;
use floe_timelock::error::ContractError as TimelockError;
use floe_validator_registry::error::ContractError as RegistryError;
use serde::Serialize;

use crate::chain::ChainError;

/// Why a message or query was refused.
#[derive(Serialize, Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The variant of the contract's error, or `Chain` or `Error`.
    pub kind: String,
    pub text: String,
}

/// Variants that only carry another error.
const WRAPPERS: [&str; 6] = ["Std", "Core", "Token", "Shell", "Ownership", "Refused"];

impl Failure {
    pub fn new(kind: &str, text: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            text: text.into(),
        }
    }

    pub fn of(error: &anyhow::Error) -> Self {
        let known = variant_of::<HubError>(error)
            .or_else(|| variant_of::<RegistryError>(error))
            .or_else(|| variant_of::<CollectorError>(error))
            .or_else(|| variant_of::<BackstopError>(error))
            .or_else(|| variant_of::<BondsError>(error))
            .or_else(|| variant_of::<TimelockError>(error))
            .or_else(|| variant_of::<cosmwasm_std::StdError>(error));
        if let Some(known) = known {
            return known;
        }
        if let Some(chain) = error.downcast_ref::<ChainError>() {
            return Self::new("Chain", format!("{chain}: {}", chain.log));
        }
        Self::new("Error", error.root_cause().to_string())
    }
}

fn variant_of<E>(error: &anyhow::Error) -> Option<Failure>
where
    E: std::error::Error + Send + Sync + 'static,
{
    let error = error.downcast_ref::<E>()?;
    Some(Failure {
        kind: variant(&format!("{error:?}")),
        text: error.to_string(),
    })
}

/// The name of the innermost variant in a debug text such as `Token(Unauthorized)`.
fn variant(debug: &str) -> String {
    let name: String = debug
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect();
    match debug.strip_prefix(&name).and_then(|rest| rest.strip_prefix('(')) {
        Some(inner) if WRAPPERS.contains(&name.as_str()) => variant(inner),
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::variant;

    #[test]
    fn the_kind_is_the_innermost_variant() {
        assert_eq!(variant("BelowMinimum { field: \"x\" }"), "BelowMinimum");
        assert_eq!(variant("Core(Overflow { operation: \"x\" })"), "Overflow");
        assert_eq!(variant("Token(CannotSetOwnAccount)"), "CannotSetOwnAccount");
        assert_eq!(variant("Shell(Ownership(NotOwner))"), "NotOwner");
        assert_eq!(variant("Depleted"), "Depleted");
    }
}

//! From which versions a contract may be migrated: a list in its code, and nothing else.

use thiserror::Error;

/// The stored contract is not one that the new code can take over.
#[derive(Error, Debug, Clone, PartialEq, Eq)]
#[error("cannot migrate from {name} {version}; accepted versions of {expected}: {accepted}")]
pub struct CannotMigrate {
    pub name: String,
    pub version: String,
    pub expected: String,
    /// Separated by commas, or `none`.
    pub accepted: String,
}

/// Whether the code under the stored name and version may be replaced by that of `name`.
///
/// # Errors
/// [`CannotMigrate`] for another contract and for a version that is not listed, the present one and newer ones included.
pub fn ensure_listed(
    stored_name: &str,
    stored_version: &str,
    name: &str,
    accepted: &[&str],
) -> Result<(), CannotMigrate> {
    if stored_name == name && accepted.contains(&stored_version) {
        return Ok(());
    }
    Err(CannotMigrate {
        name: stored_name.to_owned(),
        version: stored_version.to_owned(),
        expected: name.to_owned(),
        accepted: match accepted {
            [] => "none".to_owned(),
            listed => listed.join(", "),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const NAME: &str = "floe-hub";

    #[rstest]
    #[case::listed(NAME, "0.0.8", &["0.0.8", "0.0.9"], true)]
    #[case::also_listed(NAME, "0.0.9", &["0.0.8", "0.0.9"], true)]
    #[case::not_listed(NAME, "0.0.7", &["0.0.8", "0.0.9"], false)]
    #[case::newer(NAME, "99.0.0", &["0.0.9"], false)]
    #[case::another_contract("floe-reward-collector", "0.0.9", &["0.0.9"], false)]
    #[case::nothing_listed(NAME, "0.0.9", &[], false)]
    fn only_a_listed_version_of_the_same_contract_may_be_replaced(
        #[case] stored: &str,
        #[case] version: &str,
        #[case] accepted: &[&str],
        #[case] fine: bool,
    ) {
        assert_eq!(ensure_listed(stored, version, NAME, accepted).is_ok(), fine);
    }

    #[test]
    fn the_refusal_names_what_is_stored_and_what_would_be_accepted() {
        let text = |accepted: &[&str]| {
            ensure_listed("other", "1", NAME, accepted)
                .unwrap_err()
                .to_string()
        };
        assert_eq!(
            text(&[]),
            "cannot migrate from other 1; accepted versions of floe-hub: none"
        );
        assert!(text(&["0.8.0", "0.9.0"]).ends_with("0.8.0, 0.9.0"));
    }
}

//! From which versions a contract may be migrated: a list in its code, and nothing else. Name and version are stored by
//! cw2 under `contract_info`.

use cosmwasm_std::{Event, Response, StdResult, Storage};
use floe_api::events::ShellFact;

use crate::ShellError;

/// Code as it records itself in the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeVersion {
    /// `crates.io:floe-…`, by which a migration knows the contract again.
    pub name: &'static str,
    pub version: &'static str,
}

impl CodeVersion {
    /// Records name and version at instantiation.
    ///
    /// # Errors
    /// None in practice.
    pub fn record(&self, storage: &mut dyn Storage) -> StdResult<()> {
        cw2::set_contract_version(storage, self.name, self.version)
    }

    /// The stored version, if this code accepts it. Nothing is changed.
    ///
    /// # Errors
    /// [`ShellError::CannotMigrate`] for another contract and for a version that is not listed, the present one and newer
    /// ones included.
    pub fn check(&self, storage: &dyn Storage, accepted: &[&str]) -> Result<String, ShellError> {
        let stored = cw2::get_contract_version(storage)?;
        if stored.contract == self.name && accepted.contains(&stored.version.as_str()) {
            return Ok(stored.version);
        }
        Err(ShellError::CannotMigrate {
            name: stored.contract,
            version: stored.version,
            expected: self.name,
            accepted: match accepted {
                [] => "none".to_owned(),
                listed => listed.join(", "),
            },
        })
    }

    /// Records this version in the place of the checked one; gives back the event `migrated`.
    ///
    /// # Errors
    /// None in practice.
    pub fn replace(&self, storage: &mut dyn Storage, from: &str) -> StdResult<Event> {
        self.record(storage)?;
        let to = self.version;
        Ok(ShellFact::Migrated { from, to }.into())
    }

    /// A migration in which nothing else happens.
    ///
    /// # Errors
    /// As for [`check`](Self::check).
    pub fn migrate(&self, storage: &mut dyn Storage, accepted: &[&str]) -> Result<Response, ShellError> {
        let from = self.check(storage, accepted)?;
        Ok(Response::new().add_event(self.replace(storage, &from)?))
    }
}

#[cfg(test)]
mod tests {
    use cosmwasm_std::testing::MockStorage;
    use rstest::rstest;

    use super::*;

    const CODE: CodeVersion = CodeVersion {
        name: "crates.io:floe-hub",
        version: "0.1.0",
    };

    fn stored(name: &str, version: &str) -> MockStorage {
        let mut storage = MockStorage::new();
        cw2::set_contract_version(&mut storage, name, version).unwrap();
        storage
    }

    #[rstest]
    #[case::listed(CODE.name, "0.0.8", &["0.0.8", "0.0.9"], true)]
    #[case::also_listed(CODE.name, "0.0.9", &["0.0.8", "0.0.9"], true)]
    #[case::not_listed(CODE.name, "0.0.7", &["0.0.8", "0.0.9"], false)]
    #[case::newer(CODE.name, "99.0.0", &["0.0.9"], false)]
    #[case::another_contract("crates.io:floe-reward-collector", "0.0.9", &["0.0.9"], false)]
    #[case::nothing_listed(CODE.name, "0.0.9", &[], false)]
    fn only_a_listed_version_of_the_same_contract_may_be_replaced(
        #[case] name: &str,
        #[case] version: &str,
        #[case] accepted: &[&str],
        #[case] fine: bool,
    ) {
        let mut storage = stored(name, version);
        assert_eq!(CODE.migrate(&mut storage, accepted).is_ok(), fine);
        let after = cw2::get_contract_version(&storage).unwrap().version;
        assert_eq!(after, if fine { CODE.version } else { version });
    }

    #[test]
    fn the_refusal_names_what_is_stored_and_what_would_be_accepted() {
        let text = |accepted: &[&str]| {
            let refused = CODE.check(&stored("other", "1"), accepted);
            refused.unwrap_err().to_string()
        };
        assert_eq!(
            text(&[]),
            "cannot migrate from other 1; accepted versions of crates.io:floe-hub: none"
        );
        assert!(text(&["0.8.0", "0.9.0"]).ends_with("0.8.0, 0.9.0"));
    }
}

//! Migration: from a listed older version of this contract, and from nothing else.

use cosmwasm_std::{DepsMut, Response};
use floe_types::registry::MigrateMsg;

use crate::contract::{CONTRACT_NAME, CONTRACT_VERSION};
use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::execute::update_params::changed;
use crate::state::CONFIG;

/// Older versions whose state this code can read. The first release has none.
pub const MIGRATES_FROM: &[&str] = &[];

/// # Errors
/// [`ContractError::CannotMigrate`]; an error of the bounds when the message brings parameters.
pub fn migrate(deps: DepsMut, msg: MigrateMsg) -> ContractResult<Response> {
    migrate_from(deps, msg, MIGRATES_FROM)
}

fn migrate_from(deps: DepsMut, msg: MigrateMsg, accepted: &[&str]) -> ContractResult<Response> {
    let stored = cw2::get_contract_version(deps.storage)?;
    ensure_listed(&stored.contract, &stored.version, CONTRACT_NAME, accepted)?;
    let mut config = CONFIG.load(deps.storage)?;
    let new = config.params.updated(&msg.params.unwrap_or_default())?;

    let old = std::mem::replace(&mut config.params, new);
    CONFIG.save(deps.storage, &config)?;
    cw2::set_contract_version(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?;
    Ok(changed(&old, &config.params).add_event(Fact::Migrated {
        from: &stored.version,
        to: CONTRACT_VERSION,
    }))
}

/// Whether the code under the stored name and version may be replaced by that of `name`.
///
/// # Errors
/// [`ContractError::CannotMigrate`] for another contract and for a version that is not listed, this one and newer ones
/// included.
pub fn ensure_listed(
    stored_name: &str,
    stored_version: &str,
    name: &str,
    accepted: &[&str],
) -> ContractResult<()> {
    if stored_name == name && accepted.contains(&stored_version) {
        return Ok(());
    }
    Err(ContractError::CannotMigrate {
        name: stored_name.to_owned(),
        version: stored_version.to_owned(),
        expected: name.to_owned(),
        accepted: if accepted.is_empty() {
            "none".to_owned()
        } else {
            accepted.join(", ")
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;
    use cosmwasm_std::Event;
    use rstest::rstest;

    const NAME: &str = CONTRACT_NAME;

    #[rstest]
    #[case::listed(NAME, "0.0.8", &["0.0.8", "0.0.9"], true)]
    #[case::also_listed(NAME, "0.0.9", &["0.0.8", "0.0.9"], true)]
    #[case::not_listed(NAME, "0.0.7", &["0.0.8", "0.0.9"], false)]
    #[case::the_same(NAME, CONTRACT_VERSION, &["0.0.9"], false)]
    #[case::newer(NAME, "99.0.0", &["0.0.9"], false)]
    #[case::another_contract("floe-reward-collector", "0.0.9", &["0.0.9"], false)]
    #[case::nothing_listed(NAME, "0.0.9", &[], false)]
    fn a5_only_a_listed_version_of_the_same_contract_may_be_replaced(
        #[case] stored: &str,
        #[case] version: &str,
        #[case] accepted: &[&str],
        #[case] fine: bool,
    ) {
        assert_eq!(ensure_listed(stored, version, NAME, accepted).is_ok(), fine);
    }

    #[test]
    fn the_refusal_names_what_is_stored_and_what_would_be_accepted() {
        let refused = |accepted: &[&str]| ensure_listed("other", "1", NAME, accepted).unwrap_err();
        let error = |accepted: &str| ContractError::CannotMigrate {
            name: "other".into(),
            version: "1".into(),
            expected: NAME.into(),
            accepted: accepted.into(),
        };
        assert_eq!(refused(&[]), error("none"));
        assert_eq!(refused(&["0.8.0", "0.9.0"]), error("0.8.0, 0.9.0"));
    }

    #[test]
    fn a5_this_version_is_not_on_its_own_list() {
        assert!(!MIGRATES_FROM.contains(&CONTRACT_VERSION));
        let mut f = Fixture::new();
        let before = f.dump();
        let refused = migrate(f.deps.as_mut(), MigrateMsg { params: None });
        assert_eq!(
            refused,
            ensure_listed(NAME, CONTRACT_VERSION, NAME, MIGRATES_FROM).map(|()| Response::new())
        );
        assert_eq!(f.dump(), before);
    }

    fn aged() -> Fixture {
        let mut f = Fixture::new();
        cw2::set_contract_version(&mut f.deps.storage, NAME, "0.0.9").unwrap();
        f
    }

    #[test]
    fn a_migration_records_its_version_and_reports_changed_parameters() {
        let mut f = aged();
        let params = cosmwasm_std::from_json(br#"{"max_share_bps":3000}"#).unwrap();
        let response =
            migrate_from(f.deps.as_mut(), MigrateMsg { params: Some(params) }, &["0.0.9"]).unwrap();
        assert_eq!(
            response.events,
            [
                Event::new("floe/config_changed")
                    .add_attribute("name", "max_share_bps")
                    .add_attribute("old", "2000")
                    .add_attribute("new", "3000"),
                Event::new("floe/migrated")
                    .add_attribute("from", "0.0.9")
                    .add_attribute("to", CONTRACT_VERSION),
            ]
        );
        assert_eq!(CONFIG.load(&f.deps.storage).unwrap().params.max_share_bps, 3_000);
        assert_eq!(
            cw2::get_contract_version(&f.deps.storage).unwrap().version,
            CONTRACT_VERSION
        );
        assert!(migrate_from(f.deps.as_mut(), MigrateMsg { params: None }, &["0.0.9"]).is_err());
    }

    #[test]
    fn a3_a_migration_obeys_the_bounds() {
        let mut f = aged();
        let before = f.dump();
        let params = cosmwasm_std::from_json(br#"{"inactive_grace":9}"#).unwrap();
        assert_eq!(
            migrate_from(f.deps.as_mut(), MigrateMsg { params: Some(params) }, &["0.0.9"]),
            Err(ContractError::OutOfBounds {
                name: "inactive_grace",
                value: 9,
                min: 10,
                max: 2_592_000
            })
        );
        assert_eq!(f.dump(), before);
    }
}

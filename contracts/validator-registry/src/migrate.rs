//! Migration: from a listed older version of this contract, and from nothing else.

use cosmwasm_std::{DepsMut, Response};
use floe_api::migration::ensure_listed;
use floe_api::registry::MigrateMsg;

use crate::contract::{CONTRACT_NAME, CONTRACT_VERSION};
use crate::error::ContractResult;
use crate::events::Fact;
use crate::execute::update_params::changed;
use crate::state::{save_config, CONFIG};

/// Older versions whose state this code can read. The first release has none.
pub const MIGRATES_FROM: &[&str] = &[];

/// # Errors
/// [`CannotMigrate`](floe_api::migration::CannotMigrate); an error of the bounds when the message brings parameters.
pub fn migrate(deps: DepsMut, msg: MigrateMsg) -> ContractResult<Response> {
    migrate_from(deps, msg, MIGRATES_FROM)
}

/// The same from any list of versions, for tests of what a later version will do.
///
/// # Errors
/// As for [`migrate`].
pub fn migrate_from(deps: DepsMut, msg: MigrateMsg, accepted: &[&str]) -> ContractResult<Response> {
    let stored = cw2::get_contract_version(deps.storage)?;
    ensure_listed(&stored.contract, &stored.version, CONTRACT_NAME, accepted)?;
    let mut config = CONFIG.load(deps.storage)?;
    let new = config.params.updated(&msg.params.unwrap_or_default())?;

    let old = std::mem::replace(&mut config.params, new);
    save_config(deps.storage, &config)?;
    cw2::set_contract_version(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?;
    Ok(changed(&old, &config.params).add_event(Fact::Migrated {
        from: &stored.version,
        to: CONTRACT_VERSION,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ContractError;
    use crate::fixture::Fixture;
    use cosmwasm_std::Event;

    const NAME: &str = CONTRACT_NAME;

    #[test]
    fn this_version_is_not_on_its_own_list() {
        assert!(!MIGRATES_FROM.contains(&CONTRACT_VERSION));
        let mut f = Fixture::new();
        let before = f.dump();
        let refused = migrate(f.deps.as_mut(), MigrateMsg { params: None });
        assert_eq!(
            refused,
            ensure_listed(NAME, CONTRACT_VERSION, NAME, MIGRATES_FROM)
                .map(|()| Response::new())
                .map_err(Into::into)
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
    fn a_migration_obeys_the_bounds() {
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

//! Migration: from a listed older version of this contract, and from nothing else.

use cosmwasm_std::{DepsMut, Response};
use floe_api::collector::MigrateMsg;
use floe_api::migration::ensure_listed;

use crate::contract::{CONTRACT_NAME, CONTRACT_VERSION};
use crate::error::ContractResult;
use crate::events::Fact;

/// Older versions whose state this code can read. The first release has none.
pub const MIGRATES_FROM: &[&str] = &[];

/// # Errors
/// [`CannotMigrate`](floe_api::migration::CannotMigrate).
pub fn migrate(deps: DepsMut, MigrateMsg {}: MigrateMsg) -> ContractResult<Response> {
    migrate_from(deps, MIGRATES_FROM)
}

/// The same from any list of versions, for tests of what a later version will do.
///
/// # Errors
/// As for [`migrate`].
pub fn migrate_from(deps: DepsMut, accepted: &[&str]) -> ContractResult<Response> {
    let stored = cw2::get_contract_version(deps.storage)?;
    ensure_listed(&stored.contract, &stored.version, CONTRACT_NAME, accepted)?;
    cw2::set_contract_version(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?;
    Ok(Response::new().add_event(Fact::Migrated {
        from: &stored.version,
        to: CONTRACT_VERSION,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{lines, Fixture};

    const NAME: &str = CONTRACT_NAME;

    #[test]
    fn this_version_is_not_on_its_own_list() {
        assert!(!MIGRATES_FROM.contains(&CONTRACT_VERSION));
        let mut f = Fixture::new();
        assert_eq!(
            migrate(f.deps.as_mut(), MigrateMsg {}),
            ensure_listed(NAME, CONTRACT_VERSION, NAME, MIGRATES_FROM)
                .map(|()| Response::new())
                .map_err(Into::into)
        );
    }

    #[test]
    fn a_migration_records_its_version() {
        let mut f = Fixture::new();
        cw2::set_contract_version(&mut f.deps.storage, NAME, "0.0.9").unwrap();
        let response = migrate_from(f.deps.as_mut(), &["0.0.9"]).unwrap();
        assert_eq!(
            lines(&response),
            [format!("floe/migrated from=0.0.9 to={CONTRACT_VERSION}")]
        );
        assert_eq!(
            cw2::get_contract_version(&f.deps.storage).unwrap().version,
            CONTRACT_VERSION
        );
        assert!(migrate_from(f.deps.as_mut(), &["0.0.9"]).is_err());
    }
}

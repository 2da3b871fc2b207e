//! Migration: from a listed older version of this contract, and from nothing else.

use cosmwasm_std::{DepsMut, Response};
use floe_api::registry::MigrateMsg;

use crate::contract::CODE;
use crate::error::ContractResult;
use crate::execute::update_params::changed;
use crate::state::{save_config, CONFIG};

/// Older versions whose state this code can read. The first release has none.
pub const ACCEPTED: &[&str] = &[];

/// # Errors
/// [`CannotMigrate`](floe_contract::ShellError::CannotMigrate); an error of the bounds when the message brings parameters.
pub fn migrate(deps: DepsMut, msg: MigrateMsg, accepted: &[&str]) -> ContractResult<Response> {
    let from = CODE.check(deps.storage, accepted)?;
    let mut config = CONFIG.load(deps.storage)?;
    let new = config.params.updated(&msg.params.unwrap_or_default())?;

    let old = std::mem::replace(&mut config.params, new);
    save_config(deps.storage, &config)?;
    Ok(changed(&old, &config.params).add_event(CODE.replace(deps.storage, &from)?))
}

#[cfg(test)]
mod tests {
    use floe_api::registry::RegistryParams;

    use super::*;
    use crate::error::ContractError;
    use crate::fixture::{lines, Fixture};

    fn migrated(f: &mut Fixture, params: &str) -> ContractResult<Response> {
        let params: RegistryParams = cosmwasm_std::from_json(params).unwrap();
        let msg = MigrateMsg { params: Some(params) };
        migrate(f.deps.as_mut(), msg, &[CODE.version])
    }

    #[test]
    fn a_migration_reports_changed_parameters() {
        let mut f = Fixture::new();
        let response = migrated(&mut f, r#"{"max_share_bps":3000}"#).unwrap();
        let migrated = format!("floe/migrated from={0} to={0}", CODE.version);
        assert_eq!(
            lines(&response),
            [
                "floe/config_changed name=max_share_bps old=2000 new=3000",
                &migrated
            ]
        );
        assert_eq!(CONFIG.load(&f.deps.storage).unwrap().params.max_share_bps, 3_000);
    }

    #[test]
    fn a_migration_obeys_the_bounds() {
        let mut f = Fixture::new();
        let before = f.dump();
        assert_eq!(
            migrated(&mut f, r#"{"inactive_grace":9}"#),
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

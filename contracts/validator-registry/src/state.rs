//! Every storage key of the registry. `ownership` is cw-ownable's and `contract_info` cw2's.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, StdResult, Storage};
use floe_api::registry::RegistrySettings;
use floe_api::targets::{Standing, REFRESHED_KEY, TARGETS_KEY};
use floe_core::units::Seconds;
use packed_store::packed;
use packed_store::stored::{Item, Map};

use crate::class::standing;
use crate::entry::ListedValidator;

/// The validators in the order of their addition, which breaks ties in the hub; 1 to 100. Written by instantiate, the
/// messages of owner, guardian, steward and lister and a `refresh` that finds a change; only `refresh` removes from it.
pub const VALIDATORS: Item<Vec<ListedValidator>> = Item::new("validators");
/// The hub, the parameters and the roles. Written by instantiate, `update_params`, `update_roles` and migrate.
pub const CONFIG: Item<Config> = Item::new("config");
/// What `targets` answers, at any time to come. Frozen key: the hub reads it raw. Written together with the two above
/// by `publish`.
pub const TARGETS: Item<Standing> = Item::new(TARGETS_KEY);
/// Unix seconds of the last refresh, at first of instantiation. Frozen key: the hub reads it raw. Written by instantiate
/// and `refresh`.
pub const REFRESHED: Item<Seconds> = Item::new(REFRESHED_KEY);
/// Operator address → the guardian's arming that its pause of this validator used up. Written by the guardian's pauses;
/// never removed, so that adding a validator again does not return the pause.
pub const GUARDIAN_PAUSES: Map<&str, u64> = Map::new("guardian_pause");

/// Operator address → true for one that the owner has removed. Written by `remove_validator` and migrate, removed by
/// `add_validator`: until then the lister cannot list it, however often it left the registry.
pub const REMOVED: Map<&str, bool> = Map::new("removed");

#[cw_serde]
pub struct Config {
    /// Asked for the guardian, for what is left on a draining validator, and for what an open one has and must have.
    pub hub: Addr,
    pub params: RegistrySettings,
    /// Sets weights of curated validators.
    pub steward: Option<Addr>,
    /// The contract of operators' bonds, which lists open validators.
    pub lister: Option<Addr>,
}

packed!(struct Config { hub, params, steward, lister });

/// Saves the validators and the targets that follow from them.
pub fn save_validators(storage: &mut dyn Storage, entries: &Vec<ListedValidator>) -> StdResult<()> {
    VALIDATORS.save(storage, entries)?;
    let params = CONFIG.load(storage)?.params;
    publish(storage, entries, &params)
}

/// Saves the configuration and the targets that follow from its parameters.
pub fn save_config(storage: &mut dyn Storage, config: &Config) -> StdResult<()> {
    CONFIG.save(storage, config)?;
    let entries = VALIDATORS.load(storage)?;
    publish(storage, &entries, &config.params)
}

/// Brings the targets in line with validators and parameters.
fn publish(
    storage: &mut dyn Storage,
    entries: &[ListedValidator],
    params: &RegistrySettings,
) -> StdResult<()> {
    let standing = standing(entries, params)?;
    // Reading costs a tenth of writing. What cannot be read is written anew.
    if TARGETS.load(storage).is_ok_and(|published| published == standing) {
        return Ok(());
    }
    TARGETS.save(storage, &standing)
}

#[cfg(test)]
mod tests {
    use cosmwasm_std::Decimal;
    use packed_store::packed::{pack, unpack};

    use super::*;
    use crate::entry::{ListedClass, ListedPause, ListedStatus, OpenTerms};
    use crate::record::{High, Record};

    #[test]
    fn what_the_registry_stores_is_packed_as_postcard_does() {
        let statuses = [
            ListedStatus::Active,
            ListedStatus::Paused(ListedPause::Owner),
            ListedStatus::Paused(ListedPause::Guardian { until: 300 }),
            ListedStatus::Draining,
        ];
        let entry = |status| ListedValidator {
            status,
            since: 8,
            dear_since: Some(9),
            class: ListedClass::Open(OpenTerms {
                unlisted: true,
                short: false,
            }),
            record: Record {
                turns: vec![300],
                highs: vec![High {
                    commission: Decimal::percent(5),
                    until: 300,
                }],
            },
            ..ListedValidator::new("v".into(), 7, Decimal::percent(5), true, 10)
        };
        let entries: Vec<ListedValidator> = statuses.map(entry).into();
        let bytes = pack(&entries);
        assert_eq!(bytes, postcard::to_allocvec(&entries).unwrap());
        assert_eq!(unpack("x", &bytes), Ok(entries));
        let config = Config {
            hub: Addr::unchecked("h"),
            params: RegistrySettings::default(),
            steward: None,
            lister: Some(Addr::unchecked("l")),
        };
        let bytes = pack(&config);
        assert_eq!(bytes, postcard::to_allocvec(&config).unwrap());
        assert_eq!(unpack("x", &bytes), Ok(config));
    }
}

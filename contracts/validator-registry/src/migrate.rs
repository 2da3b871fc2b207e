//! Migration: from a listed older version of this contract, and from nothing else.

use cosmwasm_std::{Addr, Decimal, DepsMut, Response, StdResult, Storage};
use floe_api::registry::{MigrateMsg, RegistrySettings};
use floe_core::units::Seconds;
use packed_store::packed;
use packed_store::stored::Item;

use crate::contract::CODE;
use crate::entry::{ListedClass, ListedStatus, ListedValidator};
use crate::error::ContractResult;
use crate::execute::update_params::changed;
use crate::record::Record;
use crate::state::{save_config, Config, CONFIG, REMOVED, VALIDATORS};

/// Older versions whose state this code can read. The first release has none.
pub const ACCEPTED: &[&str] = &[];

/// # Errors
/// [`CannotMigrate`](floe_contract::ShellError::CannotMigrate); an error of the bounds when the message brings parameters.
pub fn migrate(deps: DepsMut, msg: MigrateMsg, accepted: &[&str]) -> ContractResult<Response> {
    let from = CODE.check(deps.storage, accepted)?;
    if let Ok(older) = OLDER_CONFIG.load(deps.storage) {
        take_over(deps.storage, older)?;
    }
    let mut config = CONFIG.load(deps.storage)?;
    let new = config.params.updated(&msg.params.unwrap_or_default())?;

    let old = std::mem::replace(&mut config.params, new);
    save_config(deps.storage, &config)?;
    Ok(changed(&old, &config.params).add_event(CODE.replace(deps.storage, &from)?))
}

/// The configuration before there were classes. Its bytes are a beginning of today's, and so one cannot be read as the other.
struct OlderConfig {
    hub: Addr,
    max_commission: Decimal,
    max_share_bps: u64,
    inactive_grace: Seconds,
}

packed!(struct OlderConfig { hub, max_commission, max_share_bps, inactive_grace });

const OLDER_CONFIG: Item<OlderConfig> = Item::new("config");

/// A validator before there were classes.
struct OlderValidator {
    operator: String,
    weight: u64,
    status: ListedStatus,
    commission: Decimal,
    bonded: bool,
    since: Seconds,
    dear_since: Option<Seconds>,
    listed_at: Seconds,
}

packed!(struct OlderValidator { operator, weight, status, commission, bonded, since, dear_since, listed_at });

const OLDER_VALIDATORS: Item<Vec<OlderValidator>> = Item::new("validators");

/// All validators become curated, their weights the owner's. What drains the owner has removed. The record begins as what is
/// known: the last change of the bonded set and the present commission.
fn take_over(storage: &mut dyn Storage, older: OlderConfig) -> StdResult<()> {
    let config = Config {
        hub: older.hub,
        params: RegistrySettings {
            max_commission: older.max_commission,
            max_share_bps: older.max_share_bps,
            inactive_grace: older.inactive_grace,
            ..RegistrySettings::default()
        },
        steward: None,
        lister: None,
    };
    CONFIG.save(storage, &config)?;
    let mut entries = Vec::new();
    for older in OLDER_VALIDATORS.load(storage)? {
        if older.status == ListedStatus::Draining {
            REMOVED.save(storage, &older.operator, &true)?;
        }
        entries.push(ListedValidator {
            operator: older.operator,
            weight: older.weight,
            status: older.status,
            commission: older.commission,
            bonded: older.bonded,
            since: older.since,
            dear_since: older.dear_since,
            listed_at: older.listed_at,
            base: older.weight,
            class: ListedClass::Curated,
            record: Record::default(),
        });
    }
    VALIDATORS.save(storage, &entries)
}

#[cfg(test)]
mod tests {
    use floe_api::registry::RegistryParams;

    use super::*;
    use crate::error::ContractError;
    use crate::fixture::{lines, Fixture};
    use crate::state::save_config;

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

    /// What the last version stored of `a`, active, and of `b`, draining.
    fn older() -> Fixture {
        let mut f = Fixture::new();
        f.drain("b");
        let mut config = CONFIG.load(&f.deps.storage).unwrap();
        let entries = VALIDATORS.load(&f.deps.storage).unwrap();
        let params = RegistrySettings {
            max_commission: Decimal::percent(7),
            max_share_bps: 1_234,
            inactive_grace: 99_999,
            ..config.params
        };
        config.params = params.clone();
        save_config(&mut f.deps.storage, &config).unwrap();
        OLDER_CONFIG
            .save(
                &mut f.deps.storage,
                &OlderConfig {
                    hub: config.hub,
                    max_commission: params.max_commission,
                    max_share_bps: params.max_share_bps,
                    inactive_grace: params.inactive_grace,
                },
            )
            .unwrap();
        let entries = entries.into_iter().map(|entry| OlderValidator {
            operator: entry.operator,
            weight: entry.weight,
            status: entry.status,
            commission: entry.commission,
            bonded: entry.bonded,
            since: entry.since,
            dear_since: entry.dear_since,
            listed_at: entry.listed_at,
        });
        OLDER_VALIDATORS
            .save(&mut f.deps.storage, &entries.collect())
            .unwrap();
        f
    }

    #[test]
    fn validators_of_the_last_version_become_curated_with_their_weight_as_the_owners() {
        let mut f = older();
        let targets = f.deps.storage.get(b"targets");
        migrated(&mut f, "{}").unwrap();
        let entries = VALIDATORS.load(&f.deps.storage).unwrap();
        assert_eq!(
            entries
                .iter()
                .map(|entry| (entry.weight, entry.base))
                .collect::<Vec<_>>(),
            [(1, 1), (2, 2), (3, 3)]
        );
        assert!(entries.iter().all(|entry| entry.class == ListedClass::Curated));
        let config = CONFIG.load(&f.deps.storage).unwrap();
        let expected = RegistrySettings {
            max_commission: Decimal::percent(7),
            max_share_bps: 1_234,
            inactive_grace: 99_999,
            ..RegistrySettings::default()
        };
        assert_eq!(config.params, expected);
        assert_eq!((config.steward, config.lister), (None, None));
        // The hub reads on as before.
        assert_eq!(f.deps.storage.get(b"targets"), targets);
        f.refresh();
    }

    #[test]
    fn what_drained_before_the_migration_stays_removed() {
        let mut f = older();
        migrated(&mut f, "{}").unwrap();
        let removed = |name: &str| REMOVED.may_load(&f.deps.storage, &crate::fixture::op(name));
        assert_eq!(removed("b"), Ok(Some(true)));
        assert_eq!(removed("a"), Ok(None));
    }

    #[test]
    fn todays_state_is_not_taken_for_an_older_one() {
        let mut f = Fixture::with_open();
        let before = f.dump();
        migrated(&mut f, "{}").unwrap();
        let version = |items: Vec<(Vec<u8>, Vec<u8>)>| {
            let other = items.into_iter().filter(|(key, _)| key != b"contract_info");
            other.collect::<Vec<_>>()
        };
        assert_eq!(version(f.dump()), version(before));
    }
}

//! Which versions are migrated.

use super::*;

#[rstest]
#[case::listed(NAME, "0.0.9", true)]
#[case::not_listed(NAME, "0.0.7", false)]
#[case::the_same(NAME, floe_hub::contract::CODE.version, false)]
#[case::newer(NAME, "99.0.0", false)]
#[case::no_version(NAME, "", false)]
#[case::another_contract("crates.io:cw20-base", "0.0.9", false)]
#[case::its_own_registry(floe_validator_registry::contract::CODE.name, "0.0.9", false)]
fn only_a_listed_older_version_of_the_same_contract_is_migrated(
    #[case] name: &str,
    #[case] version: &str,
    #[case] fine: bool,
) {
    let s = lived_in();
    let mut deps = older(&s, name, version);
    let outcome = floe_hub::migrate::migrate(
        deps.as_mut(),
        mock_env(),
        MigrateMsg { params: None },
        &["0.0.8", "0.0.9"],
    );
    let stored = cw2::get_contract_version(&deps.storage).unwrap();
    if fine {
        assert!(outcome.is_ok());
        assert_eq!(
            (stored.contract.as_str(), stored.version.as_str()),
            (NAME, floe_hub::contract::CODE.version)
        );
    } else {
        let accepted = "0.0.8, 0.0.9".into();
        let refusal = ShellError::CannotMigrate {
            name: name.into(),
            version: version.into(),
            expected: NAME,
            accepted,
        };
        assert_eq!(outcome, Err(refusal.into()));
        assert_eq!(
            (stored.contract.as_str(), stored.version.as_str()),
            (name, version)
        );
    }
}

/// The whole storage survives a migration, but for the version.
#[test]
fn a_migration_leaves_the_books_alone() {
    let s = lived_in();
    let mut deps = older(&s, NAME, "0.0.9");
    floe_hub::migrate::migrate(deps.as_mut(), mock_env(), MigrateMsg { params: None }, &["0.0.9"]).unwrap();
    let after: Vec<_> = deps
        .storage
        .range(None, None, cosmwasm_std::Order::Ascending)
        .collect();
    assert!(after == dump(&s, &s.hub));
}

#[rstest]
#[case::hub("hub")]
#[case::registry("registry")]
#[case::collector("collector")]
fn deployed_contracts_refuse_their_own_version_and_each_others(#[case] contract: &str) {
    let mut s = lived_in();
    let codes = store_codes(&mut s.chain);
    let (of, admin) = (s.addr(contract), s.addr("admin"));
    for code in [codes.hub, codes.registry, codes.collector] {
        let before = fingerprint(&s);
        let error = s.chain.migrate(&admin, &of, &json!({}), code).unwrap_err();
        assert_eq!(Failure::of(&error).kind, "CannotMigrate");
        assert!(before == fingerprint(&s));
    }
    // Nobody else may even try.
    for by in ["gov", "guard", "stranger", "deployer", "hub"] {
        let by = s.addr(by);
        let error = s.chain.migrate(&by, &of, &json!({}), codes.hub).unwrap_err();
        assert_ne!(
            Failure::of(&error).kind,
            "CannotMigrate",
            "only the admin reaches the code"
        );
    }
}

#[test]
fn every_contract_is_recorded_as_a_crate_of_this_project() {
    let mut s = lived_in();
    s.try_backstop("backstop", 86_400).unwrap();
    for (contract, package) in [
        ("backstop", "floe-backstop"),
        ("hub", "floe-hub"),
        ("registry", "floe-validator-registry"),
        ("collector", "floe-reward-collector"),
    ] {
        let recorded = cw2::query_contract_info(&s.chain.querier(), s.addr(contract)).unwrap();
        assert_eq!(recorded.contract, format!("crates.io:{package}"));
    }
}

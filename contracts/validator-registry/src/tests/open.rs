//! Who is listed as an open validator, and how it leaves.

use floe_api::registry::{QueryMsg, ValidatorClass, ValidatorResponse, ValidatorStatus};

use crate::error::ContractError;
use crate::fixture::{lines, op, Fixture};

fn validator(f: &Fixture, name: &str) -> ValidatorResponse {
    f.ask(QueryMsg::Validator { operator: op(name) }).unwrap()
}

fn names(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("m{n:02}")).collect()
}

/// So many open validators, each with the bond that goes with it.
fn crowd(bonds: &[(String, u128)]) -> Fixture {
    let mut f = Fixture::with_lister();
    let names: Vec<String> = bonds.iter().map(|(name, _)| name.clone()).collect();
    f.bonded(&names);
    post(&mut f, bonds);
    f
}

fn post(f: &mut Fixture, bonds: &[(String, u128)]) {
    let bonds: Vec<(&str, u128)> = bonds.iter().map(|(name, bond)| (name.as_str(), *bond)).collect();
    f.post(&bonds);
}

#[test]
fn a_bond_lists_an_open_validator_that_gets_its_weight_at_the_next_refresh() {
    let mut f = Fixture::with_lister();
    f.post(&[("d", 30_000)]);
    assert_eq!(
        f.list("d").unwrap(),
        [format!(
            "floe/validator_listed operator={} bond=30000 commission=0.05 bonded=true",
            op("d")
        )]
    );
    let d = validator(&f, "d");
    assert_eq!((d.class, d.weight, d.base), (ValidatorClass::Open, 0, 0));
    assert_eq!(d.status, ValidatorStatus::Active);
    assert_eq!(f.shares()[3], ("d".into(), 0, true));
    assert_eq!(f.list("d"), Err(ContractError::AlreadyOpen { operator: op("d") }));
    f.refresh();
    assert_eq!(f.amounts(), [3_000_000, 3_000_000, 3_000_000, 1_000_000]);
}

#[test]
fn the_lister_touches_no_validator_that_the_owner_has_put_there() {
    let mut f = Fixture::with_lister();
    f.post(&[("a", 1_000_000)]);
    let before = f.dump();
    for message in ["list_validator", "unlist_validator"] {
        let refused = ContractError::Curated { operator: op("a") };
        assert_eq!(f.tell("lister", message, "a"), Err(refused));
    }
    // Nor one that the owner lets drain.
    f.drain("a");
    let before_draining = f.dump();
    assert_eq!(f.list("a"), Err(ContractError::Curated { operator: op("a") }));
    assert_eq!(f.dump(), before_draining);
    assert_ne!(before, before_draining);
}

#[test]
fn what_the_owner_removes_stays_unlisted_until_the_owner_lists_it() {
    let mut f = Fixture::with_lister();
    f.send(
        "owner",
        &format!(r#"{{"add_validator":{{"operator":"{}","weight":1}}}}"#, op("d")),
    )
    .unwrap();
    f.post(&[("d", 1_000_000), ("u", 1_000_000)]);
    f.list("u").unwrap();
    // A curated and an open one, while they drain and when they are gone.
    for name in ["d", "u"] {
        f.tell("owner", "remove_validator", name).unwrap();
    }
    assert_eq!(
        f.list("u"),
        Err(ContractError::RemovedByOwner { operator: op("u") })
    );
    f.refresh();
    assert_eq!(f.shares().len(), 3);
    for name in ["d", "u"] {
        let refused = ContractError::RemovedByOwner { operator: op(name) };
        assert_eq!(f.list(name), Err(refused));
    }
    f.send(
        "owner",
        &format!(r#"{{"add_validator":{{"operator":"{}","weight":1}}}}"#, op("u")),
    )
    .unwrap();
    assert_eq!(validator(&f, "u").class, ValidatorClass::Curated);
}

#[test]
fn an_open_one_on_its_way_out_is_still_the_owners_to_remove_for_good() {
    let mut f = Fixture::with_open();
    f.deps.querier.stakes.insert(op("d"), (5, 0));
    f.tell("lister", "unlist_validator", "d").unwrap();
    f.tell("owner", "remove_validator", "d").unwrap();
    assert_eq!(
        f.list("d"),
        Err(ContractError::RemovedByOwner { operator: op("d") })
    );
    assert_eq!(
        f.tell("owner", "remove_validator", "d"),
        Err(ContractError::Draining { operator: op("d") })
    );
}

#[test]
fn the_owner_takes_an_open_validator_over_and_it_stays() {
    let mut f = Fixture::with_open();
    f.tell("owner", "pause_validator", "d").unwrap();
    let json = format!(r#"{{"add_validator":{{"operator":"{}","weight":7}}}}"#, op("d"));
    f.send("owner", &json).unwrap();
    let d = validator(&f, "d");
    assert_eq!((d.class, d.weight, d.base), (ValidatorClass::Curated, 7, 7));
    assert_eq!(d.status, ValidatorStatus::Paused { until: None });
    f.post(&[("u", 10_000)]);
    f.refresh();
    assert_eq!(validator(&f, "d").status, ValidatorStatus::Paused { until: None });
    assert_eq!(
        f.tell("lister", "unlist_validator", "d"),
        Err(ContractError::Curated { operator: op("d") })
    );
}

#[test]
fn who_leaves_and_comes_back_keeps_its_pause_even_without_stake() {
    let mut f = Fixture::with_open();
    f.tell("owner", "pause_validator", "d").unwrap();
    f.tell("guardian", "pause_validator", "u").unwrap();
    for name in ["d", "u"] {
        f.tell("lister", "unlist_validator", name).unwrap();
    }
    // Nothing is there, and yet they are not forgotten while they are paused.
    f.refresh();
    assert_eq!(f.shares().len(), 5);
    for name in ["d", "u"] {
        f.list(name).unwrap();
    }
    f.refresh();
    assert!(!validator(&f, "d").accepting && !validator(&f, "u").accepting);
    f.tell("lister", "unlist_validator", "u").unwrap();
    f.pass(604_800);
    f.refresh();
    assert_eq!(f.shares().len(), 4, "the guardian's pause is over");
}

#[test]
fn a_bond_that_is_not_there_or_burned_lists_nobody() {
    let mut f = Fixture::with_lister();
    let refused = ContractError::NoBond { operator: op("d") };
    assert_eq!(f.list("d"), Err(refused));
    f.post(&[("d", 30_000)]);
    f.burned("d", 30_000, 0);
    let refused = ContractError::NoBond { operator: op("d") };
    assert_eq!(f.list("d"), Err(refused));
    f.burned("d", 30_000, 1);
    f.list("d").unwrap();
}

#[test]
fn too_dear_unknown_or_spelled_differently_nobody_is_listed() {
    let mut f = Fixture::with_lister();
    f.chain("d", 21, true);
    f.post(&[("d", 30_000), ("x", 30_000), ("D", 30_000)]);
    let before = f.dump();
    assert!(matches!(f.list("d"), Err(ContractError::TooDear { .. })));
    let refused = ContractError::UnknownValidator { operator: op("x") };
    assert_eq!(f.list("x"), Err(refused));
    assert!(matches!(
        f.list("D"),
        Err(ContractError::MalformedOperator { .. })
    ));
    assert_eq!(f.dump(), before);
    // The highest that it may be.
    f.chain("d", 20, true);
    f.list("d").unwrap();
}

#[test]
fn an_open_validator_takes_the_last_place_of_a_hundred() {
    let mut f = Fixture::with_lister();
    let names = names(96);
    f.bonded(&names);
    for name in &names {
        let json = format!(r#"{{"add_validator":{{"operator":"{}","weight":1}}}}"#, op(name));
        f.send("owner", &json).unwrap();
    }
    f.post(&[("d", 30_000), ("u", 30_000)]);
    f.list("d").unwrap();
    let refused = ContractError::TooManyValidators { count: 101, max: 100 };
    assert_eq!(f.list("u"), Err(refused));
}

#[test]
fn of_ninety_minimum_bonds_thirty_are_listed_and_the_owner_can_still_add() {
    let bonds: Vec<(String, u128)> = names(90).into_iter().map(|name| (name, 1_000)).collect();
    let mut f = crowd(&bonds);
    let mut listed = 0;
    for (name, _) in &bonds {
        match f.list(name) {
            Ok(_) => listed += 1,
            Err(ContractError::ClassFull { needed, .. }) => assert_eq!(needed.units(), 2_000),
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!(listed, 30);
    f.chain("d", 5, true);
    f.send(
        "owner",
        &format!(r#"{{"add_validator":{{"operator":"{}","weight":1}}}}"#, op("d")),
    )
    .unwrap();
    f.refresh();
    // However many they are, they have the class's part, and the others' cap is theirs.
    let amounts = f.amounts();
    assert_eq!(amounts[3..33].iter().sum::<u128>(), 999_997);
    assert_eq!(amounts.iter().sum::<u128>(), 10_000_000);
}

#[test]
fn a_full_class_gives_place_to_twice_the_smallest_bond_which_drains() {
    let mut bonds: Vec<(String, u128)> = names(31).into_iter().map(|name| (name, 1_000)).collect();
    bonds[7].1 = 900;
    bonds[20].1 = 900;
    bonds[30].1 = 1_799;
    let mut f = crowd(&bonds);
    for (name, _) in &bonds[..30] {
        f.list(name).unwrap();
    }
    let before = f.dump();
    let refused = ContractError::ClassFull {
        operator: op("m30"),
        bond: floe_core::units::Shares::new(1_799),
        needed: floe_core::units::Shares::new(1_800),
    };
    assert_eq!(f.list("m30"), Err(refused));
    assert_eq!(f.dump(), before);
    bonds[30].1 = 1_800;
    post(&mut f, &bonds);
    // Of two as small the one that came later.
    assert_eq!(
        f.list("m30").unwrap()[0],
        format!("floe/validator_unlisted operator={} reason=displaced", op("m20"))
    );
    assert_eq!(validator(&f, "m20").status, ValidatorStatus::Draining);
}

#[test]
fn displacing_again_and_again_does_not_fill_the_registry() {
    let bonds: Vec<(String, u128)> = names(70)
        .into_iter()
        .enumerate()
        .map(|(n, name)| (name, 1_000 << (n / 30)))
        .collect();
    let mut f = crowd(&bonds);
    let mut listed = 0;
    for (name, _) in &bonds {
        match f.list(name) {
            Ok(_) => listed += 1,
            Err(ContractError::ClassLeaving { count, max }) => assert_eq!((count, max), (10, 10)),
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!(listed, 40);
    assert_eq!(f.shares().len(), 43);
    // They leave with the next refresh, as nothing is there.
    f.refresh();
    assert_eq!(f.shares().len(), 33);
    f.list("m40").unwrap();
}

#[test]
fn an_open_one_goes_when_the_lister_says_so_and_when_nothing_is_left_there() {
    let mut f = Fixture::with_open();
    f.deps.querier.stakes.insert(op("d"), (5, 0));
    let response = f.tell("lister", "unlist_validator", "d").unwrap();
    assert_eq!(
        lines(&response),
        [format!(
            "floe/validator_unlisted operator={} reason=lister",
            op("d")
        )]
    );
    let refused = ContractError::Draining { operator: op("d") };
    assert_eq!(f.tell("lister", "unlist_validator", "d"), Err(refused));
    f.refresh();
    assert_eq!(f.shares()[3], ("d".into(), 0, false));
    // It may come back in its place.
    f.list("d").unwrap();
    f.refresh();
    assert_eq!(f.amounts()[3..], [750_000, 250_000]);
}

#[test]
fn strangers_validators_alone_are_no_set() {
    let mut f = Fixture::with_open();
    assert_eq!(
        f.tell("owner", "remove_validator", "a"),
        Err(ContractError::SetTooSmall {
            operator: op("a"),
            left: 2,
            min: 3
        })
    );
    // Open ones may go, however few are left.
    f.tell("owner", "remove_validator", "d").unwrap();
    f.tell("owner", "remove_validator", "u").unwrap();
}

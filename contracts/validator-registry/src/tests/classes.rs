//! What a refresh makes of open validators: by raw reads alone.

use floe_api::registry::{QueryMsg, ValidatorResponse, ValidatorStatus};

use crate::fixture::{op, Fixture};

fn validator(f: &Fixture, name: &str) -> ValidatorResponse {
    f.ask(QueryMsg::Validator { operator: op(name) }).unwrap()
}

#[test]
fn the_class_is_divided_by_bond_within_its_share_of_all_stake() {
    let f = Fixture::with_open();
    assert_eq!(f.amounts(), [3_000_000, 3_000_000, 3_000_000, 750_000, 250_000]);
}

#[test]
fn the_class_gets_no_more_than_its_bonds_carry() {
    let mut f = Fixture::with_open();
    f.post(&[("d", 3_000), ("u", 2_000)]);
    assert_eq!(
        f.refresh()[..2],
        [
            format!(
                "floe/weight_set by=bond operator={} old_weight=75000000000 weight=30000000000",
                op("d")
            ),
            format!(
                "floe/weight_set by=bond operator={} old_weight=25000000000 weight=20000000000",
                op("u")
            ),
        ]
    );
    assert_eq!(f.amounts()[3..], [300_000, 200_000]);
}

#[test]
fn the_owner_bounds_the_class() {
    let mut f = Fixture::with_open();
    f.send("owner", r#"{"update_params":{"open_share_bps":200}}"#)
        .unwrap();
    f.refresh();
    assert_eq!(f.amounts()[3..], [150_000, 50_000]);
    f.send("owner", r#"{"update_params":{"open_share_bps":0}}"#)
        .unwrap();
    f.refresh();
    assert_eq!(f.amounts()[3..], [0, 0]);
}

#[test]
fn nothing_new_is_written_and_a_refresh_reads_raw_alone() {
    let mut f = Fixture::with_open();
    let before = f.dump();
    f.pass(86_400);
    assert_eq!(f.refresh(), ["floe/registry_refreshed validators=5 changes=0"]);
    // Five items of the hub, one of the lister, one a bond.
    let mut asked = vec!["all_validators"];
    asked.extend(["raw"; 8]);
    assert_eq!(f.deps.querier.asked.take(), asked);
    let changed: Vec<_> = f
        .dump()
        .into_iter()
        .filter(|item| !before.contains(item))
        .collect();
    assert_eq!(changed.len(), 1, "only the time of the refresh");
    // Of one that was burned two.
    f.burned("d", 10, 5);
    f.refresh();
    asked.push("raw");
    assert_eq!(f.deps.querier.asked.take(), asked);
}

#[test]
fn what_the_hub_burned_carries_no_stake() {
    let mut f = Fixture::with_open();
    f.burned("d", 25_000, 5_000);
    f.refresh();
    assert_eq!(f.amounts()[3..], [500_000, 500_000]);
}

#[test]
fn below_half_of_what_is_required_there_is_no_new_stake_and_without_a_bond_it_drains() {
    let mut f = Fixture::with_open();
    f.stake(&[("d", 1_000_000), ("u", 250_000)]);
    // Required are 10,000, half of that is enough.
    f.post(&[("d", 5_000), ("u", 10_000)]);
    f.refresh();
    assert!(validator(&f, "d").accepting);
    f.post(&[("d", 4_999), ("u", 10_000)]);
    let told = format!("floe/short_changed operator={} short=true", op("d"));
    assert!(f.refresh().contains(&told));
    let d = validator(&f, "d");
    assert!((d.short, d.accepting) == (true, false));
    assert!(d.weight > 0, "its stake may stay");
    f.post(&[("d", 5_000), ("u", 10_000)]);
    f.refresh();
    assert!(validator(&f, "d").accepting);

    f.deps.querier.stakes.insert(op("d"), (1_000_000, 0));
    f.burned("d", 5_000, 0);
    let told = format!("floe/validator_unlisted operator={} reason=bond", op("d"));
    assert!(f.refresh().contains(&told));
    assert_eq!(validator(&f, "d").status, ValidatorStatus::Draining);
    assert_eq!(f.amounts()[3..], [0, 1_000_000]);
}

#[test]
fn one_that_became_too_expensive_drains_at_the_next_refresh_without_grace() {
    let mut f = Fixture::with_open();
    f.deps.querier.stakes.insert(op("d"), (5, 0));
    let told = format!("floe/validator_unlisted operator={} reason=commission", op("d"));
    // The highest that it may be.
    f.chain("d", 20, true);
    assert!(!f.refresh().contains(&told));
    f.chain("d", 21, true);
    assert!(f.refresh().contains(&told));
    assert_eq!(f.amounts()[3..], [0, 1_000_000]);
    assert!(!f.refresh().contains(&told), "once is enough");
    // To be cheap again is not enough; somebody has to list it.
    f.chain("d", 5, true);
    f.refresh();
    assert_eq!(validator(&f, "d").status, ValidatorStatus::Draining);
    f.list("d").unwrap();
}

#[test]
fn outside_the_bonded_set_the_grace_is_that_of_all() {
    let mut f = Fixture::with_open();
    f.chain("d", 5, false);
    f.refresh();
    assert_eq!(validator(&f, "d").status, ValidatorStatus::Active);
    f.pass(259_200);
    assert_eq!(f.amounts()[3], 697_674);
    f.pass(1);
    assert_eq!(f.amounts()[3], 0);
    // What it leaves is not the class's: the others have what they had.
    assert_eq!(f.amounts()[4], 250_000);
}

#[test]
fn a_hub_that_cannot_be_read_leaves_the_weights_and_a_lister_that_cannot_has_no_bonds() {
    let mut f = Fixture::with_open();
    let (hub, lister) = (f.addr("hub").into_string(), f.addr("lister").into_string());
    let stored = f.deps.querier.stored.clone();
    f.deps.querier.stored.retain(|(contract, _), _| *contract != hub);
    f.refresh();
    assert_eq!(f.amounts()[3..], [750_000, 250_000]);
    f.deps.querier.stored = stored;
    f.deps
        .querier
        .stored
        .retain(|(contract, _), _| *contract != lister);
    f.deps.querier.stakes.insert(op("d"), (5, 0));
    f.deps.querier.stakes.insert(op("u"), (5, 0));
    f.refresh();
    assert_eq!(f.amounts()[3..], [0, 0]);
}

#[test]
fn a_new_lister_begins_with_bonds_of_its_own() {
    let mut f = Fixture::with_open();
    f.send("owner", r#"{"update_roles":{"lister":null}}"#).unwrap();
    f.refresh();
    assert_eq!(f.shares().len(), 3);
}

#[test]
fn bonds_that_the_hub_does_not_burn_carry_no_stake() {
    let mut f = Fixture::with_open();
    f.deps.querier.stakes.insert(op("d"), (5, 0));
    f.deps.querier.stakes.insert(op("u"), (5, 0));
    f.guarantor(Some("successor"));
    f.refresh();
    assert_eq!(f.amounts()[3..], [0, 0]);
    f.guarantor(Some("lister"));
    f.list("d").unwrap();
    f.guarantor(None);
    assert!(matches!(
        f.list("u"),
        Err(crate::error::ContractError::NoBond { .. })
    ));
}

#[test]
fn with_fewer_than_three_curated_validators_that_stay_the_class_gets_nothing() {
    let mut f = Fixture::with_open();
    f.chain("a", 5, false);
    f.refresh();
    // One is within its grace: the class waits, though it may be back, and the others have the owner's weights.
    assert_eq!(f.amounts()[3..], [0, 0]);
    let weights: Vec<u64> = f.shares().into_iter().map(|(_, weight, _)| weight).collect();
    assert_eq!(weights[..3], [1, 1, 1]);
    f.chain("a", 5, true);
    f.refresh();
    assert_eq!(f.amounts()[3..], [750_000, 250_000]);
}

#[test]
fn a_curated_one_that_drains_is_none_that_stays() {
    let mut f = Fixture::with_open();
    f.deps.querier.stakes.insert(op("a"), (5, 0));
    f.drain("a");
    f.refresh();
    assert_eq!(f.amounts()[3..], [0, 0]);
}

#[test]
fn a_curated_one_that_leaves_by_its_grace_leaves_nothing_to_the_class() {
    let mut f = Fixture::with_open();
    f.chain("x", 5, true);
    let json = format!(r#"{{"add_validator":{{"operator":"{}","weight":1}}}}"#, op("x"));
    f.send("owner", &json).unwrap();
    f.chain("x", 5, false);
    f.refresh();
    // Beside the one that may leave the class has less than its part, and its part once that has left.
    assert_eq!(f.amounts()[3..], [576_923, 192_307, 2_307_692]);
    f.pass(259_201);
    assert_eq!(f.amounts()[3..], [750_000, 250_000, 0]);
}

/// `a` has twice the weight of each of the five others, which is more than the cap of a fifth; `d` and `u` are open.
#[test]
fn beside_the_class_curated_ones_keep_to_their_weights_under_the_cap() {
    let mut f = Fixture::with_open();
    let others = ["x", "y", "z"];
    for name in others {
        f.chain(name, 5, true);
        let json = format!(r#"{{"add_validator":{{"operator":"{}","weight":1}}}}"#, op(name));
        f.send("owner", &json).unwrap();
    }
    let weights = |list: &[(&str, u64)]| {
        let rows = list.iter();
        let rows = rows.map(|(name, weight)| format!(r#"{{"operator":"{}","weight":{weight}}}"#, op(name)));
        format!(
            r#"{{"set_weights":{{"weights":[{}]}}}}"#,
            rows.collect::<Vec<_>>().join(",")
        )
    };
    f.send("owner", &weights(&[("a", 2), ("b", 1), ("c", 1)]))
        .unwrap();
    f.refresh();
    assert_eq!(
        f.amounts(),
        [1_999_800, 1_400_040, 1_400_040, 750_000, 250_000, 1_400_040, 1_400_040, 1_400_040]
    );
    // One that may leave has its weight on top of the whole, and not the largest part.
    f.chain("z", 5, false);
    f.refresh();
    let parts: Vec<u64> = f.shares().into_iter().map(|(_, weight, _)| weight).collect();
    // A sixth of the nine tenths that are not the class's.
    assert_eq!((parts[0], parts[7]), (199_980_000_000, 150_000_000_000));
}

#[test]
fn without_open_validators_the_targets_are_the_owners_weights() {
    let mut f = Fixture::new();
    f.refresh();
    assert_eq!(f.deps.querier.asked.take(), ["all_validators"]);
    assert_eq!(f.shares()[2], ("c".into(), 3, true));
}

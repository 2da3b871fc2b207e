//! Who may be in the set, and how validators leave it.

use super::*;

fn add(s: &mut Suite, operator: String) -> Result<(), String> {
    let msg = registry::ExecuteMsg::AddValidator { operator, weight: 1 };
    s.registry("gov", &msg).map(drop).map_err(|failure| failure.kind)
}

#[test]
fn unknown_malformed_and_duplicate_validators_are_refused() {
    let mut s = Suite::new(setup(3));
    let before = listed(&s);
    let unknown = s.operator("nobody");
    assert_eq!(add(&mut s, unknown).unwrap_err(), "UnknownValidator");
    let upper_case = s.operator("val1").to_uppercase();
    assert_eq!(add(&mut s, upper_case).unwrap_err(), "MalformedOperator");
    for malformed in ["", "val1", "wasmvaloper1"] {
        let kind = add(&mut s, malformed.into()).unwrap_err();
        assert!(
            ["MalformedOperator", "UnknownValidator", "GenericErr"].contains(&kind.as_str()),
            "{kind}"
        );
    }
    let known = s.operator("val2");
    assert_eq!(add(&mut s, known).unwrap_err(), "AlreadyListed");
    assert_eq!(listed(&s), before);
}

/// Who asks to leave it out is not followed before it has had the time to answer.
#[rstest]
#[case::just_listed(1, true)]
#[case::listed_for_longer_than_is_usual(3, false)]
fn a_validator_that_has_answered_nobody_is_left_out_by_its_time_in_the_list(
    #[case] days: u64,
    #[case] followed: bool,
) {
    let mut s = hundred_million(3);
    s.chain
        .add_validator("one more", Decimal::percent(5), Uint128::new(1_000))
        .unwrap();
    let operator = s.operator("one more");
    add(&mut s, operator.clone()).unwrap();
    s.pass_days(days);
    s.harvest();
    s.refresh();
    s.bond("bob", 10_000_000);
    s.next_block();
    let crank = ExecuteMsg::Crank {
        max_msgs: None,
        skip: Some(vec![operator]),
    };
    s.hub("stranger", &crank).unwrap();
    assert_eq!(stake(&s, "one more") > 0, followed);
}

#[rstest]
#[case::a_day_old(DAY, true)]
#[case::older(DAY + 1, false)]
fn a_registry_that_looked_at_the_chain_more_than_a_day_ago_looks_before_a_crank_follows_it(
    #[case] age: u64,
    #[case] followed: bool,
) {
    let mut s = hundred_million(3);
    s.refresh();
    s.jail("val1");
    s.pass_secs(age);
    s.bond("bob", 30_000_000);
    let before = stake(&s, "val1");
    s.crank();
    assert_eq!(stake(&s, "val1") > before, followed);
    assert_eq!(accepting(&s, "val1"), followed);
    assert!(stake(&s, "val2") > before);
}

#[test]
fn the_hundred_and_first_validator_is_refused() {
    let mut s = Suite::new(setup(100));
    s.chain
        .add_validator("one more", Decimal::percent(5), Uint128::new(1_000))
        .unwrap();
    let operator = s.operator("one more");
    assert_eq!(add(&mut s, operator.clone()).unwrap_err(), "TooManyValidators");
    // A draining one still counts until its entry is gone.
    remove(&mut s, "val1").unwrap();
    assert_eq!(add(&mut s, operator.clone()).unwrap_err(), "TooManyValidators");
    s.refresh();
    add(&mut s, operator).unwrap();
    assert_eq!(listed(&s).len(), 100);
}

#[test]
fn the_last_validator_that_is_not_draining_cannot_be_removed() {
    let mut s = Suite::new(setup(2));
    remove(&mut s, "val1").unwrap();
    assert_eq!(remove(&mut s, "val1").unwrap_err().kind, "Draining");
    assert_eq!(remove(&mut s, "val2").unwrap_err().kind, "LastValidator");
    assert_eq!(remove(&mut s, "nobody").unwrap_err().kind, "NotListed");
    s.refresh();
    assert_eq!(listed(&s), [s.operator("val2")]);
    assert_eq!(remove(&mut s, "val2").unwrap_err().kind, "LastValidator");
}

#[test]
fn stake_that_has_just_arrived_leaves_when_its_lock_ends() {
    let mut s = just_moved_to_the_second();
    let end = s.now() - 6 + UNBONDING;
    assert_eq!(locks(&s, "val2"), [end]);
    s.drain_below_three("val2");
    assert_eq!(remove(&mut s, "val2").unwrap_err().kind, "Draining");
    // Whoever calls, nothing leaves before, and nobody is stopped.
    while s.now() + DAY < end {
        assert!(s
            .crank()
            .redelegations
            .iter()
            .all(|step| step.from != s.operator("val2")));
        s.refresh();
        s.pass_days(1);
    }
    assert_eq!(stake(&s, "val2"), 36_297_000);
    // In the block that reaches the completion the chain still refuses; a minute later it has certainly finished.
    s.pass_secs(end - s.now());
    assert!(s.crank().redelegations.is_empty());
    s.pass_secs(60);
    let moves = s.crank().redelegations;
    assert!(moves.iter().all(|step| step.from == s.operator("val2")));
    assert_eq!(
        moves.iter().map(|step| step.amount.units()).sum::<u128>(),
        2_997_000
    );
    // 3 % of 99,900,000 a day: thirteen days in all.
    assert_eq!(crank_until_dropped(&mut s, "val2", 30), 12);
    assert_eq!(stake(&s, "val1") + stake(&s, "val3"), 99_900_000);
}

#[test]
fn meanwhile_exits_take_the_locked_stake_first() {
    let mut s = just_moved_to_the_second();
    s.drain_below_three("val2");
    s.queue("alice", 20_000_000);
    s.submit_batch();
    // need = 20,000,000 − (100,000 − 80,000)
    assert_eq!(entries(&s, "val2"), [(19_980_000, 19_980_000)]);
    assert_eq!(stake(&s, "val2"), 36_297_000 - 19_980_000);
}

#[test]
fn a_jailed_validator_gets_no_new_stake_and_loses_none_within_the_grace() {
    let mut s = hundred_million(5);
    s.jail("val1");
    s.next_block();
    s.refresh();
    s.bond("bob", 50_000_000);
    for _ in 0..3 {
        s.crank();
        assert_eq!(stake(&s, "val1"), 19_980_000);
        s.pass_days(1);
    }
    // The part of 150,000,000 that is val1's stays free: a fifth of 149,850,000 less what is there.
    assert_eq!(stake(&s, "val2"), 29_970_000);
    assert_eq!(s.books().free(), 150_000 + 29_970_000 - 19_980_000);
}

#[test]
fn after_the_grace_its_stake_moves_on_and_back_in_the_set_it_is_eligible_again() {
    let mut s = hundred_million(5);
    s.jail("val1");
    s.next_block();
    s.refresh();
    let away = s.now();
    s.pass_secs(3 * DAY);
    assert!(s.crank().redelegations.is_empty());
    s.pass_secs(1);
    assert_eq!(s.now(), away + 3 * DAY + 1);
    let moved: u128 = s
        .crank()
        .redelegations
        .iter()
        .map(|step| step.amount.units())
        .sum();
    assert_eq!(moved, 2_997_000); // the budget of a day
    assert_eq!(stake(&s, "val1"), 19_980_000 - 2_997_000);
    // A week after: unjailed. Nobody has to lift anything but the chain and a refresh.
    s.pass_days(4);
    s.unjail("val1");
    s.next_block();
    assert!(!accepting(&s, "val1"));
    s.refresh();
    assert!(accepting(&s, "val1"));
    s.bond("bob", 4_995_000);
    s.crank();
    assert!(stake(&s, "val1") > 19_000_000, "{}", stake(&s, "val1"));
}

#[test]
fn stake_moved_from_an_unbonded_validator_is_not_locked() {
    let mut s = hundred_million(5);
    let operator = s.operator("val1");
    s.chain.unbond_validator(&operator).unwrap();
    s.next_block();
    s.refresh();
    s.pass_secs(3 * DAY + 1);
    let moves = s.crank().redelegations;
    assert_eq!(
        moves.iter().map(|step| step.amount.units()).sum::<u128>(),
        2_997_000
    );
    assert!(moves.iter().all(|step| step.from == operator));
    for v in ["val2", "val3", "val4", "val5"] {
        assert!(locks(&s, v).is_empty(), "{v}");
    }
    // A fifth at 3 % of the whole a day.
    for _ in 0..6 {
        s.pass_days(1);
        s.crank();
    }
    assert_eq!(stake(&s, "val1"), 0);
}

#[test]
fn too_high_a_commission_stops_new_stake_but_drains_nothing() {
    let mut s = hundred_million(3);
    let params = registry::RegistryParams {
        max_commission: Some(Decimal::percent(4)),
        ..Default::default()
    };
    s.registry("gov", &registry::ExecuteMsg::UpdateParams(params))
        .unwrap();
    s.refresh();
    s.bond("bob", 10_000_000);
    s.pass_days(30);
    let done = s.crank();
    assert!(done.delegations.is_empty() && done.redelegations.is_empty());
    assert_eq!(s.books().free(), 10_100_000);
}

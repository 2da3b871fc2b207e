//! What strangers cannot do to operators, owner and holders.

use super::*;

#[test]
fn a_strangers_begin_is_refused_whatever_it_has_posted() {
    let mut s = listed_operators();
    give(&mut s, "mallory", 1_000_000);
    s.try_post("mallory", "ann", 900_000).unwrap();
    let operator = s.operator("ann");
    for by in ["mallory", "gov", "ben", "keeper"] {
        let begin = BondsMsg::BeginWithdraw {
            operator: operator.clone(),
            shares: Uint128::new(1),
        };
        assert_eq!(s.bonds(by, &begin).unwrap_err().kind, "Unauthorized");
        let unlist = BondsMsg::Unlist {
            operator: operator.clone(),
        };
        assert_eq!(s.bonds(by, &unlist).unwrap_err().kind, "Unauthorized");
    }
}

#[test]
fn of_ninety_minimum_posts_by_a_stranger_thirty_are_listed_and_the_owner_can_still_add() {
    let names: Vec<String> = (0..91).map(|n| format!("op{n:02}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut s = with_operators(&[], &names);
    give(&mut s, "mallory", 90_000);
    let mut listed = 0;
    for name in &names[..90] {
        s.try_post("mallory", name, 1_000).unwrap();
        match s.try_list("mallory", name) {
            Ok(_) => listed += 1,
            Err(failure) => assert_eq!(failure.kind, "ClassFull"),
        }
    }
    assert_eq!(listed, 30);
    let operator = s.operator("op90");
    s.registry("gov", &registry::ExecuteMsg::AddValidator { operator, weight: 1 })
        .unwrap();
    s.refresh();
    // They have what the class has and no more, however small the cap of the larger set would be.
    let curated: u128 = targets(&s, ["val1", "val2", "val3", "op90"]).iter().sum();
    assert!(curated >= 9_000_000, "{curated}");
}

#[test]
fn an_operator_that_the_owner_removed_posts_and_lists_and_is_refused() {
    let mut s = listed_operators();
    remove(&mut s, "ann").unwrap();
    s.post_bond("ann", 1_000_000).unwrap();
    assert_eq!(s.try_list("ann", "ann").unwrap_err().kind, "RemovedByOwner");
    // Nor when it is gone, or was curated.
    for _ in 0..4 {
        s.rebalance();
        s.pass_days(1);
    }
    s.pass_secs(UNBONDING);
    s.refresh();
    assert!(!listed(&s).contains(&s.operator("ann")));
    assert_eq!(s.try_list("ann", "ann").unwrap_err().kind, "RemovedByOwner");
}

#[test]
fn nobody_lists_what_the_owner_has_put_there() {
    let mut s = listed_operators();
    s.post_bond("val1", 1_000_000).unwrap();
    for by in ["val1", "endower"] {
        assert_eq!(s.try_list(by, "val1").unwrap_err().kind, "Curated");
    }
    let operator = s.operator("val1");
    let unlist = BondsMsg::Unlist { operator };
    assert_eq!(s.bonds("val1", &unlist).unwrap_err().kind, "Curated");
}

#[test]
fn a_stranger_lists_only_what_it_has_posted_the_smallest_bond_for() {
    let mut s = with_operators(&[("ann", 30_000)], &[]);
    give(&mut s, "mallory", 1_000);
    s.try_post("mallory", "ann", 999).unwrap();
    assert_eq!(s.try_list("mallory", "ann").unwrap_err().kind, "PostedTooLittle");
    s.try_post("mallory", "ann", 1).unwrap();
    s.try_list("mallory", "ann").unwrap();
}

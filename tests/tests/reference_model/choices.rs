//! The rules for what the hub chooses.

use floe_tests::prelude::*;

use crate::bench::*;

#[test]
fn stake_goes_where_it_lacks() {
    let mut b = Bench::plain(3);
    b.targets.max_share_bps = 10_000;
    b.targets.members[2].accepting = false;
    b.bond("alice", 99_000_000);
    let view = b.view();
    b.model.observe(&view);
    let check = |b: &Bench, sent: &[(&str, u128)], page: usize| {
        let sent: Vec<(String, u128)> = sent.iter().map(|(v, a)| (v.to_string(), *a)).collect();
        b.model.check_allocate(&view, Some(&b.targets), &sent, page)
    };
    assert_eq!(
        check(&b, &[("val1", 33_300_000), ("val2", 33_300_000)], 8),
        Ok(())
    );
    assert_eq!(check(&b, &[("val2", 33_300_000)], 1), Ok(()));
    assert!(check(&b, &[("val1", 33_300_000)], 8).is_err());
    assert!(check(&b, &[("val1", 33_300_000), ("val2", 33_400_000)], 8).is_err());
    assert!(check(&b, &[("val1", 33_300_000), ("val3", 33_300_000)], 8).is_err());
    b.targets.members[0].weight = 2;
    assert!(check(&b, &[("val2", 24_975_000)], 1).is_err());
    b.targets.members[2].weight = 100;
    assert_eq!(check(&b, &[], 8), Ok(()));
    assert!(check(&b, &[("val1", 10_000)], 8).is_err());
}

#[test]
fn moves_keep_to_budget_locks_and_probe() {
    let mut b = Bench::leaving(3);
    b.targets.members[0].draining = true;
    let budget = b.model.stake() * 3 / 100;
    let view = b.view();
    let check = |b: &Bench, sent: &[(&str, &str, u128)]| {
        let sent: Vec<_> = sent
            .iter()
            .map(|(a, b, n)| (a.to_string(), b.to_string(), *n))
            .collect();
        b.model.check_moves(&view, Some(&b.targets), &sent, &[], 8)
    };
    assert_eq!(check(&b, &[("val1", "val2", budget)]), Ok(()));
    assert!(check(&b, &[("val1", "val2", budget + 1)]).is_err());
    assert!(check(&b, &[("val2", "val3", 10_000)]).is_err());
    assert!(check(&b, &[("val1", "val2", 9_999)]).is_err() || b.model.min_move(b.now()) <= 9_999);
    assert!(check(&b, &[("val1", "val2", 20_000), ("val2", "val3", 20_000)]).is_err());
    b.model.locked.insert("val1".into(), b.now_ns + 1);
    assert!(check(&b, &[("val1", "val2", budget)]).is_err());
}

#[test]
fn choices_against_the_rules_are_breaches() {
    let mut b = Bench::plain(3);
    b.targets.max_share_bps = 10_000;
    b.bond("alice", 99_000_000);
    b.stake(&[33_300_000; 3]);
    b.queue("alice", "alice", 20_000_000).unwrap();
    let view = b.view();
    b.model.observe(&view);
    b.model.close(&view);
    let need = b.model.need(b.now());
    assert_eq!(need, 20_000_000 - 100_000 + 80_000);
    let check = |sent: &[(&str, u128)], page: usize| {
        let sent: Vec<(String, u128)> = sent.iter().map(|(v, a)| (v.to_string(), *a)).collect();
        b.model.check_cover(&view, Some(&b.targets), &sent, page)
    };
    // Half of a target is 13,320,000.
    assert_eq!(check(&[("val1", need)], 1), Ok(()));
    assert_eq!(check(&[("val1", need - 1_000)], 8), Ok(()));
    assert!(check(&[("val1", need / 2), ("val2", need / 2)], 8).is_err());
    assert!(check(&[("val1", need + 1)], 8).is_err());
    assert!(check(&[("val1", need - 100_000)], 8).is_err());
    assert!(check(&[("val1", need / 2), ("val1", need / 2)], 8).is_err());
    assert!(check(&[("val1", need - 500), ("val2", 500)], 8).is_err());
    assert!(check(&[], 8).is_err());
}

#[test]
fn targets_sum_exactly_and_stay_below_the_cap() {
    let mut random = Random::new(7);
    for _ in 0..500 {
        let n = random.number() % 100 + 1;
        let members = (0..n)
            .map(|i| Member {
                operator: format!("val{i:03}"),
                weight: random.number() % 1_000_000 + 1,
                accepting: true,
                draining: i > 0 && random.number().is_multiple_of(5),
            })
            .collect();
        let targets = Targets {
            members,
            max_share_bps: random.number() % 9_901 + 100,
        };
        let total = u128::from(random.below(1 << 31)) * u128::from(random.number() % 1_000_000);
        let amounts = targets.amounts(total);
        assert_eq!(amounts.values().sum::<u128>(), total);
        for member in &targets.members {
            let amount = amounts[&member.operator];
            assert!(amount <= targets.cap(total));
            assert!(!member.draining || amount == 0);
        }
    }
}

#[test]
fn leaving_stake_goes_to_validators_with_entries_only_where_no_other_lacks_a_move() {
    let mut b = Bench::leaving(3);
    b.targets.members[2].draining = true;
    let check = |b: &Bench, undelegated: &[&String]| {
        let sent = vec![("val3".to_owned(), "val1".to_owned(), 1_000_000)];
        let view = b.view();
        b.model
            .check_moves(&view, Some(&b.targets), &sent, undelegated, 8)
    };
    // `val2` is without entries and lacks much; then a few units; then nothing.
    assert!(check(&b, &[]).is_err());
    let half = (b.model.stake() - b.model.stake_on("val3")).div_ceil(2) + b.model.stake_on("val3") / 2;
    b.model.delegated.insert("val2".into(), half - 100);
    b.model.delegated.insert("val1".into(), 23_310_000);
    let whole = b.model.stake();
    b.model.delegated.insert("val2".into(), whole / 2 - 100);
    b.model
        .delegated
        .insert("val3".into(), whole - whole / 2 + 100 - 23_310_000);
    assert_eq!(check(&b, &[]), Ok(()));
    assert!(check(&b, &[&"val1".to_owned()]).is_err());
}

//! Stake by validator, targets, entries, locks and losses.

use super::*;

#[test]
fn wanted_delegations_go_by_amount_then_by_address() {
    let mut setup = setup().validators(5);
    for (validator, weight) in setup.validators.iter_mut().zip([2, 4, 1, 2, 2]) {
        validator.weight = weight;
    }
    setup.older_share_bps = Some(10_000);
    let mut s = Suite::new(setup);
    s.bond("alice", 10_000_000);
    // 11,000,000 less the floor of 11,000, by elevenths.
    let wanted = ask_hub(&s, json!({"wanted_delegations": {}}));
    let mut twos = ["val1", "val4", "val5"].map(|name| s.operator(name));
    twos.sort();
    let [a, b, c] = twos;
    assert_eq!(
        wanted,
        json!({"tune_time_period": null, "delegations": [
            [s.operator("val2"), "3996000"], [a, "1998000"], [b, "1998000"], [c, "1998000"], [s.operator("val3"), "999000"]]})
    );
    s.rebalance();
    assert_eq!(ask_hub(&s, json!({"wanted_delegations": {}})), wanted);
}

#[test]
fn validators_come_in_pages_in_the_order_of_their_addresses() {
    let s = worked_with_batch();
    let all = ask_hub(&s, json!({"validators": {}}));
    let all = all.as_array().unwrap();
    for (n, one) in all.iter().enumerate() {
        let page = ask_hub(&s, json!({"validators": {"start_after": one["operator"]}}));
        assert_eq!(page.as_array().unwrap()[..], all[n + 1..]);
    }
}

#[test]
fn the_last_of_a_validators_locks_is_told_until_it_ends() {
    let mut s = worked_with_batch();
    let (hub, val1, now) = (s.hub.clone(), s.operator("val1"), s.now());
    for (ends, told) in [
        (vec![], None),
        (vec![now], None),
        (vec![now + 1], Some(now + 1)),
        (vec![now + 9, now + 5, now], Some(now + 9)),
    ] {
        let lock = |until| Lock {
            from: "val2".into(),
            amount: cosmwasm_std::Uint128::one().into(),
            until,
        };
        let mut storage = s.chain.app_mut().contract_storage_mut(&hub);
        LOCKS
            .save(&mut *storage, &val1, &ends.into_iter().map(lock).collect())
            .unwrap();
        drop(storage);
        let all = ask_hub(&s, json!({"validators": {}}));
        let shown = all
            .as_array()
            .unwrap()
            .iter()
            .find(|shown| shown["operator"] == json!(val1));
        assert_eq!(shown.unwrap()["locked_until"], json!(told));
    }
}

#[test]
fn validators_show_stake_targets_entries_and_losses() {
    let mut s = worked_with_batch();
    s.next_block();
    s.slash_as(&floe_testing::chain::Slash::new(&s.operator("val1"), Decimal::percent(5)).at_height(1));
    s.sync();
    let val1 = s.operator("val1");
    let all = ask_hub(&s, json!({"validators": {}}));
    assert_eq!(all.as_array().unwrap().len(), 3);
    let shown = all
        .as_array()
        .unwrap()
        .iter()
        .find(|shown| shown["operator"] == json!(val1))
        .unwrap();
    let entry = json!({"amount": "4555080", "expected": "4327326", "completion": START + DAY + UNBONDING});
    assert_eq!(shown["delegated"], json!("5479524"));
    assert_eq!(shown["entries"], json!([entry]));
    // 288,396 of the stake and 227,754 of the entry.
    assert_eq!(shown["cumulative_loss"], json!("516150"));
    assert_eq!(shown["last_loss"], json!(START + DAY + 6));
    assert_eq!(shown["marked_until"], json!(null));
    let targets: u128 = all
        .as_array()
        .unwrap()
        .iter()
        .map(|shown| number(&shown["target"]))
        .sum();
    assert_eq!(
        targets,
        s.books().delegated(),
        "nothing may be delegated while exits need it"
    );
    assert_eq!(
        ask_hub(&s, json!({"stakes": {"operators": ["nobody", val1]}})),
        json!([{"delegated": "0", "entries": 0}, {"delegated": "5479524", "entries": 1}])
    );
}

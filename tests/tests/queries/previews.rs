//! A preview is the execution.

use super::*;

fn previewed<T: DeserializeOwned>(s: &Suite, question: Value) -> T {
    let answer = ask_hub(s, question);
    from_json(serde_json::to_vec(&answer).unwrap()).unwrap()
}

#[rstest]
#[case::fresh(0, 0)]
#[case::at_the_limit(21_600, 0)]
#[case::stale(21_601, 0)]
#[case::stale_with_a_slash(30_000, 5)]
#[case::fresh_with_an_unseen_slash(100, 5)]
fn a_bond_mints_what_its_preview_says(#[case] age: u64, #[case] slash: u64) {
    let mut s = worked_with_batch();
    s.rewards(40_000);
    s.harvest();
    if age > 0 {
        s.pass_secs(age);
    }
    if slash > 0 {
        s.slash("val2", slash);
    }
    for amount in [10_000u128, 12_345, 7_654_321] {
        let preview = ask_hub(&s, json!({"preview_bond": {"amount": amount.to_string()}}));
        let shares = s.bond("carol", amount);
        assert_eq!(preview["shares"], json!(shares.to_string()));
    }
    // What would be refused has no preview either.
    let hub = s.hub.clone();
    unanswered(&s, &hub, &json!({"preview_bond": {"amount": "9999"}}));
    s.hub("gov", &ExecuteMsg::WindDown {}).unwrap();
    unanswered(&s, &hub, &json!({"preview_bond": {"amount": "10000"}}));
}

#[rstest]
#[case::seen(0)]
#[case::with_an_unseen_slash(5)]
fn a_batch_is_owed_what_the_preview_says(#[case] slash: u64) {
    let mut s = worked();
    s.bond("bob", 5_000_000);
    s.pass_secs(10_000);
    if slash > 0 {
        s.slash("val2", slash);
    }
    let preview = ask_hub(&s, json!({"preview_unbond": {"shares": "10000000"}}));
    s.queue("alice", 10_000_000);
    s.submit_batch();
    assert_eq!(
        ask_hub(&s, json!({"previous_batch": 1}))["amount_unclaimed"],
        preview["amount"]
    );
    if slash == 0 {
        assert_eq!(
            preview,
            json!({"amount": "10179640", "rate": "1.017964091830924336"})
        );
    }
}

#[rstest]
#[case::without_reserve(0, 0)]
#[case::with_reserve(500, 0)]
#[case::with_an_unseen_slash(500, 5)]
fn an_instant_exit_pays_what_its_preview_says(#[case] reserve: u128, #[case] slash: u64) {
    let mut s = worked();
    update(
        &mut s,
        ParamsUpdate::default().with(Param::InstantReserveBps, reserve),
    );
    s.bond("bob", 5_000_000);
    s.pass_secs(10_000);
    if slash > 0 {
        s.slash("val2", slash);
    }
    for shares in [1_000_000u128, 12_345, 3_000_000] {
        let preview = ask_hub(&s, json!({"preview_instant": {"shares": shares.to_string()}}));
        let unreleased = s.books().unreleased();
        let paid = s.instant("alice", shares);
        assert_eq!(preview["amount"], json!(paid.to_string()));
        if slash == 0 {
            // The fee goes to the stream, which still holds nothing else but earlier fees.
            assert_eq!(
                preview["fee"],
                json!((s.books().unreleased() - unreleased).to_string())
            );
        }
    }
    let hub = s.hub.clone();
    unanswered(&s, &hub, &json!({"preview_instant": {"shares": "20000000"}}));
}

/// Over a history with everything in it, each crank does what was previewed, and what it did is nothing to a second.
#[test]
fn a_crank_does_what_its_preview_says() {
    let mut s = Suite::new(setup().validators(12).params(|p| p.with(Param::MaxMsgs, 5u128)));
    let mut busy = BTreeSet::new();
    for day in 0..45u32 {
        match day % 9 {
            0 => drop(s.try_bond("alice", 3_000_000)),
            1 => s.rewards(50_000),
            2 => s.queue("alice", 900_000),
            3 => drop(s.try_bond("bob", 500_000)),
            4 => s.slash("val3", 1),
            5 => s.queue("bob", 200_000),
            6 => s.gift("hub", 10_000),
            7 => s.jail("val7"),
            _ => s.unjail("val7"),
        }
        // Only stake that has to leave moves while all others are within a tenth of their targets.
        if day == 28 {
            let operator = s.operator("val9");
            s.registry(
                "gov",
                &floe_api::registry::ExecuteMsg::RemoveValidator { operator },
            )
            .unwrap();
        }
        s.refresh();
        for _ in 0..3 {
            let preview: CrankReport = previewed(&s, json!({"preview_crank": {}}));
            let books = s.books().summary();
            assert_eq!(
                previewed::<CrankReport>(&s, json!({"preview_crank": {}})),
                preview
            );
            assert_eq!(s.books().summary(), books, "a preview changes nothing");
            assert_eq!(s.crank(), preview);
            for (what, found) in [
                ("settled", !preview.settled.is_empty()),
                ("closed", preview.closed.is_some()),
                ("undelegations", !preview.undelegations.is_empty()),
                ("delegations", !preview.delegations.is_empty()),
                ("redelegations", !preview.redelegations.is_empty()),
                ("harvests", !preview.harvests.is_empty()),
                ("forwarded", preview.forwarded),
                ("more", preview.more),
            ] {
                if found {
                    busy.insert(what);
                }
            }
        }
        s.pass_days(1);
    }
    let all = [
        "closed",
        "delegations",
        "forwarded",
        "harvests",
        "more",
        "redelegations",
        "settled",
        "undelegations",
    ];
    assert_eq!(busy, BTreeSet::from(all), "the history is poor");
}

#[test]
fn an_allocation_goes_where_the_preview_says() {
    let mut s = Suite::new(setup().validators(12));
    s.bond("alice", 30_000_000);
    // 31,000,000 less the floor of 31,000 may be delegated, to eight of twelve in one page.
    let preview = ask_hub(&s, json!({"preview_allocation": {"amount": "30969000"}}));
    let report = s.rebalance();
    assert_eq!(
        preview["delegations"],
        serde_json::to_value(&report.delegations).unwrap()
    );
    assert_eq!(report.delegations.len(), 8);
    assert_eq!(number(&preview["kept"]), s.books().free() - 31_000);
    let preview = ask_hub(&s, json!({"preview_allocation": {"amount": preview["kept"]}}));
    assert_eq!(
        preview["delegations"],
        serde_json::to_value(s.rebalance().delegations).unwrap()
    );
    assert_eq!(preview["kept"], json!("0"));
}

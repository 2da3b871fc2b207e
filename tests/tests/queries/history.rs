//! Rates of the past, and reports of flows between two times.

use super::*;

/// A deposit, a harvest, a gift, a slash, a batch paid out, and an instant exit.
fn eventful(s: &mut Suite) {
    s.pass_secs(10);
    assert!(s.bond("bob", 3_000_000) > 0);
    s.rewards(300_000);
    s.harvest();
    s.gift("hub", 5_000);
    s.queue("alice", 1_000_000);
    s.submit_batch();
    s.next_block();
    s.slash("val1", 2);
    s.pass_secs(UNBONDING);
    s.next_block();
    s.crank();
    s.instant("bob", 10_000);
    s.claim("alice");
    s.pass_days(2);
    s.sync();
}

#[test]
fn exchange_rates_are_newest_first_and_strictly_older() {
    let mut s = Suite::new(setup().params(|p| p.with(Param::MaxAprBps, 100_000u128)));
    let rates = |s: &Suite, start_after: Option<u64>, limit: Option<u32>| {
        ask_hub(
            s,
            json!({"exchange_rates": {"start_after": start_after, "limit": limit}}),
        )
    };
    assert_eq!(
        rates(&s, None, None),
        json!({"exchange_rates": [[START, "1"]], "apr": null})
    );
    s.bond("alice", 30_000_000);
    s.rebalance();
    s.rewards(620_000);
    s.harvest();
    s.pass_days(1);
    s.sync();
    // A day's growth is the rate less one.
    let both = json!({"exchange_rates": [[START + DAY, RATE], [START, "1"]], "apr": "0.017964071856287425"});
    assert_eq!(rates(&s, None, None), both);
    assert_eq!(rates(&s, Some(START + DAY + 1), None), both);
    let oldest = json!({"exchange_rates": [[START, "1"]], "apr": null});
    assert_eq!(rates(&s, Some(START + DAY), None), oldest);
    assert_eq!(rates(&s, Some(START + 1), None), oldest);
    assert_eq!(
        rates(&s, Some(START), None),
        json!({"exchange_rates": [], "apr": null})
    );
    assert_eq!(
        rates(&s, None, Some(1)),
        json!({"exchange_rates": [[START + DAY, RATE]], "apr": null})
    );
    // A loss is no negative growth.
    s.pass_days(1);
    s.slash("val1", 5);
    s.slash("val2", 5);
    s.slash("val3", 5);
    s.sync();
    let lost = rates(&s, None, None);
    assert_eq!(lost["exchange_rates"].as_array().unwrap().len(), 3);
    assert_eq!(lost["apr"], json!("0"));
}

#[test]
fn at_most_a_hundred_points_of_history_are_kept() {
    let mut s = Suite::new(setup());
    for _ in 0..130 {
        s.pass_days(1);
        s.sync();
    }
    let hub = s.hub.clone();
    let past = |limit: Value| {
        let answer = ask_hub(
            &s,
            json!({"historical_redemption_rates": {"denom": hub, "limit": limit}}),
        );
        let rates = answer["redemption_rates"].as_array().unwrap().clone();
        rates
            .iter()
            .map(|rate| rate["update_time"].as_u64().unwrap())
            .collect::<Vec<_>>()
    };
    let all = past(json!(null));
    let newest_first: Vec<u64> = (31..=130).rev().map(|day| START + day * DAY).collect();
    assert_eq!(all, newest_first);
    assert_eq!(past(json!(1_000)), newest_first);
    assert_eq!(past(json!(u64::MAX)), newest_first);
    assert_eq!(past(json!(3)), newest_first[..3]);
    let rates = |question: Value| ask_hub(&s, question)["exchange_rates"].as_array().unwrap().len();
    assert_eq!(rates(json!({"exchange_rates": {}})), 10);
    assert_eq!(rates(json!({"exchange_rates": {"limit": 100}})), 100);
    assert_eq!(rates(json!({"exchange_rates": {"limit": 1_000}})), 100);
    assert_eq!(
        rates(json!({"exchange_rates": {"limit": 100, "start_after": START + 40 * DAY}})),
        9
    );
}

#[test]
fn the_report_adds_up_the_flows_between_two_times() {
    let mut s = worked_with_batch();
    let report = ask_hub(&s, json!({"report": {}}));
    assert_eq!(
        report,
        json!({
            "opening": {"time": START, "rate": "1"},
            "closing": {"time": START + DAY, "rate": "1.017964127186186799"},
            "gross_rewards": "620000", "fees": "62000", "other_gains": "0", "losses": "0",
            "deposits": "5000000", "covered": "0", "given_back": "0", "exits": "0", "instant_exits": "0",
            // 0.017964127186186799 a day, 365 of them.
            "apr": "6.556906422958181635",
        })
    );
    s.pass_secs(UNBONDING);
    s.next_block();
    s.crank();
    assert_eq!(s.instant("bob", 10_000), 10_077);
    let report = ask_hub(&s, json!({"report": {"from": START + DAY}}));
    assert_eq!(report["opening"]["time"], json!(START + DAY));
    assert_eq!(
        (&report["exits"], &report["instant_exits"]),
        (&json!("10179640"), &json!("10077"))
    );
    assert_eq!(
        (&report["gross_rewards"], &report["losses"]),
        (&json!("0"), &json!("0"))
    );
    let hub = s.hub.clone();
    unanswered(&s, &hub, &json!({"report": {"to": START - 1}}));
}

#[test]
fn the_reports_of_two_periods_add_up_to_that_of_both() {
    let mut s = worked();
    let report = |s: &Suite, from: Option<u64>, to: Option<u64>| {
        ask_hub(s, json!({"report": {"from": from, "to": to}}))
    };
    eventful(&mut s);
    let first = s.now();
    eventful(&mut s);
    let second = s.now();
    let flows = [
        "gross_rewards",
        "fees",
        "other_gains",
        "losses",
        "deposits",
        "exits",
        "instant_exits",
    ];
    let (both, before, after) = (
        report(&s, None, None),
        report(&s, None, Some(first)),
        report(&s, Some(first), None),
    );
    for flow in flows {
        let [both, before, after] = [&both, &before, &after].map(|report| number(&report[flow]));
        assert!(before > 0 && after > 0, "{flow}: {before}, {after}");
        assert_eq!(both, before + after, "{flow}");
    }
    assert_eq!(
        (&after["deposits"], &after["gross_rewards"]),
        (&json!("3000000"), &json!("300000"))
    );
    assert_eq!(before["closing"], after["opening"]);
    // What came after the last observation is in a report up to its time or any later one.
    s.bond("bob", 1_000_000);
    for to in [None, Some(second), Some(second + 1_000)] {
        assert_eq!(
            report(&s, Some(first), to)["deposits"],
            json!("4000000"),
            "{to:?}"
        );
    }
    // Nothing happens in no time, and time does not run backwards.
    let none = report(&s, Some(first), Some(first));
    assert!(flows.iter().all(|flow| none[flow] == json!("0")), "{none}");
    let hub = s.hub.clone();
    unanswered(&s, &hub, &json!({"report": {"from": second, "to": first}}));
}

#[test]
fn exits_in_a_report_are_what_was_paid_without_what_rounding_left() {
    let mut s = worked();
    let users = ["bob", "carol", "dave"];
    for (user, shares) in users.iter().zip([20_001u128, 20_003, 20_009]) {
        let msg = ExecuteMsg::QueueUnbond {
            shares: shares.into(),
            receiver: Some(s.addr(user).to_string()),
        };
        s.hub("alice", &msg).unwrap();
    }
    s.submit_batch();
    s.pass_secs(UNBONDING);
    s.next_block();
    s.crank();
    let exits = |s: &Suite| number(&ask_hub(s, json!({"report": {}}))["exits"]);
    let owed = exits(&s);
    let before: u128 = users.iter().map(|user| s.coins(user)).sum();
    for user in users {
        s.claim(user);
    }
    let paid = users.iter().map(|user| s.coins(user)).sum::<u128>() - before;
    assert!(paid < owed, "nothing was left over");
    assert_eq!(exits(&s), paid);
}

#[test]
fn the_newest_point_gives_way_until_an_interval_lies_behind_it() {
    let mut s = worked();
    let times = |s: &Suite| -> Vec<u64> {
        let rates = ask_hub(s, json!({"exchange_rates": {}}));
        let rates = rates["exchange_rates"].as_array().unwrap().clone();
        rates
            .iter()
            .map(|point| point[0].as_u64().unwrap() - START)
            .collect()
    };
    let mut look = |after: u64| {
        s.pass_secs(after);
        s.sync();
        times(&s)
    };
    assert_eq!(look(3_600), [DAY + 3_600, DAY, 0]);
    assert_eq!(look(DAY - 3_601), [2 * DAY - 1, DAY, 0]);
    assert_eq!(look(1), [2 * DAY, DAY, 0]);
    assert_eq!(look(1), [2 * DAY + 1, 2 * DAY, DAY, 0]);
}

//! Gains, the carry of losses, fees, parameters and the sharing in a wind-down.

use serde_json::json;

use super::{amount, book, history, replay, sound, text};

/// The rate of the last line in millionths: all that is left then is the seed's million shares.
fn end(name: &str) -> u128 {
    let run = history(name);
    let last = run.last();
    assert_eq!((book(last, "owed"), book(last, "D"), book(last, "U")), (0, 0, 0));
    assert_eq!((book(last, "S"), book(last, "seed")), (1_000_000, 1_000_000));
    book(last, "pool")
}

#[test]
fn rewards_and_returns_of_a_wind_down_are_shared_by_what_each_has() {
    // 3,000,000 to 1,002,000,000 of which 1,000,000 are the seed's, and a few units of rounding.
    assert_eq!(end("F14_rewards_go_to_the_seed"), 1_002_996);
    assert_eq!(end("F14_rewards_go_to_who_waits"), 1_002_995);
    // A provision that comes back belongs to those who bore it.
    assert_eq!(end("F14_return_goes_to_the_seed"), 999_994);
    assert_eq!(end("F14_control"), 999_996);
}

#[test]
fn what_streams_at_a_wind_down_goes_to_everybody_who_is_there_then() {
    let run = history("F11_windfall_released_by_wind_down");
    // A gift of 100,000,000 to a pool of 1,001,000,000; an hour later a deposit of nine times as much, and the wind-down.
    assert!(book(run.line(9), "unreleased") > 99_000_000);
    let started = run.line(11);
    assert_eq!(book(started, "unreleased"), 0);
    assert_eq!(book(started, "pool"), 1_001_000_000 + 100_000_000 + 9_000_000_000);
    // A known limit, of which `floe admin wind-down` warns: the newcomer has nine tenths of it.
    assert_eq!(amount(run.last(), "balance"), 8_999_486_337);
    assert_eq!(book(run.last(), "pool"), book(started, "pool"));
}

#[test]
fn after_a_slash_and_a_large_exit_the_keeper_earns_again_once_those_who_stay_are_whole() {
    let run = history("F16_loss_carry_stays_with_those_who_stay");
    // 499,549,950 lost by 10,001,000,000 shares, of which 1,001,000,000 stay: a tenth of it, and units of rounding.
    let carried = amount(run.line(22), "loss_carry");
    assert!((49_999_950..49_999_960).contains(&carried), "{carried}");
    // Three harvests of 15,000,000 repay; the keeper is paid from the fourth on.
    let supplies: Vec<u128> = [25, 30, 35, 40].map(|line| book(run.line(line), "S")).into();
    assert_eq!(supplies[..3], [1_001_000_000; 3]);
    assert!(supplies[3] > 1_002_000_000);
    assert_eq!(
        book(run.last(), "S") - 1_001_000_000,
        amount(run.last(), "balance")
    );
    assert!(amount(run.last(), "balance") > 34_000_000);
}

#[test]
fn yield_that_was_withheld_is_not_released_to_who_came_for_it() {
    let found = text("P_withheld2");
    let run = replay(&found);
    assert_eq!(run.refusals()[0], (2, "OutOfBounds"));
    assert!(run
        .errors
        .contains("max_apr_bps is 100, allowed is 3000 to 100000"));

    // The nearest that is allowed, up to the exit, of which the page's rates say what it would be worth.
    let allowed = found
        .replace(r#""max_apr_bps": 100}"#, r#""max_apr_bps": 3000}"#)
        .replace(r#""drip_secs": 10,"#, r#""drip_secs": 86400,"#);
    let to_the_exit = |history: &str| history.lines().take(285).collect::<Vec<_>>().join("\n");
    // 20 % a year is not withheld at all: what streams is a day's.
    let run = sound(&to_the_exit(&allowed));
    assert_eq!(book(run.line(277), "unreleased"), 5_479_452);

    // 120 % a year is: 2,200,225,141 are unreleased. The cap is raised to ten times the pool a year, and five hours at
    // that pace would have released it all; at the stream's own, 30 % a year, they release less than a hundredth.
    let run = sound(&to_the_exit(&allowed.replace(r#""5479452""#, r#""32876712""#)));
    let (before, after) = (run.line(281), run.line(283));
    let withheld = book(before, "unreleased");
    assert_eq!(withheld, book(run.line(277), "unreleased"));
    let released = withheld - book(after, "unreleased");
    let most = book(before, "pool") * 30 / 100 * 18_000 / 31_536_000 * 101 / 100;
    assert!(
        withheld > 2_000_000_000 && released <= most,
        "{released} of {withheld}"
    );
    assert!(released * 100 < withheld);
}

#[test]
fn a_weeks_harvest_is_not_released_before_a_stranger_can_leave() {
    let found = text("P_sandwich2");
    let run = replay(&found);
    assert!(run
        .errors
        .contains("drip_secs is 10, allowed is 604800 to 1209600"));
    let run = sound(&found.replace(r#""drip_secs": 10,"#, r#""drip_secs": 604800,"#));
    // She paid 18,000,000,000 and leaves after 5,000 seconds with less, as the fee is more than her part of the drip.
    assert_eq!(amount(run.line(15), "amount"), 17_991_203_738);
}

#[test]
fn rewards_bear_the_fee_under_which_they_were_earned() {
    let found = text("fee_raise");
    assert_eq!(amount(history("fee_raise").last(), "balance"), 0);
    // A second less than a day later still the old one, and then the new one.
    for (wait, fee) in [(86_394 - 1, 0), (86_394, 1)] {
        let more = [
            json!({"advance": {"secs": wait}}),
            json!({"rewards": "100000"}),
            json!({"exec": {"by": "@k", "to": "@hub", "msg": {"harvest": {}}}}),
            json!({"query": {"of": "@hub", "msg": {"balance": {"address": "@treasury"}}}}),
            json!({"query": {"of": "@hub", "msg": {"powers": {}}}}),
        ];
        let more: Vec<String> = more.iter().map(ToString::to_string).collect();
        let run = sound(&format!(
            "{}\n{{\"advance\":{{\"secs\":6}}}}\n{}",
            found.trim_end(),
            more.join("\n")
        ));
        let (last, balance) = (run.last(), run.line(17));
        assert_eq!(amount(balance, "balance") > 9_000, fee == 1, "{wait}: {balance}");
        assert_eq!(last["result"]["fee"]["bps"], fee * 1_000, "{wait}");
        assert_eq!(last["result"]["fee_rise"].is_null(), fee == 1, "{wait}");
    }
}

#[test]
fn a_robbed_owner_winds_down_without_taking_what_streamed_and_stops_no_exit() {
    let run = history("P_robbed");
    // Its pause of instant exits is refused to nobody, as an owner's lasts; everything else it did was in its power.
    assert_eq!(run.refusals(), [(12, "Paused")]);
    assert_eq!(
        (book(run.last(), "pool"), book(run.last(), "S")),
        (11_001_000_000, 11_001_000_000)
    );
}

/// The history of the robbed owner with the greatest values that are allowed now, and validators dear enough for them.
fn robbed() -> String {
    text("P_capture2")
        .replace(
            r#""max_move_bps": 2500, "batch_interval": 604800"#,
            r#""max_move_bps": 400, "batch_interval": 259200"#,
        )
        .replace(
            r#""max_commission": "1", "max_share_bps": 10000"#,
            r#""max_commission": "0.3", "max_share_bps": 3400"#,
        )
        .replace(r#""commission": "1""#, r#""commission": "0.3""#)
}

/// Stake on the robber's validators and all stake after a line.
fn captured(line: &serde_json::Value) -> (u128, u128) {
    let (mut evil, mut all) = (0, 0);
    for (name, stake) in line["delegations"].as_object().unwrap() {
        let stake: u128 = stake.as_str().unwrap().parse().unwrap();
        all += stake;
        evil += if name.starts_with("@evil") { stake } else { 0 };
    }
    (evil, all)
}

#[test]
fn a_robbed_owner_moves_everything_slower_than_anybody_leaves() {
    let run = replay(&text("P_capture2"));
    let refused = run.refusals();
    assert_eq!(refused[..2], [(15, "OutOfBounds"), (17, "CommissionOutOfBounds")]);
    assert!(run
        .errors
        .contains("batch_interval is 604800, allowed is 10 to 259200"));

    // Nobody leaves, a rebalance as often as it helps: a twenty-fifth a day.
    let began = robbed();
    let exit = r#""queue_unbond": {"shares": "10000000000"}"#;
    let mut lines: Vec<String> = began.lines().take(31).map(str::to_owned).collect();
    lines.retain(|line| !line.contains(exit));
    let rebalance = json!({"exec": {"by": "@mallory", "to": "@hub", "msg": {"rebalance": {}}}}).to_string();
    let mut days = Vec::new();
    for _ in 0..25 {
        for _ in 0..3 {
            lines.push(rebalance.clone());
            lines.push(json!({"advance": {"secs": 6}}).to_string());
        }
        lines.push(json!({"advance": {"secs": 86_400 - 18}}).to_string());
        days.push(lines.len() as u64);
    }
    let run = sound(&lines.join("\n"));
    for (day, line) in days.into_iter().enumerate() {
        let (evil, all) = captured(run.line(line));
        let portions = day as u128 + 1;
        assert!(evil <= all * 4 * portions / 100, "day {day}: {evil} of {all}");
    }
}

#[test]
fn who_queues_when_the_owner_is_robbed_leaves_before_everything_has_moved() {
    // Her batch closes by the interval that was in force when she queued, three days at the most, if she says so.
    let crank = json!({"exec": {"by": "@alice", "to": "@hub", "msg": {"crank": {}}}}).to_string();
    let day = r#"{"note": "end of day 3"}"#;
    let run = sound(&robbed().replace(day, &format!("{crank}\n{day}")));
    let t0 = run.line(14)["time"].as_u64().unwrap();
    let (evil, all) = captured(run.line(59));
    assert!(evil * 100 <= all * 16, "{evil} of {all}");
    let paid = run
        .lines
        .iter()
        .find(|line| line["result"]["denom"] == "stake" && line["result"]["amount"] != "0")
        .expect("alice is paid");
    // Three days, three weeks, and the history's one block a day.
    assert!(paid["time"].as_u64().unwrap() - t0 <= 26 * 86_400 + 6);
    // On the fifth day all of the robber's validators lose 5 % of what they have got by then.
    assert_eq!(amount(paid, "amount"), 9_955_007_824);
}

//! The API: its figures, and how it behaves.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};

use floe_client::statement::{csv, holder_periods, Story, Walk};
use floe_core::units::Shares;
use floe_index_tests::recorded::Recording;
use floe_index_tests::rig::{config, follow};
use floe_index_tests::served::Served;
use serde_json::{json, Value};

fn units(value: &Value) -> u128 {
    value.as_str().unwrap().parse().unwrap()
}

/// What an account paid to the chain within a time, as a statement has it.
fn fees(recording: &Recording, address: &str, within: impl Fn(u64) -> bool) -> Value {
    let paid = recording.paid_by(address, within).into_iter();
    let coins = paid.map(|(denom, amount)| json!({ "denom": denom, "amount": amount.to_string() }));
    coins.collect()
}

#[test]
fn balances_requests_and_batches_are_those_of_the_chain() {
    let served = Served::of(Recording::of(31, 200), 100_000);
    let told = served.recording.told.last().unwrap().clone();
    let hub = &served.recording.roles.hub;
    for (address, amount) in &told.balances {
        let account = served.json(&format!("/v1/accounts/{address}"));
        assert_eq!(units(&account["balance"]), *amount);
        let requests: BTreeMap<u64, u128> = account["requests"]
            .as_array()
            .unwrap()
            .iter()
            .map(|request| (request["batch"].as_u64().unwrap(), units(&request["shares"])))
            .collect();
        let expected: BTreeMap<u64, u128> = told
            .requests
            .iter()
            .filter(|((user, _), _)| user == address)
            .map(|((_, batch), shares)| (*batch, *shares))
            .collect();
        assert_eq!(requests, expected);
        assert_eq!(account["as_of"]["proven_height"], account["as_of"]["height"]);
    }
    let protocol = served.json("/v1/protocol");
    assert_eq!(protocol["hub"], json!(hub));
    assert_eq!(units(&protocol["supply"]), told.balances.values().sum::<u128>());
    assert_eq!(protocol["holders"], json!(told.balances.len() - 1));
    let windows: Vec<u64> = protocol["returns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|window| window["days"].as_u64().unwrap())
        .collect();
    assert_eq!(windows, [1, 7, 30, 365]);
    let batches = served.json("/v1/batches?limit=1000");
    for batch in batches["batches"].as_array().unwrap() {
        let id = batch["id"].as_u64().unwrap();
        match told.batches.get(&id) {
            Some((settled, open, _)) => {
                assert_eq!(batch["state"], if *settled { "settled" } else { "unbonding" });
                assert_eq!(units(&batch["open_shares"]), *open);
            }
            None => assert!(
                ["open", "claimed"].contains(&batch["state"].as_str().unwrap()),
                "{batch}"
            ),
        }
    }
    assert_eq!(served.json("/v1/exits")["open_batch"], json!(told.open_batch));
    let holders = served.json("/v1/holders");
    assert_eq!(holders["holders"]["count"], json!(told.balances.len() - 1));
}

/// The statement is made from a part of the history, the report from all of it.
#[test]
fn a_statement_has_the_figures_of_a_report_over_the_whole_history() {
    for seed in [32, 33] {
        let served = Served::of(Recording::of(seed, 250), 100_000);
        let recording = &served.recording;
        let history = recording.history();
        let (first, now) = (history[0].time, recording.now());
        let third = first + (now - first) / 3;
        let mut lines = 0;
        for address in recording
            .told
            .last()
            .unwrap()
            .balances
            .keys()
            .filter(|who| **who != recording.roles.hub)
        {
            for (from, to) in [
                (first, now),
                (third, now),
                (first, third),
                (third, third + (now - first) / 4),
            ] {
                let story = Story {
                    hub: &recording.roles.hub,
                    seed: Shares::new(1_000_000),
                    custodians: &recording.roles.modules,
                    now,
                    books: BTreeMap::new(),
                };
                let walk = Walk::through(story, &history, Some(address), &[from, to]);
                let (whole, _) = holder_periods(&walk.snapshots);
                let whole = serde_json::to_value(whole.unwrap()).unwrap();
                let mut movements = walk.holder.unwrap().movements;
                movements.retain(|line| line.time >= from && (line.time < to || to == now));
                let path = format!(
                    "/v1/accounts/{address}/statement?from={}&to={}",
                    floe_client::when::utc(from)
                        .replace(" UTC", "Z")
                        .replace(' ', "T"),
                    floe_client::when::utc(to).replace(" UTC", "Z").replace(' ', "T")
                );
                let statement = served.json(&path);
                for (name, value) in statement["sums"].as_object().unwrap() {
                    assert_eq!(
                        *value, whole[name],
                        "{name} of {address} from {from} to {to}, seed {seed}"
                    );
                }
                assert_eq!(
                    statement["transaction_fees"],
                    fees(recording, address, |time| time >= from
                        && (time < to || to == now)),
                    "fees of {address} from {from} to {to}, seed {seed}"
                );
                let table = served.get(&format!("{path}&format=csv"));
                assert_eq!(table.text, csv::movements(&movements).unwrap());
                assert_eq!(statement["movements"].as_array().unwrap().len(), movements.len());
                lines += movements.len();
            }
        }
        assert!(lines > 100, "{lines} movements");
    }
}

#[test]
fn lists_are_read_to_their_end_in_pages_without_a_gap_or_an_entry_twice() {
    let served = Served::of(Recording::of(34, 120), 100_000);
    let all = |path: &str, list: &str, limit: u64| -> Vec<Value> {
        let mut found = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = served.json(&format!("{path}limit={limit}{cursor}"));
            found.extend(page[list].as_array().unwrap().clone());
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return found,
            }
        }
    };
    let address = served
        .recording
        .told
        .last()
        .unwrap()
        .balances
        .keys()
        .last()
        .unwrap()
        .clone();
    for (path, list) in [
        ("/v1/events?".to_owned(), "events"),
        ("/v1/events?order=ascending&".to_owned(), "events"),
        ("/v1/rate?".to_owned(), "points"),
        ("/v1/rate?step=100000&".to_owned(), "points"),
        ("/v1/batches?".to_owned(), "batches"),
        ("/v1/losses?".to_owned(), "losses"),
        (format!("/v1/accounts/{address}/history?"), "entries"),
    ] {
        let (small, large) = (all(&path, list, 7), all(&path, list, 1_000));
        assert_eq!(small, large, "{path}");
        assert!(!small.is_empty(), "{path}");
    }
}

#[test]
fn what_is_wrong_is_told_as_a_problem() {
    let served = Served::of(Recording::of(35, 20), 100_000);
    for (path, status, told) in [
        ("/v1/nothing", 404, "openapi.json"),
        ("/v1/validators/nobody", 404, "no such validator"),
        ("/v1/events?limit=0", 400, "from 1 to 1000"),
        ("/v1/events?limit=many", 400, "invalid digit"),
        ("/v1/events?cursor=x", 400, "cursor"),
        ("/v1/rate?from=yesterday", 400, "no moment"),
        ("/v1/rate?step=0", 400, "step"),
        ("/v1/batches?state=odd", 400, "variant"),
        ("/v1/accounts/a%20b", 400, "letters and digits"),
    ] {
        let got = served.get(path);
        assert_eq!(
            (got.status, got.kind.as_str()),
            (status, "application/problem+json"),
            "{path}"
        );
        let problem = got.json();
        assert_eq!(problem["status"], json!(status));
        assert!(
            problem["detail"].as_str().unwrap().contains(told),
            "{path}: {problem}"
        );
    }
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .into();
    let refused = agent
        .post(format!("{}/v1/protocol", served.url))
        .send("x")
        .unwrap();
    assert_eq!(refused.status().as_u16(), 405);
    assert_eq!(refused.headers()["content-type"], "application/problem+json");
}

#[test]
fn what_is_known_already_is_not_sent_again_and_any_page_may_ask() {
    let served = Served::of(Recording::of(36, 20), 100_000);
    let got = served.get("/v1/protocol");
    assert!(got.tag.starts_with('"') && got.tag.len() == 26, "{}", got.tag);
    assert_eq!(got.headers["access-control-allow-origin"], "*");
    let again = served.get_with("/v1/protocol", &[("if-none-match", &got.tag)]);
    assert_eq!((again.status, again.text.as_str()), (304, ""));
    let other = served.get_with("/v1/protocol", &[("if-none-match", "\"other\"")]);
    assert_eq!(other.status, 200);
    let packed = served.get_with("/v1/events", &[("accept-encoding", "gzip")]);
    assert_eq!(packed.headers["content-encoding"], "gzip");
}

#[test]
fn an_address_that_asks_too_much_is_told_to_wait_and_health_is_always_told() {
    let served = Served::of(Recording::of(37, 20), 5);
    let statuses: Vec<u16> = (0..8).map(|_| served.get("/v1/protocol").status).collect();
    assert_eq!(statuses[..5], [200; 5]);
    assert_eq!(statuses[7], 429);
    assert_eq!(served.get("/health").status, 200);
    let metrics = served.get("/metrics");
    assert!(
        metrics.text.contains("floe_index_alarm{kind=\"books\"} 0"),
        "{}",
        metrics.text
    );
    assert!(metrics
        .text
        .contains(&format!("floe_index_proven_height {}", served.recording.tip())));
}

#[test]
fn a_listener_hears_every_event_once_and_goes_on_where_it_left_off() {
    let recording = Recording::of(38, 100);
    let (half, end) = (recording.told[4].height, recording.tip());
    recording.show_up_to(half);
    let served = Served::of(recording, 100_000);
    let hear = |from: &str, count: usize| -> Vec<String> {
        let response = ureq::get(format!("{}/v1/stream?after={from}", served.url))
            .call()
            .unwrap();
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let lines = BufReader::new(response.into_body().into_reader()).lines();
        let ids = lines
            .map_while(Result::ok)
            .filter_map(|line| line.strip_prefix("id: ").map(str::to_owned));
        ids.take(count).collect()
    };
    let told = |order: &str| -> Vec<String> {
        let page = served.json(&format!("/v1/events?order={order}&limit=1000"));
        let ids = page["events"]
            .as_array()
            .unwrap()
            .iter()
            .map(|event| event["id"].as_str().unwrap().to_owned());
        ids.collect()
    };
    let before = told("ascending");
    let heard = hear("-1.-2.-1", before.len());
    assert_eq!(heard, before);
    served.recording.show_up_to(end);
    let listening = std::thread::scope(|scope| {
        let listener = scope.spawn(|| hear(before.last().unwrap(), 10));
        served.runtime.block_on(follow(
            &served.db,
            &config(&served.address, &[&served.node.url()], &served.recording),
            &served.recording,
        ));
        listener.join().unwrap()
    });
    let all = told("ascending");
    assert_eq!(listening, all[before.len()..before.len() + 10]);
}

#[test]
fn an_index_without_a_block_says_so_and_is_not_well() {
    let recording = Recording::of(39, 20);
    let served = Served::of(recording, 100_000);
    served.runtime.block_on(async {
        floe_index::run!(&served.db, "DELETE FROM progress").unwrap();
    });
    for path in ["/v1/protocol", "/v1/exits", "/health"] {
        assert_eq!(served.get(path).status, 503, "{path}");
    }
}

//! Webhooks: in order, each once, signed, and tried until they are taken.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use floe_client::Stop;
use floe_index::row;
use floe_index::store::{tables, Changes, Db};
use floe_index::webhooks::{self, signature, Rule, Trigger};
use floe_index_tests::compare::alarms_of;
use floe_index_tests::recorded::Recording;
use floe_index_tests::rig::{config, follow, fresh, honest, runtime};
use serde_json::{json, Value};
use tempfile::TempDir;

/// What came, and whether its signature is right.
type Taken = Arc<Mutex<Vec<(String, Value)>>>;

/// Answers every third message with an error, and takes the others.
fn receiver(secret: &'static str) -> (String, Taken, Arc<Mutex<u32>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let (taken, tries) = (Taken::default(), Arc::new(Mutex::new(0)));
    let (shared, counted) = (Arc::clone(&taken), Arc::clone(&tries));
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut reader = BufReader::new(&stream);
            let (mut length, mut signed, mut id) = (0, String::new(), String::new());
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                let line = line.trim();
                if let Some(value) = line.strip_prefix("content-length: ") {
                    length = value.parse().unwrap();
                }
                if let Some(value) = line.strip_prefix("floe-signature: sha256=") {
                    signed = value.to_owned();
                }
                if let Some(value) = line.strip_prefix("floe-delivery: ") {
                    id = value.to_owned();
                }
                if line.is_empty() {
                    break;
                }
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            let text = String::from_utf8(body).unwrap();
            assert_eq!(signed, signature(secret, &text));
            let mut tries = counted.lock().unwrap();
            *tries += 1;
            let status = if *tries % 3 == 0 { "500 Not now" } else { "200 OK" };
            if *tries % 3 != 0 {
                shared
                    .lock()
                    .unwrap()
                    .push((id, serde_json::from_str(&text).unwrap()));
            }
            let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
    (url, taken, tries)
}

#[test]
fn messages_come_in_order_each_once_and_signed_although_a_third_is_refused() {
    let recording = Arc::new(Recording::of(61, 150));
    let node = honest(&recording);
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("index.db").display().to_string();
    let (url, taken, tries) = receiver("a secret");
    let rules = [
        (
            "closed",
            Trigger::Event {
                name: "batch_closed".to_owned(),
            },
        ),
        ("settled", Trigger::Settled { address: None }),
    ];
    let rules: Vec<Rule> = rules
        .map(|(name, trigger)| Rule {
            name: name.to_owned(),
            trigger,
            url: url.clone(),
            secret: "a secret".to_owned(),
        })
        .into();
    let history = recording.history();
    let first = recording.told[0].height;
    let stop = Stop::default();
    runtime().block_on(async {
        let db = fresh(&path).await;
        let config = config(&path, &[&node.url()], &recording);
        // A rule begins with what comes after it.
        recording.show_up_to(first);
        follow(&db, &config, &recording).await;
        let poll = Duration::from_millis(20);
        let hub = recording.roles.hub.clone();
        let hooks = tokio::spawn(webhooks::run(db.clone(), hub, rules, stop.clone(), poll));
        tokio::time::sleep(Duration::from_millis(300)).await;
        recording.show_up_to(recording.told.last().unwrap().height);
        follow(&db, &config, &recording).await;
        let expected = |name: &str| -> Vec<u64> {
            use floe_api::events::{HubEvent, HubFact};
            let facts = history
                .iter()
                .filter(|past| past.height > first)
                .flat_map(|past| &past.facts);
            facts
                .filter_map(|fact| match fact {
                    HubEvent::Fact(HubFact::BatchClosed { batch, .. }) if name == "closed" => Some(*batch),
                    HubEvent::Fact(HubFact::BatchSettled { batch, .. }) if name == "settled" => Some(*batch),
                    _ => None,
                })
                .collect()
        };
        let wanted = expected("closed").len() + expected("settled").len();
        assert!(wanted > 6, "{wanted} messages");
        let began = Instant::now();
        while taken.lock().unwrap().len() < wanted {
            assert!(
                began.elapsed() < Duration::from_secs(120),
                "{} of {wanted}",
                taken.lock().unwrap().len()
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
        stop.ask();
        hooks.await.unwrap();
        let taken = taken.lock().unwrap().clone();
        assert_eq!(taken.len(), wanted, "each once");
        for name in ["closed", "settled"] {
            let told: Vec<&Value> = taken
                .iter()
                .map(|(_, body)| body)
                .filter(|body| body["rule"] == name)
                .collect();
            let batches: Vec<u64> = told
                .iter()
                .map(|body| match &body["data"]["batch"] {
                    Value::Number(number) => number.as_u64().unwrap(),
                    _ => {
                        let pairs: Vec<(String, String)> =
                            serde_json::from_value(body["data"].clone()).unwrap();
                        pairs
                            .iter()
                            .find(|(key, _)| key == "batch")
                            .unwrap()
                            .1
                            .parse()
                            .unwrap()
                    }
                })
                .collect();
            assert_eq!(batches, expected(name), "{name}");
            assert!(told
                .iter()
                .zip(0..)
                .all(|(body, number)| body["number"] == json!(number)));
        }
        assert!(taken.iter().all(|(id, body)| body["id"] == json!(id)));
        assert!(*tries.lock().unwrap() > u32::try_from(wanted).unwrap());
        assert_eq!(alarms_of(&db).await, Vec::<String>::new());
    });
}

#[test]
fn a_receiver_that_takes_nothing_raises_an_alarm_and_loses_nothing() {
    let recording = Arc::new(Recording::of(62, 60));
    let node = honest(&recording);
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("index.db").display().to_string();
    let rule = Rule {
        name: "nobody".to_owned(),
        trigger: Trigger::Event {
            name: "books_updated".to_owned(),
        },
        url: "http://127.0.0.1:1/".to_owned(),
        secret: "x".to_owned(),
    };
    let stop = Stop::default();
    runtime().block_on(async {
        let db = fresh(&path).await;
        let config = config(&path, &[&node.url()], &recording);
        recording.show_up_to(recording.told[0].height);
        follow(&db, &config, &recording).await;
        let hooks = tokio::spawn(webhooks::run(
            db.clone(),
            recording.roles.hub.clone(),
            vec![rule],
            stop.clone(),
            Duration::from_millis(10),
        ));
        tokio::time::sleep(Duration::from_millis(300)).await;
        recording.show_up_to(recording.told.last().unwrap().height);
        follow(&db, &config, &recording).await;
        let began = Instant::now();
        while !alarms_of(&db).await.contains(&"webhook".to_owned()) {
            assert!(began.elapsed() < Duration::from_secs(90));
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        stop.ask();
        hooks.await.unwrap();
        let found: Vec<(i64,)> = floe_index::rows!(&db, "SELECT delivered FROM webhooks").unwrap();
        assert_eq!(found, [(0,)]);
    });
}

/// What the hub says of its guarantors after a block.
async fn covered(db: &Db, height: u64, bps: u64) {
    let mut changes = Changes::default();
    let none = 0_u128;
    changes.put(
        tables::COVERAGE,
        row![
            height,
            6 * height,
            none,
            none,
            none,
            none,
            7_000_u128,
            40_u64,
            bps
        ],
    );
    db.write(changes, None).await.unwrap();
}

#[test]
fn coverage_that_falls_below_what_a_rule_names_is_told_once() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("index.db").display().to_string();
    let (url, taken, _) = receiver("a secret");
    let rule = Rule {
        name: "thin".to_owned(),
        trigger: Trigger::parse("coverage", Some("9000")).unwrap(),
        url,
        secret: "a secret".to_owned(),
    };
    let stop = Stop::default();
    runtime().block_on(async {
        let db = fresh(&path).await;
        // Of the past nothing is told.
        covered(&db, 5, 100).await;
        let poll = Duration::from_millis(10);
        let hooks = tokio::spawn(webhooks::run(
            db.clone(),
            "hub".to_owned(),
            vec![rule],
            stop.clone(),
            poll,
        ));
        let began = Instant::now();
        let sql = "SELECT height FROM webhooks";
        loop {
            let stand: Vec<(i64,)> = floe_index::rows!(&db, sql).unwrap();
            if stand == [(5,)] {
                break;
            }
            assert!(began.elapsed() < Duration::from_secs(60), "{stand:?}");
            tokio::time::sleep(poll).await;
        }
        let course = [8_500, 9_500, 8_000, 8_999, 9_000, 8_900, 12_000];
        for (height, bps) in (10..).zip(course) {
            covered(&db, height, bps).await;
        }
        loop {
            let stand: Vec<(i64,)> = floe_index::rows!(&db, sql).unwrap();
            if stand == [(16,)] {
                break;
            }
            assert!(began.elapsed() < Duration::from_secs(60), "{stand:?}");
            tokio::time::sleep(poll).await;
        }
        stop.ask();
        hooks.await.unwrap();
    });
    let told: Vec<Value> = taken
        .lock()
        .unwrap()
        .iter()
        .map(|(_, body)| body.clone())
        .collect();
    let expected = [(12, 8_000, 9_500), (15, 8_900, 9_000)].map(|(height, now, before)| {
        json!({
            "coverage_bps": now, "before_bps": before, "least_bps": 9_000, "worst_loss": "7000", "worst_uncovered_bps": 40,
            "height": height,
        })
    });
    let told: Vec<Value> = told
        .into_iter()
        .map(|body| {
            assert_eq!(
                (&body["event"], &body["rule"]),
                (&json!("coverage"), &json!("thin"))
            );
            let mut data = body["data"].clone();
            data["height"] = body["height"].clone();
            data
        })
        .collect();
    assert_eq!(told, expected);
}

//! How much memory the program takes while nodes send as much as they can, and for a long history that is true.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use floe_hostile::{Manner, Node, Temper, TrueChain, Truth};
use serde_json::{json, Value};

use crate::conversation::{path_of, Stage, WORDS};
use crate::talks::Who;

/// Kilobytes.
const MOST: u64 = 100_000;

/// For a command that is kept busy.
const PATIENCE: Duration = Duration::from_secs(15);

/// For one that has much to read.
const LONG: Duration = Duration::from_secs(300);

/// The most memory that a process has taken so far, in kilobytes; none once it has ended, and none before it runs the program:
/// until then the memory that is shown for it is that of these tests.
fn peak(child: &Child) -> Option<u64> {
    let running = fs::read_link(format!("/proc/{}/exe", child.id())).ok()?;
    if running != fs::canonicalize(env!("CARGO_BIN_EXE_floe")).ok()? {
        return None;
    }
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}

/// Runs the program until it ends or has had its time, and returns its peak, and whether it ended well.
fn measured(args: &[String], stage: &Stage, patience: Duration) -> (u64, bool) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_floe"))
        .args(args)
        .current_dir(stage.folder())
        .env("WORDS", WORDS)
        .env("FLOE_KEY_PATH", path_of(Who::User))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let end = Instant::now() + patience;
    let mut most = 0;
    let ended = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status.success();
        }
        most = most.max(peak(&child).unwrap_or_default());
        if Instant::now() > end {
            child.kill().unwrap();
            child.wait().unwrap();
            break false;
        }
        thread::sleep(Duration::from_millis(1));
    };
    assert!(most > 0, "nothing was measured of {args:?}");
    (most, ended)
}

/// The words of a command with what it needs to speak to a node.
fn line(command: &[&str], stage: &Stage, node: &Node) -> Vec<String> {
    let url = node.url();
    let more = [
        "--node",
        &url,
        "--chain-id",
        "floe-1",
        "--hub",
        &stage.hub,
        "--key-env",
        "WORDS",
    ];
    let words = command.iter().map(|text| stage.filled(text));
    words.chain(more.map(str::to_owned)).collect()
}

#[test]
fn no_answers_make_the_program_take_a_hundred_megabytes() {
    let stage = Stage::new();
    let cases: [(&[&str], &[&'static str]); 8] = [
        (&["status"], &["abci_query"]),
        (&["status"], &["status"]),
        (&["validators"], &["Query/Validators"]),
        (&["balance", "{user}"], &["Query/SmartContractState"]),
        (&["report"], &["tx_search"]),
        (&["rate", "--history"], &["Query/SmartContractState"]),
        (&["keeper", "check", "--claim-above", "1 stake"], &["abci_query"]),
        (
            &["stake", "5000000 stake", "--yes", "--max-fee", "100000 stake"],
            &["tx", "broadcast_tx_sync"],
        ),
    ];
    let mut peaks = Vec::new();
    for (seed, (command, about)) in cases.into_iter().enumerate() {
        let temper = Temper {
            about: about.to_vec(),
            per_cent: 80,
            greedy: true,
            ..Temper::default()
        };
        let node = Node::start(
            stage.world.clone(),
            Manner::Liar(temper),
            u64::try_from(seed).unwrap(),
        );
        let args = line(command, &stage, &node);
        let (taken, _) = measured(&args, &stage, PATIENCE);
        assert!(node.lies() > 0, "{command:?} was told the truth");
        peaks.push((taken, command.join(" ")));
    }
    peaks.sort();
    println!("the most memory of each process in kB: {peaks:?}");
    assert!(peaks.iter().all(|(taken, _)| *taken < MOST), "{peaks:?}");
}

/// A chain on which, after what happened there, shares of the hub went to somebody and back many times.
struct Lengthened {
    world: Arc<TrueChain>,
    hub: String,
    somebody: String,
    /// How many times.
    more: usize,
}

/// Transactions that are found at once.
const PAGE: usize = 100;

impl Lengthened {
    /// The transaction `model` with those two moves in it.
    fn there_and_back(&self, model: &Value, number: usize) -> Value {
        let moved = |from: &str, to: &str| {
            let attributes = [
                ("_contract_address", self.hub.as_str()),
                ("action", "transfer"),
                ("from", from),
                ("to", to),
                ("amount", "1"),
            ];
            let attributes =
                attributes.map(|(key, value)| json!({ "key": key, "value": value, "index": true }));
            json!({ "type": "wasm", "attributes": attributes })
        };
        let mut tx = model.clone();
        tx["hash"] = json!(floe_hostile::hash(&number.to_be_bytes()));
        tx["tx_result"]["events"] = json!([
            { "type": "execute", "attributes": [{ "key": "_contract_address", "value": self.hub, "index": true }] },
            moved(&self.hub, &self.somebody),
            moved(&self.somebody, &self.hub),
        ]);
        tx
    }

    fn search(&self, params: &Value) -> Result<Value, String> {
        let mut first = params.clone();
        first["page"] = json!("1");
        let mut own = self.world.answer("tx_search", &first)?["txs"].take();
        let own = own.as_array_mut().unwrap();
        assert!((1..PAGE).contains(&own.len()), "{} transactions", own.len());
        let page: usize = params["page"].as_str().unwrap().parse().unwrap();
        let (all, begin) = (own.len() + self.more, (page - 1) * PAGE);
        if begin >= all {
            return Err("page should be within range".to_owned());
        }
        let model = own.last().unwrap().clone();
        let txs = (begin..all.min(begin + PAGE)).map(|place| match own.get(place) {
            Some(tx) => tx.clone(),
            None => self.there_and_back(&model, place),
        });
        Ok(json!({ "total_count": all.to_string(), "txs": txs.collect::<Vec<_>>() }))
    }
}

impl Truth for Lengthened {
    fn answer(&self, method: &str, params: &Value) -> Result<Value, String> {
        match method {
            "tx_search" => self.search(params),
            _ => self.world.answer(method, params),
        }
    }
}

/// Kilobytes by which a history may take more memory than one of a tenth.
const GROWTH: u64 = 4_000;

#[test]
fn a_report_without_an_index_takes_no_more_memory_for_a_history_of_ten_times_the_length() {
    let stage = Stage::new();
    let peaks = [2_000, 20_000].map(|more| {
        let history = Lengthened {
            world: stage.world.clone(),
            hub: stage.hub.clone(),
            somebody: stage.filled("{user}"),
            more,
        };
        let node = Node::start(Arc::new(history), Manner::Honest, 1);
        let (taken, ended) = measured(&line(&["report"], &stage, &node), &stage, LONG);
        assert!(ended, "the report of {more} transactions did not end well");
        assert!(node.requests() > more / PAGE, "{} requests", node.requests());
        taken
    });
    println!("peaks in kB: {peaks:?}");
    assert!(peaks[1] < peaks[0] + GROWTH, "{peaks:?}");
}

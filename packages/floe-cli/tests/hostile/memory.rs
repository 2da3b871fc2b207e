//! How much memory the program takes while nodes send as much as they can.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use floe_hostile::{Manner, Node, Temper};

use crate::conversation::{path_of, Stage, WORDS};
use crate::talks::Who;

/// Kilobytes.
const MOST: u64 = 100_000;

/// For a command that is kept busy.
const PATIENCE: Duration = Duration::from_secs(15);

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

/// Runs the program until it ends or has had its time, and returns its peak.
fn measured(args: &[String], stage: &Stage) -> u64 {
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
    let end = Instant::now() + PATIENCE;
    let mut most = 0;
    while child.try_wait().unwrap().is_none() {
        most = most.max(peak(&child).unwrap_or_default());
        if Instant::now() > end {
            child.kill().unwrap();
            child.wait().unwrap();
            break;
        }
        thread::sleep(Duration::from_millis(1));
    }
    assert!(most > 0, "nothing was measured of {args:?}");
    most
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
        let mut args: Vec<String> = command.iter().map(|text| stage.filled(text)).collect();
        let more = [
            "--node",
            &node.url(),
            "--chain-id",
            "floe-1",
            "--hub",
            &stage.hub,
            "--key-env",
            "WORDS",
        ];
        args.extend(more.map(str::to_owned));
        let taken = measured(&args, &stage);
        assert!(node.lies() > 0, "{command:?} was told the truth");
        peaks.push((taken, command.join(" ")));
    }
    peaks.sort();
    println!("the most memory of each process in kB: {peaks:?}");
    assert!(peaks.iter().all(|(taken, _)| *taken < MOST), "{peaks:?}");
}

//! Every command that speaks to a node, in conversations with nodes that answer as a seed decides.
//! `FLOE_CONVERSATIONS` says how many, `FLOE_SEED` where seeds begin; a seed that failed is repeated with one conversation.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss
)]

mod conversation;
mod indexed;
mod memory;
mod rules;
mod talks;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use conversation::Ended;
use floe_cli::ExitCode;

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect("a number"))
}

/// Commands that have a flag for nodes, by their names.
fn commands_with_nodes() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![(String::new(), floe_cli::command_line())];
    while let Some((name, command)) = open.pop() {
        let own: Vec<_> = command
            .get_subcommands()
            .filter(|sub| sub.get_name() != "help")
            .collect();
        if own.is_empty() && command.get_arguments().any(|flag| flag.get_id() == "node") {
            found.insert(name.trim().to_owned());
        }
        let subs = own
            .into_iter()
            .map(|sub| (format!("{name} {}", sub.get_name()), sub.clone()));
        open.extend(subs.collect::<Vec<_>>());
    }
    found
}

#[test]
fn every_command_that_speaks_to_a_node_has_a_conversation() {
    let commands = commands_with_nodes();
    assert!(commands.len() > 40, "{commands:?}");
    let talked: BTreeSet<String> = talks::all().iter().map(|talk| talk.command.to_owned()).collect();
    let missing: Vec<_> = commands.difference(&talked).collect();
    assert!(
        missing.is_empty(),
        "commands that nobody has tried with hostile nodes: {missing:?}"
    );
    let unknown: Vec<_> = talked.difference(&commands).collect();
    assert!(
        unknown.is_empty(),
        "conversations of commands that do not exist: {unknown:?}"
    );
}

#[test]
fn every_conversation_with_an_honest_node_comes_to_its_end() {
    let mut wrong = Vec::new();
    for talk in talks::all() {
        let ended = conversation::honest(&talk);
        let good = ended.exit == ExitCode::Done || talk.may_end_with.contains(&ended.exit.code());
        let sent = ended.signed().len();
        let mut faults = rules::broken(&ended);
        if !good || (sent > 0) != talk.sends {
            faults.push(format!("it ended with {:?} and sent {sent}", ended.exit));
        }
        if !faults.is_empty() {
            wrong.push(format!("{}: {faults:?}\n{}{}", talk.told(), ended.out, ended.err));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What all conversations came to.
#[derive(Default)]
struct Sum {
    by_exit: BTreeMap<u8, usize>,
    sent: usize,
    signatures: usize,
    requests: usize,
    lies: usize,
    longest: Duration,
    most: usize,
    broken: Vec<String>,
}

impl Sum {
    fn add(&mut self, seed: u64, ended: &Ended) {
        *self.by_exit.entry(ended.exit.code()).or_default() += 1;
        let signed = ended.signed().len();
        self.sent += usize::from(signed > 0);
        self.signatures += signed;
        self.requests += ended.requests;
        self.lies += ended.lies;
        self.longest = self.longest.max(ended.took);
        self.most = self.most.max(ended.most_taken);
        for rule in rules::broken(ended) {
            self.broken.push(format!(
                "seed {seed}, {}: {rule}\n  {:?} after {:?}\n{}{}",
                ended.told, ended.exit, ended.took, ended.out, ended.err
            ));
        }
    }
}

#[test]
fn no_conversation_with_hostile_nodes_breaks_a_rule() {
    let count = number("FLOE_CONVERSATIONS", 150);
    let first = number("FLOE_SEED", 1);
    let talks = talks::all();
    let (next, sum) = (AtomicU64::new(0), Mutex::new(Sum::default()));
    let began = Instant::now();
    thread::scope(|scope| {
        // Most of the time is waited for.
        for _ in 0..count.min(number("FLOE_THREADS", 8)) {
            scope.spawn(|| loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                if index >= count {
                    return;
                }
                let seed = first + index;
                let talk = &talks[usize::try_from(seed).unwrap() % talks.len()];
                let ended = conversation::hostile(talk, seed);
                sum.lock().unwrap().add(seed, &ended);
            });
        }
    });
    let sum = sum.into_inner().unwrap();
    println!(
        "{count} conversations in {} s: {} requests, {} lies; {} signatures in {} conversations; by exit code {:?}; the \
         longest took {} ms, the largest answer {} bytes",
        began.elapsed().as_secs(),
        sum.requests,
        sum.lies,
        sum.signatures,
        sum.sent,
        sum.by_exit,
        sum.longest.as_millis(),
        sum.most
    );
    assert!(
        sum.broken.is_empty(),
        "{} rules broken:\n{}",
        sum.broken.len(),
        sum.broken.iter().take(20).cloned().collect::<Vec<_>>().join("\n")
    );
    // A machine that is busy elsewhere answers late, so that few come to their end.
    assert!(sum.sent > 0 || count < 100, "nothing was sent at all");
    if count >= 1_000 {
        assert!(
            sum.sent * 20 > usize::try_from(count).unwrap(),
            "hardly anything was sent"
        );
        for code in [0, 3, 4, 5] {
            assert!(sum.by_exit.contains_key(&code), "nothing ended with {code}");
        }
    }
}

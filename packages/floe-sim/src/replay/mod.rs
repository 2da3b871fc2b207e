//! `floe replay`: drives the embedded chain through the contracts' entry points from a file of JSON lines, and answers
//! each of them with a line.
//!
//! Beyond the documented form it accepts: amounts as numbers; `advance` without `secs` (as many blocks of the setup's
//! length); names in `setup` with or without their `@`; validators there without a name (`val1`, `val2`, … by place) or
//! with the weight 0 or null (the chain has them, the registry does not); accounts that the setup does not name (they
//! have no coins); messages with coins of other denoms than the staking denom (the sender is given what it lacks); notes
//! before the setup; another setup after one that failed.
//!
//! In a `queue` of the timelock, too, an object as `msg` is encoded.
//!
//! `guarantors` in the setup deploys and appoints those who pay for slashes: `{"backstop":"3000000","cooldown":1900800,
//! "bonds":{"@val1":"500000"}}`. The backstop is the contract `@backstop`; so many coins are deposited in it by `@endower`,
//! who has the units (up to 1,000,000, which is too little for a first deposit, they are given to it). Its cooldown is the
//! chain's unbonding time and a day unless the setup says otherwise. `@bonds` stands in for the contract of bonds.
//!
//! `timelock` in the setup hands hub, registry and collector over to the contract `@timelock` when all else is there:
//! `{"proposers":["@proposer"],"cancellers":["@canceller"],"short":345600,"exit":2160000}`, each of which may be left out.
//! `stake` in the setup deploys the contract in which the hub's token is staked, `@stake`, and with `gauge` in it the gauge, `@gauge`,
//! as governor and steward: `{"unstaking":86400,"gauge":5000}`, in seconds and in basis points that votes decide.

mod line;
mod names;
mod output;
mod pretty;
mod run;
mod setup;

use crate::Verdict;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, ErrorKind, Write};
use std::path::PathBuf;

use anyhow::Context;
use floe_testing::suite::Failure;
use serde_json::Value;

use line::{Line, Step};
use names::Names;
use output::Output;
use run::{Answer, World};

#[derive(clap::Args)]
pub struct Args {
    /// The history, one JSON object a line; `-` is the standard input.
    file: PathBuf,
    /// Verifies the invariants after every line.
    #[arg(long)]
    check: bool,
    /// Prints a table instead of JSON.
    #[arg(long)]
    pretty: bool,
}

/// Succeeds when every line did what it says it expects, no invariant broke and every line could be read.
pub fn run(args: Args) -> anyhow::Result<Verdict> {
    let input: Box<dyn BufRead> = if args.file.as_os_str() == "-" {
        Box::new(io::stdin().lock())
    } else {
        let file = File::open(&args.file).with_context(|| {
            format!(
                "cannot open {}; name a file, or - for the standard input",
                args.file.display()
            )
        })?;
        Box::new(BufReader::new(file))
    };
    let out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let mut replay = Replay {
        args,
        out,
        world: None,
        played: 0,
        refused: 0,
        as_expected: true,
    };
    match replay.all(input) {
        Ok(()) => Ok(Verdict::when(replay.as_expected)),
        Err(Stop::Unreadable) => Ok(Verdict::Unreadable),
        // Whoever read the answers has seen enough of them.
        Err(Stop::Io(error)) if error.kind() == ErrorKind::BrokenPipe => Ok(Verdict::Broken),
        Err(Stop::Io(error)) => Err(error).context("cannot read the history or write the answers"),
    }
}

/// Why a history ends before its last line.
enum Stop {
    /// A line that cannot be read; it has been reported.
    Unreadable,
    Io(io::Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

struct Replay<W: Write> {
    args: Args,
    out: W,
    /// None until a setup succeeds.
    world: Option<World>,
    /// Lines that were answered, and those of them that something refused.
    played: u64,
    refused: u64,
    as_expected: bool,
}

impl<W: Write> Replay<W> {
    fn all(&mut self, mut input: impl BufRead) -> Result<(), Stop> {
        if self.args.pretty {
            pretty::header(&mut self.out)?;
        }
        let mut bytes = Vec::new();
        for number in 1.. {
            bytes.clear();
            if input.read_until(b'\n', &mut bytes)? == 0 {
                if number == 1 {
                    return Err(Stop::Io(io::Error::new(
                        ErrorKind::InvalidInput,
                        "the history is empty; its first line is such as {\"setup\":{\"users\":{\"alice\":\"100000000\"}}}",
                    )));
                }
                break;
            }
            self.one(number, &bytes)?;
        }
        if self.args.pretty {
            writeln!(self.out, "{}", self.summary())?;
            self.out.flush()?;
        }
        Ok(())
    }

    fn one(&mut self, number: u64, bytes: &[u8]) -> Result<(), Stop> {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.trim_start_matches('\u{feff}').trim(),
            Err(_) => return self.unreadable(number, "not UTF-8".into()),
        };
        if text.is_empty() || text.starts_with('#') {
            return Ok(());
        }
        match line::parse(text) {
            Ok(line) => self.step(number, line),
            Err(what) => self.unreadable(number, what),
        }
    }

    fn step(&mut self, number: u64, Line { step, expect }: Line) -> Result<(), Stop> {
        let words = if self.args.pretty {
            step.words()
        } else {
            String::new()
        };
        let answer = match self.answer(step) {
            Ok(answer) => answer,
            Err(what) => return self.unreadable(number, what),
        };
        let mut output = Output::new(number, answer);
        if let Some(world) = &mut self.world {
            output.broken = world.broken();
            output = output.of(world);
        }
        self.judge(&output, expect);
        self.print(&words, &output)
    }

    /// What a line gives, or why it cannot be run at all.
    fn answer(&mut self, step: Step) -> Result<Answer, String> {
        match (step, &mut self.world) {
            (Step::Setup(_), Some(_)) => Err("setup comes once, as the first line".into()),
            (Step::Setup(raw), None) => self.deploy(raw),
            (Step::Note(note), None) => Ok(Ok(serde_json::json!({"note": note}))),
            (_, None) => Err("nothing is deployed; begin the history with {\"setup\":{}}".into()),
            (step, Some(world)) => Ok(world.step(step)),
        }
    }

    fn deploy(&mut self, raw: Value) -> Result<Answer, String> {
        let mut names = Names::new();
        let setup = setup::read(raw, &mut names).map_err(|what| format!("setup: {what}"))?;
        let answer = World::deploy(&setup, names, self.args.check).map(|world| {
            let deployed = world.deployed();
            self.world = Some(world);
            deployed
        });
        Ok(answer)
    }

    /// The end of a history that could be read, for people.
    fn summary(&self) -> String {
        let held = match (self.as_expected, self.args.check) {
            (false, _) => "not all as expected; what was not stands above",
            (true, true) => "all as expected, and the invariants held after each",
            (true, false) => "all as expected; --check verifies the invariants, too",
        };
        format!("{} lines, {} of them refused: {held}", self.played, self.refused)
    }

    fn judge(&mut self, output: &Output, expect: line::Expect) {
        let number = output.line;
        self.played = self.played.saturating_add(1);
        self.refused = self.refused.saturating_add(u64::from(!output.ok));
        if !expect.allows(output.ok) {
            self.as_expected = false;
            match &output.error {
                Some(Failure { kind, text }) => eprintln!("floe: line {number} failed: {kind}: {text}"),
                None => eprintln!("floe: line {number} succeeded, an error was expected"),
            }
        }
        for broken in &output.broken {
            self.as_expected = false;
            eprintln!("floe: line {number} breaks an invariant: {broken}");
        }
    }

    /// Reports a line that cannot be read, after which nothing can be relied on.
    fn unreadable(&mut self, number: u64, what: String) -> Result<(), Stop> {
        eprintln!("floe: line {number} cannot be read: {what}");
        let mut output = Output::new(number, Err(Failure::new("Unreadable", what)));
        if let Some(world) = &self.world {
            output = output.of(world);
        }
        self.print("", &output)?;
        Err(Stop::Unreadable)
    }

    /// Every line is answered before the next one is read, for those who write the history as they go.
    fn print(&mut self, words: &str, output: &Output) -> Result<(), Stop> {
        if self.args.pretty {
            pretty::row(&mut self.out, words, output)?;
        } else {
            serde_json::to_writer(&mut self.out, output).map_err(io::Error::from)?;
            writeln!(self.out)?;
        }
        Ok(self.out.flush()?)
    }
}

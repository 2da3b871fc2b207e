use std::collections::BTreeMap;
use std::fs::File;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::Context as _;
use floe_chain::{Chain, Live};

use crate::config::Connection;

/// Reaches a chain.
pub type Connect = Box<dyn Fn(&Connection) -> floe_chain::Result<Box<dyn Chain>>>;

/// Puts a question to whoever sits at the terminal.
pub type Ask = Box<dyn FnMut(&str) -> io::Result<Option<String>>>;

/// Lets time pass.
pub type Wait = Box<dyn FnMut(Duration, &Stop)>;

/// What the program sees of the machine it runs on. A test brings its own.
pub struct Host {
    /// Results.
    pub out: Box<dyn Write>,
    /// Progress, previews and errors.
    pub err: Box<dyn Write>,
    /// The environment.
    pub vars: BTreeMap<String, String>,
    /// Where relative paths begin.
    pub folder: PathBuf,
    pub connect: Connect,
    /// Puts a question and returns the line that was answered; none where nobody can answer.
    pub ask: Ask,
    /// The same, without showing what is typed.
    pub ask_secret: Ask,
    /// All of the standard input; none where a person types it.
    pub input: Box<dyn FnMut() -> io::Result<Option<String>>>,
    /// Unix seconds.
    pub clock: Box<dyn Fn() -> u64>,
    /// Lets time pass, but ends early when asked to stop.
    pub wait: Wait,
    /// Any number.
    pub random: Box<dyn FnMut() -> u64>,
    /// From now on, SIGTERM and SIGINT ask to stop; a second one ends the program.
    pub stop: Box<dyn FnMut() -> io::Result<Stop>>,
}

/// Whether the program has been asked to stop. Copies share it.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    pub fn ask(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    fn at_signals() -> io::Result<Self> {
        use signal_hook::consts::{SIGINT, SIGTERM};
        use signal_hook::flag;
        let stop = Self::default();
        for signal in [SIGTERM, SIGINT] {
            // In this order: the first signal finds no wish to stop yet.
            flag::register_conditional_shutdown(signal, 1, Arc::clone(&stop.0))?;
            flag::register(signal, Arc::clone(&stop.0))?;
        }
        Ok(stop)
    }
}

impl Host {
    /// The terminal, environment and clock of this process, and live chains.
    pub fn of_this_machine() -> Self {
        Self {
            out: Box::new(io::stdout()),
            err: Box::new(io::stderr()),
            vars: std::env::vars().collect(),
            folder: PathBuf::new(),
            connect: Box::new(|connection| Ok(Box::new(Live::connect(connection.live())?))),
            ask: Box::new(ask),
            ask_secret: Box::new(ask_secret),
            input: Box::new(input),
            clock: Box::new(unix_seconds),
            wait: Box::new(wait),
            random: Box::new(|| RandomState::new().build_hasher().finish()),
            stop: Box::new(Stop::at_signals),
        }
    }

    pub fn var(&self, name: &str) -> Option<&str> {
        self.vars.get(name).map(String::as_str)
    }

    /// A path as a flag or a file names it.
    pub fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.folder.join(path)
    }

    /// A line of the result.
    pub fn say(&mut self, line: impl AsRef<str>) -> anyhow::Result<()> {
        writeln!(self.out, "{}", line.as_ref()).context("cannot write the result")
    }

    /// A line beside the result.
    pub fn note(&mut self, line: impl AsRef<str>) {
        // Whoever has closed the error stream does not want to read it.
        let _ = writeln!(self.err, "{}", line.as_ref());
    }
}

fn ask(question: &str) -> io::Result<Option<String>> {
    if !io::stdin().is_terminal() {
        return Ok(None);
    }
    eprint!("{question} ");
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok(Some(line.trim().to_owned()))
}

/// Asks the terminal itself, so that the standard input can be used for something else.
fn ask_secret(question: &str) -> io::Result<Option<String>> {
    if File::open("/dev/tty").is_err() {
        return Ok(None);
    }
    rpassword::prompt_password(format!("{question} ")).map(Some)
}

fn input() -> io::Result<Option<String>> {
    if io::stdin().is_terminal() {
        return Ok(None);
    }
    io::read_to_string(io::stdin().lock()).map(Some)
}

/// In short steps, as a signal only sets a flag.
fn wait(time: Duration, stop: &Stop) {
    let began = Instant::now();
    while !stop.is_asked() {
        let left = time.saturating_sub(began.elapsed());
        if left.is_zero() {
            return;
        }
        thread::sleep(left.min(Duration::from_millis(100)));
    }
}

fn unix_seconds() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

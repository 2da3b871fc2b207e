//! What the program sees of the machine.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::File;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::Context as _;
use floe_client::{text, Chain, Live, Stop};

use crate::config::Connection;

/// Reaches a chain.
pub type Connect = Box<dyn Fn(&Connection) -> floe_client::Result<Box<dyn Chain>>>;

/// Puts a question to whoever sits at the terminal.
pub type Ask = Box<dyn FnMut(&str) -> io::Result<Option<String>>>;

/// Lets time pass.
pub type Wait = Box<dyn FnMut(Duration, &Stop)>;

/// How results look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TerminalLook {
    /// Columns of the terminal; none where results go elsewhere.
    pub width: Option<usize>,
    /// Whether results may have colours.
    pub colour_out: bool,
    /// Whether what stands beside them may have.
    pub colour_err: bool,
}

impl TerminalLook {
    /// Of this process: colours where a terminal is that has them and nobody says `NO_COLOR`.
    fn of(vars: &BTreeMap<String, String>) -> Self {
        let wanted = |name: &str| vars.get(name).is_none_or(String::is_empty);
        let able = vars.get("TERM").is_none_or(|term| term != "dumb");
        let coloured = wanted("NO_COLOR") && able;
        let columns = vars.get("COLUMNS").and_then(|columns| columns.parse().ok());
        let width = console::Term::stdout()
            .size_checked()
            .map(|(_, columns)| columns.into());
        Self {
            width: columns.or(width),
            colour_out: coloured && io::stdout().is_terminal(),
            colour_err: coloured && io::stderr().is_terminal(),
        }
    }
}

/// Beginnings of lines that somebody should not miss, or can be glad of, and their colours.
const MARKS: [(&str, &str); 8] = [
    ("floe: ", RED),
    ("FAIL", RED),
    ("  NOT HEALTHY", RED),
    ("DOES NOT AGREE", RED),
    ("NOT READ", RED),
    ("  WARNING", YELLOW),
    ("warn", YELLOW),
    ("ok  ", GREEN),
];
const RED: &str = "\u{1b}[31m";
const YELLOW: &str = "\u{1b}[33m";
const GREEN: &str = "\u{1b}[32m";
const PLAIN: &str = "\u{1b}[0m";

/// A line with its mark in colour.
fn painted(line: String, coloured: bool) -> String {
    let found = MARKS.iter().filter(|_| coloured);
    let found = found.filter_map(|(mark, colour)| Some((mark, colour, line.strip_prefix(mark)?)));
    match found.into_iter().next() {
        Some((mark, colour, rest)) => format!("{colour}{mark}{PLAIN}{rest}"),
        None => line,
    }
}

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
    pub look: TerminalLook,
    /// From now on, SIGTERM and SIGINT ask to stop; a second one ends the program.
    pub stop: Box<dyn FnMut() -> io::Result<Stop>>,
}

/// A wish to stop that SIGTERM and SIGINT bring about.
fn stop_at_signals() -> io::Result<Stop> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::flag;
    let stop = Stop::default();
    for signal in [SIGTERM, SIGINT] {
        // In this order: the first signal finds no wish to stop yet.
        flag::register_conditional_shutdown(signal, 1, stop.flag())?;
        flag::register(signal, stop.flag())?;
    }
    Ok(stop)
}

/// The environment. What is not UTF-8 is kept as far as it is, so that whoever uses it finds it wrong.
fn vars() -> BTreeMap<String, String> {
    let lossy = |text: OsString| text.to_string_lossy().into_owned();
    std::env::vars_os()
        .map(|(name, value)| (lossy(name), lossy(value)))
        .collect()
}

impl Host {
    /// From now on, the clock is so many seconds ahead of the machine's.
    pub fn run_ahead(&mut self, secs: u64) {
        if secs > 0 {
            let clock = std::mem::replace(&mut self.clock, Box::new(|| 0));
            self.clock = Box::new(move || clock().saturating_add(secs));
        }
    }

    /// The terminal, environment and clock of this process, and live chains.
    pub fn of_this_machine() -> Self {
        let vars = vars();
        Self {
            look: TerminalLook::of(&vars),
            out: Box::new(io::stdout()),
            err: Box::new(io::stderr()),
            vars,
            folder: PathBuf::new(),
            connect: Box::new(|connection| Ok(Box::new(Live::connect(connection.live())?))),
            ask: Box::new(ask),
            ask_secret: Box::new(ask_secret),
            input: Box::new(input),
            clock: Box::new(unix_seconds),
            wait: Box::new(wait),
            random: Box::new(|| RandomState::new().build_hasher().finish()),
            stop: Box::new(stop_at_signals),
        }
    }

    pub fn var(&self, name: &str) -> Option<&str> {
        self.vars.get(name).map(String::as_str)
    }

    /// A path as a flag or a file names it.
    pub fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.folder.join(path)
    }

    /// A line of the result. Whatever a node or contract has put into it, it stays one line.
    pub fn say(&mut self, line: impl AsRef<str>) -> anyhow::Result<()> {
        let line = painted(text::line(line.as_ref()), self.look.colour_out);
        self.write(format!("{line}\n").as_bytes())
    }

    /// Bytes of a result. Whoever stops reading, such as `head`, has what they want.
    pub fn write(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        match self.out.write_all(bytes) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            written => written.context("cannot write the result"),
        }
    }

    /// A result of several lines, such as JSON.
    pub fn say_all(&mut self, lines: impl AsRef<str>) -> anyhow::Result<()> {
        lines.as_ref().lines().try_for_each(|line| self.say(line))
    }

    /// A line beside the result, which stays one line as well.
    pub fn note(&mut self, line: impl AsRef<str>) {
        // Whoever has closed the error stream does not want to read it.
        let line = painted(text::line(line.as_ref()), self.look.colour_err);
        let _ = writeln!(self.err, "{line}");
    }
}

fn ask(question: &str) -> io::Result<Option<String>> {
    if !io::stdin().is_terminal() {
        return Ok(None);
    }
    eprint!("{} ", text::line(question));
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok(Some(line.trim().to_owned()))
}

/// Asks the terminal itself, so that the standard input can be used for something else.
fn ask_secret(question: &str) -> io::Result<Option<String>> {
    if File::open("/dev/tty").is_err() {
        return Ok(None);
    }
    rpassword::prompt_password(format!("{} ", text::line(question))).map(Some)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_coloured_where_colours_are_wanted() {
        let line = || "FAIL  seed: too little".to_owned();
        assert_eq!(painted(line(), true), "\u{1b}[31mFAIL\u{1b}[0m  seed: too little");
        assert_eq!(painted(line(), false), line());
        assert_eq!(painted("seed FAIL".to_owned(), true), "seed FAIL");
    }

    #[test]
    fn no_colour_is_used_where_it_is_not_wanted_or_there_is_no_terminal() {
        // Tests have no terminal, or are told so.
        let vars = BTreeMap::from([
            ("NO_COLOR".to_owned(), "1".to_owned()),
            ("COLUMNS".to_owned(), "77".to_owned()),
        ]);
        let look = TerminalLook::of(&vars);
        assert_eq!(
            (look.colour_out, look.colour_err, look.width),
            (false, false, Some(77))
        );
    }
}

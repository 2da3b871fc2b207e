//! The command line: what there is, and who does it.

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::config::Common;
use crate::context::Context;
use crate::exit::ExitCode;
use crate::holder::{balance, cancel, claim, object, quote, send, stake, unstake};
use crate::host::Host;
use crate::init;
use crate::see::{history, params, proposals, rate, status, tx, validators, watch};
use crate::{admin, error_line, help, lock, operator, protect, report, vote};
use crate::{completions, deploy, index, keeper, keys, trial};

#[derive(Parser)]
#[command(name = "floe", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Writes a commented configuration.
    Init(init::InitArgs),
    /// Encrypted keys.
    #[command(subcommand)]
    Keys(keys::KeysCommand),
    /// Creates the protocol on a chain, and checks it later.
    #[command(subcommand)]
    Deploy(deploy::DeployCommand),
    /// Checks a deployed protocol: code, ownerships and admins, roles, bounds, modules. The same as `floe deploy verify`.
    Doctor(On<deploy::VerifyArgs>),
    /// Deposits coins for shares.
    Stake(On<stake::StakeArgs>),
    /// Leaves: by the queue, or at once for a fee.
    Unstake(On<unstake::UnstakeArgs>),
    /// Takes shares back out of the queue while their batch is open.
    Cancel(On<cancel::CancelArgs>),
    /// Objects to a proposal of the timelock with shares, takes them back, or leaves with them.
    Object(On<object::ObjectArgs>),
    /// Collects what exits have paid.
    Claim(On<claim::ClaimArgs>),
    /// Shares in the backstop, which pay for slashes before the holders do.
    Protect(On<protect::ProtectArgs>),
    /// Bonds that operators post for their validators, and the list of open validators.
    Operator(On<operator::OperatorArgs>),
    /// Tokens that are staked, for votes and for rewards.
    Lock(On<lock::LockArgs>),
    /// Votes in x/gov and for validators, by the gauge.
    Vote(On<vote::VoteArgs>),
    /// Shows what an account holds, and its exits.
    Balance(On<balance::BalanceArgs>),
    /// Shows the state of the protocol: rate, exits, solvency, powers.
    Status(On<status::StatusArgs>),
    /// Sends coins or shares to somebody else.
    Send(On<send::SendArgs>),
    /// Shows what became of a transaction.
    Tx(On<tx::TxArgs>),
    /// Shows where the stake is and where it should be.
    Validators(On<validators::ValidatorsArgs>),
    /// Shows what a share is worth.
    Rate(On<rate::RateArgs>),
    /// Shows every parameter: value, bounds, meaning, and when it was changed last.
    Params(On<params::ParamsArgs>),
    /// Shows what owners, guardians and governors have changed, who and when.
    History(On<history::HistoryArgs>),
    /// Shows what waits in the timelock that owns the protocol, and what stakers vote on.
    Proposals(On<proposals::ProposalsArgs>),
    /// Says when exits can be claimed, the rate falls, or a validator is slashed.
    Watch(On<watch::WatchArgs>),
    /// Adds up the history of the protocol or of one holder, and holds it against the chain.
    Report(On<report::ReportArgs>),
    /// Prepares or sends what owner, guardian and governor may do.
    Admin(Box<On<admin::AdminArgs>>),
    /// Says what staking or leaving would bring.
    Quote(On<quote::QuoteArgs>),
    /// Runs a chain in memory with the protocol on it, as a node on this machine, to try all of this.
    Try(trial::TryArgs),
    /// Prints a completion script for a shell.
    Completions(completions::CompletionsArgs),
    /// Keeps the protocol running: cranks, refreshes, syncs and claims.
    Keeper(On<keeper::KeeperArgs>),
    /// Keeps the history of the protocol in a database, and answers questions about it over HTTP.
    Index(On<index::IndexArgs>),
    /// `replay`, `demo` and `simulate`, on the chain in memory.
    #[command(flatten)]
    InMemory(floe_sim::Command),
}

/// A command that works on a chain, with the flags that all of those have.
#[derive(clap::Args)]
pub struct On<T: clap::Args> {
    #[command(flatten)]
    pub args: T,
    #[command(flatten)]
    pub common: Common,
}

impl<T: clap::Args> On<T> {
    pub fn run(
        self,
        host: &mut Host,
        command: impl FnOnce(T, &mut Context<'_>) -> anyhow::Result<ExitCode>,
    ) -> anyhow::Result<ExitCode> {
        let mut context = Context::open(host, self.common)?;
        command(self.args, &mut context).map_err(|error| context.after_all(error))
    }
}

/// Commands that send nothing.
const READING: [&str; 12] = [
    "balance",
    "doctor",
    "history",
    "params",
    "proposals",
    "quote",
    "rate",
    "report",
    "status",
    "tx",
    "validators",
    "watch",
];

/// Flags of what is sent. Commands that send nothing take them, as scripts give them to every command, and do not offer them.
const SENDING: [&str; 7] = [
    "dry_run",
    "fee_granter",
    "generate_only",
    "gas_price",
    "max_fee",
    "memo",
    "yes",
];

/// The command line, each command with the flags that mean something there.
fn offered() -> clap::Command {
    READING.iter().fold(Cli::command(), |line, name| {
        line.mut_subcommand(name, |command| {
            let hide = |command: clap::Command, flag| command.mut_arg(flag, |flag| flag.hide(true));
            SENDING.iter().fold(command, hide)
        })
    })
}

/// All commands with their flags.
pub fn command_line() -> clap::Command {
    let mut line = offered();
    line.build();
    line
}

fn parsed(args: Vec<OsString>) -> Result<Cli, clap::Error> {
    let mut line = offered();
    let mut matches = line.try_get_matches_from_mut(args)?;
    Cli::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut line))
}

/// Does what the arguments say, the program's name first. Errors are printed as one line, with `--json` as JSON.
pub fn run<A: Into<OsString> + Clone>(args: impl IntoIterator<Item = A>, host: &mut Host) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().map(Into::into).collect();
    // Also of what cannot be read.
    let json = args.iter().any(|arg| arg == "--json");
    let called = called(&args);
    let cli = match parsed(args) {
        Ok(cli) => cli,
        Err(text) => return usage(&text, &called, json, host),
    };
    dispatch(cli.command, host).unwrap_or_else(|error| error_line::tell(&error, json, host))
}

/// The command that arguments name, as far as there is one: `floe admin params`.
fn called(args: &[OsString]) -> String {
    let line = offered();
    let mut at = &line;
    let mut name = at.get_name().to_owned();
    for arg in args.iter().skip(1).filter_map(|arg| arg.to_str()) {
        if let Some(command) = at.find_subcommand(arg) {
            at = command;
            name = format!("{name} {}", at.get_name());
        }
    }
    name
}

fn dispatch(command: Command, host: &mut Host) -> anyhow::Result<ExitCode> {
    match command {
        Command::Init(args) => init::run(&args, host),
        Command::Keys(command) => keys::run(command, host),
        Command::Deploy(command) => deploy::run(command, host),
        Command::Doctor(on) => on.run(host, |args, context| deploy::verify(&args, context)),
        Command::Stake(on) => on.run(host, stake::run),
        Command::Unstake(on) => on.run(host, unstake::run),
        Command::Cancel(on) => on.run(host, cancel::run),
        Command::Object(on) => on.run(host, object::run),
        Command::Claim(on) => on.run(host, claim::run),
        Command::Protect(on) => on.run(host, protect::run),
        Command::Operator(on) => on.run(host, operator::run),
        Command::Lock(on) => on.run(host, lock::run),
        Command::Vote(on) => on.run(host, vote::run),
        Command::Balance(on) => on.run(host, balance::run),
        Command::Status(on) => on.run(host, status::run),
        Command::Send(on) => on.run(host, send::run),
        Command::Tx(on) => on.run(host, tx::run),
        Command::Params(on) => on.run(host, params::run),
        Command::History(on) => on.run(host, history::run),
        Command::Proposals(on) => on.run(host, proposals::run),
        Command::Watch(on) => on.run(host, watch::run),
        Command::Validators(on) => on.run(host, validators::run),
        Command::Rate(on) => on.run(host, rate::run),
        Command::Report(on) => on.run(host, report::run),
        Command::Admin(on) => on.run(host, admin::run),
        Command::Quote(on) => on.run(host, quote::run),
        Command::Completions(args) => completions::run(&args, offered(), host),
        Command::Try(args) => trial::run(&args, host),
        Command::Keeper(on) => keeper::run(&on.args, on.common, host),
        Command::Index(on) => index::run(&on.args, &on.common, host),
        Command::InMemory(command) => floe_sim::run(command).map(ExitCode::from),
    }
}

/// Help and version are results, everything else is wrong use.
fn usage(text: &clap::Error, called: &str, json: bool, host: &mut Host) -> ExitCode {
    let lines = text.render().to_string();
    // Without a command, the help is the answer.
    if text.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand && !json {
        lines.trim_end().lines().for_each(|line| host.note(line));
        return ExitCode::Misuse;
    }
    if text.use_stderr() {
        return error_line::tell_usage(&lines, called, json, host);
    }
    let lines = match host.look.colour_out {
        true => text.render().ansi().to_string(),
        false => lines,
    };
    let lines = match host.look.width {
        Some(width) => help::wrapped(lines.trim_end(), width),
        None => format!("{}\n", lines.trim_end()),
    };
    // Nothing was asked that could fail.
    let _ = host.write(lines.as_bytes());
    ExitCode::Done
}

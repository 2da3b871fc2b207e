//! `floe protect`: shares in the backstop, which pay for slashes before the holders do.

mod begin;
mod deposit;
mod status;
pub mod terms;
mod withdraw;

use anyhow::Result;
use clap::Subcommand;

use crate::context::Context;
use crate::exit::ExitCode;

#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  floe protect status\n  floe protect deposit 100 flATOM\n  floe protect begin all     # then withdraw, after the cooldown"
)]
pub struct ProtectArgs {
    /// A backstop that is not the hub's, such as one that was retired.
    #[arg(long, global = true, value_name = "ADDRESS")]
    backstop: Option<String>,
    #[command(subcommand)]
    what: ProtectCommand,
}

#[derive(Subcommand)]
enum ProtectCommand {
    /// Deposits shares for units of the backstop.
    Deposit(deposit::DepositArgs),
    /// Begins the cooldown of units, after which they can be withdrawn.
    Begin(begin::ProtectBeginArgs),
    /// Stops the cooldown, so that units earn again.
    Stop,
    /// Pays out units that have cooled.
    Withdraw(withdraw::WithdrawArgs),
    /// Shows the backstop, and what an account has in it.
    Status(status::ProtectStatusArgs),
}

pub fn run(args: ProtectArgs, context: &mut Context<'_>) -> Result<ExitCode> {
    let backstop = args.backstop.as_deref();
    match args.what {
        ProtectCommand::Deposit(args) => deposit::run(args, backstop, context),
        ProtectCommand::Begin(args) => begin::run(&args, backstop, context),
        ProtectCommand::Stop => begin::stop(backstop, context),
        ProtectCommand::Withdraw(args) => withdraw::run(args, backstop, context),
        ProtectCommand::Status(args) => status::run(args, backstop, context),
    }
}

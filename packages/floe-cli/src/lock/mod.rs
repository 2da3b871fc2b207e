//! `floe lock`: tokens that are staked, for votes and for rewards.

mod begin;
mod claim;
mod deposit;
mod fund;
mod status;
pub mod terms;
mod withdraw;

use anyhow::Result;
use clap::Subcommand;

use crate::context::Context;
use crate::exit::ExitCode;

#[derive(clap::Args)]
#[command(after_help = "Examples:\n  floe lock status\n  floe lock deposit 12.5 flATOM\n  floe lock claim")]
pub struct LockArgs {
    /// A contract of stakes other than that of the deployment, such as one of another token.
    #[arg(long, global = true, value_name = "ADDRESS")]
    stake: Option<String>,
    #[command(subcommand)]
    what: LockCommand,
}

#[derive(Subcommand)]
enum LockCommand {
    /// Stakes tokens: they vote, and take part in rewards.
    Deposit(deposit::LockDepositArgs),
    /// Begins to unstake; the tokens can be withdrawn when that is over.
    Begin(begin::LockBeginArgs),
    /// Pays out what was unstaked and is ready.
    Withdraw,
    /// Pays the rewards that are due.
    Claim(claim::LockClaimArgs),
    /// Pays into a stream of rewards, for everybody who has staked.
    Fund(fund::LockFundArgs),
    /// Shows the stakes and their rewards, and what an account has there.
    Status(status::LockStatusArgs),
}

pub fn run(args: LockArgs, context: &mut Context<'_>) -> Result<ExitCode> {
    let stake = args.stake.as_deref();
    match args.what {
        LockCommand::Deposit(args) => deposit::run(&args, stake, context),
        LockCommand::Begin(args) => begin::run(&args, stake, context),
        LockCommand::Withdraw => withdraw::run(stake, context),
        LockCommand::Claim(args) => claim::run(args, stake, context),
        LockCommand::Fund(args) => fund::run(&args, stake, context),
        LockCommand::Status(args) => status::run(args, stake, context),
    }
}

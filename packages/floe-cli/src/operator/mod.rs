//! `floe operator`: bonds that validators' operators post, and the list of open validators that these lead to.

mod begin;
mod list;
mod post;
mod status;
mod terms;
mod withdraw;

use anyhow::Result;
use clap::Subcommand;

use crate::context::Context;
use crate::exit::ExitCode;

#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  floe operator status\n  floe operator post 2000 flATOM\n  floe operator list"
)]
pub struct OperatorArgs {
    /// A contract of bonds that is not the hub's, such as one that was retired.
    #[arg(long, global = true, value_name = "ADDRESS")]
    bonds: Option<String>,
    /// The validator; otherwise the one whose own account the key is.
    #[arg(long, global = true, value_name = "ADDRESS")]
    operator: Option<String>,
    #[command(subcommand)]
    what: OperatorCommand,
}

#[derive(Subcommand)]
enum OperatorCommand {
    /// Posts shares as a validator's bond, which pays for its slashes first.
    Post(post::PostArgs),
    /// Has the registry list a validator by its bond, so that it gets stake.
    List,
    /// Has the registry let a validator drain.
    Unlist,
    /// Begins the cooldown of shares above what is required, after which they can be withdrawn.
    Begin(begin::OperatorBeginArgs),
    /// Pays out shares that have cooled, to the account that began.
    Withdraw,
    /// Shows a validator's bond, or all of them.
    Status,
}

/// What is said to which contract, about which validator.
pub struct Named {
    bonds: Option<String>,
    operator: Option<String>,
}

pub fn run(args: OperatorArgs, context: &mut Context<'_>) -> Result<ExitCode> {
    let named = Named {
        bonds: args.bonds,
        operator: args.operator,
    };
    match args.what {
        OperatorCommand::Post(args) => post::run(&args, &named, context),
        OperatorCommand::List => list::run(&named, context),
        OperatorCommand::Unlist => list::unlist(&named, context),
        OperatorCommand::Begin(args) => begin::run(&args, &named, context),
        OperatorCommand::Withdraw => withdraw::run(&named, context),
        OperatorCommand::Status => status::run(&named, context),
    }
}

//! `floe vote`: what those who stake the token decide by the gauge, votes in x/gov and weights of validators.

mod gov;
mod open;
mod show;
pub(crate) mod terms;
mod validators;

use anyhow::Result;
use clap::Subcommand;

use crate::context::Context;
use crate::exit::ExitCode;

#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  floe vote show\n  floe vote proposal 7 yes=0.7 abstain=0.3\n  floe vote validators node1=60 node2=40"
)]
pub struct VoteArgs {
    /// A gauge other than that of the deployment.
    #[arg(long, global = true, value_name = "ADDRESS")]
    gauge: Option<String>,
    #[command(subcommand)]
    what: VoteCommand,
}

#[derive(Subcommand)]
enum VoteCommand {
    /// Votes on a proposal of x/gov, and opens it here where nobody has.
    Proposal(gov::VoteProposalArgs),
    /// Opens a proposal of x/gov here, to be voted on.
    Open {
        /// Its number in x/gov.
        proposal: u64,
    },
    /// Has the hub vote as was voted here.
    Cast {
        /// Its number in x/gov.
        proposal: u64,
    },
    /// Votes for validators, from the next week on.
    Validators(validators::VoteValidatorsArgs),
    /// Sets the weights of validators as votes and yields say; once a day.
    Apply,
    /// Lowers somebody's votes for validators to the power that he has now.
    Poke {
        /// Whose.
        address: String,
    },
    /// Shows proposals, weights, and what an account has voted.
    Show(show::VoteShowArgs),
}

pub fn run(args: VoteArgs, context: &mut Context<'_>) -> Result<ExitCode> {
    let gauge = args.gauge.as_deref();
    match args.what {
        VoteCommand::Proposal(args) => gov::run(&args, gauge, context),
        VoteCommand::Open { proposal } => open::open(proposal, gauge, context),
        VoteCommand::Cast { proposal } => open::cast(proposal, gauge, context),
        VoteCommand::Validators(args) => validators::run(&args, gauge, context),
        VoteCommand::Apply => validators::apply(gauge, context),
        VoteCommand::Poke { address } => validators::poke(&address, gauge, context),
        VoteCommand::Show(args) => show::run(args, gauge, context),
    }
}

//! `floe index`: the history of the protocol in a database, and an API over it.

mod look;
mod run;
mod source;

pub use source::PastSource;

use anyhow::Result;
use floe_client::protocol::{DeploymentRecord, ModuleKind};
use floe_index::IndexConfig;

use crate::config::{Common, Settings};
use crate::context;
use crate::exit::ExitCode;
use crate::host::Host;

#[derive(clap::Args)]
pub struct IndexArgs {
    #[command(subcommand)]
    action: Action,
    #[command(flatten)]
    flags: Flags,
}

#[derive(clap::Subcommand)]
enum Action {
    /// Follows the chain, writes, and answers, until asked to stop.
    Run {
        /// Answers only: another process writes.
        #[arg(long)]
        read_only: bool,
    },
    /// Says how far the index is and what is wrong; ends with 1 if anything is.
    Status,
    /// Adds up the index and holds it against itself; ends with 1 if it does not add up.
    Verify,
    /// Makes everything that follows from the events anew. Nothing else may write meanwhile.
    Rebuild,
    /// Prints the API's OpenAPI document.
    Document,
}

/// What stands above `[index]` of the configuration.
#[derive(clap::Args, Clone, Debug, Default)]
struct Flags {
    /// A file, or postgres://user@host/name.
    #[arg(long, value_name = "DATABASE", global = true)]
    database: Option<String>,
    /// Where the API is, such as 127.0.0.1:9465, or off.
    #[arg(long, value_name = "ADDRESS", global = true)]
    listen: Option<String>,
    /// The block to begin with, where no node says in which the hub was created.
    #[arg(long, value_name = "HEIGHT", global = true)]
    from_height: Option<u64>,
}

/// Runs one of them.
pub fn run(args: &IndexArgs, common: &Common, host: &mut Host) -> Result<ExitCode> {
    if matches!(args.action, Action::Document) {
        host.say_all(floe_index::api::document().to_pretty_json()?)?;
        return Ok(ExitCode::Done);
    }
    let mut settings = Settings::load(common, host)?;
    let section = &mut settings.index;
    let flags = &args.flags;
    section.database = flags.database.clone().or(section.database.take());
    section.listen = flags.listen.clone().or(section.listen.take());
    section.from_height = flags.from_height.or(section.from_height);
    match &args.action {
        Action::Run { read_only } => run::run(settings, *read_only, host),
        Action::Status => look::status(&settings, common.json, host),
        Action::Verify => look::verify(&settings, host),
        Action::Rebuild => look::rebuild(&settings, host),
        Action::Document => Ok(ExitCode::Done),
    }
}

/// The settings of an index of this deployment.
fn config(settings: &Settings, host: &Host) -> Result<IndexConfig> {
    let chain = (host.connect)(&settings.connection)?;
    let contracts = context::contracts(&*chain, settings)?;
    let chain_id = chain.facts().chain_id.clone();
    let mut config = settings
        .index
        .settings(host, settings.connection.live(), &chain_id, &contracts)?;
    let record = DeploymentRecord::read(&settings.deployments, &chain_id)?;
    let own =
        |record: &DeploymentRecord| record.contracts.as_ref().map(|known| &known.hub) == Some(&contracts.hub);
    // What was deployed beside the three need not be named a second time.
    if let Some(record) = record.filter(own) {
        for kind in ModuleKind::ALL {
            let deployed = record.modules.of(kind).and_then(|module| module.address.clone());
            let unknown = deployed.filter(|contract| !config.roles.has(contract));
            config.roles.modules.extend(unknown);
        }
    }
    Ok(config)
}

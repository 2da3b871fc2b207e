//! `floe deploy`: from nothing to a running protocol, and whether it still is the one that was deployed.

mod artifacts;
mod checks;
mod file;
mod init;
mod judge;
mod modules;
mod plan;
mod run;
mod since;
mod timelock;
mod verify;

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::Subcommand;
use cosmwasm_std::{Coin, Uint128};
use floe_client::protocol::ModuleKind;
use floe_client::views::StakingRules;
use floe_client::{Code, Msg, Tx};

use crate::app::On;
use crate::context::Context;
use crate::exit::ExitCode;
use crate::host::Host;
use artifacts::{Artifacts, ModuleArtifact};
use file::{CodeIds, DeployFile, DEFAULT_FILE};

pub use verify::{run as verify, VerifyArgs};

#[derive(Subcommand)]
pub enum DeployCommand {
    /// Writes a commented deployment to edit.
    Init(On<init::DeployInitArgs>),
    /// Checks a deployment and shows what it would do; sends nothing.
    Plan(On<DeployArgs>),
    /// Uploads what is missing and creates the contracts; goes on where an earlier run stopped.
    Run(On<DeployArgs>),
    /// Checks the deployed contracts: code, wiring, powers, parameters.
    Verify(On<VerifyArgs>),
}

#[derive(clap::Args)]
pub struct DeployArgs {
    /// The deployment, as `floe deploy init` writes it.
    #[arg(value_name = "FILE", default_value = DEFAULT_FILE)]
    file: PathBuf,
}

pub fn run(command: DeployCommand, host: &mut Host) -> Result<ExitCode> {
    match command {
        DeployCommand::Init(on) => on.run(host, |args, context| init::run(&args, context)),
        DeployCommand::Plan(on) => on.run(host, |args, context| plan::run(&args, context)),
        DeployCommand::Run(on) => on.run(host, |args, context| run::run(&args, context)),
        DeployCommand::Verify(on) => on.run(host, |args, context| verify::run(&args, context)),
    }
}

/// A deployment and all it refers to.
struct Project {
    file: DeployFile,
    artifacts: Artifacts,
    /// Those that are asked for.
    modules: Vec<ModuleArtifact>,
    /// Why some code is not in it; none where all is there.
    missing: Option<String>,
    /// Base units.
    seed: Uint128,
    staking: StakingRules,
}

impl Project {
    fn read(args: &DeployArgs, context: &Context<'_>) -> Result<Self> {
        let file = DeployFile::read(&context.host.path(&args.file))?;
        let seed = context.unit()?.parse(&file.seed).context("seed")?;
        let folder = context.host.path(&file.artifacts);
        let asked = ModuleKind::ALL
            .into_iter()
            .filter(|module| file.modules.has(*module));
        let modules: Result<Vec<_>> = asked
            .map(|module| ModuleArtifact::read(&folder, module))
            .collect();
        // Whatever else is wrong is found too.
        let mut missing = None;
        let mut note = |error: anyhow::Error| missing = missing.take().or(Some(format!("{error:#}")));
        let artifacts = Artifacts::read(&folder);
        let artifacts = artifacts.unwrap_or_else(|error| {
            note(error);
            Artifacts::default()
        });
        let modules = modules.unwrap_or_else(|error| {
            note(error);
            Vec::new()
        });
        Ok(Self {
            modules,
            artifacts,
            missing,
            staking: context.chain.staking_params()?,
            seed,
            file,
        })
    }

    fn seed_coin(&self, context: &Context<'_>) -> Coin {
        Coin {
            denom: context.chain.facts().denom.clone(),
            amount: self.seed,
        }
    }

    fn upload(code: &Code, context: &mut Context<'_>) -> Result<Tx> {
        context.tx(vec![Msg::Store(code.clone())])
    }

    fn instantiation(&self, codes: CodeIds, context: &mut Context<'_>) -> Result<Tx> {
        let msg = self.file.message(&self.staking, codes, self.seed)?;
        context.tx(vec![msg])
    }
}

//! `floe completions`: what a shell needs to complete commands and flags.

use anyhow::Result;
use clap_complete::Shell;

use crate::exit::ExitCode;
use crate::host::Host;

#[derive(clap::Args)]
pub struct CompletionsArgs {
    shell: Shell,
}

pub fn run(args: &CompletionsArgs, mut command: clap::Command, host: &mut Host) -> Result<ExitCode> {
    let name = command.get_name().to_owned();
    // Written here first: the generator panics where its output cannot be written.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, name, &mut script);
    host.write(&script)?;
    Ok(ExitCode::Done)
}

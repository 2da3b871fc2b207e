//! `floe completions`: what a shell needs to complete commands and flags.

use anyhow::Result;
use clap_complete::Shell;

use crate::exit::Exit;
use crate::host::Host;

#[derive(clap::Args)]
pub struct Args {
    shell: Shell,
}

pub fn run(args: &Args, mut command: clap::Command, host: &mut Host) -> Result<Exit> {
    let name = command.get_name().to_owned();
    clap_complete::generate(args.shell, &mut command, name, &mut host.out);
    Ok(Exit::Done)
}

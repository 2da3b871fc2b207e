//! `floe keys show`: the address of a key, and nothing else of it.

use std::path::PathBuf;

use anyhow::Result;
use serde::Serialize;

use super::{KeySource, PREFIX};
use crate::context::Context;
use crate::exit::ExitCode;
use crate::host::Host;

#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  floe keys show\n  floe keys show alice.key --prefix osmo   # asks no node"
)]
pub struct ShowKeyArgs {
    /// A file with a key; no node is asked then.
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Of addresses, for a file.
    #[arg(long, value_name = "PREFIX", default_value = PREFIX, requires = "file")]
    prefix: String,
}

impl ShowKeyArgs {
    pub const fn is_offline(&self) -> bool {
        self.file.is_some()
    }
}

#[derive(Serialize)]
struct Shown {
    address: String,
}

pub fn run(_: ShowKeyArgs, context: &mut Context<'_>) -> Result<ExitCode> {
    let address = context.own_address()?;
    context.show(&Shown { address }, |shown| vec![shown.address.clone()])?;
    Ok(ExitCode::Done)
}

/// Of a file, without a node.
pub fn offline(args: &ShowKeyArgs, json: bool, host: &mut Host) -> Result<ExitCode> {
    let file = host.path(args.file.clone().unwrap_or_default());
    let address = KeySource::of_file(file)?.signer(host)?.address(&args.prefix)?;
    host.say_all(match json {
        true => serde_json::to_string_pretty(&Shown { address })?,
        false => address,
    })?;
    Ok(ExitCode::Done)
}

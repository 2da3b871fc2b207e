//! `floe keys show`: the address of the configured key, and nothing else of it.

use anyhow::Result;
use serde::Serialize;

use crate::context::Context;
use crate::exit::ExitCode;

#[derive(clap::Args)]
pub struct ShowKeyArgs {}

#[derive(Serialize)]
struct Shown {
    address: String,
}

pub fn run(_: ShowKeyArgs, context: &mut Context<'_>) -> Result<ExitCode> {
    let address = context.own_address()?;
    context.show(&Shown { address }, |shown| vec![shown.address.clone()])?;
    Ok(ExitCode::Done)
}

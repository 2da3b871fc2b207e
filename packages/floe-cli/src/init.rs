//! `floe init`: a configuration to edit.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use floe_chain::Chain;

use crate::config::{Connection, DEFAULT_FILE};
use crate::exit::Exit;
use crate::host::Host;
use crate::units::Unit;

#[derive(clap::Args)]
pub struct Args {
    /// RPC address of a node of the chain.
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:26657")]
    node: String,
    /// Where to write it; an existing file is not touched.
    #[arg(long, value_name = "FILE", default_value = DEFAULT_FILE)]
    out: PathBuf,
}

/// Asks the node what the chain is and writes that down.
pub fn run(args: &Args, host: &mut Host) -> Result<Exit> {
    let connection = Connection {
        nodes: vec![args.node.clone()],
        chain_id: None,
        gas_price: None,
    };
    let chain = (host.connect)(&connection)?;
    let facts = chain.facts();
    let unit = unit(&*chain)?;
    let text = format!(
        include_str!("init.toml"),
        chain_id = facts.chain_id,
        node = args.node,
        denom = facts.denom,
        display = unit.display,
        exponent = unit.exponent,
    );
    let path = host.path(&args.out);
    let shown = path.display();
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&path)
        .with_context(|| {
            format!("cannot write {shown}; move an older file away or name another with --out")
        })?;
    file.write_all(text.as_bytes())
        .with_context(|| format!("cannot write {shown}"))?;
    host.say(format!(
        "Wrote {shown} for {}. Name a key in [key], then try `floe keys show`.",
        facts.chain_id
    ))?;
    Ok(Exit::Done)
}

/// As the chain describes its coin, otherwise as its name suggests.
fn unit(chain: &dyn Chain) -> Result<Unit> {
    let denom = &chain.facts().denom;
    let described = chain.display_unit(denom)?;
    let unit = described.and_then(|unit| Unit::new(denom, &unit.name, unit.exponent).ok());
    Ok(unit.unwrap_or_else(|| Unit::guess(denom)))
}

//! `floe deploy init`: a deployment to edit.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{bail, Context as _, Result};
use cosmwasm_std::Uint128;
use floe_client::text::{is_chain_id, is_denom, plain};
use floe_client::views::{BondStatus, ChainValidator};
use floe_core::params::MIN_SEED;

use super::file::DEFAULT_FILE;
use crate::config::quoted;
use crate::context::Context;
use crate::exit::ExitCode;
use crate::units::Unit;

/// Validators that are written down; the rest can be added by hand.
const LISTED: usize = 10;

#[derive(clap::Args)]
pub struct DeployInitArgs {
    /// Where to write it; an existing file is not touched.
    #[arg(long, value_name = "FILE", default_value = DEFAULT_FILE)]
    out: PathBuf,
    /// Folder of the contracts' Wasm.
    #[arg(long, value_name = "FOLDER", default_value = "artifacts")]
    artifacts: PathBuf,
}

/// The configured key becomes owner and admin, and the strongest validators get equal weights.
pub fn run(args: &DeployInitArgs, context: &mut Context<'_>) -> Result<ExitCode> {
    let owner = context.own_address()?;
    let unit = context.unit()?;
    let text = template(
        &context.chain.facts().chain_id,
        &owner,
        &unit,
        &args.artifacts,
        &strongest(context.chain.validators()?),
    )?;
    let path = context.host.path(&args.out);
    if path.exists() {
        bail!(
            "{} exists and is not touched; name another with --out",
            path.display()
        );
    }
    fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    context.host.say(format!(
        "Wrote {}. Edit it, then look at what would happen with `floe deploy plan`.",
        path.display()
    ))?;
    Ok(ExitCode::Done)
}

/// Bonded and not jailed, by stake.
fn strongest(mut validators: Vec<ChainValidator>) -> Vec<ChainValidator> {
    validators.retain(|v| v.status == BondStatus::Bonded && !v.jailed);
    validators.sort_by(|a, b| b.tokens.cmp(&a.tokens).then(a.operator.cmp(&b.operator)));
    validators.truncate(LISTED);
    validators
}

fn template(
    chain_id: &str,
    owner: &str,
    unit: &Unit,
    artifacts: &Path,
    validators: &[ChainValidator],
) -> Result<String> {
    let display = &unit.display;
    if !is_chain_id(chain_id) || !is_denom(display) {
        bail!("the node names its chain or coin as none is named; ask another node");
    }
    let one = Uint128::new(10u128.saturating_pow(u32::from(unit.exponent)));
    let symbol = format!("fl{}", display.to_uppercase());
    let mut text = format!(
        include_str!("template.toml"),
        chain_id = chain_id,
        seed = quoted(&unit.show(one.max(Uint128::new(MIN_SEED)))),
        artifacts = quoted(&artifacts.display().to_string()),
        owner = quoted(owner),
        name = quoted(&format!("Floe {display}")),
        symbol = quoted(&symbol),
        display = display,
        decimals = unit.exponent,
    );
    for validator in validators {
        let moniker = plain(&validator.moniker);
        writeln!(
            text,
            "[[validators]]\n# {moniker}\noperator = {}\nweight = 100000",
            quoted(&validator.operator)
        )?;
    }
    Ok(text)
}

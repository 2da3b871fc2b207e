//! `floe init`: a configuration to edit.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;

use anyhow::{bail, Context as _, Result};
use floe_client::text::{is_chain_id, is_denom};
use floe_client::views::Facts;
use floe_client::{Chain, GasPrice, Stop};

use crate::config::{quoted, ConfigFile, Connection, DEFAULT_FILE};
use crate::exit::ExitCode;
use crate::host::Host;
use crate::units::Unit;

#[derive(clap::Args)]
pub struct InitArgs {
    /// RPC address of a node of the chain.
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:26657")]
    node: String,
    /// Where to write it; an existing file is not touched.
    #[arg(long, value_name = "FILE", default_value = DEFAULT_FILE)]
    out: PathBuf,
}

/// Asks the node what the chain is and writes that down.
pub fn run(args: &InitArgs, host: &mut Host) -> Result<ExitCode> {
    let connection = Connection {
        nodes: vec![args.node.clone()],
        chain_id: None,
        gas_price: None,
        stop: Stop::default(),
    };
    let chain = (host.connect)(&connection)?;
    let facts = chain.facts();
    let unit = unit(&*chain)?;
    let text = text(&args.node, chain.facts(), chain.price_of_gas(), &unit)?;
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
    Ok(ExitCode::Done)
}

/// Gas that the largest fee pays for: twice the largest crank.
const MAX_FEE_GAS: u64 = 20_000_000;

/// The configuration. What a node has said is written by the TOML library, and stands in comments only once it was
/// checked.
pub fn text(node: &str, facts: &Facts, price: Option<GasPrice>, unit: &Unit) -> Result<String> {
    if !is_chain_id(&facts.chain_id) || !is_denom(&facts.denom) || !is_denom(&unit.display) {
        bail!("the node names its chain or coin as none is named; ask another node");
    }
    let fee = price
        .as_ref()
        .map(|price| price.fee(MAX_FEE_GAS))
        .transpose()?
        .flatten();
    let line = |name: &str, value: Option<String>, example: String| match value {
        Some(value) => format!("{name} = {}", quoted(&value)),
        None => format!("# {name} = {}", quoted(&example)),
    };
    let gas_price = line(
        "gas_price",
        price.map(|price| price.to_string()),
        format!("0.025{}", facts.denom),
    );
    let max_fee = line(
        "max_fee",
        fee.map(|fee| fee.to_string()),
        format!("1 {}", unit.display),
    );
    let text = format!(
        include_str!("init.toml"),
        chain_id = quoted(&facts.chain_id),
        node = quoted(node),
        gas_price = gas_price,
        max_fee = max_fee,
        denom = facts.denom,
        display = unit.display,
        quoted_display = quoted(&unit.display),
        exponent = unit.exponent,
    );
    let read: ConfigFile =
        toml::from_str(&text).context("the configuration that was written cannot be read")?;
    if read.chain.id.as_deref() != Some(&facts.chain_id)
        || read.chain.nodes != [node]
        || read.protocol.hub.is_some()
    {
        bail!("the configuration does not say what it should; nothing was written");
    }
    Ok(text)
}

/// As the chain describes its coin, otherwise as its name suggests.
fn unit(chain: &dyn Chain) -> Result<Unit> {
    let denom = &chain.facts().denom;
    let described = chain.display_unit(denom)?;
    let described = described.filter(|unit| is_denom(&unit.name));
    let unit = described.and_then(|unit| Unit::new(denom, &unit.name, unit.exponent).ok());
    Ok(unit.unwrap_or_else(|| Unit::guess(denom)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn facts(chain_id: &str, denom: &str) -> Facts {
        Facts {
            chain_id: chain_id.to_owned(),
            prefix: "wasm".to_owned(),
            denom: denom.to_owned(),
        }
    }

    #[test]
    fn the_price_that_was_seen_is_written_down_with_a_limit_of_fees() {
        let price = "0.025uatom".parse().ok();
        let text = text("http://x", &facts("c-1", "uatom"), price, &Unit::guess("uatom")).unwrap();
        let read: ConfigFile = toml::from_str(&text).unwrap();
        assert_eq!(read.chain.gas_price.as_deref(), Some("0.025uatom"));
        assert_eq!(read.chain.max_fee.as_deref(), Some("500000uatom"));
    }

    #[rstest]
    #[case::chain("c-1\"\n[protocol]\nhub = \"evil", "uatom")]
    #[case::denom("c-1", "uatom\"\n[protocol]\nhub = \"evil")]
    fn a_name_that_would_write_settings_of_its_own_is_refused(#[case] chain_id: &str, #[case] denom: &str) {
        let unit = Unit::new(denom, "atom", 6).unwrap();
        assert!(text("http://x", &facts(chain_id, denom), None, &unit).is_err());
    }

    #[test]
    fn an_address_stays_one_address_whatever_is_in_it() {
        let node = "http://x\"]\n[protocol]\nhub = \"evil";
        let text = text(node, &facts("c-1", "uatom"), None, &Unit::guess("uatom")).unwrap();
        let read: ConfigFile = toml::from_str(&text).unwrap();
        assert_eq!(
            (read.chain.nodes, read.protocol.hub),
            (vec![node.to_owned()], None)
        );
    }
}

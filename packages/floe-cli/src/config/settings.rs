//! What file, environment and flags come to.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{bail, Context as _, Result};
use floe_client::{shown_address, ErrorCode, Gas, GasPrice, LiveConfig, Stop};

use crate::config::file::KeySection;
use crate::config::{Common, ConfigFile, IndexSection, KeeperSection, DEFAULT_FILE};
use crate::host::Host;
use crate::input::{toml_fault, WrongInput};
use crate::keys::KeySource;
use crate::units::Unit;

/// How to reach a chain.
#[derive(Clone, PartialEq, Eq)]
pub struct Connection {
    /// May contain credentials.
    pub nodes: Vec<String>,
    pub chain_id: Option<String>,
    /// None: the least price the node asks for.
    pub gas_price: Option<GasPrice>,
    /// Ends what takes long.
    pub stop: Stop,
}

impl fmt::Debug for Connection {
    /// Without what addresses of nodes keep secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nodes: Vec<String> = self.nodes.iter().map(|node| shown_address(node)).collect();
        f.debug_struct("Connection")
            .field("nodes", &nodes)
            .field("chain_id", &self.chain_id)
            .field("gas_price", &self.gas_price)
            .finish_non_exhaustive()
    }
}

impl Connection {
    /// For the live back-end.
    pub fn live(&self) -> LiveConfig {
        let nodes: Vec<&str> = self.nodes.iter().map(String::as_str).collect();
        LiveConfig {
            chain_id: self.chain_id.clone(),
            gas_price: self.gas_price.clone(),
            stop: self.stop.clone(),
            ..LiveConfig::new(&nodes)
        }
    }
}

/// What file, environment and flags came to.
#[derive(Debug)]
pub struct Settings {
    pub connection: Connection,
    pub gas: Gas,
    /// The most that a transaction may pay, as people write it; none: asked for each time.
    pub max_fee: Option<String>,
    /// Where a transaction can be seen, with [`HASH`] in the place of its hash.
    pub explorer: Option<String>,
    /// By how many seconds the chain's time is ahead of this machine's, on a network of tests.
    pub clock_ahead: u64,
    /// None: guessed from the denom.
    pub unit: Option<(String, u8)>,
    /// None: nothing can be signed.
    pub key: Option<KeySource>,
    pub hub: Option<String>,
    /// Folder of the deployment records.
    pub deployments: PathBuf,
    pub keeper: KeeperSection,
    pub index: IndexSection,
}

impl Settings {
    /// Errors name the file and the field.
    pub fn load(common: &Common, host: &Host) -> Result<Self> {
        let file = read(common, host)?;
        let var = |name: &str| host.var(name).map(str::to_owned);
        let nodes = first_list([
            common.node.clone(),
            var("FLOE_NODE").iter().flat_map(|list| split(list)).collect(),
            file.chain.nodes,
        ]);
        if nodes.is_empty() {
            return WrongInput::refuse(
                ErrorCode::Configuration,
                "no node is configured; write a configuration with `floe init`, or give --node or $FLOE_NODE",
            );
        }
        let price = common
            .gas_price
            .clone()
            .or(var("FLOE_GAS_PRICE"))
            .or(file.chain.gas_price);
        Ok(Self {
            connection: Connection {
                nodes,
                chain_id: common.chain_id.clone().or(var("FLOE_CHAIN_ID")).or(file.chain.id),
                gas_price: price.map(|text| text.parse::<GasPrice>()).transpose()?,
                stop: Stop::default(),
            },
            gas: gas(file.chain.gas_percent)?,
            max_fee: common
                .max_fee
                .clone()
                .or(var("FLOE_MAX_FEE"))
                .or(file.chain.max_fee),
            explorer: file.chain.explorer.map(explorer).transpose()?,
            clock_ahead: clock_ahead(var("FLOE_CLOCK_AHEAD"), file.chain.clock_ahead_secs)?,
            unit: file.units.map(|unit| (unit.display, unit.exponent)),
            key: key(common, host, file.key)?,
            hub: common
                .hub
                .clone()
                .or(var("FLOE_HUB"))
                .or(file.protocol.hub)
                .filter(|hub| !hub.is_empty()),
            deployments: host.path(file.protocol.deployments.unwrap_or_else(|| "deployments".into())),
            keeper: file.keeper.load(host)?,
            index: file.index.load(host)?,
        })
    }
}

fn clock_ahead(var: Option<String>, file: Option<u64>) -> Result<u64> {
    let Some(text) = var else {
        return Ok(file.unwrap_or_default());
    };
    text.parse().or_else(|_| {
        WrongInput::refuse(
            ErrorCode::Configuration,
            "$FLOE_CLOCK_AHEAD must be a whole number of seconds",
        )
    })
}

/// Stands for the hash in the address of an explorer.
const HASH: &str = "{hash}";

fn explorer(address: String) -> Result<String> {
    if address.contains(HASH) {
        return Ok(address);
    }
    WrongInput::refuse(
        ErrorCode::Configuration,
        format!("chain.explorer has no {HASH}; write such as https://explorer.example/tx/{HASH}"),
    )
}

impl Settings {
    /// Where a transaction can be seen, if that is configured.
    pub fn link(&self, hash: &str) -> Option<String> {
        Some(self.explorer.as_ref()?.replace(HASH, hash))
    }
}

/// The configuration file; an empty one where none is named and there is none here.
fn read(common: &Common, host: &Host) -> Result<ConfigFile> {
    let named = common
        .config
        .clone()
        .or_else(|| host.var("FLOE_CONFIG").map(PathBuf::from));
    let path = host.path(named.as_deref().unwrap_or(Path::new(DEFAULT_FILE)));
    if named.is_none() && !path.exists() {
        return Ok(ConfigFile::default());
    }
    let text = fs::read_to_string(&path).with_context(|| {
        format!(
            "cannot read the configuration {}; write one with `floe init`",
            path.display()
        )
    })?;
    toml::from_str(&text).or_else(|error| {
        WrongInput::refuse(
            ErrorCode::Configuration,
            format!(
                "the configuration {} cannot be used: {}",
                path.display(),
                toml_fault(&text, &error)
            ),
        )
    })
}

fn gas(percent: Option<u64>) -> Result<Gas> {
    match percent {
        None => Ok(Gas::default()),
        Some(percent) if (100..=1_000).contains(&percent) => Ok(Gas::Simulated { percent, floor: 0 }),
        Some(percent) => bail!("chain.gas_percent is {percent}; it must be 100 to 1000"),
    }
}

/// Flags, environment and file each name a source as a whole.
fn key(common: &Common, host: &Host, file: KeySection) -> Result<Option<KeySource>> {
    let path = host.var("FLOE_KEY_PATH").map(str::to_owned).or(file.path);
    let of =
        |from: &Option<String>, file: Option<PathBuf>, keystore: Option<PathBuf>, env: Option<String>| {
            let sources = [
                from.clone().map(KeySource::Address),
                file.map(|name| KeySource::File {
                    file: host.path(name),
                    path: path.clone(),
                }),
                keystore.map(|name| KeySource::Keystore {
                    file: host.path(name),
                    path: path.clone(),
                }),
                env.map(|name| KeySource::Variable {
                    name,
                    path: path.clone(),
                }),
            ];
            sources.into_iter().flatten().collect::<Vec<_>>()
        };
    let var = |name: &str| host.var(name).map(PathBuf::from);
    let layers = [
        of(
            &common.sender,
            common.key_file.clone(),
            common.keystore.clone(),
            common.key_env.clone(),
        ),
        of(&None, var("FLOE_KEY_FILE"), var("FLOE_KEYSTORE"), None),
        of(&None, file.file, file.keystore, file.env),
    ];
    for layer in layers {
        if layer.len() > 1 {
            bail!("several keys are named; keep one of file, keystore and env");
        }
        if let Some(source) = layer.into_iter().next() {
            return Ok(Some(source));
        }
    }
    Ok(None)
}

impl Settings {
    /// The unit of the staking coin.
    ///
    /// # Errors
    /// When the configured exponent is above 18.
    pub fn unit(&self, denom: &str) -> Result<Unit> {
        match &self.unit {
            Some((display, exponent)) => Unit::new(denom, display, *exponent),
            None => Ok(Unit::guess(denom)),
        }
    }
}

fn first_list<const N: usize>(lists: [Vec<String>; N]) -> Vec<String> {
    lists
        .into_iter()
        .find(|list| !list.is_empty())
        .unwrap_or_default()
}

fn split(list: &str) -> Vec<String> {
    list.split(',')
        .map(|item| item.trim().to_owned())
        .filter(|item| !item.is_empty())
        .collect()
}

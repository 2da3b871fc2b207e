//! What a command that works on a chain needs.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use floe_client::protocol::{DeploymentRecord, ModuleKind};
use floe_client::{Chain, ChainExt, Contracts, ErrorCode, Protocol, Signer};
use serde::Serialize;

use crate::config::{Common, Settings};
use crate::exit;
use crate::host::Host;
use crate::input::{account, WrongInput};
use crate::keys::KeySource;
use crate::units::Unit;

/// What a command that works on a chain needs: settings, the chain, and where its answers go.
pub struct Context<'h> {
    pub host: &'h mut Host,
    pub common: Common,
    pub settings: Settings,
    pub chain: Box<dyn Chain>,
    /// Once it was asked for: a passphrase is typed once.
    signer: Option<Signer>,
    /// Hashes of transactions of this run that are in their blocks.
    happened: Vec<String>,
}

impl<'h> Context<'h> {
    /// Reads the settings and connects.
    pub fn open(host: &'h mut Host, common: Common) -> Result<Self> {
        let settings = Settings::load(&common, host)?;
        host.run_ahead(settings.clock_ahead);
        let chain = (host.connect)(&settings.connection)?;
        let sender = match &settings.key {
            Some(KeySource::Address(address)) => Some(address),
            Some(KeySource::File { .. } | KeySource::Keystore { .. } | KeySource::Variable { .. }) | None => {
                None
            }
        };
        let named = [
            ("the hub (--hub)", settings.hub.as_ref()),
            ("--sender", sender),
            ("--fee-granter", common.fee_granter.as_ref()),
        ];
        for (of, address) in named {
            if let Some(address) = address {
                account(&*chain, of, address)?;
            }
        }
        Ok(Self::over(host, common, settings, chain))
    }

    /// Over a chain that has been reached.
    pub fn over(host: &'h mut Host, common: Common, settings: Settings, chain: Box<dyn Chain>) -> Self {
        Self {
            host,
            common,
            settings,
            chain,
            signer: None,
            happened: Vec::new(),
        }
    }

    /// Remembers a transaction that is in its block.
    pub fn has_happened(&mut self, hash: &str) {
        self.happened.push(hash.to_owned());
    }

    /// An error with what has happened before it, so that nobody does that again.
    pub fn after_all(&self, error: anyhow::Error) -> anyhow::Error {
        exit::after(&self.happened, error)
    }

    /// The configured key or address.
    pub fn signer(&mut self) -> Result<Signer> {
        if let Some(signer) = &self.signer {
            return Ok(signer.clone());
        }
        let source = self.settings.key.clone();
        let source = source.with_context(|| {
            WrongInput::new(
                ErrorCode::NoKey,
                "no key is configured; name one in [key] of the configuration or with --key-file, --keystore or --key-env",
            )
        })?;
        let signer = source.signer(self.host)?;
        Ok(self.signer.insert(signer).clone())
    }

    /// The configured key's address on this chain.
    pub fn own_address(&mut self) -> Result<String> {
        let signer = self.signer()?;
        Ok(self.chain.address(&signer)?)
    }

    /// Unit of the staking coin.
    pub fn unit(&self) -> Result<Unit> {
        self.settings.unit(&self.chain.facts().denom)
    }

    /// Unit of the hub's token.
    pub fn token_unit(&self) -> Result<Unit> {
        let protocol = self.protocol()?;
        Unit::token(&protocol.contracts.hub, &protocol.hub().token_info()?)
    }

    /// The record of this chain's deployment, if there is one.
    pub fn deployment(&self) -> Result<Option<DeploymentRecord>> {
        Ok(DeploymentRecord::read(
            &self.settings.deployments,
            &self.chain.facts().chain_id,
        )?)
    }

    /// Where a module of this protocol is, as its deployment's record tells.
    pub fn module(&self, module: ModuleKind) -> Result<Option<String>> {
        let contracts = self.contracts()?;
        let record = self.deployment()?;
        let record = record.filter(|record| record.contracts.as_ref() == Some(&contracts));
        let address = record.as_ref().and_then(|record| record.modules.address(module));
        Ok(address.map(str::to_owned))
    }

    /// The three contracts: those of the named hub, otherwise those of the record.
    pub fn contracts(&self) -> Result<Contracts> {
        contracts(&*self.chain, &self.settings)
    }

    /// Typed questions to the three contracts.
    pub fn protocol(&self) -> Result<Protocol<'_>> {
        Ok(Protocol::new(&*self.chain, self.contracts()?))
    }

    /// Refuses a file of results that cannot be one, before anything is asked: the answers may take minutes.
    ///
    /// # Errors
    /// Where it is a folder, or its folder is not there.
    pub fn check_file(&self, file: Option<&PathBuf>) -> Result<()> {
        match file {
            Some(file) => Ok(floe_draw::check_file(&self.host.path(file))?),
            None => Ok(()),
        }
    }

    /// Writes a file of results and says so, beginning with what was `done`.
    pub fn write(&mut self, done: &str, file: &Path, text: &str) -> Result<()> {
        let file = self.host.path(file);
        let shown = file.display();
        std::fs::write(&file, text).with_context(|| format!("cannot write {shown}"))?;
        self.host.note(format!("{done} {shown}."));
        Ok(())
    }

    /// A result: as JSON with `--json`, otherwise the lines.
    pub fn show<T: Serialize>(&mut self, value: &T, lines: impl FnOnce(&T) -> Vec<String>) -> Result<()> {
        if self.common.json {
            return self.host.say_all(serde_json::to_string_pretty(value)?);
        }
        lines(value).iter().try_for_each(|line| self.host.say(line))
    }
}

/// The three contracts: those of the named hub, otherwise those of the record.
pub fn contracts(chain: &dyn Chain, settings: &Settings) -> Result<Contracts> {
    if let Some(hub) = &settings.hub {
        return Ok(Contracts::of_hub(chain, hub)?);
    }
    let chain_id = &chain.facts().chain_id;
    let record = DeploymentRecord::read(&settings.deployments, chain_id)?;
    record.and_then(|record| record.contracts).with_context(|| {
        WrongInput::new(
            ErrorCode::Contract,
            format!(
                "no deployment on {chain_id} is known; give --hub, or the folder with its record as protocol.deployments"
            ),
        )
    })
}

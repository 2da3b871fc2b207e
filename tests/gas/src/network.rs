//! A network of one node and some validators without one, for as long as a measurement lasts.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{bail, Context, Result};
use floe_client::{Live, LiveConfig, Signer};
use serde_json::Value;

/// Stops its node when dropped.
pub(crate) struct Network {
    program: PathBuf,
    directory: tempfile::TempDir,
    description: Value,
}

impl Network {
    /// `validators` bonded ones, the first of which has the node.
    pub fn start(localnet: &Path, validators: usize) -> Result<Self> {
        let program = localnet.join("net");
        let directory = tempfile::tempdir()?;
        let light = validators.saturating_sub(1).to_string();
        let status = Command::new(&program)
            .args(["start", "--ports", "auto", "--validators", "1", "--light", &light])
            .args(["--unbonding", "40", "--block-ms", "300", "--dir"])
            .arg(directory.path().join("net"))
            .stdout(Stdio::null())
            .status()
            .with_context(|| format!("{} cannot be run", program.display()))?;
        if !status.success() {
            bail!("the network did not start");
        }
        let text = std::fs::read_to_string(directory.path().join("net/network.json"))?;
        Ok(Self {
            program,
            directory,
            description: serde_json::from_str(&text)?,
        })
    }

    pub fn connect(&self) -> Result<Live> {
        let rpc = self.text("/nodes/0/rpc")?;
        let mut config = LiveConfig::new(&[rpc]).chain_id(self.text("/chain_id")?);
        config.poll = std::time::Duration::from_millis(100);
        Ok(Live::connect(config)?)
    }

    /// Moves its clock ahead by so many seconds; the block after the next has the new time.
    pub fn pass(&self, seconds: u64) -> Result<()> {
        let status = Command::new(&self.program)
            .args(["pass", &seconds.to_string(), "--dir"])
            .arg(self.directory.path().join("net"))
            .stdout(Stdio::null())
            .status()?;
        if !status.success() {
            bail!("the network's clock did not move");
        }
        Ok(())
    }

    pub fn key(&self, name: &str) -> Result<Signer> {
        Ok(Signer::from_mnemonic(
            self.text(&format!("/keys/{name}/mnemonic"))?,
        )?)
    }

    fn text(&self, pointer: &str) -> Result<&str> {
        self.description
            .pointer(pointer)
            .and_then(Value::as_str)
            .with_context(|| format!("network.json lacks {pointer}"))
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        let stopped = Command::new(&self.program)
            .args(["stop", "--purge", "--dir"])
            .arg(self.directory.path().join("net"))
            .stdout(Stdio::null())
            .status();
        if !stopped.is_ok_and(|status| status.success()) {
            eprintln!(
                "gas: could not stop the network in {}",
                self.directory.path().display()
            );
        }
    }
}

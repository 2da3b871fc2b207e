//! Flags of every command that works on a chain.

use std::path::PathBuf;

use clap::Args;
use floe_client::Tx;

/// Flags of every command that works on a chain.
#[derive(Args, Clone, Debug, Default)]
pub struct Common {
    /// Configuration; otherwise $FLOE_CONFIG, otherwise floe.toml here.
    #[arg(long, global = true, value_name = "FILE", help_heading = "Chain")]
    pub config: Option<PathBuf>,
    /// RPC address; several can be given, the first that works is used.
    #[arg(long, global = true, value_name = "URL", help_heading = "Chain")]
    pub node: Vec<String>,
    /// The chain that the nodes must belong to.
    #[arg(long, global = true, value_name = "ID", help_heading = "Chain")]
    pub chain_id: Option<String>,
    /// The hub; otherwise the deployment of this chain.
    #[arg(long, global = true, value_name = "ADDRESS", help_heading = "Chain")]
    pub hub: Option<String>,
    /// Price of gas, such as 0.025stake; otherwise the least that the node asks for.
    #[arg(long, global = true, value_name = "PRICE", help_heading = "Chain")]
    pub gas_price: Option<String>,
    /// The most that a transaction may pay, such as "0.5 atom".
    #[arg(long, global = true, value_name = "AMOUNT", help_heading = "Chain")]
    pub max_fee: Option<String>,
    /// Whose address to use, without a key: for --dry-run, --generate-only and questions.
    #[arg(
        long,
        global = true,
        value_name = "ADDRESS",
        help_heading = "Key",
        group = "key"
    )]
    pub sender: Option<String>,
    /// File with the mnemonic, readable by its owner only.
    #[arg(long, global = true, value_name = "FILE", help_heading = "Key", group = "key")]
    pub key_file: Option<PathBuf>,
    /// Encrypted key.
    #[arg(long, global = true, value_name = "FILE", help_heading = "Key", group = "key")]
    pub keystore: Option<PathBuf>,
    /// Name of the environment variable with the mnemonic.
    #[arg(long, global = true, value_name = "NAME", help_heading = "Key", group = "key")]
    pub key_env: Option<String>,
    /// Text that the transaction carries, for everybody to read.
    #[arg(long, global = true, value_name = "TEXT", help_heading = "Sending")]
    pub memo: Option<String>,
    /// Who pays the fee, by a grant of x/feegrant to the sender.
    #[arg(long, global = true, value_name = "ADDRESS", help_heading = "Sending")]
    pub fee_granter: Option<String>,
    /// Results as JSON, and errors.
    #[arg(long, global = true, help_heading = "Output")]
    pub json: bool,
    /// Show messages, gas and fee; send nothing.
    #[arg(long, global = true, help_heading = "Output")]
    pub dry_run: bool,
    /// Print the unsigned transaction; send nothing.
    #[arg(long, global = true, help_heading = "Output", conflicts_with = "dry_run")]
    pub generate_only: bool,
    /// Do not ask before sending.
    #[arg(long, short, global = true, help_heading = "Output")]
    pub yes: bool,
}

impl Common {
    /// A transaction with memo and granter of its fee.
    pub fn dressed(&self, tx: Tx) -> Tx {
        Tx {
            memo: self.memo.clone().unwrap_or_default(),
            granter: self.fee_granter.clone(),
            ..tx
        }
    }
}

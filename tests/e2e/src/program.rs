//! The program run as a user runs it.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

use serde_json::Value;
use tempfile::TempDir;

use crate::localnet::Localnet;

/// The `floe` program as a person runs it: from a shell, in a folder that was empty.
pub struct ProgramRunner {
    folder: TempDir,
}

/// What a run said, and its exit code.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl ProgramRunner {
    /// In a new folder with the mnemonics of these accounts, each in `NAME.txt`.
    pub fn on(network: &Localnet, accounts: &[&str]) -> Self {
        let program = Self {
            folder: TempDir::new().unwrap(),
        };
        for account in accounts {
            program.write(&format!("{account}.txt"), &network.mnemonic(account));
        }
        program
    }

    /// Writes a file for its owner only.
    pub fn write(&self, name: &str, text: &str) {
        let file = self.path(name);
        fs::write(&file, text).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs it to its end.
    pub fn run(&self, args: &[&str]) -> Ran {
        let output = Command::new(binary())
            .args(args)
            .current_dir(self.folder.path())
            .env("FLOE_PASSPHRASE", "correct horse")
            .output()
            .unwrap();
        Ran {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// What it said, if it went well.
    pub fn done(&self, args: &[&str]) -> String {
        let ran = self.run(args);
        assert_eq!(ran.code, 0, "{args:?}: {}{}", ran.out, ran.err);
        ran.out
    }

    /// The same with `--json`.
    pub fn json(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.done(&[args, &["--json"]].concat())).unwrap()
    }
}

/// `FLOE_BIN`, or what was built beside this test.
///
/// # Panics
/// When it is missing.
pub fn binary() -> PathBuf {
    let beside = || {
        let test = env::current_exe().unwrap();
        test.ancestors().nth(2).unwrap().join("floe")
    };
    let binary = env::var_os("FLOE_BIN").map_or_else(beside, PathBuf::from);
    assert!(
        binary.exists(),
        "{} is missing: cargo build -p floe-cli, or name it in FLOE_BIN",
        binary.display()
    );
    binary
}

//! A keeper as a process of its own.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

use serde::Deserialize;

use crate::localnet::Localnet;
use crate::program::binary;

/// For a page, and for the program to begin or to end.
const PATIENCE: Duration = Duration::from_secs(120);

/// The most that a transaction of a keeper may pay: for 40 million gas at the price of these networks.
pub const MAX_FEE: &str = "1000000 stake";

/// `floe keeper run` with a folder, a key and a log of its own. Asked to stop when it is dropped.
pub struct KeeperProcess {
    child: Child,
    folder: PathBuf,
}

/// A line of its output: a transaction.
#[derive(Clone, Debug, Deserialize)]
pub struct KeeperReceipt {
    pub task: String,
    pub outcome: String,
    pub why: String,
    pub result: String,
    pub hash: Option<String>,
    pub height: Option<u64>,
    pub gas_used: u64,
    pub fee: String,
}

impl KeeperProcess {
    /// Keeps a hub with the key of an account of the network, through these nodes. `settings` are lines of `[keeper]`.
    pub fn start(network: &Localnet, account: &str, hub: &str, nodes: &[String], settings: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("floe-{}-keeper-{account}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let config = format!(
            "[chain]\nid = \"{}\"\nnodes = {nodes:?}\nmax_fee = \"{MAX_FEE}\"\n[key]\nenv = \"KEEPER_WORDS\"\n[protocol]\nhub = \"{hub}\"\n\
             [keeper]\nhttp = \"127.0.0.1:0\"\n{settings}\n",
            network.chain_id()
        );
        fs::write(folder.join("floe.toml"), config).unwrap();
        let child = Command::new(binary())
            .args(["keeper", "run", "--json"])
            .current_dir(&folder)
            .env("KEEPER_WORDS", network.mnemonic(account))
            .stdout(File::create(folder.join("out")).unwrap())
            .stderr(File::create(folder.join("err")).unwrap())
            .spawn()
            .unwrap();
        Self { child, folder }
    }

    /// What it sent so far.
    pub fn receipts(&self) -> Vec<KeeperReceipt> {
        let text = fs::read_to_string(self.folder.join("out")).unwrap();
        // The last line may be half written.
        let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
        whole
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// What it complained about.
    pub fn complaints(&self) -> String {
        fs::read_to_string(self.folder.join("err")).unwrap()
    }

    /// Status and body of one of its pages.
    pub fn page(&self, path: &str) -> (u16, String) {
        let address = self.address();
        let mut stream = TcpStream::connect(&address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n").unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, body.to_owned())
    }

    /// What it has written down of its spending.
    pub fn state(&self) -> serde_json::Value {
        let files = fs::read_dir(&self.folder).unwrap();
        let mut states = files
            .map(|file| file.unwrap().path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "json"));
        let file = states.next().expect("a state file");
        serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()
    }

    /// Hashes of what it signed last.
    pub fn signed(&self) -> Vec<String> {
        let signed = self.state()["signed"].take();
        serde_json::from_value(signed).unwrap()
    }

    /// A figure without labels.
    pub fn figure(&self, name: &str) -> f64 {
        let (_, page) = self.page("/metrics");
        let line = page
            .lines()
            .find_map(|line| line.strip_prefix(&format!("{name} ")));
        line.unwrap_or_else(|| panic!("no {name} in {page}"))
            .parse()
            .unwrap()
    }

    /// Asks it to stop and waits until it has: whether it ended well.
    pub fn stop(&mut self) -> bool {
        if let Some(status) = self.child.try_wait().unwrap() {
            return status.success();
        }
        let pid = self.child.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &pid]).status();
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.success();
            }
            thread::sleep(Duration::from_millis(100));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
        false
    }

    fn address(&self) -> String {
        let end = Instant::now() + PATIENCE;
        loop {
            let said = self.complaints();
            let address = said
                .split("http://")
                .nth(1)
                .and_then(|rest| rest.split(".\n").next());
            if let Some(address) = address.filter(|_| said.contains('\n')) {
                return address.to_owned();
            }
            assert!(Instant::now() < end, "the keeper has not begun: {said}");
            thread::sleep(Duration::from_millis(100));
        }
    }
}

impl Drop for KeeperProcess {
    fn drop(&mut self) {
        self.stop();
        if thread::panicking() {
            eprintln!("--- {}\n{}", self.folder.display(), self.complaints());
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

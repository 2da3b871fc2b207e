//! Measures the gas of every message of the hub on a network of its own, beside the floors: what the chain itself asks,
//! and what the least thinkable hub does. Writes `docs/assure/gas.json`, `docs/assure/gas.md` and `docs/assure/gas.svg`, or compares with them.

mod bench;
mod modules;
mod network;
mod report;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;

use anyhow::{anyhow, Context, Result};
use bench::{Bench, Codes, Figures};
use clap::Parser;
use floe_client::Code;
use modules::{open_of, ModuleCodes};
use network::Network;

/// Gas by number of validators.
pub(crate) type Table = BTreeMap<usize, Figures>;

#[derive(Parser)]
struct Arguments {
    /// Numbers of validators to measure with.
    #[arg(long, value_delimiter = ',', default_value = "1,10,50,100")]
    validators: Vec<usize>,
    /// Holders to create before the last deposits are measured, with the second number of validators.
    #[arg(long, default_value_t = 10_000)]
    users: usize,
    /// Folder of the localnet.
    #[arg(long, default_value = "localnet")]
    localnet: PathBuf,
    /// Folder of the contracts' Wasm.
    #[arg(long, default_value = "artifacts")]
    wasm: PathBuf,
    /// Folder of the test contracts' Wasm.
    #[arg(long, default_value = "target/test-wasm")]
    test_wasm: PathBuf,
    /// Where the results are kept.
    #[arg(long, default_value = "docs/assure")]
    out: PathBuf,
    /// Write nothing; fail when a figure has grown by more than 2 % against the committed one.
    #[arg(long)]
    check: bool,
}

fn main() -> Result<ExitCode> {
    let arguments = Arguments::parse();
    let table = measure(&arguments, &codes(&arguments)?)?;
    let committed = arguments.out.join("gas.json");
    if arguments.check {
        let old: Table = serde_json::from_str(&fs::read_to_string(&committed)?)?;
        let grown = report::grown(&old, &table);
        for line in &grown {
            println!("{line}");
        }
        println!(
            "{} of {} figures have grown by more than 2 %",
            grown.len(),
            report::count(&table)
        );
        return Ok(if grown.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        });
    }
    fs::write(&committed, format!("{}\n", serde_json::to_string_pretty(&table)?))?;
    fs::write(arguments.out.join("gas.svg"), report::chart(&table))?;
    report::write_page(&arguments.out.join("gas.md"), &table)?;
    println!(
        "{} figures written to {}",
        report::count(&table),
        committed.display()
    );
    Ok(ExitCode::SUCCESS)
}

/// Every number of validators on a network of its own, side by side, as most of the time is spent waiting for blocks.
fn measure(arguments: &Arguments, (codes, modules): &(Codes, ModuleCodes)) -> Result<Table> {
    let one = |validators: usize, users: usize| -> Result<(usize, Figures)> {
        let network = Network::start(&arguments.localnet, validators)?;
        let mut bench = Bench::deploy(&network, codes, validators)?;
        bench.run(users)?;
        bench.governance(modules, &network)?;
        let open = open_of(validators);
        if open > 0 {
            let mut beside = Bench::deploy(&network, codes, validators.saturating_sub(open))?;
            beside.protection(modules, &bench.operators)?;
            bench.figures.extend(beside.figures);
        }
        Ok((validators, bench.figures))
    };
    thread::scope(|scope| {
        let rounds: Vec<_> = arguments
            .validators
            .iter()
            .enumerate()
            .map(|(round, validators)| {
                let users = if round == 1 { arguments.users } else { 0 };
                scope.spawn(move || one(*validators, users))
            })
            .collect();
        rounds
            .into_iter()
            .map(|round| round.join().map_err(|_| anyhow!("a measurement panicked"))?)
            .collect()
    })
}

fn codes(arguments: &Arguments) -> Result<(Codes, ModuleCodes)> {
    let read = |folder: &Path, name: &str| -> Result<Vec<u8>> {
        let path = folder.join(name).with_extension("wasm");
        fs::read(&path).with_context(|| format!("{}: run `make wasm` first", path.display()))
    };
    let (ours, tests) = (&arguments.wasm, &arguments.test_wasm);
    let codes = Codes {
        hub: Code::hub().with_wasm(read(ours, "floe_hub")?),
        registry: Code::registry().with_wasm(read(ours, "floe_validator_registry")?),
        collector: Code::collector().with_wasm(read(ours, "floe_reward_collector")?),
        null_hub: Code::wasm("null hub", read(tests, "floe_null_hub")?),
        reader: Code::wasm("rate reader", read(tests, "floe_rate_reader")?),
    };
    let modules = ModuleCodes {
        stake: Code::stake().with_wasm(read(ours, "floe_stake")?),
        gauge: Code::gauge().with_wasm(read(ours, "floe_gauge")?),
        timelock: Code::timelock().with_wasm(read(ours, "floe_timelock")?),
        backstop: Code::backstop().with_wasm(read(ours, "floe_backstop")?),
        bonds: Code::bonds().with_wasm(read(ours, "floe_bonds")?),
    };
    Ok((codes, modules))
}

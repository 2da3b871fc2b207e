//! Writes the JSON schemas of the contracts and the description of their events, or with `--check` says whether the ones on disk are theirs.
//!
//! `schema DIR` writes `DIR/<contract>.json` and `DIR/events.json`; `schema --check DIR` writes nothing and fails when a file is missing,
//! different, or one too many.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs, io};

use cosmwasm_schema::generate_api;
use floe_api::{backstop, bonds, collector, hub, registry};

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let outcome = match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--check", dir] => check(Path::new(dir)),
        [dir] => write(Path::new(dir)),
        _ => Err("usage: schema [--check] DIR".into()),
    };
    match outcome {
        Ok(done) => {
            println!("{done}");
            ExitCode::SUCCESS
        }
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::FAILURE
        }
    }
}

/// File name to content.
fn schemas() -> Result<BTreeMap<&'static str, String>, String> {
    let hub = generate_api! {
        name: "floe-hub",
        instantiate: hub::InstantiateMsg,
        execute: hub::ExecuteMsg,
        query: hub::QueryMsg,
        migrate: hub::MigrateMsg,
    };
    let registry = generate_api! {
        name: "floe-validator-registry",
        instantiate: registry::InstantiateMsg,
        execute: registry::ExecuteMsg,
        query: registry::QueryMsg,
        migrate: registry::MigrateMsg,
    };
    let collector = generate_api! {
        name: "floe-reward-collector",
        instantiate: collector::InstantiateMsg,
        execute: collector::ExecuteMsg,
        query: collector::QueryMsg,
        migrate: collector::MigrateMsg,
    };
    let backstop = generate_api! {
        name: "floe-backstop",
        instantiate: backstop::InstantiateMsg,
        execute: backstop::ExecuteMsg,
        query: backstop::QueryMsg,
        migrate: backstop::MigrateMsg,
    };
    let bonds = generate_api! {
        name: "floe-bonds",
        instantiate: bonds::InstantiateMsg,
        execute: bonds::ExecuteMsg,
        query: bonds::QueryMsg,
        migrate: bonds::MigrateMsg,
    };
    [
        ("hub.json", hub.render().to_string()),
        ("validator-registry.json", registry.render().to_string()),
        ("reward-collector.json", collector.render().to_string()),
        ("backstop.json", backstop.render().to_string()),
        ("bonds.json", bonds.render().to_string()),
        (
            "events.json",
            Ok(format!("{:#}", floe_api::events::description())),
        ),
    ]
    .into_iter()
    .map(|(name, text)| {
        text.map(|text| (name, text + "\n"))
            .map_err(|error| error.to_string())
    })
    .collect()
}

fn write(dir: &Path) -> Result<String, String> {
    fs::create_dir_all(dir).map_err(|error| describe(dir, &error))?;
    let schemas = schemas()?;
    for (name, text) in &schemas {
        let path = dir.join(name);
        fs::write(&path, text).map_err(|error| describe(&path, &error))?;
    }
    Ok(format!("{} schemas written to {}", schemas.len(), dir.display()))
}

fn check(dir: &Path) -> Result<String, String> {
    let schemas = schemas()?;
    for (name, text) in &schemas {
        let path = dir.join(name);
        let stored = fs::read_to_string(&path).map_err(|error| describe(&path, &error))?;
        if stored != *text {
            return Err(format!(
                "{} is out of date; run `make schema` and commit it",
                path.display()
            ));
        }
    }
    for entry in fs::read_dir(dir).map_err(|error| describe(dir, &error))? {
        let name = entry.map_err(|error| describe(dir, &error))?.file_name();
        if !schemas.contains_key(name.to_string_lossy().as_ref()) {
            return Err(format!(
                "{} holds {}, which belongs to no contract; remove it",
                dir.display(),
                name.display()
            ));
        }
    }
    Ok(format!("{} schemas are up to date", schemas.len()))
}

fn describe(path: &Path, error: &io::Error) -> String {
    format!("{}: {error}", path.display())
}

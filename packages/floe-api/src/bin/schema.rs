//! Writes the JSON schemas of the contracts, the description of their events and what cw20 `send` may ask of them, or with `--check` says whether the ones on disk are theirs.
//!
//! `schema DIR` writes `DIR/<contract>.json`, `DIR/events.json` and `DIR/hooks.json`; `schema --check DIR` writes nothing and fails when a file is missing,
//! different, or one too many.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs, io};

use cosmwasm_schema::{generate_api, schema_for, Api};
use floe_api::{backstop, bonds, collector, hub, registry, timelock};
use schemars::schema::{RootSchema, SchemaObject};
use schemars::visit::{visit_schema_object, Visitor};
use serde_json::json;

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
    let timelock = generate_api! {
        name: "floe-timelock",
        instantiate: timelock::InstantiateMsg,
        execute: timelock::ExecuteMsg,
        query: timelock::QueryMsg,
        migrate: timelock::MigrateMsg,
    };
    // What each of them does with shares that cw20 `send` brings: messages within a message, which no schema of a message
    // shows.
    let hooks = BTreeMap::from([
        ("hub", schema_for!(hub::Cw20HookMsg)),
        ("backstop", schema_for!(backstop::BackstopHookMsg)),
        ("bonds", schema_for!(bonds::BondsHookMsg)),
        ("timelock", schema_for!(timelock::TimelockHookMsg)),
    ]);
    [
        ("hub.json", with_whole_answers(hub).render().to_string()),
        (
            "validator-registry.json",
            with_whole_answers(registry).render().to_string(),
        ),
        (
            "reward-collector.json",
            with_whole_answers(collector).render().to_string(),
        ),
        ("backstop.json", with_whole_answers(backstop).render().to_string()),
        ("bonds.json", with_whole_answers(bonds).render().to_string()),
        ("timelock.json", with_whole_answers(timelock).render().to_string()),
        (
            "events.json",
            Ok(format!("{:#}", floe_api::events::description())),
        ),
        ("hooks.json", Ok(format!("{:#}", json!(hooks)))),
    ]
    .into_iter()
    .map(|(name, text)| {
        text.map(|text| (name, text + "\n"))
            .map_err(|error| error.to_string())
    })
    .collect()
}

/// With its answers described as they are written: a field without a value is null there and never left out, which the
/// derived schema of an `Option` does not say, and what is read and not written cannot know.
fn with_whole_answers(mut api: Api) -> Api {
    for (query, answer) in api.responses.iter_mut().flatten() {
        Whole.visit_root_schema(answer);
        name_a_text(query, answer);
    }
    api
}

/// Makes every field of every object a required one.
struct Whole;

impl Visitor for Whole {
    fn visit_schema_object(&mut self, schema: &mut SchemaObject) {
        if let Some(object) = &mut schema.object {
            object.required = object.properties.keys().cloned().collect();
        }
        visit_schema_object(self, schema);
    }
}

/// An answer that is a bare text is called after its query: generators would make a type `String` of it, which hides the
/// language's own.
fn name_a_text(query: &str, answer: &mut RootSchema) {
    if let Some(title) = answer
        .schema
        .metadata
        .as_mut()
        .and_then(|metadata| metadata.title.as_mut())
        .filter(|title| *title == "String")
    {
        *title = format!("{query}_response");
    }
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

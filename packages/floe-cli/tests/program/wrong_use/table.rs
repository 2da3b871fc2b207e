//! A table of wrong inputs, `messages.golden`: what was written, how the program ended and what it said.
//!
//! A line `$ WHO floe …` is an input; below it stand the exit code and every line that is said. `WHO` is whose address is
//! used, or `bare` for arguments as they are. `UPDATE_GOLDEN=1` writes the file anew; look at what has changed.

use std::fs;

use floe_cli::ExitCode;

use crate::rig::{Ran, Rig};

/// Where the table is.
fn file() -> String {
    format!(
        "{}/tests/program/wrong_use/messages.golden",
        env!("CARGO_MANIFEST_DIR")
    )
}

/// Names that stand for addresses, longest addresses first.
fn places(rig: &Rig) -> Vec<(String, String)> {
    let config: serde_json::Value =
        floe_client::ChainExt::query(&rig.chain, &rig.hub(), &serde_json::json!({ "config": {} })).unwrap();
    let mut places: Vec<(String, String)> = ["alice", "bob", "owner"]
        .into_iter()
        .map(|name| (name.to_owned(), rig.address(name)))
        .collect();
    places.push(("hub".to_owned(), rig.hub()));
    for contract in ["registry", "collector"] {
        places.push((contract.to_owned(), config[contract].as_str().unwrap().to_owned()));
    }
    for (index, operator) in rig.operators().into_iter().enumerate() {
        places.push((format!("val{}", index + 1), operator));
    }
    places.push(("chain".to_owned(), rig.chain_id()));
    places
}

/// Words as a shell would split them; single quotes hold one together.
fn words(line: &str) -> Vec<String> {
    let parts = line.split('\'').enumerate();
    parts
        .flat_map(|(index, part)| match index % 2 {
            1 => vec![part.to_owned()],
            _ => part.split_whitespace().map(str::to_owned).collect(),
        })
        .collect()
}

/// A hub that Alice holds shares of, some of them queued, and files that are wrong.
fn world() -> Rig {
    let rig = Rig::deployed();
    rig.run("alice", &["stake", "5000000 stake"])
        .ended(ExitCode::Done);
    rig.run("alice", &["unstake", "1 flSTAKE"]).ended(ExitCode::Done);
    rig.write(
        "words.txt",
        "abandon abandon abandon zzzz abandon abandon abandon abandon abandon abandon abandon about",
    );
    rig.write("few.txt", "abandon about");
    rig.write("sum.txt", &["abandon"; 12].join(" "));
    rig.write("store.json", "{}");
    rig.write("syntax.toml", "[chain]\nid = \"x\nnodes = []\n");
    rig.write("field.toml", "[chain]\nnods = []\n");
    rig.write("kind.toml", "[chain]\nnodes = 5\n");
    rig.write(
        "percent.toml",
        "[chain]\nnodes = [\"embedded\"]\ngas_percent = 5\n",
    );
    rig.write(
        "keeper.toml",
        "[chain]\nnodes = [\"embedded\"]\nid = \"x\"\n[keeper]\ninterval_secs = 0\n",
    );
    rig.write(
        "keys.toml",
        "[chain]\nnodes = [\"embedded\"]\n[key]\nfile = \"a\"\nenv = \"B\"\n",
    );
    rig.write("deployment.toml", "seed = 5\n");
    rig.write("scenario.json", "{}");
    rig
}

fn run(rig: &Rig, who: &str, args: &[&str]) -> Ran {
    match who {
        "bare" => rig.run_bare(args),
        who => rig.run(who, args),
    }
}

/// What the table should be, by its inputs.
fn played(rig: &Rig, table: &str) -> (String, usize, Vec<String>) {
    let places = places(rig);
    let mut faults = Vec::new();
    let (mut out, mut count) = (String::new(), 0);
    for line in table.lines() {
        if line.starts_with('#') {
            out.push_str(&format!("{line}\n\n"));
        }
        let Some(input) = line.strip_prefix("$ ") else {
            continue;
        };
        let (who, command) = input.split_once(" floe").unwrap();
        let filled = places.iter().fold(command.to_owned(), |text, (name, address)| {
            text.replace(&format!("{{{name}}}"), address)
        });
        let args = words(&filled);
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let sent = rig.chain.sent();
        let ran = run(rig, who, &args);
        let folder = rig.path("").display().to_string();
        let said = ran.err.replace(&folder, "");
        let previewed = said.lines().any(|line| line.starts_with("To "));
        let long = said.lines().any(|line| line.chars().count() > 200);
        let checks = [
            (rig.chain.sent() != sent, "sent something"),
            (!ran.out.is_empty(), "has a result"),
            (previewed && ran.exit == ExitCode::Misuse, "was previewed"),
            (long, "has a line of more than 200 characters"),
            (ran.exit == ExitCode::Done, "was done"),
        ];
        let found = checks.into_iter().filter(|(wrong, _)| *wrong);
        faults.extend(found.map(|(_, what)| format!("{input}: {what}: {}{said}", ran.out)));
        let said = places.iter().fold(said, |text, (name, address)| {
            text.replace(address, &format!("{{{name}}}"))
        });
        out.push_str(&format!("$ {input}\n"));
        out.extend(said.lines().map(|line| format!("{} {line}\n", ran.exit.code())));
        out.push('\n');
        count += 1;
    }
    (out, count, faults)
}

#[test]
fn every_wrong_input_is_answered_as_in_the_table_and_nothing_is_sent() {
    let table = fs::read_to_string(file()).unwrap();
    let (now, count, faults) = played(&world(), &table);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(file(), &now).unwrap();
    }
    assert!(count >= 150, "{count} inputs");
    assert!(faults.is_empty(), "{faults:#?}");
    let differing: Vec<_> = now
        .lines()
        .zip(table.lines())
        .filter(|(new, old)| new != old)
        .collect();
    assert!(now == table, "{differing:#?}");
}

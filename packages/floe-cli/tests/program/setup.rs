//! `floe init` and what the program says when something is missing.

use floe_cli::ExitCode;
use floe_client::views::DisplayUnit;
use rstest::rstest;

use crate::rig::Rig;

#[test]
fn init_writes_a_configuration_that_works() {
    let rig = Rig::deployed();
    let ran = rig.run_bare(&["init"]);
    ran.ended(ExitCode::Done);
    let ran = rig.run_bare(&["balance", &rig.address("alice"), "--hub", &rig.hub()]);
    ran.ended(ExitCode::Done);
    assert!(ran.out.contains("10000000000 stake"), "{}", ran.out);
}

#[rstest]
#[case::described(Some(("ATOM", 6)), "10000 ATOM")]
#[case::not_described(None, "10000000000 stake")]
#[case::finer_than_amounts_are_written(Some(("ATOM", 19)), "10000000000 stake")]
fn init_takes_the_unit_from_the_chain(#[case] unit: Option<(&str, u8)>, #[case] expected: &str) {
    let rig = Rig::deployed();
    *rig.chain.way.unit.borrow_mut() = unit.map(|(name, exponent)| DisplayUnit {
        name: name.to_owned(),
        exponent,
    });
    let ran = rig.run_bare(&["init"]);
    ran.ended(ExitCode::Done);
    let ran = rig.run_bare(&["balance", &rig.address("alice"), "--hub", &rig.hub()]);
    ran.ended(ExitCode::Done);
    assert!(ran.out.contains(expected), "{}", ran.out);
}

#[test]
fn init_does_not_touch_an_existing_file() {
    let rig = Rig::deployed();
    rig.write("floe.toml", "mine");
    let ran = rig.run_bare(&["init"]);
    assert_eq!(ran.exit, ExitCode::Misuse);
    ran.says("--out");
    assert_eq!(rig.read("floe.toml"), "mine");
}

#[rstest]
#[case::no_configuration("", "floe init")]
#[case::not_toml("[chain", "cannot be used")]
#[case::unknown_field("[chain]\nnode = \"x\"", "unknown field")]
#[case::gas_percent("[chain]\nnodes = [\"x\"]\ngas_percent = 50", "100 to 1000")]
#[case::no_key("[chain]\nnodes = [\"x\"]", "no key is configured")]
#[case::two_keys("[chain]\nnodes = [\"x\"]\n[key]\nfile = \"a\"\nenv = \"B\"", "keep one")]
#[case::unset_variable("[chain]\nnodes = [\"x\"]\n[key]\nenv = \"NOT_SET\"", "NOT_SET")]
#[case::no_key_file(
    "[chain]\nnodes = [\"x\"]\n[key]\nfile = \"none.txt\"",
    "cannot read the key file"
)]
fn a_bad_configuration_is_named_in_one_line(#[case] text: &str, #[case] expected: &str) {
    let rig = Rig::deployed();
    if !text.is_empty() {
        rig.write("floe.toml", text);
    }
    let ran = rig.run_bare(&["balance"]);
    assert_eq!(ran.exit, ExitCode::Misuse);
    ran.says(expected);
    assert!(ran.out.is_empty(), "{}", ran.out);
}

#[test]
fn a_key_file_that_others_may_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let rig = Rig::deployed();
    let file = rig.write("key.txt", "some words");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    let ran = rig.run_bare(&["balance", "--node", "x", "--key-file", "key.txt"]);
    ran.ended(ExitCode::Misuse);
    ran.says("chmod 600");
    assert!(!ran.err.contains("some words"));
}

#[test]
fn balance_shows_coins_and_shares() {
    let rig = Rig::deployed();
    let ran = rig.run("alice", &["balance", "--json"]);
    ran.ended(ExitCode::Done);
    assert!(ran.out.contains("\"coins\": \"10000000000\""), "{}", ran.out);
}

#[test]
fn flags_stand_above_the_environment_and_that_above_the_file() {
    use std::sync::{Arc, Mutex};

    let rig = Rig::deployed();
    let file = "[chain]\nid = \"of-file\"\nnodes = [\"http://file\"]\ngas_price = \"1file\"\n";
    rig.write("floe.toml", file);
    let vars = [
        ("FLOE_NODE", "http://one, http://two"),
        ("FLOE_CHAIN_ID", "of-env"),
        ("FLOE_GAS_PRICE", "1env"),
    ];
    let flags = [
        "--node",
        "http://flag",
        "--chain-id",
        "of-flag",
        "--gas-price",
        "1flag",
    ];
    let reached = |vars: &[(&str, &str)], flags: &[&str]| {
        let seen = Arc::new(Mutex::new(None));
        let note = Arc::clone(&seen);
        rig.run_with(&[&["balance"], flags].concat(), vars, move |host| {
            host.connect = Box::new(move |connection| {
                *note.lock().unwrap() = Some(connection.clone());
                Err(floe_client::Error::Unreachable { tried: String::new() })
            });
        });
        let seen = seen.lock().unwrap().clone().unwrap();
        let price = seen.gas_price.map(|price| price.to_string());
        (seen.nodes.join(" "), seen.chain_id.unwrap(), price.unwrap())
    };
    let own = |(nodes, id, price): (&str, &str, &str)| (nodes.to_owned(), id.to_owned(), price.to_owned());
    assert_eq!(reached(&[], &[]), own(("http://file", "of-file", "1file")));
    assert_eq!(
        reached(&vars, &[]),
        own(("http://one http://two", "of-env", "1env"))
    );
    assert_eq!(reached(&vars, &flags), own(("http://flag", "of-flag", "1flag")));
}

#[test]
fn a_key_of_a_higher_layer_replaces_the_one_below() {
    let rig = Rig::deployed();
    rig.write(
        "floe.toml",
        "[chain]\nnodes = [\"x\"]\n[key]\nfile = \"missing.txt\"\n",
    );
    let ran = rig.run_bare(&["keys", "show"]);
    ran.says("missing.txt");
    let ran = rig.run_with(&["keys", "show"], &[("FLOE_KEYSTORE", "other.key")], |_| {});
    ran.says("other.key");
    let alice = rig.address("alice");
    let ran = rig.run_with(
        &["keys", "show", "--sender", &alice],
        &[("FLOE_KEYSTORE", "other.key")],
        |_| {},
    );
    assert_eq!(ran.out.trim(), alice);
}

#[test]
fn what_init_writes_names_every_setting() {
    let rig = Rig::deployed();
    rig.run_bare(&["init"]);
    // With every comment that is a setting taken off, except two of the three keys.
    let text = rig.read("floe.toml");
    let settings = text.lines().map(|line| match line.strip_prefix("# ") {
        Some(setting)
            if setting.contains(" = ") && !setting.starts_with("keystore") && !setting.starts_with("env") =>
        {
            setting
        }
        _ => line,
    });
    let all: Vec<&str> = settings.collect();
    rig.write("floe.toml", &all.join("\n"));
    let ran = rig.run_bare(&["balance"]);
    ran.says("cannot read the key file");
}

#[rstest]
#[case("bash")]
#[case("zsh")]
#[case("fish")]
fn completions_know_the_commands(#[case] shell: &str) {
    let ran = Rig::new().run_bare(&["completions", shell]);
    ran.ended(ExitCode::Done);
    for command in ["stake", "unstake", "deploy", "generate-only"] {
        assert!(ran.out.contains(command), "{command}");
    }
}

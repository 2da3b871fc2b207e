//! `floe init` and what the program says when something is missing.

use floe_cli::Exit;
use rstest::rstest;

use crate::rig::Rig;

#[test]
fn init_writes_a_configuration_that_works() {
    let rig = Rig::deployed();
    let ran = rig.run_bare(&["init"]);
    assert_eq!(ran.exit, Exit::Done, "{}", ran.err);
    let ran = rig.run_bare(&["balance", &rig.address("alice"), "--hub", &rig.hub()]);
    assert_eq!(ran.exit, Exit::Done, "{}", ran.err);
    assert!(ran.out.contains("10000000000 stake"), "{}", ran.out);
}

#[test]
fn init_does_not_touch_an_existing_file() {
    let rig = Rig::deployed();
    rig.write("floe.toml", "mine");
    let ran = rig.run_bare(&["init"]);
    assert_eq!(ran.exit, Exit::Misuse);
    assert!(ran.err.contains("--out"), "{}", ran.err);
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
    assert_eq!(ran.exit, Exit::Misuse);
    assert!(ran.err.contains(expected), "{}", ran.err);
    assert!(ran.out.is_empty(), "{}", ran.out);
}

#[test]
fn a_key_file_that_others_may_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let rig = Rig::deployed();
    let file = rig.write("key.txt", "some words");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    let ran = rig.run_bare(&["balance", "--node", "x", "--key-file", "key.txt"]);
    assert_eq!(ran.exit, Exit::Misuse);
    assert!(ran.err.contains("chmod 600"), "{}", ran.err);
    assert!(!ran.err.contains("some words"), "{}", ran.err);
}

#[test]
fn balance_shows_coins_and_shares() {
    let rig = Rig::deployed();
    let ran = rig.run("alice", &["balance", "--json"]);
    assert_eq!(ran.exit, Exit::Done, "{}", ran.err);
    assert!(ran.out.contains("\"coins\": \"10000000000\""), "{}", ran.out);
}

//! Keys: encrypted, never printed, never open to others.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;

use floe_cli::{ExitCode, Host};
use floe_client::Signer;
use rstest::rstest;

use crate::rig::{Ran, Rig};

const WORDS: &str =
    "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
const PASSPHRASE: (&str, &str) = ("FLOE_PASSPHRASE", "correct horse");

fn given(text: &'static str) -> impl FnOnce(&mut Host) {
    move |host| host.input = Box::new(move || Ok(Some(text.to_owned())))
}

/// Answers of somebody at a terminal, one after the other.
fn typed(answers: &'static [&'static str]) -> impl FnOnce(&mut Host) {
    let mut answers = answers.iter();
    move |host| host.ask_secret = Box::new(move |_| Ok(answers.next().map(|text| (*text).to_owned())))
}

fn mode(rig: &Rig, name: &str) -> u32 {
    fs::metadata(rig.path(name)).unwrap().permissions().mode() & 0o777
}

/// Nothing of a mnemonic in what was printed.
fn assert_silent(ran: &Ran, words: &str) {
    for word in words.split_whitespace().filter(|word| word.len() > 4) {
        assert!(
            !ran.out.contains(word) && !ran.err.contains(word),
            "{word}: {}{}",
            ran.out,
            ran.err
        );
    }
}

fn shown(rig: &Rig, flag: &str, file: &str) -> String {
    let args = ["keys", "show", "--node", "x", flag, file];
    let ran = rig.run_with(&args, &[PASSPHRASE], |_| {});
    ran.ended(ExitCode::Done);
    ran.out.trim().to_owned()
}

#[test]
fn a_mnemonic_goes_into_an_encrypted_file_that_gives_its_address() {
    let rig = Rig::new();
    let args = ["keys", "add", "alice.key"];
    let ran = rig.run_with(&args, &[PASSPHRASE], given(WORDS));
    ran.ended(ExitCode::Done);
    assert_silent(&ran, WORDS);
    assert_eq!(mode(&rig, "alice.key"), 0o600);
    assert!(!rig.read("alice.key").contains("abandon"));
    let address = Signer::from_mnemonic(WORDS).unwrap().address("wasm").unwrap();
    assert_eq!(shown(&rig, "--keystore", "alice.key"), address);
}

#[test]
fn a_new_key_is_never_printed_and_its_words_are_written_only_where_asked() {
    let rig = Rig::new();
    let args = ["keys", "add", "new.key", "--new", "--words", "words.txt"];
    let ran = rig.run_with(&args, &[PASSPHRASE], |_| {});
    ran.ended(ExitCode::Done);
    let words = rig.read("words.txt");
    assert_eq!(words.split_whitespace().count(), 24);
    assert_eq!((mode(&rig, "words.txt"), mode(&rig, "new.key")), (0o600, 0o600));
    let file = rig.path("new.key").display().to_string();
    assert!(ran.out.contains(&file), "{}", ran.out);
    assert_eq!(
        shown(&rig, "--keystore", "new.key"),
        shown(&rig, "--key-file", "words.txt")
    );

    let ran = rig.run_with(&["keys", "add", "other.key", "--new"], &[PASSPHRASE], |_| {});
    ran.ended(ExitCode::Done);
    ran.says("keep a copy");
    assert_ne!(
        shown(&rig, "--keystore", "other.key"),
        shown(&rig, "--keystore", "new.key")
    );
}

#[test]
fn words_and_passphrase_can_be_typed() {
    let rig = Rig::new();
    let ran = rig.run_with(
        &["keys", "add", "a.key"],
        &[],
        typed(&[WORDS, "a long horse", "a long horse"]),
    );
    ran.ended(ExitCode::Done);
    assert_silent(&ran, WORDS);
    let args = ["keys", "show", "--node", "x", "--keystore", "a.key"];
    let ran = rig.run_with(&args, &[], typed(&["a long horse"]));
    ran.ended(ExitCode::Done);
}

#[rstest]
#[case::passphrases_differ(&["horse", "house"], "differ")]
#[case::empty_passphrase(&["", ""], "empty")]
#[case::one_character(&["x", "x"], "shorter than 8 characters")]
#[case::nobody_types(&[], "FLOE_PASSPHRASE")]
fn a_key_without_a_sure_passphrase_is_not_written(
    #[case] answers: &'static [&'static str],
    #[case] said: &str,
) {
    let rig = Rig::new();
    let ran = rig.run_with(&["keys", "add", "a.key"], &[], |host| {
        given(WORDS)(host);
        typed(answers)(host);
    });
    assert_eq!(ran.exit, ExitCode::Misuse);
    ran.says(said);
    assert!(!rig.path("a.key").exists());
}

#[rstest]
#[case::not_words("zoo zoo zoo")]
#[case::nothing(" \n")]
fn what_is_no_mnemonic_is_refused_without_being_repeated(#[case] text: &'static str) {
    let rig = Rig::new();
    let ran = rig.run_with(&["keys", "add", "a.key"], &[PASSPHRASE], given(text));
    ran.ended(ExitCode::Misuse);
    ran.says("mnemonic");
    assert!(!ran.err.contains("zoo"));
    assert!(!rig.path("a.key").exists());
}

#[test]
fn existing_files_are_not_touched() {
    let rig = Rig::new();
    rig.write("a.key", "mine");
    rig.write("words.txt", "mine");
    for args in [
        &["keys", "add", "a.key"][..],
        &["keys", "add", "b.key", "--new", "--words", "words.txt"],
    ] {
        let ran = rig.run_with(args, &[PASSPHRASE], given(WORDS));
        assert_eq!(ran.exit, ExitCode::Misuse);
        ran.says("name another file");
    }
    assert_eq!(
        (rig.read("a.key"), rig.read("words.txt")),
        ("mine".to_owned(), "mine".to_owned())
    );
    assert!(!rig.path("b.key").exists());
}

fn keystore(rig: &Rig) {
    let ran = rig.run_with(&["keys", "add", "a.key"], &[PASSPHRASE], given(WORDS));
    ran.ended(ExitCode::Done);
}

#[test]
fn a_wrong_passphrase_is_said_in_one_line() {
    let rig = Rig::new();
    keystore(&rig);
    let args = ["keys", "show", "--node", "x", "--keystore", "a.key"];
    let ran = rig.run_with(&args, &[("FLOE_PASSPHRASE", "wrong")], |_| {});
    assert_eq!(ran.exit, ExitCode::Misuse);
    ran.says("passphrase is wrong");
    assert_eq!(ran.err.lines().count(), 1);
}

#[test]
fn a_keystore_that_others_may_read_is_refused() {
    let rig = Rig::new();
    keystore(&rig);
    fs::set_permissions(rig.path("a.key"), fs::Permissions::from_mode(0o640)).unwrap();
    let args = ["keys", "show", "--node", "x", "--keystore", "a.key"];
    let ran = rig.run_with(&args, &[PASSPHRASE], |_| {});
    assert_eq!(ran.exit, ExitCode::Misuse);
    ran.says("chmod 600");
}

#[test]
fn a_passphrase_is_asked_for_once_in_a_command() {
    let rig = Rig::deployed();
    keystore(&rig);
    let hub = rig.hub();
    let args = [
        "stake",
        "5000 stake",
        "--node",
        "x",
        "--keystore",
        "a.key",
        "--hub",
        &hub,
        "--yes",
    ];
    let mut asked = 0;
    let ran = rig.run_with(&args, &[], |host| {
        host.ask_secret = Box::new(move |_| {
            asked += 1;
            match asked {
                1 => Ok(Some("correct horse".to_owned())),
                _ => Err(io::Error::other("asked twice")),
            }
        });
    });
    // The account is empty, which is found after the key was opened.
    ran.says("more than the account has");
}

#[test]
fn a_new_key_shows_its_address_and_a_file_is_looked_at_without_a_node() {
    let rig = Rig::new();
    let ran = rig.run_with(
        &["keys", "add", "alice.key", "--prefix", "osmo"],
        &[PASSPHRASE],
        given(WORDS),
    );
    let address = |prefix: &str| Signer::from_mnemonic(WORDS).unwrap().address(prefix).unwrap();
    ran.ended(ExitCode::Done);
    assert!(
        ran.out.contains(&format!("Its address is {}", address("osmo"))),
        "{}",
        ran.out
    );
    let no_node = |host: &mut Host| {
        host.connect = Box::new(|_| panic!("a node is asked"));
    };
    rig.write("words.txt", WORDS);
    for file in ["alice.key", "words.txt"] {
        let ran = rig.run_with(
            &["keys", "show", file, "--prefix", "wasm"],
            &[PASSPHRASE],
            no_node,
        );
        assert_eq!(
            (ran.exit, ran.out.trim()),
            (ExitCode::Done, address("wasm").as_str()),
            "{}",
            ran.err
        );
        let ran = rig.run_with(&["keys", "show", file], &[PASSPHRASE], no_node);
        assert_eq!(ran.out.trim(), address("cosmos"));
    }
}

#[test]
fn keys_are_listed_exported_and_given_another_passphrase() {
    let rig = Rig::new();
    let add = |name: &str| {
        rig.run_with(&["keys", "add", name], &[PASSPHRASE], given(WORDS))
            .ended(ExitCode::Done);
    };
    rig.write("words.txt", WORDS);
    rig.write("other.json", "{}");
    let none = rig.run_bare(&["keys", "list"]);
    assert_eq!((none.exit, none.out.as_str()), (ExitCode::Done, ""));
    none.says("There is no encrypted key in");
    add("b.key");
    add("a.key");
    assert_eq!(rig.run_bare(&["keys", "list"]).out, "a.key\nb.key\n");

    let ran = rig.run_with(&["keys", "export", "a.key", "copy.txt"], &[PASSPHRASE], |_| {});
    ran.ended(ExitCode::Done);
    assert_silent(&ran, WORDS);
    assert_eq!(
        (rig.read("copy.txt").trim(), mode(&rig, "copy.txt")),
        (WORDS, 0o600)
    );
    let again = rig.run_with(&["keys", "export", "a.key", "copy.txt"], &[PASSPHRASE], |_| {});
    again.ended(ExitCode::Misuse).says("is not touched");

    let new = ("FLOE_NEW_PASSPHRASE", "another horse");
    let short = ("FLOE_NEW_PASSPHRASE", "horse");
    let refused = rig.run_with(&["keys", "passphrase", "a.key"], &[PASSPHRASE, short], |_| {});
    refused.ended(ExitCode::Misuse).says("shorter than 8 characters");
    rig.run_with(&["keys", "passphrase", "a.key"], &[PASSPHRASE, new], |_| {})
        .ended(ExitCode::Done);
    assert_eq!(mode(&rig, "a.key"), 0o600);
    let shown = |passphrase: &str| {
        rig.run_with(
            &["keys", "show", "a.key"],
            &[("FLOE_PASSPHRASE", passphrase)],
            |_| {},
        )
        .exit
    };
    assert_eq!(
        (shown("another horse"), shown("correct horse")),
        (ExitCode::Done, ExitCode::Misuse)
    );
}

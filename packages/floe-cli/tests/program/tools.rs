//! The scripts that compare versions of tools, against machines that have others.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

use rstest::rstest;
use tempfile::TempDir;

/// A machine whose programs say what a test tells them to. What is installed with cargo is written down.
struct Machine(TempDir);

impl Machine {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn program(self, name: &str, script: &str) -> Self {
        let file = self.0.path().join(name);
        fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
        self
    }

    fn run(&self, call: &str, vars: &[(&str, &str)]) -> Output {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
        let path = std::env::var("PATH").unwrap();
        Command::new("bash")
            .current_dir(root)
            .args([
                "-euo",
                "pipefail",
                "-c",
                &format!("source scripts/versions.sh; {call}"),
            ])
            .env_remove("FLOE_TOOLCHAIN")
            .env("PATH", format!("{}:{path}", self.0.path().display()))
            .env("CARGO_TARGET_DIR", self.0.path())
            .envs(vars.iter().copied())
            .output()
            .unwrap()
    }
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn expected(kind: &str, name: &str) -> String {
    let output = Machine::new().run(&format!("expected {kind} {name}"), &[]);
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
fn the_expected_packages_are_silent() {
    let list: Vec<String> = ["rustc-web", "binaryen"]
        .iter()
        .map(|name| expected("debian", name))
        .collect();
    let machine = Machine::new().program(
        "dpkg-query",
        &format!(
            "case $3 in rustc-web) printf {};; binaryen) printf {};; esac",
            list[0], list[1]
        ),
    );
    let output = machine.run("debian rustc-web binaryen", &[]);
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(said(&output), "");
}

#[rstest]
#[case::newer("printf 1.99.0+dfsg1-1", "is 1.99.0+dfsg1-1, expected is 1.")]
#[case::another_revision("printf 1.96.0+dfsg1-1~deb12u1", "is 1.96.0+dfsg1-1~deb12u1, expected is 1.")]
#[case::missing("exit 1", "is missing, expected is 1.")]
fn another_version_of_a_package_is_an_error_that_says_what_to_do(
    #[case] answer: &str,
    #[case] expected: &str,
) {
    let machine = Machine::new().program("dpkg-query", answer);
    let output = machine.run("debian rustc-web cargo-web", &[]);
    assert!(!output.status.success());
    let said = said(&output);
    assert_eq!(said.lines().count(), 2, "one line each: {said}");
    for part in [
        expected,
        "rustc-web",
        "cargo-web",
        "FLOE_TOOLCHAIN=any",
        "scripts/versions.txt",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn another_version_is_a_warning_where_it_is_asked_for() {
    let machine = Machine::new().program("dpkg-query", "printf 1.99.0+dfsg1-1");
    let output = machine.run("debian rustc-web; echo built", &[("FLOE_TOOLCHAIN", "any")]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(
        said(&output).contains("warning: Debian's package rustc-web is 1.99.0"),
        "{}",
        said(&output)
    );
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "built\n");
}

#[rstest]
#[case("cargo-mutants", "")]
#[case("cargo-tarpaulin", "")]
#[case("cargo-deny", "")]
#[case("cosmwasm-check", "--debug")]
fn another_version_of_a_tool_is_replaced_by_the_expected_one(#[case] name: &str, #[case] flags: &str) {
    let version = expected("cargo", name);
    let machine = Machine::new()
        .program(name, "echo tool 0.0.1")
        .program("cargo", "echo \"$@\" > \"$CARGO_TARGET_DIR/installed\"");
    let output = machine.run(&format!("cargo_tool {name} {flags}"), &[]);
    assert!(output.status.success(), "{}", said(&output));
    let installed = fs::read_to_string(machine.0.path().join("installed")).unwrap();
    let call = format!("install {name} --version {version} --locked --force --root ");
    assert!(
        installed.starts_with(&call) && installed.trim().ends_with(flags),
        "{installed}"
    );

    // With that version there, nothing is installed.
    let machine = Machine::new()
        .program(name, &format!("echo tool {version}"))
        .program("cargo", "exit 9");
    let output = machine.run(&format!("cargo_tool {name} {flags}"), &[]);
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
fn scripts_install_only_what_the_list_names() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    let (mut tools, mut packages, mut locked) = (0, 0, 0);
    for script in fs::read_dir(root.join("scripts")).unwrap() {
        let path = script.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.ends_with(".sh") || name == "versions.sh" {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        assert!(
            !text.contains("cargo install"),
            "{name} installs a tool in whatever version there is"
        );
        for line in text
            .lines()
            .filter_map(|line| line.trim().strip_prefix("cargo_tool "))
        {
            let tool = line.split(' ').next().unwrap();
            assert!(
                !expected("cargo", tool).is_empty(),
                "{name} wants {tool}, which has no version"
            );
            tools += 1;
        }
        // To tell people what is missing installs nothing.
        let done: Vec<&str> = text
            .lines()
            .map(|line| line.split("echo ").next().unwrap().split("die ").next().unwrap())
            .collect();
        let does = |what: &str| done.iter().any(|line| line.contains(what));
        if does("apt-get install") || does("apt-get download") {
            assert!(
                text.contains("debian \"${packages[@]}\"") || text.contains("agree "),
                "{name} compares nothing"
            );
            packages += 1;
        }
        // A lock file holds versions and hashes, and only `npm ci` keeps to it.
        for line in done.iter().filter(|line| line.contains("npm ")) {
            let own = ["npm run ", "in node npm"].iter().any(|does| line.contains(does));
            if own {
                continue;
            }
            assert!(line.contains("npm ci "), "{name} installs by {line:?}");
            let lock = text
                .split([' ', ',', '\n'])
                .find(|word| {
                    word.contains('/')
                        && word.ends_with("/package-lock.json")
                        && !word.starts_with("node_modules")
                })
                .unwrap_or_else(|| panic!("{name} has no lock file"));
            let lock: serde_json::Value =
                serde_json::from_str(&fs::read_to_string(root.join(lock)).unwrap()).unwrap();
            let installed = lock["packages"].as_object().unwrap().iter();
            // What lies in this repository has no version to compare.
            let foreign = installed.filter(|(place, package)| {
                !place.is_empty() && !place.starts_with("../") && package["link"] != true
            });
            for (place, package) in foreign {
                let pinned = package["version"].is_string() && package["integrity"].is_string();
                assert!(pinned, "{place} has no version and hash");
                locked += 1;
            }
        }
    }
    assert!(tools >= 3, "only {tools} tools were found");
    assert_eq!(packages, 3, "scripts that install packages of Debian");
    assert!(locked >= 2, "only {locked} packages of npm were found");
}

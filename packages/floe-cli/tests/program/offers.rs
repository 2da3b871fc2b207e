//! Which flags a command offers.

use floe_cli::ExitCode;

use crate::rig::Rig;

#[test]
fn commands_that_send_nothing_offer_no_flags_of_sending_and_take_them_all_the_same() {
    let rig = Rig::deployed();
    for command in [
        "balance",
        "status",
        "validators",
        "rate",
        "params",
        "history",
        "report",
        "watch",
        "tx",
    ] {
        let help = rig.run_bare(&[command, "--help"]).out;
        assert!(help.contains("--node"), "{help}");
        let offered = help.lines().filter_map(|line| {
            line.trim_start()
                .trim_start_matches("-y, ")
                .split_whitespace()
                .next()
        });
        let offered: Vec<&str> = offered.collect();
        for flag in ["--yes", "--memo", "--max-fee", "--generate-only", "--dry-run"] {
            assert!(!offered.contains(&flag), "{command} offers {flag}");
        }
    }
    for command in ["stake", "send", "claim"] {
        assert!(rig.run_bare(&[command, "--help"]).out.contains("--memo"));
    }
    // Every run of these tests has --yes and a price.
    rig.run("alice", &["rate"]).ended(ExitCode::Done);
}

/// Words of a line of a shell, quotes taken off.
fn words(line: &str) -> Vec<String> {
    let code = line.split(" # ").next().unwrap();
    let parts = code.split('"').enumerate();
    parts
        .flat_map(|(index, part)| match index % 2 {
            1 => vec![part.to_owned()],
            _ => part.split_whitespace().map(str::to_owned).collect(),
        })
        .collect()
}

#[test]
fn every_command_of_the_pages_for_readers_can_be_typed() {
    let folder = format!("{}/../../docs/readers", env!("CARGO_MANIFEST_DIR"));
    let mut typed = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let page = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        for block in page.split("```sh\n").skip(1) {
            let block = block.split("```").next().unwrap();
            for line in block.lines().filter(|line| line.starts_with("floe ")) {
                let parsed = floe_cli::command_line().try_get_matches_from(words(line));
                assert!(parsed.is_ok(), "{line}: {}", parsed.unwrap_err());
                typed += 1;
            }
        }
    }
    assert!(typed > 30, "only {typed} commands are on the pages");
}

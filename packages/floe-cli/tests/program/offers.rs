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

/// What stands between backticks in a line of a page.
fn codes(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

#[test]
fn every_row_of_what_there_is_for_whom_names_how_and_each_command_can_be_typed() {
    let root = format!("{}/../..", env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(format!("{root}/docs/operate/offers.md")).unwrap();
    let makefile = std::fs::read_to_string(format!("{root}/Makefile")).unwrap();
    let rows = page
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| you want"));
    let (mut typed, mut count) = (0, 0);
    for row in rows {
        count += 1;
        let how = row.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        let linked = how.contains("](");
        let mut named = 0;
        for code in codes(how) {
            if code.starts_with("floe ") {
                let parsed = floe_cli::command_line().try_get_matches_from(words(code));
                assert!(parsed.is_ok(), "{code}: {}", parsed.unwrap_err());
                named += 1;
            } else if let Some(target) = code.strip_prefix("make ") {
                assert!(makefile.contains(&format!("\n{target}: ")), "{code}");
                named += 1;
            }
        }
        typed += named;
        assert!(named > 0 || linked || how.contains("NO_COLOR"), "{row}");
    }
    for who in [
        "Staker",
        "Operator",
        "Delegate",
        "Treasurer",
        "Analyst",
        "Newcomer",
    ] {
        assert!(page.contains(&format!("\n## {who}\n")), "{who}");
    }
    assert!(count > 60 && typed > count, "{count} rows, {typed} commands");
}

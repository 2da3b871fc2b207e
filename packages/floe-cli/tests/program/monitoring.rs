//! What `monitoring/` and the runbook say about the keeper's figures is checked against the figures.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::keeper::get;
use crate::rig::Rig;

fn read(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every word that looks like a figure of ours.
fn figures(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|word| word.starts_with("floe_"))
        .map(str::to_owned)
        .collect()
}

/// What a keeper exports.
fn exported() -> BTreeSet<String> {
    let rig = Rig::kept();
    let (sender, receiver) = std::sync::mpsc::channel();
    rig.serve(&["--jitter", "0"], move |address, stop| {
        sender.send(get(address, "GET /metrics").1).unwrap();
        stop.ask();
    });
    let page = receiver.recv().unwrap();
    let types = page.lines().filter_map(|line| line.strip_prefix("# TYPE "));
    types
        .map(|line| line.split(' ').next().unwrap().to_owned())
        .collect()
}

fn alerts() -> Vec<String> {
    let rules = read("monitoring/alerts.yml");
    rules
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- alert: "))
        .map(str::to_owned)
        .collect()
}

/// Expressions of all panels, those in rows too.
fn expressions(value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(fields) => {
            for (key, value) in fields {
                match value.as_str().filter(|_| key == "expr") {
                    Some(text) => found.push(text.to_owned()),
                    None => expressions(value, found),
                }
            }
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| expressions(item, found)),
        _ => {}
    }
}

#[test]
fn alerts_and_dashboard_use_figures_that_the_keeper_exports() {
    let exported = exported();
    let dashboard: serde_json::Value = serde_json::from_str(&read("monitoring/dashboard.json")).unwrap();
    let mut shown = Vec::new();
    expressions(&dashboard, &mut shown);
    assert!(shown.len() > 10, "the dashboard shows {} figures", shown.len());
    for (place, text) in [
        ("alerts.yml", read("monitoring/alerts.yml")),
        ("dashboard.json", shown.join("\n")),
        ("docs/operate/runbook.md", read("docs/operate/runbook.md")),
    ] {
        let used = figures(&text);
        assert!(!used.is_empty(), "{place} uses no figure");
        let unknown: Vec<_> = used.difference(&exported).collect();
        assert!(
            unknown.is_empty(),
            "{place} uses {unknown:?}, which no keeper exports"
        );
    }
}

#[test]
fn every_figure_is_explained() {
    let explained = figures(&read("docs/operate/keeper.md"));
    let exported = exported();
    let missing: Vec<_> = exported.difference(&explained).collect();
    assert!(
        missing.is_empty(),
        "docs/operate/keeper.md does not explain {missing:?}"
    );
    let unknown: Vec<_> = explained.difference(&exported).collect();
    assert!(
        unknown.is_empty(),
        "docs/operate/keeper.md explains {unknown:?}, which no keeper exports"
    );
}

#[test]
fn every_alert_is_tested_and_has_a_page_in_the_runbook() {
    let tests = read("monitoring/alerts_test.yml");
    let runbook = read("docs/operate/runbook.md");
    let rules = read("monitoring/alerts.yml");
    let alerts = alerts();
    assert!(alerts.len() > 10, "only {} alerts were found", alerts.len());
    let pages: Vec<String> = runbook
        .lines()
        .filter_map(|line| line.strip_prefix("## Floe"))
        .map(|rest| format!("Floe{rest}"))
        .collect();
    assert_eq!(
        pages, alerts,
        "one page for each alert, in the order of the rules"
    );
    for alert in &alerts {
        let fires = format!("alertname: {alert}\n        exp_alerts:\n          - exp_labels");
        assert!(tests.contains(&fires), "no test sees {alert} fire");
        let quiet = format!("alertname: {alert}\n        exp_alerts: []");
        assert!(tests.contains(&quiet), "no test sees {alert} silent");
        let link = format!("docs/operate/runbook.md#{}", alert.to_lowercase());
        assert!(rules.contains(&link), "{alert} does not name its page");
    }
}

#[test]
fn the_unit_file_runs_what_the_program_has() {
    let unit = read("monitoring/floe-keeper.service");
    assert!(unit.contains("/floe keeper run"), "{unit}");
}

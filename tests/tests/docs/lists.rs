//! Lists and limits that pages repeat from the code, and the index that leads to the pages.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use super::{code_spans, files, page, root};

/// Cells of the rows of all tables.
fn rows(text: &str) -> Vec<Vec<String>> {
    let rows = text
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    rows.map(|row| row.split(" | ").map(str::to_owned).collect())
        .collect()
}

/// The targets of all links of a text.
fn targets(text: &str) -> Vec<&str> {
    let after = text.split("](").skip(1);
    after.filter_map(|rest| rest.split([')', '#']).next()).collect()
}

/// The Rust files of contracts and packages.
fn production() -> Vec<String> {
    let folders = ["contracts", "packages"].into_iter();
    let paths = folders.flat_map(|folder| files(&root().join(folder), "rs"));
    paths.map(|path| fs::read_to_string(path).unwrap()).collect()
}

/// The one file of contracts and packages with a text.
fn code_with(text: &str) -> String {
    let found: Vec<String> = production()
        .into_iter()
        .filter(|code| code.contains(text))
        .collect();
    let [code] = found.as_slice() else {
        panic!("{} files have `{text}`, not one", found.len());
    };
    code.clone()
}

/// The number of a constant, the same wherever there is one of its name.
fn constant(name: &str) -> String {
    let start = format!("const {name}: ");
    let all = production().concat();
    let lines = all
        .split(&start)
        .skip(1)
        .map(|rest| rest.split(';').next().unwrap());
    let values: BTreeSet<_> = lines.map(|line| line.split_once("= ").unwrap().1).collect();
    assert_eq!(values.len(), 1, "{name} is {values:?}");
    values.first().unwrap().replace('_', ",")
}

#[test]
fn the_index_leads_to_every_page_and_each_reader_to_four_at_most() {
    let index = page("docs/README.md");
    let linked: BTreeSet<_> = targets(&index)
        .into_iter()
        .map(|target| root().join("docs").join(target))
        .collect();
    for path in files(&root().join("docs"), "md") {
        let is_record = path.parent().unwrap().ends_with("adr") && !path.ends_with("README.md");
        if !is_record && path != root().join("docs/README.md") {
            assert!(
                linked.contains(&path),
                "docs/README.md does not link to {}",
                path.display()
            );
        }
    }
    let readers: Vec<_> = rows(&index).into_iter().skip(1).collect();
    assert!(readers.len() > 4, "the readers are not where they were");
    for reader in readers {
        let pages = targets(&reader[1]).len();
        assert!((1..=4).contains(&pages), "{}: {pages} pages", reader[0]);
    }
}

/// Folders of the crates of the workspace, from its root.
fn crates() -> Vec<String> {
    let workspace: toml::Value = toml::from_str(&page("Cargo.toml")).unwrap();
    let mut found = Vec::new();
    for member in workspace["workspace"]["members"].as_array().unwrap() {
        let member = member.as_str().unwrap();
        let Some(folder) = member.strip_suffix("/*") else {
            found.push(member.to_owned());
            continue;
        };
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            let entry = entry.unwrap();
            if entry.path().join("Cargo.toml").exists() {
                found.push(format!("{folder}/{}", entry.file_name().to_string_lossy()));
            }
        }
    }
    assert!(found.len() > 10, "the crates are not where they were");
    found
}

#[test]
fn every_crate_is_on_the_map_of_the_readme() {
    let map: BTreeSet<String> = rows(&page("README.md"))
        .into_iter()
        .map(|row| row[0].replace('`', ""))
        .collect();
    for folder in crates() {
        let parent = folder.rsplit_once('/').map_or("", |(parent, _)| parent);
        assert!(
            map.contains(&folder) || (parent == "tests/contracts" && map.contains(parent)),
            "{folder} has no row in the map of README.md"
        );
    }
}

#[test]
fn every_contract_and_package_says_what_it_may_and_must_never_do_and_where_to_start() {
    for folder in crates() {
        if !folder.starts_with("contracts/") && !folder.starts_with("packages/") {
            continue;
        }
        let readme = page(&format!("{folder}/README.md"));
        let name = folder.rsplit('/').next().unwrap();
        let heading = readme.lines().next().unwrap();
        assert!(heading.ends_with(name), "{folder}/README.md is headed {heading}");
        for part in ["**It may**", "**It must never**", "**Start reading**"] {
            assert!(readme.contains(part), "{folder}/README.md does not say: {part}");
        }
    }
}

#[test]
fn the_limits_are_those_of_the_code() {
    let limits = [
        ("unsettled batches", constant("MAX_UNSETTLED")),
        ("batches in one claim", constant("CLAIM_PAGE")),
        ("validators in the registry", constant("MAX_VALIDATORS")),
        (
            "open validators; those of them on their way out",
            ["MAX_OPEN", "MAX_OPEN_LEAVING"].map(constant).join("; "),
        ),
        ("points of history", constant("POINTS_KEPT")),
        (
            "staking messages a page",
            format!("`max_msgs`, at most {}", constant("MAX_PAGE")),
        ),
        ("harvests a page", constant("MAX_PAGE")),
        (
            "fee receivers; rate denoms; validators to `skip`",
            ["MAX_FEE_RECEIVERS", "MAX_RATE_DENOMS", "MAX_SKIP"]
                .map(constant)
                .join("; "),
        ),
        (
            "messages of a proposal; open ones of a proposer",
            ["MOST_MESSAGES", "MOST_OPEN"].map(constant).join("; "),
        ),
        (
            "proposers and cancellers, each; title and link of a proposal, in bytes",
            ["MOST_MEMBERS", "MAX_TITLE", "MAX_LINK"].map(constant).join("; "),
        ),
    ];
    let documented = rows(&page("docs/integrate/storage.md"));
    for (name, value) in limits {
        let row = documented.iter().find(|row| row[0] == name);
        let row = row.unwrap_or_else(|| panic!("{name} has no row"));
        let is = row[1] == value || row[1].starts_with(&format!("{value},"));
        assert!(is, "{name}: the page says {}, the code {value}", row[1]);
    }
}

#[test]
fn the_gas_limits_of_staking_messages_are_those_of_the_code() {
    let code = code_with("fn gas_limit(intent: &Intent)");
    let arms: Vec<&str> = code.lines().filter(|line| line.contains("=> Some(")).collect();
    let documented = rows(&page("docs/concepts/crank.md"));
    for (name, intent) in [
        ("delegate", "Intent::Delegate "),
        ("undelegate", "Intent::Undelegate "),
        ("redelegate", "Intent::Redelegate "),
        ("withdraw rewards", "Intent::Harvest "),
    ] {
        let arm = arms.iter().find(|arm| arm.contains(intent)).unwrap();
        let limit = arm.split_once("Some(").unwrap().1.split(')').next().unwrap();
        let row = documented.iter().find(|row| row[0] == name);
        let row = row.unwrap_or_else(|| panic!("{name} has no row"));
        assert_eq!(row[1], limit.replace('_', ","), "{name}");
    }
}

#[test]
fn the_table_of_exit_codes_has_those_of_the_program() {
    let code = code_with("pub enum ExitCode {");
    let body = code.split_once("fn code(self)").unwrap().1;
    let body = body.split_once("\n    }\n").unwrap().0;
    let numbers = body
        .lines()
        .filter_map(|line| line.split_once("=> ")?.1.strip_suffix(','));
    let codes: Vec<String> = numbers.map(str::to_owned).collect();
    assert!(codes.len() > 5, "the exit codes are not where they were");
    let table = rows(&page("docs/operate/commands.md"))
        .into_iter()
        .map(|row| row[0].clone());
    let documented: Vec<String> = table.filter(|cell| cell.parse::<u8>().is_ok()).collect();
    assert_eq!(documented, codes);
}

/// The messages or queries of a contract, by its schema.
fn variants(contract: &str, kind: &str) -> Vec<String> {
    let schema: Value = serde_json::from_str(&page(&format!("schema/{contract}.json"))).unwrap();
    let variants = schema[kind]["oneOf"].as_array().unwrap();
    variants
        .iter()
        .flat_map(|variant| match variant["enum"].as_array() {
            Some(names) => names
                .iter()
                .map(|name| name.as_str().unwrap().to_owned())
                .collect(),
            None => variant["required"].as_array().unwrap()[..1]
                .iter()
                .map(|name| name.as_str().unwrap().to_owned())
                .collect::<Vec<_>>(),
        })
        .collect()
}

#[test]
fn every_message_and_query_is_on_the_pages_for_integrators() {
    let pages = page("docs/integrate/messages.md") + &page("docs/integrate/rate.md");
    let spans: BTreeSet<String> = code_spans(&pages).into_iter().collect();
    for contract in [
        "hub",
        "validator-registry",
        "reward-collector",
        "backstop",
        "bonds",
        "timelock",
    ] {
        for kind in ["execute", "query"] {
            let variants = variants(contract, kind);
            assert!(variants.len() > 2, "{contract} has no {kind}");
            for name in variants {
                let shown = pages.contains(&format!("{{\"{name}\":")) || spans.contains(&name);
                assert!(
                    shown,
                    "the pages for integrators do not show {name} of {contract}"
                );
            }
        }
    }
}

#[test]
fn every_status_of_the_hub_is_documented() {
    let schema: Value = serde_json::from_str(&page("schema/hub.json")).unwrap();
    let kinds = &schema["responses"]["state"]["definitions"]["Status"]["oneOf"];
    let kinds = kinds
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|kind| kind["enum"].as_array().unwrap());
    let states: BTreeSet<String> = kinds.map(|name| name.as_str().unwrap().to_owned()).collect();
    let messages = page("docs/integrate/messages.md");
    let sentence = messages.split_once("`status` is the gravest of ").unwrap().1;
    let sentence = sentence.split_once('.').unwrap().0;
    let documented: BTreeSet<String> = code_spans(sentence).into_iter().collect();
    assert_eq!(documented, states);
}

//! What the documentation says about the code is checked against the code.

mod lists;
mod records;
mod scenario;

use floe_api::registry::RegistryParam;
use floe_api::{backstop, bonds, gauge, stake, timelock};
use floe_tests::prelude::*;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Files below a folder with an extension, what is built or installed left out.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if !["target", "node_modules", "dist"].contains(&&*name) && !name.starts_with('.') {
                    folders.push(path);
                }
            } else if name.ends_with(&format!(".{extension}")) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Every page of the documentation by its path.
fn pages() -> BTreeMap<PathBuf, String> {
    let pages: BTreeMap<_, _> = files(&root(), "md")
        .into_iter()
        .map(|path| (path.clone(), fs::read_to_string(path).unwrap()))
        .collect();
    assert!(pages.len() > 5, "the documentation is not where it was");
    pages
}

fn page(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// All Rust code of the repository, these tests included.
fn sources() -> String {
    files(&root(), "rs")
        .into_iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect()
}

/// Contents of the fenced blocks of a page by their whole info string.
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in text.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => open = Some((info.to_owned(), String::new())),
            (Some(_), Some(_)) => found.extend(open.take()),
            (Some((_, body)), None) => {
                body.push_str(line);
                body.push('\n');
            }
            (None, None) => {}
        }
    }
    assert_eq!(open, None, "a block is not closed");
    found
}

/// A page without its fenced blocks.
fn prose(text: &str) -> String {
    let mut inside = false;
    text.lines()
        .filter(|line| {
            let fence = line.starts_with("```");
            inside ^= fence;
            !inside && !fence
        })
        .fold(String::new(), |all, line| all + line + "\n")
}

/// What stands between single backticks.
fn code_spans(text: &str) -> Vec<String> {
    prose(text)
        .split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// Anchors of a page's headings, as hosts of repositories make them.
fn anchors(text: &str) -> BTreeSet<String> {
    prose(text)
        .lines()
        .filter(|line| line.starts_with('#'))
        .map(|line| {
            line.trim_start_matches('#')
                .trim()
                .to_lowercase()
                .chars()
                .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
                .map(|c| if c == ' ' { '-' } else { c })
                .collect()
        })
        .collect()
}

fn is_name(span: &str) -> bool {
    span.chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

#[test]
fn every_test_that_the_documentation_cites_exists() {
    let sources = sources();
    let mut cited = 0;
    for (path, text) in pages() {
        let long_names = code_spans(&text).into_iter().filter(|span| {
            // Shorter names are parameters, messages and fields.
            is_name(span) && span.matches('_').count() >= 5
        });
        for name in long_names {
            cited += 1;
            let known = sources.contains(&format!("fn {name}("));
            assert!(known, "{} cites {name}, which does not exist", path.display());
        }
    }
    assert!(cited > 10, "only {cited} citations were found");
}

/// Attributes and comments right above each function of a name.
fn above(sources: &str, name: &str) -> Vec<String> {
    let start = format!("fn {name}(");
    let head = |at: usize| {
        let before = &sources[..at];
        let lines = before.rsplit_once('\n').unwrap().0.lines().rev();
        let head = lines.take_while(|line| !matches!(line.trim(), "" | "}"));
        head.collect::<Vec<_>>().join("\n")
    };
    sources.match_indices(&start).map(|(at, _)| head(at)).collect()
}

/// Each test that a page of promises cites exists, is a test and is not ignored, and each row of its tables with a column
/// of tests cites one. Returns how many are cited.
fn check_promises(path: &str) -> usize {
    let (sources, model) = (sources(), page(path));
    // Names as long as a sentence are tests; messages and parameters have fewer words.
    let names = |text: &str| -> BTreeSet<String> {
        let spans = code_spans(text).into_iter();
        spans
            .filter(|span| is_name(span) && span.matches('_').count() >= 4)
            .collect()
    };
    let cited = names(&model);
    for name in &cited {
        let above = above(&sources, name);
        assert!(!above.is_empty(), "{path} cites {name}, which does not exist");
        let is_test = |above: &String| above.contains("#[test]") || above.contains("#[rstest]");
        assert!(above.iter().any(is_test), "{path} cites {name}, which is no test");
        let ignored = above.iter().any(|above| above.contains("#[ignore"));
        assert!(!ignored, "{path} cites {name}, which is ignored");
    }
    let mut tested = false;
    for line in model.lines() {
        // Every row of a table with a column of tests has one.
        tested &= line.starts_with('|');
        if tested && !line.starts_with("|---") {
            assert!(!names(line).is_empty(), "{path}: no test proves: {line}");
        }
        tested |= line.ends_with("| test |");
    }
    cited.len()
}

#[test]
fn every_test_of_the_security_model_exists_and_is_not_ignored() {
    let cited = check_promises("docs/govern/security-model.md");
    assert!(cited > 70, "only {cited} tests are cited");
}

#[test]
fn every_test_of_what_nodes_can_do_exists_and_is_not_ignored() {
    let cited = check_promises("docs/operate/nodes.md");
    assert!(cited > 40, "only {cited} tests are cited");
}

#[test]
fn every_function_of_the_core_that_the_documentation_names_exists() {
    let source = root().join("packages/floe-core/src");
    let mut named = 0;
    for (path, text) in pages() {
        for span in code_spans(&text) {
            let Some(rest) = span.strip_prefix("floe_core::") else {
                continue;
            };
            if rest.starts_with("module::") {
                continue;
            }
            // A method is found in the file of its type.
            let is_type = |part: &&str| part.starts_with(|c: char| c.is_ascii_uppercase());
            let path_of: Vec<&str> = rest.split("::").filter(|part| !is_type(part)).collect();
            let rest = path_of.join("::");
            let Some((module, function)) = rest.rsplit_once("::") else {
                panic!("{} names {span}: say the module and the function", path.display());
            };
            let file = source.join(module.replace("::", "/") + ".rs");
            let code = fs::read_to_string(&file).unwrap_or_default();
            let known = code.contains(&format!("fn {function}("));
            assert!(known, "{} names {span}, which does not exist", path.display());
            named += 1;
        }
    }
    assert!(named > 25, "only {named} functions were found");
}

#[test]
fn every_relative_link_resolves() {
    for (path, text) in pages() {
        for target in prose(&text)
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            if target.starts_with("http://") || target.starts_with("https://") {
                continue;
            }
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            let linked = if file.is_empty() {
                path.clone()
            } else {
                path.parent().unwrap().join(file)
            };
            assert!(
                linked.exists(),
                "{} links to {target}, which does not exist",
                path.display()
            );
            if !anchor.is_empty() {
                let known = anchors(&fs::read_to_string(&linked).unwrap()).contains(anchor);
                assert!(
                    known,
                    "{} links to {target}, which has no such heading",
                    path.display()
                );
            }
        }
    }
}

/// Whether a file that is not in the repository is made by one of its scripts: it lies where git looks away, and a script
/// names it.
fn is_built(path: &str) -> bool {
    let ignored = page(".gitignore");
    let mut folders = ignored.lines().filter_map(|line| line.strip_prefix('/'));
    let name = path.rsplit('/').next().unwrap();
    let is_named = |file: &PathBuf| fs::read_to_string(file).unwrap().contains(name);
    folders.any(|folder| path.starts_with(&format!("{folder}/"))) && files(&root(), "sh").iter().any(is_named)
}

#[test]
fn every_path_and_make_target_that_the_documentation_names_exists() {
    let folders = [
        "contracts/",
        "docs/",
        "examples/",
        "localnet/",
        "monitoring/",
        "packages/",
        "schema/",
        "scripts/",
        "tests/",
    ];
    let makefile = page("Makefile");
    for (path, text) in pages() {
        for span in code_spans(&text) {
            if folders.iter().any(|folder| span.starts_with(folder)) && !span.contains([' ', '*', '<']) {
                // Not whether it exists on this machine: a clone in which nothing was built must pass too.
                let known = is_built(&span) || root().join(&span).exists();
                assert!(known, "{} names {span}, which does not exist", path.display());
            }
        }
        let spans = code_spans(&text).into_iter();
        let shell = blocks(&text)
            .into_iter()
            .filter(|(info, _)| info == "sh")
            .map(|(_, body)| body);
        let commands: Vec<String> = spans.chain(shell).collect();
        for line in commands.iter().flat_map(|command| command.lines()) {
            let Some(call) = line.strip_prefix("make ") else {
                continue;
            };
            let target = call.split_whitespace().next().unwrap();
            let known = makefile.contains(&format!("\n{target}:"));
            assert!(
                known,
                "{} calls make {target}, which does not exist",
                path.display()
            );
            for file in call
                .split_whitespace()
                .filter_map(|word| word.strip_prefix("FILE="))
            {
                assert!(
                    root().join(file).exists(),
                    "{} names {file}, which does not exist",
                    path.display()
                );
            }
        }
    }
}

/// Every line, or the whole block if it is one value, reads as the type.
fn reads<T: DeserializeOwned>(body: &str) -> Result<usize, String> {
    let read = |text: &str| {
        cosmwasm_std::from_json::<T>(text.as_bytes())
            .map(|_| ())
            .map_err(|error| format!("{text}: {error}"))
    };
    if serde_json::from_str::<Value>(body).is_ok() {
        return read(body.trim()).map(|()| 1);
    }
    body.lines()
        .map(read)
        .collect::<Result<Vec<_>, _>>()
        .map(|lines| lines.len())
}

#[test]
fn every_message_and_answer_in_the_documentation_reads_as_its_type() {
    let mut examples = 0;
    for (path, text) in pages() {
        for (info, body) in blocks(&text) {
            let Some(kind) = info.strip_prefix("json") else {
                continue;
            };
            let read = match kind.trim() {
                "hub-instantiate" => reads::<hub::InstantiateMsg>(&body),
                "hub-execute" => reads::<hub::ExecuteMsg>(&body),
                "hub-hook" => reads::<hub::Cw20HookMsg>(&body),
                "hub-query" => reads::<hub::QueryMsg>(&body),
                "registry-execute" => reads::<registry::ExecuteMsg>(&body),
                "registry-query" => reads::<registry::QueryMsg>(&body),
                "collector-execute" => reads::<collector::ExecuteMsg>(&body),
                "collector-query" => reads::<collector::QueryMsg>(&body),
                "backstop-instantiate" => reads::<backstop::InstantiateMsg>(&body),
                "backstop-execute" => reads::<backstop::ExecuteMsg>(&body),
                "backstop-hook" => reads::<backstop::BackstopHookMsg>(&body),
                "backstop-query" => reads::<backstop::QueryMsg>(&body),
                "bonds-instantiate" => reads::<bonds::InstantiateMsg>(&body),
                "bonds-execute" => reads::<bonds::ExecuteMsg>(&body),
                "bonds-hook" => reads::<bonds::BondsHookMsg>(&body),
                "bonds-query" => reads::<bonds::QueryMsg>(&body),
                "timelock-instantiate" => reads::<timelock::InstantiateMsg>(&body),
                "timelock-execute" => reads::<timelock::ExecuteMsg>(&body),
                "timelock-hook" => reads::<timelock::TimelockHookMsg>(&body),
                "timelock-query" => reads::<timelock::QueryMsg>(&body),
                "stake-instantiate" => reads::<stake::InstantiateMsg>(&body),
                "stake-execute" => reads::<stake::ExecuteMsg>(&body),
                "stake-hook" => reads::<stake::StakeHookMsg>(&body),
                "stake-query" => reads::<stake::QueryMsg>(&body),
                "gauge-instantiate" => reads::<gauge::InstantiateMsg>(&body),
                "gauge-execute" => reads::<gauge::ExecuteMsg>(&body),
                "gauge-query" => reads::<gauge::QueryMsg>(&body),
                "answer-redemption-rate" => reads::<hub::RedemptionRateResponse>(&body),
                "answer-price" => reads::<hub::PriceResponse>(&body),
                "answer-exchange-rates" => reads::<hub::ExchangeRatesResponse>(&body),
                "answer-state" => reads::<hub::StateResponse>(&body),
                "answer-batch" => reads::<hub::BatchResponse>(&body),
                "" | "replay" => reads::<Value>(&body),
                other => Err(format!("{other} is not a kind of example")),
            };
            examples += read.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        }
    }
    assert!(examples > 60, "only {examples} examples were found");
}

#[test]
fn the_tables_of_parameters_have_the_rows_of_the_code() {
    let parameters = page("docs/govern/parameters.md");
    let hub = Param::ALL.map(Param::about);
    let registry = RegistryParam::ALL.map(RegistryParam::about);
    for about in hub.iter().chain(&registry) {
        let row = floe_api::params::row(about);
        assert!(
            parameters.lines().any(|line| line == row),
            "docs/govern/parameters.md lacks\n{row}"
        );
    }
}

/// What stands in quotes after each occurrence of `before`.
fn quoted_after<'a>(code: &'a str, before: &'a str) -> impl Iterator<Item = &'a str> {
    code.split(before)
        .skip(1)
        .filter_map(|rest| rest.strip_prefix('"'))
        .filter_map(|rest| rest.split('"').next())
}

#[test]
fn every_storage_key_is_documented() {
    let storage = page("docs/integrate/storage.md");
    for contract in [
        "hub",
        "validator-registry",
        "reward-collector",
        "backstop",
        "bonds",
        "timelock",
        "stake",
        "gauge",
    ] {
        let state = page(&format!("contracts/{contract}/src/state.rs"));
        let keys: Vec<_> = quoted_after(&state, "Item::new(")
            .chain(quoted_after(&state, "Map::new("))
            .collect();
        assert!(!keys.is_empty());
        for key in keys {
            assert!(
                storage.contains(&format!("`{key}`")),
                "{contract} stores {key}, which is not documented"
            );
        }
    }
    for key in [floe_api::rate::FLOW_KEY, floe_api::rate::STOCK_KEY] {
        assert!(
            storage.contains(&format!("| `{key}` |")),
            "{key} is not documented"
        );
    }
}

#[test]
fn every_event_is_documented_and_every_documented_event_exists() {
    let page_of_events = page("docs/integrate/events.md");
    let described = floe_api::events::description();
    let events = described["events"].as_array().unwrap().iter();
    let emitted: BTreeSet<_> = events.map(|event| event["name"].as_str().unwrap()).collect();
    let spans = code_spans(&page_of_events);
    let documented: BTreeSet<_> = spans
        .iter()
        .filter_map(|span| span.strip_prefix("floe/"))
        .collect();
    assert_eq!(documented, emitted);
}

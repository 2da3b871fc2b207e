//! What refusals say. The Wasm is built so that `{:?}` prints nothing, in the contracts and in what they depend on, so a
//! text that tests read and chains say must not come from there.

use floe_tests::prelude::*;
use floe_tests::world::*;

/// What ends up in the Wasm.
const SHIPPED: [&str; 10] = [
    "contracts/hub",
    "contracts/reward-collector",
    "contracts/backstop",
    "contracts/bonds",
    "contracts/timelock",
    "contracts/validator-registry",
    "packages/floe-core",
    "packages/floe-api",
    "packages/floe-contract",
    "packages/packed-store",
];

/// The Rust files of a crate, without what only its tests use.
fn shipped(krate: &Path) -> Vec<(PathBuf, String)> {
    let source = krate.join("src");
    let mut found = Vec::new();
    let mut folders = vec![source.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    let tests: Vec<PathBuf> = found
        .iter()
        .flat_map(|(path, text)| test_modules(path, text))
        .collect();
    found.retain(|(path, _)| !tests.iter().any(|module| path.starts_with(module)));
    found.retain(|(path, _)| !path.starts_with(source.join("bin")));
    let without_tests = |(path, text): (PathBuf, String)| {
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap().to_owned();
        (path, code)
    };
    found.into_iter().map(without_tests).collect()
}

/// Files and folders of the modules that a file declares for tests.
fn test_modules(path: &Path, text: &str) -> Vec<PathBuf> {
    let name = path.file_stem().unwrap();
    let folder = match name.to_str().unwrap() {
        "lib" | "mod" => path.parent().unwrap().to_owned(),
        _ => path.with_extension(""),
    };
    let declared = text.split("#[cfg(test)]\n").skip(1);
    let names = declared.filter_map(|rest| {
        let line = rest.lines().next()?.trim_start_matches("pub ");
        line.strip_prefix("mod ")?.strip_suffix(';').map(str::to_owned)
    });
    names
        .flat_map(|name| [folder.join(format!("{name}.rs")), folder.join(name)])
        .collect()
}

/// Places in which something is written with `Debug`: `{:?}`, `{name:?}`, `{0:#?}`, `{:02x?}`, and calls of it.
fn debug_prints(code: &str) -> Vec<&str> {
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let prints = |line: &&str| {
        let holes = line.split('{').skip(1).filter_map(|rest| rest.split('}').next());
        let in_hole = holes
            .filter_map(|hole| hole.split_once(':'))
            .any(|(_, format)| format.ends_with('?'));
        in_hole
            || ["Debug::fmt(", "debug_struct(", "debug_tuple(", "dbg!("]
                .iter()
                .any(|call| line.contains(call))
    };
    lines.filter(prints).collect()
}

#[rstest]
#[case(r#"write!(f, "{:?}", self.0)"#, true)]
#[case(r#"#[error("{domain:?} is paused")]"#, true)]
#[case(r#"format!("{0:#?}", x)"#, true)]
#[case(r#"format!("{key:02X?}")"#, true)]
#[case("fmt::Debug::fmt(self, f)", true)]
#[case(r#"format!("{domain} is paused; is it {name:>8}?")"#, false)]
#[case("#[derive(Debug)] struct X { of: Option<u8> }", false)]
#[case(r#"// "{:?}" prints nothing"#, false)]
fn what_prints_nothing_in_the_wasm_is_found(#[case] code: &str, #[case] found: bool) {
    assert_eq!(!debug_prints(code).is_empty(), found, "{code}");
}

#[test]
fn nothing_that_ships_is_written_with_debug() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut files = 0;
    for krate in SHIPPED {
        for (path, code) in shipped(&root.join(krate)) {
            let prints = debug_prints(&code);
            assert!(prints.is_empty(), "{}: {prints:#?}", path.display());
            files += 1;
        }
    }
    assert!(files > 60, "only {files} files were read");
}

/// In a protocol whose deposits the owner has paused and whose instant exits the guardian has.
fn paused() -> Suite {
    let mut s = lived_in();
    let hub = s.hub.clone();
    for (by, domain) in [("gov", "deposits"), ("guard", "instant_unbond")] {
        send(&mut s, by, &hub, &json!({"pause": {"domains": [domain]}}), &[]).unwrap();
    }
    s
}

#[rstest]
#[case("alice", json!({"bond": {}}), "deposits is paused until the owner lifts it; try again then")]
#[case("gov", json!({"unpause": {"domains": ["delegations"]}}), "delegations is not paused")]
#[case(
    "alice",
    json!({"transfer": {"recipient": "@bob", "amount": "999999999999999999"}}),
    "Overflow: Cannot Sub with given operands"
)]
#[case(
    "bob",
    json!({"send_from": {"owner": "@alice", "contract": "@hub", "amount": "9999999", "msg": ""}}),
    "Overflow: Cannot Sub with given operands"
)]
#[case(
    "bob",
    json!({"transfer_from": {"owner": "@alice", "recipient": "@carol", "amount": "9999999"}}),
    "Overflow: Cannot Sub with given operands"
)]
fn refusals_are_in_words(#[case] by: &str, #[case] msg: Value, #[case] expected: &str) {
    let mut s = paused();
    let mut text = msg.to_string();
    for name in ["alice", "bob", "carol", "hub"] {
        text = text.replace(&format!("@{name}"), s.addr(name).as_str());
    }
    let funds = if text.contains("bond\"") {
        stake(1_000_000)
    } else {
        vec![]
    };
    let hub = s.hub.clone();
    let failure = refused(&mut s, by, &hub, &serde_json::from_str(&text).unwrap(), &funds);
    assert_eq!(failure.text, expected);
}

#[test]
fn a_guardians_pause_ends_at_a_time_that_is_told() {
    let mut s = paused();
    let until = s.now() + 7 * 86_400;
    let told = s.try_instant("alice", 10_000).unwrap_err().text;
    assert_eq!(
        told,
        format!("instant_unbond is paused until {until} (unix seconds); try again then")
    );
}

#[test]
fn a_claim_that_comes_too_early_is_told_when_it_may_come() {
    let mut s = Suite::new(setup());
    s.bond("alice", 30_000_000);
    s.queue("alice", 10_000_000);
    let pending = ask_hub(&s, json!({"pending_batch": {}}));
    let close = pending["est_unbond_start_time"].as_u64().unwrap();
    let told = s.try_claim("alice").unwrap_err().text;
    let estimate = close + 1_814_400;
    assert_eq!(
        told,
        format!("nothing can be claimed yet; the next of the requests is estimated to be ready at {estimate} (unix seconds)")
    );
}

#[test]
fn questions_are_refused_in_words() {
    let s = lived_in();
    let ask = |msg: Value| {
        let text = unanswered(&s, &s.hub, &msg);
        let frame = "Generic error: Querier contract error: ";
        text.strip_prefix(frame).unwrap_or(&text).to_owned()
    };
    assert_eq!(
        ask(json!({"redemption_rate": {"denom": "cw20:elsewhere"}})),
        "`cw20:elsewhere` is not a denom of this rate; ask for cw20:<hub>, the hub's address or one of the listed ones"
    );
    // As cw20-base says it, key and all.
    assert_eq!(
        ask(json!({"download_logo": {}})),
        "type: cw20::logo::Logo; key: [6C, 6F, 67, 6F] not found"
    );
}

#[test]
fn an_allowance_that_is_not_there_is_named_with_its_key() {
    let mut s = lived_in();
    let (hub, carol) = (s.hub.clone(), s.addr("carol"));
    let msg = json!({"decrease_allowance": {"spender": carol, "amount": "1"}});
    let told = refused(&mut s, "alice", &hub, &msg, &[]).text;
    let key = [
        b"\0\x09allowance".as_slice(),
        &[0, u8::try_from(s.addr("alice").as_str().len()).unwrap()],
    ]
    .concat();
    let key = [key, s.addr("alice").as_bytes().into(), carol.as_bytes().into()].concat();
    let bytes: Vec<String> = key.iter().map(|byte| format!("{byte:02X}")).collect();
    assert_eq!(
        told,
        format!(
            "type: cw20::query::AllowanceResponse; key: [{}] not found",
            bytes.join(", ")
        )
    );
}

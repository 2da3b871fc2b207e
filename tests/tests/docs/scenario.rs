//! The page of the simulator has every field of a scenario, as the code describes it.

use std::collections::BTreeMap;

use super::page;

const SOURCE: &str = "packages/floe-sim/src/simulate/scenario/mod.rs";

/// A field of a section.
struct Field {
    name: String,
    kind: String,
    meaning: String,
    attributes: String,
}

/// The fields of all structs of the file.
fn structs(code: &str) -> BTreeMap<String, Vec<Field>> {
    let mut found = BTreeMap::new();
    for part in code.split("struct ").skip(1) {
        let (name, body) = part.split_once(" {\n").unwrap();
        let body = body.split_once("\n}\n").unwrap().0;
        let (mut meaning, mut attributes, mut fields) = (Vec::new(), String::new(), Vec::new());
        for line in body.lines().map(str::trim) {
            if let Some(text) = line.strip_prefix("/// ") {
                meaning.push(text);
            } else if line.starts_with("#[") {
                attributes.push_str(line);
            } else if let Some(field) = line.strip_prefix("pub ") {
                let (name, kind) = field.trim_end_matches(',').split_once(": ").unwrap();
                fields.push(Field {
                    name: name.to_owned(),
                    kind: kind.to_owned(),
                    meaning: meaning.join(" "),
                    attributes: attributes.clone(),
                });
                (meaning, attributes) = (Vec::new(), String::new());
            }
        }
        found.insert(name.to_owned(), fields);
    }
    found
}

/// What a field is where it is left out: as its section's `Default` or its own function says.
fn left_out(code: &str, section: &str, field: &Field) -> String {
    let whole = code.split_once(&format!("impl Default for {section} {{"));
    let whole = whole.map(|(_, rest)| rest.split_once("\n}\n").unwrap().0);
    let own = whole.and_then(|body| body.split_once(&format!("{}: ", field.name)));
    let of_function = field.attributes.split_once("default = \"").map(|(_, rest)| {
        let name = rest.split('"').next().unwrap();
        code.split_once(&format!("fn {name}() -> u64 {{\n"))
            .unwrap()
            .1
            .trim_start()
    });
    let value = own.map(|(_, rest)| rest).or(of_function);
    if let Some(value) = value {
        let value = value.split([',', '\n', '}']).next().unwrap().trim();
        return value.trim_end_matches(".0").replace('_', ",");
    }
    let derives = |line: &str| line.contains("derive(") && line.contains("Default");
    let above = code.split_once(&format!("struct {section} {{")).unwrap().0;
    let above = above.rsplit("\n\n").next().unwrap();
    if above.lines().any(derives) && above.contains("serde(default") {
        return "0".to_owned();
    }
    if !field.attributes.contains("default") {
        return "–".to_owned();
    }
    match field.kind.as_str() {
        "u64" => "0".to_owned(),
        "bool" => "false".to_owned(),
        "Weights" => "equal".to_owned(),
        _ => "the defaults".to_owned(),
    }
}

/// Rows of a section and of those in it.
fn rows(code: &str, all: &BTreeMap<String, Vec<Field>>, section: &str, prefix: &str) -> Vec<String> {
    let fields = all[section].iter();
    fields
        .flat_map(|field| {
            let kind = field.kind.trim_end_matches('>');
            let kind = kind.rsplit('<').next().unwrap();
            let path = format!("{prefix}{}", field.name);
            if all.contains_key(kind) {
                let list = if field.kind.starts_with("Vec") { "[]" } else { "" };
                return rows(code, all, kind, &format!("{path}{list}."));
            }
            let value = left_out(code, section, field);
            vec![format!("| `{path}` | {value} | {} |", field.meaning)]
        })
        .collect()
}

#[test]
fn every_field_of_a_scenario_is_on_the_page_with_its_limits_and_what_it_is_when_left_out() {
    let code = page(SOURCE);
    let expected = rows(&code, &structs(&code), "Scenario", "");
    assert!(expected.len() > 40, "the fields are not where they were");
    let text = page("docs/govern/simulate.md");
    let table = text
        .split_once("| field | left out | meaning |\n|---|---|---|\n")
        .unwrap()
        .1;
    let documented: Vec<&str> = table.lines().take_while(|line| line.starts_with('|')).collect();
    assert_eq!(documented, expected);
}

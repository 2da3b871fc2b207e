//! The schemas as other people's generators read them.

use floe_tests::prelude::*;

/// Every contract's file by its name.
fn schemas() -> BTreeMap<String, Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let read = |path: std::path::PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (
            name,
            serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap(),
        )
    };
    // Folders have what describes other interfaces.
    let files = files.filter(|path| path.is_file());
    let contracts = files.filter(|path| !path.ends_with("events.json") && !path.ends_with("hooks.json"));
    contracts.map(read).collect()
}

/// Hands over every schema inside a schema with the way to it. What says whether more fields may come is none.
fn visit(schema: &Value, way: &str, see: &mut dyn FnMut(&str, &Value)) {
    see(way, schema);
    for (key, inner) in schema.as_object().into_iter().flatten() {
        let way = format!("{way}/{key}");
        match key.as_str() {
            "properties" | "definitions" | "patternProperties" => {
                for (name, inner) in inner.as_object().unwrap() {
                    visit(inner, &format!("{way}/{name}"), see);
                }
            }
            "oneOf" | "anyOf" | "allOf" => {
                for inner in inner.as_array().unwrap() {
                    visit(inner, &way, see);
                }
            }
            "items" => match inner.as_array() {
                Some(tuple) => tuple.iter().for_each(|inner| visit(inner, &way, see)),
                None => visit(inner, &way, see),
            },
            "not" | "additionalItems" | "contains" => visit(inner, &way, see),
            "additionalProperties" if !inner.is_boolean() => visit(inner, &way, see),
            _ => {}
        }
    }
}

/// Schemas of messages, of a migration and of answers.
fn roots(file: &Value) -> Vec<(String, &Value)> {
    let messages = ["instantiate", "execute", "query", "migrate"];
    let mut roots: Vec<(String, &Value)> = messages
        .iter()
        .filter(|name| !file[**name].is_null())
        .map(|name| ((*name).to_owned(), &file[*name]))
        .collect();
    let answers = file["responses"].as_object().unwrap();
    roots.extend(
        answers
            .iter()
            .map(|(name, schema)| (format!("responses/{name}"), schema)),
    );
    roots
}

#[test]
fn no_schema_is_a_mere_true_or_false() {
    let (mut seen, mut found) = (0, Vec::new());
    for (name, file) in schemas() {
        for (root, schema) in roots(&file) {
            visit(schema, &format!("{name}/{root}"), &mut |way, schema| {
                seen += 1;
                if !schema.is_object() {
                    found.push(way.to_owned());
                }
            });
        }
    }
    assert!(seen > 500, "only {seen} schemas");
    assert_eq!(found, [""; 0], "generators cannot read these");
}

/// The field of a message to the hub.
fn field<'a>(hub: &'a Value, entry: &str, message: &str, field: &str) -> &'a Value {
    let variants = hub[entry]["oneOf"].as_array().unwrap();
    let mut bodies = variants.iter().map(|variant| &variant["properties"][message]);
    let body = bodies.find(|body| !body.is_null()).unwrap();
    let body = match body["$ref"].as_str() {
        Some(name) => &hub[entry]["definitions"][name.trim_start_matches("#/definitions/")],
        None => body,
    };
    &body["properties"][field]
}

#[test]
fn what_must_be_null_is_null_in_the_schema() {
    let hub = schemas().remove("hub.json").unwrap();
    for (entry, message, name) in [
        ("execute", "bond", "exec_msg"),
        ("query", "redemption_rate", "params"),
        ("query", "historical_redemption_rates", "params"),
    ] {
        assert_eq!(
            field(&hub, entry, message, name)["type"],
            json!("null"),
            "{message}.{name}"
        );
    }
}

#[test]
fn where_null_takes_something_away_the_schema_lets_it_be_said() {
    let hub = schemas().remove("hub.json").unwrap();
    for (message, name) in [
        ("update_roles", "guardian"),
        ("update_roles", "governor"),
        ("update_params", "bond_cap"),
    ] {
        let schema = field(&hub, "execute", message, name);
        let null = json!("null");
        let of_type = schema["type"]
            .as_array()
            .is_some_and(|types| types.contains(&null));
        let options = schema["anyOf"].as_array().into_iter().flatten();
        let of_option = options.into_iter().any(|option| option["type"] == null);
        assert!(of_type || of_option, "{message}.{name}: {schema}");
        let says = schema["description"].as_str().unwrap_or_default();
        assert!(
            says.contains("null"),
            "{message}.{name} does not say what null does: {schema}"
        );
    }
}

/// What is answered has all its fields, those without a value as null: then a client's type of a field is a value or null, and
/// not also nothing.
#[test]
fn every_field_of_an_answer_is_said_to_be_there() {
    let (mut seen, mut found) = (0, Vec::new());
    for (name, file) in schemas() {
        for (query, schema) in file["responses"].as_object().unwrap() {
            visit(schema, &format!("{name}/{query}"), &mut |way, schema| {
                let Some(fields) = schema["properties"].as_object() else {
                    return;
                };
                let required = schema["required"].as_array().into_iter().flatten();
                let required: Vec<&str> = required.map(|name| name.as_str().unwrap()).collect();
                let missing = fields.keys().filter(|field| !required.contains(&field.as_str()));
                found.extend(missing.map(|field| format!("{way}/{field}")));
                seen += fields.len();
            });
        }
    }
    assert!(seen > 200, "only {seen} fields");
    assert_eq!(found, [""; 0], "may be absent by the schema");
}

/// A generator makes a type of an answer's title, and one called `String` hides the language's own.
#[test]
fn no_answer_is_called_as_the_language_calls_a_text() {
    for (name, file) in schemas() {
        for (query, schema) in file["responses"].as_object().unwrap() {
            assert_ne!(schema["title"], "String", "{name}/{query}");
        }
    }
}

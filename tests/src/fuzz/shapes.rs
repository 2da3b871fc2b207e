//! Messages made from their JSON schema, so that a new message or field is tried without anybody thinking of it.

use serde_json::Map;

use crate::fuzz::words::Words;
use crate::prelude::*;

/// The schema of one kind of message.
pub struct Form {
    root: Value,
    /// What a binary field may carry.
    hook: Option<Box<Form>>,
}

impl Form {
    pub fn new(root: Value) -> Self {
        Self { root, hook: None }
    }

    /// The same, with messages of another shape in its binary fields.
    pub fn carrying(mut self, hook: Form) -> Self {
        self.hook = Some(Box::new(hook));
        self
    }

    /// The part of a contract's schema file for one entry point.
    pub fn of(contract: &str, entry: &str) -> Self {
        let path = format!("{}/../schema/{contract}.json", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let mut file: Value = serde_json::from_str(&text).unwrap();
        Self::new(file[entry].take())
    }

    /// Something of this shape, with the words of a state in it.
    pub fn make(&self, words: &Words, dice: &mut Random) -> Value {
        self.value(&self.root, "", words, dice)
    }

    fn value(&self, schema: &Value, field: &str, words: &Words, dice: &mut Random) -> Value {
        if let Some(name) = schema["$ref"].as_str() {
            return self.named(name.trim_start_matches("#/definitions/"), field, words, dice);
        }
        for choice in ["oneOf", "anyOf", "allOf"] {
            if let Some(options) = schema[choice].as_array() {
                return self.value(dice.one(options), field, words, dice);
            }
        }
        if let Some(names) = schema["enum"].as_array() {
            return dice.one(names).clone();
        }
        match kind(&schema["type"], dice) {
            "object" => self.object(schema, words, dice),
            "array" => self.array(schema, field, words, dice),
            "integer" => integer(schema["format"].as_str(), words, dice),
            "boolean" => json!(dice.once_in(2)),
            "string" => json!(words.text(field, dice)),
            // Where only null may stand, other things are tried too.
            _ => dice
                .one(&[json!(null), json!({}), json!("x"), json!([1])])
                .clone(),
        }
    }

    fn named(&self, name: &str, field: &str, words: &Words, dice: &mut Random) -> Value {
        match name {
            "Uint128" | "Native" | "Shares" => json!(words.amount(dice).to_string()),
            "Uint64" | "Timestamp" => json!(words.number(dice).to_string()),
            "Decimal" => json!(words.decimal(dice)),
            "Binary" => json!(self.binary(words, dice)),
            _ => self.value(&self.root["definitions"][name], field, words, dice),
        }
    }

    fn binary(&self, words: &Words, dice: &mut Random) -> String {
        let bytes = match &self.hook {
            Some(hook) if !dice.once_in(4) => serde_json::to_vec(&hook.make(words, dice)).unwrap(),
            _ => dice.bytes(60),
        };
        Binary::from(bytes).to_base64()
    }

    /// Required fields, and each optional one as often as not, or hardly ever.
    fn object(&self, schema: &Value, words: &Words, dice: &mut Random) -> Value {
        let required: Vec<&str> = schema["required"]
            .as_array()
            .map_or(vec![], |names| names.iter().filter_map(Value::as_str).collect());
        let rarely = *dice.one(&[2, 2, 12]);
        let mut fields = Map::new();
        for (name, inner) in schema["properties"].as_object().unwrap_or(&Map::new()) {
            if required.contains(&name.as_str()) || dice.once_in(rarely) {
                fields.insert(name.clone(), self.value(inner, name, words, dice));
            }
        }
        Value::Object(fields)
    }

    fn array(&self, schema: &Value, field: &str, words: &Words, dice: &mut Random) -> Value {
        if let Some(tuple) = schema["items"].as_array() {
            return tuple
                .iter()
                .map(|item| self.value(item, field, words, dice))
                .collect();
        }
        let length = match dice.below(30) {
            0 => 0,
            1 => dice.below(120),
            n => 1 + n % 3,
        };
        let mut items: Vec<Value> = Vec::new();
        for _ in 0..length {
            let again = dice.once_in(12).then(|| items.first().cloned()).flatten();
            items.push(again.unwrap_or_else(|| self.value(&schema["items"], field, words, dice)));
        }
        Value::Array(items)
    }
}

/// One of the types that a schema allows; null less often than the others.
fn kind<'a>(types: &'a Value, dice: &mut Random) -> &'a str {
    match types {
        Value::String(one) => one,
        Value::Array(several) if dice.once_in(4) => dice.one(several).as_str().unwrap_or_default(),
        Value::Array(several) => several[0].as_str().unwrap_or_default(),
        _ => "",
    }
}

fn integer(format: Option<&str>, words: &Words, dice: &mut Random) -> Value {
    let number = words.number(dice);
    match format {
        Some("uint8") => json!(number as u8),
        Some("uint32") => json!(number as u32),
        _ => json!(number),
    }
}

//! Messages bent out of shape.

use serde_json::Map;

use crate::fuzz::words::Words;
use crate::prelude::*;

/// The bytes of a message: mostly as it is, sometimes bent, sometimes broken.
pub fn bytes(mut msg: Value, words: &Words, dice: &mut Random) -> Vec<u8> {
    match dice.below(20) {
        0..=12 => text(&msg),
        13..=16 => {
            bend(&mut msg, words, dice);
            text(&msg)
        }
        17 => double(&text(&msg), dice),
        18 => scratch(text(&msg), dice),
        _ => noise(dice),
    }
}

fn text(msg: &Value) -> Vec<u8> {
    serde_json::to_vec(msg).unwrap()
}

/// Changes one place anywhere in the message.
fn bend(msg: &mut Value, words: &Words, dice: &mut Random) {
    let mut paths = vec![String::new()];
    places(msg, "", &mut paths);
    let path = dice.one(&paths).clone();
    let Some(place) = msg.pointer_mut(&path) else {
        return;
    };
    let with = odd(words, dice);
    match place {
        Value::Object(fields) if !dice.once_in(3) => bend_fields(fields, with, dice),
        Value::Array(items) if !dice.once_in(3) => match dice.below(3) {
            0 => items.clear(),
            1 => items.push(with),
            _ => {
                let item = items.first().cloned().unwrap_or(with);
                items.resize(items.len() + 1 + dice.index(150), item);
            }
        },
        place => *place = with,
    }
}

fn bend_fields(fields: &mut Map<String, Value>, with: Value, dice: &mut Random) {
    let names: Vec<String> = fields.keys().cloned().collect();
    let name = if names.is_empty() {
        String::new()
    } else {
        dice.one(&names).clone()
    };
    match dice.below(4) {
        0 => {
            fields.remove(&name);
        }
        1 => {
            fields.insert("unknown".into(), with);
        }
        2 => {
            let value = fields.remove(&name).unwrap_or_default();
            fields.insert(name.to_uppercase(), value);
        }
        _ => {
            fields.insert(name, with);
        }
    }
}

/// A value of a kind that is hardly ever right.
fn odd(words: &Words, dice: &mut Random) -> Value {
    match dice.below(14) {
        0 => Value::Null,
        1 => json!({}),
        2 => json!([]),
        3 => json!(true),
        4 => json!(-1),
        5 => json!(0.5),
        6 => json!(1e300),
        7 => json!(u64::MAX),
        8 => json!(words.amount(dice) as u64),
        9 => json!("9".repeat(1 + dice.index(200))),
        10 => json!("-5"),
        11 => json!(words.text("any", dice)),
        12 => deep(1 + dice.index(200)),
        _ => json!("x".repeat(1 + dice.index(30_000))),
    }
}

/// A value in so many lists.
fn deep(levels: usize) -> Value {
    (0..levels).fold(json!(1), |inner, level| {
        if level % 2 == 0 {
            json!([inner])
        } else {
            json!({"a": inner})
        }
    })
}

fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    let mut visit = |key: &str, inner: &Value| {
        let path = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
        found.push(path.clone());
        places(inner, &path, found);
    };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, inner)| visit(key, inner)),
        Value::Array(items) => (items.iter().enumerate()).for_each(|(n, inner)| visit(&n.to_string(), inner)),
        _ => {}
    }
}

/// A field that stands twice: JSON libraries hide this, so it is done in the text.
fn double(text: &[u8], dice: &mut Random) -> Vec<u8> {
    let opens: Vec<usize> = (0..text.len()).filter(|n| text[*n] == b'{').collect();
    let Some(at) = (!opens.is_empty()).then(|| *dice.one(&opens)) else {
        return text.to_vec();
    };
    let rest = &text[at + 1..];
    let end = rest
        .iter()
        .position(|byte| *byte == b',' || *byte == b'}')
        .unwrap_or(0);
    let field = rest[..end].to_vec();
    [&text[..=at], &field, b",", rest].concat()
}

/// Single bytes lost, added or changed, or the end cut off.
fn scratch(mut text: Vec<u8>, dice: &mut Random) -> Vec<u8> {
    for _ in 0..=dice.below(3) {
        let at = dice.index(text.len().max(1));
        match dice.below(4) {
            _ if text.is_empty() => text.push(dice.byte()),
            0 => text.truncate(at),
            1 => text.insert(at, dice.byte()),
            2 => {
                text.remove(at);
            }
            _ => text[at] = dice.byte(),
        }
    }
    text
}

fn noise(dice: &mut Random) -> Vec<u8> {
    match dice.below(5) {
        0 => Vec::new(),
        1 => b"[".repeat(1 + dice.index(5_000)),
        2 => b"{\"a\":".repeat(1 + dice.index(5_000)),
        3 => [b"\"".to_vec(), b"\\u0000".repeat(dice.index(5_000))].concat(),
        _ => dice.bytes(200),
    }
}

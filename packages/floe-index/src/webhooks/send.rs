//! One message over HTTP, signed.

use std::time::Duration;

use hmac::{Hmac, Mac};
use serde_json::{json, Value};
use sha2::Sha256;

use super::rules::{Happened, Rule};

/// For one message.
const TIMEOUT: Duration = Duration::from_secs(10);

/// What is posted.
pub(super) struct Message {
    /// The same for each try of one message, so that a receiver can tell that it has it.
    id: String,
    body: String,
}

impl Message {
    /// `number` is how many the rule told before.
    pub fn new(rule: &Rule, event: &Happened, data: Value, number: i64) -> Self {
        let [height, tx, idx] = event.place;
        let id = format!("{}-{height}-{tx}-{idx}", rule.name);
        let body = json!({
            "id": id,
            "rule": rule.name,
            "number": number,
            "height": height,
            "time": event.time.div_euclid(1_000_000_000),
            "tx": event.tx,
            "event": event.kind.strip_prefix("wasm-floe/").unwrap_or(&event.kind),
            "data": data,
        });
        Self {
            id,
            body: body.to_string(),
        }
    }
}

/// HMAC-SHA256 of a body under a secret, lower-case hex; empty if the secret is.
pub fn signature(secret: &str, body: &str) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        return String::new();
    };
    mac.update(body.as_bytes());
    let bytes = mac.finalize().into_bytes();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// # Errors
/// Says why the receiver has not taken it, without its address.
pub(super) fn send(rule: &Rule, message: &Message) -> Result<(), String> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .max_redirects(0)
        .http_status_as_error(false)
        .proxy(None)
        .user_agent("floe")
        .build()
        .into();
    let request = agent
        .post(&rule.url)
        .content_type("application/json")
        .header("floe-delivery", &message.id)
        .header("floe-signature", format!("sha256={}", signature(&rule.secret, &message.body)));
    let response = request.send(message.body.as_bytes());
    match response.map(|response| response.status().as_u16()) {
        Ok(200..=299) => Ok(()),
        Ok(status) => Err(format!("it answered {status}")),
        Err(_) => Err("it cannot be reached, or does not answer".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_the_one_that_everybody_computes() {
        // The second case of RFC 4231.
        assert_eq!(
            signature("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }
}

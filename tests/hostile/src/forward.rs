//! A real node as the place where what is true comes from.

use std::time::Duration;

use serde_json::{json, Value};
use ureq::Agent;

use crate::node::Truth;

/// A real node.
pub struct Forward {
    agent: Agent,
    url: String,
}

impl Forward {
    pub fn to(url: &str) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(10)))
            .build();
        Self {
            agent: config.into(),
            url: url.to_owned(),
        }
    }
}

impl Truth for Forward {
    fn answer(&self, method: &str, params: &Value) -> Result<Value, String> {
        let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        let sent = self
            .agent
            .post(&self.url)
            .content_type("application/json")
            .send(request.to_string());
        let mut response = sent.map_err(|error| error.to_string())?;
        let body = response
            .body_mut()
            .read_to_vec()
            .map_err(|error| error.to_string())?;
        let mut answer: Value = serde_json::from_slice(&body).map_err(|error| error.to_string())?;
        match answer.get("error") {
            Some(error) => Err(error["data"].as_str().unwrap_or("an error").to_owned()),
            None => Ok(answer["result"].take()),
        }
    }
}

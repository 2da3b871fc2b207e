//! One of each message of a contract, as JSON.

use cosmwasm_std::from_json;
use serde_json::{json, Value};

use crate::Tested;

/// One of each message. Where a message may leave a field out, its sample has it.
pub struct Samples {
    pub instantiate: Value,
    /// By the name in the golden file of permissions: `message`, or `message.variant` of the enum inside it.
    pub execute: Vec<(&'static str, Value)>,
    pub query: Vec<Value>,
    pub migrate: Value,
}

impl Samples {
    /// With the messages of an owner's contract.
    pub fn owned(mut self, heir: &str) -> Self {
        self.execute.extend([
            ("update_ownership.transfer_ownership", transfer(heir, Value::Null)),
            ("update_ownership.accept_ownership", accept()),
            ("update_ownership.renounce_ownership", renounce()),
        ]);
        self.query.push(json!({ "ownership": {} }));
        self
    }
}

pub fn transfer(heir: &str, expiry: Value) -> Value {
    json!({ "update_ownership": { "transfer_ownership": { "new_owner": heir, "expiry": expiry } } })
}

pub fn accept() -> Value {
    json!({ "update_ownership": "accept_ownership" })
}

pub fn renounce() -> Value {
    json!({ "update_ownership": "renounce_ownership" })
}

/// A sample as the contract reads it.
pub fn read<T: cosmwasm_schema::serde::de::DeserializeOwned>(sample: &Value) -> T {
    from_json(sample.to_string()).unwrap_or_else(|error| panic!("{sample}: {error}"))
}

/// One of each message to execute, of a contract just instantiated.
pub fn messages<T: Tested>() -> Vec<(&'static str, Value)> {
    T::born().samples().execute
}

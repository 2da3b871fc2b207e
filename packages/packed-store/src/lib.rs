//! Storage in a packed binary form, and a small JSON reader for messages: what keeps the Wasm of a contract small. Nothing
//! here knows a protocol.

// A wrong sum in a test is a failed test.
#![cfg_attr(test, allow(clippy::arithmetic_side_effects))]
// A new variant must be thought of wherever one is matched.
#![deny(clippy::wildcard_enum_match_arm)]

mod json;
mod messages;
pub mod packed;
pub mod stored;
pub mod wire;

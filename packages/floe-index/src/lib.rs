#![doc = include_str!("../README.md")]
// A wrong sum in a test is a failed test.
#![cfg_attr(
    test,
    allow(
        clippy::arithmetic_side_effects,
        clippy::unwrap_used,
        clippy::indexing_slicing
    )
)]
// A new variant must be thought of wherever one is matched.
#![deny(clippy::wildcard_enum_match_arm)]

pub mod alarms;
pub mod api;
mod config;
pub mod derive;
mod error;
pub mod follow;
mod metrics;
pub mod overview;
pub mod past;
pub mod rebuild;
pub mod service;
mod settings;
mod status;
pub mod store;
mod story;
pub mod webhooks;

pub use config::IndexConfig;
pub use error::IndexError;
pub use status::WriterStatus;

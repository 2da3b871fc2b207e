//! The deployed protocol as the program sees it.

mod client;
mod params;
mod record;

pub use client::{is_full, Contracts, Protocol, PAGE};
pub use params::{param, small_param};
pub use record::{Codes, Deployment, PendingStep, Roles, SentStep, StoredCode};

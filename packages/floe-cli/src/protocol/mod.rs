//! The deployed protocol as the program sees it.

mod client;
mod record;

pub use client::{Contracts, Protocol};
pub use record::{Codes, Deployment, PendingStep, Roles, SentStep, StoredCode};

//! Webhooks.

/// A rule.
#[derive(Clone, Debug)]
pub struct Rule {}

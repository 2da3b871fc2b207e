//! What the gauge reports: the events are declared in `floe_api::events`.

use floe_api::events::GaugeFact;

/// A fact that is to be written.
pub(crate) type Fact<'a> = GaugeFact<&'a str>;

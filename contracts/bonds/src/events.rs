//! What the contract reports: the events are declared in `floe_api::events`.

use floe_api::events::BondsFact;

/// A fact that is to be written.
pub(crate) type Fact<'a> = BondsFact<&'a str>;

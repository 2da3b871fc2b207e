//! What the contract reports: the events are declared in `floe_api::events`.

use floe_api::events::StakeFact;

/// A fact that is to be written.
pub(crate) type Fact<'a> = StakeFact<&'a str>;

//! What the backstop reports: the events are declared in `floe_api::events`.

use cosmwasm_std::Event;
use floe_api::events::BackstopFact;
use floe_core::backstop::{BackstopBooks, Booked};
use floe_core::units::Seconds;

/// A fact that is to be written.
pub(crate) type Fact<'a> = BackstopFact<&'a str>;

/// What a booking has found; nothing where that is nothing.
pub(crate) fn booked(found: Booked, books: &BackstopBooks, now: Seconds) -> Vec<Event> {
    let mut events = Vec::new();
    if !found.covered.is_zero() || !found.returned.is_zero() {
        let fact = Fact::CoverBooked {
            covered: found.covered,
            of_premium: found.of_premium,
            returned: found.returned,
        };
        events.push(fact.into());
    }
    if !found.premium.is_zero() {
        let fact = Fact::PremiumBooked {
            shares: found.premium,
            unreleased: books.unreleased(now),
            end: books.premium.end,
        };
        events.push(fact.into());
    }
    events
}

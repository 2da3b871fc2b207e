//! The backstop's events.

use super::events;

events! {
    /// What the backstop reports.
    BackstopFact of "backstop" {
        "backstop_instantiated" = Instantiated: "the backstop was created" {
            hub: Address "whose slashes it pays for",
            cooldown: Number "how long units cool, in seconds",
            window: Number "how long a withdrawal is possible after that, in seconds",
        }
        "backstop_deposited" = Deposited: "shares were deposited for units" {
            sender: Address "who sent them",
            receiver: Address "who has the units",
            shares: Shares "how many were deposited",
            units: Units "how many they gave",
        }
        "backstop_cooling_begun" = CoolingBegun: "units cool from here on" {
            user: Address "whose",
            units: Units "how many cool",
            value: Shares "what they are worth, and so at most when it ends",
            ready: Seconds "the first second in which they may be withdrawn",
            until: Seconds "the first second in which they no longer may",
            cut: Units "what was cut of units that had cooled before",
        }
        "backstop_cooling_stopped" = CoolingStopped: "units no longer cool" {
            user: Address "whose",
            units: Units "how many are left of them",
            cut: Units "what was cut, as they were worth more than when they began",
        }
        "backstop_withdrawn" = Withdrawn: "units that had cooled were paid for" {
            user: Address "whose",
            receiver: Address "who was paid",
            units: Units "how many were paid for",
            cut: Units "what was cut before, as they were worth more than when they began",
            shares: Shares "what was paid",
        }
        "backstop_premium_booked" = PremiumBooked: "premium was found and streams from here on" {
            shares: Shares "how much",
            unreleased: Shares "all that is not released yet",
            end: Seconds "when all of it is",
        }
        "backstop_cover_booked" = CoverBooked: "the hub was found to have burned shares, or to have given some back" {
            covered: Shares "how many it has burned",
            of_premium: Shares "part of these that was premium not released yet",
            returned: Shares "how many came back",
        }
        "backstop_books_updated" = BooksUpdated: "units and what they are worth, after a message" {
            units: Units "all units, those that nobody has included",
            assets: Shares "what all of them are worth",
            unreleased: Shares "premium that is not released yet",
        }
    }
}

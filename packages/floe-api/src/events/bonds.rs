//! The events of the contract of operators' bonds.

use super::events;

events! {
    /// What the contract of operators' bonds reports.
    BondsFact of "bonds" {
        "bonds_instantiated" = Instantiated: "the contract of operators' bonds was created" {
            hub: Address "whose slashes it pays for",
            registry: Address "in which operators are listed",
            bond_bps: Number "what a bond must be of the stake that it carries, in basis points",
            cooldown: Number "how long shares cool, in seconds",
        }
        "bond_posted" = Posted: "shares were posted for an operator" {
            operator: Validator "for which one",
            sender: Address "who sent them",
            shares: Shares "how many",
            posted: Shares "all that was posted for it, less what was withdrawn",
        }
        "bond_listing" = Listing: "the registry was asked to list an operator" {
            operator: Validator "which one",
            sender: Address "who asked",
            carrying: Shares "what of its bond carries stake",
        }
        "bond_unlisting" = Unlisting: "the registry was asked to let an operator drain" {
            operator: Validator "which one",
            sender: Address "its own account",
        }
        "bond_cooling_begun" = CoolingBegun: "shares of a bond cool from here on" {
            operator: Validator "whose",
            account: Address "who is paid",
            shares: Shares "how many cool, what cooled before included",
            ready: Seconds "the first second in which they may be withdrawn",
        }
        "bond_withdrawn" = Withdrawn: "shares of a bond were withdrawn" {
            operator: Validator "whose",
            account: Address "who was paid",
            shares: Shares "what was paid",
            burned: Shares "what the hub had burned of those that cooled",
        }
    }
}

//! The collector's events.

use super::events;

events! {
    /// What the collector reports.
    CollectorFact of "collector" {
        "collector_instantiated" = Instantiated: "the collector was created" {
            hub: Address "where rewards go",
            owner: Address "who owns it",
            denom: Denom "the staking coin's",
        }
        "rewards_forwarded" = RewardsForwarded: "rewards went to the hub" {
            amount: Coins "how many",
            denom: Denom "the staking coin's",
            keeper: Address "who is credited",
        }
        "foreign_sent" = ForeignSent: "a coin that is not the staking coin was sent out" {
            denom: Denom "of the coin",
            amount: Coins "how many, of that denom",
            to: Address "who received it",
        }
        "foreign_sold" = ForeignSold: "a coin that is not the staking coin went to the swapper" {
            denom: Denom "of the coin",
            amount: Coins "how many, of that denom",
            swapper: Address "who received it",
        }
    }
}

//! The events of the contract in which a token is staked.

use super::events;

events! {
    /// What staking reports.
    StakeFact of "stake" {
        "stake_instantiated" = Instantiated: "the contract was created" {
            token: Text "what is staked: a cw20 contract or a denom",
            unstaking: Number "how long unstaking takes, in seconds",
        }
        "stake_staked" = Staked: "somebody has staked" {
            user: Address "who",
            amount: Units "how much came",
            staked: Units "what he has staked now",
            total: Units "what all have staked now",
        }
        "stake_unstaked" = Unstaked: "somebody has begun to unstake" {
            user: Address "who",
            amount: Units "how much",
            staked: Units "what he has staked now",
            total: Units "what all have staked now",
            ready: Seconds "from when on it can be claimed",
        }
        "stake_claimed" = Claimed: "what was unstaked is paid out" {
            user: Address "who is paid",
            amount: Units "how much",
        }
        "stake_stream_added" = StreamAdded: "there is a stream of rewards more" {
            asset: Text "of what: a cw20 contract or a denom",
            period: Number "over how long what is paid in is released, in seconds",
        }
        "stake_listener_added" = ListenerAdded: "a contract is told of changes from here on" {
            listener: Address "which",
        }
        "stake_funded" = Funded: "rewards were paid into a stream" {
            asset: Text "of what",
            amount: Coins "how much",
            unreleased: Coins "all that is not released yet",
            end: Seconds "when all of it is, if somebody is staked",
        }
        "stake_rewards_paid" = RewardsPaid: "somebody was paid what he had due" {
            user: Address "who",
            asset: Text "of what",
            amount: Coins "how much",
        }
        "stake_payment_failed" = PaymentFailed: "a payment of rewards did not succeed; they stay due" {
            user: Address "whose",
            asset: Text "of what",
            amount: Coins "how much",
        }
        "stake_listener_failed" = ListenerFailed: "a listener was told of a change and failed, which changed nothing" {
            listener: Address "which",
            user: Address "whose stake had changed",
        }
    }
}

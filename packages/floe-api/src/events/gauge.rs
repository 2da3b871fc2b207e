//! The gauge's events.

use super::events;

events! {
    /// What the gauge reports.
    GaugeFact of "gauge" {
        "gauge_instantiated" = Instantiated: "the gauge was created" {
            hub: Address "whose votes it steers",
            registry: Address "whose weights it steers",
            power: Address "where power is staked",
            quorum_bps: Number "the part of the power that must have voted before a vote is cast, in basis points",
            alpha_bps: Number "the part of a weight that votes decide, in basis points",
        }
        "gauge_opened" = Opened: "a proposal of x/gov is in its voting period and can be voted on here" {
            proposal_id: Number "its number",
            by: Address "who has opened it",
            power: Units "all power there is",
            quorum: Units "how much must have voted before anything is cast",
            earlier_height: Number "the earlier block at which somebody must have had his power, too",
        }
        "gauge_voted" = Voted: "somebody has voted on a proposal" {
            proposal_id: Number "its number",
            user: Address "who",
            yes: Units "how much of his power for yes",
            no: Units "for no",
            abstain: Units "for abstain",
            no_with_veto: Units "for no with veto",
            voted: Units "what all have voted",
        }
        "gauge_cast" = Cast: "the hub is asked to vote as was voted" {
            proposal_id: Number "on which proposal",
            yes: Fraction "the part of the vote for yes",
            no: Fraction "for no",
            abstain: Fraction "for abstain",
            no_with_veto: Fraction "for no with veto",
        }
        "gauge_below_quorum" = BelowQuorum: "too little has voted: nothing was sent" {
            proposal_id: Number "on which proposal",
            voted: Units "how much has",
            quorum: Units "how much must have",
        }
        "gauge_cast_failed" = CastFailed: "the hub's vote was not taken, as on a proposal that is closed" {
            proposal_id: Number "which",
        }
        "gauge_votes_set" = VotesSet: "somebody votes for validators" {
            user: Address "who",
            power: Units "what his votes count",
            from: Number "from which epoch on, counted in weeks from 1970",
        }
        "gauge_votes_lowered" = VotesLowered: "somebody's votes for validators count less, as he has less power" {
            user: Address "whose",
            power: Units "what they count now at most",
        }
        "gauge_applied" = Applied: "weights were set as votes and yields say" {
            validators: Number "how many have changed",
            alpha_bps: Number "the part that votes have decided, in basis points",
            votes: Units "all votes that count",
        }
    }
}

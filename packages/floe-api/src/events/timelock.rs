//! The timelock's events.

use super::events;

events! {
    /// What the timelock reports.
    TimelockFact of "timelock" {
        "timelock_instantiated" = Instantiated: "the timelock was created" {
            hub: Address "whose holders may object",
            registry: Address "its registry",
            collector: Address "its collector",
            short: Number "how long brief and short proposals wait, in seconds",
            exit: Number "how long all others wait, in seconds",
        }
        "timelock_accepting" = Accepting: "the timelock takes an ownership over" {
            governed: Address "of which contract",
        }
        "timelock_times_updated" = TimesUpdated: "proposals wait longer from here on" {
            short: Number "how long brief and short proposals wait, in seconds",
            exit: Number "how long all others wait, in seconds",
        }
        "timelock_member_added" = MemberAdded: "somebody may propose, or cancel, from here on" {
            role: Text "`proposer` or `canceller`",
            address: Address "who",
        }
        "timelock_member_removed" = MemberRemoved: "somebody may no longer propose, or cancel" {
            role: Text "`proposer` or `canceller`",
            address: Address "who",
        }
        "proposal_queued" = Queued: "a proposal waits from here on" {
            id: Number "which one",
            proposer: Address "who proposes it",
            title: Text "what it is called",
            class: Text "`brief`, `short` or `long`",
            messages: Number "how many messages it has",
            due: Seconds "the first second in which it may be executed, unless holders object",
            expires: Seconds "the first second in which it no longer may",
        }
        "proposal_objected" = Objected: "shares object to a proposal from here on" {
            id: Number "to which one",
            user: Address "whose",
            shares: Shares "how many came",
            locked: Shares "all that object and are here",
            left: Shares "all that objected and went to the exit queue",
        }
        "proposal_retracted" = Retracted: "shares no longer object to a proposal" {
            id: Number "to which one",
            user: Address "whose, and who got them back",
            shares: Shares "how many",
            locked: Shares "all that object and are here",
            left: Shares "all that objected and went to the exit queue",
        }
        "proposal_left" = Left: "shares that object to a proposal went to the exit queue" {
            id: Number "to which one",
            user: Address "whose, and who is paid",
            shares: Shares "how many",
            locked: Shares "all that object and are here",
            left: Shares "all that objected and went to the exit queue",
        }
        "proposal_postponed" = Postponed: "a proposal is due later, as holders object" {
            id: Number "which one",
            objections: Number "how many, in basis points of the supply",
            due: Seconds "the first second in which it may be executed",
        }
        "proposal_marked" = Marked: "a proposal waits for a batch of exits, as a tenth of the supply objects" {
            id: Number "which one",
            batch: Number "for which batch; the greatest number where it could not be read",
            until: Seconds "until when at most",
        }
        "proposal_unmarked" = Unmarked: "a proposal waits for no batch any more, as too few object" {
            id: Number "which one",
            due: Seconds "the first second in which it may be executed",
        }
        "proposal_executed" = Executed: "the messages of a proposal are sent" {
            id: Number "which one",
            sender: Address "who had it executed",
        }
        "proposal_cancelled" = Cancelled: "a proposal was ended" {
            id: Number "which one",
            sender: Address "by whom",
        }
    }
}

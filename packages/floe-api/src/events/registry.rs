//! The registry's events.

use super::events;

events! {
    /// What the registry reports.
    RegistryFact of "registry" {
        "registry_instantiated" = Instantiated: "the registry was created" {
            hub: Address "whose stake it directs",
            owner: Address "who owns it",
        }
        "validator_added" = ValidatorAdded: "a validator was added" {
            operator: Validator "which one",
            weight: Number "relative weight",
            commission: Fraction "its commission",
            bonded: Flag "whether it is in the bonded set",
        }
        "validator_reactivated" = ValidatorReactivated: "a draining or open validator was added" {
            operator: Validator "which one",
            old_weight: Number "relative weight until now",
            weight: Number "relative weight from now on",
        }
        "weight_set" = WeightSet: "a weight was set" {
            by: Text "`owner`, `steward`, or `bond` for an open validator's part",
            operator: Validator "whose",
            old_weight: Number "relative weight until now",
            weight: Number "relative weight from now on",
        }
        "validator_listed" = ValidatorListed: "an open validator was listed, or taken back" {
            operator: Validator "which one",
            bond: Shares "what of its bond carries stake",
            commission: Fraction "its commission",
            bonded: Flag "whether it is in the bonded set",
        }
        "validator_unlisted" = ValidatorUnlisted: "an open validator drains from here on" {
            operator: Validator "which one",
            reason: Text "`lister`, `displaced` by a larger bond, `bond` for want of one, or `commission`",
        }
        "short_changed" = ShortChanged: "a bond fell below half of what is required, or came back above it" {
            operator: Validator "whose",
            short: Flag "whether it is below",
        }
        "validator_removed" = ValidatorRemoved: "a validator drains from here on" {
            operator: Validator "which one",
        }
        "validator_dropped" = ValidatorDropped: "a drained validator is no longer listed" {
            operator: Validator "which one",
        }
        "validator_paused" = ValidatorPaused: "a validator gets no new stake" {
            operator: Validator "which one",
            by: Text "`owner` or `guardian`",
            until: Until "when the pause ends by itself",
        }
        "validator_resumed" = ValidatorResumed: "a pause was ended" {
            operator: Validator "which one",
        }
        "bonded_changed" = BondedChanged: "a validator was found to have entered or left the bonded set" {
            operator: Validator "which one",
            bonded: Flag "whether it is in the set",
            since: Seconds "when it was found",
        }
        "commission_changed" = CommissionChanged: "a validator was found with another commission" {
            operator: Validator "which one",
            old: Fraction "commission until now",
            new: Fraction "commission from now on",
        }
        "dear_changed" = DearChanged: "a commission went above the maximum, or came back below it" {
            operator: Validator "whose",
            since: Until "since when it is above; none = it is not",
        }
        "registry_refreshed" = RegistryRefreshed: "the registry has looked at the chain" {
            validators: Number "how many are listed",
            changes: Number "events that came of it",
        }
    }
}

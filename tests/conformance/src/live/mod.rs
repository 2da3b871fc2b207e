//! The facts on real nodes: [`try_all`] starts networks of its own and stops them again.

pub mod measure;
mod net;
mod network;
mod run;
mod wire;

pub use network::Network;
pub use run::{try_all, FactReport};

/// Facts of the double alone, and why a real network is not asked about them.
pub const NOT_TRIED: &[(&str, &str)] = &[
    (
        "an_entry_on_hold_is_paid_late_and_answers_the_usual_completion",
        "only another module, such as interchain security, puts entries on hold",
    ),
    (
        "an_entry_on_hold_can_be_slashed_after_its_completion",
        "only another module, such as interchain security, puts entries on hold",
    ),
    (
        "an_entry_that_is_due_is_not_slashed",
        "evidence would have to be in the very block in which an entry matures",
    ),
    (
        "a_slash_at_the_current_height_spares_all_entries",
        "evidence is about an earlier block; only another module slashes at the current height",
    ),
    (
        "entries_are_slashed_by_their_initial_balance_and_at_most_what_is_left",
        "two slashes of one entry: a double signature ends a validator, and the network has one slash for downtime",
    ),
    (
        "locks_and_entries_last_through_the_block_of_their_end",
        "nobody chooses the time of a real block; matured_coins_are_seen_in_the_next_block_only watches them all",
    ),
    (
        "power_is_not_cut_to_whole_coins_and_the_budget_rounds_down",
        "a real chain counts power in whole coins; the facts use whole coins",
    ),
    (
        "setting_the_withdraw_address_fails_where_the_chain_has_disabled_it",
        "needs a parameter that would hold for the other facts too",
    ),
    (
        "an_unbonded_validator_without_shares_is_removed",
        "the stake of others has no owner in the double who could take it away",
    ),
];

#![doc = include_str!("../README.md")]
// A test reports by panicking.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod books;
mod embedded;
pub mod fixture;
mod forwarder;
mod guard;
mod keeper;
mod live;
mod localnet;
mod net;
mod program;
pub mod scenarios;
pub mod soak;
mod verbs;
mod world;

pub use books::BooksSnapshot;
pub use embedded::EmbeddedNet;
pub use keeper::{KeeperProcess, KeeperReceipt};
pub use live::LiveScene;
pub use localnet::{wasm_folder, Localnet};
pub use net::{Backend, Scene, StoredCodes, Trouble};
pub use program::{ProgramRunner, Ran};
pub use world::{Deployed, ScenarioPlan};

/// Hands every scenario to a macro, as `group { name @ Backend, … }`: one list for both chains.
#[macro_export]
macro_rules! for_each_scenario {
    ($test:ident) => {
        $test! {
            life {
                deposits_are_delegated_and_rewards_drip @ Usual,
                everybody_leaves_and_the_seed_stays @ Usual,
            }
            exits {
                exits_are_paid_at_maturity_to_their_owners @ Usual,
                an_instant_exit_pays_what_was_previewed @ Usual,
                deposits_pay_exits_without_undelegation @ Usual,
                small_exits_at_once_use_no_entries @ Usual,
            }
            validators {
                a_change_of_weights_moves_stake_and_locks_it @ Usual,
                a_removed_validator_is_emptied_and_forgotten @ Usual,
                the_eighth_undelegation_waits_and_nothing_fails @ Own,
            }
            slashes {
                a_downtime_slash_is_shared_with_the_exits_in_flight @ Troubled,
                a_double_sign_takes_from_later_exits_only @ Troubled,
            }
            covers {
                a_double_sign_that_a_backstop_pays_changes_no_rate_and_no_exit @ Troubled,
            }
            readers {
                balances_are_rebuilt_from_events_alone @ Usual,
                refusals_are_told_in_the_same_words_everywhere @ Usual,
            }
            wind_down {
                a_wind_down_shares_all_gains_with_everybody_who_is_not_yet_paid @ Usual,
            }
            gauge {
                a_real_proposal_is_voted_on_through_the_gauge_and_the_tally_shows_the_split @ Usual,
            }
            handed_over {
                a_hostile_proposal_is_outrun_when_every_key_is_thrown_away @ Own,
            }
            keepers {
                keepers_in_one_block_do_not_harm_each_other @ Usual,
            }
        }
    };
}

#![doc = include_str!("../README.md")]
// A test reports by panicking.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc
)]

mod fixture;
mod messages;
mod migration;
mod ownership;
mod samples;

pub use cosmwasm_schema::serde::de::DeserializeOwned;
pub use cosmwasm_std;
pub use floe_api;
pub use floe_contract::migration::CodeVersion;

pub use fixture::{dump, line, lines, Tested};
pub use messages::{all_sampled, coins_are_refused, permissions, strangers, unknown_fields};
pub use migration::migrations;
pub use ownership::{expiry, hand_over, renouncing};
pub use samples::Samples;

/// The tests of the shell for one contract: who may send what, coins, unknown fields, migrations. `owned` adds those of a
/// contract with an owner; messages that take coins are named at the end, after `paid`.
#[macro_export]
macro_rules! shell_tests {
    (owned $fixture:ty, $permissions:expr $(, paid $($paid:literal)+)?) => {
        $crate::shell_tests!($fixture, $permissions $(, paid $($paid)+)?);

        #[test]
        fn ownership_is_handed_over_in_two_steps() {
            $crate::hand_over::<$fixture>();
        }

        #[test]
        fn an_expired_proposal_cannot_be_accepted() {
            $crate::expiry::<$fixture>();
        }

        #[test]
        fn nobody_can_renounce() {
            $crate::renouncing::<$fixture>();
        }
    };
    ($fixture:ty, $permissions:expr $(, paid $($paid:literal)+)?) => {
        #[test]
        fn permissions_are_those_of_the_golden_file() {
            $crate::permissions::<$fixture>($permissions);
        }

        #[test]
        fn the_samples_are_all_messages_there_are() {
            $crate::all_sampled::<$fixture>();
        }

        #[test]
        fn every_message_refuses_unknown_fields() {
            $crate::unknown_fields::<$fixture>();
        }

        #[test]
        fn every_message_and_instantiation_refuse_coins() {
            $crate::coins_are_refused::<$fixture>(&[$($($paid),+)?]);
        }

        #[test]
        fn strangers_may_do_nothing_but_what_anyone_may() {
            $crate::strangers::<$fixture>();
        }

        #[test]
        fn only_a_listed_version_of_the_same_contract_is_migrated() {
            $crate::migrations::<$fixture>();
        }
    };
}

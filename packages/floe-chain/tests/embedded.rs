//! The embedded chain behind the trait.
// A test reports by panicking.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod promises;

use cosmwasm_std::{coin, Decimal, Uint128};
use floe_chain::{Code, Embedded, Signer};
use floe_testing::chain::ChainConfig;
use promises::Stage;

/// Three validators and somebody rich.
fn run(promise: fn(&mut Stage)) {
    let mut chain = Embedded::new(ChainConfig::default());
    for name in ["val1", "val2", "val3"] {
        let power = Uint128::new(1_000_000_000_000);
        chain
            .double_mut()
            .add_validator(name, Decimal::percent(5), power)
            .unwrap();
    }
    let rich = Signer::for_tests("rich").unwrap();
    let address = rich.address("wasm").unwrap();
    chain.fund(
        &address,
        &[
            coin(1_000_000_000_000, "stake"),
            coin(1_000_000_000_000, "uother"),
        ],
    );
    promise(&mut Stage {
        chain: &mut chain,
        rich,
        collector: Code::collector(),
    });
}

macro_rules! promised {
    ($($group:ident { $($name:ident),* $(,)? })*) => { $($(
        #[test]
        fn $name() {
            run(promises::$group::$name);
        }
    )*)* };
}

include!("promises/list.rs");

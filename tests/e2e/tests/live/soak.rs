//! The long run: `make soak-live MINUTES=30`.

use std::time::Duration;

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap())
}

fn length() -> Duration {
    Duration::from_secs(60 * number("MINUTES", 5))
}

#[test]
#[ignore = "needs wasmd and time: make soak-live"]
fn keepers_keep_through_failures() {
    floe_e2e::soak::run(length(), number("SEED", 1));
}

#[test]
#[ignore = "needs wasmd and time: make soak-hostile"]
fn a_keeper_keeps_with_one_honest_node_of_four() {
    floe_e2e::soak::run_hostile(length(), number("SEED", 1));
}

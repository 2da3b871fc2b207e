//! The long run: `make soak-live MINUTES=30`.

use std::time::Duration;

#[test]
#[ignore = "needs wasmd and time: make soak-live"]
fn keepers_keep_through_failures() {
    let number = |name: &str, default: u64| std::env::var(name).map_or(default, |text| text.parse().unwrap());
    let length = Duration::from_secs(60 * number("MINUTES", 5));
    floe_e2e::soak::run(length, number("SEED", 1));
}

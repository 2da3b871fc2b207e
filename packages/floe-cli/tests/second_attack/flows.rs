//! Gains, the carry of losses, fees, parameters and the sharing in a wind-down.

use crate::run::{book, history};

/// The rate of the last line in millionths: all that is left then is the seed's million shares.
fn end(name: &str) -> u128 {
    let run = history(name);
    let last = run.last();
    assert_eq!((book(last, "owed"), book(last, "D"), book(last, "U")), (0, 0, 0));
    assert_eq!((book(last, "S"), book(last, "seed")), (1_000_000, 1_000_000));
    book(last, "pool")
}

#[test]
fn rewards_and_returns_of_a_wind_down_are_shared_by_what_each_has() {
    // 3,000,000 to 1,002,000,000 of which 1,000,000 are the seed's, and a few units of rounding.
    assert_eq!(end("F14_rewards_go_to_the_seed"), 1_002_996);
    assert_eq!(end("F14_rewards_go_to_who_waits"), 1_002_995);
    // A provision that comes back belongs to those who bore it.
    assert_eq!(end("F14_return_goes_to_the_seed"), 999_994);
    assert_eq!(end("F14_control"), 999_996);
}

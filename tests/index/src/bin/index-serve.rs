//! An index of a recorded history with its API on 127.0.0.1, until it is ended. Its first line is the address.

use std::thread;
use std::time::Duration;

use floe_index_tests::recorded::Recording;
use floe_index_tests::served::Served;

fn main() {
    let served = Served::of(Recording::of(1, 300), u32::MAX);
    println!("{}", served.url);
    // Whoever started it ends it; half an hour is longer than any fuzzer runs.
    thread::sleep(Duration::from_secs(1_800));
}

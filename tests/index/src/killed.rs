//! An index in a process of its own that is killed again and again.

use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use floe_index::follow::progress;
use floe_index::store::Db;
use floe_random::Random;

use crate::recorded::{Recording, CHAIN};

/// Starts one; `program` is the path of `index-follow`.
pub fn start(program: &str, database: &str, recording: &Recording, nodes: &[&str]) -> Child {
    let roles = &recording.roles;
    Command::new(program)
        .args([database, CHAIN, &roles.hub, &roles.registry, &roles.collector])
        .args(nodes)
        .env("PROVE_EVERY", "50")
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// How long a kill waits for something that was written.
const PATIENCE: Duration = Duration::from_secs(20);

/// The last block in a database; none where there is no table yet.
async fn at(database: &str) -> Option<u64> {
    let db = Db::open_existing(database).await.ok()?;
    Some(progress(&db).await.ok()??.height)
}

/// Lets it run and kills it so many times, at random moments, half of them soon after it has begun to write, and shows it a
/// little more of the chain each time; says how often a kill came in the middle of the work.
pub async fn harass(
    program: &str,
    database: &str,
    recording: &Recording,
    node: &str,
    times: u64,
    random: &mut Random,
) -> u64 {
    let (first, last) = (recording.first, recording.tip());
    let mut within = 0;
    let mut known = None;
    for time in 1..=times {
        recording.show_up_to(first + (last - first) * time / times);
        let mut child = start(program, database, recording, &[node]);
        if random.below(2) == 0 {
            // On a busy machine it may not have begun for long.
            let end = Instant::now() + PATIENCE;
            while at(database).await == known && Instant::now() < end {
                thread::sleep(Duration::from_millis(5));
            }
            thread::sleep(Duration::from_millis(random.below(20)));
        } else {
            thread::sleep(Duration::from_millis(random.between(20, 250)));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let now = at(database).await;
        within += u64::from(now.is_some() && now != known && now < Some(recording.tip()));
        known = now;
    }
    recording.show_up_to(last);
    within
}

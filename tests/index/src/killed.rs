//! An index in a process of its own that is killed again and again.

use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

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
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// Lets it run and kills it so many times, at random moments, and shows it a little more of the chain each time; says how
/// often a kill came in the middle of the work.
pub async fn harass(program: &str, database: &str, recording: &Recording, node: &str, times: u64, random: &mut Random) -> u64 {
    let (first, last) = (recording.first, recording.tip());
    let mut within = 0;
    let mut known = None;
    for time in 1..=times {
        recording.show_up_to(first + (last - first) * time / times);
        let mut child = start(program, database, recording, &[node]);
        thread::sleep(Duration::from_millis(random.between(20, 250)));
        child.kill().unwrap();
        child.wait().unwrap();
        if let Ok(db) = Db::open_existing(database).await {
            let at = progress(&db).await.unwrap().map(|at| at.height);
            within += u64::from(at.is_some() && at != known && at < Some(recording.tip()));
            known = at;
        }
    }
    recording.show_up_to(last);
    within
}

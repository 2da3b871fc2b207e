//! One writer, any number of readers, and a second writer that takes over.

use std::process::Child;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use floe_index::follow::progress;
use floe_index::store::{Db, WriterLock};
use floe_index_tests::compare::{check, same};
use floe_index_tests::killed::start;
use floe_index_tests::postgres::Postgres;
use floe_index_tests::recorded::Recording;
use floe_index_tests::rig::{config, follow, fresh, honest, runtime};
use tempfile::TempDir;

struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

async fn height(address: &str) -> Option<u64> {
    let db = Db::open_existing(address).await.ok()?;
    progress(&db).await.unwrap().map(|at| at.height)
}

async fn reaches(address: &str, wanted: u64) {
    let began = Instant::now();
    while height(address).await != Some(wanted) {
        assert!(began.elapsed() < Duration::from_secs(60), "at {:?} of {wanted}", height(address).await);
        thread::sleep(Duration::from_millis(50));
    }
}

/// Two that would write, of which one is killed; two readers see the same all the time.
fn takes_over(database: &str, seed: u64) {
    let recording = Arc::new(Recording::of(seed, 300));
    let node = honest(&recording);
    let (half, end) = (recording.told[4].clone(), recording.told.last().unwrap().clone());
    let folder = TempDir::new().unwrap();
    let program = env!("CARGO_BIN_EXE_index-follow");
    runtime().block_on(async {
        recording.show_up_to(half.height);
        let first = Ended(start(program, database, &recording, &[&node.url()]));
        reaches(database, half.height).await;
        assert!(WriterLock::try_take(database).await.unwrap().is_none(), "two could write at once");
        let second = Ended(start(program, database, &recording, &[&node.url()]));
        let readers = [Db::open_existing(database).await.unwrap(), Db::open_existing(database).await.unwrap()];
        for reader in &readers {
            check(reader, &half).await;
        }
        thread::sleep(Duration::from_millis(300));
        drop(first);
        recording.show_up_to(end.height);
        reaches(database, end.height).await;
        for reader in &readers {
            check(reader, &end).await;
        }
        drop(second);
        let path = folder.path().join("other.db").display().to_string();
        let other = fresh(&path).await;
        follow(&other, &config(&path, &[&node.url()], &recording), &recording).await;
        same(&readers[0], &other).await;
    });
}

#[test]
fn a_second_writer_of_a_file_takes_over_when_the_first_is_killed() {
    let folder = TempDir::new().unwrap();
    takes_over(&folder.path().join("index.db").display().to_string(), 51);
}

#[test]
#[ignore = "needs PostgreSQL: make index-test"]
fn a_second_writer_of_postgresql_takes_over_when_the_first_is_killed() {
    let postgres = Postgres::start().expect("PostgreSQL, which scripts/postgres.sh installs");
    let address = runtime().block_on(postgres.database("writers"));
    takes_over(&address, 52);
}

#[test]
fn a_database_of_another_chain_is_refused() {
    let recording = Arc::new(Recording::of(53, 20));
    let node = honest(&recording);
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("index.db").display().to_string();
    runtime().block_on(async {
        let db = fresh(&path).await;
        let config = config(&path, &[&node.url()], &recording);
        follow(&db, &config, &recording).await;
        let mut other = config.clone();
        other.chain_id = "another-1".to_owned();
        let refused = floe_index::follow::Follower::open(db, other, Arc::default()).await.err().unwrap();
        assert_eq!(
            refused.to_string(),
            "this database is the index of recorded-1, not of another-1; name another database"
        );
    });
}

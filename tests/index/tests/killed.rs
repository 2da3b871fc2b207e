//! Killed at random moments, an index is that of an undisturbed run, row for row.

use std::sync::Arc;

use floe_index_tests::compare::{check, same};
use floe_index_tests::killed::harass;
use floe_index_tests::postgres::Postgres;
use floe_index_tests::recorded::Recording;
use floe_index_tests::rig::{config, follow, fresh, honest, runtime};
use floe_random::Random;
use tempfile::TempDir;

/// Kills; `FLOE_KILLS` makes it more.
fn kills() -> u64 {
    std::env::var("FLOE_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(10)
}

fn survives(database: &str, seed: u64) {
    let recording = Arc::new(Recording::of(seed, 600));
    let node = honest(&recording);
    let folder = TempDir::new().unwrap();
    let undisturbed = folder.path().join("undisturbed.db").display().to_string();
    let program = env!("CARGO_BIN_EXE_index-follow");
    runtime().block_on(async {
        let mut random = Random::new(seed);
        let within = harass(program, database, &recording, &node.url(), kills(), &mut random).await;
        let db = fresh(database).await;
        follow(&db, &config(database, &[&node.url()], &recording), &recording).await;
        let other = fresh(&undisturbed).await;
        follow(&other, &config(&undisturbed, &[&node.url()], &recording), &recording).await;
        same(&db, &other).await;
        check(&db, recording.told.last().unwrap()).await;
        println!("{within} of {} kills came in the middle of the work", kills());
        assert!(within > 0, "every kill came too late or too early");
    });
}

#[test]
fn killed_again_and_again_a_file_of_sqlite_has_the_rows_of_an_undisturbed_run() {
    let folder = TempDir::new().unwrap();
    survives(&folder.path().join("killed.db").display().to_string(), 11);
}

#[test]
#[ignore = "needs PostgreSQL: make index-test"]
fn killed_again_and_again_a_database_of_postgresql_has_the_rows_of_an_undisturbed_run() {
    let postgres = Postgres::start().expect("PostgreSQL, which `scripts/postgres.sh` installs");
    let address = runtime().block_on(postgres.database("killed"));
    survives(&address, 12);
}

//! Killed at random moments, an index is that of an undisturbed run, row for row.

use std::sync::Arc;

use floe_index_tests::compare::{check, same};
use floe_index_tests::killed::harass;
use floe_index_tests::postgres::Postgres;
use floe_index_tests::recorded::Recording;
use floe_index_tests::rig::{config, follow, fresh, honest, runtime};
use floe_random::Random;
use tempfile::TempDir;

/// Kills of one database: with more of them there would be too little left to do between two.
const ROUND: u64 = 10;

/// Kills; `FLOE_KILLS` makes it more, ten to a database.
fn kills() -> u64 {
    std::env::var("FLOE_KILLS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(ROUND)
}

/// So many databases.
fn rounds() -> u64 {
    kills().div_ceil(ROUND)
}

/// How many kills came in the middle of the work.
fn survives(database: &str, seed: u64) -> u64 {
    let recording = Arc::new(Recording::of(seed, 600));
    let node = honest(&recording);
    let folder = TempDir::new().unwrap();
    let undisturbed = folder.path().join("undisturbed.db").display().to_string();
    let program = env!("CARGO_BIN_EXE_index-follow");
    runtime().block_on(async {
        let mut random = Random::new(seed);
        let within = harass(program, database, &recording, &node.url(), ROUND, &mut random).await;
        let db = fresh(database).await;
        follow(&db, &config(database, &[&node.url()], &recording), &recording).await;
        let other = fresh(&undisturbed).await;
        follow(
            &other,
            &config(&undisturbed, &[&node.url()], &recording),
            &recording,
        )
        .await;
        same(&db, &other).await;
        check(&db, recording.told.last().unwrap()).await;
        within
    })
}

/// Rounds that are added where no kill of the others came in the middle, as a busy machine may not work between two of them.
const MORE: u64 = 5;

/// Kills, each round on a database of its own, some of which come in the middle of the work.
fn some(survives: impl Fn(u64) -> u64) {
    let mut within: u64 = (0..rounds()).map(&survives).sum();
    let mut round = rounds();
    while within == 0 && round < rounds() + MORE {
        within += survives(round);
        round += 1;
    }
    println!(
        "{within} of {} kills came in the middle of the work",
        round * ROUND
    );
    assert!(within > 0, "every kill came too late or too early");
}

#[test]
fn killed_again_and_again_a_file_of_sqlite_has_the_rows_of_an_undisturbed_run() {
    let folder = TempDir::new().unwrap();
    let file = |round: u64| {
        folder
            .path()
            .join(format!("killed{round}.db"))
            .display()
            .to_string()
    };
    some(|round| survives(&file(round), 11 + 2 * round));
}

#[test]
#[ignore = "needs PostgreSQL: make index-test"]
fn killed_again_and_again_a_database_of_postgresql_has_the_rows_of_an_undisturbed_run() {
    let postgres = Postgres::start().expect("PostgreSQL, which `scripts/postgres.sh` installs");
    let address = |round: u64| runtime().block_on(postgres.database(&format!("killed{round}")));
    some(|round| survives(&address(round), 12 + 2 * round));
}

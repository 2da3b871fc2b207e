//! The same on PostgreSQL, where it is installed: `make index-test`.

use std::sync::Arc;

use floe_index::store::{tables, Db};
use floe_index_tests::compare::{check, same};
use floe_index_tests::postgres::Postgres;
use floe_index_tests::recorded::Recording;
use floe_index_tests::rig::{config, follow, fresh, honest, runtime};
use floe_index_tests::served::Served;
use tempfile::TempDir;

const NEEDED: &str = "PostgreSQL, which scripts/postgres.sh installs";

#[test]
#[ignore = "needs PostgreSQL: make index-test"]
fn postgresql_has_the_rows_of_sqlite_and_the_figures_of_the_chain_at_eleven_heights() {
    let postgres = Postgres::start().expect(NEEDED);
    for seed in [1, 2, 3] {
        let recording = Arc::new(Recording::of(seed, 200));
        let node = honest(&recording);
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("index.db").display().to_string();
        runtime().block_on(async {
            let address = postgres.database(&format!("history{seed}")).await;
            let (pg, lite) = (fresh(&address).await, fresh(&path).await);
            let (of_pg, of_lite) = (
                config(&address, &[&node.url()], &recording),
                config(&path, &[&node.url()], &recording),
            );
            for told in recording.told.clone() {
                recording.show_up_to(told.height);
                follow(&pg, &of_pg, &recording).await;
                check(&pg, &told).await;
            }
            follow(&lite, &of_lite, &recording).await;
            same(&pg, &lite).await;
        });
    }
}

#[test]
#[ignore = "needs PostgreSQL: make index-test"]
fn every_path_answers_the_same_from_either_database() {
    let postgres = Postgres::start().expect(NEEDED);
    let address = runtime().block_on(postgres.database("served"));
    let pg = Served::at(Recording::of(41, 200), &address, u32::MAX, None);
    let lite = Served::of(Recording::of(41, 200), u32::MAX);
    let mut paths: Vec<String> = [
        "/v1/protocol",
        "/v1/rate",
        "/v1/rate?step=86400&limit=50",
        "/v1/losses",
        "/v1/params",
        "/v1/validators",
        "/v1/batches",
        "/v1/batches?state=claimed",
        "/v1/exits",
        "/v1/holders",
        "/v1/events?limit=1000",
        "/v1/events?order=ascending&name=bonded&limit=3",
        "/health",
    ]
    .map(str::to_owned)
    .into();
    for address in lite.recording.told.last().unwrap().balances.keys() {
        for end in ["", "/history?limit=3", "/statement", "/statement?format=csv"] {
            paths.push(format!("/v1/accounts/{address}{end}"));
        }
    }
    for validator in lite.json("/v1/validators")["validators"].as_array().unwrap() {
        paths.push(format!(
            "/v1/validators/{}",
            validator["operator"].as_str().unwrap()
        ));
    }
    answer_alike(&pg, &lite, &paths);
}

fn answer_alike(pg: &Served, lite: &Served, paths: &[String]) {
    for path in paths {
        let (left, right) = (pg.get(path), lite.get(path));
        assert_eq!((left.status, &left.text), (right.status, &right.text), "{path}");
        assert_eq!(left.status, 200, "{path}");
    }
}

#[test]
#[ignore = "needs PostgreSQL: make index-test"]
fn postgresql_has_the_rows_of_modules_that_sqlite_has_and_answers_alike() {
    let postgres = Postgres::start().expect(NEEDED);
    let address = runtime().block_on(postgres.database("modules"));
    let (recording, said) = Recording::governed();
    let pg = Served::at(recording, &address, u32::MAX, None);
    let lite = Served::of(Recording::governed().0, u32::MAX);
    runtime().block_on(same(&pg.db, &lite.db));
    let mut paths: Vec<String> = [
        "/v1/protocol",
        "/v1/coverage",
        "/v1/guarantors",
        "/v1/proposals",
        "/v1/proposals?state=queued&limit=1",
        "/v1/votes",
        "/v1/weightings",
        "/v1/staking",
    ]
    .map(str::to_owned)
    .into();
    for who in [&said.alice, &said.who] {
        paths.push(format!("/v1/accounts/{who}/positions"));
    }
    answer_alike(&pg, &lite, &paths);
}

/// The columns of each table are those that the writer names.
async fn columns_fit(db: &Db) {
    for table in tables::ALL {
        assert_eq!(
            db.dump(table).await.unwrap(),
            Vec::<String>::new(),
            "{}",
            table.name
        );
    }
}

#[test]
#[ignore = "needs PostgreSQL: make index-test"]
fn the_migrations_make_the_tables_that_are_written_on_postgresql() {
    let postgres = Postgres::start().expect(NEEDED);
    runtime().block_on(async {
        let db = fresh(&postgres.database("tables").await).await;
        columns_fit(&db).await;
        db.migrate().await.unwrap();
    });
}

#[test]
fn the_migrations_make_the_tables_that_are_written_on_sqlite() {
    let folder = TempDir::new().unwrap();
    runtime().block_on(async {
        let db = fresh(&folder.path().join("tables.db").display().to_string()).await;
        columns_fit(&db).await;
        db.migrate().await.unwrap();
    });
}

//! The history that is measured, against lives of the embedded chain and against itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use floe_hostile::{Manner, Node, Truth};
use floe_index::api::Api;
use floe_index::follow::{progress, Follower};
use floe_index::store::tables::ALL;
use floe_index::store::Db;
use floe_index::{IndexConfig, WriterStatus};
use floe_index_tests::compare::alarms_of;
use floe_index_tests::generated::{address, Generated};
use floe_index_tests::recorded::{Recording, CHAIN};
use floe_index_tests::rig::{config, follow, fresh, honest, runtime};
use floe_index_tests::served::{get, serve_at};
use tempfile::TempDir;

/// Rows by table.
async fn rows_of(db: &Db) -> BTreeMap<&'static str, usize> {
    let mut found = BTreeMap::new();
    for table in ALL {
        found.insert(table.name, db.dump(table).await.unwrap().len());
    }
    found
}

async fn one(db: &Db, sql: &str) -> i64 {
    let found: Vec<(i64,)> = floe_index::rows!(db, sql).unwrap();
    found[0].0
}

/// Rows and bytes that an event makes, times a thousand.
async fn weight(db: &Db) -> (usize, i64) {
    let rows = rows_of(db).await;
    let events = rows["events"];
    let bytes = one(db, "SELECT CAST(SUM(LENGTH(attributes)) AS BIGINT) FROM events").await;
    let all: usize = rows.values().sum();
    (
        all * 1_000 / events,
        bytes * 1_000 / i64::try_from(events).unwrap(),
    )
}

/// Names of events of the hub, with how many of a thousand are of it.
async fn shares(db: &Db) -> BTreeMap<String, i64> {
    let sql = "SELECT kind, CAST(COUNT(*) AS BIGINT) FROM events GROUP BY kind";
    let found: Vec<(String, i64)> = floe_index::rows!(db, sql).unwrap();
    let all: i64 = found.iter().map(|(_, count)| count).sum();
    found
        .into_iter()
        .map(|(kind, count)| (kind, count * 1_000 / all))
        .collect()
}

fn of_generated(path: &str, node: &Node) -> IndexConfig {
    let mut config = IndexConfig::new(
        path,
        floe_client::LiveConfig::new(&[&node.url()]),
        CHAIN,
        Generated::roles(),
    );
    config.prove_every = 200;
    config
}

#[test]
fn the_history_that_is_measured_weighs_what_lives_of_the_embedded_chain_weigh() {
    let recording = Arc::new(Recording::of(5, 300));
    let history = Arc::new(Generated::new(500, 9_000, 50));
    let (lived, made) = (
        honest(&recording),
        Node::start(Arc::clone(&history) as Arc<dyn Truth>, Manner::Honest, 1),
    );
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    runtime().block_on(async {
        let (of_life, of_made) = (fresh(&path("life")).await, fresh(&path("made")).await);
        follow(&of_life, &config(&path("life"), &[&lived.url()], &recording), &recording).await;
        let mut follower = Follower::open(
            of_made.clone(),
            of_generated(&path("made"), &made),
            Arc::new(WriterStatus::default()),
        )
        .await
        .unwrap();
        while progress(&of_made).await.unwrap().is_none_or(|at| at.height < history.last()) {
            follower.round().await.unwrap();
        }
        assert_eq!(alarms_of(&of_made).await, Vec::<String>::new());
        assert!(one(&of_made, "SELECT CAST(COUNT(*) AS BIGINT) FROM proofs WHERE proven = 1").await > 0);
        assert_eq!(one(&of_made, "SELECT CAST(COUNT(*) AS BIGINT) FROM proofs WHERE proven = 0").await, 0);

        // What accounts do is in both. What keepers do grows with time, and not with accounts.
        let (lived, made) = (shares(&of_life).await, shares(&of_made).await);
        for kind in ["wasm", "wasm-floe/bonded", "wasm-floe/unbond_queued", "wasm-floe/claimed", "wasm-floe/books_updated"] {
            assert!(lived.contains_key(kind) && made.contains_key(kind), "{kind}: {lived:?} {made:?}");
        }
        assert!(made.keys().all(|kind| lived.contains_key(kind)), "{lived:?} {made:?}");
        let (life, measured) = (weight(&of_life).await, weight(&of_made).await);
        println!("rows and bytes of a thousand events: lived {life:?}, generated {measured:?}; shares {lived:?} {made:?}");
        assert!(measured.0 >= life.0, "{measured:?} rows, {life:?}");
        assert!(measured.1 * 4 >= life.1 * 3, "{measured:?} bytes, {life:?}");
    });
}

#[test]
fn an_index_that_begins_far_behind_tells_of_accounts_once_it_has_caught_up() {
    let history = Arc::new(Generated::new(600, 2_400, 2));
    let node = Node::start(Arc::clone(&history) as Arc<dyn Truth>, Manner::Honest, 1);
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("index.db").display().to_string();
    let runtime = runtime();
    let (api, url, _stop) = runtime.block_on(async {
        let db = fresh(&path).await;
        let api = Api::new(
            db,
            CHAIN,
            Generated::roles(),
            Arc::new(WriterStatus::default()),
            u32::MAX,
        )
        .unwrap();
        let (url, stop) = serve_at(api.clone()).await;
        (api, url, stop)
    });
    let db = runtime.block_on(Db::open_existing(&path)).unwrap();
    drop(api);
    let config = of_generated(&path, &node);
    // Stopped in the middle.
    let mut first = config.clone();
    first.live.stop = floe_client::Stop::default();
    let stop = first.live.stop.clone();
    runtime.block_on(async {
        let mut follower = Follower::open(db.clone(), first, Arc::new(WriterStatus::default()))
            .await
            .unwrap();
        let begun = tokio::spawn(async move { follower.round().await.unwrap() });
        while progress(&db).await.unwrap().is_none() {
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
        stop.ask();
        begun.await.unwrap();
        assert!(progress(&db).await.unwrap().unwrap().height < history.last());
        assert!(!db.is_searchable().await.unwrap());
    });
    let who = address(7);
    let paths = [
        format!("/v1/accounts/{who}"),
        format!("/v1/accounts/{who}/history"),
        format!("/v1/accounts/{who}/statement"),
        "/v1/holders".to_owned(),
    ];
    for path in &paths {
        let got = get(&format!("{url}{path}"), &[]);
        assert_eq!(got.status, 503, "{path}: {}", got.text);
        assert!(got.text.contains("once it has caught up"), "{path}: {}", got.text);
    }
    runtime.block_on(async {
        let mut follower = Follower::open(db.clone(), config, Arc::new(WriterStatus::default()))
            .await
            .unwrap();
        while progress(&db)
            .await
            .unwrap()
            .is_none_or(|at| at.height < history.last())
        {
            follower.round().await.unwrap();
        }
        assert!(db.is_searchable().await.unwrap());
    });
    for path in &paths {
        let got = get(&format!("{url}{path}"), &[]);
        assert_eq!(got.status, 200, "{path}: {}", got.text);
    }
    let statement = get(&format!("{url}/v1/accounts/{who}/statement"), &[]).json();
    assert_eq!(statement["movements"][0]["coins"], "1000000");
}

//! Random histories, indexed and held against what the chain itself said.

use std::sync::Arc;

use floe_index::rebuild::rebuild;
use floe_index::store::Db;
use floe_index_tests::compare::{alarms_of, check, same};
use floe_index_tests::recorded::Recording;
use floe_index_tests::rig::{config, follow, fresh, honest, runtime};
use tempfile::TempDir;

fn file(folder: &TempDir, name: &str) -> String {
    folder.path().join(name).display().to_string()
}

/// At the end and at ten heights before it.
async fn index_in_steps(db: &Db, address: &str, recording: &Arc<Recording>) {
    let node = honest(recording);
    let config = config(address, &[&node.url()], recording);
    let told = recording.told.clone();
    assert!(told.len() >= 10, "{} heights", told.len());
    for told in &told {
        recording.show_up_to(told.height);
        follow(db, &config, recording).await;
        check(db, told).await;
    }
    assert_eq!(alarms_of(db).await, Vec::<String>::new());
}

#[test]
fn every_figure_of_a_random_history_is_the_chains_own_at_the_end_and_at_ten_heights() {
    let runtime = runtime();
    for seed in [1, 2, 3] {
        let recording = Arc::new(Recording::of(seed, 200));
        let folder = TempDir::new().unwrap();
        let (path, whole) = (file(&folder, "index.db"), file(&folder, "whole.db"));
        let node = honest(&recording);
        runtime.block_on(async {
            let db = fresh(&path).await;
            index_in_steps(&db, &path, &recording).await;
            // Begun again at each of the heights, it has the rows of one that never ended.
            let other = fresh(&whole).await;
            follow(&other, &config(&whole, &[&node.url()], &recording), &recording).await;
            same(&db, &other).await;
        });
    }
}

#[test]
fn a_rebuild_from_the_stored_events_gives_the_same_rows() {
    let recording = Arc::new(Recording::of(4, 150));
    let folder = TempDir::new().unwrap();
    let node = honest(&recording);
    runtime().block_on(async {
        let (one, other) = (file(&folder, "one.db"), file(&folder, "other.db"));
        let (a, b) = (fresh(&one).await, fresh(&other).await);
        for (db, path) in [(&a, &one), (&b, &other)] {
            follow(db, &config(path, &[&node.url()], &recording), &recording).await;
        }
        same(&a, &b).await;
        assert!(rebuild(&b, &recording.roles).await.unwrap() > 50);
        same(&a, &b).await;
    });
}

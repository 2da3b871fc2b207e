//! An index of a recorded chain.

use std::sync::Arc;
use std::time::Duration;

use floe_client::LiveConfig;
use floe_hostile::{Manner, Node, Truth};
use floe_index::follow::{progress, Follower};
use floe_index::store::Db;
use floe_index::{IndexConfig, Status};

use crate::recorded::{Recording, CHAIN};

/// A node that tells the truth.
pub fn honest(recording: &Arc<Recording>) -> Node {
    Node::start(Arc::clone(recording) as Arc<dyn Truth>, Manner::Honest, 1)
}

/// An index of these nodes in this database.
pub fn config(database: &str, nodes: &[&str], recording: &Recording) -> IndexConfig {
    let mut live = LiveConfig::new(nodes);
    live.request_timeout = Duration::from_secs(5);
    let mut config = IndexConfig::new(database, live, CHAIN, recording.roles.clone());
    config.poll = Duration::from_millis(20);
    config.prove_every = 50;
    config
}

/// A runtime as the program has it.
pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

/// Opens a database and makes its tables.
pub async fn fresh(address: &str) -> Db {
    let db = Db::open(address).await.unwrap();
    db.migrate().await.unwrap();
    db
}

/// Follows until the newest block that the nodes show is written.
pub async fn follow(db: &Db, config: &IndexConfig, recording: &Recording) {
    let mut follower = Follower::open(db.clone(), config.clone(), Arc::new(Status::default())).await.unwrap();
    for _ in 0..1_000 {
        follower.round().await.unwrap();
        if progress(db).await.unwrap().is_some_and(|at| at.height >= recording.tip()) {
            return;
        }
    }
    panic!("the index does not get to block {}: {:?}", recording.tip(), progress(db).await.unwrap());
}

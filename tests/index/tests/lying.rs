//! Nodes that lie, lag or forget: nothing false is written, and who asks learns that something is wrong.

use std::sync::atomic::Ordering;
use std::sync::Arc;
use std::time::Duration;

use floe_hostile::{Manner, Node, Temper, Truth};
use floe_index::follow::{progress, Follower};
use floe_index::store::Db;
use floe_index::{IndexConfig, Status};
use floe_index_tests::compare::{alarms_of, check, same};
use floe_index_tests::lying::{liar, Lie};
use floe_index_tests::recorded::Recording;
use floe_index_tests::rig::{config, follow, fresh, honest, runtime};
use rstest::rstest;
use tempfile::TempDir;

struct Bench {
    recording: Arc<Recording>,
    folder: TempDir,
}

impl Bench {
    fn new(seed: u64) -> Self {
        Self {
            recording: Arc::new(Recording::of(seed, 120)),
            folder: TempDir::new().unwrap(),
        }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// That of an honest node alone.
    async fn undisturbed(&self) -> Db {
        let node = honest(&self.recording);
        let path = self.path("undisturbed.db");
        let db = fresh(&path).await;
        follow(&db, &config(&path, &[&node.url()], &self.recording), &self.recording).await;
        db
    }
}

/// Some rounds, whatever they come to.
async fn rounds(db: &Db, config: &IndexConfig, count: usize) {
    let mut follower = Follower::open(db.clone(), config.clone(), Arc::new(Status::default())).await.unwrap();
    for _ in 0..count {
        let _ = follower.round().await;
    }
}

/// What stands in the database is the beginning of the truth, and an alarm is on while the node lies beside an honest one;
/// the rest is written once it stops.
#[rstest]
#[case::another_amount(Lie::Amounts, "disagreement")]
#[case::an_event_left_out(Lie::Omission, "disagreement")]
#[case::the_results_of_another_block(Lie::OtherBlock, "disagreement")]
#[case::other_times(Lie::Times, "disagreement")]
#[case::a_fork(Lie::Fork, "disagreement")]
#[case::another_chain(Lie::OtherChain, "wrong_chain")]
fn a_liar_beside_an_honest_node_gets_nothing_false_into_the_database(#[case] lie: Lie, #[case] alarm: &str) {
    let bench = Bench::new(21);
    let (node, lies) = liar(&bench.recording, lie);
    let good = honest(&bench.recording);
    runtime().block_on(async {
        let path = bench.path("index.db");
        let db = fresh(&path).await;
        let config = config(&path, &[&node.url(), &good.url()], &bench.recording);
        rounds(&db, &config, 5).await;
        assert!(alarms_of(&db).await.iter().any(|kind| kind == alarm), "{:?}", alarms_of(&db).await);
        if alarm == "disagreement" {
            let at = progress(&db).await.unwrap().map_or(0, |at| at.height);
            assert!(at < bench.recording.tip(), "it was written to its end");
        }
        lies.store(false, Ordering::Relaxed);
        follow(&db, &config, &bench.recording).await;
        same(&db, &bench.undisturbed().await).await;
        assert_eq!(alarms_of(&db).await, Vec::<String>::new());
    });
}

/// A node alone can tell anything; what contradicts itself or the hub is found.
#[rstest]
#[case::a_fork(Lie::Fork, "history")]
#[case::another_chain(Lie::OtherChain, "wrong_chain")]
#[case::headers_of_another_chain(Lie::OtherHeaders, "no_node")]
#[case::amounts_that_are_not_the_hubs(Lie::Amounts, "books")]
#[case::an_event_left_out(Lie::Omission, "books")]
#[case::books_that_are_not_those_of_the_events(Lie::Books, "books")]
#[case::a_pruned_node(Lie::Pruned, "pruned")]
fn what_a_node_alone_says_against_itself_raises_an_alarm(#[case] lie: Lie, #[case] alarm: &str) {
    let bench = Bench::new(22);
    let (node, _) = liar(&bench.recording, lie);
    runtime().block_on(async {
        let path = bench.path("index.db");
        let db = fresh(&path).await;
        rounds(&db, &config(&path, &[&node.url()], &bench.recording), 5).await;
        let alarms = alarms_of(&db).await;
        assert!(alarms.iter().any(|kind| kind == alarm), "{alarms:?}");
        if ["wrong_chain", "no_node", "pruned"].contains(&alarm) {
            assert_eq!(progress(&db).await.unwrap(), None);
        }
    });
}

#[test]
fn a_height_that_goes_back_raises_an_alarm_and_changes_nothing() {
    let bench = Bench::new(23);
    let (node, lies) = liar(&bench.recording, Lie::GoesBack);
    runtime().block_on(async {
        let path = bench.path("index.db");
        let db = fresh(&path).await;
        let config = config(&path, &[&node.url()], &bench.recording);
        lies.store(false, Ordering::Relaxed);
        let mut follower = Follower::open(db.clone(), config.clone(), Arc::new(Status::default())).await.unwrap();
        while follower.round().await.unwrap() {}
        lies.store(true, Ordering::Relaxed);
        assert!(!follower.round().await.unwrap());
        assert!(alarms_of(&db).await.contains(&"history".to_owned()));
        same(&db, &bench.undisturbed().await).await;
    });
}

#[test]
fn a_node_that_says_it_is_far_ahead_holds_nobody_up_beside_an_honest_one() {
    let bench = Bench::new(24);
    let (node, _) = liar(&bench.recording, Lie::Ahead);
    let good = honest(&bench.recording);
    runtime().block_on(async {
        let path = bench.path("index.db");
        let db = fresh(&path).await;
        follow(&db, &config(&path, &[&node.url(), &good.url()], &bench.recording), &bench.recording).await;
        same(&db, &bench.undisturbed().await).await;
    });
}

#[test]
fn a_pruned_node_and_one_that_is_down_are_made_up_for_by_a_whole_one() {
    let bench = Bench::new(25);
    let (pruned, _) = liar(&bench.recording, Lie::Pruned);
    let good = honest(&bench.recording);
    runtime().block_on(async {
        let path = bench.path("index.db");
        let db = fresh(&path).await;
        let nodes = [pruned.url(), "http://127.0.0.1:1".to_owned(), good.url()];
        let nodes: Vec<&str> = nodes.iter().map(String::as_str).collect();
        follow(&db, &config(&path, &nodes, &bench.recording), &bench.recording).await;
        same(&db, &bench.undisturbed().await).await;
        check(&db, bench.recording.told.last().unwrap()).await;
    });
}

#[test]
fn an_index_goes_on_without_proofs_where_no_node_has_the_state() {
    let bench = Bench::new(26);
    let (node, _) = liar(&bench.recording, Lie::NoState);
    runtime().block_on(async {
        let path = bench.path("index.db");
        let db = fresh(&path).await;
        let mut config = config(&path, &[&node.url()], &bench.recording);
        config.from_height = Some(bench.recording.first);
        follow(&db, &config, &bench.recording).await;
        check(&db, bench.recording.told.last().unwrap()).await;
        let seen = floe_index::overview::overview(&db).await.unwrap();
        assert_eq!(seen.proven_height, None);
    });
}

/// Every third answer of one of two nodes is a lie of any kind, down to bodies that do not end.
#[test]
fn a_node_that_lies_at_random_gets_nothing_false_into_the_database() {
    let bench = Bench::new(27);
    let temper = Temper {
        per_cent: 33,
        slow: 2,
        ..Temper::default()
    };
    let truth = Arc::clone(&bench.recording) as Arc<dyn Truth>;
    let node = Node::start(truth, Manner::Liar(temper), 5);
    let good = honest(&bench.recording);
    runtime().block_on(async {
        let path = bench.path("index.db");
        let db = fresh(&path).await;
        let mut config = config(&path, &[&node.url(), &good.url()], &bench.recording);
        config.live.request_timeout = Duration::from_millis(500);
        let mut left = 60;
        while progress(&db).await.unwrap().is_none_or(|at| at.height < bench.recording.tip()) {
            rounds(&db, &config, 3).await;
            left -= 1;
            assert!(left > 0, "at {:?}: {:?}", progress(&db).await.unwrap(), alarms_of(&db).await);
        }
        same(&db, &bench.undisturbed().await).await;
    });
    assert!(node.lies() > 20, "{} lies", node.lies());
}

//! An index on SQLite and one on PostgreSQL beside random users, two keepers and failing nodes on a real network:
//! `MINUTES=30 scripts/soak-live.sh index`.

use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use floe_client::{Contracts, Live, LiveConfig, Stop};
use floe_e2e::Localnet;
use floe_hostile::{Manner, Node, Truth};
use floe_index::derive::IndexedContracts;
use floe_index::follow::{progress, Follower};
use floe_index::store::Db;
use floe_index::{service, IndexConfig, WriterStatus};
use floe_index_tests::compare::{alarms_of, check, same};
use floe_index_tests::live::{newest, said, Capped};
use floe_index_tests::postgres::Postgres;
use floe_index_tests::rig::{fresh, runtime};
use tempfile::TempDir;

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap())
}

/// An index that follows.
struct Following {
    database: String,
    stop: Stop,
    thread: JoinHandle<()>,
}

struct Beside {
    config: IndexConfig,
    first: u64,
    following: Vec<Following>,
    postgres: Postgres,
    folder: TempDir,
}

/// Between looks for new blocks.
const POLL: Duration = Duration::from_millis(200);

fn begin(network: &Localnet, hub: &str) -> Beside {
    let rpc = network.rpc();
    let nodes: Vec<&str> = rpc.iter().map(String::as_str).collect();
    let chain = Live::connect(LiveConfig::new(&nodes).chain_id(&network.chain_id())).unwrap();
    let contracts = Contracts::of_hub(&chain, hub).unwrap();
    let roles = IndexedContracts {
        hub: contracts.hub,
        registry: contracts.registry,
        collector: contracts.collector,
        modules: Vec::new(),
    };
    let mut config = IndexConfig::new("", LiveConfig::new(&nodes), &network.chain_id(), roles);
    (config.poll, config.prove_every) = (POLL, 100);
    let folder = TempDir::new().unwrap();
    let postgres = Postgres::start().expect("PostgreSQL: scripts/postgres.sh installs it");
    let databases = [
        folder.path().join("index.db").display().to_string(),
        runtime().block_on(postgres.database("soak")),
    ];
    let following = databases.map(|database| {
        let mut config = config.clone();
        let stop = Stop::default();
        (config.database, config.live.stop) = (database.clone(), stop.clone());
        let thread = thread::spawn(move || service::run(&config, Arc::new(|_| {})).unwrap());
        Following {
            database,
            stop,
            thread,
        }
    });
    Beside {
        config,
        first: newest(&rpc[0]),
        following: following.into(),
        postgres,
        folder,
    }
}

/// Follows a node that shows nothing after a block, up to there.
async fn step(db: &Db, config: &IndexConfig, height: u64) {
    let mut follower = Follower::open(db.clone(), config.clone(), Arc::new(WriterStatus::default()))
        .await
        .unwrap();
    let end = Instant::now() + Duration::from_secs(120);
    while progress(db).await.unwrap().is_none_or(|at| at.height < height) {
        assert!(Instant::now() < end, "the index does not get to block {height}");
        follower.round().await.unwrap();
    }
}

fn end(beside: Beside, network: &Localnet) {
    let url = &network.rpc()[0];
    let last = newest(url) - 1;
    let runtime = runtime();
    let capped = Arc::new(Capped::new(url, last));
    let node = Node::start(Arc::clone(&capped) as Arc<dyn Truth>, Manner::Honest, 1);
    let heights: Vec<u64> = (1..=11)
        .map(|part| beside.first + (last - beside.first) * part / 11)
        .collect();
    let hub = beside.config.roles.hub.clone();
    let told: Vec<_> = heights.iter().map(|height| said(url, &hub, *height)).collect();
    let count = beside.following.len();
    for (turn, following) in beside.following.into_iter().enumerate() {
        runtime.block_on(async {
            let live = Db::open_existing(&following.database).await.unwrap();
            let end = Instant::now() + Duration::from_secs(120);
            while progress(&live).await.unwrap().is_none_or(|at| at.height < last) {
                assert!(Instant::now() < end, "{} is behind", following.database);
                tokio::time::sleep(POLL).await;
            }
            assert_eq!(alarms_of(&live).await, Vec::<String>::new());
            following.stop.ask();
            following.thread.join().unwrap();

            // What was written while it happened, up to the same block as what is read step by step.
            let ended = progress(&live).await.unwrap().unwrap().height;
            let database = match turn {
                0 => beside.folder.path().join("steps.db").display().to_string(),
                _ => beside.postgres.database("steps").await,
            };
            let steps = fresh(&database).await;
            let mut config = beside.config.clone();
            config.database = database;
            config.live = LiveConfig::new(&[&node.url()]);
            for told in &told {
                capped.show_up_to(told.height);
                step(&steps, &config, told.height).await;
                check(&steps, told).await;
            }
            capped.show_up_to(ended);
            step(&steps, &config, ended).await;
            same(&live, &steps).await;
            println!(
                "{}: {} blocks, {} events, equal at {heights:?} and row for row at {ended}",
                following.database,
                ended - beside.first,
                live.dump(
                    floe_index::store::tables::ALL
                        .iter()
                        .find(|table| table.name == "events")
                        .unwrap()
                )
                .await
                .unwrap()
                .len(),
            );
        });
    }
    assert_eq!(count, 2);
}

#[test]
#[ignore = "needs wasmd, PostgreSQL and time: scripts/soak-live.sh index"]
fn an_index_beside_failing_nodes_has_what_the_chain_has_at_the_end_and_at_ten_heights() {
    floe_e2e::soak::run_beside(
        Duration::from_secs(60 * number("MINUTES", 5)),
        number("SEED", 1),
        begin,
        end,
    );
}

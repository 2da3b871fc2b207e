//! How fast an index of a generated history is, and how large it gets. `ACCOUNTS`, `MOVES` and `READERS` choose how much of it;
//! With `DATABASE=postgres` it is a database of PostgreSQL, otherwise a file of SQLite; both are removed at the end. `DATABASE=FILE`
//! keeps that file: run again, with the same accounts and moves, it goes on from there, and readers are all that is measured.

use std::env;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use floe_hostile::{Manner, Node, Truth};
use floe_index::follow::progress;
use floe_index::store::Db;
use floe_index_tests::generated::{address, Generated};
use floe_index_tests::postgres::Postgres;
use floe_index_tests::recorded::CHAIN;
use floe_index_tests::rig::runtime;
use floe_random::Random;
use tempfile::TempDir;

fn of(name: &str, usual: u64) -> u64 {
    env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(usual)
}

/// Ends with it.
struct Index(Child);

impl Drop for Index {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Index {
    fn start(database: &str, node: &str, listen: &str) -> Self {
        let program = env::current_exe().unwrap().with_file_name("index-follow");
        let roles = Generated::roles();
        let mut command = Command::new(program);
        command.args([
            database,
            CHAIN,
            &roles.hub,
            &roles.registry,
            &roles.collector,
            node,
        ]);
        Self(
            command
                .env("LISTEN", listen)
                .stdout(Stdio::null())
                .spawn()
                .unwrap(),
        )
    }

    fn worked(&self) -> f64 {
        worked(&self.0.id().to_string())
    }

    /// The most memory that it ever had, in MB.
    fn peak(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kb = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        kb.unwrap_or_default() / 1024
    }
}

/// Seconds that a process has had a processor, which other processes do not change much.
fn worked(process: &str) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    // Of user and system, the twelfth and thirteenth after the name.
    let ticks = fields
        .skip(11)
        .take(2)
        .filter_map(|text| text.parse::<f64>().ok());
    ticks.sum::<f64>() / TICK
}

/// Hundredths of a second, as Linux counts the time of processes.
const TICK: f64 = 100.0;

async fn wait_for(db: &Db, height: u64) {
    while progress(db).await.unwrap().is_none_or(|at| at.height < height) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn wait_for_order(db: &Db) {
    while !db.is_searchable().await.unwrap() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn count(db: &Db) -> u64 {
    let found: Vec<(i64,)> = floe_index::rows!(db, "SELECT CAST(COUNT(*) AS BIGINT) FROM events").unwrap();
    u64::try_from(found[0].0).unwrap()
}

/// Bytes of all files of a database.
async fn size(db: &Db, address: &str) -> u64 {
    match db {
        Db::Lite(_) => ["", "-wal"]
            .map(|end| std::fs::metadata(format!("{address}{end}")).map_or(0, |file| file.len()))
            .iter()
            .sum(),
        Db::Pg(pool) => {
            let sql = "SELECT pg_database_size(current_database())";
            let (bytes,): (i64,) = sqlx::query_as(sql).fetch_one(pool).await.unwrap();
            u64::try_from(bytes).unwrap()
        }
    }
}

/// How long somebody looks at an answer.
const LOOKS: Duration = Duration::from_millis(500);

/// Readers of random accounts until they are stopped: milliseconds of each answer.
fn read(listen: &str, accounts: u64, readers: u64, stop: &AtomicBool) -> Vec<f64> {
    let took = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for reader in 0..readers {
            let took = &took;
            scope.spawn(move || {
                let agent: ureq::Agent = ureq::Agent::config_builder()
                    .http_status_as_error(false)
                    .build()
                    .into();
                let mut random = Random::new(reader);
                // Nobody waits for the others to begin.
                thread::sleep(LOOKS.mul_f64(reader as f64 / readers as f64));
                while !stop.load(Ordering::Relaxed) {
                    let who = address(random.below(accounts));
                    let path = ["", "/history", "/statement"][random.index(3)];
                    let began = Instant::now();
                    let answer = agent
                        .get(format!("http://{listen}/v1/accounts/{who}{path}"))
                        .call();
                    let answer = answer
                        .and_then(|mut answer| answer.body_mut().read_to_string())
                        .unwrap();
                    assert!(answer.starts_with('{'), "{answer}");
                    took.lock().unwrap().push(began.elapsed().as_secs_f64() * 1_000.0);
                    thread::sleep(LOOKS);
                }
            });
        }
    });
    let mut took = took.into_inner().unwrap();
    took.sort_by(f64::total_cmp);
    took
}

fn main() {
    let (accounts, moves, readers) = (of("ACCOUNTS", 20_000), of("MOVES", 200_000), of("READERS", 50));
    let history = Arc::new(Generated::new(accounts, moves, 50));
    let node = Node::start(Arc::clone(&history) as Arc<dyn Truth>, Manner::Honest, 1);
    let folder = TempDir::new().unwrap();
    let runtime = runtime();
    let named = env::var("DATABASE").ok();
    let postgres = (named.as_deref() == Some("postgres")).then(|| Postgres::start().unwrap());
    let database = match (&postgres, named) {
        (Some(postgres), _) => runtime.block_on(postgres.database("bench")),
        (None, Some(file)) => file,
        (None, None) => folder.path().join("bench.db").display().to_string(),
    };
    let db = runtime.block_on(async {
        let db = Db::open(&database).await.unwrap();
        db.migrate().await.unwrap();
        db
    });
    let listen = {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        free.local_addr().unwrap().to_string()
    };
    // The last tenth comes while readers ask.
    let known = runtime.block_on(progress(&db)).unwrap().map(|at| at.height);
    let catch_up = known.unwrap_or_default().max(history.last() * 9 / 10);
    history.show_up_to(catch_up);
    let began = Instant::now();
    let index = Index::start(&database, &node.url(), &listen);
    runtime.block_on(wait_for(&db, catch_up));
    // With nothing to catch up it may not be there yet.
    while std::net::TcpStream::connect(&listen).is_err() {
        assert!(began.elapsed() < Duration::from_secs(60), "the API is not there");
        thread::sleep(Duration::from_millis(20));
    }
    let (came, before) = (began.elapsed().as_secs_f64(), index.worked());
    runtime.block_on(wait_for_order(&db));
    let (took, busy) = (began.elapsed().as_secs_f64(), index.worked());
    println!(
        "{accounts} accounts, {moves} moves, {}",
        if postgres.is_some() {
            "PostgreSQL"
        } else {
            "SQLite"
        }
    );
    if known.is_none() {
        let events = runtime.block_on(count(&db));
        println!(
            "caught up {events} events in {took:.1} s: {:.0} events a second",
            events as f64 / took
        );
        println!(
            "of these, {:.1} s for the indexes by account, {:.1} s of them on a processor",
            took - came,
            busy - before
        );
        println!(
            "the index had a processor for {busy:.1} s of it: {:.0} events a second of that; node and waiting took {:.1} s",
            events as f64 / busy,
            worked("self")
        );
    }
    println!("memory at most {} MB", index.peak());

    let stop = AtomicBool::new(false);
    let times = thread::scope(|scope| {
        let reading = scope.spawn(|| read(&listen, accounts, readers, &stop));
        // A block each 100 ms, for half a minute at most.
        for height in (catch_up..=history.last()).take(300) {
            history.show_up_to(height);
            thread::sleep(Duration::from_millis(100));
        }
        stop.store(true, Ordering::Relaxed);
        reading.join().unwrap()
    });
    let place = |percent: usize| {
        times
            .get(times.len() * percent / 100)
            .copied()
            .unwrap_or_default()
    };
    println!(
        "{} answers to {readers} readers while it follows: median {:.1} ms, 99 of 100 within {:.1} ms",
        times.len(),
        place(50),
        place(99)
    );
    println!("memory at most {} MB", index.peak());
    let (size, events) = runtime.block_on(async { (size(&db, &database).await, count(&db).await) });
    println!(
        "{events} events at the end, database {} MB, {} bytes an event",
        size >> 20,
        size / events.max(1)
    );
}

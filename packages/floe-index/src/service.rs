//! The whole of it: waits for the lock, follows and writes, and answers meanwhile.

use std::sync::Arc;
use std::time::{Duration, Instant};

use floe_client::Stop;
use tokio::net::TcpListener;

use crate::api::{serve, Api};
use crate::config::IndexConfig;
use crate::error::{IndexError, Result};
use crate::follow::Follower;
use crate::status::WriterStatus;
use crate::store::{Db, WriterLock};
use crate::webhooks;

/// Between two lines that tell of progress.
const TELL: Duration = Duration::from_secs(10);

/// Longest rest after failures.
const LONGEST: Duration = Duration::from_secs(60);

/// Says a line to whoever watches.
pub type TellLine = Arc<dyn Fn(String) + Send + Sync>;

/// Runs until it is asked to stop.
///
/// # Errors
/// What waiting cannot mend: a database of another index, an address that is taken.
pub fn run(config: &IndexConfig, note: TellLine) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(run_within(config, note))
}

/// The same within a runtime.
pub async fn run_within(config: &IndexConfig, note: TellLine) -> Result<()> {
    let status = Arc::new(WriterStatus::default());
    let db = Db::open(&config.database).await?;
    let stop = config.live.stop.clone();
    let server = match config.listen {
        None => None,
        Some(address) => {
            let listener = TcpListener::bind(address)
                .await
                .map_err(|error| IndexError::Config {
                    what: format!("the API cannot be at {address}, as --listen says"),
                    reason: error.to_string(),
                })?;
            note(format!("Listening at http://{}.", listener.local_addr()?));
            let api = Api::new(
                db.clone(),
                &config.chain_id,
                config.roles.clone(),
                Arc::clone(&status),
                config.requests_per_minute,
            )?;
            Some(tokio::spawn(serve(api, listener, asked(stop.clone()))))
        }
    };
    let written = if config.writes {
        write(config, &db, &status, &note).await
    } else {
        asked(stop.clone()).await;
        Ok(())
    };
    // Who asks is answered no longer once nothing can be written.
    stop.ask();
    if let Some(server) = server {
        server
            .await
            .map_err(|error| IndexError::Broke(error.to_string()))??;
    }
    written
}

/// Until the wish to stop.
async fn asked(stop: Stop) {
    while !stop.is_asked() {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn rest(stop: &Stop, time: Duration) {
    let until = Instant::now().checked_add(time);
    while !stop.is_asked() && until.is_some_and(|until| Instant::now() < until) {
        tokio::time::sleep(time.min(Duration::from_millis(100))).await;
    }
}

/// Takes the lock, or waits for it, and writes for as long as it is held.
async fn write(config: &IndexConfig, db: &Db, status: &Arc<WriterStatus>, note: &TellLine) -> Result<()> {
    let stop = &config.live.stop;
    let mut waiting = false;
    while !stop.is_asked() {
        match WriterLock::try_take(&config.database).await {
            Ok(Some(lock)) => {
                note("This process writes.".to_owned());
                let own = Db::open_for_writing(&config.database).await?;
                own.migrate().await?;
                status.writes(true);
                let ended = follow(config, (db, own), status, note, lock).await;
                status.writes(false);
                match ended {
                    Ok(()) => {}
                    Err(
                        error @ (IndexError::OtherIndex { .. }
                        | IndexError::Migration(_)
                        | IndexError::Config { .. }),
                    ) => return Err(error),
                    Err(error) => note(format!("{error}; waiting for the lock again.")),
                }
            }
            Ok(None) if !waiting => {
                waiting = true;
                note(
                    "Another process writes; this one answers, and takes over when that one ends.".to_owned(),
                );
            }
            Ok(None) => {}
            Err(error) => note(format!("{error}; trying again.")),
        }
        rest(stop, config.poll).await;
    }
    Ok(())
}

async fn follow(
    config: &IndexConfig,
    (db, own): (&Db, Db),
    status: &Arc<WriterStatus>,
    note: &TellLine,
    mut lock: WriterLock,
) -> Result<()> {
    let stop = &config.live.stop;
    let mut follower = Follower::open(own, config.clone(), Arc::clone(status)).await?;
    let hooks = tokio::spawn(webhooks::run(
        db.clone(),
        config.roles.hub.clone(),
        config.rules.clone(),
        stop.clone(),
        config.poll,
    ));
    let teller = tokio::spawn(tell(Arc::clone(status), Arc::clone(note), stop.clone()));
    let mut failed = 0_u32;
    let ended = loop {
        if stop.is_asked() {
            break Ok(());
        }
        if !lock.is_held().await {
            break Err(IndexError::Broke("the lock of the writer was lost".to_owned()));
        }
        match follower.round().await {
            Ok(_) => {
                failed = 0;
                status.failed(None);
                rest(stop, config.poll).await;
            }
            Err(error @ IndexError::Overtaken { .. }) => break Err(error),
            Err(error) => {
                failed = failed.saturating_add(1);
                note(format!("{error}; trying again."));
                status.failed(Some(error.to_string()));
                let pause = config.poll.saturating_mul(2_u32.saturating_pow(failed.min(10)));
                rest(stop, pause.min(LONGEST)).await;
            }
        }
    };
    hooks.abort();
    teller.abort();
    ended
}

/// A line now and then while much is missing.
async fn tell(status: Arc<WriterStatus>, note: TellLine, stop: Stop) {
    while !stop.is_asked() {
        rest(&stop, TELL).await;
        let now = status.now();
        if now.behind() > 100 {
            note(now.told());
        }
    }
}

//! Looks at an index, and makes its derived tables anew.

use anyhow::{Context as _, Result};
use floe_client::when;
use floe_index::overview::{overview, verify as adds_up, Overview};
use floe_index::rebuild;
use floe_index::store::{Db, WriterLock};

use super::config;
use crate::config::Settings;
use crate::exit::ExitCode;
use crate::host::Host;

/// For questions to the database.
pub fn runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?)
}

pub fn status(settings: &Settings, json: bool, host: &mut Host) -> Result<ExitCode> {
    let address = settings.index.database(host);
    let found: Overview =
        runtime()?.block_on(async { overview(&Db::open_existing(&address).await?).await })?;
    if json {
        host.say_all(serde_json::to_string_pretty(&found)?)?;
    } else {
        host.say(format!(
            "Block {} of {}, {} events; proven at block {}.",
            found.height,
            when::utc(found.time),
            found.events,
            found
                .proven_height
                .map_or("none".to_owned(), |height| height.to_string()),
        ))?;
        for alarm in &found.alarms {
            host.say(format!("Alarm {}: {}", alarm.kind, alarm.detail))?;
        }
    }
    Ok(ExitCode::when(found.alarms.is_empty()))
}

pub fn verify(settings: &Settings, host: &mut Host) -> Result<ExitCode> {
    let address = settings.index.database(host);
    let wrong: Vec<String> =
        runtime()?.block_on(async { adds_up(&Db::open_existing(&address).await?).await })?;
    for line in &wrong {
        host.say(line)?;
    }
    if wrong.is_empty() {
        host.say("It adds up.")?;
    }
    Ok(ExitCode::when(wrong.is_empty()))
}

pub fn rebuild(settings: &Settings, host: &mut Host) -> Result<ExitCode> {
    let config = config(settings, host)?;
    let blocks = runtime()?.block_on(async {
        let db = Db::open_existing(&config.database).await?;
        let lock = WriterLock::try_take(&config.database).await?;
        let _lock = lock.context("another process writes; stop it first")?;
        Ok::<u64, anyhow::Error>(rebuild::rebuild(&db, &config.roles).await?)
    })?;
    host.say(format!("Made anew from the events of {blocks} blocks."))?;
    Ok(ExitCode::Done)
}

//! `floe index run`: follows and answers, until asked to stop.

use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use anyhow::{anyhow, bail, Result};
use floe_index::service;

use super::config;
use crate::config::Settings;
use crate::exit::ExitCode;
use crate::host::Host;

pub fn run(mut settings: Settings, read_only: bool, host: &mut Host) -> Result<ExitCode> {
    if settings.connection.chain_id.is_none() {
        bail!("no chain is named; give its id as chain.id in the configuration, or with --chain-id");
    }
    settings.connection.stop = (host.stop)()?;
    let mut config = config(&settings, host)?;
    config.writes = !read_only;
    let (tell, told) = channel::<String>();
    let tell = Mutex::new(tell);
    let note: service::Note = Arc::new(move |line| {
        // Nobody listens once the work has ended.
        let _ = tell.lock().unwrap_or_else(PoisonError::into_inner).send(line);
    });
    let work = thread::spawn(move || service::run(&config, note));
    for line in told {
        host.note(line);
    }
    work.join().map_err(|_| anyhow!("the index broke off"))??;
    Ok(ExitCode::Done)
}

//! `floe keeper run`: round after round, until asked to stop.

use anyhow::{bail, Result};
use floe_keeper::{keep, reach, Watch};

use super::{with_keeper, Flags, Terminal};
use crate::config::{Common, Settings};
use crate::context::{self, Context};
use crate::exit::ExitCode;
use crate::host::Host;

/// Keeps until a signal says stop.
///
/// # Errors
/// Where going on cannot help: settings, key or state are wrong.
pub fn run(flags: &Flags, common: Common, host: &mut Host) -> Result<ExitCode> {
    if common.dry_run || common.generate_only {
        bail!("keeper run sends by itself; use `floe keeper once --dry-run` or `floe keeper check`");
    }
    let mut settings = Settings::load(&common, host)?;
    host.run_ahead(settings.clock_ahead);
    flags.apply(&mut settings.keeper)?;
    let own = settings.keeper.clone();
    own.check_amounts()?;
    if own.max_fee_per_day.is_none() {
        bail!(
            "keeper.max_fee_per_day is not set; name the most that a day's fees may come to, in the configuration or \
             with --max-fee-per-day"
        );
    }
    if settings.connection.chain_id.is_none() {
        bail!("no chain is named; give its id as chain.id in the configuration, or with --chain-id");
    }
    let stop = (host.stop)()?;
    settings.connection.stop = stop.clone();
    let (json, log) = (common.json, Some(flags.log));
    let mut terminal = Terminal {
        host: &mut *host,
        json,
        log,
        stop: stop.clone(),
    };
    let watch = Watch::start(own.http(), own.interval(), own.jitter(), &mut terminal)?;
    let reached = reach(&mut terminal, own.interval(), &watch.health, |terminal| {
        let chain = (terminal.host.connect)(&settings.connection)?;
        let contracts = context::contracts(&*chain, &settings)?;
        Ok((chain, contracts))
    })?;
    let Some((chain, contracts)) = reached else {
        return Ok(ExitCode::Done);
    };
    let mut ctx = Context::over(host, common, settings, chain);
    with_keeper(
        &mut ctx,
        contracts,
        watch.metrics.clone(),
        (stop, log),
        |keeper| keep(keeper, watch.health.clone()),
    )?;
    Ok(ExitCode::Done)
}

//! `floe keeper once`: one round.

use anyhow::Result;
use floe_client::Stop;
use floe_keeper::{Metrics, Round};

use super::{with_keeper, Flags};
use crate::context::Context;
use crate::exit::ExitCode;

/// Ends with 1 if something due was not done, and with 5 if the end of a transaction is open.
pub fn run(flags: &Flags, mut ctx: Context<'_>) -> Result<ExitCode> {
    flags.apply(&mut ctx.settings.keeper)?;
    // Whoever starts a round by hand does not want to wait.
    ctx.settings.keeper.jitter_secs = Some(0);
    if ctx.only_shown() {
        return preview(&mut ctx);
    }
    let mut round = Round::default();
    let (mut denom, mut ended) = (String::new(), Ok(()));
    let (contracts, named) = (ctx.contracts()?, ctx.check_named());
    with_keeper(
        &mut ctx,
        contracts,
        Metrics::new()?,
        (Stop::default(), None),
        |mut keeper| {
            named?;
            denom = keeper.denom().to_owned();
            ended = keeper.round(&mut round);
            Ok(())
        },
    )?;
    let told = report(&mut ctx, &round, &denom, ended.is_ok());
    match told.and(ended) {
        Ok(()) if round.is_open() => Ok(ExitCode::Unclear),
        Ok(()) => Ok(ExitCode::when(round.troubles.is_empty())),
        // That the end of a transaction is open is more to know than that it could not be printed.
        Err(error) if round.is_open() => {
            ctx.host.note(format!("{error:#}"));
            Ok(ExitCode::Unclear)
        }
        Err(error) => Err(round.after_all(error)),
    }
}

/// The first transaction that would be sent: what follows depends on it.
fn preview(ctx: &mut Context<'_>) -> Result<ExitCode> {
    let contracts = ctx.contracts()?;
    let next = with_keeper(
        ctx,
        contracts,
        Metrics::new()?,
        (Stop::default(), None),
        |mut keeper| keeper.preview(),
    )?;
    let Some((duty, tx)) = next else {
        ctx.host.note("Nothing is due.");
        return Ok(ExitCode::Done);
    };
    ctx.host.note(format!("{} is due: {}", duty.task, duty.why()));
    let unsigned = ctx.chain.unsigned(&tx)?;
    ctx.show_unsigned(&unsigned)?;
    Ok(ExitCode::Done)
}

fn report(ctx: &mut Context<'_>, round: &Round, denom: &str, ended_well: bool) -> Result<()> {
    ctx.show(&round.receipts, |receipts| {
        if receipts.is_empty() && round.troubles.is_empty() && ended_well {
            return vec!["Nothing is due.".to_owned()];
        }
        receipts.iter().map(|receipt| receipt.line(denom)).collect()
    })?;
    // What a transaction could not do stands in its line already.
    let told = |line: &String| round.receipts.iter().any(|receipt| receipt.told() == *line);
    let troubles = round.troubles.iter().filter(|line| !told(line));
    for line in troubles.chain(&round.warnings) {
        ctx.host.note(line);
    }
    Ok(())
}

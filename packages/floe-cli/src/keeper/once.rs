//! `floe keeper once`: one round.

use std::time::Duration;

use anyhow::Result;
use floe_client::{Stop, Tx};

use crate::context::Context;
use crate::exit::Exit;
use crate::keeper::metrics::Metrics;
use crate::keeper::round::{Keeper, Round};
use crate::keeper::Flags;

/// Ends with 1 if something due was not done, and with 5 if the end of a transaction is open.
pub fn run(flags: &Flags, mut ctx: Context<'_>) -> Result<Exit> {
    flags.apply(&mut ctx.settings.keeper)?;
    // Whoever starts a round by hand does not want to wait.
    ctx.settings.keeper.jitter = Duration::ZERO;
    let contracts = ctx.contracts()?;
    let mut keeper = Keeper::new(ctx, contracts, Metrics::new()?, Stop::default())?;
    if keeper.ctx.common.dry_run || keeper.ctx.common.generate_only {
        return preview(&mut keeper);
    }
    keeper.ctx.check_named()?;
    let mut round = Round::default();
    let ended = keeper.round(&mut round);
    let told = report(&mut keeper, &round, ended.is_ok());
    match told.and(ended) {
        Ok(()) => Ok(round.exit()),
        // That the end of a transaction is open is more to know than that it could not be printed.
        Err(error) if round.exit() == Exit::Unclear => {
            keeper.ctx.host.note(format!("{error:#}"));
            Ok(Exit::Unclear)
        }
        Err(error) => Err(round.after_all(error)),
    }
}

/// The first transaction that would be sent: what follows depends on it.
fn preview(keeper: &mut Keeper<'_>) -> Result<Exit> {
    let Some((sight, duty)) = keeper.next_duty(&Default::default())? else {
        keeper.ctx.host.note("Nothing is due.");
        return Ok(Exit::Done);
    };
    keeper
        .ctx
        .host
        .note(format!("{} is due: {}", duty.task, duty.why()));
    let tx: Tx = keeper.transaction(&duty, &sight)?;
    let unsigned = keeper.ctx.chain.unsigned(&tx)?;
    keeper.ctx.show_unsigned(&unsigned)?;
    Ok(Exit::Done)
}

fn report(keeper: &mut Keeper<'_>, round: &Round, ended_well: bool) -> Result<()> {
    let denom = keeper.budget.denom.clone();
    keeper.ctx.show(&round.receipts, |receipts| {
        if receipts.is_empty() && round.troubles.is_empty() && ended_well {
            return vec!["Nothing is due.".to_owned()];
        }
        receipts.iter().map(|receipt| receipt.line(&denom)).collect()
    })?;
    for line in round.troubles.iter().chain(&round.warnings) {
        keeper.ctx.host.note(line);
    }
    Ok(())
}

//! `floe history`: what owners, guardians and governors have changed, who and when.

use anyhow::Result;
use floe_client::when;
use serde::Serialize;

use super::changes::{self, ProtocolChange};
use crate::context::Context;
use crate::dates;
use crate::exit::ExitCode;
use crate::told::Wording;

#[derive(clap::Args)]
#[command(after_help = "Examples:\n  floe history\n  floe history --from 2026-01-01 --votes --json")]
pub struct HistoryArgs {
    /// 2026-01-31 (UTC), 2026-01-31T12:00:00Z or unix seconds; otherwise the beginning.
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// The first moment that is no longer part of it; otherwise now.
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    /// Also the hub's votes in x/gov.
    #[arg(long)]
    votes: bool,
}

#[derive(Serialize)]
struct Changes {
    /// Block up to which the history was read.
    height: u64,
    /// Oldest first.
    changes: Vec<ProtocolChange>,
}

pub fn run(args: HistoryArgs, context: &mut Context<'_>) -> Result<ExitCode> {
    let (from, to) = dates::interval(args.from.as_deref(), args.to.as_deref())?;
    let deployed = context.deployment()?.and_then(|record| record.height);
    let units = Wording::of(context)?;
    let protocol = context.protocol()?;
    let height = protocol.chain.block()?.height;
    let mut found = changes::since(&protocol, deployed.unwrap_or(0), args.votes, &units)?;
    found
        .retain(|change| from.is_none_or(|from| change.time >= from) && to.is_none_or(|to| change.time < to));
    let changes = Changes {
        height,
        changes: found,
    };
    context.show(&changes, lines)?;
    Ok(ExitCode::Done)
}

fn lines(changes: &Changes) -> Vec<String> {
    let mut lines: Vec<String> = changes
        .changes
        .iter()
        .map(|change| {
            let by = change.by.as_ref().map(|by| format!(" (sent by {by})"));
            format!(
                "{}  block {}  {}: {}{}",
                when::utc(change.time),
                change.height,
                change.contract,
                change.what,
                by.unwrap_or_default()
            )
        })
        .collect();
    if lines.is_empty() {
        lines.push(format!("Nothing was changed up to block {}.", changes.height));
    }
    lines
}

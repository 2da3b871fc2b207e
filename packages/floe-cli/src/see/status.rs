//! `floe status`: the protocol at a glance.

mod ask;
mod instant;
mod lines;
mod protection;

use anyhow::Result;
use cosmwasm_std::{Decimal, Uint128};
use floe_api::hub::{
    CrankReport, FeeReceiver, FeeRiseResponse, GuaranteesResponse, PauseResponse, Status as Condition,
};
use floe_client::when;
use floe_core::units::Seconds;
use serde::Serialize;

use crate::charts::{self, PlotFlags};
use crate::context::Context;
use crate::exit::ExitCode;
use crate::losses::Loss;
use crate::see::figures::Trailing;

#[derive(clap::Args)]
pub struct StatusArgs {
    #[command(flatten)]
    plot: PlotFlags,
}

/// Amounts in base units, times in unix seconds.
#[derive(Serialize)]
struct Status {
    chain_id: String,
    height: u64,
    time: Seconds,
    hub: String,
    condition: Condition,
    winding_down: bool,
    rate: Decimal,
    /// Windows that end now; those of equal length once.
    apr: Vec<Trailing>,
    /// Of the last 30 days, oldest first.
    losses: Vec<Loss>,
    /// Validators with stake or undelegations of the hub that are jailed.
    jailed: Vec<Jailed>,
    value: Value,
    fee: Fee,
    exits: Exits,
    solvency: Solvency,
    /// Who pays for a slash before holders do.
    guarantees: GuaranteesResponse,
    /// Backstops that do not work, in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    troubles: Vec<String>,
    pauses: Vec<PauseResponse>,
    powers: Vec<Power>,
    last_sync: Seconds,
    /// Since the last observation.
    sync_age: Seconds,
    /// From this age on a deposit observes first.
    max_sync_age: Seconds,
    crank: Crank,
}

#[derive(Serialize)]
struct Jailed {
    operator: String,
    moniker: String,
    /// The hub's stake there.
    delegated: Uint128,
    /// What undelegations from there are expected to bring.
    undelegating: Uint128,
    cumulative_loss: Uint128,
}

#[derive(Serialize)]
struct Value {
    /// Pool, debts to exits, and coins set aside for claims.
    tvl: Uint128,
    pool: Uint128,
    supply: Uint128,
    delegated: Uint128,
    undelegating: Uint128,
    free: Uint128,
    /// Gains not yet in the rate.
    unreleased: Uint128,
    /// In shares; belongs to the hub for ever.
    seed: Uint128,
}

#[derive(Serialize)]
struct Fee {
    /// As it counts now.
    bps: u64,
    /// A higher one that was set and does not count yet.
    rise: Option<FeeRiseResponse>,
    max_bps: u64,
    receivers: Vec<FeeReceiver>,
}

#[derive(Serialize)]
struct Exits {
    open: OpenBatch,
    unsettled: Vec<Unsettled>,
    owed: Uint128,
    claimable: Claimable,
    /// Without waiting.
    instant: instant::InstantOffer,
}

#[derive(Serialize)]
struct OpenBatch {
    id: u64,
    shares: Uint128,
    /// The earliest time at which it can be closed.
    closes: Seconds,
}

#[derive(Serialize)]
struct Unsettled {
    id: u64,
    shares: Uint128,
    payable: Uint128,
    /// When it is expected to pay.
    eta: Seconds,
}

#[derive(Serialize)]
struct Claimable {
    batches: usize,
    coins: Uint128,
}

#[derive(Serialize)]
struct Solvency {
    healthy: bool,
    /// Coins in the bank beyond those that the books know.
    bank_margin: Uint128,
    /// Stake, undelegations and free coins beyond what exits are owed.
    margin: Uint128,
    short_since: Option<Seconds>,
    /// Losses that gains have not yet made good.
    loss_carry: Uint128,
}

/// A power and who holds it.
#[derive(Serialize)]
struct Power {
    name: String,
    holder: Option<String>,
    /// What else there is to know about it.
    note: Option<String>,
}

/// What a crank would do now.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Crank {
    Would(CrankReport),
    /// The hub's own words.
    Fails(String),
}

pub fn run(args: StatusArgs, context: &mut Context<'_>) -> Result<ExitCode> {
    args.plot.check(context)?;
    let status = ask::status(&context.protocol()?)?;
    let coin = context.unit()?;
    let token = context.token_unit()?;
    let healthy = status.solvency.healthy;
    args.plot
        .write(context, |width| charts::exits(&drawn(&status), &coin, width))?;
    context.show(&status, |status| lines::of(status, &coin, &token))?;
    Ok(ExitCode::when(healthy))
}

/// What leaves: what is free and claimable now, then batches in the order in which they pay.
fn drawn(status: &Status) -> Vec<charts::ExitBar> {
    let exits = &status.exits;
    let row = |name: String, coins: Uint128, state: charts::ExitStage| charts::ExitBar { name, coins, state };
    let mut rows = vec![
        row(
            "at once".to_owned(),
            exits.instant.free(),
            charts::ExitStage::Free,
        ),
        row(
            "settled batches".to_owned(),
            exits.claimable.coins,
            charts::ExitStage::Claimable,
        ),
    ];
    rows.extend(exits.unsettled.iter().map(|batch| {
        let name = format!("batch {}, {}", batch.id, minute(batch.eta));
        row(name, batch.payable, charts::ExitStage::Unbonding)
    }));
    // Its price is that of the close; the present one is the nearest that is known.
    let worth = exits.open.shares.checked_mul_floor(status.rate);
    rows.push(row(
        format!("batch {}, closes {}", exits.open.id, minute(exits.open.closes)),
        worth.unwrap_or_default(),
        charts::ExitStage::Queued,
    ));
    rows
}

/// `2026-01-31 08:05`.
fn minute(time: Seconds) -> String {
    when::utc(time).chars().take("2026-01-31 08:05".len()).collect()
}

//! The protocol as a whole: its figures now, its rate over time, losses and parameters.

use axum::extract::State;
use axum::Json;
use cosmwasm_std::{Decimal, SignedDecimal};
use floe_client::statement::{growth, pace};
use floe_core::units::DAY;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::guarantors::{newest_coverage, Coverage};
use super::problem::{Asked, Problem};
use super::types::{
    asked_time, coins, cursor, limit, moment, seconds_of, written, AsOf, CoinAmount, DecimalText, Moment,
    ShareAmount,
};
use super::{Answer, Api};
use crate::derive::{newest_rate, totals, RateRow, TotalsRow};
use crate::error::Result;
use crate::settings::Settings;
use crate::store::cell::{nanos, natural};
use crate::store::Db;
use crate::{row_of, rows, IndexError};

/// Windows of trailing returns, in days.
const WINDOWS: [u64; 4] = [1, 7, 30, 365];

/// Seconds between two points of a rate, at most: the largest number that every reader of JSON keeps.
const LONGEST_STEP: u64 = 9_007_199_254_740_991;

#[derive(Serialize, ToSchema)]
pub(crate) struct ProtocolAnswer {
    as_of: AsOf,
    chain_id: String,
    hub: String,
    registry: String,
    collector: String,
    /// Native per share, at the time of `as_of`.
    #[schema(value_type = DecimalText)]
    rate: String,
    /// What the shares are worth together.
    pool: CoinAmount,
    supply: ShareAmount,
    delegated: CoinAmount,
    undelegating: CoinAmount,
    free: CoinAmount,
    /// Set aside for settled batches.
    reserved: CoinAmount,
    /// To unsettled batches.
    owed: CoinAmount,
    /// Gains that are released over time.
    unreleased: CoinAmount,
    /// Losses that rewards make up for without a fee.
    loss_carry: CoinAmount,
    /// Part of rewards, as the hub said last; null before the first proof.
    #[schema(value_type = Option<DecimalText>)]
    fee: Option<String>,
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    holders: i64,
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    open_batch: i64,
    paused: Vec<Pause>,
    winding_down: bool,
    /// Since when exits lack coins; null: they do not.
    short_since: Option<Moment>,
    deposits_halted_until: Option<Moment>,
    returns: Vec<Return>,
    /// What stands for a slash, as the hub said at the last proof at which that had changed; null: nothing ever did.
    coverage: Option<Coverage>,
    since_beginning: ProtocolSums,
}

/// An operation that is paused.
#[derive(Serialize, ToSchema)]
pub(crate) struct Pause {
    operation: String,
    /// `owner` or `guardian`.
    by: String,
    /// When it ends by itself; null: never.
    until: Option<Moment>,
}

/// What became of a share in a window that ends now. Fractions: 0.05 is 5 %.
#[derive(Serialize, ToSchema)]
pub(crate) struct Return {
    /// Asked for.
    days: u64,
    /// The window there is, in seconds: shorter where the history is.
    #[schema(maximum = 9_007_199_254_740_991_i64)]
    window: u64,
    from: Moment,
    /// Growth of the rate, losses included.
    #[schema(value_type = Option<DecimalText>)]
    growth: Option<String>,
    /// By what part losses lowered the rate; zero or negative.
    #[schema(value_type = DecimalText)]
    lost: String,
    /// Growth before losses, times a year over the window; null from less than a day.
    #[schema(value_type = Option<DecimalText>)]
    yearly: Option<String>,
}

/// Everything since the beginning.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProtocolSums {
    deposits: CoinAmount,
    /// Harvested, before fees.
    rewards: CoinAmount,
    fees: CoinAmount,
    other_gains: CoinAmount,
    losses: CoinAmount,
    /// Of the losses, what guarantors paid.
    covered: CoinAmount,
    /// Of the other gains, what went back to guarantors.
    given_back: CoinAmount,
    rounding: CoinAmount,
    exits: CoinAmount,
    claimed: CoinAmount,
    instant_exits: CoinAmount,
    instant_fees: CoinAmount,
}

impl From<&TotalsRow> for ProtocolSums {
    fn from(row: &TotalsRow) -> Self {
        Self {
            deposits: coins(&row.deposits),
            rewards: coins(&row.rewards),
            fees: coins(&row.fees),
            other_gains: coins(&row.other_gains),
            losses: coins(&row.losses),
            covered: coins(&row.covered),
            given_back: coins(&row.given_back),
            rounding: coins(&row.rounding),
            exits: coins(&row.exits),
            claimed: coins(&row.claimed),
            instant_exits: coins(&row.instant),
            instant_fees: coins(&row.instant_fees),
        }
    }
}

/// Rate, pool, supply, fee, state, and returns of 1, 7, 30 and 365 days with their windows.
#[utoipa::path(
    get, path = "/v1/protocol", tag = "protocol",
    responses(
        (status = 200, description = "The figures of the last block", body = ProtocolAnswer),
        (status = 304, description = "As it was"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No answer now", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn protocol(State(api): State<Api>) -> Answer<ProtocolAnswer> {
    let (as_of, now) = now(&api).await?;
    let newest = newest_rate(&api.db).await?.ok_or(IndexError::NoIndex)?;
    let totals = totals(&api.db).await?.ok_or(IndexError::NoIndex)?;
    let books = newest.books();
    let paused: Vec<(String, String, Option<i64>)> = rows!(
        api.db,
        "SELECT domain, by_whom, until FROM pauses WHERE active = 1 ORDER BY domain"
    )?;
    let settings = Settings::load(&api.db).await?;
    Ok(Json(ProtocolAnswer {
        returns: returns(&api.db, &newest, &totals, now).await?,
        coverage: newest_coverage(&api.db).await?,
        as_of,
        chain_id: api.chain_id.clone(),
        hub: api.roles.hub.clone(),
        registry: api.roles.registry.clone(),
        collector: api.roles.collector.clone(),
        rate: books.rate(now).to_string(),
        pool: books.pool(now).into(),
        supply: books.supply.into(),
        delegated: books.delegated.into(),
        undelegating: books.undelegating.into(),
        free: books.free.into(),
        reserved: books.reserved.into(),
        owed: books.owed.into(),
        unreleased: books.stream.unreleased(now).into(),
        loss_carry: books.loss_carry.into(),
        fee: settings.map(|settings| settings.fee),
        holders: totals.holders,
        open_batch: totals.open_batch,
        paused: paused
            .into_iter()
            .filter(|(.., until)| until.is_none_or(|until| natural(until) > now))
            .map(|(operation, by, until)| Pause {
                operation,
                by,
                until: until.map(natural).map(moment),
            })
            .collect(),
        winding_down: totals.winding_down != 0,
        short_since: totals.short_since.map(natural).map(moment),
        deposits_halted_until: totals
            .deposits_halted_until
            .map(natural)
            .filter(|until| *until > now)
            .map(moment),
        since_beginning: ProtocolSums::from(&totals),
    }))
}

/// How far the index is, and the unix second of its last block.
pub(super) async fn now(api: &Api) -> Result<(AsOf, u64)> {
    let as_of = api.as_of().await?;
    let at = crate::follow::progress(&api.db)
        .await?
        .ok_or(IndexError::NoIndex)?;
    Ok((as_of, at.time.div_euclid(1_000_000_000)))
}

async fn returns(db: &Db, newest: &RateRow, totals: &TotalsRow, now: u64) -> Result<Vec<Return>> {
    let first: Option<RateRow> = row_of!(db, "SELECT * FROM rates ORDER BY height, tx LIMIT 1")?;
    let first = first.map_or(now, |row| seconds_of(row.time));
    let (rate, kept) = (newest.books().rate(now), decimal(&totals.kept));
    let mut found = Vec::new();
    for days in WINDOWS {
        let from = now.saturating_sub(days.saturating_mul(DAY)).max(first);
        let Some(opening) = rate_at(db, from).await? else {
            continue;
        };
        let window = now.saturating_sub(from);
        let before = opening.books().rate(from);
        let left = kept
            .checked_div(kept_at(db, from).await?)
            .unwrap_or(Decimal::one());
        found.push(Return {
            days,
            window,
            from: moment(from),
            growth: growth(before, rate).filter(|_| window > 0).map(text),
            lost: text(growth(Decimal::one(), left).unwrap_or_default()),
            yearly: pace(before, rate, left, window).map(text),
        });
    }
    Ok(found)
}

fn text(value: SignedDecimal) -> String {
    value.to_string()
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap_or(Decimal::one())
}

/// The books that counted at a unix second.
pub(super) async fn rate_at(db: &Db, time: u64) -> Result<Option<RateRow>> {
    let sql = "SELECT * FROM rates WHERE time < $1 ORDER BY time DESC, height DESC, tx DESC LIMIT 1";
    Ok(row_of!(db, sql, nanos(time.saturating_add(1)))?)
}

/// What losses until a unix second had left of one.
async fn kept_at(db: &Db, time: u64) -> Result<Decimal> {
    let sql = "SELECT kept FROM losses WHERE time < $1 ORDER BY time DESC, height DESC, tx DESC LIMIT 1";
    let found: Option<(String,)> = row_of!(db, sql, nanos(time.saturating_add(1)))?;
    Ok(found.map_or(Decimal::one(), |(kept,)| decimal(&kept)))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct RateQuestion {
    /// RFC 3339; none: the beginning.
    #[param(format = DateTime)]
    from: Option<String>,
    /// RFC 3339, no longer part of it; none: now. Before `from`: an empty list.
    #[param(format = DateTime)]
    to: Option<String>,
    /// Seconds between points; none: a point for each change of the books.
    #[param(minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    step: Option<i64>,
    /// `next` of the page before.
    #[param(pattern = r"^-?[0-9]{1,18}(\.-?[0-9]{1,18}){0,3}$")]
    cursor: Option<String>,
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct RatePoint {
    time: Moment,
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    height: i64,
    /// Native per share.
    #[schema(value_type = DecimalText)]
    rate: String,
    pool: CoinAmount,
    supply: ShareAmount,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct RateAnswer {
    as_of: AsOf,
    points: Vec<RatePoint>,
    /// `cursor` of the next page; null after the last.
    next: Option<String>,
}

/// The rate over time.
#[utoipa::path(
    get, path = "/v1/rate", tag = "protocol", params(RateQuestion),
    responses(
        (status = 200, description = "Points, oldest first", body = RateAnswer),
        (status = 304, description = "As it was"),
        (status = 400, description = "The question is none", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No answer now", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn rate(State(api): State<Api>, Asked(asked): Asked<RateQuestion>) -> Answer<RateAnswer> {
    let (as_of, now) = now(&api).await?;
    let from = asked_time("from", asked.from.as_deref())?.unwrap_or(0);
    let to = asked_time("to", asked.to.as_deref())?.unwrap_or(now.saturating_add(1));
    let limit = limit(asked.limit)?;
    if let Some(step) = asked.step {
        let step = u64::try_from(step).unwrap_or_default();
        if !(1..=LONGEST_STEP).contains(&step) {
            return Err(Problem::bad(format!(
                "step is no number of seconds from 1 to {LONGEST_STEP}"
            )));
        }
        let cursor = cursor::<1>(asked.cursor.as_deref())?.map(|[time]| natural(time));
        let (points, next) = stepped(
            &api.db,
            cursor.unwrap_or(from),
            to.min(now.saturating_add(1)),
            step,
            limit,
        )
        .await?;
        return Ok(Json(RateAnswer { as_of, points, next }));
    }
    let [height, tx] = cursor::<2>(asked.cursor.as_deref())?.unwrap_or([-1, -2]);
    let sql =
        "SELECT * FROM rates WHERE time >= $1 AND time < $2 AND (height > $3 OR (height = $3 AND tx > $4)) \
               ORDER BY height, tx LIMIT $5";
    let found: Vec<RateRow> = rows!(api.db, sql, nanos(from), nanos(to), height, tx, limit)?;
    let full = i64::try_from(found.len()).is_ok_and(|count| count >= limit);
    let next = found
        .last()
        .filter(|_| full)
        .map(|row| written(&[row.height, row.tx]));
    let points = found.iter().map(|row| point(row, seconds_of(row.time))).collect();
    Ok(Json(RateAnswer { as_of, points, next }))
}

fn point(row: &RateRow, time: u64) -> RatePoint {
    let books = row.books();
    RatePoint {
        time: moment(time),
        height: row.height,
        rate: books.rate(time).to_string(),
        pool: books.pool(time).into(),
        supply: books.supply.into(),
    }
}

async fn stepped(
    db: &Db,
    from: u64,
    to: u64,
    step: u64,
    limit: i64,
) -> Result<(Vec<RatePoint>, Option<String>)> {
    let first: Option<RateRow> = row_of!(db, "SELECT * FROM rates ORDER BY height, tx LIMIT 1")?;
    let Some(first) = first else {
        return Ok((Vec::new(), None));
    };
    let mut time = from.max(seconds_of(first.time));
    let most = natural(limit);
    let mut points = Vec::new();
    while time < to {
        if u64::try_from(points.len()).is_ok_and(|count| count >= most) {
            return Ok((points, Some(written(&[i64::try_from(time).unwrap_or(i64::MAX)]))));
        }
        if let Some(row) = rate_at(db, time).await? {
            points.push(point(&row, time));
        }
        time = time.saturating_add(step);
    }
    Ok((points, None))
}

//! Who pays for slashes: what the hub said of them, the backstop's books, and bonds of operators.

use axum::extract::State;
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use super::problem::{Asked, Problem};
use super::types::{
    amount_of, coins, cursor, moment, moment_of, shares, written, AsOf, At, CoinAmount, Moment, Page,
    ShareAmount, UnitAmount,
};
use super::{Answer, Api};
use crate::error::Result;
use crate::rows;
use crate::store::cell::natural;
use crate::store::Db;

/// What stands for a slash, as the hub said at a proof.
#[derive(Serialize, ToSchema)]
pub(crate) struct Coverage {
    at: At,
    /// Shares of all bonds together, and of the backstop.
    bonds: ShareAmount,
    backstop: ShareAmount,
    /// Shares that guarantors have paid since ever, and got back of that.
    covered: ShareAmount,
    returned: ShareAmount,
    /// What a double sign of the validator with the largest stake costs.
    worst_loss: CoinAmount,
    /// The largest part of the pool that one double sign costs beyond bond and backstop, in basis points.
    #[schema(minimum = 0, maximum = 10_000)]
    worst_uncovered_bps: i64,
    /// What bonds and backstop pay of the worst loss, in basis points; above 10,000 where they reach farther.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    coverage_bps: i64,
}

#[derive(sqlx::FromRow)]
struct CoverageRow {
    height: i64,
    time: i64,
    bonds: String,
    backstop: String,
    covered: String,
    returned: String,
    worst_loss: String,
    worst_uncovered_bps: i64,
    coverage_bps: i64,
}

impl From<CoverageRow> for Coverage {
    fn from(row: CoverageRow) -> Self {
        Self {
            at: At {
                height: row.height,
                time: moment_of(row.time),
            },
            bonds: shares(&row.bonds),
            backstop: shares(&row.backstop),
            covered: shares(&row.covered),
            returned: shares(&row.returned),
            worst_loss: coins(&row.worst_loss),
            worst_uncovered_bps: row.worst_uncovered_bps,
            coverage_bps: row.coverage_bps,
        }
    }
}

/// Those before a height, newest first.
async fn coverages(db: &Db, before: i64, limit: i64) -> Result<Vec<CoverageRow>> {
    let sql = "SELECT * FROM coverage WHERE height < $1 ORDER BY height DESC LIMIT $2";
    Ok(rows!(db, sql, before, limit)?)
}

/// What the hub said last.
pub(super) async fn newest_coverage(db: &Db) -> Result<Option<Coverage>> {
    let found = coverages(db, i64::MAX, 1).await?;
    Ok(found.into_iter().next().map(Coverage::from))
}

#[derive(Serialize, ToSchema)]
pub(crate) struct CoverageAnswer {
    as_of: AsOf,
    coverage: Vec<Coverage>,
    next: Option<String>,
}

/// What stood for a slash, where that had changed at a proof.
#[utoipa::path(
    get, path = "/v1/coverage", tag = "modules", params(Page),
    responses(
        (status = 200, description = "What the hub said of its guarantors, newest first", body = CoverageAnswer),
        (status = 304, description = "As it was"),
        (status = 400, description = "The question is none", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No answer now", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn coverage(State(api): State<Api>, Asked(page): Asked<Page>) -> Answer<CoverageAnswer> {
    let limit = page.limit()?;
    let [before] = cursor::<1>(page.cursor.as_deref())?.unwrap_or([i64::MAX]);
    let found = coverages(&api.db, before, limit).await?;
    let full = i64::try_from(found.len()).is_ok_and(|count| count >= limit);
    let next = found.last().filter(|_| full).map(|row| written(&[row.height]));
    Ok(Json(CoverageAnswer {
        as_of: api.as_of().await?,
        coverage: found.into_iter().map(Coverage::from).collect(),
        next,
    }))
}

/// A backstop after the last message to it.
#[derive(Serialize, ToSchema)]
pub(crate) struct Backstop {
    contract: String,
    at: At,
    units: UnitAmount,
    /// Shares that all units were worth.
    assets: ShareAmount,
    /// Premium that was not released yet.
    unreleased: ShareAmount,
}

/// The bond of an operator.
#[derive(Serialize, ToSchema)]
pub(crate) struct Bond {
    contract: String,
    operator: String,
    /// Shares that were posted, less those that were withdrawn.
    posted: ShareAmount,
    /// Of these, what cools; what the hub has burned since then included.
    cooling: ShareAmount,
    /// When that can be withdrawn, and by whom; null: nothing cools.
    ready: Option<Moment>,
    account: Option<String>,
    /// Shares that were paid back, and those that the hub had burned while they cooled.
    withdrawn: ShareAmount,
    burned: ShareAmount,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct GuarantorsAnswer {
    as_of: AsOf,
    backstops: Vec<Backstop>,
    bonds: Vec<Bond>,
}

#[derive(sqlx::FromRow)]
struct BackstopRow {
    contract: String,
    height: i64,
    time: Option<i64>,
    units: Option<String>,
    assets: Option<String>,
    unreleased: Option<String>,
}

#[derive(sqlx::FromRow)]
struct BondRow {
    contract: String,
    operator: String,
    posted: Option<String>,
    account: Option<String>,
    cooling: Option<String>,
    ready: Option<i64>,
    withdrawn: Option<String>,
    burned: Option<String>,
}

/// Bonds that one answer has.
const MOST_BONDS: i64 = 1_000;

/// Backstops and bonds of operators, as their events say.
#[utoipa::path(
    get, path = "/v1/guarantors", tag = "modules",
    responses(
        (status = 200, description = "Backstops, and bonds by operator", body = GuarantorsAnswer),
        (status = 304, description = "As it was"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No answer now", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn guarantors(State(api): State<Api>) -> Answer<GuarantorsAnswer> {
    let sql = "SELECT b.contract, b.height, b.time, b.units, b.assets, b.unreleased FROM backstops b \
               WHERE NOT EXISTS (SELECT 1 FROM backstops n WHERE n.contract = b.contract \
               AND (n.height, n.tx) > (b.height, b.tx)) ORDER BY b.contract";
    let backstops: Vec<BackstopRow> = rows!(api.db, sql)?;
    let sql = "SELECT * FROM bonds ORDER BY contract, operator LIMIT $1";
    let bonds: Vec<BondRow> = rows!(api.db, sql, MOST_BONDS)?;
    let held = |text: Option<String>| ShareAmount(amount_of(text.as_deref()));
    Ok(Json(GuarantorsAnswer {
        as_of: api.as_of().await?,
        backstops: backstops
            .into_iter()
            .map(|row| Backstop {
                contract: row.contract,
                at: At {
                    height: row.height,
                    time: moment_of(row.time.unwrap_or_default()),
                },
                units: UnitAmount(amount_of(row.units.as_deref())),
                assets: held(row.assets),
                unreleased: held(row.unreleased),
            })
            .collect(),
        bonds: bonds
            .into_iter()
            .map(|row| Bond {
                contract: row.contract,
                operator: row.operator,
                posted: held(row.posted),
                cooling: held(row.cooling),
                account: row.account.filter(|_| row.ready.is_some()),
                ready: row.ready.map(natural).map(moment),
                withdrawn: held(row.withdrawn),
                burned: held(row.burned),
            })
            .collect(),
    }))
}

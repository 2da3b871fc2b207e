//! Validators.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use super::problem::{Named, Problem};
use super::types::{coins, moment, moment_of, AsOf, At, CoinAmount, DecimalText, Moment};
use super::{Answer, Api};
use crate::store::cell::natural;
use crate::{row_of, rows};

/// Entries of each list of a validator's past, newest first.
const PAST: i64 = 100;

#[derive(Serialize, ToSchema)]
pub(crate) struct Validator {
    operator: String,
    /// In the registry; one that is not may still have stake that drains.
    listed: bool,
    /// Relative; null for one that is not listed.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    weight: Option<i64>,
    #[schema(value_type = Option<DecimalText>)]
    commission: Option<String>,
    bonded: Option<bool>,
    /// Since when its commission is above the maximum.
    dear_since: Option<Moment>,
    paused: bool,
    paused_until: Option<Moment>,
    /// All that slashes are known to have cost here.
    slashed: CoinAmount,
    /// As the hub said last; null before the first proof.
    stake: Option<Stake>,
}

/// What the hub said of its stake.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct Stake {
    at: At,
    delegated: CoinAmount,
    target: CoinAmount,
    /// In undelegations.
    in_flight: CoinAmount,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct ValidatorsAnswer {
    as_of: AsOf,
    validators: Vec<Validator>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct Slash {
    at: At,
    /// Of the bonded stake.
    bonded: CoinAmount,
    /// Set aside for undelegations.
    provisioned: CoinAmount,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct Commission {
    at: At,
    #[schema(value_type = DecimalText)]
    commission: String,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct ValidatorAnswer {
    as_of: AsOf,
    validator: Validator,
    /// Newest first, at most 100 each.
    slashes: Vec<Slash>,
    commissions: Vec<Commission>,
    stakes: Vec<Stake>,
}

#[derive(sqlx::FromRow)]
struct ValidatorRow {
    operator: String,
    listed: i64,
    weight: Option<i64>,
    commission: Option<String>,
    bonded: Option<i64>,
    dear_since: Option<i64>,
    paused: i64,
    paused_until: Option<i64>,
    slashed: String,
}

#[derive(sqlx::FromRow)]
struct StakeRow {
    operator: String,
    height: i64,
    time: i64,
    delegated: String,
    target: String,
    in_flight: String,
}

impl From<&StakeRow> for Stake {
    fn from(row: &StakeRow) -> Self {
        Self {
            at: At {
                height: row.height,
                time: moment_of(row.time),
            },
            delegated: coins(&row.delegated),
            target: coins(&row.target),
            in_flight: coins(&row.in_flight),
        }
    }
}

fn shown(row: ValidatorRow, stake: Option<Stake>) -> Validator {
    Validator {
        operator: row.operator,
        listed: row.listed != 0,
        weight: row.weight,
        commission: row.commission,
        bonded: row.bonded.map(|flag| flag != 0),
        dear_since: row.dear_since.map(natural).map(moment),
        paused: row.paused != 0,
        paused_until: row.paused_until.map(natural).map(moment),
        slashed: coins(&row.slashed),
        stake,
    }
}

/// All validators that were ever listed.
#[utoipa::path(
    get, path = "/v1/validators", tag = "protocol",
    responses(
        (status = 200, description = "By operator address", body = ValidatorsAnswer),
        (status = 304, description = "As it was"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No answer now", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn validators(State(api): State<Api>) -> Answer<ValidatorsAnswer> {
    let found: Vec<ValidatorRow> = rows!(api.db, "SELECT * FROM validators ORDER BY operator")?;
    let sql = "SELECT s.* FROM stakes s JOIN (SELECT operator, MAX(height) AS newest FROM stakes GROUP BY operator) n \
               ON n.operator = s.operator AND n.newest = s.height";
    let stakes: Vec<StakeRow> = rows!(api.db, sql)?;
    let stakes: BTreeMap<&str, Stake> = stakes
        .iter()
        .map(|row| (row.operator.as_str(), row.into()))
        .collect();
    let validators = found.into_iter().map(|row| {
        let stake = stakes.get(row.operator.as_str()).cloned();
        shown(row, stake)
    });
    Ok(Json(ValidatorsAnswer {
        as_of: api.as_of().await?,
        validators: validators.collect(),
    }))
}

/// One validator with its slashes, commissions and stake over time.
#[utoipa::path(
    get, path = "/v1/validators/{operator}", tag = "protocol",
    params(("operator" = String, Path, description = "Operator address", pattern = "^[A-Za-z0-9]{1,128}$")),
    responses(
        (status = 200, description = "The validator", body = ValidatorAnswer),
        (status = 304, description = "As it was"),
        (status = 400, description = "The question is none", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Never listed", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No answer now", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn validator(
    State(api): State<Api>,
    Named(operator): Named<String>,
) -> Answer<ValidatorAnswer> {
    let operator = super::accounts::clean(&operator)?;
    let found: Option<ValidatorRow> =
        row_of!(api.db, "SELECT * FROM validators WHERE operator = $1", operator)?;
    let row = found.ok_or_else(|| Problem::not_found("no such validator was ever listed"))?;
    let sql = "SELECT * FROM stakes WHERE operator = $1 ORDER BY height DESC LIMIT $2";
    let stakes: Vec<StakeRow> = rows!(api.db, sql, operator, PAST)?;
    let stakes: Vec<Stake> = stakes.iter().map(Stake::from).collect();
    let sql = "SELECT height, time, bonded, provisioned FROM slashes WHERE operator = $1 ORDER BY height DESC LIMIT $2";
    let slashes: Vec<(i64, i64, String, String)> = rows!(api.db, sql, operator, PAST)?;
    let sql =
        "SELECT height, time, commission FROM commissions WHERE operator = $1 ORDER BY height DESC LIMIT $2";
    let commissions: Vec<(i64, i64, String)> = rows!(api.db, sql, operator, PAST)?;
    let at = |height, time| At {
        height,
        time: moment_of(time),
    };
    Ok(Json(ValidatorAnswer {
        as_of: api.as_of().await?,
        validator: shown(row, stakes.first().cloned()),
        slashes: slashes
            .into_iter()
            .map(|(height, time, bonded, provisioned)| Slash {
                at: at(height, time),
                bonded: coins(&bonded),
                provisioned: coins(&provisioned),
            })
            .collect(),
        commissions: commissions
            .into_iter()
            .map(|(height, time, commission)| Commission {
                at: at(height, time),
                commission,
            })
            .collect(),
        stakes,
    }))
}

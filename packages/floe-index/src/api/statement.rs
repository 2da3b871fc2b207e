//! Statements of an account.

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::Json;
use cosmwasm_std::Uint128;
use floe_client::statement::{csv, HolderPeriod, Movement};
use floe_core::units::{Native, Shares};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::accounts::clean;
use super::problem::{Asked, Named, Problem};
use super::types::{
    asked_time, moment, AnyAmount, AsOf, CoinAmount, DecimalText, Moment, ShareAmount, SignedAmount,
};
use super::Api;
use crate::story::{self, Told, Untold, LONGEST};

#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Format {
    #[default]
    Json,
    /// The columns that `floe report --csv` writes.
    Csv,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct StatementQuestion {
    /// RFC 3339; none: the beginning.
    #[param(format = DateTime)]
    from: Option<String>,
    /// RFC 3339, no longer part of it; none: now.
    #[param(format = DateTime)]
    to: Option<String>,
    format: Option<Format>,
}

/// An account between two moments. The value adds up: closing = opening + deposited + received + returned + fee income − given −
/// lodged − claimed − instant exits − instant fees + rewards − losses.
#[derive(Serialize, ToSchema)]
pub(crate) struct AccountSums {
    #[schema(value_type = DecimalText)]
    opening_rate: String,
    #[schema(value_type = DecimalText)]
    closing_rate: String,
    /// Of wallet and unpaid exits.
    opening_value: CoinAmount,
    closing_value: CoinAmount,
    /// In the wallet at the end.
    shares: ShareAmount,
    /// In unpaid exits at the end.
    leaving: CoinAmount,
    deposited: CoinAmount,
    /// Shares from others, at the rate of the moment.
    received: CoinAmount,
    /// Shares from modules that kept them for the account, at the rate of the moment.
    returned: CoinAmount,
    fee_income: CoinAmount,
    /// Shares to others, at the rate of the moment.
    given: CoinAmount,
    /// Shares to modules that keep them for the account (stake, timelock, backstop, bonds), at the rate of the moment; they are not
    /// in the values here.
    lodged: CoinAmount,
    claimed: CoinAmount,
    instant_exits: CoinAmount,
    instant_fees: CoinAmount,
    /// The change of value that no flow and no loss explains; negative by units of rounding at most.
    #[schema(value_type = SignedAmount)]
    rewards: String,
    losses: CoinAmount,
}

impl From<&HolderPeriod> for AccountSums {
    fn from(period: &HolderPeriod) -> Self {
        let coins = |amount: Uint128| CoinAmount::from(Native::new(amount.u128()));
        Self {
            opening_rate: period.opening_rate.to_string(),
            closing_rate: period.closing_rate.to_string(),
            opening_value: coins(period.opening_value),
            closing_value: coins(period.closing_value),
            shares: Shares::new(period.shares.u128()).into(),
            leaving: coins(period.leaving),
            deposited: coins(period.deposited),
            received: coins(period.received),
            returned: coins(period.returned),
            fee_income: coins(period.fee_income),
            given: coins(period.given),
            lodged: coins(period.lodged),
            claimed: coins(period.claimed),
            instant_exits: coins(period.instant_exits),
            instant_fees: coins(period.instant_fees),
            rewards: period.rewards.to_string(),
            losses: coins(period.losses),
        }
    }
}

/// One movement.
#[derive(Serialize, ToSchema)]
pub(crate) struct Line {
    time: Moment,
    #[schema(maximum = 9_007_199_254_740_991_i64)]
    height: u64,
    tx: String,
    /// `deposit`, `transfer_in`, `claim`, `loss` and so on, as `floe report` names them.
    kind: String,
    /// The other side, where there is one.
    with: Option<String>,
    #[schema(maximum = 9_007_199_254_740_991_i64)]
    batch: Option<u64>,
    shares: ShareAmount,
    /// Coins paid or received.
    coins: CoinAmount,
    /// What entered or, negative, left the account here by this movement, at its own price.
    #[schema(value_type = SignedAmount)]
    flow: String,
    fee: CoinAmount,
    /// Native per share after the transaction.
    #[schema(value_type = DecimalText)]
    rate: String,
}

impl From<&Movement> for Line {
    fn from(movement: &Movement) -> Self {
        let kind = serde_json::to_value(movement.kind).unwrap_or_default();
        Self {
            time: moment(movement.time),
            height: movement.height,
            tx: movement.tx.clone(),
            kind: match kind {
                Value::String(kind) => kind,
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                    String::new()
                }
            },
            with: movement.with.clone(),
            batch: movement.batch,
            shares: Shares::new(movement.shares.u128()).into(),
            coins: Native::new(movement.coins.u128()).into(),
            flow: movement.flow.to_string(),
            fee: Native::new(movement.fee.u128()).into(),
            rate: movement.rate.to_string(),
        }
    }
}

/// Coins of a denom, in its base units.
#[derive(Serialize, ToSchema)]
pub(crate) struct PaidCoin {
    denom: String,
    amount: AnyAmount,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct StatementAnswer {
    as_of: AsOf,
    address: String,
    from: Moment,
    to: Moment,
    /// Null for an account that never had anything.
    sums: Option<AccountSums>,
    /// What the account paid to the chain for transactions with the hub, beside the account itself.
    transaction_fees: Vec<PaidCoin>,
    movements: Vec<Line>,
}

/// What happened to an account, with the figures that `floe report` gives.
#[utoipa::path(
    get, path = "/v1/accounts/{address}/statement", tag = "accounts",
    params(("address" = String, Path, description = "Account", pattern = "^[A-Za-z0-9]{1,128}$"), StatementQuestion),
    responses(
        (status = 200, description = "The statement, or its movements as a table", content(
            (StatementAnswer = "application/json"), (String = "text/csv"))),
        (status = 304, description = "As it was"),
        (status = 400, description = "The question is none", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Too long for one answer", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No answer now", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn statement(
    State(api): State<Api>,
    Named(address): Named<String>,
    Asked(asked): Asked<StatementQuestion>,
) -> Result<Response, Problem> {
    let address = clean(&address)?;
    let from = asked_time("from", asked.from.as_deref())?;
    let to = asked_time("to", asked.to.as_deref())?;
    api.must_be_searchable().await?;
    let as_of = api.as_of().await?;
    let told = tell(&api, address, from, to).await?;
    if matches!(asked.format, Some(Format::Csv)) {
        let table = csv::movements(&told.movements).map_err(crate::IndexError::from)?;
        return Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8")], table).into_response());
    }
    let answer = StatementAnswer {
        as_of,
        address: address.to_owned(),
        from: moment(told.from),
        to: moment(told.to),
        sums: told.holder.as_ref().map(AccountSums::from),
        transaction_fees: told
            .paid
            .iter()
            .map(|(denom, amount)| PaidCoin {
                denom: denom.clone(),
                amount: AnyAmount(amount.to_string()),
            })
            .collect(),
        movements: told.movements.iter().map(Line::from).collect(),
    };
    Ok(Json(answer).into_response())
}

/// An account's life, or why it is not told.
pub(super) async fn tell(
    api: &Api,
    address: &str,
    from: Option<u64>,
    to: Option<u64>,
) -> Result<Told, Problem> {
    story::tell(&api.db, &api.roles, address, from, to).await.map_err(|untold| match untold {
        Untold::Failed(error) => error.into(),
        Untold::TooLong(count) => Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            format!("the account has {count} transactions or more, and a statement at most {LONGEST}; read its history in pages"),
        ),
    })
}

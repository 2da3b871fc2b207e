//! One account: what it has, and what happened to it.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use super::problem::{Asked, Named, Problem};
use super::protocol::now;
use super::statement::tell;
use super::types::{
    cursor, moment, moment_of, shares, written, AsOf, At, CoinAmount, Moment, Page, ShareAmount, SignedAmount,
};
use super::{Answer, Api};
use crate::derive::newest_rate;
use crate::past::{self, TxKey};
use crate::settings::Settings;
use crate::store::cell::{natural, units};
use crate::{row_of, rows, IndexError};
use floe_core::convert::mul_div_floor;
use floe_core::units::{Native, Shares};

/// An address as it may stand in a row.
pub(super) fn clean(address: &str) -> Result<&str, Problem> {
    let sound =
        (1..=128).contains(&address.len()) && address.bytes().all(|byte| byte.is_ascii_alphanumeric());
    sound
        .then_some(address)
        .ok_or_else(|| Problem::bad("an address has letters and digits, at most 128 of them"))
}

/// A request that is not paid yet.
#[derive(Serialize, ToSchema)]
pub(crate) struct Request {
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    batch: i64,
    /// `open`, `unbonding` or `settled`: that can be claimed.
    state: String,
    shares: ShareAmount,
    /// At the present rate while the batch is open, then its part of what the batch is paid.
    worth: CoinAmount,
    closed: Option<Moment>,
    /// When it can be claimed, as far as is known.
    expected: Option<Moment>,
    settled: Option<Moment>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct AccountAnswer {
    as_of: AsOf,
    address: String,
    /// Shares in the wallet.
    balance: ShareAmount,
    /// What they are worth.
    worth: CoinAmount,
    requests: Vec<Request>,
    /// Rewards since the beginning, before losses; null for an account with too long a history.
    #[schema(value_type = Option<SignedAmount>)]
    earned: Option<String>,
    /// Its part of losses since the beginning.
    lost: Option<CoinAmount>,
}

#[derive(sqlx::FromRow)]
struct RequestRow {
    batch: i64,
    shares: String,
    state: String,
    all_shares: String,
    payable: Option<String>,
    closed_time: Option<i64>,
    estimate: Option<i64>,
    settled_time: Option<i64>,
}

/// Balance, worth, requests with their times, and what was earned so far.
#[utoipa::path(
    get, path = "/v1/accounts/{address}", tag = "accounts",
    params(("address" = String, Path, description = "Account", pattern = "^[A-Za-z0-9]{1,128}$")),
    responses(
        (status = 200, description = "The account; zeros for one that was never seen", body = AccountAnswer),
        (status = 304, description = "As it was"),
        (status = 400, description = "The question is none", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No answer now", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn account(State(api): State<Api>, Named(address): Named<String>) -> Answer<AccountAnswer> {
    let address = clean(&address)?;
    api.must_be_searchable().await?;
    let (as_of, now) = now(&api).await?;
    let books = newest_rate(&api.db).await?.ok_or(IndexError::NoIndex)?.books();
    let found: Option<(String,)> =
        row_of!(api.db, "SELECT amount FROM balances WHERE address = $1", address)?;
    let balance = found.map_or(Shares::ZERO, |(amount,)| Shares::new(units(&amount)));
    let worth = |shares: Shares| books.native_for(shares, now).unwrap_or_default();
    let sql =
        "SELECT r.batch, r.shares, b.state, b.shares AS all_shares, b.payable, b.closed_time, b.estimate, \
               b.settled_time FROM requests r JOIN batches b ON b.batch = r.batch \
               WHERE r.address = $1 AND r.shares > $2 ORDER BY r.batch";
    let found: Vec<RequestRow> = rows!(api.db, sql, address, crate::store::cell::amount(0))?;
    let settings = Settings::load(&api.db).await?;
    let next = settings.map(|settings| settings.next_close.max(now).saturating_add(settings.unbonding));
    let requests = found.into_iter().map(|row| {
        let shares = Shares::new(units(&row.shares));
        let part = row.payable.as_deref().map(|payable| {
            let part = mul_div_floor(shares.units(), units(payable), units(&row.all_shares));
            Native::new(part.unwrap_or_default())
        });
        Request {
            batch: row.batch,
            shares: shares.into(),
            worth: part.unwrap_or_else(|| worth(shares)).into(),
            closed: row.closed_time.map(moment_of),
            expected: row
                .estimate
                .map(natural)
                .or(next)
                .filter(|_| row.settled_time.is_none())
                .map(moment),
            settled: row.settled_time.map(moment_of),
            state: row.state,
        }
    });
    let requests = requests.collect();
    let told = match tell(&api, address, None, None).await {
        Ok(told) => told.holder,
        Err(problem) if problem.status == 422 => None,
        Err(problem) => return Err(problem),
    };
    Ok(Json(AccountAnswer {
        as_of,
        address: address.to_owned(),
        balance: balance.into(),
        worth: worth(balance).into(),
        requests,
        earned: told.as_ref().map(|period| period.rewards.to_string()),
        lost: told.map(|period| Native::new(period.losses.u128()).into()),
    }))
}

/// What an event said that names the account.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct Fact {
    /// `bonded`, `claimed`, `wasm` for a move of the token, and so on.
    name: String,
    contract: String,
    attributes: BTreeMap<String, String>,
}

impl Fact {
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

/// A transaction that named the account.
#[derive(Serialize, ToSchema)]
pub(crate) struct HistoryEntry {
    at: At,
    tx: String,
    /// Shares in the wallet after it.
    balance: ShareAmount,
    facts: Vec<Fact>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct HistoryAnswer {
    as_of: AsOf,
    address: String,
    entries: Vec<HistoryEntry>,
    next: Option<String>,
}

/// Every transaction that named the account, newest first.
#[utoipa::path(
    get, path = "/v1/accounts/{address}/history", tag = "accounts",
    params(("address" = String, Path, description = "Account", pattern = "^[A-Za-z0-9]{1,128}$"), Page),
    responses(
        (status = 200, description = "A page of its history", body = HistoryAnswer),
        (status = 304, description = "As it was"),
        (status = 400, description = "The question is none", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No answer now", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn history(
    State(api): State<Api>,
    Named(address): Named<String>,
    Asked(page): Asked<Page>,
) -> Answer<HistoryAnswer> {
    let address = clean(&address)?;
    let limit = page.limit()?;
    api.must_be_searchable().await?;
    let [height, tx] = cursor::<2>(page.cursor.as_deref())?.unwrap_or([i64::MAX, i64::MAX]);
    let sql = "SELECT a.height, a.tx, a.time, a.balance, t.hash FROM account_txs a \
               JOIN txs t ON t.height = a.height AND t.tx = a.tx \
               WHERE a.address = $1 AND (a.height, a.tx) < ($2, $3) ORDER BY a.height DESC, a.tx DESC LIMIT $4";
    let found: Vec<(i64, i64, i64, String, String)> = rows!(api.db, sql, address, height, tx, limit)?;
    let full = i64::try_from(found.len()).is_ok_and(|count| count >= limit);
    let next = found
        .last()
        .filter(|_| full)
        .map(|(height, tx, ..)| written(&[*height, *tx]));
    let keys: Vec<TxKey> = found.iter().map(|(height, tx, ..)| (*height, *tx)).collect();
    let mut events = past::events_of(&api.db, &api.roles.hub, &keys).await?;
    let entries = found.into_iter().map(|(height, tx, time, balance, hash)| {
        let events = events.remove(&(height, tx)).unwrap_or_default();
        let facts = events.into_iter().filter_map(|event| {
            let named = event.attributes.iter().any(|(_, value)| value == address);
            named.then(|| fact(api.roles.hub.clone(), &event.kind, event.attributes))
        });
        HistoryEntry {
            at: At {
                height,
                time: moment_of(time),
            },
            tx: hash,
            balance: shares(&balance),
            facts: facts.collect(),
        }
    });
    let entries = entries.collect();
    Ok(Json(HistoryAnswer {
        as_of: api.as_of().await?,
        address: address.to_owned(),
        entries,
        next,
    }))
}

/// An event for people: its name without what begins all of them.
pub(super) fn fact(contract: String, kind: &str, attributes: Vec<(String, String)>) -> Fact {
    let name = kind.strip_prefix("wasm-").unwrap_or(kind);
    Fact {
        name: name.strip_prefix("floe/").unwrap_or(name).to_owned(),
        contract,
        attributes: attributes
            .into_iter()
            .filter(|(key, _)| key != "_contract_address")
            .collect(),
    }
}

//! Who holds the shares: how many there are, and how unequal.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::State;
use axum::Json;
use cosmwasm_std::{Decimal, Decimal256, Uint256};
use floe_client::figures::fewest_with_a_third;
use floe_core::units::Shares;
use serde::Serialize;
use tokio::sync::Mutex;
use utoipa::ToSchema;

use super::problem::Problem;
use super::types::{AsOf, DecimalText, ShareAmount};
use super::{Answer, Api};
use crate::error::Result;
use crate::rows;
use crate::store::cell::{amount, units};
use crate::store::Db;

/// How long an answer is given again: it reads all balances.
const FRESH: Duration = Duration::from_secs(60);

/// The last figures and when they were made.
pub(crate) type Cache = Arc<Mutex<Option<(Instant, Spread)>>>;

/// Holders with at least so many shares, and fewer than the next entry says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Bracket {
    from: ShareAmount,
    #[schema(maximum = 9_007_199_254_740_991_i64)]
    holders: u64,
    shares: ShareAmount,
}

/// How the shares are spread. The hub, which holds the seed and the queue, is no holder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Spread {
    #[schema(maximum = 9_007_199_254_740_991_i64)]
    count: u64,
    /// Shares of all of them together.
    shares: ShareAmount,
    /// By powers of ten of base units; empty brackets are left out.
    distribution: Vec<Bracket>,
    /// Part of the largest holder, as a fraction; null without holders.
    #[schema(value_type = Option<DecimalText>)]
    largest: Option<String>,
    /// 0: all have the same, 1: one has all; null without holders.
    #[schema(value_type = Option<DecimalText>)]
    gini: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct HoldersAnswer {
    as_of: AsOf,
    holders: Spread,
    /// The smallest number of validators that together have a third or more of the stake; null before the first proof.
    #[schema(maximum = 9_007_199_254_740_991_i64)]
    nakamoto_validators: Option<u64>,
}

/// Count, distribution and concentration of holders, at most a minute old.
#[utoipa::path(
    get, path = "/v1/holders", tag = "protocol",
    responses(
        (status = 200, description = "How the shares are spread", body = HoldersAnswer),
        (status = 304, description = "As it was"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No answer now", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn holders(State(api): State<Api>) -> Answer<HoldersAnswer> {
    api.must_be_searchable().await?;
    let as_of = api.as_of().await?;
    let mut kept = api.holders.lock().await;
    let holders = match &*kept {
        Some((since, spread)) if since.elapsed() < FRESH => spread.clone(),
        _ => {
            let spread = spread(&api.db, &api.roles.hub).await?;
            *kept = Some((Instant::now(), spread.clone()));
            spread
        }
    };
    drop(kept);
    Ok(Json(HoldersAnswer {
        as_of,
        holders,
        nakamoto_validators: nakamoto(&api.db).await?,
    }))
}

/// Balances that are read at once.
const PAGE: i64 = 20_000;

async fn spread(db: &Db, hub: &str) -> Result<Spread> {
    let mut tally = Tally::default();
    let (mut last, mut address) = (amount(0), String::new());
    let sql = "SELECT amount, address FROM balances WHERE amount > $1 AND (amount, address) > ($2, $3) \
               ORDER BY amount, address LIMIT $4";
    loop {
        let found: Vec<(String, String)> = rows!(db, sql, amount(0), &last, &address, PAGE)?;
        let full = i64::try_from(found.len()).is_ok_and(|count| count >= PAGE);
        for (held, who) in &found {
            if who != hub {
                tally.add(units(held));
            }
        }
        match found.into_iter().next_back() {
            Some(newest) if full => (last, address) = newest,
            _ => return Ok(tally.spread()),
        }
    }
}

/// Balances in ascending order, added up.
#[derive(Default)]
struct Tally {
    count: u64,
    sum: u128,
    largest: u128,
    /// Of each balance times its place.
    weighted: Uint256,
    brackets: std::collections::BTreeMap<u32, (u64, u128)>,
}

impl Tally {
    fn add(&mut self, held: u128) {
        self.count = self.count.saturating_add(1);
        self.sum = self.sum.saturating_add(held);
        self.largest = held;
        let product = Uint256::from(held).saturating_mul(Uint256::from(self.count));
        self.weighted = self.weighted.saturating_add(product);
        let (holders, shares) = self
            .brackets
            .entry(held.checked_ilog10().unwrap_or_default())
            .or_default();
        *holders = holders.saturating_add(1);
        *shares = shares.saturating_add(held);
    }

    /// `2 Σ iᵗʰ × i / (n Σ) − (n + 1) / n`.
    fn gini(&self) -> Option<Decimal256> {
        let n = Uint256::from(self.count);
        let whole = n.checked_mul(Uint256::from(self.sum)).ok()?;
        let first =
            Decimal256::checked_from_ratio(self.weighted.saturating_mul(Uint256::from(2u8)), whole).ok()?;
        let second = Decimal256::checked_from_ratio(n.saturating_add(Uint256::one()), n).ok()?;
        Some(first.saturating_sub(second))
    }

    fn spread(&self) -> Spread {
        Spread {
            count: self.count,
            shares: Shares::new(self.sum).into(),
            distribution: self
                .brackets
                .iter()
                .map(|(power, (holders, shares))| Bracket {
                    from: Shares::new(10_u128.saturating_pow(*power)).into(),
                    holders: *holders,
                    shares: Shares::new(*shares).into(),
                })
                .collect(),
            largest: Decimal::checked_from_ratio(self.largest, self.sum)
                .ok()
                .map(|part| part.to_string()),
            gini: self.gini().map(|gini| gini.to_string()),
        }
    }
}

async fn nakamoto(db: &Db) -> Result<Option<u64>> {
    let sql = "SELECT s.delegated FROM stakes s JOIN (SELECT operator, MAX(height) AS newest FROM stakes GROUP BY operator) n \
               ON n.operator = s.operator AND n.newest = s.height";
    let found: Vec<(String,)> = rows!(db, sql)?;
    let fewest = fewest_with_a_third(found.into_iter().map(|(stake,)| units(&stake)));
    Ok(fewest.and_then(|count| u64::try_from(count).ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gini(balances: &[u128]) -> String {
        let mut tally = Tally::default();
        balances.iter().for_each(|held| tally.add(*held));
        tally.gini().unwrap().to_string()
    }

    #[test]
    fn the_gini_of_equal_holders_is_zero_and_of_one_among_four_three_quarters() {
        assert_eq!(gini(&[5, 5, 5, 5]), "0");
        assert_eq!(gini(&[1, 1, 1, 1_000_000_000]), "0.749999997000000008");
        assert_eq!(gini(&[1, 3]), "0.25");
    }
}

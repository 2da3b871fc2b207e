//! Staking of other tokens with its streams of rewards, and what an account has in modules.

use axum::extract::State;
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use super::accounts::clean;
use super::problem::{Named, Problem};
use super::types::{amount_of, moment, AnyAmount, AsOf, Moment, ShareAmount, UnitAmount};
use super::{Answer, Api};
use crate::rows;
use crate::store::cell::natural;

/// A stream of rewards.
#[derive(Serialize, ToSchema)]
pub(crate) struct RewardStream {
    /// What is paid: a cw20 contract or a denom.
    asset: String,
    /// Seconds over which what is paid in is released.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    period: i64,
    /// Paid in and paid out since ever, in base units of the asset.
    funded: AnyAmount,
    paid: AnyAmount,
    /// What was not released yet when it was paid into last, and when all of it is.
    unreleased: AnyAmount,
    ends: Option<Moment>,
}

/// A contract in which a token is staked.
#[derive(Serialize, ToSchema)]
pub(crate) struct Staking {
    contract: String,
    /// What is staked: a cw20 contract or a denom.
    token: String,
    /// Seconds that unstaking takes.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    unstaking: i64,
    /// What all have staked.
    total: UnitAmount,
    streams: Vec<RewardStream>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct StakingAnswer {
    as_of: AsOf,
    stakings: Vec<Staking>,
}

/// Contract, asset, period, funded, paid, unreleased, end.
type StreamRow = (
    String,
    String,
    Option<i64>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<i64>,
);

/// Contracts in which tokens are staked, with their streams of rewards.
#[utoipa::path(
    get, path = "/v1/staking", tag = "modules",
    responses(
        (status = 200, description = "What is staked, and what is paid for it", body = StakingAnswer),
        (status = 304, description = "As it was"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No answer now", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn staking(State(api): State<Api>) -> Answer<StakingAnswer> {
    let sql = "SELECT contract, token, unstaking, total FROM stakings ORDER BY contract";
    type Row = (String, Option<String>, Option<i64>, Option<String>);
    let found: Vec<Row> = rows!(api.db, sql)?;
    let sql = "SELECT contract, asset, period, funded, paid, unreleased, ends FROM streams ORDER BY contract, asset";
    let streams: Vec<StreamRow> = rows!(api.db, sql)?;
    let any = |text: &Option<String>| AnyAmount(amount_of(text.as_deref()));
    let of = |contract: &str| {
        let own = streams.iter().filter(|(whose, ..)| whose == contract);
        own.map(
            |(_, asset, period, funded, paid, unreleased, ends)| RewardStream {
                asset: asset.clone(),
                period: period.unwrap_or_default(),
                funded: any(funded),
                paid: any(paid),
                unreleased: any(unreleased),
                ends: ends.map(natural).map(moment),
            },
        )
        .collect()
    };
    let stakings = found
        .into_iter()
        .map(|(contract, token, unstaking, total)| Staking {
            streams: of(&contract),
            contract,
            token: token.unwrap_or_default(),
            unstaking: unstaking.unwrap_or_default(),
            total: UnitAmount(amount_of(total.as_deref())),
        });
    Ok(Json(StakingAnswer {
        stakings: stakings.collect(),
        as_of: api.as_of().await?,
    }))
}

/// Units of a backstop.
#[derive(Serialize, ToSchema)]
pub(crate) struct BackstopPosition {
    contract: String,
    units: UnitAmount,
    /// Of these, what cools, and when it can be withdrawn.
    cooling: UnitAmount,
    ready: Option<Moment>,
    until: Option<Moment>,
}

/// What somebody has staked.
#[derive(Serialize, ToSchema)]
pub(crate) struct StakingPosition {
    contract: String,
    staked: UnitAmount,
    /// What leaves or can be claimed, and when the last of it can.
    unstaking: UnitAmount,
    ready: Option<Moment>,
    /// Rewards that were paid, by asset.
    rewards: Vec<RewardsPaid>,
}

/// Rewards that were paid.
#[derive(Serialize, ToSchema)]
pub(crate) struct RewardsPaid {
    asset: String,
    paid: AnyAmount,
}

/// Shares that object to a proposal of the timelock.
#[derive(Serialize, ToSchema)]
pub(crate) struct Objection {
    contract: String,
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    proposal: i64,
    shares: ShareAmount,
    /// Those that went to the exit queue.
    gone: ShareAmount,
}

/// Power for the choices of a proposal of x/gov.
#[derive(Serialize, ToSchema)]
pub(crate) struct Ballot {
    contract: String,
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    proposal: i64,
    yes: UnitAmount,
    no: UnitAmount,
    abstain: UnitAmount,
    no_with_veto: UnitAmount,
}

/// Power that votes for validators.
#[derive(Serialize, ToSchema)]
pub(crate) struct WeightVote {
    contract: String,
    power: UnitAmount,
    /// From which one on it counts, in weeks from 1970.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    epoch: i64,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct PositionsAnswer {
    as_of: AsOf,
    address: String,
    backstops: Vec<BackstopPosition>,
    stakings: Vec<StakingPosition>,
    /// The newest hundred of each.
    objections: Vec<Objection>,
    ballots: Vec<Ballot>,
    weight_votes: Vec<WeightVote>,
}

/// What an account has in modules, and how it votes there.
#[utoipa::path(
    get, path = "/v1/accounts/{address}/positions", tag = "accounts",
    params(("address" = String, Path, description = "Account", pattern = "^[A-Za-z0-9]{1,128}$")),
    responses(
        (status = 200, description = "Positions; empty for an account that has none", body = PositionsAnswer),
        (status = 304, description = "As it was"),
        (status = 400, description = "The question is none", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No answer now", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn positions(
    State(api): State<Api>,
    Named(address): Named<String>,
) -> Answer<PositionsAnswer> {
    let address = clean(&address)?;
    let units = |text: Option<String>| UnitAmount(amount_of(text.as_deref()));
    let shares = |text: Option<String>| ShareAmount(amount_of(text.as_deref()));
    let sql = "SELECT contract, units, cooling, ready, until FROM backstop_units WHERE address = $1 ORDER BY contract";
    type Held = (String, Option<String>, Option<String>, Option<i64>, Option<i64>);
    let backstops: Vec<Held> = rows!(api.db, sql, address)?;
    let sql = "SELECT contract, staked, unstaking, ready FROM staked WHERE address = $1 ORDER BY contract";
    type Staked = (String, Option<String>, Option<String>, Option<i64>);
    let staked: Vec<Staked> = rows!(api.db, sql, address)?;
    let sql = "SELECT contract, asset, paid FROM rewards_paid WHERE address = $1 ORDER BY contract, asset";
    let rewards: Vec<(String, String, Option<String>)> = rows!(api.db, sql, address)?;
    let sql = "SELECT contract, id, shares, gone FROM objections WHERE address = $1 ORDER BY id DESC, contract LIMIT 100";
    let objections: Vec<(String, i64, Option<String>, Option<String>)> = rows!(api.db, sql, address)?;
    let sql = "SELECT contract, proposal, yes, no, abstain, no_with_veto FROM ballots WHERE address = $1 \
               ORDER BY proposal DESC, contract LIMIT 100";
    type Vote = (
        String,
        i64,
        Option<String>,
        Option<String>,
        Option<String>,
        Option<String>,
    );
    let ballots: Vec<Vote> = rows!(api.db, sql, address)?;
    let sql = "SELECT contract, power, epoch FROM weight_votes WHERE address = $1 ORDER BY contract";
    let weight_votes: Vec<(String, Option<String>, Option<i64>)> = rows!(api.db, sql, address)?;
    Ok(Json(PositionsAnswer {
        as_of: api.as_of().await?,
        address: address.to_owned(),
        backstops: backstops
            .into_iter()
            .map(|(contract, held, cooling, ready, until)| BackstopPosition {
                contract,
                units: units(held),
                cooling: units(cooling),
                ready: ready.map(natural).map(moment),
                until: until.map(natural).map(moment),
            })
            .collect(),
        stakings: staked
            .into_iter()
            .map(|(contract, held, unstaking, ready)| StakingPosition {
                rewards: rewards
                    .iter()
                    .filter(|(whose, ..)| *whose == contract)
                    .map(|(_, asset, paid)| RewardsPaid {
                        asset: asset.clone(),
                        paid: AnyAmount(amount_of(paid.as_deref())),
                    })
                    .collect(),
                contract,
                staked: units(held),
                unstaking: units(unstaking),
                ready: ready.map(natural).map(moment),
            })
            .collect(),
        objections: objections
            .into_iter()
            .map(|(contract, proposal, held, gone)| Objection {
                contract,
                proposal,
                shares: shares(held),
                gone: shares(gone),
            })
            .collect(),
        ballots: ballots
            .into_iter()
            .map(|(contract, proposal, yes, no, abstain, no_with_veto)| Ballot {
                contract,
                proposal,
                yes: units(yes),
                no: units(no),
                abstain: units(abstain),
                no_with_veto: units(no_with_veto),
            })
            .collect(),
        weight_votes: weight_votes
            .into_iter()
            .map(|(contract, power, epoch)| WeightVote {
                contract,
                power: units(power),
                epoch: epoch.unwrap_or_default(),
            })
            .collect(),
    }))
}

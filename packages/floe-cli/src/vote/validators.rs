//! `floe vote validators`, `apply` and `poke`: weights of validators.

use std::collections::BTreeSet;

use anyhow::{anyhow, Result};
use cosmwasm_std::{Decimal, Uint128};
use floe_api::events::GaugeFact;
use floe_api::registry::ValidatorClass;
use floe_client::{when, ErrorCode};
use floe_core::gauge::{day_of, epoch_of, EPOCH_DAYS, LASTING_EPOCHS};
use floe_core::units::{BPS, DAY};
use serde::Serialize;

use super::terms::VoteTerms;
use crate::context::Context;
use crate::exit::ExitCode;
use crate::holder::terms::refuse;
use crate::input::{account, operator, WrongInput};
use crate::receipt::TxReceipt;
use crate::see::{bps, counted};
use crate::send::{Delivery, TxRequest};

/// Validators that one can vote for at once.
const MOST_ROWS: usize = 10;
/// In the place of validators.
const NOBODY: &str = "none";

#[derive(clap::Args)]
pub struct VoteValidatorsArgs {
    /// Up to ten, each with its per cent of your votes, such as node1=60 node2=40; or `none`.
    #[arg(required = true, value_name = "VALIDATOR=PERCENT")]
    votes: Vec<String>,
}

#[derive(Serialize)]
struct VotedFor {
    #[serde(flatten)]
    receipt: TxReceipt,
    power: Uint128,
    /// The first epoch in which they count, in weeks from 1970.
    from: u64,
    /// Operator and basis points.
    votes: Vec<(String, u64)>,
}

pub fn run(args: &VoteValidatorsArgs, named: Option<&str>, context: &mut Context<'_>) -> Result<ExitCode> {
    let rows = rows(&args.votes, context)?;
    let terms = VoteTerms::ask(named, context)?;
    let own = context.own_address()?;
    let now = terms.of_hub.now;
    let from = begins(epoch_of(now).saturating_add(1));
    let protocol = context.protocol()?;
    let listed = protocol.registry().listed()?;
    if let Some((stranger, _)) = rows
        .iter()
        .find(|(operator, _)| listed.iter().all(|entry| entry.operator != *operator))
    {
        return refuse(format!(
            "{stranger} is not in the registry; `floe validators` shows who is. Nothing was sent"
        ));
    }
    let gauge = protocol.gauge(&terms.address);
    let mut request = TxRequest::new(
        match rows.is_empty() {
            true => "vote for no validator".to_owned(),
            false => "vote for validators".to_owned(),
        },
        vec![gauge.set_votes(rows.clone())?],
    );
    for (operator, part) in &rows {
        request = request.fact(operator, bps(*part));
    }
    if !rows.is_empty() {
        let power = protocol
            .stake(&terms.config.power)
            .voting_power_at_height(&own, None)?
            .power;
        if power.is_zero() {
            return refuse(
                "the account has nothing staked that votes; stake with `floe lock deposit`. Nothing was sent",
            );
        }
        let until = epoch_of(now).saturating_add(1).saturating_add(LASTING_EPOCHS);
        request = request.fact("your power", terms.power.show(power)).fact(
            "until",
            format!("{}, or until you vote again", when::utc(begins(until))),
        );
    }
    request = request.fact(
        "counts",
        format!(
            "from {}; what you voted before counts until then",
            when::seen_from(now, from)
        ),
    );
    let Delivery::Sent(outcome) = context.deliver(request)? else {
        return Ok(ExitCode::Done);
    };
    let (power, from) = terms.facts(&outcome).reported("gauge_votes_set", |fact| {
        let GaugeFact::VotesSet { power, from, .. } = fact else {
            return None;
        };
        Some((Uint128::from(*power), *from))
    })?;
    let voted = VotedFor {
        receipt: TxReceipt::of(&outcome),
        power,
        from,
        votes: rows,
    };
    context.show(&voted, |voted| {
        vec![match voted.votes.len() {
            0 => format!(
                "You vote for no validator from {} on, {}.",
                when::seen_from(now, begins(voted.from)),
                voted.receipt.place()
            ),
            count => format!(
                "You vote for {} with {} from {} on, {}.",
                counted(count, "validator"),
                terms.power.show(voted.power),
                when::seen_from(now, begins(voted.from)),
                voted.receipt.place()
            ),
        }]
    })?;
    Ok(ExitCode::Done)
}

#[derive(Serialize)]
struct Applied {
    #[serde(flatten)]
    receipt: TxReceipt,
    /// Validators whose weight has changed.
    validators: u64,
    alpha_bps: u64,
    votes: Uint128,
}

pub fn apply(named: Option<&str>, context: &mut Context<'_>) -> Result<ExitCode> {
    let terms = VoteTerms::ask(named, context)?;
    let now = terms.of_hub.now;
    let gauge = context.protocol()?;
    let gauge = gauge.gauge(&terms.address);
    let weights = gauge.weights()?;
    let today = day_of(now);
    if weights.applied_day >= today {
        let next = weights.applied_day.saturating_add(1).saturating_mul(DAY);
        return refuse(format!(
            "weights were set today; they are once a day, next from {} on. Nothing was sent",
            when::seen_from(now, next)
        ));
    }
    if weights.validators.is_empty() {
        return refuse("the registry has no curated validator that is not draining. Nothing was sent");
    }
    let mut request = TxRequest::new("set the weights that were voted for", vec![gauge.apply()?])
        .fact(
            "votes decide",
            format!("{} of each weight", bps(weights.alpha_bps)),
        )
        .fact("voted", terms.power.show(weights.votes));
    for validator in weights.validators.iter().filter(|one| one.weight != one.next) {
        request = request.fact(
            &validator.operator,
            format!("weight {} -> {}", validator.weight, validator.next),
        );
    }
    let Delivery::Sent(outcome) = context.deliver(request)? else {
        return Ok(ExitCode::Done);
    };
    let (validators, alpha_bps, votes) = terms.facts(&outcome).reported("gauge_applied", |fact| {
        let GaugeFact::Applied {
            validators,
            alpha_bps,
            votes,
        } = fact
        else {
            return None;
        };
        Some((*validators, *alpha_bps, Uint128::from(*votes)))
    })?;
    let applied = Applied {
        receipt: TxReceipt::of(&outcome),
        validators,
        alpha_bps,
        votes,
    };
    context.show(&applied, |applied| {
        vec![format!(
            "Set the weights of {} {}; stake moves when `floe keeper` or anybody else refreshes and cranks.",
            counted(applied.validators, "validator"),
            applied.receipt.place()
        )]
    })?;
    Ok(ExitCode::Done)
}

#[derive(Serialize)]
struct Poked {
    #[serde(flatten)]
    receipt: TxReceipt,
    user: String,
    /// What his votes count now at most; none where they counted no more already.
    power: Option<Uint128>,
}

pub fn poke(given: &str, named: Option<&str>, context: &mut Context<'_>) -> Result<ExitCode> {
    let terms = VoteTerms::ask(named, context)?;
    let user = account(&*context.chain, "the account", given)?;
    let protocol = context.protocol()?;
    let gauge = protocol.gauge(&terms.address);
    let votes = gauge.votes(&user)?;
    if votes.present.is_none() && votes.next.is_none() {
        return refuse(format!(
            "{user} has no votes for validators, so nothing can be lowered. Nothing was sent"
        ));
    }
    let msg = gauge.poke(&user)?;
    let request = TxRequest::new(
        format!("lower the votes of {user} to the power that he has now"),
        vec![msg],
    );
    let Delivery::Sent(outcome) = context.deliver(request)? else {
        return Ok(ExitCode::Done);
    };
    let power = terms.facts(&outcome).reported("gauge_votes_lowered", |fact| {
        let GaugeFact::VotesLowered { power, .. } = fact else {
            return None;
        };
        Some(Uint128::from(*power))
    });
    let poked = Poked {
        receipt: TxReceipt::of(&outcome),
        user,
        power: power.ok(),
    };
    context.show(&poked, |poked| {
        vec![match poked.power {
            Some(power) => format!(
                "The votes of {} count {} now {}.",
                poked.user,
                terms.power.show(power),
                poked.receipt.place()
            ),
            None => format!(
                "The votes of {} count as they did: {}.",
                poked.user,
                poked.receipt.place()
            ),
        }]
    })?;
    Ok(ExitCode::Done)
}

/// When an epoch begins, in unix seconds.
pub fn begins(epoch: u64) -> u64 {
    epoch.saturating_mul(EPOCH_DAYS).saturating_mul(DAY)
}

/// Operators and basis points, as the gauge judges them.
fn rows(votes: &[String], context: &Context<'_>) -> Result<Vec<(String, u64)>> {
    if votes == [NOBODY] {
        return Ok(Vec::new());
    }
    if votes.len() > MOST_ROWS {
        return WrongInput::refuse(
            ErrorCode::Input,
            format!(
                "{} validators are named, at most {MOST_ROWS} are allowed",
                votes.len()
            ),
        );
    }
    let open = open_validators(context)?;
    let mut rows: Vec<(String, u64)> = Vec::new();
    for vote in votes {
        let Some((name, percent)) = vote.rsplit_once('=') else {
            return WrongInput::refuse(
                ErrorCode::Input,
                format!("{vote} has no per cent; write such as node1=60"),
            );
        };
        let part =
            parse_percent(percent).map_err(|error| WrongInput::new(ErrorCode::Input, error.to_string()))?;
        let operator = operator(&*context.chain, name)?;
        if open.contains(&operator) {
            return WrongInput::refuse(
                ErrorCode::Validator,
                format!("{name} is listed by its bond, which is its weight: votes count for curated validators alone"),
            );
        }
        rows.push((operator, part));
    }
    let distinct: BTreeSet<&String> = rows.iter().map(|(operator, _)| operator).collect();
    if distinct.len() != rows.len() {
        return WrongInput::refuse(ErrorCode::Validator, "a validator is named twice; name each once");
    }
    let sum = rows.iter().fold(0u64, |sum, (_, part)| sum.saturating_add(*part));
    if u128::from(sum) != BPS {
        return WrongInput::refuse(
            ErrorCode::Input,
            format!("the parts add up to {}; they must to 100 %", bps(sum)),
        );
    }
    Ok(rows)
}

/// Those that their bonds have listed.
fn open_validators(context: &Context<'_>) -> Result<BTreeSet<String>> {
    let listed = context.protocol()?.registry().listed()?.into_iter();
    let open = listed.filter(|validator| validator.class == ValidatorClass::Open);
    Ok(open.map(|validator| validator.operator).collect())
}

/// Basis points of per cent above 0, with at most two places.
fn parse_percent(text: &str) -> Result<u64> {
    let wrong =
        || anyhow!("{text} is no per cent above 0 with at most two places; write such as 60 or 33.33");
    let number = text.trim().trim_end_matches('%').trim();
    let number: Decimal = number.parse().map_err(|_| wrong())?;
    let hundred = Decimal::from_ratio(100u128, 1u128);
    let scaled = number.checked_mul(hundred).map_err(|_| wrong())?;
    let whole = scaled.to_uint_floor();
    if scaled != Decimal::from_ratio(whole, 1u128) || whole.is_zero() || whole.u128() > BPS {
        return Err(wrong());
    }
    u64::try_from(whole.u128()).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("60", 6_000)]
    #[case("33.33", 3_333)]
    #[case("0.01 %", 1)]
    #[case("100%", 10_000)]
    fn per_cent_are_basis_points(#[case] text: &str, #[case] expected: u64) {
        assert_eq!(parse_percent(text).unwrap(), expected);
    }

    #[rstest]
    #[case("0")]
    #[case("33.333")]
    #[case("100.01")]
    #[case("-1")]
    #[case("half")]
    #[case("340282366920938463463")]
    fn other_parts_are_refused(#[case] text: &str) {
        assert!(parse_percent(text).is_err());
    }
}

//! `floe vote proposal`: one's own vote on a proposal of x/gov.

use anyhow::Result;
use cosmwasm_std::{Decimal, Uint128};
use floe_api::events::GaugeFact;
use floe_api::hub::VoteChoice;
use floe_client::ErrorCode;
use serde::Serialize;

use super::open;
use super::terms::VoteTerms;
use crate::context::Context;
use crate::exit::ExitCode;
use crate::holder::terms::refuse;
use crate::input::{choice_name, whole_or_weighted, WrongInput};
use crate::receipt::TxReceipt;
use crate::see::share;
use crate::send::{Delivery, TxRequest};

#[derive(clap::Args)]
pub struct VoteProposalArgs {
    /// Its number in x/gov.
    proposal: u64,
    /// yes, no, abstain or no_with_veto; or parts of one, such as yes=0.7 abstain=0.3.
    #[arg(required = true, num_args = 1..=4, value_name = "VOTE", value_parser = whole_or_weighted)]
    votes: Vec<(Decimal, VoteChoice)>,
}

#[derive(Serialize)]
struct Voted {
    #[serde(flatten)]
    receipt: TxReceipt,
    proposal: u64,
    /// Of the account, by choice.
    yes: Uint128,
    no: Uint128,
    abstain: Uint128,
    no_with_veto: Uint128,
    /// What all have voted.
    voted: Uint128,
}

pub fn run(args: &VoteProposalArgs, named: Option<&str>, context: &mut Context<'_>) -> Result<ExitCode> {
    check(&args.votes)?;
    let terms = VoteTerms::ask(named, context)?;
    let own = context.own_address()?;
    let id = args.proposal;
    let known = terms.proposal(id, context)?;
    let protocol = context.protocol()?;
    let gauge = protocol.gauge(&terms.address);
    let mut msgs = Vec::new();
    let mut facts = Vec::new();
    let mut staked = Uint128::zero();
    match &known {
        Some(proposal) => {
            let ballot = gauge.ballot(id, &own)?;
            if ballot.power.is_zero() {
                return refuse(
                    "the account has no power that counts on this proposal: it must have been staked before the day before it was \
                     opened (UTC). Nothing was sent",
                );
            }
            let now = protocol.stake(&terms.config.power);
            let now = now.voting_power_at_height(&own, None)?.power;
            let power = terms.power.show(ballot.power);
            facts.push((
                "your power",
                match ballot.power < now {
                    true => format!(
                        "{power} of {}: what was staked when the gauge was last called before the day before the opening counts",
                        terms.power.show(now)
                    ),
                    false => power,
                },
            ));
            if ballot.voted {
                facts.push(("replaces", "what you have voted before".to_owned()));
            }
            facts.push(("so far", terms.quorum(proposal)));
        }
        None => {
            staked = open::opening_power(&terms, &own, context)?;
            msgs.push(gauge.open(id)?);
            facts.push((
                "opens",
                "nobody has opened it here yet, which takes a thousandth of the power; tokens count that were staked before \
                 yesterday (UTC)"
                    .to_owned(),
            ));
        }
    }
    msgs.push(gauge.vote(id, args.votes.clone())?);
    let mut request = TxRequest::new(format!("vote on proposal {id} at the gauge"), msgs);
    for (part, choice) in &args.votes {
        request = request.fact(choice_name(*choice), share(*part));
    }
    for (name, value) in facts {
        request = request.fact(name, value);
    }
    let delivered = context.deliver(request);
    let delivered = delivered.map_err(|error| open::in_words(error, id, &terms.power.show(staked)));
    let Delivery::Sent(outcome) = delivered? else {
        return Ok(ExitCode::Done);
    };
    let [yes, no, abstain, no_with_veto, voted] = terms.facts(&outcome).reported("gauge_voted", |fact| {
        let GaugeFact::Voted {
            yes,
            no,
            abstain,
            no_with_veto,
            voted,
            ..
        } = fact
        else {
            return None;
        };
        Some([yes, no, abstain, no_with_veto, voted].map(|amount| Uint128::from(*amount)))
    })?;
    let proposal = terms.opened(id, context)?;
    let done = Voted {
        receipt: TxReceipt::of(&outcome),
        proposal: id,
        yes,
        no,
        abstain,
        no_with_veto,
        voted,
    };
    context.show(&done, |done| {
        let power = [done.yes, done.no, done.abstain, done.no_with_veto];
        let power = power
            .iter()
            .fold(Uint128::zero(), |sum, part| sum.saturating_add(*part));
        let mut lines = vec![
            format!(
                "Voted with {} on proposal {id} {}.",
                terms.power.show(power),
                done.receipt.place()
            ),
            format!("Voted so far: {}.", terms.quorum(&proposal)),
        ];
        if proposal.voted >= proposal.quorum {
            lines.push(format!("Anyone has the hub vote so with `floe vote cast {id}`."));
        }
        lines
    })?;
    Ok(ExitCode::Done)
}

/// As the gauge judges it.
fn check(votes: &[(Decimal, VoteChoice)]) -> Result<()> {
    let sum = votes
        .iter()
        .fold(Decimal::zero(), |sum, (part, _)| sum.saturating_add(*part));
    let repeated = votes.iter().enumerate().any(|(place, (part, choice))| {
        part.is_zero() || votes.iter().take(place).any(|(_, other)| other == choice)
    });
    if repeated || sum != Decimal::one() {
        return WrongInput::refuse(
            ErrorCode::Input,
            format!("the parts of the vote add up to {sum}; name each choice once, with parts above 0 that add up to 1"),
        );
    }
    Ok(())
}

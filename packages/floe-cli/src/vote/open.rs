//! `floe vote open` and `floe vote cast`: what anyone does for a proposal of x/gov.

use anyhow::Result;
use cosmwasm_std::{Decimal, Uint128};
use floe_api::events::GaugeFact;
use floe_client::{Error, Happened};
use serde::Serialize;

use super::terms::VoteTerms;
use crate::context::Context;
use crate::exit::ExitCode;
use crate::holder::terms::refuse;
use crate::receipt::TxReceipt;
use crate::see::share;
use crate::send::{Delivery, TxRequest};

/// Who opens has at least one part in so many of the power, by the gauge's rule.
const OPENING_PART: u128 = 1_000;

#[derive(Serialize)]
struct Opened {
    #[serde(flatten)]
    receipt: TxReceipt,
    proposal: u64,
    power: Uint128,
    quorum: Uint128,
}

pub fn open(id: u64, named: Option<&str>, context: &mut Context<'_>) -> Result<ExitCode> {
    let terms = VoteTerms::ask(named, context)?;
    if terms.proposal(id, context)?.is_some() {
        return refuse(format!(
            "proposal {id} is open at the gauge already; vote with `floe vote proposal {id}`. Nothing was sent"
        ));
    }
    let own = context.own_address()?;
    let staked = opening_power(&terms, &own, context)?;
    let msg = context.protocol()?.gauge(&terms.address).open(id)?;
    let request = TxRequest::new(format!("open proposal {id} at the gauge"), vec![msg])
        .fact(
            "takes",
            "a thousandth of the power, of tokens that were staked before yesterday (UTC)",
        )
        .fact(
            "counts",
            "everybody's power of this block, and at most what he had before yesterday",
        );
    let delivered = context.deliver(request);
    let delivered = delivered.map_err(|error| in_words(error, id, &terms.power.show(staked)));
    let Delivery::Sent(outcome) = delivered? else {
        return Ok(ExitCode::Done);
    };
    let [power, quorum] = terms.facts(&outcome).reported("gauge_opened", |fact| {
        let GaugeFact::Opened { power, quorum, .. } = fact else {
            return None;
        };
        Some([power, quorum].map(|amount| Uint128::from(*amount)))
    })?;
    let opened = Opened {
        receipt: TxReceipt::of(&outcome),
        proposal: id,
        power,
        quorum,
    };
    context.show(&opened, |opened| {
        vec![format!(
            "Opened proposal {id}: of {} the hub votes from {} on, {}.",
            terms.power.show(opened.power),
            terms.power.show(opened.quorum),
            opened.receipt.place()
        )]
    })?;
    Ok(ExitCode::Done)
}

/// What the account has staked, if that is enough to open a proposal once it has been there long enough.
///
/// # Errors
/// If it is not.
pub fn opening_power(terms: &VoteTerms, own: &str, context: &Context<'_>) -> Result<Uint128> {
    let protocol = context.protocol()?;
    let stake = protocol.stake(&terms.config.power);
    let staked = stake.voting_power_at_height(own, None)?.power;
    let all = stake.total_power_at_height(None)?.power;
    let least = all.u128().div_ceil(OPENING_PART).max(1).into();
    if staked >= least {
        return Ok(staked);
    }
    refuse(format!(
        "the account has staked {}, and opening a proposal takes a thousandth of all that is staked, {}. Nothing was sent",
        terms.power.show(staked),
        terms.power.show(least)
    ))
}

/// Why the gauge does not open a proposal, where it would have failed before anything was sent: the contract tells it in base units and
/// as the failure of a message to itself.
pub fn in_words(error: anyhow::Error, id: u64, staked: &str) -> anyhow::Error {
    let Some(Error::Contract { text, .. }) = error.downcast_ref::<Error>() else {
        return error;
    };
    if error.downcast_ref::<Happened>().is_some() {
        return error;
    }
    let reason = if text.contains("opening a proposal takes") {
        format!(
            "the account has staked {staked}, of which too little before yesterday (UTC); in a gauge's first two days nothing \
             counts. Nothing was sent"
        )
    } else if text.contains("is not in its voting period") {
        format!(
            "proposal {id} is not in its voting period, or the chain has none of that number, or the gauge is not the hub's \
             governor. Nothing was sent"
        )
    } else {
        return error;
    };
    Error::not_signed(reason).into()
}

#[derive(Serialize)]
struct CastVote {
    #[serde(flatten)]
    receipt: TxReceipt,
    proposal: u64,
    /// Whether the chain has taken the vote: it does not where the proposal is closed.
    taken: bool,
    yes: Decimal,
    no: Decimal,
    abstain: Decimal,
    no_with_veto: Decimal,
}

pub fn cast(id: u64, named: Option<&str>, context: &mut Context<'_>) -> Result<ExitCode> {
    let terms = VoteTerms::ask(named, context)?;
    let proposal = terms.opened(id, context)?;
    if proposal.voted < proposal.quorum {
        return refuse(format!(
            "proposal {id} has {}; until then the chain counts the hub with its validators' votes. Nothing was sent",
            terms.quorum(&proposal)
        ));
    }
    let msg = context.protocol()?.gauge(&terms.address).cast(id)?;
    let part = |votes: Uint128| share(Decimal::checked_from_ratio(votes, proposal.voted).unwrap_or_default());
    let request = TxRequest::new(format!("have the hub vote on proposal {id}"), vec![msg])
        .fact("yes", part(proposal.yes))
        .fact("no", part(proposal.no))
        .fact("abstain", part(proposal.abstain))
        .fact("no with veto", part(proposal.no_with_veto))
        .fact("has voted", terms.quorum(&proposal));
    let Delivery::Sent(outcome) = context.deliver(request)? else {
        return Ok(ExitCode::Done);
    };
    let [yes, no, abstain, no_with_veto] = terms.facts(&outcome).reported("gauge_cast", |fact| {
        let GaugeFact::Cast {
            yes,
            no,
            abstain,
            no_with_veto,
            ..
        } = fact
        else {
            return None;
        };
        Some([*yes, *no, *abstain, *no_with_veto])
    })?;
    let failed = terms.facts(&outcome).reported("gauge_cast_failed", |fact| {
        matches!(fact, GaugeFact::CastFailed { .. }).then_some(())
    });
    let cast = CastVote {
        receipt: TxReceipt::of(&outcome),
        proposal: id,
        taken: failed.is_err(),
        yes,
        no,
        abstain,
        no_with_veto,
    };
    let taken = cast.taken;
    context.show(&cast, |cast| {
        vec![match cast.taken {
            true => format!(
                "The hub votes on proposal {id}: yes {}, no {}, abstain {}, no with veto {}, {}.",
                share(cast.yes),
                share(cast.no),
                share(cast.abstain),
                share(cast.no_with_veto),
                cast.receipt.place()
            ),
            false => format!(
                "The chain did not take the hub's vote on proposal {id}, as when it is closed, {}.",
                cast.receipt.place()
            ),
        }]
    })?;
    Ok(ExitCode::when(taken))
}

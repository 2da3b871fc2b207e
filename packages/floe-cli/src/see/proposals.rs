//! `floe proposals`: what waits in the timelock that owns the protocol, and what the gauge has open for a vote.

use anyhow::Result;
use floe_api::gauge::GaugeProposalResponse;
use floe_api::timelock::{ProposalStatus, TimelockProposalResponse};
use floe_client::{when, Contracts};
use floe_core::units::Seconds;
use serde::Serialize;

use crate::context::Context;
use crate::exit::ExitCode;
use crate::see::{answered, bps, counted, deeds, owning_timelock};
use crate::vote::terms::VoteTerms;

/// As many as a contract gives at once.
pub const PAGE: u32 = 100;

#[derive(clap::Args)]
#[command(after_help = "Examples:\n  floe proposals\n  floe proposals --all --json")]
pub struct ProposalsArgs {
    /// Also those that have ended.
    #[arg(long)]
    all: bool,
}

#[derive(Serialize)]
struct Proposals {
    /// Unix seconds.
    time: Seconds,
    /// The hub's owner, if it is a timelock.
    timelock: Option<String>,
    /// Ascending by number.
    waiting: Vec<TimelockProposalResponse>,
    /// The hub's governor, if it is a gauge.
    gauge: Option<String>,
    /// Of x/gov, descending by number.
    votes: Vec<GaugeProposalResponse>,
}

pub fn run(args: ProposalsArgs, context: &mut Context<'_>) -> Result<ExitCode> {
    let protocol = context.protocol()?;
    let mut found = Proposals {
        time: protocol.chain.block()?.time.seconds(),
        timelock: None,
        waiting: Vec::new(),
        gauge: None,
        votes: Vec::new(),
    };
    if let Some((owner, _)) = owning_timelock(&protocol)? {
        let timelock = protocol.timelock(&owner);
        found.waiting = listed(&|after| timelock.proposals(after, Some(PAGE)))?;
        found
            .waiting
            .retain(|proposal| args.all || is_open(proposal.status));
        found.timelock = Some(owner);
    }
    let mut terms = None;
    if let Some(governor) = protocol.hub().powers()?.governor {
        let gauge = protocol.gauge(&governor);
        if answered(gauge.config())?.is_some() {
            found.votes = gauge.proposals(None, Some(PAGE))?;
            terms = Some(VoteTerms::ask(Some(&governor), context)?);
            found.gauge = Some(governor);
        }
    }
    let mut lines = of_timelock(&found, &protocol.contracts);
    lines.extend(of_gauge(&found, terms.as_ref()));
    context.show(&found, |_| lines)?;
    Ok(ExitCode::Done)
}

/// All pages.
pub fn listed(
    page: &dyn Fn(Option<u64>) -> floe_client::Result<Vec<TimelockProposalResponse>>,
) -> Result<Vec<TimelockProposalResponse>> {
    let mut found: Vec<TimelockProposalResponse> = Vec::new();
    loop {
        let next = page(found.last().map(|proposal| proposal.id))?;
        let Some(last) = next.last() else {
            return Ok(found);
        };
        // A contract that goes back would never end.
        if found.last().is_some_and(|known| last.id <= known.id) {
            return Ok(found);
        }
        found.extend(next);
    }
}

const fn is_open(status: ProposalStatus) -> bool {
    match status {
        ProposalStatus::Waiting | ProposalStatus::ExitsPending | ProposalStatus::Due => true,
        ProposalStatus::Executed | ProposalStatus::Cancelled | ProposalStatus::Expired => false,
    }
}

fn of_timelock(found: &Proposals, contracts: &Contracts) -> Vec<String> {
    let Some(timelock) = &found.timelock else {
        return vec!["The owner is no timelock: what it decides happens at once.".to_owned()];
    };
    let mut lines = vec![format!(
        "{} in the timelock {timelock}",
        counted(found.waiting.len(), "proposal")
    )];
    for proposal in &found.waiting {
        lines.extend(waiting(proposal, found.time));
        let deeds = deeds(&proposal.msgs, contracts, timelock);
        lines.extend(deeds.iter().map(|deed| format!("        {deed}")));
    }
    lines
}

fn of_gauge(found: &Proposals, terms: Option<&VoteTerms>) -> Vec<String> {
    let (Some(gauge), Some(terms)) = (&found.gauge, terms) else {
        return vec!["The governor is no gauge: holders have no vote of their own.".to_owned()];
    };
    let shown = |votes| terms.power.show(votes);
    let mut lines = vec![format!(
        "{} of the chain opened at the gauge {gauge}; whether its vote has ended, the chain says",
        counted(found.votes.len(), "proposal")
    )];
    lines.extend(found.votes.iter().map(|vote| {
        format!(
            "  {:<5} {}: yes {}, no {}, abstain {}, no with veto {}",
            vote.proposal_id,
            terms.quorum(vote),
            shown(vote.yes),
            shown(vote.no),
            shown(vote.abstain),
            shown(vote.no_with_veto)
        )
    }));
    lines
}

fn waiting(proposal: &TimelockProposalResponse, now: Seconds) -> Vec<String> {
    let when = match proposal.status {
        ProposalStatus::Waiting => format!("due {}", when::seen_from(now, proposal.due)),
        ProposalStatus::ExitsPending => "due, and waits for the exits of those who left".to_owned(),
        ProposalStatus::Due => format!(
            "due: anybody may execute it until {}",
            when::utc(proposal.expires)
        ),
        ProposalStatus::Executed => "executed".to_owned(),
        ProposalStatus::Cancelled => "cancelled".to_owned(),
        ProposalStatus::Expired => "expired".to_owned(),
    };
    let link = proposal.link.as_ref().map(|link| format!("; {link}"));
    vec![
        format!(
            "  {:<5} {}{}",
            proposal.id,
            proposal.title,
            link.unwrap_or_default()
        ),
        format!(
            "        {when}; {} against it; {} of {}, queued {}",
            bps(proposal.objections_bps),
            counted(proposal.msgs.len(), "message"),
            proposal.proposer,
            when::utc(proposal.queued)
        ),
    ]
}

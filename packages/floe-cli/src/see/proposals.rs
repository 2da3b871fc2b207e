//! `floe proposals`: what waits in the timelock that owns the protocol, and what the gauge has open for a vote.

use anyhow::Result;
use floe_api::gauge::GaugeProposalResponse;
use floe_api::timelock::{ProposalStatus, TimelockProposalResponse};
use floe_client::{when, ContractKind};
use floe_core::units::Seconds;
use serde::Serialize;

use crate::context::Context;
use crate::exit::ExitCode;
use crate::see::{answered, bps, counted};

/// As many as a contract gives at once.
const PAGE: u32 = 100;

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
    if let Some(owner) = protocol.ownership(ContractKind::Hub)?.owner {
        let timelock = protocol.timelock(&owner);
        if answered(timelock.config())?.is_some() {
            found.waiting = listed(&|after| timelock.proposals(after, Some(PAGE)))?;
            found
                .waiting
                .retain(|proposal| args.all || is_open(proposal.status));
            found.timelock = Some(owner);
        }
    }
    if let Some(governor) = protocol.hub().powers()?.governor {
        let gauge = protocol.gauge(&governor);
        if answered(gauge.config())?.is_some() {
            found.votes = gauge.proposals(None, Some(PAGE))?;
            found.gauge = Some(governor);
        }
    }
    context.show(&found, lines)?;
    Ok(ExitCode::Done)
}

/// All pages.
fn listed(
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

fn lines(found: &Proposals) -> Vec<String> {
    let mut lines = Vec::new();
    match &found.timelock {
        None => lines.push("The owner is no timelock: what it decides happens at once.".to_owned()),
        Some(timelock) => {
            lines.push(format!(
                "{} in the timelock {timelock}",
                counted(found.waiting.len(), "proposal")
            ));
            lines.extend(
                found
                    .waiting
                    .iter()
                    .flat_map(|proposal| waiting(proposal, found.time)),
            );
        }
    }
    match &found.gauge {
        None => lines.push("The governor is no gauge: holders have no vote of their own.".to_owned()),
        Some(gauge) => {
            lines.push(format!(
                "{} of the chain open at the gauge {gauge}",
                counted(found.votes.len(), "proposal")
            ));
            lines.extend(found.votes.iter().map(|vote| {
                format!(
                    "  {:<5} {} voted of {}, {} needed: yes {}, no {}, abstain {}, no with veto {}",
                    vote.proposal_id,
                    vote.voted,
                    vote.power,
                    vote.quorum,
                    vote.yes,
                    vote.no,
                    vote.abstain,
                    vote.no_with_veto
                )
            }));
        }
    }
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

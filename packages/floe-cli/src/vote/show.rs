//! `floe vote show`: proposals, weights, and what an account has voted. Needs no key and sends nothing.

use anyhow::Result;
use cosmwasm_std::Uint128;
use floe_api::gauge::{
    ConfigResponse, GaugeBallotResponse, GaugeProposalResponse, GaugeRows, GaugeVotesResponse,
    GaugeWeightsResponse,
};
use floe_client::when;
use serde::Serialize;

use super::terms::VoteTerms;
use super::validators::begins;
use crate::context::Context;
use crate::exit::ExitCode;
use crate::input::account;
use crate::see::bps;

/// Proposals that are shown, the newest.
const SHOWN: u32 = 10;

#[derive(clap::Args)]
pub struct VoteShowArgs {
    /// Otherwise the account of the configured key, if there is one.
    address: Option<String>,
}

#[derive(Serialize)]
struct Shown {
    gauge: String,
    config: ConfigResponse,
    /// The newest, descending.
    proposals: Vec<GaugeProposalResponse>,
    weights: GaugeWeightsResponse,
    account: Option<Account>,
}

#[derive(Serialize)]
struct Account {
    user: String,
    /// What it has staked now.
    power: Uint128,
    votes: GaugeVotesResponse,
    /// By proposal.
    ballots: Vec<(u64, GaugeBallotResponse)>,
}

pub fn run(args: VoteShowArgs, named: Option<&str>, context: &mut Context<'_>) -> Result<ExitCode> {
    let terms = VoteTerms::ask(named, context)?;
    let user = match args.address {
        None if context.settings.key.is_some() => Some(context.own_address()?),
        Some(address) => Some(account(&*context.chain, "the account", &address)?),
        None => None,
    };
    let shown = {
        let protocol = context.protocol()?;
        let gauge = protocol.gauge(&terms.address);
        let proposals = gauge.proposals(None, Some(SHOWN))?;
        let of = |user: String| -> Result<Account> {
            let stake = protocol.stake(&terms.config.power);
            let ballots: Result<Vec<_>> = proposals
                .iter()
                .map(|proposal| {
                    let id = proposal.proposal_id;
                    Ok((id, gauge.ballot(id, &user)?))
                })
                .collect();
            Ok(Account {
                power: stake.voting_power_at_height(&user, None)?.power,
                votes: gauge.votes(&user)?,
                ballots: ballots?,
                user,
            })
        };
        let account = user.map(of).transpose()?;
        Shown {
            gauge: terms.address.clone(),
            config: terms.config.clone(),
            weights: gauge.weights()?,
            proposals,
            account,
        }
    };
    let mut lines = of_gauge(&shown, &terms);
    if let Some(account) = &shown.account {
        lines.extend(of_account(account, &terms));
    }
    context.show(&shown, |_| lines)?;
    Ok(ExitCode::Done)
}

fn of_gauge(shown: &Shown, terms: &VoteTerms) -> Vec<String> {
    let (power, now) = (&terms.power, terms.of_hub.now);
    let is_governor = terms.of_hub.powers.governor.as_ref() == Some(&shown.gauge);
    let mut lines = vec![
        format!("gauge {}", shown.gauge),
        match is_governor {
            true => "  votes for the hub in x/gov".to_owned(),
            false => "  does not vote for the hub: it is not the governor".to_owned(),
        },
    ];
    for proposal in &shown.proposals {
        lines.push(format!(
            "  proposal {}, opened {}: {}",
            proposal.proposal_id,
            when::seen_from(now, proposal.opened_at),
            terms.quorum(proposal)
        ));
        lines.push(format!(
            "    yes {}, no {}, abstain {}, no with veto {}",
            power.show(proposal.yes),
            power.show(proposal.no),
            power.show(proposal.abstain),
            power.show(proposal.no_with_veto)
        ));
    }
    if shown.proposals.is_empty() {
        lines.push("  no proposal was opened here".to_owned());
    }
    lines.push(format!(
        "  votes decide {} of weights, with {} voted for validators",
        bps(shown.weights.alpha_bps),
        power.show(shown.weights.votes)
    ));
    for validator in &shown.weights.validators {
        lines.push(format!(
            "    {}: {}, weight {}, next {}",
            validator.operator,
            power.show(validator.votes),
            validator.weight,
            validator.next
        ));
    }
    lines
}

fn of_account(account: &Account, terms: &VoteTerms) -> Vec<String> {
    let (power, now) = (&terms.power, terms.of_hub.now);
    let mut lines = vec![format!(
        "{} has {} staked",
        account.user,
        power.show(account.power)
    )];
    for (id, ballot) in &account.ballots {
        lines.push(match ballot.voted {
            true => format!(
                "  on proposal {id}: yes {}, no {}, abstain {}, no with veto {}",
                power.show(ballot.yes),
                power.show(ballot.no),
                power.show(ballot.abstain),
                power.show(ballot.no_with_veto)
            ),
            false => format!(
                "  on proposal {id}: not voted, can with {}",
                power.show(ballot.power)
            ),
        });
    }
    let rows = |rows: &GaugeRows| {
        let parts: Vec<String> = rows
            .rows
            .iter()
            .map(|(operator, part)| format!("{operator} {}", bps(*part)))
            .collect();
        format!("{} with {}", parts.join(", "), power.show(rows.power))
    };
    if let Some(present) = &account.votes.present {
        lines.push(format!(
            "  votes for {} until {}",
            rows(present),
            when::seen_from(now, begins(present.until))
        ));
    }
    if let Some(next) = &account.votes.next {
        lines.push(match next.rows.is_empty() {
            true => format!(
                "  votes for none from {} on",
                when::seen_from(now, begins(next.from))
            ),
            false => format!(
                "  votes for {} from {} on",
                rows(next),
                when::seen_from(now, begins(next.from))
            ),
        });
    }
    lines
}

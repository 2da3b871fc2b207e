//! Messages to the hub, except parameters and ownership.

use anyhow::{bail, Context as _, Result};
use cosmwasm_std::{Binary, Decimal, Uint128};
use cw20::{EmbeddedLogo, Logo};
use floe_api::hub::{Domain, ExecuteMsg, FeeReceiver, PowersResponse, VoteChoice};
use floe_client::protocol::small_param;
use floe_client::{when, ContractKind};
use floe_core::params::{Param, MAX_FEE_BPS, MAX_FEE_RECEIVERS};
use floe_core::units::DAY;

use super::action::file;
use super::plan::{refuse, AdminPlan, RuleChange, Situation};
use super::power::{is_owner, Power};
use crate::input::{choice_name, cited};
use crate::see::{bps, share};

/// Bytes of a logo, as in cw20-base.
const MAX_LOGO: usize = 5 * 1024;
pub(super) const NOBODY: &str = "none";
/// The word that stands for whoever brings rewards in.
const KEEPER: &str = "keeper";

#[derive(clap::Args)]
pub struct Marketing {
    /// Empty removes it.
    #[arg(long)]
    project: Option<String>,
    /// Empty removes it.
    #[arg(long)]
    description: Option<String>,
    /// Who may change all this; empty: nobody but the owner.
    #[arg(long, value_name = "ADDRESS")]
    address: Option<String>,
}

pub(super) fn plan(at: &Situation<'_>, title: impl Into<String>, msg: &ExecuteMsg) -> Result<AdminPlan> {
    AdminPlan::new(title, Power::of_hub(msg), &at.protocol.contracts.hub, msg)
}

pub fn fee(at: &Situation<'_>, points: Option<u64>, receivers: &[String]) -> Result<AdminPlan> {
    if points.is_none() && receivers.is_empty() {
        bail!("nothing to set; give --bps or --receiver");
    }
    let powers = at.protocol.hub().powers()?;
    let old = powers.fee.clone();
    let given: Vec<FeeReceiver> = receivers
        .iter()
        .map(|text| receiver(at, text))
        .collect::<Result<_>>()?;
    let new = if given.is_empty() {
        old.receivers.clone()
    } else {
        given.clone()
    };
    let after = points.unwrap_or(old.bps);
    check_fee(at, after, &new)?;
    let msg = ExecuteMsg::UpdateFee {
        bps: points,
        receivers: (!given.is_empty()).then_some(given),
    };
    let mut plan = plan(at, "set the fee", &msg)?.fact(
        "fee of net profit",
        format!("{} -> {}; at most {}", bps(old.bps), bps(after), bps(MAX_FEE_BPS)),
    );
    if after > old.bps {
        let interval = small_param(&powers, Param::HarvestInterval);
        let wait = interval.max(DAY);
        plan.tell(
            "counts from",
            format!(
                "{} after it is set, for what is harvested then; until then the fee is {}",
                when::span(wait),
                bps(old.bps)
            ),
        );
    }
    let mut names: Vec<&str> = Vec::new();
    for receiver in old.receivers.iter().chain(&new) {
        if !names.contains(&receiver.to.as_str()) {
            names.push(&receiver.to);
        }
    }
    for name in names {
        let (before, after) = (part(name, &old.receivers), part(name, &new));
        plan.tell(
            format!("part of {name}"),
            format!("{} -> {}", share(before), share(after)),
        );
    }
    plan.change = Some(RuleChange::Fee(after));
    Ok(plan)
}

fn receiver(at: &Situation<'_>, text: &str) -> Result<FeeReceiver> {
    let (to, weight) = text.rsplit_once(':').with_context(|| {
        format!(
            "{:?} is no receiver; write address:weight or keeper:weight",
            cited(text)
        )
    })?;
    Ok(FeeReceiver {
        to: match to {
            KEEPER => to.to_owned(),
            to => at.account("--receiver", to)?,
        },
        weight: weight
            .parse()
            .ok()
            .with_context(|| format!("{:?} is no weight; write a whole number", cited(weight)))?,
    })
}

/// What the hub checks, apart from the form of addresses.
fn check_fee(at: &Situation<'_>, points: u64, receivers: &[FeeReceiver]) -> Result<()> {
    if points > MAX_FEE_BPS {
        return refuse(format!(
            "a fee of {points} bps is outside the bounds: 0 to {MAX_FEE_BPS}"
        ));
    }
    if receivers.is_empty() || receivers.len() > MAX_FEE_RECEIVERS {
        return refuse(format!(
            "{} receivers are outside the bounds: 1 to {MAX_FEE_RECEIVERS}",
            receivers.len()
        ));
    }
    for (index, receiver) in receivers.iter().enumerate() {
        let to = &receiver.to;
        if receiver.weight == 0 {
            return refuse(format!("the weight of {to} is 0; it must be at least 1"));
        }
        if receivers.iter().take(index).any(|earlier| earlier.to == *to) {
            return refuse(format!("{to} is named twice"));
        }
        if ContractKind::ALL
            .into_iter()
            .any(|which| at.protocol.contracts.address(which) == to)
        {
            return refuse(format!(
                "{to} is one of the protocol's own contracts; fees paid there would be stuck"
            ));
        }
    }
    Ok(())
}

fn part(name: &str, receivers: &[FeeReceiver]) -> Decimal {
    let all: u128 = receivers.iter().map(|receiver| u128::from(receiver.weight)).sum();
    let own = receivers.iter().find(|receiver| receiver.to == name);
    own.and_then(|own| Decimal::checked_from_ratio(own.weight, all).ok())
        .unwrap_or_default()
}

pub fn pause(at: &Situation<'_>, domains: Vec<Domain>) -> Result<AdminPlan> {
    let powers = at.protocol.hub().powers()?;
    let owner = is_owner(&at.protocol, ContractKind::Hub, &at.sender)?;
    let is_guardian = powers.guardian.as_ref() == Some(&at.sender);
    if !owner && is_guardian && !powers.guardian_armed {
        return refuse(
            "the guardian's pause is used up; the owner has to re-arm it with `floe admin rearm-guardian`",
        );
    }
    let end = if owner {
        "until the owner lifts it".to_owned()
    } else {
        let length = small_param(&powers, Param::PauseSecs);
        format!(
            "until about {}, {} long",
            when::utc(at.now.saturating_add(length)),
            when::span(length)
        )
    };
    let msg = ExecuteMsg::Pause {
        domains: domains.clone(),
    };
    let mut plan = plan(at, "pause", &msg)?;
    for domain in domains {
        let before = powers.pauses.iter().find(|pause| pause.domain == domain);
        let before = before.map(|pause| match pause.until {
            None => " (is paused until lifted)".to_owned(),
            Some(until) => format!(" (is paused until {})", when::utc(until)),
        });
        plan.tell(domain.name(), format!("{end}{}", before.unwrap_or_default()));
        plan.tell("effect", stops(domain));
    }
    if !owner {
        plan.tell(
            "afterwards",
            "the guardian cannot pause again until the owner re-arms it",
        );
    }
    plan.tell(
        "goes on",
        "claims, queueing, cancelling and token transfers, which nothing can pause",
    );
    Ok(plan)
}

const fn stops(domain: Domain) -> &'static str {
    match domain {
        Domain::Deposits => "nobody can deposit",
        Domain::Delegations => "deposits and rewards stay in the hub and earn nothing",
        Domain::Rebalancing => "stake stays where it is, also on validators that are draining",
        Domain::InstantUnbond => "nobody can leave at once; the queue goes on",
    }
}

pub fn unpause(at: &Situation<'_>, domains: Vec<Domain>) -> Result<AdminPlan> {
    let powers = at.protocol.hub().powers()?;
    let msg = ExecuteMsg::Unpause {
        domains: domains.clone(),
    };
    let mut plan = plan(at, "lift pauses", &msg)?;
    for domain in domains {
        let pause = powers.pauses.iter().find(|pause| pause.domain == domain);
        let Some(pause) = pause else {
            return refuse(format!("{} is not paused; nothing to lift", domain.name()));
        };
        let end = pause.until.map_or("had no end".to_owned(), |until| {
            format!("would have ended at {}", when::utc(until))
        });
        plan.tell(domain.name(), format!("goes on at once; the pause {end}"));
    }
    Ok(plan)
}

pub fn rearm(at: &Situation<'_>) -> Result<AdminPlan> {
    let powers = at.protocol.hub().powers()?;
    let guardian = powers.guardian.unwrap_or_else(|| "nobody".to_owned());
    let effect = if powers.guardian_armed {
        "armed already for the hub; every validator can be paused once more"
    } else {
        "may pause the hub once more, and each validator"
    };
    Ok(plan(at, "re-arm the guardian", &ExecuteMsg::RearmGuardian {})?.fact(guardian, effect))
}

pub fn wind_down(at: &Situation<'_>) -> Result<AdminPlan> {
    let (solvency, powers) = (at.protocol.hub().solvency()?, at.protocol.hub().powers()?);
    if powers.winding_down {
        return refuse("the protocol is winding down already");
    }
    let unbonding = at.protocol.chain.staking_params()?.unbonding_secs;
    let chain_id = &at.protocol.chain.facts().chain_id;
    let plan = plan(at, "wind the protocol down", &ExecuteMsg::WindDown {})?;
    let plan = match open_to_deposits(&powers, solvency.unreleased, at) {
        Some(warning) => plan.fact("warning", warning),
        None => plan,
    };
    Ok(plan
        .fact(
            "for ever",
            "deposits and instant exits close; there is no way back",
        )
        .fact(
            "is undelegated",
            format!(
                "{}, all that is staked, step by step as the keeper cranks",
                at.coin.show(solvency.delegated)
            ),
        )
        .fact(
            "takes",
            format!("{} after the last undelegation", when::span(unbonding)),
        )
        .fact(
            "holders",
            "leave through the queue at the final rate; nobody has to help them",
        )
        .confirmed_by(format!("wind down {chain_id}")))
}

/// Who deposits just before a wind-down takes part in all that streams, so deposits should have been paused for a day.
fn open_to_deposits(powers: &PowersResponse, unreleased: Uint128, at: &Situation<'_>) -> Option<String> {
    let pause = powers
        .pauses
        .iter()
        .find(|pause| pause.domain == Domain::Deposits);
    let paused = pause.map(|pause| at.now.saturating_sub(pause.since));
    if paused.is_some_and(|paused| paused >= DAY) {
        return None;
    }
    let state = paused.map_or("are open".to_owned(), |paused| {
        format!("have been paused for {} only", when::span(paused))
    });
    Some(format!(
        "deposits {state}, and whoever came last takes part in {}, which still streams and is shared at once; pause deposits with `floe admin pause deposits`, and wind down a day later",
        at.coin.show(unreleased)
    ))
}

pub fn vote(at: &Situation<'_>, proposal: u64, choice: VoteChoice) -> Result<AdminPlan> {
    let msg = ExecuteMsg::Vote {
        proposal_id: proposal,
        vote: choice,
    };
    let stake = at.protocol.hub().solvency()?.delegated;
    Ok(plan(at, format!("vote on proposal {proposal}"), &msg)?
        .fact("vote", choice_name(choice))
        .fact("weight", format!("{}, the hub's stake", at.coin.show(stake))))
}

pub fn vote_weighted(
    at: &Situation<'_>,
    proposal: u64,
    votes: Vec<(Decimal, VoteChoice)>,
) -> Result<AdminPlan> {
    let sum = votes
        .iter()
        .fold(Decimal::zero(), |sum, (weight, _)| sum.saturating_add(*weight));
    if sum != Decimal::one() || votes.iter().any(|(weight, _)| weight.is_zero()) {
        return refuse(format!(
            "the weights add up to {sum}; they must be above 0 and add up to 1"
        ));
    }
    let stake = at.protocol.hub().solvency()?.delegated;
    let msg = ExecuteMsg::VoteWeighted {
        proposal_id: proposal,
        votes: votes.clone(),
    };
    let mut plan = plan(at, format!("vote on proposal {proposal}"), &msg)?;
    for (weight, choice) in votes {
        let part = stake.mul_floor(weight);
        plan.tell(
            choice_name(choice),
            format!("{}, {} of the hub's stake", share(weight), at.coin.show(part)),
        );
    }
    Ok(plan)
}

pub fn marketing(at: &Situation<'_>, text: Marketing) -> Result<AdminPlan> {
    let Marketing {
        project,
        description,
        address,
    } = text;
    if project.is_none() && description.is_none() && address.is_none() {
        bail!("nothing to set; give --project, --description or --address");
    }
    if let Some(address) = address.as_deref().filter(|address| !address.is_empty()) {
        at.account("--address", address)?;
    }
    let old = at.protocol.hub().marketing_info()?;
    let msg = ExecuteMsg::UpdateMarketing {
        project: project.clone(),
        description: description.clone(),
        marketing: address.clone(),
    };
    let mut plan = plan(at, "change the token's marketing text", &msg)?;
    let changes = [
        ("project", old.project, project),
        ("description", old.description, description),
        ("who may change it", old.marketing.map(String::from), address),
    ];
    for (field, old, new) in changes {
        let Some(new) = new else { continue };
        let old = old.unwrap_or_else(|| NOBODY.to_owned());
        let new = if new.is_empty() { NOBODY } else { &new };
        plan.tell(field, format!("{old} -> {new}"));
    }
    Ok(plan)
}

pub fn logo(at: &Situation<'_>, logo: &str) -> Result<AdminPlan> {
    let (logo, shown) = if logo.starts_with("https://") || logo.starts_with("ipfs://") {
        (Logo::Url(logo.to_owned()), logo.to_owned())
    } else {
        let path = file(at, logo);
        let bytes = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        if bytes.len() > MAX_LOGO {
            bail!("{logo} has {} bytes; a logo may have {MAX_LOGO}", bytes.len());
        }
        let shown = format!("{logo}, {} bytes", bytes.len());
        let embedded = match path.extension().and_then(|ending| ending.to_str()) {
            Some("svg") => EmbeddedLogo::Svg(Binary::from(bytes)),
            Some("png") => EmbeddedLogo::Png(Binary::from(bytes)),
            _ => bail!("{logo} is neither a link nor an .svg or .png file"),
        };
        (Logo::Embedded(embedded), shown)
    };
    Ok(plan(at, "change the token's logo", &ExecuteMsg::UploadLogo(logo))?.fact("logo", shown))
}

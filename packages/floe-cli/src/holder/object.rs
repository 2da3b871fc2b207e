//! `floe object`: against a proposal of the timelock that owns the protocol, with shares.

use anyhow::{Context as _, Result};
use cosmwasm_std::Uint128;
use floe_api::timelock::{ProposalStatus, TimelockProposalResponse};
use floe_client::protocol::TimelockClient;
use floe_client::{when, Msg};
use floe_core::units::BPS;
use floe_core::wait::{WaitClass, MARK_BPS, OBJECTION_BPS};
use serde::Serialize;

use super::terms::{check_balance, joined, refuse, HolderTerms};
use super::unstake::ExitAmount;
use crate::context::Context;
use crate::exit::ExitCode;
use crate::input;
use crate::protect::terms::percent;
use crate::receipt::TxReceipt;
use crate::see::{answered, deeds};
use crate::send::{Delivery, TxRequest};

#[derive(clap::Args)]
#[command(
    group(clap::ArgGroup::new("what").required(true).args(["amount", "retract", "leave"])),
    override_usage = "floe object [OPTIONS] <ID> <AMOUNT|--retract|--leave>",
    after_help = "Examples:\n  floe object 3 12.5 flATOM\n  floe object 3 --leave"
)]
pub struct ObjectArgs {
    /// Number of the proposal.
    id: u64,
    /// Shares that object, such as 12.5 flATOM; coins, such as 12.5 atom, for the shares that are worth them; or `all`. They
    /// stay for a day at least.
    #[arg(num_args = 1..=2, value_name = "AMOUNT", allow_negative_numbers = true)]
    amount: Vec<String>,
    /// Take all of them back.
    #[arg(long)]
    retract: bool,
    /// Leave with all of them, by the queue; they go on objecting.
    #[arg(long)]
    leave: bool,
    /// The timelock; otherwise the owner of the hub.
    #[arg(long, value_name = "ADDRESS")]
    timelock: Option<String>,
}

/// What was done, and where the proposal stands then.
#[derive(Serialize)]
struct Objected {
    #[serde(flatten)]
    receipt: TxReceipt,
    shares: Uint128,
    proposal: TimelockProposalResponse,
}

pub fn run(args: ObjectArgs, context: &mut Context<'_>) -> Result<ExitCode> {
    let terms = HolderTerms::ask(context)?;
    let own = context.own_address()?;
    let address = match &args.timelock {
        Some(address) => input::account(&*context.chain, "--timelock", address)?,
        None => {
            (terms.powers.owner.clone()).context("the hub has no owner; name the timelock with --timelock")?
        }
    };
    let (title, msg, shares, proposal) = {
        let protocol = context.protocol()?;
        let timelock = protocol.timelock(&address);
        if answered(timelock.config())?.is_none() {
            let what = match terms.powers.owner.as_ref() == Some(&address) {
                true => "the owner is no timelock, so nothing waits that one could object to",
                false => "no timelock answers there",
            };
            return refuse(format!("{what}: {address}. Nothing was sent"));
        }
        let proposal = timelock.proposal(Some(args.id))?;
        let (title, msg, shares) = if args.retract || args.leave {
            take(&args, &timelock, &own, &terms)?
        } else {
            check_open(&proposal)?;
            let asked = ExitAmount::read(&joined(&args.amount), &terms)?;
            let balance = protocol.hub().shares(&own)?;
            let shares = asked.shares(&protocol.hub().state()?, balance)?;
            if shares.is_zero() {
                return terms.zero_shares();
            }
            check_balance(&terms.token, shares, balance)?;
            let msg = timelock.object(&protocol.hub(), args.id, shares)?;
            (format!("object with {}", terms.token.show(shares)), msg, shares)
        };
        (title, msg, shares, proposal)
    };
    let mut request =
        TxRequest::new(title, vec![msg]).fact("proposal", format!("{}, {}", proposal.id, proposal.title));
    for deed in deeds(&proposal.msgs, &context.contracts()?, &address) {
        request = request.fact("does", deed);
    }
    request = request
        .fact("due", when::seen_from(terms.now, proposal.due))
        .fact("objections", percent(proposal.objections_bps));
    if !args.retract && !args.leave {
        let supply = context.protocol()?.hub().token_info()?.total_supply;
        let against = Uint128::from(proposal.locked.more(proposal.left)).saturating_add(shares);
        let after = against.checked_multiply_ratio(BPS, supply).unwrap_or_default();
        let after = u64::try_from(after.u128()).unwrap_or(u64::MAX);
        request = request
            .fact("objections then", percent(after))
            .fact("what they do", effect(after, proposal.class))
            .fact(
                "the shares",
                "stay there for a day at least, and can then be taken back or leave",
            );
    }
    let Delivery::Sent(outcome) = context.deliver(request)? else {
        return Ok(ExitCode::Done);
    };
    let proposal = context.protocol()?.timelock(&address).proposal(Some(args.id))?;
    let done = Objected {
        receipt: TxReceipt::of(&outcome),
        shares,
        proposal,
    };
    let verb = match (args.retract, args.leave) {
        (true, _) => "Took back",
        (_, true) => "Left with",
        (false, false) => "Objected with",
    };
    context.show(&done, |done| {
        vec![
            format!(
                "{verb} {} {}.",
                terms.token.show(done.shares),
                done.receipt.place()
            ),
            format!(
                "Proposal {} has {} against it and is due {}.",
                done.proposal.id,
                percent(done.proposal.objections_bps),
                when::seen_from(terms.now, done.proposal.due)
            ),
        ]
    })?;
    Ok(ExitCode::Done)
}

/// All shares with which somebody objects, back or into the queue.
fn take(
    args: &ObjectArgs,
    timelock: &TimelockClient<'_>,
    own: &str,
    terms: &HolderTerms,
) -> Result<(String, Msg, Uint128)> {
    let objection = timelock.objection(args.id, own)?;
    let Some(free_at) = objection.free_at else {
        return refuse(format!(
            "the account objects to proposal {} with nothing; nothing was sent",
            args.id
        ));
    };
    if free_at > terms.now {
        return refuse(format!(
            "the shares object until {} at least; nothing was sent",
            when::seen_from(terms.now, free_at)
        ));
    }
    let shares = Uint128::from(objection.locked);
    let shown = terms.token.show(shares);
    Ok(match args.retract {
        true => (format!("take {shown} back"), timelock.retract(args.id)?, shares),
        false => (format!("leave with {shown}"), timelock.leave(args.id)?, shares),
    })
}

/// What objections of so many basis points come to (`Waiting::look`).
fn effect(bps: u64, class: WaitClass) -> &'static str {
    match class {
        WaitClass::Brief => "nothing: a proposal of this kind is due whoever objects",
        WaitClass::Short | WaitClass::Long if bps < OBJECTION_BPS => {
            "nothing yet: from a hundredth of the shares on it is due later"
        }
        WaitClass::Short | WaitClass::Long if bps < MARK_BPS => {
            "it is due later, so that who wants to leave is paid before: the more object, the later"
        }
        WaitClass::Short | WaitClass::Long => {
            "it is due as late as can be, and waits until the exits that are queued now are paid"
        }
    }
}

fn check_open(proposal: &TimelockProposalResponse) -> Result<()> {
    let ended = match proposal.status {
        ProposalStatus::Waiting | ProposalStatus::ExitsPending | ProposalStatus::Due => return Ok(()),
        ProposalStatus::Executed => "has been executed",
        ProposalStatus::Cancelled => "has been cancelled",
        ProposalStatus::Expired => "has expired",
    };
    refuse(format!("proposal {} {ended}; nothing was sent", proposal.id))
}

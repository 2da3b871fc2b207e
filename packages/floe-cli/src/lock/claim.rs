//! `floe lock claim`: rewards that are due are paid, each asset by itself.

use anyhow::Result;
use cosmwasm_std::Uint128;
use floe_api::events::StakeFact;
use serde::Serialize;

use super::terms::LockTerms;
use crate::context::Context;
use crate::exit::ExitCode;
use crate::holder::terms::refuse;
use crate::input::account;
use crate::receipt::TxReceipt;
use crate::send::{Delivery, TxRequest};

#[derive(clap::Args)]
pub struct LockClaimArgs {
    /// For somebody else, who is paid.
    #[arg(long = "for", value_name = "ADDRESS")]
    user: Option<String>,
}

#[derive(Serialize)]
struct Claimed {
    #[serde(flatten)]
    receipt: TxReceipt,
    /// Asset and base units.
    paid: Vec<(String, Uint128)>,
    /// What stays due, as its asset refused the payment.
    not_paid: Vec<(String, Uint128)>,
}

pub fn run(args: LockClaimArgs, named: Option<&str>, context: &mut Context<'_>) -> Result<ExitCode> {
    let terms = LockTerms::ask(named, context)?;
    let own = context.own_address()?;
    let user = match &args.user {
        Some(given) => account(&*context.chain, "--for", given)?,
        None => own.clone(),
    };
    let protocol = context.protocol()?;
    let stake = protocol.stake(&terms.address);
    let mut due = stake.pending_rewards(&user)?;
    due.retain(|reward| !reward.amount.is_zero());
    if due.is_empty() {
        return refuse(format!("no rewards are due to {user}; nothing was sent"));
    }
    let msg = match user == own {
        true => stake.harvest(None)?,
        false => stake.harvest_for(&user)?,
    };
    let mut request = TxRequest::new("collect the rewards of the stake", vec![msg]);
    for reward in &due {
        let shown = terms.shown(&reward.asset, reward.amount, context)?;
        request = request.fact("due", format!("{shown}, and what is released until then"));
    }
    if user != own {
        request = request.fact("paid to", user);
    }
    let Delivery::Sent(outcome) = context.deliver(request)? else {
        return Ok(ExitCode::Done);
    };
    let (mut paid, mut not_paid) = (Vec::new(), Vec::new());
    for fact in terms.facts(&outcome).all {
        match fact {
            StakeFact::RewardsPaid { asset, amount, .. } => paid.push((asset, Uint128::from(amount))),
            StakeFact::PaymentFailed { asset, amount, .. } => not_paid.push((asset, Uint128::from(amount))),
            StakeFact::Instantiated { .. }
            | StakeFact::Staked { .. }
            | StakeFact::Unstaked { .. }
            | StakeFact::Claimed { .. }
            | StakeFact::StreamAdded { .. }
            | StakeFact::ListenerAdded { .. }
            | StakeFact::Funded { .. }
            | StakeFact::ListenerFailed { .. } => {}
        }
    }
    let shown = |list: &[(String, Uint128)], context: &Context<'_>| -> Result<Vec<String>> {
        let asset = |name: &str| due.iter().find(|reward| reward.asset.name() == name);
        list.iter()
            .map(|(name, amount)| match asset(name) {
                Some(reward) => terms.shown(&reward.asset, *amount, context),
                None => Ok(format!("{amount} of {name}")),
            })
            .collect()
    };
    let (told, refused) = (shown(&paid, &*context)?, shown(&not_paid, &*context)?);
    let claimed = Claimed {
        receipt: TxReceipt::of(&outcome),
        paid,
        not_paid,
    };
    let all_paid = claimed.not_paid.is_empty();
    context.show(&claimed, |claimed| {
        let mut lines = Vec::new();
        if !told.is_empty() {
            lines.push(format!("Paid {} {}.", told.join(", "), claimed.receipt.place()));
        }
        for one in refused {
            lines.push(format!(
                "Not paid: {one}, which its token refused; it stays due, {}.",
                claimed.receipt.place()
            ));
        }
        lines
    })?;
    Ok(ExitCode::when(all_paid))
}
